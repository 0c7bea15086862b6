// Take the registry's lock until the transaction ends, and tell its version: imports come one after the other.
// Returns one row {version, at}; at is null before the first import.
// A write takes the lock; what is read after it, and never before, is what the last import left.
MERGE (r:Registry {name: 'live'})
SET r.locked = true
WITH r
REMOVE r.locked
RETURN coalesce(r.version, 0) AS version, r.at AS at
