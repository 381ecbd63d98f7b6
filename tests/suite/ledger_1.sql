-- A ledger of version 1 as a text: a later Padan must open it. Nobody here exists.

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

INSERT INTO nights VALUES (1, '2026-03-01', '2026-03-01', '0.1.0', 9, 0, 4, 3, 2, 750000, '{}', NULL, NULL);
INSERT INTO nights VALUES (2, '2026-03-02', '2026-03-02', '0.1.0', 9, 0, 3, 3, 1, 0, '{}', 'Ani', 'daftar dikirim ulang');
INSERT INTO lineage VALUES ('P-00002-00000-0', 'P-00001-00000-0', 'GABUNG', 2, '2026-03-02', 'Barisnya kini satu orang dengan yang lain.');
INSERT INTO gone VALUES ('P-00003-00000-0', 1, 2);
INSERT INTO person_events VALUES ('P-00001-00000-0', 2, 'UBAH', 'name', 'Budi Santoso', 'Budi Santosa', NULL, NULL);
INSERT INTO person_events VALUES ('P-00003-00000-0', 2, 'HILANG', NULL, NULL, NULL, NULL, NULL);
INSERT INTO case_kinds VALUES (1, 'DUA_DAERAH', '');
INSERT INTO cases VALUES (-81985529216486896, 1, 'P-00001-00000-0', NULL, 750000, 20260301, 'DITOLAK', 2);
INSERT INTO case_events VALUES (-81985529216486896, 2, 'DITOLAK', 'Ani', 'pindah tugas');
INSERT INTO aliases VALUES (-81985529216486896, 81985529216486895, 2);
PRAGMA user_version = 1;
