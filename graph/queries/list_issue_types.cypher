// Issue types as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// filters, each null for none: $parent (right above), $emergency (class).
// Returns rows {item}: properties, and parents as a list of {code, name}, possibly empty.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:IssueType) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:IssueType {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'IssueType'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($emergency IS NULL OR n.emergency = $emergency)
  AND ($parent IS NULL OR EXISTS {
    MATCH (:IssueType {code: n.code})-[k:KIND_OF]->(:IssueType {code: $parent})
    WHERE k.recorded_at <= $known_at AND (k.retracted_at IS NULL OR $known_at < k.retracted_at)
  })
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
RETURN n {.code, .name, .emergency, .response_minutes, .resolve_hours, definition: coalesce(n.definition, ''),
  terms: coalesce(n.terms, []), recorded_at: toString(n.recorded_at), parents: COLLECT {
    MATCH (:IssueType {code: n.code})-[k:KIND_OF]->(above:IssueType)
    WHERE k.recorded_at <= $known_at AND (k.retracted_at IS NULL OR $known_at < k.retracted_at)
    RETURN above {.code, .name} ORDER BY above.code
  }} AS item
ORDER BY coalesce($positions[n.code], 0), n.code
