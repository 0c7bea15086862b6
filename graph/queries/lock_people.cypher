// Lets changes to people wait for one another until the transaction ends. No parameters. Returns nothing.
MERGE (l:PeopleLock {name: 'people'})
SET l.locked = true
