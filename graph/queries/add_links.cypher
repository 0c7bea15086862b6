// Add relationships between nodes.
// $rows: [{type, source, target, properties}], source and target being handles; $at: instant. Returns nothing.
UNWIND $rows AS row
MATCH (a) WHERE elementId(a) = row.source
MATCH (b) WHERE elementId(b) = row.target
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties, r.recorded_at = $at
