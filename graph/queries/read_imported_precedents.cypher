// The live precedents that came from a list, not from casework.
// Returns rows {handle, precedent, edge}: the edge's handle, the precedent as its list has it, the edge's properties.
MATCH (c:Case:Imported)-[p:PRECEDENT]->(d:Department)
WHERE p.code = c.number AND p.retracted_at IS NULL
MATCH (r:Ruling {code: c.number})
RETURN elementId(p) AS handle, properties(p) AS edge, {
  code: p.code, title: c.title, facts: coalesce(c.text, ''), issue_type: p.issue_type, location: p.location,
  conditions: coalesce(p.conditions, []), department: d.code, ruled_on: p.ruled_on, ruled_by: coalesce(p.ruled_by, ''),
  reason: coalesce(r.reason, ''), source: coalesce(c.source, '')} AS precedent
