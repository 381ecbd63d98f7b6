//! What does the ledger say about one id? Everything that happened to a person, a family or a conflict, night by night.

use rusqlite::Row;

use super::ledger::{Ledger, case, date_of};
use crate::error::Result;

/// A night, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightLine {
    /// Number.
    pub number: u32,
    /// Date, ISO.
    pub date: String,
    /// Name of its run folder.
    pub run: String,
}

/// Something that happened to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonEvent {
    /// The person's id that night.
    pub person: String,
    /// Number of the night.
    pub night: u32,
    /// The word of the table `changes`.
    pub change: String,
    /// What of the person; empty where nothing by name.
    pub field: String,
    /// What it was, masked.
    pub before: String,
    /// What it is, masked.
    pub after: String,
    /// The programme; empty where none.
    pub programme: String,
    /// Rupiah a payment.
    pub amount: Option<u64>,
}

/// A conflict's life in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    /// Number.
    pub id: u64,
    /// Class code.
    pub class: String,
    /// Key of the rule.
    pub rule: String,
    /// Person or family it is about.
    pub subject: String,
    /// Person it is about, where that is not the subject.
    pub person: String,
    /// Rupiah at risk a payment.
    pub amount: Option<u64>,
    /// Date of the night that first found it, ISO.
    pub since: String,
    /// How it stands.
    pub status: String,
    /// Number of the night since which it stands so.
    pub night: u32,
}

/// Something that happened to a conflict after the night that found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Number of the conflict.
    pub id: u64,
    /// Number of the night.
    pub night: u32,
    /// How it stands since.
    pub status: String,
    /// Who dismissed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

const CASE: &str = "SELECT id, class, rule, subject, person, amount, since, status, night FROM cases
                    JOIN case_kinds ON case_kinds.number = cases.kind";

impl Ledger {
    /// All nights, the first first.
    ///
    /// # Errors
    /// When the file cannot be read, as with all that follow.
    pub fn nights(&self) -> Result<Vec<NightLine>> {
        self.all("SELECT number, date, run FROM nights ORDER BY number", [], |row| {
            Ok(NightLine { number: row.get(0)?, date: row.get(1)?, run: row.get(2)? })
        })
    }

    /// What happened to a person under one id, the earliest first. A person of the first night has no line for it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn events_of(&self, person: &str) -> Result<Vec<PersonEvent>> {
        let question = "SELECT person, night, change, field, before, after, programme, amount
                        FROM person_events WHERE person = ?1 ORDER BY rowid";
        self.all(question, [person], |row| {
            Ok(PersonEvent {
                person: row.get(0)?,
                night: row.get(1)?,
                change: row.get(2)?,
                field: text(row, 3)?,
                before: text(row, 4)?,
                after: text(row, 5)?,
                programme: text(row, 6)?,
                amount: amount(row, 7)?,
            })
        })
    }

    /// The night that gave an id that is gone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn since_of_gone(&self, person: &str) -> Result<Option<u32>> {
        Ok(self.once_gone(std::iter::once(person))?.pop().map(|(_, since)| since))
    }

    /// The conflicts about a person or family, the earliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cases_about(&self, id: &str) -> Result<Vec<CaseLine>> {
        let question = format!("{CASE} WHERE subject = ?1 OR person = ?1 ORDER BY since, id");
        self.all(&question, [id], case_line)
    }

    /// A conflict by its number.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn case_of(&self, id: u64) -> Result<Option<CaseLine>> {
        Ok(self.all(&format!("{CASE} WHERE id = ?1"), [id.cast_signed()], case_line)?.pop())
    }

    /// What happened to a conflict, the earliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn case_events(&self, id: u64) -> Result<Vec<CaseEvent>> {
        let question = "SELECT id, night, status, by, reason FROM case_events WHERE id = ?1 ORDER BY rowid";
        self.all(question, [id.cast_signed()], |row| {
            let (id, night, status) = (case(row, 0)?, row.get(1)?, row.get(2)?);
            Ok(CaseEvent { id, night, status, by: text(row, 3)?, reason: text(row, 4)? })
        })
    }
}

fn case_line(row: &Row<'_>) -> rusqlite::Result<CaseLine> {
    Ok(CaseLine {
        id: case(row, 0)?,
        class: row.get(1)?,
        rule: row.get(2)?,
        subject: row.get(3)?,
        person: text(row, 4)?,
        amount: amount(row, 5)?,
        since: date_of(row.get(6)?).to_string(),
        status: row.get(7)?,
        night: row.get(8)?,
    })
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

fn amount(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(column)?.and_then(|amount| u64::try_from(amount).ok()))
}
