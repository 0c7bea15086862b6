// The names of some issue types, places and departments that are known at present.
// $issue_types, $locations, $departments: lists of codes. Returns rows {kind, code, name}; unknown codes have none.
CALL () {
  UNWIND $issue_types AS code MATCH (n:IssueType {code: code}) RETURN 'issue_type' AS kind, n.code AS code, n.name AS name
  UNION ALL
  UNWIND $locations AS code MATCH (n:Location {code: code}) RETURN 'location' AS kind, n.code AS code, n.name AS name
  UNION ALL
  UNWIND $departments AS code MATCH (n:Department {code: code}) RETURN 'department' AS kind, n.code AS code, n.name AS name
}
RETURN kind, code, name
