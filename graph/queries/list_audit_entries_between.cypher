// Audit entries, the newest first, of a time.
// $person, $role, $action, $object_kind, $object_id: filters, null for any; $from, $until: instants,
// from the one to before the other; $before: sequence, exclusive; $limit. Returns rows {entry}.
MATCH (e:AuditEntry)
USING INDEX e:AuditEntry(at)
WHERE e.at >= $from AND e.at < $until AND e.sequence < $before
  AND ($role IS NULL OR e.role = $role)
  AND ($person IS NULL OR e.person = $person)
  AND ($action IS NULL OR e.action = $action)
  AND ($object_kind IS NULL OR e.object_kind = $object_kind)
  AND ($object_id IS NULL OR e.object_id = $object_id)
RETURN e {.sequence, .at, .person, .name, .role, .means, .credential, .action, .object_kind, .object_id} AS entry
ORDER BY e.sequence DESC
LIMIT $limit
