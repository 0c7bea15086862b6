// What tells whether the vocabulary has changed: the registry's version, the learnt model in use, what was confirmed.
// No parameters. Always one row {registry, model}; registry is 0 before the first import, model null before any learning.
OPTIONAL MATCH (r:Registry {name: 'live'})
OPTIONAL MATCH (m:IntakeModel {active: true})
RETURN coalesce(r.version, 0) AS registry, m.version AS model, m.calibration AS calibration, m.until AS until
LIMIT 1
