// Waits until every index is complete, at most $seconds.
CALL db.awaitIndexes($seconds)
