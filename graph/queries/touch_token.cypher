// Note when a token was last used. $id; $at: instant. Returns nothing.
MATCH (t:ApiToken {id: $id})
SET t.used_at = $at
