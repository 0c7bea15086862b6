// Adds entries to the audit chain and moves its head, which the transaction has locked.
// $entries: list of properties (schema.audit.AuditEntry); $sequence, $hash: of the last of them; $at. Returns nothing.
UNWIND $entries AS entry
CREATE (e:AuditEntry)
SET e = entry
WITH count(e) AS added
MATCH (h:AuditHead {name: 'head'})
SET h.sequence = $sequence, h.hash = $hash, h.at = $at
