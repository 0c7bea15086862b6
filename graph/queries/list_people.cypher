// Everybody, by name. Returns rows {person, grants}: properties, and the roles that were not taken back.
MATCH (p:Person)
RETURN properties(p) AS person, COLLECT {
  MATCH (p)-[:HOLDS]->(g:Grant) WHERE g.retracted_at IS NULL RETURN properties(g)
} AS grants
ORDER BY p.name
