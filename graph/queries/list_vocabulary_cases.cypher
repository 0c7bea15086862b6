// What intake may learn from: precedents' words, and what operators confirmed that callers meant. Nothing unconfirmed.
// $until: instant; only what was recorded before it.
// Returns rows {text, issue_type, location, at, confirmed}; at is an ISO 8601 string.
CALL () {
  MATCH (case:Case)-[p:PRECEDENT]->(:Department)
  WHERE p.retracted_at IS NULL AND p.recorded_at <= $until
  RETURN coalesce(case.title, '') + '。' + coalesce(case.text, '') AS text, p.issue_type AS issue_type,
    p.location AS location, toString(p.recorded_at) AS at, false AS confirmed
  UNION ALL
  MATCH (s:Saying)
  WHERE s.confirmed AND s.recorded_at <= $until
  RETURN s.text AS text, s.issue_type AS issue_type, s.location AS location, toString(s.recorded_at) AS at,
    true AS confirmed
}
RETURN text, issue_type, location, at, confirmed
ORDER BY at, text
