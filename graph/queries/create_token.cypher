// Keep a token. $token: properties with `hash`. Returns nothing.
CREATE (t:ApiToken)
SET t = $token
