// Add imported precedents: the case, its dispute and ruling, and the edge that decides.
// $rows: [{code, department, issue_type, location, case, ruling, edge}], the last three being properties, null where
// absent. Returns nothing.
UNWIND $rows AS row
MATCH (d:Department {code: row.department})
MATCH (i:IssueType {code: row.issue_type})
MATCH (l:Location {code: row.location})
MERGE (c:Case {number: row.code})
SET c:Imported, c += row.case
MERGE (dispute:Dispute {id: row.code})
MERGE (dispute)-[:OVER]->(c)
MERGE (r:Ruling {code: row.code})
SET r += row.ruling
MERGE (r)-[:SETTLES]->(dispute)
MERGE (c)-[:ABOUT]->(i)
MERGE (c)-[:AT]->(l)
MERGE (i)-[:RULED_AT]->(l)
CREATE (c)-[p:PRECEDENT]->(d)
SET p = row.edge
