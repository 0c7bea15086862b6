// Keys of the nodes whose text meets the words, the most relevant first.
// $index: full-text index; $words: Lucene query; $most: keys at most. Returns rows {code}; possibly none.
CALL db.index.fulltext.queryNodes($index, $words, {limit: $most}) YIELD node, score
WITH coalesce(node.number, node.code) AS code, max(score) AS score
RETURN code ORDER BY score DESC, code
