// Audit entries of one person, the newest first.
// $person, $role, $action, $object_kind, $object_id: filters, null for any; $from, $until: instants,
// from the one to before the other; $before: sequence, exclusive; $limit. Returns rows {entry}.
MATCH (e:AuditEntry)
WHERE e.person = $person AND e.sequence < $before
  AND ($role IS NULL OR e.role = $role)
  AND ($action IS NULL OR e.action = $action)
  AND ($object_kind IS NULL OR e.object_kind = $object_kind)
  AND ($object_id IS NULL OR e.object_id = $object_id)
  AND e.at >= $from
  AND e.at < $until
RETURN e {.sequence, .at, .person, .name, .role, .means, .credential, .action, .object_kind, .object_id} AS entry
ORDER BY e.person DESC, e.sequence DESC
LIMIT $limit
