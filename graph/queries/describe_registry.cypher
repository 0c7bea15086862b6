// Whether there is a registry, its version, and the last import.
// No parameters. Returns one row {version, at, source}: all null while nothing was ever imported.
OPTIONAL MATCH (r:Registry {name: 'live'})
CALL () {
  OPTIONAL MATCH (i:Import)
  RETURN i.source AS source ORDER BY i.at DESC LIMIT 1
}
RETURN r.version AS version, r.at AS at, source
