// Factors as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// no filters. Returns rows {item}: properties; values and labels are parallel lists.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Factor) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Factor {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'Factor'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
RETURN n {.code, .name, .question, .values, .labels, explanation: coalesce(n.explanation, ''),
  recorded_at: toString(n.recorded_at)} AS item
