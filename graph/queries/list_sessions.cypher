// The sessions of a person that have not ended. $person: id; $at, $seen_after: instants. Returns rows {session}.
MATCH (s:Session)-[:OF]->(:Person {id: $person})
WHERE s.ends_at > $at AND s.seen_at > $seen_after
RETURN properties(s) AS session
ORDER BY s.seen_at DESC, s.id
