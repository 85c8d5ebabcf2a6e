-- A job's number is kept while its runner lives: a job that has ended is in none of GitHub's listings of open work, and only by its number can it be asked after.
CREATE TABLE sightings (
  run         TEXT NOT NULL PRIMARY KEY REFERENCES orders (run),
  job_id      INTEGER NOT NULL,
  job_run_id  INTEGER NOT NULL,
  seen_at     TEXT NOT NULL
) STRICT;

-- Orders of before waited five minutes for a job.
ALTER TABLE orders ADD COLUMN idle_timeout_ms INTEGER NOT NULL DEFAULT 300000;

CREATE INDEX ends_ended ON ends (ended_at);
