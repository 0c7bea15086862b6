// Who may act (accounts, roles, sessions, tokens), and the audit trail of what they did.
CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT person_name IF NOT EXISTS FOR (n:Person) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT person_single_sign_on IF NOT EXISTS FOR (n:Person) REQUIRE n.single_sign_on IS UNIQUE;
CREATE CONSTRAINT people_lock IF NOT EXISTS FOR (n:PeopleLock) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT grant_id IF NOT EXISTS FOR (n:Grant) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT session_hash IF NOT EXISTS FOR (n:Session) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT session_id IF NOT EXISTS FOR (n:Session) REQUIRE n.id IS UNIQUE;
CREATE INDEX session_ends_at IF NOT EXISTS FOR (n:Session) ON (n.ends_at);
CREATE CONSTRAINT api_token_hash IF NOT EXISTS FOR (n:ApiToken) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT api_token_id IF NOT EXISTS FOR (n:ApiToken) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT invitation_hash IF NOT EXISTS FOR (n:Invitation) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT device_hash IF NOT EXISTS FOR (n:Device) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT throttle_key IF NOT EXISTS FOR (n:Throttle) REQUIRE n.key IS UNIQUE;
CREATE INDEX throttle_forgotten_at IF NOT EXISTS FOR (n:Throttle) ON (n.forgotten_at);
CREATE CONSTRAINT idempotency_key IF NOT EXISTS FOR (n:IdempotencyKey) REQUIRE (n.owner, n.key) IS UNIQUE;
CREATE INDEX idempotency_key_at IF NOT EXISTS FOR (n:IdempotencyKey) ON (n.at);
CREATE CONSTRAINT audit_head IF NOT EXISTS FOR (n:AuditHead) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT audit_sequence IF NOT EXISTS FOR (n:AuditEntry) REQUIRE n.sequence IS UNIQUE;
CREATE INDEX audit_at IF NOT EXISTS FOR (n:AuditEntry) ON (n.at);
CREATE INDEX audit_person IF NOT EXISTS FOR (n:AuditEntry) ON (n.person, n.sequence);
CREATE INDEX audit_action IF NOT EXISTS FOR (n:AuditEntry) ON (n.action, n.sequence);
CREATE INDEX audit_object IF NOT EXISTS FOR (n:AuditEntry) ON (n.object_kind, n.object_id, n.sequence);
// Every name that a query speaks exists from the start, so that an empty registry answers without warnings.
CREATE (a:Person:Session:ApiToken:Invitation:Device:Throttle:IdempotencyKey:AuditEntry {
    id: 'name', name: 'name', title: '', password: '', disabled: false, demonstration: false, single_sign_on: 'name',
    created_at: datetime(), hash: 'name', started_at: datetime(), seen_at: datetime(), ends_at: datetime(),
    ended_at: datetime(), address: '', browser: '', role: '', department: '', rights: [''], created_by: '',
    revoked_at: datetime(), used_at: datetime(), key: 'name', failures: 0, forgotten_at: datetime(), owner: 'name',
    request: '', answer: '', at: datetime(), locked: true, sequence: -1, person: '', means: '', credential: '',
    action: '', object_kind: '', object_id: '', details: '', salt: '', digest: '', previous: ''})
  -[:HOLDS]->(b:Grant {
    id: 'name', role: '', department: '', valid_from: date(), valid_until: date(), recorded_at: datetime(),
    retracted_at: datetime()}),
  (a)-[:OF]->(a), (:AuditHead {name: 'name', sequence: 0, hash: '', at: datetime(), locked: true})
WITH a, b
MATCH (h:AuditHead {name: 'name'})
DETACH DELETE a, b, h;
