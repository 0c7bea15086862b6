// Uses another model from now on. $version: a model's, or null for the one that comes with the program.
// Returns one row {found}: whether there is such a model (always true for null).
OPTIONAL MATCH (wanted:IntakeModel {version: $version})
WITH wanted, wanted IS NOT NULL OR $version IS NULL AS found
CALL (wanted, found) {
  MATCH (m:IntakeModel)
  WHERE found
  SET m.active = coalesce(m.version = wanted.version, false)
}
RETURN found
