// Places as intake knows them: all that are live now.
// No parameters. Returns rows {code, name, kind, aliases, facts, division, within}; lists possibly empty, never null.
MATCH (n:Location)
WHERE n.retracted_at IS NULL
RETURN n.code AS code, n.name AS name, n.kind AS kind, coalesce(n.aliases, []) AS aliases, coalesce(n.facts, []) AS facts,
  n:Division AS division, COLLECT {
    MATCH (n)-[w:WITHIN]->(above:Location)
    WHERE w.retracted_at IS NULL
    RETURN above.code ORDER BY above.code
  } AS within
ORDER BY code
