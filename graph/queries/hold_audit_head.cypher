// The end of the audit chain, held until the transaction ends; unlike lock_audit_head it makes none.
// No parameters. Returns at most one row {sequence, hash}.
MATCH (h:AuditHead {name: 'head'})
SET h.locked = true
RETURN h.sequence AS sequence, h.hash AS hash
