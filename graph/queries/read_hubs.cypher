// Every hub, those that were retired too.
// Returns rows {handle, labels, properties}, possibly none; properties has retracted_at where retired.
MATCH (n:Department|Authority|IssueType|Location|Factor|Statute)
RETURN elementId(n) AS handle, labels(n) AS labels, properties(n) AS properties
