//! How is a file of labels read? By the names of its columns: Splink's (`unique_id_l`, `source_dataset_l`,
//! `clerical_match_score` and their twins) or our own (`roster_a`, `row_a`, `roster_b`, `row_b`, `match`).

use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Cited, Label, Labels};
use crate::error::{Error, Result};
use crate::record::TextColumn;
use crate::report::read::{column_names, read_columns};

/// A clerical score from here on says "the same person", as in Splink's own accuracy measures.
const SAME_FROM: f64 = 0.5;

/// Our own columns: roster and row of both sides, and the verdict.
const OWN: [&[&str]; 5] = [
    &["roster_a", "roster_l"],
    &["row_a", "row_l", "baris_a"],
    &["roster_b", "roster_r"],
    &["row_b", "row_r", "baris_b"],
    &["match", "is_match", "same", "padan"],
];

/// Splink's columns; the data sets are left out where all rows come from one.
const SPLINK: [&[&str]; 5] = [
    &["source_dataset_l"],
    &["unique_id_l"],
    &["source_dataset_r"],
    &["unique_id_r"],
    &["clerical_match_score", "match", "is_match"],
];

/// Reads a file of labels, CSV of any usual delimiter or Parquet.
///
/// # Errors
/// When the file cannot be read, or has the columns of neither layout.
pub fn read_labels(path: &Path) -> Result<Labels> {
    let names = column_names(path)?;
    let has = |wanted: &[&str]| {
        names.iter().any(|name| wanted.iter().any(|known| name.trim().eq_ignore_ascii_case(known)))
    };
    let own = [1, 3, 4].iter().all(|at| has(OWN[*at]));
    let splink = [1, 3, 4].iter().all(|at| has(SPLINK[*at]));
    if !own && !splink {
        return Err(Error::Input {
            what: message!(
                "{path}: ini bukan kolom label: {columns}",
                "{path}: these are no columns of labels: {columns}",
                path = path.display(),
                columns = names.join(", ")
            ),
            next_step: message!(
                "Berikan roster_a, row_a, roster_b, row_b, match; atau kolom Splink: unique_id_l, source_dataset_l, \
                 unique_id_r, source_dataset_r, clerical_match_score.",
                "Give roster_a, row_a, roster_b, row_b, match; or Splink's unique_id_l, source_dataset_l, \
                 unique_id_r, source_dataset_r, clerical_match_score."
            ),
        });
    }
    let layout = if own { OWN } else { SPLINK };
    // A column of rosters may be missing; the one that stands in its place is then not looked at.
    let rosters_named = has(layout[0]) && has(layout[2]);
    let wanted = if rosters_named { layout } else { [layout[1], layout[1], layout[3], layout[3], layout[4]] };
    let columns = read_columns(path, &wanted)?;
    Ok(labels(&columns, rosters_named, !own))
}

fn labels(columns: &[TextColumn], rosters_named: bool, by_id: bool) -> Labels {
    let mut labels = Labels { by_id, ..Labels::default() };
    let mut places: FxHashMap<String, u32> = FxHashMap::default();
    for at in 0..columns[4].len() {
        let record = at as u64 + 1;
        let mut side = |roster: usize, id: usize| {
            let name = if rosters_named { columns[roster].get(at).trim() } else { "" };
            let (name, id) = apart(name, columns[id].get(at).trim());
            let known = places.get(name).copied();
            let roster = known.unwrap_or_else(|| {
                labels.rosters.push(name.to_owned());
                places.insert(name.to_owned(), labels.rosters.len() as u32 - 1);
                labels.rosters.len() as u32 - 1
            });
            Cited { roster, id: id.to_owned() }
        };
        let rows = [side(0, 1), side(2, 3)];
        match verdict(columns[4].get(at)) {
            Some(same) if rows.iter().all(|row| !row.id.is_empty()) => {
                labels.list.push(Label { record, rows, same });
            }
            _ => labels.unread.push(record),
        }
    }
    labels
}

/// A row cited whole, `pkh:12`, carries its own roster.
pub(super) fn apart<'t>(roster: &'t str, id: &'t str) -> (&'t str, &'t str) {
    match id.rsplit_once(':') {
        Some((own, row)) if roster.is_empty() || own.eq_ignore_ascii_case(roster) => (own, row),
        _ => (roster, id),
    }
}

/// Whether a cell says "the same person": a score from 0 to 1, or a word.
fn verdict(text: &str) -> Option<bool> {
    let text = text.trim();
    match text.to_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "ya" | "match" | "same" | "sama" | "padan" => Some(true),
        "false" | "f" | "no" | "n" | "tidak" | "non-match" | "different" | "beda" | "tidak padan" => {
            Some(false)
        }
        _ => {
            let score: f64 = text.replace(',', ".").parse().ok()?;
            (0.0..=1.0).contains(&score).then_some(score >= SAME_FROM)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<Labels> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, content).unwrap();
        read_labels(&path)
    }

    /// Rosters, ids and verdicts, as the file was understood.
    fn check(content: &str, by_id: bool, expected: &[(&str, &str, &str, &str, bool)]) {
        let labels = read(content).unwrap();
        let of = |cited: &Cited| (labels.rosters[cited.roster as usize].clone(), cited.id.clone());
        let found: Vec<_> = labels
            .list
            .iter()
            .map(|label| {
                let [(a, x), (b, y)] = [of(&label.rows[0]), of(&label.rows[1])];
                (a, x, b, y, label.same)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(a, x, b, y, same)| (a.to_string(), x.to_string(), b.to_string(), y.to_string(), *same))
            .collect();
        assert_eq!((found, labels.by_id), (expected, by_id));
    }

    #[test]
    fn splinks_columns_in_any_order_with_or_without_data_sets() {
        check(
            "clerical_match_score,unique_id_l,source_dataset_l,unique_id_r,source_dataset_r\n\
             0.99,7,pkh,K-1,bdt\n0.5,8,pkh,9,pkh\n0.49,8,pkh,1,bdt\n",
            true,
            &[
                ("pkh", "7", "bdt", "K-1", true),
                ("pkh", "8", "pkh", "9", true),
                ("pkh", "8", "bdt", "1", false),
            ],
        );
        check("unique_id_l,unique_id_r,clerical_match_score\n1,2,1.0\n", true, &[("", "1", "", "2", true)]);
        check("unique_id_l,unique_id_r,match\npkh:1,bdt:2,0\n", true, &[("pkh", "1", "bdt", "2", false)]);
    }

    #[test]
    fn our_own_columns_take_words() {
        check(
            "roster_a;row_a;roster_b;row_b;match\npkh;1;bdt;2;ya\npkh;2;bdt;3;tidak\npkh;3;bdt;4;1\n",
            false,
            &[
                ("pkh", "1", "bdt", "2", true),
                ("pkh", "2", "bdt", "3", false),
                ("pkh", "3", "bdt", "4", true),
            ],
        );
    }

    #[test]
    fn a_record_without_verdict_or_row_is_counted() {
        let labels =
            read("roster_a,row_a,roster_b,row_b,match\na,1,b,2,mungkin\na,,b,2,1\na,1,b,2,7\na,1,b,2,1\n")
                .unwrap();
        assert_eq!(labels.unread, [1, 2, 3]);
        assert_eq!((labels.list.len(), labels.list[0].record), (1, 4));
    }

    #[test]
    fn other_columns_are_named_with_what_is_wanted() {
        let error = read("a,b\n1,2\n").unwrap_err();
        assert!(error.to_string().contains("a, b"), "{error}");
        assert!(error.next_step().en.contains("clerical_match_score"));
    }
}
