// Retract mandate versions; they stay, with the instant.
// $rows: handles; $at: instant. Returns nothing.
UNWIND $rows AS handle
MATCH (m:Mandate) WHERE elementId(m) = handle
SET m.retracted_at = $at
