// Words that operators' corrections propose to the steward, the most often met first.
// $limit: rows at most. Returns rows {term, target, kind, times, first_at, last_at}.
MATCH (t:ProposedTerm {state: 'open'})
RETURN t.term AS term, t.target AS target, t.kind AS kind, t.times AS times, toString(t.first_at) AS first_at,
  toString(t.last_at) AS last_at
ORDER BY times DESC, term
LIMIT $limit
