// The token with that secret. $hash; $at: instant. Returns at most one row {token}.
MATCH (t:ApiToken {hash: $hash})
WHERE t.ends_at > $at AND t.revoked_at IS NULL
RETURN properties(t) AS token
