// Places and divisions as known at an instant.
// $codes: only these, in the order of $positions (code -> rank), or null for all after the code $after;
// $known_at: instant; $past: whether revisions may hold what was known then; $limit: rows at most;
// filters, each null for none: $within (right above), $kind, $division (whether an official division).
// Returns rows {item}: properties, facts as factor=value strings, within as a list of {code, name}, possibly empty.
CALL () {
  UNWIND CASE WHEN $codes IS NULL THEN [1] ELSE [] END AS once
  MATCH (n:Location) WHERE n.code > $after
  RETURN n
  UNION ALL
  UNWIND coalesce($codes, []) AS code
  MATCH (n:Location {code: code})
  RETURN n
  UNION ALL
  UNWIND CASE WHEN NOT $past THEN [] WHEN $codes IS NULL THEN [null] ELSE $codes END AS code
  MATCH (n:Revision {label: 'Location'}) WHERE n.code > $after AND (code IS NULL OR n.code = code)
  RETURN n
}
WITH n WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
  AND ($kind IS NULL OR n.kind = $kind)
  AND ($division IS NULL OR EXISTS { MATCH (:Division {code: n.code}) } = $division)
  AND ($within IS NULL OR EXISTS {
    MATCH (:Location {code: n.code})-[w:WITHIN]->(:Location {code: $within})
    WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at)
  })
WITH n ORDER BY coalesce($positions[n.code], 0), n.code LIMIT $limit
RETURN n {.code, .name, .kind, aliases: coalesce(n.aliases, []), facts: coalesce(n.facts, []),
  source: coalesce(n.source, ''), recorded_at: toString(n.recorded_at),
  division: EXISTS { MATCH (:Division {code: n.code}) }, within: COLLECT {
    MATCH (:Location {code: n.code})-[w:WITHIN]->(above:Location)
    WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at)
    RETURN above {.code, .name} ORDER BY above.code
  }} AS item
ORDER BY coalesce($positions[n.code], 0), n.code
