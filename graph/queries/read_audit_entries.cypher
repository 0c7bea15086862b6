// Part of the audit chain, in its order, for verifying and for archives.
// $after, $until: sequence numbers, exclusive and inclusive; $limit. Returns rows {properties}: all that a node has.
MATCH (e:AuditEntry)
WHERE e.sequence > $after AND e.sequence <= $until
RETURN properties(e) AS properties
ORDER BY e.sequence
LIMIT $limit
