// Pairs of mandates that collide, as known at an instant: the triangle zones as data.
// $known_at: instant; $limit: rows at most; $after: {first, second}, the pair after which to go on ('' and '' to start);
// filters, each null for none: $on (both in force that day), $issue_type and $location (of either mandate),
// $authority, $statute (of either), $department (exercises either's authority, on the day $on where given).
// Returns rows {first, second}: each mandate's properties, with authority, issue_type, location and statute as
// {code, name}; conditions as factor=value strings, possibly none. One statement, so that both sides are of one moment.
MATCH (a:Mandate)-[c:COLLIDES_WITH]->(b:Mandate)
WHERE c.recorded_at <= $known_at AND (c.retracted_at IS NULL OR $known_at < c.retracted_at)
  AND (a.code > $after.first OR (a.code = $after.first AND b.code > $after.second))
  AND ($on IS NULL OR (a.valid_from <= $on AND (a.valid_until IS NULL OR $on < a.valid_until)
    AND b.valid_from <= $on AND (b.valid_until IS NULL OR $on < b.valid_until)))
  AND ($issue_type IS NULL OR $issue_type IN [a.issue_type, b.issue_type])
  AND ($location IS NULL OR $location IN [a.location, b.location])
  AND ($authority IS NULL OR $authority IN [a.authority, b.authority])
  AND ($statute IS NULL OR $statute IN [a.statute, b.statute])
  AND ($department IS NULL OR EXISTS {
    MATCH (:Department {code: $department})-[e:EXERCISES]->(held:Authority)
    WHERE held.code IN [a.authority, b.authority]
      AND e.recorded_at <= $known_at AND (e.retracted_at IS NULL OR $known_at < e.retracted_at)
      AND ($on IS NULL OR (e.valid_from <= $on AND (e.valid_until IS NULL OR $on < e.valid_until)))
  })
WITH a, b ORDER BY a.code, b.code LIMIT $limit
WITH [m IN [a, b] | m] AS pair
CALL (pair) {
  UNWIND [0, 1] AS side
  WITH side, pair[side] AS n
  MATCH (n)-[:HELD_BY]->(authority:Authority), (n)-[:COVERS]->(issue:IssueType),
    (n)-[:APPLIES_IN]->(place:Location), (n)-[based:BASED_ON]->(statute:Statute)
  WITH side, n {.code, .role, authority: authority {.code, .name}, issue_type: issue {.code, .name},
    location: place {.code, .name}, conditions: coalesce(n.conditions, []), note: coalesce(n.note, ''),
    passage: {statute: {code: statute.code, name: statute.title}, rank: statute.rank,
      article: coalesce(based.article, ''), quote: coalesce(based.quote, '')},
    valid_from: toString(n.valid_from), valid_until: toString(n.valid_until),
    recorded_at: toString(n.recorded_at), retracted_at: toString(n.retracted_at)} AS item
  ORDER BY side
  RETURN collect(item) AS items
}
RETURN items[0] AS first, items[1] AS second ORDER BY first.code, second.code
