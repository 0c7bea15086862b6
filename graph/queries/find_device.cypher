// Whether a browser is known for a person. $hash; $person: id; $at: instant. Returns at most one row {ends_at}.
MATCH (d:Device {hash: $hash})-[:OF]->(:Person {id: $person})
WHERE d.ends_at > $at
RETURN d.ends_at AS ends_at
