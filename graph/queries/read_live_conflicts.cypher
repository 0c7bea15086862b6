// The live derived relationships at some mandates, each once.
// $rows: handles of mandate versions. Returns rows {handle, type, source, target, rule}; source and target are the
// mandates' codes, rule is null for a collision; possibly none.
MATCH (m:Mandate) WHERE elementId(m) IN $rows
MATCH (m)-[r:PREVAILS_OVER|COLLIDES_WITH]-()
WHERE r.retracted_at IS NULL
WITH DISTINCT r
RETURN elementId(r) AS handle, type(r) AS type, startNode(r).code AS source, endNode(r).code AS target, r.rule AS rule
