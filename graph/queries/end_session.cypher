// End one session of a person. $person, $id; $at: instant. Returns one row {ended}.
OPTIONAL MATCH (s:Session {id: $id})-[:OF]->(:Person {id: $person})
WITH s, s IS NOT NULL AND s.ends_at > $at AS ended
DETACH DELETE s
RETURN ended
