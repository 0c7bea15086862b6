// End all sessions and invitations of a person. $person: id. Returns nothing.
MATCH (c)-[:OF]->(:Person {id: $person})
DETACH DELETE c
