// Take the demonstration's people away with all that is theirs; the audit trail keeps what they did. Returns rows {id, name}.
MATCH (p:Person {demonstration: true})
WITH p, p.id AS id, p.name AS name
OPTIONAL MATCH (p)-[:HOLDS]->(g:Grant)
OPTIONAL MATCH (c)-[:OF]->(p)
WITH p, id, name, collect(DISTINCT g) + collect(DISTINCT c) AS theirs
FOREACH (each IN theirs | DETACH DELETE each)
DETACH DELETE p
RETURN id, name
