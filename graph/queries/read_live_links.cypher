// Every live relationship between hubs.
// Returns rows {handle, type, source, target, properties}, source and target being codes; possibly none.
MATCH (a)-[r:PART_OF|SERVES|KIND_OF|WITHIN|EXERCISES|SUCCEEDED_BY]->(b)
WHERE r.retracted_at IS NULL
RETURN elementId(r) AS handle, type(r) AS type, a.code AS source, b.code AS target, properties(r) AS properties
