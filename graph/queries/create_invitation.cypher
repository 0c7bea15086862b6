// Let a person choose a password once; earlier invitations of theirs end. $person: id; $hash; $ends_at. Returns nothing.
MATCH (p:Person {id: $person})
CALL (p) {
  MATCH (old:Invitation)-[:OF]->(p) DETACH DELETE old
}
CREATE (:Invitation {hash: $hash, ends_at: $ends_at})-[:OF]->(p)
