// A person by name or id, with the roles that were not taken back.
// $name, $id: one of them null. Returns at most one row {person, grants}.
CALL () {
  MATCH (p:Person {name: $name}) RETURN p
  UNION
  MATCH (p:Person {id: $id}) RETURN p
}
RETURN properties(p) AS person, COLLECT {
  MATCH (p)-[:HOLDS]->(g:Grant) WHERE g.retracted_at IS NULL RETURN properties(g)
} AS grants
