// Learnt models, newest first. No parameters. Returns rows {version, registry, report, cases, at, active}.
MATCH (m:IntakeModel)
RETURN m.version AS version, m.registry AS registry, m.report AS report, m.cases AS cases,
  toString(m.recorded_at) AS at, m.active AS active
ORDER BY m.recorded_at DESC
