// Before imported cases are written again: what they and their rulings said goes to a Revision, with where they were.
// $rows: case numbers, also of cases that do not exist; $at: instant. Returns nothing.
UNWIND $rows AS number
MATCH (c:Case:Imported {number: number})
MATCH (r:Ruling {code: number})
OPTIONAL MATCH (c)-[about:ABOUT]->(i:IssueType)
OPTIONAL MATCH (c)-[at:AT]->(l:Location)
CREATE (old:Revision)-[:REVISION_OF]->(c)
SET old = properties(c), old.label = 'Case', old.issue_type = i.code, old.location = l.code, old.retracted_at = $at
CREATE (was:Revision)-[:REVISION_OF]->(r)
SET was = properties(r), was.label = 'Ruling', was.retracted_at = $at
DELETE about, at
