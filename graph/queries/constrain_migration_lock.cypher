// One lock, so that two processes contend for the same node. Safe to run twice.
CREATE CONSTRAINT migration_lock IF NOT EXISTS FOR (l:MigrationLock) REQUIRE l.name IS UNIQUE
