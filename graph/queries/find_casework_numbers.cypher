// Which of these codes casework has given to a case, a ruling or a dispute of its own.
// $codes: codes that a list of precedents wants. Returns rows {code}, possibly none.
UNWIND $codes AS code
OPTIONAL MATCH (c:Case {number: code})
OPTIONAL MATCH (r:Ruling {code: code})
OPTIONAL MATCH (d:Dispute {id: code})
WITH code, c, r, d
WHERE (c IS NULL OR NOT c:Imported) AND coalesce(c, r, d) IS NOT NULL
RETURN code
