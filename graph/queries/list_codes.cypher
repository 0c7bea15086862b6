// Every live code of one kind with its name, to suggest near ones when a code is unknown; the error path only.
// $label: Department, Authority, IssueType, Location, Factor, Statute, Mandate or Precedent.
// Returns rows {code, name}; possibly none.
CALL () {
  UNWIND CASE $label WHEN 'Department' THEN [1] ELSE [] END AS once
  MATCH (n:Department) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.name AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Authority' THEN [1] ELSE [] END AS once
  MATCH (n:Authority) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.name AS name
  UNION ALL
  UNWIND CASE $label WHEN 'IssueType' THEN [1] ELSE [] END AS once
  MATCH (n:IssueType) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.name AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Location' THEN [1] ELSE [] END AS once
  MATCH (n:Location) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.name AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Factor' THEN [1] ELSE [] END AS once
  MATCH (n:Factor) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.name AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Statute' THEN [1] ELSE [] END AS once
  MATCH (n:Statute) WHERE n.retracted_at IS NULL RETURN n.code AS code, n.title AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Mandate' THEN [1] ELSE [] END AS once
  MATCH (n:Mandate) WHERE n.retracted_at IS NULL RETURN n.code AS code, '' AS name
  UNION ALL
  UNWIND CASE $label WHEN 'Precedent' THEN [1] ELSE [] END AS once
  MATCH (c:Case)-[p:PRECEDENT]->(:Department) WHERE p.retracted_at IS NULL
  RETURN p.code AS code, coalesce(c.title, '') AS name LIMIT 50000
}
RETURN code, name ORDER BY code
