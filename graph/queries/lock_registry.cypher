// Take the registry's lock until the transaction ends, and tell its version: imports come one after the other.
// Returns one row {version, at}; at is null before the first import.
MERGE (r:Registry {name: 'live'})
ON CREATE SET r.version = 0
SET r.version = r.version
RETURN r.version AS version, r.at AS at
