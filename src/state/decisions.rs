//! What have officers decided, who and why? `decisions.sqlite` holds which rows are one person or two, and which
//! conflicts were dismissed; beside them what officers said on the review page (`opinions`) and how conflicts are being
//! handled (`handling`). Nothing is ever deleted: what is taken back says by whom, when and why.
//!
//! Between nights these are the only facts that nobody can compute again. A fingerprint beside the file and a copy of it
//! find and mend damage (`guarded`).

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use super::guarded::{Guarded, to_read};
use super::handling::{Handling, handlings};
use super::opinions::{Opinion, opinions};
use crate::error::{Error, Finding, Message, Result};

/// What an officer says of two rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person.
    Same,
    /// Two persons.
    Different,
}

impl Verdict {
    /// The word that the ledger has for it.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Different => "different",
        }
    }
}

/// A row that something was decided of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecidedRow {
    /// Its lasting number.
    pub uid: u64,
    /// `roster:row` as it was on that day.
    pub row: String,
}

/// Who took something back, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// When (RFC 3339).
    pub at: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Who says something, when and why.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// When (RFC 3339).
    pub at: &'a str,
    /// Who.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// A decision on two rows, in force or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Its number, from 1; never used again.
    pub id: u64,
    /// One person, or two.
    pub verdict: Verdict,
    /// The two rows.
    pub rows: [DecidedRow; 2],
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When (RFC 3339).
    pub at: String,
    /// `perintah`, or the file and line it came from.
    pub source: String,
    /// Who took it back, if someone did.
    pub taken_back: Option<TakenBack>,
}

impl Decision {
    /// The lasting numbers of its rows, the smaller first.
    pub fn pair(&self) -> [u64; 2] {
        let [a, b] = self.rows.each_ref().map(|row| row.uid);
        [a.min(b), a.max(b)]
    }
}

/// A conflict that needs nobody's eye any more, or did for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dismissal {
    /// Its number, from 1.
    pub id: u64,
    /// The conflict's id (C-...).
    pub conflict: String,
    /// Who dismissed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When (RFC 3339).
    pub at: String,
    /// Who took it back, if someone did.
    pub taken_back: Option<TakenBack>,
}

/// A decision that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// One person, or two.
    pub verdict: Verdict,
    /// The two rows.
    pub rows: [DecidedRow; 2],
    /// Who decides.
    pub by: String,
    /// Why.
    pub reason: String,
    /// `perintah`, or the file and line it comes from.
    pub source: String,
}

/// What [`Decision::source`] says of a decision on the command line.
pub const BY_COMMAND: &str = "perintah";

/// Name of the file in the state folder.
pub const FILE: &str = "decisions.sqlite";

/// Each brings the file to the next format version; the first makes it.
const MIGRATIONS: [&str; 2] = [
    "
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
",
    "
    CREATE TABLE opinion (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        answer TEXT NOT NULL CHECK (answer IN ('same', 'different', 'unsure')),
        a_uid INTEGER NOT NULL, a_row TEXT NOT NULL,
        b_uid INTEGER NOT NULL, b_row TEXT NOT NULL,
        officer TEXT NOT NULL, note TEXT NOT NULL, said_at TEXT NOT NULL,
        blind INTEGER NOT NULL, decision INTEGER,
        taken_back_at TEXT, taken_back_by TEXT, taken_back_reason TEXT
    ) STRICT;
    CREATE TABLE handling (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conflict TEXT NOT NULL,
        step TEXT NOT NULL CHECK (step IN ('assigned', 'resolved')),
        assignee TEXT NOT NULL,
        officer TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL,
        taken_back_at TEXT, taken_back_by TEXT, taken_back_reason TEXT
    ) STRICT;
",
];

/// Everything that was decided. Whoever writes holds the lock of the state.
#[derive(Debug)]
pub struct Decisions {
    pub(super) file: Guarded,
    decisions: Vec<Decision>,
    dismissals: Vec<Dismissal>,
    pub(super) opinions: Vec<Opinion>,
    pub(super) handlings: Vec<Handling>,
}

impl Decisions {
    /// Opens the decisions of a state folder; makes the file when there is none, and brings an old one to today's
    /// format. A damaged file is set aside and its copy takes its place: see [`Decisions::findings`].
    ///
    /// # Errors
    /// When the file is of a later version, or it and its copy are damaged, or cannot be read or written.
    pub fn open(root: &Path) -> Result<Decisions> {
        let file = Guarded::open(root, FILE, &MIGRATIONS)?;
        Decisions::of(file)
    }

    /// Looks at the decisions without the lock of the state; none where nothing was decided yet. Mends nothing.
    ///
    /// # Errors
    /// When the file is damaged or of another version.
    pub fn look(root: &Path) -> Result<Option<Decisions>> {
        let Some(file) = Guarded::look(root, FILE, MIGRATIONS.len())? else { return Ok(None) };
        Decisions::of(file).map(Some)
    }

    fn of(file: Guarded) -> Result<Decisions> {
        let mut decisions = Decisions {
            file,
            decisions: Vec::new(),
            dismissals: Vec::new(),
            opinions: Vec::new(),
            handlings: Vec::new(),
        };
        decisions.load()?;
        Ok(decisions)
    }

    /// How many decisions on pairs and dismissals are in force, for those who only read: nothing is made or mended. None
    /// when there is no file, or it cannot be read.
    pub fn in_force(root: &Path) -> Option<(u64, u64)> {
        let path = to_read(&root.join(FILE));
        let file = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        let count = |table: &str| {
            let asked = format!("SELECT count(*) FROM {table} WHERE taken_back_at IS NULL");
            file.query_row(&asked, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)
        };
        Some((count("decision").ok()?, count("dismissal").ok()?))
    }

    /// What was noticed while opening.
    pub fn findings(&self) -> &[Finding] {
        self.file.findings()
    }

    /// Decisions on pairs that are in force, by number.
    pub fn pairs(&self) -> Vec<Decision> {
        self.decisions.iter().filter(|decision| decision.taken_back.is_none()).cloned().collect()
    }

    /// Every decision on a pair, by number.
    pub fn all_pairs(&self) -> &[Decision] {
        &self.decisions
    }

    /// Dismissals in force by conflict.
    pub fn dismissals(&self) -> BTreeMap<String, Dismissal> {
        let in_force = self.dismissals.iter().filter(|dismissal| dismissal.taken_back.is_none());
        in_force.map(|dismissal| (dismissal.conflict.clone(), dismissal.clone())).collect()
    }

    /// Every dismissal, by number.
    pub fn all_dismissals(&self) -> &[Dismissal] {
        &self.dismissals
    }

    /// What clustering depends on of the decisions in force: the same rows and verdicts give the same text.
    pub fn fingerprint(&self) -> String {
        let mut said: Vec<(u64, u64, Verdict)> = self
            .pairs()
            .iter()
            .map(|Decision { verdict, rows: [a, b], .. }| (a.uid.min(b.uid), a.uid.max(b.uid), *verdict))
            .collect();
        said.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        for (a, b, verdict) in said {
            hasher.update(format!("{a} {b} {}\n", verdict.code()).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The decision in force that says the same of the same rows, in either order.
    pub fn known(&self, verdict: Verdict, [a, b]: [u64; 2]) -> Option<&Decision> {
        self.decisions.iter().find(|decision| {
            let [x, y] = [decision.rows[0].uid, decision.rows[1].uid];
            decision.taken_back.is_none()
                && decision.verdict == verdict
                && ((x, y) == (a, b) || (x, y) == (b, a))
        })
    }

    /// Writes decisions, all or none; gives their numbers.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, decisions: &[NewDecision], at: &str) -> Result<Vec<u64>> {
        if decisions.is_empty() {
            return Ok(Vec::new());
        }
        let numbers = self.file.write(|within| {
            let mut numbers = Vec::with_capacity(decisions.len());
            for decision in decisions {
                numbers.push(insert_decision(within, decision, at)?);
            }
            Ok(numbers)
        })?;
        self.load()?;
        Ok(numbers)
    }

    /// Takes a decision back; it stays in the file.
    ///
    /// # Errors
    /// When there is no such decision in force, or the file cannot be written.
    pub fn take_back(&mut self, id: u64, said: Said<'_>) -> Result<()> {
        match self.decisions.iter().find(|decision| decision.id == id).map(|found| &found.taken_back) {
            Some(None) => {}
            Some(Some(before)) => return Err(already(&message!("keputusan {id}", "decision {id}"), before)),
            None => {
                return Err(Error::Input {
                    what: message!("keputusan {id} tidak ada", "there is no decision {id}"),
                    next_step: message!(
                        "`padan decide --list` menunjukkan semua keputusan dan nomornya.",
                        "`padan decide --list` shows the decisions and their numbers."
                    ),
                });
            }
        }
        self.file.write(|within| mark_taken_back(within, "decision", id, said))?;
        self.load()
    }

    /// Dismisses a conflict; gives the dismissal's number, or none when it is dismissed already.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn dismiss(&mut self, conflict: &str, said: Said<'_>) -> Result<Option<u64>> {
        if self.dismissals().contains_key(conflict) {
            return Ok(None);
        }
        let number = self.file.write(|within| {
            let insert =
                "INSERT INTO dismissal (conflict, officer, reason, decided_at) VALUES (?1, ?2, ?3, ?4)";
            within.prepare(insert)?.insert(params![conflict, said.by, said.reason, said.at])
        })?;
        self.load()?;
        Ok(Some(number.cast_unsigned()))
    }

    /// Dismisses conflicts, all or none; gives the number of each dismissal. None of them may be dismissed already.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn dismiss_all(&mut self, conflicts: &[(String, Said<'_>)]) -> Result<Vec<u64>> {
        if conflicts.is_empty() {
            return Ok(Vec::new());
        }
        let numbers = self.file.write(|within| {
            let insert =
                "INSERT INTO dismissal (conflict, officer, reason, decided_at) VALUES (?1, ?2, ?3, ?4)";
            let mut insert = within.prepare(insert)?;
            let mut numbers = Vec::with_capacity(conflicts.len());
            for (conflict, said) in conflicts {
                numbers
                    .push(insert.insert(params![conflict, said.by, said.reason, said.at])?.cast_unsigned());
            }
            Ok(numbers)
        })?;
        self.load()?;
        Ok(numbers)
    }

    /// Takes a dismissal back: the conflict is open again.
    ///
    /// # Errors
    /// When the conflict is not dismissed, or the file cannot be written.
    pub fn take_back_dismissal(&mut self, conflict: &str, said: Said<'_>) -> Result<()> {
        let Some(dismissal) = self.dismissals().remove(conflict) else {
            let mut earlier = self.dismissals.iter().rev().filter(|dismissal| dismissal.conflict == conflict);
            return Err(match earlier.find_map(|dismissal| dismissal.taken_back.as_ref()) {
                Some(before) => already(&Message::same(conflict), before),
                None => Error::Input {
                    what: message!("{conflict} tidak sedang diabaikan", "{conflict} is not dismissed"),
                    next_step: message!(
                        "`padan decide --list` menunjukkan konflik yang diabaikan.",
                        "`padan decide --list` shows the dismissals."
                    ),
                },
            });
        };
        self.file.write(|within| mark_taken_back(within, "dismissal", dismissal.id, said))?;
        self.load()
    }

    pub(super) fn load(&mut self) -> Result<()> {
        (self.decisions, self.dismissals, self.opinions, self.handlings) = self.file.read(|from| {
            let said = (opinions(from)?, handlings(from)?);
            Ok((decisions(from)?, dismissals(from)?, said.0, said.1))
        })?;
        Ok(())
    }
}

/// Writes one decision; gives its number.
pub(super) fn insert_decision(
    within: &Transaction<'_>,
    decision: &NewDecision,
    at: &str,
) -> rusqlite::Result<u64> {
    let NewDecision { verdict, rows: [a, b], by, reason, source } = decision;
    let insert =
        "INSERT INTO decision (verdict, a_uid, a_row, b_uid, b_row, officer, reason, decided_at, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (x, y) = (a.uid.cast_signed(), b.uid.cast_signed());
    let values = params![verdict.code(), x, a.row, y, b.row, by, reason, at, source];
    within.prepare(insert)?.insert(values).map(i64::cast_unsigned)
}

fn already(what: &Message, before: &TakenBack) -> Error {
    let TakenBack { by, at, .. } = before;
    Error::Input {
        what: message!(
            "{what} sudah dicabut oleh {by} pada {at}",
            "{what} was taken back already, by {by} at {at}";
            what
        ),
        next_step: message!(
            "Tidak ada yang perlu dilakukan; `padan decide --list` menunjukkan apa yang berlaku.",
            "Nothing is to be done; `padan decide --list` shows what is in force."
        ),
    }
}

pub(super) fn mark_taken_back(
    within: &Transaction<'_>,
    table: &'static str,
    id: u64,
    said: Said<'_>,
) -> rusqlite::Result<()> {
    let update = format!(
        "UPDATE {table} SET taken_back_at = ?1, taken_back_by = ?2, taken_back_reason = ?3
         WHERE id = ?4 AND taken_back_at IS NULL"
    );
    within.execute(&update, params![said.at, said.by, said.reason, id.cast_signed()])?;
    Ok(())
}

fn decisions(from: &Connection) -> rusqlite::Result<Vec<Decision>> {
    let select = "SELECT id, verdict, a_uid, a_row, b_uid, b_row, officer, reason, decided_at, source,
         taken_back_at, taken_back_by, taken_back_reason FROM decision ORDER BY id";
    let decision = |row: &Row<'_>| {
        let side = |uid: usize| -> rusqlite::Result<DecidedRow> {
            Ok(DecidedRow { uid: row.get::<_, i64>(uid)?.cast_unsigned(), row: row.get(uid + 1)? })
        };
        let verdict: String = row.get(1)?;
        Ok(Decision {
            id: row.get::<_, i64>(0)?.cast_unsigned(),
            verdict: if verdict == Verdict::Same.code() { Verdict::Same } else { Verdict::Different },
            rows: [side(2)?, side(4)?],
            by: row.get(6)?,
            reason: row.get(7)?,
            at: row.get(8)?,
            source: row.get(9)?,
            taken_back: taken_back(row, 10)?,
        })
    };
    from.prepare(select)?.query_map([], decision)?.collect()
}

fn dismissals(from: &Connection) -> rusqlite::Result<Vec<Dismissal>> {
    let select = "SELECT id, conflict, officer, reason, decided_at,
         taken_back_at, taken_back_by, taken_back_reason FROM dismissal ORDER BY id";
    let dismissal = |row: &Row<'_>| {
        Ok(Dismissal {
            id: row.get::<_, i64>(0)?.cast_unsigned(),
            conflict: row.get(1)?,
            by: row.get(2)?,
            reason: row.get(3)?,
            at: row.get(4)?,
            taken_back: taken_back(row, 5)?,
        })
    };
    from.prepare(select)?.query_map([], dismissal)?.collect()
}

pub(super) fn taken_back(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<TakenBack>> {
    let (at, by, reason): (Option<String>, Option<String>, Option<String>) =
        (row.get(first)?, row.get(first + 1)?, row.get(first + 2)?);
    let said = |text: Option<String>| text.unwrap_or_default();
    Ok(at.map(|at| TakenBack { at, by: said(by), reason: said(reason) }))
}

#[cfg(test)]
#[path = "decisions_tests.rs"]
mod tests;
