// Who bears one mandate, and which mandates it beats, is beaten by and collides with.
// $code; $known_at: instant; $on: day on which it is borne, or null for any.
// Returns one row {item}: lists, possibly empty, never null.
MATCH (n:Mandate {code: $code})-[:HELD_BY]->(held:Authority)
WHERE n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
RETURN {borne_by: COLLECT {
    MATCH (held)<-[e:EXERCISES]-(d:Department)
    WHERE e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
    OPTIONAL MATCH (area:Location {code: d.serves})
    RETURN {department: d {.code, .name}, serves: area {.code, .name}, valid_from: toString(e.valid_from),
      valid_until: toString(e.valid_until), source: coalesce(e.source, '')} ORDER BY d.code, e.valid_from
  }, prevails_over: COLLECT {
    MATCH (n)-[p:PREVAILS_OVER]->(m:Mandate)-[:HELD_BY]->(a:Authority)
    WHERE p.recorded_at <= $known_at AND (p.retracted_at IS NULL OR $known_at < p.retracted_at)
    RETURN {mandate: m.code, authority: a {.code, .name}, rule: p.rule} ORDER BY m.code
  }, beaten_by: COLLECT {
    MATCH (n)<-[p:PREVAILS_OVER]-(m:Mandate)-[:HELD_BY]->(a:Authority)
    WHERE p.recorded_at <= $known_at AND (p.retracted_at IS NULL OR $known_at < p.retracted_at)
    RETURN {mandate: m.code, authority: a {.code, .name}, rule: p.rule} ORDER BY m.code
  }, collides_with: COLLECT {
    MATCH (n)-[c:COLLIDES_WITH]-(m:Mandate)-[:HELD_BY]->(a:Authority)
    WHERE c.recorded_at <= $known_at AND (c.retracted_at IS NULL OR $known_at < c.retracted_at)
    RETURN {mandate: m.code, authority: a {.code, .name}} ORDER BY m.code
  }} AS item
