// Codes whose name, alias, term, pinyin or code meets what was typed, the best first.
// $indexes: full-text indexes to ask; $words: Lucene query; $typed: what was typed, lower case, no spaces;
// $label: label of the entries; $known_at: instant; $most: candidates at most.
// Returns rows {code, tier}, tier 0 (exact) to 10 (merely similar); possibly none.
UNWIND $indexes AS index
CALL (index) {
  CALL db.index.fulltext.queryNodes(index, $words, {limit: $most}) YIELD node, score
  RETURN node AS n, score
}
WITH n, score
WHERE ($label IN labels(n) OR n.label = $label)
  AND n.recorded_at <= $known_at AND (n.retracted_at IS NULL OR $known_at < n.retracted_at)
WITH n, score, toLower(coalesce(n.title, n.name)) AS name,
  [a IN coalesce(n.aliases, []) | toLower(a)] AS aliases, [t IN coalesce(n.terms, []) | toLower(t)] AS terms,
  coalesce(n.pinyin, []) AS pinyin, coalesce(n.initials, []) AS initials
WITH n, score, name, coalesce(head(initials) STARTS WITH $typed, false) AS named, CASE
  WHEN name = $typed OR n.code = $typed THEN 0
  WHEN $typed IN aliases THEN 1
  WHEN $typed IN terms THEN 2
  WHEN name STARTS WITH $typed OR n.code STARTS WITH $typed THEN 3
  WHEN any(a IN aliases WHERE a STARTS WITH $typed) THEN 4
  WHEN any(t IN terms WHERE t STARTS WITH $typed) THEN 5
  WHEN $typed IN initials OR $typed IN pinyin THEN 6
  WHEN any(i IN initials WHERE i STARTS WITH $typed) THEN 7
  WHEN any(p IN pinyin WHERE p CONTAINS $typed) THEN 8
  WHEN name CONTAINS $typed OR n.code CONTAINS $typed OR any(a IN aliases WHERE a CONTAINS $typed)
    OR any(t IN terms WHERE t CONTAINS $typed) OR any(i IN initials WHERE i CONTAINS $typed) THEN 9
  ELSE 10 END AS tier
RETURN n.code AS code, tier
ORDER BY tier, NOT named, CASE tier WHEN 10 THEN -score ELSE size(name) END, code
