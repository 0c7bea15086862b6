// Takes the details out of audit entries, with the salt that their digest was made with.
// $sequences: list. Returns a row {sequence, erased} for each that there is: false where it had none any more.
UNWIND $sequences AS sequence
MATCH (e:AuditEntry {sequence: sequence})
WITH e, e.details IS NOT NULL AS erased
SET e.details = null, e.salt = null
RETURN e.sequence AS sequence, erased
