//! What happened, night by night? `ledger.sqlite` in the state folder: the nights, lineage, what changed about
//! persons, and the life of every conflict. A night copies yesterday's ledger into its draft and adds to the copy; a
//! conflict that is still open adds nothing.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use rustc_hash::FxHashMap;

use super::file;
use crate::changes::{About, Changes, Ended, Kind, Line, Past, RESOLVED, Status, Tonight, Who, lineage_code};
use crate::conflict::{Conflict, Unit};
use crate::error::{Error, Result};
use crate::register::{LineageKind, Register};

/// File name within the state folder.
pub const LEDGER: &str = "ledger.sqlite";

/// What makes each version out of the one before.
const MIGRATIONS: [&str; 1] = [include_str!("ledger_schema.sql")];

/// The word for a conflict that goes on under another number.
pub const WENT_ON: &str = "BERLANJUT";

/// The ledger of a state folder.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    pub(super) connection: Connection,
}

/// A night as the ledger keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerNight {
    /// Number.
    pub number: u32,
    /// Date, ISO.
    pub date: String,
    /// Name of the run folder.
    pub run: String,
    /// Version of Padan.
    pub version: String,
    /// Rows read.
    pub rows: u64,
    /// Lines refused.
    pub refused_lines: u64,
    /// Persons.
    pub persons: u64,
    /// Families.
    pub families: u64,
    /// Conflicts, but the dismissed ones.
    pub conflicts: u64,
    /// Rupiah a payment at risk in them.
    pub at_risk: u64,
    /// Who let the night pass though a limit was passed, and why.
    pub accepted: Option<(String, String)>,
}

impl Ledger {
    /// Begins the ledger of a night in the state folder that is being made, with all that yesterday's holds. What is
    /// written is on the disk when the draft is: until then nothing else reads it, so nothing waits for the disk.
    ///
    /// # Errors
    /// When yesterday's cannot be copied, or is of a newer version.
    pub fn begin(yesterday: Option<&Path>, draft: &Path) -> Result<Ledger> {
        let path = draft.join(LEDGER);
        match yesterday {
            Some(folder) => {
                std::fs::copy(folder.join(LEDGER), &path)
                    .map_err(|source| Error::file(folder.join(LEDGER), "cannot be copied", source))?;
            }
            None => drop(file::create(&path)?),
        }
        let connection = Connection::open(&path).map_err(|error| cannot_write(&path, &error))?;
        let settings = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
                        PRAGMA cache_size = -65536;";
        connection.execute_batch(settings).map_err(|error| cannot_write(&path, &error))?;
        let ledger = Ledger { path, connection };
        ledger.migrate(&MIGRATIONS)?;
        Ok(ledger)
    }

    /// Opens a ledger for reading. One of an earlier version is read as today's: a night that is there never changes, so
    /// what a newer version made of it stays in memory, until the next night writes it.
    ///
    /// # Errors
    /// When it is missing, damaged, or of a newer version.
    pub fn open(folder: &Path) -> Result<Ledger> {
        Ledger::open_as(folder, &MIGRATIONS)
    }

    fn open_as(folder: &Path, migrations: &[&str]) -> Result<Ledger> {
        let path = folder.join(LEDGER);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&path, flags).map_err(|error| cannot_read(&path, &error))?;
        let ledger = Ledger { path, connection };
        if ledger.version(migrations)? == migrations.len() {
            return Ok(ledger);
        }
        let connection = in_memory(&ledger.connection).map_err(|error| cannot_read(&ledger.path, &error))?;
        let ledger = Ledger { path: ledger.path, connection };
        ledger.migrate(migrations)?;
        Ok(ledger)
    }

    /// The version of the file; what is newer than this Padan is refused.
    fn version(&self, migrations: &[&str]) -> Result<usize> {
        let version: i64 = self
            .connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|error| cannot_read(&self.path, &error))?;
        match usize::try_from(version) {
            Ok(version) if version <= migrations.len() => Ok(version),
            _ => Err(Error::Input {
                what: message!(
                    "{path}: versi {version} lebih baru daripada yang dikenal Padan ini",
                    "{path}: version {version} is newer than this Padan knows",
                    path = self.path.display()
                ),
                next_step: message!(
                    "Pakai Padan yang menulisnya, atau yang lebih baru.",
                    "Use the Padan that wrote it, or a newer one."
                ),
            }),
        }
    }

    fn migrate(&self, migrations: &[&str]) -> Result<()> {
        for (made, migration) in migrations.iter().enumerate().skip(self.version(migrations)?) {
            self.connection
                .execute_batch(&format!("BEGIN; {migration} PRAGMA user_version = {}; COMMIT;", made + 1))
                .map_err(|error| cannot_write(&self.path, &error))?;
        }
        Ok(())
    }

    /// Adds a night.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record(&mut self, night: &LedgerNight, changes: &Changes, tonight: &Tonight<'_>) -> Result<()> {
        let path = self.path.clone();
        self.add(night, changes, tonight).map_err(|error| cannot_write(&path, &error))
    }

    fn add(&mut self, night: &LedgerNight, changes: &Changes, tonight: &Tonight<'_>) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        add_night(&transaction, night, changes)?;
        add_lineage(&transaction, changes)?;
        add_persons(&transaction, changes, tonight)?;
        add_cases(&transaction, changes, tonight)?;
        end_cases(&transaction, changes)?;
        transaction.commit()
    }

    /// The lineage of all nights, the earliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lineage(&self) -> Result<Vec<Past>> {
        let past = |row: &Row<'_>| -> rusqlite::Result<Past> {
            let kind: String = row.get(2)?;
            Ok(Past {
                old: row.get(0)?,
                new: row.get(1)?,
                kind: if kind == Kind::Split.code() { LineageKind::Split } else { LineageKind::Merged },
                number: row.get(3)?,
                date: row.get::<_, String>(4)?.parse().unwrap_or(Date::ZERO),
                reason: row.get(5)?,
            })
        };
        self.all("SELECT old, new, kind, night, date, reason FROM lineage ORDER BY rowid", [], past)
    }

    /// Conflicts that went on under another number: new and old, the earliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn aliases(&self) -> Result<Vec<(u64, u64)>> {
        self.all("SELECT new, old FROM aliases ORDER BY rowid", [], |row| Ok((case(row, 0)?, case(row, 1)?)))
    }

    /// Which of some ids were gone, with the night that gave each.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn once_gone<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<Vec<(String, u32)>> {
        let find = || -> rusqlite::Result<Vec<(String, u32)>> {
            let mut statement = self.connection.prepare("SELECT since FROM gone WHERE person = ?1")?;
            let mut found = Vec::new();
            for id in ids {
                if let Some(since) = statement.query_row([id], |row| row.get(0)).optional()? {
                    found.push((id.to_owned(), since));
                }
            }
            Ok(found)
        };
        find().map_err(|error| cannot_read(&self.path, &error))
    }

    /// Which of some conflicts are known, with the night that first found each; by number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn once_open(&self, ids: impl Iterator<Item = u64>) -> Result<Vec<(u64, Date)>> {
        let mut ids: Vec<u64> = ids.collect();
        // In the order of the file, so that neighbours are found on one page.
        ids.sort_unstable_by_key(|&id| id.cast_signed());
        let find = || -> rusqlite::Result<Vec<(u64, Date)>> {
            let mut statement = self.connection.prepare("SELECT since FROM cases WHERE id = ?1")?;
            let mut found = Vec::new();
            for id in ids {
                let since: Option<i64> =
                    statement.query_row([id.cast_signed()], |row| row.get(0)).optional()?;
                found.extend(since.map(|since| (id, date_of(since))));
            }
            found.sort_unstable_by_key(|found| found.0);
            Ok(found)
        };
        find().map_err(|error| cannot_read(&self.path, &error))
    }

    /// Every row of a question.
    pub(super) fn all<T>(
        &self,
        question: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let ask = || -> rusqlite::Result<Vec<T>> {
            self.connection.prepare(question)?.query_map(values, read)?.collect()
        };
        ask().map_err(|error| cannot_read(&self.path, &error))
    }
}

/// The same tables, in memory.
fn in_memory(from: &Connection) -> rusqlite::Result<Connection> {
    let to = Connection::open_in_memory()?;
    let version: i64 = from.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    // Indices come after the rows.
    let made =
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index', rowid";
    let mut made = from.prepare(made)?;
    let mut made = made.query([])?;
    while let Some(row) = made.next()? {
        let (kind, name, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        to.execute_batch(&sql)?;
        if kind != "table" {
            continue;
        }
        let mut rows = from.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let marks = vec!["?"; rows.column_count()].join(", ");
        let mut insert = to.prepare(&format!("INSERT INTO \"{name}\" VALUES ({marks})"))?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let values: Vec<rusqlite::types::Value> =
                (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
            insert.execute(rusqlite::params_from_iter(values))?;
        }
    }
    to.pragma_update(None, "user_version", version)?;
    Ok(to)
}

/// A conflict's number from a column: SQLite has no unsigned numbers.
pub(super) fn case(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|id| id as u64)
}

/// A date as the number 20260301, and back.
fn number_of(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

pub(super) fn date_of(number: i64) -> Date {
    let part = |value: i64| i8::try_from(value).unwrap_or(1);
    let year = i16::try_from(number / 10_000).unwrap_or(0);
    Date::new(year, part(number / 100 % 100), part(number % 100)).unwrap_or(Date::ZERO)
}

fn cannot_read(path: &Path, error: &rusqlite::Error) -> Error {
    let path = path.display();
    Error::Input {
        what: message!("{path}: tidak dapat dibaca: {error}", "{path}: cannot be read: {error}"),
        next_step: message!(
            "Pulihkan folder keadaan dari cadangan, atau pakai keadaan malam sebelumnya.",
            "Restore the state folder from a backup, or take the state of the night before."
        ),
    }
}

fn cannot_write(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Output { path: path.to_owned(), what: error.to_string() }
}

fn add_night(to: &Connection, night: &LedgerNight, changes: &Changes) -> rusqlite::Result<()> {
    let (by, reason) = night.accepted.clone().unzip();
    to.execute(
        "INSERT INTO nights VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            night.number,
            night.date,
            night.run,
            night.version,
            night.rows.cast_signed(),
            night.refused_lines.cast_signed(),
            night.persons.cast_signed(),
            night.families.cast_signed(),
            night.conflicts.cast_signed(),
            night.at_risk.cast_signed(),
            serde_json::json!(changes.totals).to_string(),
            by,
            reason,
        ],
    )?;
    Ok(())
}

fn add_lineage(to: &Connection, changes: &Changes) -> rusqlite::Result<()> {
    let mut insert = to.prepare("INSERT INTO lineage VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let tonight = changes.lineage.len() - changes.lineage_tonight;
    for past in &changes.lineage[tonight..] {
        let kind = lineage_code(past.kind);
        insert.execute(params![past.old, past.new, kind, past.number, past.date.to_string(), past.reason])?;
    }
    Ok(())
}

fn add_persons(to: &Connection, changes: &Changes, tonight: &Tonight<'_>) -> rusqlite::Result<()> {
    let mut insert = to.prepare("INSERT INTO person_events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    let mut back = to.prepare("DELETE FROM gone WHERE person = ?1")?;
    for line in changes.list.iter().filter(|line| line.conflict.is_none()) {
        let person = match line.who {
            Who::Tonight(person) => &tonight.register.person_ids[person as usize],
            Who::Gone(text) => changes.said(text),
            // Families are in the lineage.
            Who::Nobody => continue,
        };
        let some = |text: &'_ str| -> Option<String> { (!text.is_empty()).then(|| text.to_owned()) };
        let Line { kind, about, before, after, amount, .. } = *line;
        insert.execute(params![
            person,
            changes.number,
            kind.code(),
            some(About::NAMES[about.place()]),
            some(changes.said(before)),
            some(changes.said(after)),
            some(changes.programme_of(line)),
            amount.map(u64::cast_signed),
        ])?;
        if kind == Kind::Back {
            back.execute([person])?;
        }
    }
    let mut gone = to.prepare("INSERT OR REPLACE INTO gone VALUES (?1, ?2, ?3)")?;
    for &(text, since) in &changes.gone {
        gone.execute(params![changes.said(text), since, changes.number])?;
    }
    Ok(())
}

/// Conflicts that are looked up at once: they lie anywhere in memory, and looks that do not wait for SQLite wait together.
const LOOKED_UP: usize = 256;

/// Conflicts that are new, or stand otherwise than yesterday.
fn add_cases(to: &Connection, changes: &Changes, tonight: &Tonight<'_>) -> rusqlite::Result<()> {
    let (list, register) = (&tonight.conflicts.list, tonight.register);
    let moved = (0..list.len()).filter(|&at| changes.cases[at].moved);
    // In the order of the file, so that it only grows at its end on a first night.
    let mut moved: Vec<(i64, usize)> = moved.map(|at| (list[at].id.cast_signed(), at)).collect();
    moved.sort_unstable();
    let mut upsert = to.prepare(
        "INSERT INTO cases VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET
         subject = ?3, person = ?4, amount = ?5, since = min(since, ?6), status = ?7, night = ?8",
    )?;
    let mut event = to.prepare("INSERT INTO case_events VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut kinds: FxHashMap<(usize, Option<u16>), i64> = FxHashMap::default();
    let (mut looked_up, mut said) = (Vec::with_capacity(LOOKED_UP), Vec::with_capacity(LOOKED_UP));
    for some in moved.chunks(LOOKED_UP) {
        looked_up.clear();
        looked_up.extend(some.iter().map(|&(_, at)| (list[at], changes.cases[at])));
        said.clear();
        said.extend(looked_up.iter().map(|(conflict, _)| who(register, conflict)));
        for ((&(id, at), (conflict, case)), (subject, person)) in some.iter().zip(&looked_up).zip(&said) {
            let key = (conflict.class as usize, conflict.rule);
            let kind = match kinds.get(&key) {
                Some(&kind) => kind,
                None => {
                    let rule =
                        conflict.rule.map_or("", |rule| &tonight.conflicts.rules[usize::from(rule)].key);
                    let kind = case_kind(to, conflict.class.code(), rule)?;
                    kinds.insert(key, kind);
                    kind
                }
            };
            let status = case.status.code();
            let amount = conflict.amount.map(u64::cast_signed);
            let since = number_of(case.since);
            upsert.execute(params![id, kind, subject, person, amount, since, status, changes.number])?;
            if case.status != Status::New {
                let said = changes.dismissed.get(&(at as u32));
                let (by, reason) = said.map(|said| (&said.by, &said.reason)).unzip();
                event.execute(params![id, changes.number, status, by, reason])?;
            }
        }
    }
    Ok(())
}

/// Whom a conflict is about, and the person where that is a family.
fn who<'r>(register: &'r Register, conflict: &Conflict) -> (&'r str, Option<&'r str>) {
    let person = conflict.person as usize;
    match conflict.unit {
        Unit::Person => (&register.person_ids[person], None),
        Unit::Family => {
            (&register.family_ids[register.family_of[person] as usize], Some(&register.person_ids[person]))
        }
    }
}

/// The number of a class and rule.
fn case_kind(to: &Connection, class: &str, rule: &str) -> rusqlite::Result<i64> {
    to.execute("INSERT OR IGNORE INTO case_kinds (class, rule) VALUES (?1, ?2)", [class, rule])?;
    to.query_row("SELECT number FROM case_kinds WHERE class = ?1 AND rule = ?2", [class, rule], |row| {
        row.get(0)
    })
}

/// Conflicts that are there no longer, and those that go on under another number.
fn end_cases(to: &Connection, changes: &Changes) -> rusqlite::Result<()> {
    let mut end = to.prepare("UPDATE cases SET status = ?2, night = ?3 WHERE id = ?1")?;
    let mut event = to.prepare("INSERT INTO case_events VALUES (?1, ?2, ?3, NULL, NULL)")?;
    for Ended { case, into } in &changes.ended {
        let status = if into.is_some() { WENT_ON } else { RESOLVED };
        end.execute(params![case.id.cast_signed(), status, changes.number])?;
        event.execute(params![case.id.cast_signed(), changes.number, status])?;
    }
    let mut alias = to.prepare("INSERT INTO aliases VALUES (?1, ?2, ?3)")?;
    for (new, old) in &changes.aliases[changes.aliases_before..] {
        alias.execute(params![new.cast_signed(), old.cast_signed(), changes.number])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_of_an_earlier_version_is_read_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(LEDGER);
        Connection::open(&path)
            .unwrap()
            .execute_batch(include_str!("../../tests/suite/ledger_1.sql"))
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        let next = "ALTER TABLE nights ADD COLUMN minutes INTEGER; UPDATE nights SET minutes = number * 10;";
        let ledger = Ledger::open_as(folder.path(), &[MIGRATIONS[0], next]).unwrap();
        let minutes: Vec<u32> = ledger.all("SELECT minutes FROM nights", [], |row| row.get(0)).unwrap();
        assert_eq!(minutes, [10, 20]);
        assert_eq!(ledger.lineage().unwrap()[0].new, "P-00001-00000-0");
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(matches!(Ledger::open_as(folder.path(), &[]), Err(Error::Input { .. })), "a newer version");
    }
}
