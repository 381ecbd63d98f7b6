//! What became of each thing that was decided? In words and as JSON; no value of any row is printed.

use serde_json::json;

use super::places::Place;
use crate::cli::output;
use crate::error::Finding;
use crate::labels::{ConflictLine, VerdictLine};
use crate::report::Language;
use crate::state::{NewDecision, Verdict};

/// A line of a file; of no file for the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    sheet: Option<String>,
    line: u32,
}

impl Line {
    pub(super) fn of(line: &VerdictLine) -> Line {
        Line { sheet: line.sheet.clone(), line: line.line }
    }

    pub(super) fn of_conflict(line: &ConflictLine) -> Line {
        Line { sheet: line.sheet.clone(), line: line.line }
    }

    fn words(&self, language: Language) -> String {
        let line = language.pick("baris", "line");
        match &self.sheet {
            Some(sheet) => format!("{sheet}, {line} {}", self.line),
            None => format!("{line} {}", self.line),
        }
    }
}

/// Why a line was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    NoVerdict,
    NoRow(Place),
    OneRow,
    NoOfficer,
    NoReason,
    BothWays,
    /// No such conflict in the last night.
    NoConflict,
    /// The line says that a conflict stands which was dismissed.
    Dismissed,
}

impl Refused {
    fn words(&self, language: Language) -> &'static str {
        match self {
            Refused::NoVerdict => language.pick(
                "putusannya tidak terbaca (sama, beda, atau ragu; untuk konflik: abaikan, benar, atau ragu)",
                "no verdict (same, different or unsure; for conflicts: dismiss, valid or unsure)",
            ),
            Refused::NoConflict => language
                .pick("konflik ini tidak ada pada malam terakhir", "the last night has no such conflict"),
            Refused::Dismissed => language.pick(
                "konflik ini sudah diabaikan; bukalah lagi dengan --take-back",
                "this conflict is dismissed; open it again with --take-back",
            ),
            Refused::NoRow(place) => place.words(language),
            Refused::OneRow => language.pick("satu baris dengan dirinya sendiri", "a row with itself"),
            Refused::NoOfficer => language.pick(
                "tidak ada nama petugas (kolom `oleh`, atau --by)",
                "no officer (column `oleh`, or --by)",
            ),
            Refused::NoReason => language.pick(
                "tidak ada alasan (kolom `alasan`, atau --reason)",
                "no reason (column `alasan`, or --reason)",
            ),
            Refused::BothWays => language.pick(
                "berkas ini memutus hal yang sama dengan dua cara",
                "this file judges the same thing both ways",
            ),
        }
    }
}

/// What became of it all.
#[derive(Default)]
pub(super) struct Told {
    /// Whether a file was read.
    pub(super) file: bool,
    /// Written now.
    pub(super) taken: Vec<(u64, Line, NewDecision)>,
    /// In force before, with the decision's number; none where the file says it twice.
    pub(super) known: Vec<(Line, Option<u64>)>,
    /// Conflicts of a file that are dismissed now, with the dismissal's number.
    pub(super) waived: Vec<(u64, Line, String)>,
    /// Conflicts of a file that an officer found right: they stay open.
    pub(super) kept: u64,
    pub(super) doubtful: u64,
    pub(super) empty: u64,
    pub(super) refused: Vec<(Line, Refused)>,
    /// Persons, and the row that stands for each.
    pub(super) stand_ins: Vec<(String, String)>,
    /// Contradictions that what was written now is part of.
    pub(super) contradictions: Vec<Finding>,
    /// A conflict, and the number of its dismissal; none when it was dismissed before.
    pub(super) dismissed: Option<(String, Option<u64>)>,
    pub(super) taken_back: Option<String>,
}

/// Decisions that are printed one by one.
const SHOWN: usize = 20;

/// A verdict as officers say it.
pub(super) fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Same => language.pick("satu orang", "one person"),
        Verdict::Different => language.pick("dua orang", "two persons"),
    }
}

impl Told {
    pub(super) fn text(&self, language: Language) -> String {
        let mut text = String::new();
        for (person, row) in &self.stand_ins {
            let stands = language.pick("diwakili baris", "stands here as row");
            text.push_str(&format!("{person}: {stands} {row}\n"));
        }
        for (number, _, decision) in self.taken.iter().take(SHOWN) {
            let [a, b] = decision.rows.each_ref().map(|row| row.row.as_str());
            text.push_str(&format!("#{number}  {a} – {b}: {}\n", verdict(decision.verdict, language)));
        }
        for (_, _, conflict) in self.waived.iter().take(SHOWN) {
            text.push_str(&format!("{conflict}: {}\n", language.pick("diabaikan", "dismissed")));
        }
        if self.waived.len() > SHOWN {
            let more = language.count((self.waived.len() - SHOWN) as u64);
            let what = language.pick("konflik lain diabaikan", "more conflicts dismissed");
            text.push_str(&format!("… {more} {what}\n"));
        }
        if self.taken.len() > SHOWN {
            let more = language.count((self.taken.len() - SHOWN) as u64);
            text.push_str(&format!("… {more} {}\n", language.pick("keputusan lain", "more decisions")));
        }
        if self.file {
            text.push_str(&self.counts(language));
        } else if let [(_, Some(number))] = &self.known[..] {
            let known =
                language.pick("sudah berlaku, tidak ditulis lagi", "in force already, not written again");
            text.push_str(&format!("#{number} {known}\n"));
        }
        for (line, refused) in &self.refused {
            text.push_str(&format!("! {}: {}\n", line.words(language), refused.words(language)));
        }
        match &self.dismissed {
            Some((conflict, Some(_))) => {
                let said = language.pick("diabaikan; tetap tercatat", "dismissed; it stays on record");
                text.push_str(&format!("{conflict}: {said}\n"));
            }
            Some((conflict, None)) => {
                let said = language.pick("sudah diabaikan sebelumnya", "dismissed already");
                text.push_str(&format!("{conflict}: {said}\n"));
            }
            None => {}
        }
        if let Some(what) = &self.taken_back {
            let said = language.pick("dicabut; tetap tercatat", "taken back; it stays on record");
            text.push_str(&format!("{what}: {said}\n"));
        }
        for finding in &self.contradictions {
            text.push_str(&output::finding(finding, language));
        }
        if !self.taken.is_empty()
            || !self.waived.is_empty()
            || self.dismissed.is_some()
            || self.taken_back.is_some()
        {
            text.push_str(language.pick(
                "Berlaku mulai malam berikutnya (padan run).\n",
                "It holds from the next night on (padan run).\n",
            ));
        }
        text
    }

    fn counts(&self, language: Language) -> String {
        let count = |value: usize| language.count(value as u64);
        let counts = [
            count(self.taken.len() + self.waived.len()),
            count(self.known.len()),
            language.count(self.kept),
            language.count(self.doubtful),
            language.count(self.empty),
            count(self.refused.len()),
        ];
        let words = language.pick(
            ["dicatat", "sudah berlaku", "benar dan tetap terbuka", "ragu", "kosong", "tidak diterima"],
            ["taken", "in force already", "right and still open", "doubtful", "empty", "not taken"],
        );
        let parts: Vec<String> = counts
            .iter()
            .zip(words)
            .enumerate()
            .filter(|(at, (count, _))| *at != 2 || *count != "0")
            .map(|(_, (count, word))| format!("{count} {word}"))
            .collect();
        format!("{}.\n", parts.join(", "))
    }

    pub(super) fn json(&self) -> String {
        let line = |line: &Line| json!({"sheet": line.sheet, "line": line.line});
        let taken = self.taken.iter().map(|(number, at, decision)| {
            json!({"decision": number, "at": line(at), "verdict": decision.verdict, "rows": decision.rows})
        });
        let known = self.known.iter().map(|(at, number)| json!({"decision": number, "at": line(at)}));
        let refused = self
            .refused
            .iter()
            .map(|(at, refused)| json!({"at": line(at), "reason": refused.words(Language::English)}));
        let waived = self
            .waived
            .iter()
            .map(|(number, at, conflict)| json!({"dismissal": number, "at": line(at), "conflict": conflict}));
        let stand_ins = self.stand_ins.iter().map(|(person, row)| json!({"person": person, "row": row}));
        let value = json!({
            "taken": taken.collect::<Vec<_>>(),
            "known": known.collect::<Vec<_>>(),
            "conflicts_dismissed": waived.collect::<Vec<_>>(),
            "conflicts_kept": self.kept,
            "doubtful": self.doubtful,
            "empty": self.empty,
            "refused": refused.collect::<Vec<_>>(),
            "persons": stand_ins.collect::<Vec<_>>(),
            "contradictions": self.contradictions,
            "dismissed": self.dismissed.as_ref().map(|(conflict, number)| json!({"conflict": conflict, "new": number.is_some()})),
            "taken_back": self.taken_back,
        });
        format!("{value:#}\n")
    }
}
