// Add mandate versions with their relationships.
// $rows: [{properties, ground}], ground being the article and quote; $at: instant. Returns rows {code, handle}.
UNWIND $rows AS row
MATCH (a:Authority {code: row.properties.authority})
MATCH (i:IssueType {code: row.properties.issue_type})
MATCH (l:Location {code: row.properties.location})
MATCH (s:Statute {code: row.properties.statute})
CREATE (m:Mandate)
SET m = row.properties, m.recorded_at = $at
CREATE (m)-[:HELD_BY]->(a), (m)-[:COVERS]->(i), (m)-[:APPLIES_IN]->(l), (m)-[b:BASED_ON]->(s)
SET b = row.ground
RETURN m.code AS code, elementId(m) AS handle
