//! Which pairs has a person already judged? Takes a file of labels (pairs of rows with a verdict, in Splink's columns
//! or our own), gives them by row id; for training and for measuring.
//!
//! A label that names no row, or two, is no error: it is left out, counted, and said in [`Account`].

mod conflict_verdicts;
mod decided;
mod find;
mod read;
mod verdicts;

pub use conflict_verdicts::{ConflictLine, Judged};
pub use decided::{ENOUGH_DECISIONS, decided_pairs, together};
pub use find::{Account, Labelled, find, find_in_people};
pub use read::read_labels;
pub use verdicts::{Answer, Named, VerdictLine, Verdicts, read_verdicts};

/// The labels of a file, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Rosters that the file names, in the order they are met; empty text where it names none.
    pub rosters: Vec<String>,
    /// Labels in file order.
    pub list: Vec<Label>,
    /// Whether rows are named by an id that may be the roster's own key (Splink's columns), not by the data row.
    pub by_id: bool,
    /// Records without a readable verdict or without a row.
    pub unread: Vec<u64>,
}

/// A pair of rows and whether they are one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// 1-based record of the file, below its header.
    pub record: u64,
    /// The two rows.
    pub rows: [Cited; 2],
    /// Whether they are the same person.
    pub same: bool,
}

/// A row as a label names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its roster, index into [`Labels::rosters`].
    pub roster: u32,
    /// Its data row, or its key.
    pub id: String,
}

/// For each name the place of the roster it means. Rosters meet by name without regard to case; where a name is a file
/// (`pkh.csv`, `masuk/pkh.csv`), by the file's stem; where `init` wrote a stem otherwise ("PKH 2024-1" became
/// `pkh_2024_1`), by its letters and digits.
pub fn same_rosters(rosters: &[String], names: &[String]) -> Vec<Option<u32>> {
    // Letters and digits of a name, with and without what stands after its last dot ("dukcapil.v2", "pkh.csv").
    let bare = |name: &str| -> String {
        name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let file = |name: &str| -> String { name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase() };
    let stem = |name: &str| -> String {
        let file = file(name);
        file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem).to_owned()
    };
    names
        .iter()
        .map(|name| {
            let find = |wanted: &dyn Fn(&str) -> bool| rosters.iter().position(|roster| wanted(roster));
            find(&|roster| roster.to_lowercase() == name.to_lowercase())
                .or_else(|| find(&|roster| stem(roster) == stem(name)))
                .or_else(|| find(&|roster| bare(&file(roster)) == bare(&file(name))))
                .or_else(|| find(&|roster| bare(&file(roster)) == bare(&stem(name))))
                .map(|place| place as u32)
        })
        .collect()
}
