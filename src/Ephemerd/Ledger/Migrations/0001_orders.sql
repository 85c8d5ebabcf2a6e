-- Orders and ends are written once and never changed; a lease is open until released_at is set. Times are RFC 3339 UTC with seven decimals, so text order is time order.
CREATE TABLE orders (
  run         TEXT NOT NULL PRIMARY KEY,
  repo        TEXT NOT NULL COLLATE NOCASE,
  labels      TEXT NOT NULL,
  os          TEXT NOT NULL,
  backend     TEXT NOT NULL,
  limits      TEXT NOT NULL,
  timeout_ms  INTEGER NOT NULL,
  egress      TEXT NOT NULL,
  granted_at  TEXT NOT NULL
) STRICT;
CREATE INDEX orders_granted ON orders (granted_at);

CREATE TABLE leases (
  run          TEXT NOT NULL PRIMARY KEY REFERENCES orders (run),
  repo         TEXT NOT NULL COLLATE NOCASE,
  backend      TEXT NOT NULL,
  instance     TEXT NOT NULL,
  taken_at     TEXT NOT NULL,
  reason       TEXT NOT NULL,
  released_at  TEXT
) STRICT;
CREATE INDEX leases_open ON leases (run) WHERE released_at IS NULL;

CREATE TABLE ends (
  run                  TEXT NOT NULL PRIMARY KEY REFERENCES orders (run),
  outcome              TEXT NOT NULL,
  reason               TEXT NOT NULL,
  exit_code            INTEGER,
  isolation_requested  TEXT,
  isolation_achieved   TEXT,
  limits               TEXT NOT NULL,
  started_at           TEXT,
  ended_at             TEXT NOT NULL,
  jit_call_ms          REAL,
  decision_ms          REAL,
  user                 TEXT,
  runner_version       TEXT,
  job_id               INTEGER,
  job                  TEXT
) STRICT;
CREATE INDEX ends_job ON ends (job_id) WHERE job_id IS NOT NULL;

CREATE TABLE events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  run     TEXT NOT NULL,
  at      TEXT NOT NULL,
  kind    TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;
CREATE INDEX events_run ON events (run, id);
