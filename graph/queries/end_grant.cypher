// End a role from a day on; one that never was in force is taken back. $id; $on: day; $at: instant. Returns nothing.
MATCH (g:Grant {id: $id})
FOREACH (_ IN CASE WHEN g.valid_from >= $on THEN [1] ELSE [] END | SET g.retracted_at = $at)
FOREACH (_ IN CASE WHEN g.valid_from < $on THEN [1] ELSE [] END | SET g.valid_until = $on)
