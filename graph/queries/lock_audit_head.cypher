// The end of the audit chain, locked until the transaction ends, so that two never append to the same end.
// $at: instant. Returns one row {sequence, hash}.
MERGE (h:AuditHead {name: 'head'})
ON CREATE SET h.sequence = 0, h.hash = '0000000000000000000000000000000000000000000000000000000000000000', h.at = $at
SET h.locked = true
RETURN h.sequence AS sequence, h.hash AS hash
