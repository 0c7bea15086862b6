// Whether this graph has ever been migrated; asked first, because matching a label that never existed is a warning.
// Returns exactly one row: found (boolean).
CALL db.labels() YIELD label
WITH label WHERE label = 'Migration'
RETURN count(*) > 0 AS found
