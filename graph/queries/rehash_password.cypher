// The same password under a newer hash. $id; $password. Returns nothing.
MATCH (p:Person {id: $id})
SET p.password = $password
