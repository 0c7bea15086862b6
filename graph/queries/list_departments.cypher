// Departments as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// filters, each null for none: $on (in being that day), $kind, $level, $part_of, $serves.
// Returns rows {item}: properties, and part_of and serves as {code, name} or null.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Department) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Department {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'Department'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($on IS NULL OR (n.valid_from <= $on AND (n.valid_until IS NULL OR $on < n.valid_until)))
  AND ($kind IS NULL OR n.kind = $kind) AND ($level IS NULL OR n.level = $level)
  AND ($part_of IS NULL OR n.part_of = $part_of) AND ($serves IS NULL OR n.serves = $serves)
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
OPTIONAL MATCH (above:Department {code: n.part_of})
OPTIONAL MATCH (area:Location {code: n.serves})
RETURN n {.code, .name, .kind, .level, aliases: coalesce(n.aliases, []), part_of: above {.code, .name},
  serves: area {.code, .name}, valid_from: toString(n.valid_from), valid_until: toString(n.valid_until),
  source: coalesce(n.source, ''), recorded_at: toString(n.recorded_at)} AS item
ORDER BY coalesce($positions[n.code], 0), n.code
