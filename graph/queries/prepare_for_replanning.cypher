// Samples the indexes and forgets all plans, so that the next question is planned for the data that are there now.
// $seconds: how long to wait for the sampling. Returns nothing.
CALL db.prepareForReplanning($seconds)
