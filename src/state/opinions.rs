//! What did each officer say of two rows on the review page? Every answer is kept, "cannot tell" too, with whether the
//! officer could see what others had said: that is what agreement between officers is measured by. An answer may carry
//! a decision, which alone bears on the next night.

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::decisions::{
    DecidedRow, Decisions, NewDecision, Said, TakenBack, Verdict, insert_decision, mark_taken_back,
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

    /// Writes what an officer says and, unless the same is in force, the decision that follows: both or neither.
    /// `replaced` are decisions that it takes the place of. Gives the opinion's number.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn say(
        &mut self,
        answer: OpinionAnswer,
        rows: &[DecidedRow; 2],
        said: Said<'_>,
        blind: bool,
        decision: Option<&NewDecision>,
        replaced: &[u64],
    ) -> Result<u64> {
        let number = self.file.write(|within| {
            for &old in replaced {
                mark_taken_back(within, "decision", old, said)?;
            }
            let decision = decision.map(|new| insert_decision(within, new, said.at)).transpose()?;
            let insert =
                "INSERT INTO opinion (answer, a_uid, a_row, b_uid, b_row, officer, note, said_at, blind, decision)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let [a, b] = rows;
            let (x, y) = (a.uid.cast_signed(), b.uid.cast_signed());
            let decision = decision.map(u64::cast_signed);
            let values =
                params![answer.code(), x, a.row, y, b.row, said.by, said.reason, said.at, blind, decision];
            within.prepare(insert)?.insert(values).map(i64::cast_unsigned)
        })?;
        self.load()?;
        Ok(number)
    }

    /// Takes an opinion back, and the decision that was written with it; both stay in the file.
    ///
    /// # Errors
    /// When there is no such opinion that still stands, or the file cannot be written.
    pub fn take_back_opinion(&mut self, id: u64, said: Said<'_>) -> Result<Opinion> {
        let Some(opinion) = self.opinions().find(|opinion| opinion.id == id).cloned() else {
            return Err(Error::Input {
                what: message!(
                    "putusan {id} tidak ada atau sudah dicabut",
                    "there is no opinion {id} that still stands"
                ),
                next_step: message!("Tidak ada yang perlu dilakukan.", "Nothing is to be done."),
            });
        };
        self.file.write(|within| {
            mark_taken_back(within, "opinion", id, said)?;
            opinion.decision.map_or(Ok(()), |decision| mark_taken_back(within, "decision", decision, said))
        })?;
        self.load()?;
        Ok(opinion)
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
        let new = |verdict| NewDecision {
            verdict,
            rows: rows.clone(),
            by: "Sari".into(),
            reason: "KTP dilihat".into(),
            source: "halaman periksa".into(),
        };
        let same = new(Verdict::Same);
        let first = decisions.say(OpinionAnswer::Same, &rows, SARI, false, Some(&same), &[]).unwrap();
        let unsure = decisions.say(OpinionAnswer::Unsure, &rows, SARI, true, None, &[]).unwrap();
        assert_eq!(decisions.pairs().len(), 1);
        let different = new(Verdict::Different);
        decisions.say(OpinionAnswer::Different, &rows, SARI, false, Some(&different), &[1]).unwrap();
        let in_force: Vec<(u64, Verdict)> =
            decisions.pairs().iter().map(|decision| (decision.id, decision.verdict)).collect();
        assert_eq!(in_force, [(2, Verdict::Different)]);
        assert_eq!(decisions.take_back_opinion(3, SARI).unwrap().pair(), [4, 9]);
        assert!(decisions.take_back_opinion(3, SARI).is_err());
        assert!(decisions.pairs().is_empty());
        let again = Decisions::look(root.path()).unwrap().unwrap();
        let standing: Vec<(u64, bool)> =
            again.opinions().map(|opinion| (opinion.id, opinion.blind)).collect();
        assert_eq!(standing, [(first, false), (unsure, true)]);
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
        opened.say(OpinionAnswer::Unsure, &rows, SARI, false, None, &[]).unwrap();
        assert_eq!((opened.all_pairs().len(), opened.all_opinions().len()), (2, 1));
    }
}
