// Give a person a role. $person: id; $grant: properties; $department: a code or null; $at: instant.
// Returns one row {added}: false where that department is not in the registry.
OPTIONAL MATCH (d:Department {code: $department}) WHERE d.retracted_at IS NULL
WITH $department IS NULL OR d IS NOT NULL AS added
CALL (added) {
  WITH added WHERE added
  MATCH (p:Person {id: $person})
  CREATE (p)-[:HOLDS]->(g:Grant {recorded_at: $at})
  SET g += $grant
}
RETURN added
