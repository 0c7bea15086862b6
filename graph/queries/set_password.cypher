// Set the hash of a password and end the person's other sessions. $id; $password; $keep: id of a session, or null.
// Returns nothing.
MATCH (p:Person {id: $id})
SET p.password = $password
WITH p
MATCH (s:Session)-[:OF]->(p) WHERE $keep IS NULL OR s.id <> $keep
DETACH DELETE s
