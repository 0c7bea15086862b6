// Whether there is a registry, its version, and whether it holds a given statute (by which sample data is known).
// $mark: code of a statute. Returns one row {version, at, marked}: version and at are null while nothing was imported.
OPTIONAL MATCH (r:Registry {name: 'live'})
RETURN r.version AS version, r.at AS at,
  EXISTS { MATCH (s:Statute {code: $mark}) WHERE s.retracted_at IS NULL } AS marked
