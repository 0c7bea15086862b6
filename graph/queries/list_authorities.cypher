// Authorities as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// filters, each null for none: $level, $department (exercised by it, on the day $on where given).
// Returns rows {item}: properties.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Authority) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Authority {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'Authority'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($level IS NULL OR n.level = $level)
  AND ($department IS NULL OR EXISTS {
    MATCH (:Department {code: $department})-[e:EXERCISES]->(:Authority {code: n.code})
    WHERE e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
  })
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
RETURN n {.code, .name, .level, aliases: coalesce(n.aliases, []), description: coalesce(n.description, ''),
  recorded_at: toString(n.recorded_at)} AS item
