-- Version 1 of ledger.sqlite: what happened, night by night. A version that has been used is never changed; the next
-- one is a file of its own that changes what this one made.

CREATE TABLE nights (
  number INTEGER PRIMARY KEY,
  date TEXT NOT NULL,
  run TEXT NOT NULL,                 -- name of the run folder
  version TEXT NOT NULL,             -- of Padan
  rows INTEGER NOT NULL,
  refused_lines INTEGER NOT NULL,
  persons INTEGER NOT NULL,
  families INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,        -- but the dismissed ones
  at_risk INTEGER NOT NULL,          -- rupiah a payment
  changes TEXT NOT NULL,             -- totals, JSON
  accepted_by TEXT,                  -- who let the night pass though a limit was passed
  accepted_reason TEXT
);

CREATE TABLE lineage (
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  kind TEXT NOT NULL,                -- GABUNG, PISAH
  night INTEGER NOT NULL,
  date TEXT NOT NULL,
  reason TEXT NOT NULL
);

-- Ids of persons of whom no row is left, and the night that gave them.
CREATE TABLE gone (
  person TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  night INTEGER NOT NULL
) WITHOUT ROWID;

-- What changed about persons, but for those who were new on the first night.
CREATE TABLE person_events (
  person TEXT NOT NULL,
  night INTEGER NOT NULL,
  change TEXT NOT NULL,
  field TEXT,
  before TEXT,
  after TEXT,
  programme TEXT,
  amount INTEGER
);
CREATE INDEX person_events_person ON person_events (person);

-- Class and rule of conflicts, each pair once.
CREATE TABLE case_kinds (
  number INTEGER PRIMARY KEY,
  class TEXT NOT NULL,
  rule TEXT NOT NULL,
  UNIQUE (class, rule)
);

-- Every conflict there ever was. A row changes only when the status does: MASIH is every night since.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,            -- the 64 bits of C-0123456789abcdef
  kind INTEGER NOT NULL,
  subject TEXT NOT NULL,             -- person or family
  person TEXT,                       -- where that is not the subject
  amount INTEGER,
  since INTEGER NOT NULL,            -- date of the night that first found it, as 20260301
  status TEXT NOT NULL,
  night INTEGER NOT NULL             -- of the status
);

-- What became of conflicts after the night that found them.
CREATE TABLE case_events (
  id INTEGER NOT NULL,
  night INTEGER NOT NULL,
  status TEXT NOT NULL,
  by TEXT,
  reason TEXT
);
CREATE INDEX case_events_id ON case_events (id);

-- Conflicts that went on under another number, because whom they are about got another id.
CREATE TABLE aliases (
  new INTEGER NOT NULL,
  old INTEGER NOT NULL,
  night INTEGER NOT NULL
);
