// Collects everything that the rules weigh for one question: always one row, lists possibly empty, never null.
// $asked, one map, so that the server keeps one plan whatever the lengths of its lists: issue_types: candidate codes;
// places: locations and division; starts: those whose nearest divisions count (the division, where one is given, else
// the locations); facts: factors told. $on: date; $known_at: datetime.
// Returns issues, places, factors, mandates, prevails, holders, precedents, past, heirs, grid: lists of lists, in the
// order that graph/claims.py reads. A code that is not known at $known_at is simply missing from issues or places.

// What the issue is a kind of, and what the place lies in.
CALL () {
  UNWIND $asked.issue_types AS code
  MATCH (i:IssueType {code: code})-[ks:KIND_OF*0..8]->(t)
  WHERE (i.retracted_at IS NULL OR $known_at < i.retracted_at)
    AND all(k IN ks WHERE k.recorded_at <= $known_at AND (k.retracted_at IS NULL OR $known_at < k.retracted_at))
  RETURN collect(DISTINCT t) AS types
}
CALL () {
  UNWIND $asked.places AS code
  MATCH (l:Location {code: code})-[ws:WITHIN*0..8]->(a)
  WHERE (l.retracted_at IS NULL OR $known_at < l.retracted_at)
    AND all(w IN ws WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at))
  RETURN collect(DISTINCT a) AS areas
}
CALL () {
  UNWIND $asked.starts AS code
  MATCH path = (:Location {code: code})-[ws:WITHIN*0..8]->(d:Division)
  WHERE none(n IN nodes(path)[..-1] WHERE n:Division)
    AND all(w IN ws WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at))
  RETURN collect(DISTINCT d) AS nearest
}
WITH types, areas, nearest, [t IN types | t.code] AS line, [a IN areas | a.code] AS area

// Duties in force for the issue, wherever; who exercises their authorities, wherever.
CALL (types) {
  UNWIND types AS t
  MATCH (t)<-[:COVERS]-(m:Mandate)
  WHERE m.valid_from <= $on AND (m.valid_until IS NULL OR $on < m.valid_until)
    AND m.recorded_at <= $known_at AND (m.retracted_at IS NULL OR $known_at < m.retracted_at)
  RETURN collect(m) AS duties
}
CALL (duties, area) {
  UNWIND duties AS m
  WITH m.authority AS code, max(m.role IN ['lead', 'not_responsible']) AS competes, area
  MATCH (a:Authority {code: code})<-[e:EXERCISES]-(d:Department)
  WHERE e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)
    AND e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
    AND (d.valid_until IS NULL OR $on < d.valid_until)
  WITH code, d, competes, area,
    CASE WHEN d.recorded_at <= $known_at THEN d.serves
         ELSE head([(d)-[s:SERVES]->(l) WHERE s.recorded_at <= $known_at AND $known_at < s.retracted_at | l.code])
    END AS serves
  WHERE competes OR serves IN area
  RETURN collect([code, d.code, d.name, serves]) AS exercised
}
CALL (types, area, nearest) {
  // A division without finer ones has nothing inside to tell apart: its precedents are all found by index.
  UNWIND CASE WHEN any(n IN nearest WHERE EXISTS { (n)<-[:WITHIN]-(:Division) }) THEN types ELSE [] END AS t
  MATCH (t)-[:RULED_AT]->(l:Location)
  WHERE NOT l.code IN area
  RETURN collect(DISTINCT l.code) AS ruled
}

// Which of the places where claims live elsewhere lie inside the nearest divisions, and by which divisions.
CALL (nearest, area, duties, exercised, ruled) {
  UNWIND [m IN duties WHERE NOT m.location IN area | m.location]
       + [e IN exercised WHERE NOT e[3] IN area | e[3]] + ruled AS code
  WITH DISTINCT code, nearest
  MATCH path = (:Location {code: code})-[ws:WITHIN*1..8]->(d)
  WHERE d IN nearest
    AND all(w IN ws WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at))
  UNWIND nodes(path) AS n
  RETURN collect(DISTINCT n) AS inner
}
CALL (inner, nearest) {
  UNWIND [n IN inner WHERE n:Division AND NOT n IN nearest] AS n
  MATCH (n)-[w:WITHIN]->(d:Division)
  WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at)
  WITH DISTINCT d
  MATCH (d)<-[w:WITHIN]-(c:Division)
  WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at)
  RETURN collect(DISTINCT c) AS sisters
}
WITH *, area + [n IN inner | n.code] AS everywhere

CALL (line, everywhere) {
  MATCH (c)-[p:PRECEDENT]->(d)
  USING INDEX p:PRECEDENT(issue_type, location)
  WHERE p.issue_type IN line AND p.location IN everywhere
    AND p.ruled_on <= $on AND (p.valid_until IS NULL OR $on < p.valid_until)
    AND p.recorded_at <= $known_at AND (p.retracted_at IS NULL OR $known_at < p.retracted_at)
    AND (p.overruled_by IS NULL OR p.overruled_on > $on OR $known_at < p.overruled_at)
  RETURN collect({edge: p, case: c, department: d}) AS rulings
}

// Only where there are precedents: what they considered, what has begun or ended since, and who took whose place.
CALL (rulings, types) {
  UNWIND [r IN rulings | r.edge.issue_type] AS code
  WITH DISTINCT code
  MATCH (:IssueType {code: code})<-[ks:KIND_OF*0..8]-(x:IssueType)
  WHERE all(k IN ks WHERE k.recorded_at <= $known_at AND (k.retracted_at IS NULL OR $known_at < k.retracted_at))
  RETURN collect(DISTINCT x) AS below
}
CALL (rulings, types, below) {
  UNWIND CASE WHEN rulings = [] THEN [] ELSE types + [x IN below WHERE NOT x IN types] END AS t
  MATCH (t)<-[:COVERS]-(m:Mandate)
  WHERE m.role IN ['lead', 'not_responsible'] AND m.valid_from <= $on
    AND m.recorded_at <= $known_at AND (m.retracted_at IS NULL OR $known_at < m.retracted_at)
  RETURN collect(m) AS past
}
CALL (past, areas, inner, sisters) {
  UNWIND past AS m
  WITH DISTINCT m.location AS code, areas + inner + sisters AS known
  WHERE none(k IN known WHERE k.code = code)
  MATCH (l:Location {code: code})-[ws:WITHIN*0..8]->(n)
  WHERE all(w IN ws WHERE w.recorded_at <= $known_at AND (w.retracted_at IS NULL OR $known_at < w.retracted_at))
  RETURN collect(DISTINCT n) AS elsewhere
}
CALL (rulings) {
  UNWIND [r IN rulings WHERE r.department.valid_until <= $on | r.department] AS ended
  WITH DISTINCT ended
  MATCH (ended)-[:SUCCEEDED_BY*0..5]->(d)-[s:SUCCEEDED_BY]->(h:Department)
  WHERE s.on <= $on AND s.recorded_at <= $known_at AND (s.retracted_at IS NULL OR $known_at < s.retracted_at)
  RETURN collect(DISTINCT [d.code, h.code, h.name, coalesce(h.valid_until <= $on, false), s.authorities]) AS heirs
}
CALL (types, everywhere) {
  UNWIND CASE WHEN any(t IN types WHERE t.code IN $asked.issue_types AND t.emergency IS NOT NULL) THEN everywhere ELSE [] END
    AS code
  MATCH (g:Department {kind: 'grid', serves: code})
  WHERE g.valid_from <= $on AND (g.valid_until IS NULL OR $on < g.valid_until)
    AND (g.retracted_at IS NULL OR $known_at < g.retracted_at)
  RETURN collect([g.code, g.name, code]) AS grid
}

WITH *, [m IN duties WHERE m.location IN everywhere] AS here
CALL (here) {
  UNWIND here AS m
  MATCH (m)-[p:PREVAILS_OVER]->(n)
  WHERE n IN here AND p.recorded_at <= $known_at AND (p.retracted_at IS NULL OR $known_at < p.retracted_at)
  RETURN collect([m.code, n.code, p.rule]) AS prevails
}
CALL (here) {
  UNWIND here AS m
  MATCH (a:Authority)<-[:HELD_BY]-(m)-[:BASED_ON]->(s:Statute)
  RETURN collect([m.code, m.role, a.code, a.name, m.issue_type, m.location, m.conditions,
                  s.code, s.title, s.rank, m.article, m.quote]) AS mandates
}
CALL (here, rulings, areas, inner, sisters) {
  UNWIND [m IN here | m.conditions] + [r IN rulings | r.edge.conditions] + [l IN areas + inner + sisters | l.facts]
       + [[f IN $asked.facts | f + '=']] AS pairs
  UNWIND pairs AS pair
  WITH DISTINCT split(toString(pair), '=')[0] AS code
  MATCH (f:Factor {code: code})
  RETURN collect([f.code, f.name, f.question, f.values, f.labels, f.explanation]) AS factors
}
CALL (rulings) {
  UNWIND rulings AS r
  WITH r.edge AS p, r.case AS c, r.department AS d
  OPTIONAL MATCH (g:Ruling {code: p.ruling})
  RETURN collect([p.code, c.title, p.issue_type, p.location, p.conditions, d.code, d.name,
                  coalesce(d.valid_until <= $on, false), p.ruling, p.ruled_on, p.ruled_by, g.reason,
                  [(g)-[:CONSIDERED]->(m) | m.code],
                  [(d)-[e:EXERCISES]->(a) WHERE e.valid_from <= p.ruled_on
                    AND (e.valid_until IS NULL OR p.ruled_on < e.valid_until) | a.code]]) AS precedents
}
RETURN
  [t IN types + [x IN below WHERE NOT x IN types] |
    [t.code, t.name, t.emergency,
     [(t)-[k:KIND_OF]->(u) WHERE k.recorded_at <= $known_at
       AND (k.retracted_at IS NULL OR $known_at < k.retracted_at) | u.code]]] AS issues,
  [l IN areas + [n IN inner + [s IN sisters WHERE NOT s IN inner] + elsewhere WHERE NOT n IN areas] |
    [l.code, l.name, l.kind, l:Division, l.facts,
     [(l)-[w:WITHIN]->(u) WHERE w.recorded_at <= $known_at
       AND (w.retracted_at IS NULL OR $known_at < w.retracted_at) | u.code]]] AS places,
  factors, mandates, prevails,
  [e IN exercised WHERE e[3] IN everywhere] AS holders,
  precedents,
  [m IN past | [m.code, m.authority, m.role, m.issue_type, m.location, m.conditions, m.valid_from, m.valid_until]]
    AS past,
  heirs, grid
