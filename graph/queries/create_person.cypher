// A new account, unless the name is taken. $person: properties. Returns one row {existed}.
MERGE (p:Person {name: $person.name})
ON CREATE SET p = $person
RETURN p.id <> $person.id AS existed
