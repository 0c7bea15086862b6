// A record of the same person's reading of the same object, not long ago.
// $person, $kind, $id; $action: the reading's; $since: instant. Returns at most one row {sequence}.
MATCH (e:AuditEntry {object_kind: $kind, object_id: $id})
WHERE e.sequence > 0 AND e.action = $action AND e.person = $person AND e.at >= $since
RETURN e.sequence AS sequence
LIMIT 1
