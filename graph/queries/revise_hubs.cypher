// Give hubs new properties; what they said goes to a Revision. A retired hub lives again.
// $rows: [{handle, label, labels, properties}]; $at: instant. Returns nothing.
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.handle
CREATE (old:Revision)-[:REVISION_OF]->(n)
SET old = properties(n), old.label = row.label, old.retracted_at = coalesce(n.retracted_at, $at)
REMOVE n:Division
SET n:$(row.labels), n = row.properties, n.recorded_at = $at
