// What belongs to one department besides its own properties.
// $code; $known_at: instant; $on: day on which it exercises the authorities, or null for any.
// Returns one row {item}: lists, possibly empty, never null.
RETURN {exercises: COLLECT {
    MATCH (:Department {code: $code})-[e:EXERCISES]->(a:Authority)
    WHERE e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
    RETURN {authority: a {.code, .name}, valid_from: toString(e.valid_from), valid_until: toString(e.valid_until),
      source: coalesce(e.source, '')} ORDER BY a.code, e.valid_from
  }, successors: COLLECT {
    MATCH (:Department {code: $code})-[s:SUCCEEDED_BY]->(d:Department)
    WHERE s.recorded_at <= $known_at AND (s.retracted_at IS NULL OR $known_at < s.retracted_at)
    RETURN {department: d {.code, .name}, on: toString(s.on), authorities: coalesce(s.authorities, []),
      note: coalesce(s.note, '')} ORDER BY s.on, d.code
  }, predecessors: COLLECT {
    MATCH (:Department {code: $code})<-[s:SUCCEEDED_BY]-(d:Department)
    WHERE s.recorded_at <= $known_at AND (s.retracted_at IS NULL OR $known_at < s.retracted_at)
    RETURN {department: d {.code, .name}, on: toString(s.on), authorities: coalesce(s.authorities, []),
      note: coalesce(s.note, '')} ORDER BY s.on, d.code
  }} AS item
