// The outline of one place, and the departments whose jurisdiction it is.
// $code; $known_at: instant; $on: day on which they are in being, or null for any.
// Returns one row {item}: outline or null; a list, possibly empty, never null.
MATCH (n:Location {code: $code})
RETURN {outline: n.outline, served_by: COLLECT {
    MATCH (n)<-[s:SERVES]-(d:Department)
    WHERE s.recorded_at <= $known_at AND (s.retracted_at IS NULL OR $known_at < s.retracted_at)
      AND ($on IS NULL OR (d.valid_from <= $on AND (d.valid_until IS NULL OR $on < d.valid_until)))
    RETURN d {.code, .name} ORDER BY d.code
  }} AS item
