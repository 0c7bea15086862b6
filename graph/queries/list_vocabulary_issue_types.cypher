// Issue types as intake knows them: all that are live now, with the factors that their duties in force name.
// $on: day on which a duty must be in force.
// Returns rows {code, name, definition, terms, parents, factors}; lists possibly empty, never null; factors holds those of
// the type's own duties, not of what it is a kind of.
MATCH (n:IssueType)
WHERE n.retracted_at IS NULL
RETURN n.code AS code, n.name AS name, coalesce(n.definition, '') AS definition, coalesce(n.terms, []) AS terms, COLLECT {
    MATCH (n)-[k:KIND_OF]->(above:IssueType)
    WHERE k.retracted_at IS NULL
    RETURN above.code ORDER BY above.code
  } AS parents, COLLECT {
    MATCH (n)<-[:COVERS]-(m:Mandate)
    WHERE m.retracted_at IS NULL AND m.valid_from <= $on AND (m.valid_until IS NULL OR $on < m.valid_until)
    UNWIND coalesce(m.conditions, []) AS condition
    RETURN DISTINCT split(condition, '=')[0]
  } AS factors
ORDER BY code
