// Precedents as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $limit: rows at most; filters, each null for none: $on (ruled by that day, not lapsed by date and
// not overruled then), $issue_type, $location, $department.
// Returns rows {item}: properties; issue_type, location and department as {code, name}; conditions as factor=value
// strings, possibly none.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (case:Case)-[p:PRECEDENT]->(department:Department) WHERE p.code > $after
  RETURN case, p, department
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (case:Case)-[p:PRECEDENT {code: code}]->(department:Department)
  RETURN case, p, department
}
WITH case, p, department
WHERE p.recorded_at <= $known_at AND (p.retracted_at IS NULL OR $known_at < p.retracted_at)
  AND ($on IS NULL OR (p.ruled_on <= $on AND (p.valid_until IS NULL OR $on < p.valid_until)
    AND (p.overruled_on IS NULL OR $on < p.overruled_on OR $known_at < p.overruled_at)))
  AND ($issue_type IS NULL OR p.issue_type = $issue_type) AND ($location IS NULL OR p.location = $location)
  AND ($department IS NULL OR department.code = $department)
WITH case, p, department ORDER BY coalesce($positions[p.code], 0), p.code LIMIT $limit
MATCH (issue:IssueType {code: p.issue_type}) MATCH (place:Location {code: p.location})
OPTIONAL MATCH (ruling:Ruling {code: p.ruling})
RETURN p {.code, .ruling, .overruled_by, title: coalesce(case.title, ''), facts: coalesce(case.text, ''),
  issue_type: issue {.code, .name}, location: place {.code, .name}, conditions: coalesce(p.conditions, []),
  department: department {.code, .name}, ruled_on: toString(p.ruled_on),
  ruled_by: coalesce(ruling.ruled_by, p.ruled_by, ''), reason: coalesce(ruling.reason, ''),
  source: coalesce(ruling.source, case.source, ''), valid_until: toString(p.valid_until),
  recorded_at: toString(p.recorded_at)} AS item
ORDER BY coalesce($positions[p.code], 0), p.code
