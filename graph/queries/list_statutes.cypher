// Statutes as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// filters, each null for none: $on (in effect that day), $rank, $issuer.
// Returns rows {item}: properties.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Statute) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Statute {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'Statute'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($on IS NULL OR (coalesce(n.effective, $on) <= $on AND (n.repealed IS NULL OR $on < n.repealed)))
  AND ($rank IS NULL OR n.rank = $rank) AND ($issuer IS NULL OR n.issuer = $issuer)
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
RETURN n {.code, .title, .rank, issuer: coalesce(n.issuer, ''), file: coalesce(n.file, ''),
  enacted: toString(n.enacted), effective: toString(n.effective), repealed: toString(n.repealed),
  recorded_at: toString(n.recorded_at)} AS item
