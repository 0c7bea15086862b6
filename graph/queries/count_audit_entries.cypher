// How many audit entries there are, on the chain or not, and the highest number that one has.
// No parameters. Returns one row {entries, last}; last is null where none has a number.
CALL () {
  MATCH (e:AuditEntry)
  RETURN count(e) AS entries
}
CALL () {
  OPTIONAL MATCH (e:AuditEntry) WHERE e.sequence > 0
  RETURN e.sequence AS last
  ORDER BY e.sequence DESC
  LIMIT 1
}
RETURN entries, last
