// Record an import and give the registry its next version.
// $properties: of the Import node, with its id; $at: instant. Returns one row {version}.
MERGE (i:Import {id: $properties.id})
SET i = $properties
MERGE (r:Registry {name: 'live'})
SET r.version = coalesce(r.version, 0) + 1, r.at = $at
RETURN r.version AS version
