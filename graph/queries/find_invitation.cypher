// Whom a one-time invitation is for. $hash; $at: instant. Returns at most one row {person, grants}.
MATCH (i:Invitation {hash: $hash})-[:OF]->(p:Person)
WHERE i.ends_at > $at AND NOT p.disabled
RETURN properties(p) AS person, COLLECT {
  MATCH (p)-[:HOLDS]->(g:Grant) WHERE g.retracted_at IS NULL RETURN properties(g)
} AS grants
