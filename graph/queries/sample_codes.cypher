// Some live codes of issue types and of places, whichever come first, to ask the warm-up's questions with.
// $most: codes of each kind at most. Returns one row {issue_types, locations}: lists, possibly empty.
CALL () { MATCH (n:IssueType) WHERE n.retracted_at IS NULL WITH n LIMIT $most RETURN collect(n.code) AS issue_types }
CALL () { MATCH (n:Location) WHERE n.retracted_at IS NULL WITH n LIMIT $most RETURN collect(n.code) AS locations }
RETURN issue_types, locations
