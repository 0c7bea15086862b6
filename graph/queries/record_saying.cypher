// Records what a caller said and what the operator says was meant; proposes words for the steward.
// $saying: {id, text (masked), issue_type, location, understood_issue_type, understood_location, by, confirmed}; $at: instant;
// $proposals: list of {term, issue_type} or {term, location}, possibly empty.
// Returns one row {id, proposals}: how many words were proposed.
MERGE (s:Saying {id: $saying.id})
ON CREATE SET s += $saying, s.recorded_at = $at
WITH s
CALL () {
  UNWIND $proposals AS p
  MERGE (t:ProposedTerm {term: p.term, target: p.target})
  ON CREATE SET t.kind = p.kind, t.first_at = $at, t.times = 0, t.state = 'open'
  SET t.times = t.times + 1, t.last_at = $at
  RETURN count(t) AS proposed
}
RETURN s.id AS id, proposed AS proposals
