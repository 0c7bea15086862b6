// Takes the migrations' lock for as long as the transaction lives; a second process waits here.
// Returns one row.
MERGE (l:MigrationLock {name: 'migrations'})
SET l.taken_at = datetime()
RETURN l.name AS name
