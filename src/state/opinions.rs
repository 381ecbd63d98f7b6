//! What did each officer say of two rows on the review page? Every answer is kept, "cannot tell" too, with whether the
//! officer could see what others had said: that is what agreement between officers is measured by. An answer may carry
//! a decision, which alone bears on the next night.

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::decisions::{
    DecidedRow, Decision, Decisions, NewDecision, Said, TakenBack, Verdict, insert_decision, mark_taken_back,
    taken_back,
};
use crate::error::{Error, Result};

/// What an officer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OpinionAnswer {
    /// One person.
    Same,
    /// Two persons.
    Different,
    /// It cannot be told from what is there.
    Unsure,
}

impl OpinionAnswer {
    /// Every answer.
    pub const ALL: [OpinionAnswer; 3] =
        [OpinionAnswer::Same, OpinionAnswer::Different, OpinionAnswer::Unsure];

    /// The word that the file has for it.
    pub fn code(self) -> &'static str {
        match self {
            OpinionAnswer::Same => "same",
            OpinionAnswer::Different => "different",
            OpinionAnswer::Unsure => "unsure",
        }
    }

    /// The decision that follows from it, if any does.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            OpinionAnswer::Same => Some(Verdict::Same),
            OpinionAnswer::Different => Some(Verdict::Different),
            OpinionAnswer::Unsure => None,
        }
    }
}

/// What an officer said of two rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opinion {
    /// Its number, from 1.
    pub id: u64,
    /// The answer.
    pub answer: OpinionAnswer,
    /// The two rows.
    pub rows: [DecidedRow; 2],
    /// Who.
    pub by: String,
    /// What was noted beside it; may be empty.
    pub note: String,
    /// When (RFC 3339).
    pub at: String,
    /// Whether the officer could not see what others had said.
    pub blind: bool,
    /// The decision that was written with it.
    pub decision: Option<u64>,
    /// Who took it back, if someone did.
    pub taken_back: Option<TakenBack>,
}

/// What is said of two rows, perhaps together with others.
#[derive(Clone, Debug)]
pub struct Saying {
    /// The answer.
    pub answer: OpinionAnswer,
    /// The two rows.
    pub rows: [DecidedRow; 2],
    /// The decision that follows, unless the same is in force.
    pub decision: Option<NewDecision>,
    /// Decisions in force whose place it takes.
    pub replaced: Vec<u64>,
}

impl Opinion {
    /// Its two rows, the smaller lasting number first.
    pub fn pair(&self) -> [u64; 2] {
        let [a, b] = self.rows.each_ref().map(|row| row.uid);
        [a.min(b), a.max(b)]
    }
}

impl Decisions {
    /// Every opinion, by number.
    pub fn all_opinions(&self) -> &[Opinion] {
        &self.opinions
    }

    /// The opinions that were not taken back, by number.
    pub fn opinions(&self) -> impl Iterator<Item = &Opinion> {
        self.opinions.iter().filter(|opinion| opinion.taken_back.is_none())
    }

    /// Writes what an officer says at once and the decisions that follow: all or nothing. Gives the opinions' numbers.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn say(&mut self, sayings: &[Saying], said: Said<'_>, blind: bool) -> Result<Vec<u64>> {
        let numbers = self.file.write(|within| {
            let mut numbers = Vec::with_capacity(sayings.len());
            for Saying { answer, rows: [a, b], decision, replaced } in sayings {
                for &old in replaced {
                    mark_taken_back(within, "decision", old, said)?;
                }
                let decision = decision.as_ref().map(|new| insert_decision(within, new, said.at)).transpose()?;
                let insert =
                    "INSERT INTO opinion (answer, a_uid, a_row, b_uid, b_row, officer, note, said_at, blind, decision)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
                let (x, y) = (a.uid.cast_signed(), b.uid.cast_signed());
                let decision = decision.map(u64::cast_signed);
                let values =
                    params![answer.code(), x, a.row, y, b.row, said.by, said.reason, said.at, blind, decision];
                numbers.push(within.prepare(insert)?.insert(values)?.cast_unsigned());
            }
            Ok(numbers)
        })?;
        self.load()?;
        Ok(numbers)
    }

    /// Takes opinions back, and the decisions that were written with them; all stays in the file. Of `replaced`, the
    /// decisions whose place they had taken, those hold again whose two rows nobody has decided since: each is
    /// written once more as its officer had written it.
    ///
    /// # Errors
    /// When one of the opinions does not stand, or the file cannot be written.
    pub fn take_back_opinions(&mut self, ids: &[u64], replaced: &[u64], said: Said<'_>) -> Result<()> {
        let mut taken: Vec<u64> = Vec::new();
        for id in ids {
            let Some(opinion) = self.opinions().find(|opinion| opinion.id == *id) else {
                return Err(Error::Input {
                    what: message!(
                        "putusan {id} tidak ada atau sudah dicabut",
                        "there is no opinion {id} that still stands"
                    ),
                    next_step: message!("Tidak ada yang perlu dilakukan.", "Nothing is to be done."),
                });
            };
            taken.extend(opinion.decision);
        }
        let mut held: Vec<Decision> = self.pairs();
        held.retain(|decision| !taken.contains(&decision.id));
        let free = |decision: &&Decision| {
            let pair = decision.pair();
            replaced.contains(&decision.id)
                && decision.taken_back.is_some()
                && held.iter().all(|other| other.pair() != pair)
        };
        let again: Vec<Decision> = self.all_pairs().iter().filter(free).cloned().collect();
        self.file.write(|within| {
            for &id in ids {
                mark_taken_back(within, "opinion", id, said)?;
            }
            for &decision in &taken {
                mark_taken_back(within, "decision", decision, said)?;
            }
            for Decision { id, verdict, rows, by, reason, at, source, .. } in again {
                let new = NewDecision { verdict, rows, by, reason, source };
                let number = insert_decision(within, &new, &at)?.cast_signed();
                // Who said it takes back what holds, not what was replaced.
                let follow = "UPDATE opinion SET decision = ?1 WHERE decision = ?2 AND taken_back_at IS NULL";
                within.execute(follow, params![number, id.cast_signed()])?;
            }
            Ok(())
        })?;
        self.load()
    }
}

/// All opinions of a file; none of one that an earlier version wrote.
pub(super) fn opinions(from: &Connection) -> rusqlite::Result<Vec<Opinion>> {
    if !from.table_exists(None, "opinion")? {
        return Ok(Vec::new());
    }
    let select = "SELECT id, answer, a_uid, a_row, b_uid, b_row, officer, note, said_at, blind, decision,
         taken_back_at, taken_back_by, taken_back_reason FROM opinion ORDER BY id";
    let opinion = |row: &Row<'_>| {
        let side = |uid: usize| -> rusqlite::Result<DecidedRow> {
            Ok(DecidedRow { uid: row.get::<_, i64>(uid)?.cast_unsigned(), row: row.get(uid + 1)? })
        };
        let answer: String = row.get(1)?;
        let known = OpinionAnswer::ALL.into_iter().find(|known| known.code() == answer);
        Ok(Opinion {
            id: row.get::<_, i64>(0)?.cast_unsigned(),
            answer: known.unwrap_or(OpinionAnswer::Unsure),
            rows: [side(2)?, side(4)?],
            by: row.get(6)?,
            note: row.get(7)?,
            at: row.get(8)?,
            blind: row.get(9)?,
            decision: row.get::<_, Option<i64>>(10)?.map(i64::cast_unsigned),
            taken_back: taken_back(row, 11)?,
        })
    };
    from.prepare(select)?.query_map([], opinion)?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SARI: Said<'_> = Said { at: "2026-03-01T08:00:00+07:00", by: "Sari", reason: "KTP dilihat" };

    #[test]
    fn an_opinion_and_its_decision_come_and_go_together() {
        let root = tempfile::tempdir().unwrap();
        let mut decisions = Decisions::open(root.path()).unwrap();
        let rows = [9, 4].map(|uid| DecidedRow { uid, row: format!("pkh:{uid}") });
        let new = |answer: OpinionAnswer, replaced: &[u64]| Saying {
            answer,
            rows: rows.clone(),
            decision: answer.verdict().map(|verdict| NewDecision {
                verdict,
                rows: rows.clone(),
                by: "Sari".into(),
                reason: "KTP dilihat".into(),
                source: "halaman periksa".into(),
            }),
            replaced: replaced.to_vec(),
        };
        let first = decisions.say(&[new(OpinionAnswer::Same, &[])], SARI, false).unwrap();
        let unsure = decisions.say(&[new(OpinionAnswer::Unsure, &[])], SARI, true).unwrap();
        assert_eq!(decisions.pairs().len(), 1);
        let third = decisions.say(&[new(OpinionAnswer::Different, &[1])], SARI, false).unwrap();
        let in_force = |decisions: &Decisions| -> Vec<(u64, Verdict)> {
            decisions.pairs().iter().map(|decision| (decision.id, decision.verdict)).collect()
        };
        assert_eq!(in_force(&decisions), [(2, Verdict::Different)]);
        // What it had replaced holds again, as it was said, and is taken back with who said it.
        decisions.take_back_opinions(&third, &[1], SARI).unwrap();
        assert!(decisions.take_back_opinions(&third, &[1], SARI).is_err());
        assert_eq!(in_force(&decisions), [(3, Verdict::Same)]);
        let again = Decisions::look(root.path()).unwrap().unwrap();
        let standing: Vec<(u64, bool)> =
            again.opinions().map(|opinion| (opinion.id, opinion.blind)).collect();
        assert_eq!(standing, [(first[0], false), (unsure[0], true)]);
        decisions.take_back_opinions(&first, &[], SARI).unwrap();
        assert!(decisions.pairs().is_empty());
    }

    #[test]
    fn a_file_of_the_first_format_has_none_and_is_brought_up_when_written() {
        let folder = tempfile::tempdir().unwrap();
        let stored = Connection::open(folder.path().join(super::super::decisions::FILE)).unwrap();
        stored.execute_batch(include_str!("decisions_version_1.sql")).unwrap();
        drop(stored);
        let looked = Decisions::look(folder.path()).unwrap().unwrap();
        assert_eq!((looked.all_pairs().len(), looked.all_opinions().len()), (2, 0));
        let rows = [1, 2].map(|uid| DecidedRow { uid, row: format!("pkh:{uid}") });
        let mut opened = Decisions::open(folder.path()).unwrap();
        let saying = Saying { answer: OpinionAnswer::Unsure, rows, decision: None, replaced: Vec::new() };
        opened.say(&[saying], SARI, false).unwrap();
        assert_eq!((opened.all_pairs().len(), opened.all_opinions().len()), (2, 1));
    }
}
