// Use up an invitation. $hash; $at: instant. Returns at most one row {person}: the id of whose it was.
MATCH (:Invitation {hash: $hash})-[:OF]->(p:Person)
SET p.locked = true // whoever brings the same one meanwhile waits here, and then finds none
WITH p
MATCH (i:Invitation {hash: $hash})-[:OF]->(p)
WHERE i.ends_at > $at AND NOT p.disabled
DETACH DELETE i
RETURN p.id AS person
