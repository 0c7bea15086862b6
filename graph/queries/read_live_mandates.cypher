// The live version of every mandate.
// Returns rows {handle, properties}, possibly none.
MATCH (m:Mandate)
WHERE m.retracted_at IS NULL
RETURN elementId(m) AS handle, properties(m) AS properties
