// A person by one of name, id and single sign-on subject, with the roles that were not taken back.
// $name, $id, $single_sign_on: two of them null. Returns at most one row {person, grants}.
CALL () {
  MATCH (p:Person {name: $name}) RETURN p
  UNION
  MATCH (p:Person {id: $id}) RETURN p
  UNION
  MATCH (p:Person {single_sign_on: $single_sign_on}) RETURN p
}
RETURN properties(p) AS person, COLLECT {
  MATCH (p)-[:HOLDS]->(g:Grant) WHERE g.retracted_at IS NULL RETURN properties(g)
} AS grants
