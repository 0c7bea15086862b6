// Records a learnt model. $model: {version, registry, calibration (JSON), report (JSON), cases, until}; $at: instant;
// $active: whether it is used from now on. Returns one row {version}.
CREATE (m:IntakeModel {version: $model.version})
SET m += $model, m.recorded_at = $at, m.active = false
WITH m
CALL (m) {
  MATCH (old:IntakeModel {active: true})
  WHERE $active
  SET old.active = false
}
SET m.active = $active
RETURN m.version AS version
