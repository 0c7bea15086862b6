// Factors as intake knows them: all that are live now.
// No parameters. Returns rows {code, name, question, values, labels}; values and labels are parallel lists.
MATCH (n:Factor)
WHERE n.retracted_at IS NULL
RETURN n.code AS code, n.name AS name, n.question AS question, n.values AS values, n.labels AS labels
ORDER BY code
