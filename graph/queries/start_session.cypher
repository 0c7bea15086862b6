// Start a session; end the one that the same browser had, and forget some that have ended.
// $person: id; $session: properties with `hash`; $ending: hash of a session, or null. Returns nothing.
MATCH (p:Person {id: $person})
CREATE (s:Session)-[:OF]->(p)
SET s = $session
WITH s
CALL (s) {
  MATCH (before:Session {hash: $ending}) DETACH DELETE before
}
CALL (s) {
  MATCH (old:Session) WHERE old.ends_at < s.started_at
  WITH old LIMIT 20
  DETACH DELETE old
}
