// Which departments exercise one authority.
// $code; $known_at: instant; $on: day, or null for any. Returns one row {item}: a list, possibly empty, never null.
RETURN {exercised_by: COLLECT {
    MATCH (:Authority {code: $code})<-[e:EXERCISES]-(d:Department)
    WHERE e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
    OPTIONAL MATCH (area:Location {code: d.serves})
    RETURN {department: d {.code, .name}, serves: area {.code, .name}, valid_from: toString(e.valid_from),
      valid_until: toString(e.valid_until), source: coalesce(e.source, '')} ORDER BY d.code, e.valid_from
  }} AS item
