// Revoke a token. $id; $at: instant. Returns at most one row {token, revoked}: revoked is false where it was already.
MATCH (t:ApiToken {id: $id})
WITH t, t.revoked_at IS NULL AS revoked
SET t.revoked_at = coalesce(t.revoked_at, $at)
RETURN properties(t) AS token, revoked
