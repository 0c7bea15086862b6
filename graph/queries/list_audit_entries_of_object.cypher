// Audit entries of one object, the newest first: its history.
// $person, $role, $action, $object_kind, $object_id: filters, null for any; $from, $until: instants,
// from the one to before the other; $before: sequence, exclusive; $limit. Returns rows {entry}.
MATCH (e:AuditEntry)
WHERE e.object_kind = $object_kind AND e.object_id = $object_id AND e.sequence < $before
  AND ($role IS NULL OR e.role = $role)
  AND ($person IS NULL OR e.person = $person)
  AND ($action IS NULL OR e.action = $action)
  AND e.at >= $from
  AND e.at < $until
RETURN e {.sequence, .at, .person, .name, .role, .means, .credential, .action, .object_kind, .object_id} AS entry
ORDER BY e.object_kind DESC, e.object_id DESC, e.sequence DESC
LIMIT $limit
