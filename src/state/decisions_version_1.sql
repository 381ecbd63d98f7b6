-- A file of decisions as the first format wrote it. Never changed: what was decided then must still be read.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different')),
    a_uid INTEGER NOT NULL, a_row TEXT NOT NULL,
    b_uid INTEGER NOT NULL, b_row TEXT NOT NULL,
    officer TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL, source TEXT NOT NULL,
    taken_back_at TEXT, taken_back_by TEXT, taken_back_reason TEXT
) STRICT;
CREATE TABLE dismissal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conflict TEXT NOT NULL,
    officer TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL,
    taken_back_at TEXT, taken_back_by TEXT, taken_back_reason TEXT
) STRICT;
INSERT INTO decision VALUES
    (1, 'same', 11, 'pkh:120', 12, 'bdt:87', 'Sari', 'salah baris', '2026-03-01T08:00:00+07:00', 'perintah',
     '2026-03-02T09:00:00+07:00', 'Sari', 'keliru'),
    (2, 'different', 13, 'pkh:4', -2, 'bdt:9', 'Budi', 'kembar', '2026-03-02T10:00:00+07:00', 'keputusan.csv:3',
     NULL, NULL, NULL);
INSERT INTO dismissal VALUES
    (1, 'C-7K2M9X4', 'Budi', 'sudah diverval', '2026-03-02T11:00:00+07:00', NULL, NULL, NULL);
PRAGMA user_version = 1;
