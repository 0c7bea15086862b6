// Note that a session is in use. $id; $at: instant. Returns nothing.
MATCH (s:Session {id: $id})
SET s.seen_at = $at
