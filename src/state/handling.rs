//! Who works on a conflict, and what was done about it? Steps that officers note on the review page. A conflict that is
//! noted as resolved is still listed until the rosters no longer show it: only they can end it.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::decisions::{Decisions, Said, TakenBack, mark_taken_back, taken_back};
use crate::error::{Error, Result};

/// What was noted of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HandlingStep {
    /// Someone is to look into it.
    Assigned,
    /// It was dealt with.
    Resolved,
}

impl HandlingStep {
    /// The word that the file has for it.
    pub fn code(self) -> &'static str {
        match self {
            HandlingStep::Assigned => "assigned",
            HandlingStep::Resolved => "resolved",
        }
    }
}

/// A step in the handling of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handling {
    /// Its number, from 1.
    pub id: u64,
    /// The conflict's id (C-...).
    pub conflict: String,
    /// What was noted.
    pub step: HandlingStep,
    /// Who is to look into it; empty for other steps.
    pub assignee: String,
    /// Who noted it.
    pub by: String,
    /// Why, or what was done.
    pub reason: String,
    /// When (RFC 3339).
    pub at: String,
    /// Who took it back, if someone did.
    pub taken_back: Option<TakenBack>,
}

impl Decisions {
    /// Every step, by number.
    pub fn all_handlings(&self) -> &[Handling] {
        &self.handlings
    }

    /// The last step of each conflict that was not taken back.
    pub fn handlings(&self) -> BTreeMap<&str, &Handling> {
        let standing = self.handlings.iter().filter(|step| step.taken_back.is_none());
        standing.map(|step| (step.conflict.as_str(), step)).collect()
    }

    /// Notes a step of some conflicts, all or none.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn handle(
        &mut self,
        conflicts: &[String],
        step: HandlingStep,
        assignee: &str,
        said: Said<'_>,
    ) -> Result<()> {
        self.file.write(|within| {
            let insert = "INSERT INTO handling (conflict, step, assignee, officer, reason, decided_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let mut insert = within.prepare(insert)?;
            for conflict in conflicts {
                insert.insert(params![conflict, step.code(), assignee, said.by, said.reason, said.at])?;
            }
            Ok(())
        })?;
        self.load()
    }

    /// Takes a step back; it stays in the file.
    ///
    /// # Errors
    /// When there is no such step that still stands, or the file cannot be written.
    pub fn take_back_handling(&mut self, id: u64, said: Said<'_>) -> Result<()> {
        if !self.handlings.iter().any(|step| step.id == id && step.taken_back.is_none()) {
            return Err(Error::Input {
                what: message!(
                    "tindak lanjut {id} tidak ada atau sudah dicabut",
                    "there is no step {id} that still stands"
                ),
                next_step: message!("Tidak ada yang perlu dilakukan.", "Nothing is to be done."),
            });
        }
        self.file.write(|within| mark_taken_back(within, "handling", id, said))?;
        self.load()
    }
}

/// All steps of a file; none of one that an earlier version wrote.
pub(super) fn handlings(from: &Connection) -> rusqlite::Result<Vec<Handling>> {
    if !from.table_exists(None, "handling")? {
        return Ok(Vec::new());
    }
    let select = "SELECT id, conflict, step, assignee, officer, reason, decided_at,
         taken_back_at, taken_back_by, taken_back_reason FROM handling ORDER BY id";
    let handling = |row: &Row<'_>| {
        let step: String = row.get(2)?;
        let assigned = step == HandlingStep::Assigned.code();
        Ok(Handling {
            id: row.get::<_, i64>(0)?.cast_unsigned(),
            conflict: row.get(1)?,
            step: if assigned { HandlingStep::Assigned } else { HandlingStep::Resolved },
            assignee: row.get(3)?,
            by: row.get(4)?,
            reason: row.get(5)?,
            at: row.get(6)?,
            taken_back: taken_back(row, 7)?,
        })
    };
    from.prepare(select)?.query_map([], handling)?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_that_stands_counts() {
        let root = tempfile::tempdir().unwrap();
        let mut decisions = Decisions::open(root.path()).unwrap();
        let said = Said { at: "2026-03-01T08:00:00+07:00", by: "Sari", reason: "kunjungan" };
        let both = ["C-1".to_owned(), "C-2".to_owned()];
        decisions.handle(&both, HandlingStep::Assigned, "Budi", said).unwrap();
        decisions.handle(&both[..1], HandlingStep::Resolved, "", said).unwrap();
        assert_eq!(decisions.handlings()["C-1"].step, HandlingStep::Resolved);
        decisions.take_back_handling(3, said).unwrap();
        assert!(decisions.take_back_handling(3, said).is_err());
        let decisions = Decisions::look(root.path()).unwrap().unwrap();
        let steps = decisions.handlings();
        let standing: Vec<(&str, &str)> =
            steps.values().map(|step| (step.conflict.as_str(), step.assignee.as_str())).collect();
        assert_eq!(standing, [("C-1", "Budi"), ("C-2", "Budi")]);
        assert_eq!(decisions.all_handlings().len(), 3);
    }
}
