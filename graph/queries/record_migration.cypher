// Writes down that a migration has been applied. $version, $name, $checksum. Safe to run twice. Returns one row.
MERGE (m:Migration {version: $version})
ON CREATE SET m.name = $name, m.checksum = $checksum, m.applied_at = datetime()
RETURN m.version AS version
