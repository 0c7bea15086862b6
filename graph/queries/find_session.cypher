// Whose session that is. $hash; $at: instant; $seen_after: instant, the idle limit.
// Returns at most one row {session, person, grants}.
MATCH (s:Session {hash: $hash})-[:OF]->(p:Person)
WHERE s.ends_at > $at AND s.seen_at > $seen_after AND NOT p.disabled
RETURN properties(s) AS session, properties(p) AS person, COLLECT {
  MATCH (p)-[:HOLDS]->(g:Grant) WHERE g.retracted_at IS NULL RETURN properties(g)
} AS grants
