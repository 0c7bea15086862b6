// Retire hubs that their list no longer has; they stay, with the instant.
// $rows: handles; $at: instant. Returns nothing.
UNWIND $rows AS handle
MATCH (n) WHERE elementId(n) = handle
SET n.retracted_at = $at
