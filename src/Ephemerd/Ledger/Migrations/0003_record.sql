-- The job record is in the events: each of its three kinds once a run, however many daemons tell it.
CREATE UNIQUE INDEX events_record ON events (run, kind) WHERE kind IN ('job.leased', 'job.started', 'job.finished');
