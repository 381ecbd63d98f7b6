//! What does an officer say of conflicts, in a workbook or a table that was filled in? Each line is given: what is no
//! verdict is given as such.

use super::verdicts::{BY, REASON, VERDICT, column_name};

/// What an officer answers for a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Nothing is to be done about it.
    Dismiss,
    /// It is right, and stays open.
    Keep,
    /// The officer cannot tell.
    Doubtful,
    /// Nothing yet.
    Empty,
    /// Something that is no verdict.
    Unreadable,
}

/// One line about a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictLine {
    /// Its sheet, in workbooks.
    pub sheet: Option<String>,
    /// Its 1-based line.
    pub line: u32,
    /// The conflict's id, in capitals.
    pub conflict: String,
    /// What the officer says.
    pub judged: Judged,
    /// Who, where a column says so.
    pub by: String,
    /// Why, where a column says so.
    pub reason: String,
}

/// Where the columns are.
pub(super) struct ConflictLayout {
    conflict: usize,
    verdict: usize,
    by: Option<usize>,
    reason: Option<usize>,
}

const CONFLICT: &[&str] = &["conflict_id", "id_konflik"];
/// In the sheets of conflicts this column is the officer's.
const REASON_TOO: &[&str] = &["reason"];

impl ConflictLayout {
    /// The layout of a header; none when it is no header of conflicts with verdicts.
    pub(super) fn of(header: &[String]) -> Option<ConflictLayout> {
        let names: Vec<String> = header.iter().map(|cell| column_name(cell)).collect();
        let place = |known: &[&str]| known.iter().find_map(|name| names.iter().position(|own| own == name));
        Some(ConflictLayout {
            conflict: place(CONFLICT)?,
            verdict: place(VERDICT)?,
            by: place(BY),
            reason: place(REASON).or_else(|| place(REASON_TOO)),
        })
    }

    pub(super) fn line(&self, sheet: Option<&str>, line: u32, cells: &[String]) -> ConflictLine {
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", String::as_str);
        ConflictLine {
            sheet: sheet.map(str::to_owned),
            line,
            conflict: cell(Some(self.conflict)).trim().to_uppercase(),
            judged: judged(cell(Some(self.verdict))),
            by: cell(self.by).to_owned(),
            reason: cell(self.reason).to_owned(),
        }
    }
}

/// What a cell says.
fn judged(text: &str) -> Judged {
    match column_name(text.trim_start_matches('\'')).replace('_', " ").as_str() {
        "" => Judged::Empty,
        "abaikan" | "diabaikan" | "tolak" | "ditolak" | "bukan konflik" | "dismiss" | "dismissed"
        | "ignore" => Judged::Dismiss,
        "benar" | "tetap" | "tetap terbuka" | "tindak lanjut" | "ya" | "valid" | "keep" | "open"
        | "confirmed" | "yes" => Judged::Keep,
        "ragu" | "ragu ragu" | "belum tahu" | "tidak tahu" | "belum" | "unsure" | "doubtful" | "unknown" => {
            Judged::Doubtful
        }
        _ => Judged::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_on_conflicts_are_read_in_both_languages() {
        let header: Vec<String> =
            ["Verdict", "Reason", "By", "Name", "Conflict ID"].map(str::to_owned).into();
        let layout = ConflictLayout::of(&header).unwrap();
        let check = |verdict: &str, expected: Judged| {
            let cells: Vec<String> = [verdict, "visited", "Sari", "X", "C-0a"].map(str::to_owned).into();
            let line = layout.line(Some("Conflicts"), 6, &cells);
            assert_eq!((line.judged, line.conflict.as_str()), (expected, "C-0A"), "{verdict}");
            assert_eq!((line.by.as_str(), line.reason.as_str()), ("Sari", "visited"));
        };
        check("dismiss", Judged::Dismiss);
        check("Abaikan ", Judged::Dismiss);
        check("benar", Judged::Keep);
        check("unsure", Judged::Doubtful);
        check("", Judged::Empty);
        check("entah", Judged::Unreadable);
        assert!(ConflictLayout::of(&header[..4]).is_none());
    }
}
