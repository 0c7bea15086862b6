// The registry: one live node a code; a mandate is a version, so a correction is a retracted version and a new one.
CREATE CONSTRAINT department_code IF NOT EXISTS FOR (n:Department) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT authority_code IF NOT EXISTS FOR (n:Authority) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT issue_type_code IF NOT EXISTS FOR (n:IssueType) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT location_code IF NOT EXISTS FOR (n:Location) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT factor_code IF NOT EXISTS FOR (n:Factor) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT statute_code IF NOT EXISTS FOR (n:Statute) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT mandate_version IF NOT EXISTS FOR (n:Mandate) REQUIRE (n.code, n.recorded_at) IS UNIQUE;
CREATE CONSTRAINT case_number IF NOT EXISTS FOR (n:Case) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT ruling_code IF NOT EXISTS FOR (n:Ruling) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT dispute_id IF NOT EXISTS FOR (n:Dispute) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT registry_name IF NOT EXISTS FOR (n:Registry) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT import_id IF NOT EXISTS FOR (n:Import) REQUIRE n.id IS UNIQUE;
// Precedents are looked up by what they decide, so that a million of them cost as much as ten.
CREATE INDEX precedent_scope IF NOT EXISTS FOR ()-[p:PRECEDENT]-() ON (p.issue_type, p.location);
CREATE INDEX precedent_code IF NOT EXISTS FOR ()-[p:PRECEDENT]-() ON (p.code);
CREATE INDEX department_kind_serves IF NOT EXISTS FOR (n:Department) ON (n.kind, n.serves);
CREATE INDEX mandate_issue_type IF NOT EXISTS FOR (n:Mandate) ON (n.issue_type);
// Names, aliases, callers' words and their pinyin, searched as one types; `cjk` splits Chinese into pairs of characters.
CREATE FULLTEXT INDEX department_names IF NOT EXISTS FOR (n:Department)
  ON EACH [n.code, n.name, n.aliases, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX authority_names IF NOT EXISTS FOR (n:Authority)
  ON EACH [n.code, n.name, n.aliases, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX issue_type_names IF NOT EXISTS FOR (n:IssueType)
  ON EACH [n.code, n.name, n.terms, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX location_names IF NOT EXISTS FOR (n:Location)
  ON EACH [n.code, n.name, n.aliases, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX factor_names IF NOT EXISTS FOR (n:Factor)
  ON EACH [n.code, n.name, n.question, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX statute_names IF NOT EXISTS FOR (n:Statute)
  ON EACH [n.code, n.title, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX revision_names IF NOT EXISTS FOR (n:Revision)
  ON EACH [n.code, n.name, n.title, n.aliases, n.terms, n.question, n.pinyin, n.initials]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX mandate_words IF NOT EXISTS FOR (n:Mandate)
  ON EACH [n.code, n.article, n.quote, n.note] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX case_words IF NOT EXISTS FOR (n:Case)
  ON EACH [n.number, n.title, n.text] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE INDEX revision_label_code IF NOT EXISTS FOR (n:Revision) ON (n.label, n.code);
// Every name that a query speaks exists from the start, so that an empty registry answers without warnings.
CREATE (a:Token:Department:Authority:IssueType:Location:Division:Factor:Statute:Mandate:Case:Imported:Dispute:Ruling:Revision:Import:Registry {
  code: 'token', number: 'token', id: 'token', name: 'token', recorded_at: datetime(), retracted_at: datetime(),
  aliases: [], kind: '', level: '', serves: '', part_of: '', source: '', valid_from: date(), valid_until: date(),
  description: '', definition: '', terms: [], emergency: '', response_minutes: 0, resolve_hours: 0, facts: [],
  outline: '', pinyin: [], initials: [], question: '', values: [], labels: [], explanation: '', title: '', rank: '',
  issuer: '', enacted: date(), effective: date(), repealed: date(), file: '', authority: '', issue_type: '',
  location: '', role: '', conditions: [], statute: '', article: '', quote: '', note: '', authorities: [], on: date(),
  label: '', reason: '', ruled_on: date(), ruled_by: '', rule: '', ruling: '', overruled_by: '', overruled_on: date(),
  overruled_at: datetime(), text: '', digest: '', by: '', at: datetime(), version: 0})
CREATE (a)-[:PART_OF]->(a), (a)-[:SERVES]->(a), (a)-[:EXERCISES]->(a), (a)-[:SUCCEEDED_BY]->(a), (a)-[:KIND_OF]->(a),
  (a)-[:WITHIN]->(a), (a)-[:HELD_BY]->(a), (a)-[:COVERS]->(a), (a)-[:APPLIES_IN]->(a), (a)-[:BASED_ON]->(a),
  (a)-[:PREVAILS_OVER]->(a), (a)-[:COLLIDES_WITH]->(a), (a)-[:ABOUT]->(a), (a)-[:AT]->(a), (a)-[:DISPATCHED_TO]->(a),
  (a)-[:OVER]->(a), (a)-[:SETTLES]->(a), (a)-[:CONSIDERED]->(a), (a)-[:PRECEDENT]->(a), (a)-[:RULED_AT]->(a),
  (a)-[:REVISION_OF]->(a);
MATCH (a:Token) DETACH DELETE a;
