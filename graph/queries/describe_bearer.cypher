// One department as why-not looks at it, on $on as known at $known_at; no row when $code is unknown.
// Returns code, name, serves [code, name], ended (date or null), authorities (codes), successors ([code, name]).
MATCH (d:Department {code: $code})-[s:SERVES]->(l:Location)
WHERE s.recorded_at <= $known_at AND (s.retracted_at IS NULL OR $known_at < s.retracted_at)
RETURN d.code AS code, d.name AS name, [l.code, l.name] AS serves,
  CASE WHEN d.valid_until <= $on THEN d.valid_until END AS ended,
  [(d)-[e:EXERCISES]->(a) WHERE e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)
    AND e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at) | a.code] AS authorities,
  [(d)-[u:SUCCEEDED_BY]->(h) WHERE u.on <= $on AND u.recorded_at <= $known_at
    AND (u.retracted_at IS NULL OR $known_at < u.retracted_at) | [h.code, h.name]] AS successors
LIMIT 1
