// Change what is said of a person, unless another has that single sign-on subject.
// $id; $changes: {title, disabled, single_sign_on}. Returns one row {taken}.
OPTIONAL MATCH (other:Person {single_sign_on: $changes.single_sign_on}) WHERE other.id <> $id
WITH other IS NOT NULL AS taken
CALL (taken) {
  WITH taken WHERE NOT taken
  MATCH (p:Person {id: $id})
  SET p += $changes
}
RETURN taken
