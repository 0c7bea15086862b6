// Retract relationships; they stay, with the instant.
// $rows: handles; $at: instant. Returns nothing.
UNWIND $rows AS handle
MATCH ()-[r]->() WHERE elementId(r) = handle
SET r.retracted_at = $at
