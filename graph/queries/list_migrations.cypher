// The migrations applied to this graph, oldest first: migration {version, name, checksum, applied_at}.
// As a map, because on a fresh graph these properties do not exist yet and naming them would be a warning.
MATCH (m:Migration)
RETURN properties(m) AS migration
ORDER BY m.version
