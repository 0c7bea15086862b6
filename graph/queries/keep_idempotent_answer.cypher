// Keeps what was answered under a key, and forgets keys of more than two days ago, some at a time.
// $owner, $key; $request: digest of what was asked; $answer: JSON. Returns nothing.
MATCH (k:IdempotencyKey {owner: $owner, key: $key})
SET k.request = $request, k.answer = $answer
WITH k
MATCH (old:IdempotencyKey) WHERE old.at < k.at - duration('P2D')
WITH old LIMIT 20
DELETE old
