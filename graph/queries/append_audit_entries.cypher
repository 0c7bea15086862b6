// Adds entries to the audit chain and moves its head, which stays locked until the transaction ends; nothing where the
// chain does not end as is thought. The lock comes first: only what is read under it counts.
// $end: hash of the last entry so far; $entries: list of properties (schema.audit.AuditEntry); $sequence, $hash: of the
// last of them; $at: instant. Returns one row {sequence} where they were added, else none.
MATCH (h:AuditHead {name: 'head'})
SET h.locked = true
WITH h
WHERE h.hash = $end
SET h.sequence = $sequence, h.hash = $hash, h.at = $at
FOREACH (entry IN $entries |
  CREATE (e:AuditEntry)
  SET e = entry
)
RETURN h.sequence AS sequence
