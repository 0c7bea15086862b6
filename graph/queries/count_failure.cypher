// Count a failure under each key, and forget some counts of before. $keys; $at, $forgotten_at: instants. Returns nothing.
UNWIND $keys AS key
MERGE (t:Throttle {key: key})
SET t.locked = true
SET t.failures = CASE WHEN t.forgotten_at > $at THEN t.failures + 1 ELSE 1 END, t.forgotten_at = $forgotten_at
WITH count(t) AS counted
MATCH (old:Throttle) WHERE old.forgotten_at < $at
WITH old LIMIT 20
DELETE old
