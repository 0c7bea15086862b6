// Every token there ever was, the newest first. Returns rows {token}.
MATCH (t:ApiToken)
RETURN properties(t) AS token
ORDER BY t.created_at DESC, t.id
