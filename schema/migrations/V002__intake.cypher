// What callers said and what was meant by it (masked, confirmed by operators), words proposed, models learnt.
CREATE CONSTRAINT saying_id IF NOT EXISTS FOR (n:Saying) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT proposed_term IF NOT EXISTS FOR (n:ProposedTerm) REQUIRE (n.term, n.target) IS UNIQUE;
CREATE CONSTRAINT intake_model_version IF NOT EXISTS FOR (n:IntakeModel) REQUIRE n.version IS UNIQUE;
// Every name that a query speaks exists from the start, so that an empty registry answers without warnings.
CREATE (a:Token:Saying:ProposedTerm:IntakeModel {
  id: 'token', text: '', issue_type: '', location: '', understood_issue_type: '', understood_location: '', by: '',
  confirmed: false, recorded_at: datetime(), term: '', target: '', kind: '', times: 0, first_at: datetime(),
  last_at: datetime(), state: '', version: 'token', registry: '', calibration: '', report: '', cases: 0,
  until: datetime(), active: false});
MATCH (a:Token) DETACH DELETE a;
