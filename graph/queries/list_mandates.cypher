// Mandates, each in the version known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $limit: rows at most; filters, each null for none: $on (in force that day), $authority,
// $issue_type, $location, $role, $statute, $department (exercises the authority, on the day $on where given).
// Returns rows {item}: properties; authority, issue_type, location and statute as {code, name}; conditions as
// factor=value strings, possibly none.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Mandate) WHERE n.code > $after AND n.recorded_at <= $known_at
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Mandate {code: code}) WHERE n.recorded_at <= $known_at
  RETURN n
}
WITH n WHERE (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($on IS NULL OR (n.valid_from <= $on AND (n.valid_until IS NULL OR $on < n.valid_until)))
  AND ($authority IS NULL OR n.authority = $authority) AND ($issue_type IS NULL OR n.issue_type = $issue_type)
  AND ($location IS NULL OR n.location = $location) AND ($role IS NULL OR n.role = $role)
  AND ($statute IS NULL OR n.statute = $statute)
  AND ($department IS NULL OR EXISTS {
    MATCH (:Department {code: $department})-[e:EXERCISES]->(:Authority {code: n.authority})
    WHERE e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
  })
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
MATCH (n)-[:HELD_BY]->(authority:Authority), (n)-[:COVERS]->(issue:IssueType),
  (n)-[:APPLIES_IN]->(place:Location), (n)-[based:BASED_ON]->(statute:Statute)
RETURN n {.code, .role, authority: authority {.code, .name}, issue_type: issue {.code, .name},
  location: place {.code, .name}, conditions: coalesce(n.conditions, []), note: coalesce(n.note, ''),
  passage: {statute: {code: statute.code, name: statute.title}, rank: statute.rank,
    article: coalesce(based.article, ''), quote: coalesce(based.quote, '')},
  valid_from: toString(n.valid_from), valid_until: toString(n.valid_until),
  recorded_at: toString(n.recorded_at), retracted_at: toString(n.retracted_at)} AS item
ORDER BY coalesce($positions[n.code], 0), n.code
