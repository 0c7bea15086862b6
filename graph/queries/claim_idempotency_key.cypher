// Takes a key for its owner until the end of the transaction; who brings the same one meanwhile waits here.
// $owner, $key; $at: instant. Returns one row {request, answer}: null unless it was used before.
MERGE (k:IdempotencyKey {owner: $owner, key: $key})
ON CREATE SET k.at = $at
SET k.locked = true
RETURN k.request AS request, k.answer AS answer
