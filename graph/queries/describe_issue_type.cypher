// The kinds right below one issue type.
// $code; $known_at: instant. Returns one row {item}: a list, possibly empty, never null.
RETURN {kinds: COLLECT {
    MATCH (:IssueType {code: $code})<-[k:KIND_OF]-(below:IssueType)
    WHERE k.recorded_at <= $known_at AND (k.retracted_at IS NULL OR $known_at < k.retracted_at)
    RETURN below {.code, .name} ORDER BY below.code
  }} AS item
