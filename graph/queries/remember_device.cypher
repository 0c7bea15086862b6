// Know a browser for a person, and forget the failures under $keys. $hash; $person: id; $ends_at. Returns nothing.
MATCH (p:Person {id: $person})
MERGE (d:Device {hash: $hash})
SET d.ends_at = $ends_at
MERGE (d)-[:OF]->(p)
WITH p
UNWIND $keys AS key
MATCH (t:Throttle {key: key})
DELETE t
