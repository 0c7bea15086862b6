// Create hubs.
// $rows: [{label, labels, properties}]; $at: instant. Returns rows {label, code, handle}, one a hub.
UNWIND $rows AS row
CREATE (n:$(row.labels))
SET n = row.properties, n.recorded_at = $at
RETURN row.label AS label, n.code AS code, elementId(n) AS handle
