// The registry's version and the instant of the import that made it.
// Returns one row {version, at}, or none before the first import.
MATCH (r:Registry {name: 'live'})
RETURN r.version AS version, r.at AS at
