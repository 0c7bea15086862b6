// One audit entry. $sequence. Returns at most one row {entry}.
MATCH (e:AuditEntry {sequence: $sequence})
RETURN e AS entry
