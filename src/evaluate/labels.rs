//! Which pairs has a clerk labelled, and which rows are they? Reads Splink's label files and our own
//! `roster_a,row_a,roster_b,row_b,match`; what names no row of the run is counted, never guessed.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::assignment::Assignment;
use super::known::Known;
use crate::error::{Error, Result};
use crate::labels::same_rosters;
use crate::record::{Field, RowId, TextColumn};
use crate::report::read::read_known_columns;
use crate::state::RawReader;

/// Labelled pairs of a run's rows.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Ascending, `a < b`, each pair once: whether the two rows are one person.
    pub pairs: Vec<(RowId, RowId, bool)>,
    /// What became of the file's records.
    pub counts: LabelCounts,
}

impl Labels {
    /// The labels as what is known of the rows.
    pub fn known(&self) -> Known {
        Known::Labels(self.pairs.clone())
    }
}

/// What became of the records of a label file; the first five counts below `records` add up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    /// Records of the file.
    pub records: u64,
    /// Those used: pairs of two rows of the run, each once.
    pub used: u64,
    /// Those that name a pair again, or a row with itself.
    pub repeated: u64,
    /// Those without a verdict that could be read.
    pub without_verdict: u64,
    /// Those of which a row is not in the run, or its roster is not.
    pub not_found: u64,
    /// Those of which an id stands on several rows of its roster.
    pub ambiguous: u64,
    /// Pairs that were labelled both ways; the first label counts.
    pub contradictory: u64,
    /// Used records that say one person.
    pub matches: u64,
    /// Records not found, the first few, counted from 1 below the header.
    pub first_not_found: Vec<u64>,
    /// Rosters that the file names and the run does not have.
    pub unknown_rosters: Vec<String>,
    /// For each roster named by ids, what its ids were taken for.
    pub ids: Vec<RosterIds>,
}

/// What the ids of a roster were taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RosterIds {
    /// Roster of the run.
    pub roster: String,
    /// Whether they are the roster's own keys (`unique_key`); else its data rows.
    pub keys: bool,
    /// Ids that are found so.
    pub found: u64,
    /// Ids in the file.
    pub ids: u64,
}

/// Records whose numbers are told.
const TOLD: usize = 10;

/// Reads a label file against the rows of a run.
///
/// # Errors
/// When it cannot be read, or its columns are not those of a label file.
pub fn read_labels(path: &Path, run: &Path, members: &Assignment) -> Result<Labels> {
    let wanted: [&[&str]; 8] = [
        &["unique_id_l"],
        &["unique_id_r"],
        &["row_a"],
        &["row_b"],
        &["source_dataset_l", "roster_a"],
        &["source_dataset_r", "roster_b"],
        &["clerical_match_score"],
        &["match"],
    ];
    let [id_l, id_r, row_a, row_b, roster_a, roster_b, score, verdict]: [Option<TextColumn>; 8] =
        read_known_columns(path, &wanted)?.try_into().unwrap_or_default();
    let (sides, may_be_keys) = match (id_l, id_r, row_a, row_b) {
        (Some(left), Some(right), ..) => ([left, right], true),
        (_, _, Some(first), Some(second)) => ([first, second], false),
        _ => return Err(refuse(path, "no pair of columns names the rows")),
    };
    let Some(verdicts) = score.or(verdict) else {
        return Err(refuse(path, "no column says whether a pair is one person"));
    };
    let rosters = match (roster_a, roster_b) {
        (Some(first), Some(second)) => [Some(first), Some(second)],
        _ if members.rosters.len() == 1 => [None, None],
        _ => return Err(refuse(path, "no columns name the rosters, and the run has several")),
    };
    let keys = if may_be_keys { unique_keys(run, members)? } else { None };
    let finder = Finder::new(members, keys.as_ref(), &sides, &rosters);
    Ok(gather(&finder, &sides, &verdicts))
}

fn refuse(path: &Path, what: &str) -> Error {
    Error::Input {
        what: format!("{}: {what}", path.display()),
        next_step: "Give the columns unique_id_l, source_dataset_l, unique_id_r, source_dataset_r and \
                    clerical_match_score (as Splink writes them), or roster_a, row_a, roster_b, row_b and match."
            .into(),
    }
}

/// The rosters' own keys, one a row; none where no roster maps one.
fn unique_keys(run: &Path, members: &Assignment) -> Result<Option<TextColumn>> {
    let path = run.join("raw.parquet");
    if !path.exists() {
        return Ok(None);
    }
    let raw = RawReader::open(&path)?;
    let there = raw.fields().contains(&Field::UniqueKey) && raw.len() == members.len();
    there.then(|| raw.column(Field::UniqueKey)).transpose()
}

/// What a record's side names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Row(RowId),
    Nothing,
    Several,
}

/// Finds rows by what a label file calls them.
struct Finder {
    /// Roster of each side of each record.
    rosters: [Vec<Option<u32>>; 2],
    by_row: FxHashMap<(u32, u32), RowId>,
    by_key: FxHashMap<(u32, String), Found>,
    /// By roster, whether its ids are keys.
    keys: Vec<bool>,
    ids: Vec<RosterIds>,
    unknown_rosters: Vec<String>,
}

impl Finder {
    fn new(
        members: &Assignment,
        keys: Option<&TextColumn>,
        sides: &[TextColumn; 2],
        named: &[Option<TextColumn>; 2],
    ) -> Finder {
        let (rosters, unknown_rosters) = rosters_of(members, sides[0].len(), named);
        let rows = members.roster.iter().zip(&members.row).enumerate();
        let by_row = rows.map(|(id, (&roster, &row))| ((roster, row), id as RowId)).collect();
        let mut by_key: FxHashMap<(u32, String), Found> = FxHashMap::default();
        for (id, key) in keys.into_iter().flat_map(TextColumn::iter).enumerate() {
            if !key.is_empty() {
                let found = by_key.entry((members.roster[id], folded(key))).or_insert(Found::Nothing);
                *found = if *found == Found::Nothing { Found::Row(id as RowId) } else { Found::Several };
            }
        }
        let keys = vec![false; members.rosters.len()];
        let mut finder = Finder { rosters, by_row, by_key, keys, ids: Vec::new(), unknown_rosters };
        finder.decide(members, sides);
        finder
    }

    /// A roster's ids are its own keys when at least as many of them are found so as among its row numbers.
    fn decide(&mut self, members: &Assignment, sides: &[TextColumn; 2]) {
        let mut tally = vec![[0_u64; 3]; members.rosters.len()];
        for (side, rosters) in sides.iter().zip(&self.rosters) {
            for (id, roster) in side.iter().zip(rosters) {
                let Some(roster) = *roster else { continue };
                let count = &mut tally[roster as usize];
                count[0] += 1;
                count[1] += u64::from(self.row(roster, id) != Found::Nothing);
                count[2] += u64::from(self.key(roster, id) != Found::Nothing);
            }
        }
        for (roster, [ids, rows, keys]) in tally.into_iter().enumerate() {
            let is_key = keys > 0 && keys >= rows;
            self.keys[roster] = is_key;
            if ids > 0 {
                let found = if is_key { keys } else { rows };
                self.ids.push(RosterIds {
                    roster: members.rosters[roster].clone(),
                    keys: is_key,
                    found,
                    ids,
                });
            }
        }
    }

    fn row(&self, roster: u32, id: &str) -> Found {
        let row = id.trim().parse().ok().and_then(|row: u32| self.by_row.get(&(roster, row)));
        row.map_or(Found::Nothing, |row| Found::Row(*row))
    }

    fn key(&self, roster: u32, id: &str) -> Found {
        self.by_key.get(&(roster, folded(id))).copied().unwrap_or(Found::Nothing)
    }

    fn find(&self, side: usize, record: usize, id: &str) -> Found {
        match self.rosters[side][record] {
            Some(roster) if self.keys[roster as usize] => self.key(roster, id),
            Some(roster) => self.row(roster, id),
            None => Found::Nothing,
        }
    }
}

fn folded(key: &str) -> String {
    key.trim().to_uppercase()
}

/// Roster of each side of each record, and the names that no roster of the run has.
fn rosters_of(
    members: &Assignment,
    records: usize,
    named: &[Option<TextColumn>; 2],
) -> ([Vec<Option<u32>>; 2], Vec<String>) {
    let mut names: Vec<String> =
        named.iter().flatten().flat_map(TextColumn::iter).map(|name| name.trim().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    let known = same_rosters(&members.rosters, &names);
    let place = |name: &str| {
        let at = names.binary_search_by(|known| known.as_str().cmp(name.trim())).ok()?;
        known[at]
    };
    let side = |column: &Option<TextColumn>| match column {
        Some(column) => column.iter().map(place).collect(),
        // Only a run of one roster may leave its name out.
        None => vec![Some(0); records],
    };
    let rosters = [side(&named[0]), side(&named[1])];
    let unknown = names.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(name, _)| name.clone());
    (rosters, unknown.collect())
}

/// Goes through the records; each ends in exactly one of the counts.
fn gather(finder: &Finder, sides: &[TextColumn; 2], verdicts: &TextColumn) -> Labels {
    let mut counts = LabelCounts {
        records: verdicts.len() as u64,
        unknown_rosters: finder.unknown_rosters.clone(),
        ids: finder.ids.clone(),
        ..LabelCounts::default()
    };
    let mut labelled: FxHashMap<(RowId, RowId), bool> = FxHashMap::default();
    for record in 0..verdicts.len() {
        let found = [0, 1].map(|side| finder.find(side, record, sides[side].get(record)));
        let [Found::Row(a), Found::Row(b)] = found else {
            if found.contains(&Found::Nothing) {
                counts.not_found += 1;
                if counts.first_not_found.len() < TOLD {
                    counts.first_not_found.push(record as u64 + 1);
                }
            } else {
                counts.ambiguous += 1;
            }
            continue;
        };
        let Some(same) = verdict(verdicts.get(record)) else {
            counts.without_verdict += 1;
            continue;
        };
        let pair = (a.min(b), a.max(b));
        match labelled.get(&pair) {
            _ if a == b => counts.repeated += 1,
            Some(known) => {
                counts.repeated += 1;
                counts.contradictory += u64::from(*known != same);
            }
            None => {
                labelled.insert(pair, same);
            }
        }
    }
    let mut pairs: Vec<(RowId, RowId, bool)> =
        labelled.into_iter().map(|((a, b), same)| (a, b, same)).collect();
    pairs.sort_unstable();
    counts.used = pairs.len() as u64;
    counts.matches = pairs.iter().filter(|label| label.2).count() as u64;
    Labels { pairs, counts }
}

/// A score from 0 to 1, of which a half and more is one person; or a word.
fn verdict(text: &str) -> Option<bool> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "true" | "t" | "yes" | "y" | "ya" | "benar" | "match" | "padan" => return Some(true),
        "false" | "f" | "no" | "n" | "tidak" | "bukan" | "salah" | "non-match" => return Some(false),
        _ => {}
    }
    let score: f64 = text.replace(',', ".").parse().ok()?;
    (0.0..=1.0).contains(&score).then_some(score >= 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Assignment {
        Assignment {
            rosters: vec!["bdt".into(), "pkh".into()],
            roster: vec![0, 0, 1, 1],
            row: vec![1, 2, 1, 2],
            person: [0, 1, 0, 1].map(Some).to_vec(),
            persons: 2,
            household: Vec::new(),
        }
    }

    fn read(content: &str) -> Result<Labels> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, content).unwrap();
        read_labels(&path, folder.path(), &members())
    }

    #[test]
    fn splinks_columns_by_row_number() {
        let labels = read(
            "unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n\
             1,bdt.csv,1,pkh,1.0\n2,BDT,1,pkh,0.0\n1,pkh,1,bdt,0\n9,bdt,1,pkh,1\n1,xyz,1,pkh,1\n2,bdt,2,pkh,?\n",
        )
        .unwrap();
        assert_eq!(labels.pairs, [(0, 2, true), (1, 2, false)]);
        let counts = &labels.counts;
        assert_eq!((counts.records, counts.used, counts.matches), (6, 2, 1));
        assert_eq!((counts.repeated, counts.contradictory), (1, 1));
        assert_eq!((counts.not_found, counts.without_verdict), (2, 1));
        assert_eq!(
            (counts.first_not_found.as_slice(), &counts.unknown_rosters[..]),
            (&[4, 5][..], &["xyz".to_owned()][..])
        );
    }

    #[test]
    fn our_own_columns() {
        let labels =
            read("roster_a;row_a;roster_b;row_b;match\nbdt;2;pkh;2;ya\nbdt;1;bdt;2;tidak\n").unwrap();
        assert_eq!(labels.pairs, [(0, 1, false), (1, 3, true)]);
        assert!(!labels.counts.ids[0].keys);
    }

    #[test]
    fn own_keys_win_where_they_are_found_at_least_as_often() {
        let keys: TextColumn = ["A-7", "A-8", "2", "2"].into_iter().collect();
        let sides = [["a-7", "A-8"].into_iter().collect(), ["1", "2"].into_iter().collect()];
        let rosters = [["bdt", "bdt"].into_iter().collect(), ["pkh", "pkh"].into_iter().collect()].map(Some);
        let finder = Finder::new(&members(), Some(&keys), &sides, &rosters);
        assert_eq!(finder.keys, [true, false], "of pkh's ids two are rows and one is a key");
        let verdicts = ["1", "0"].into_iter().collect();
        let labels = gather(&finder, &sides, &verdicts);
        assert_eq!(labels.pairs, [(0, 2, true), (1, 3, false)]);
    }

    #[test]
    fn a_file_that_is_no_label_file_says_what_is_wanted() {
        for content in ["a,b\n1,2\n", "row_a,row_b,match\n1,2,1\n", "unique_id_l,unique_id_r\n1,2\n"] {
            let error = read(content).unwrap_err();
            assert!(error.next_step().contains("clerical_match_score"), "{error}");
        }
    }
}
