// Failures that are not forgotten yet. $keys; $at: instant. Returns rows {key, failures, forgotten_at}.
UNWIND $keys AS key
MATCH (t:Throttle {key: key}) WHERE t.forgotten_at > $at
RETURN t.key AS key, t.failures AS failures, t.forgotten_at AS forgotten_at
