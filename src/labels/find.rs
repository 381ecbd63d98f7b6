//! Which rows do labels mean? Labels name rows by roster and data row or key; here each finds its row id, or is left
//! out with the reason.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Cited, Labels, same_rosters};
use crate::record::RowId;
use crate::standardise::{People, row_key};

/// Labels by row id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// Pairs and whether they are one person; `a < b`, ascending, each pair once.
    pub pairs: Vec<(RowId, RowId, bool)>,
    /// What became of the file's records.
    pub account: Account,
}

/// What became of the records of a file of labels. Every record is in exactly one of the counts; rows are told by the
/// number of the record, never by what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Records.
    pub records: u64,
    /// Labels used: distinct pairs.
    pub used: u64,
    /// Of them, pairs that are one person.
    pub same: u64,
    /// Records whose pair an earlier one has, with the same verdict.
    pub repeated: u64,
    /// Records without a readable verdict or without a row.
    pub unread: Vec<u64>,
    /// Records whose roster is not among the night's.
    pub unknown_roster: Vec<u64>,
    /// Records of which a row is not there.
    pub unknown_row: Vec<u64>,
    /// Records whose key stands on several rows of the roster.
    pub several_rows: Vec<u64>,
    /// Records that pair a row with itself.
    pub one_row: Vec<u64>,
    /// Records whose pair another one judges otherwise; none of them is used.
    pub contradicting: Vec<u64>,
    /// Rosters whose ids were read as their own keys; those of the others are data rows.
    pub by_key: Vec<String>,
}

impl Account {
    /// Records that could not be used.
    pub fn left_out(&self) -> u64 {
        let lists = [
            &self.unread,
            &self.unknown_roster,
            &self.unknown_row,
            &self.several_rows,
            &self.one_row,
            &self.contradicting,
        ];
        lists.iter().map(|list| list.len() as u64).sum()
    }
}

/// Finds the labelled rows among all rows of a night.
pub fn find_in_people(labels: &Labels, rosters: &[String], people: &People) -> Labelled {
    let rows = people.rows().map(|row| {
        let row = row as usize;
        (u32::from(people.roster[row].0), people.row[row], people.key[row])
    });
    find(labels, rosters, rows)
}

/// Finds the labelled rows. `rows` gives roster (index into `rosters`), 1-based data row and, where known, the key of
/// every row, in row id order. What is remembered grows with the labels, not with the rows.
///
/// An id of Splink's columns may be a data row or the roster's key: for each roster the reading that finds more rows is
/// taken, keys where both find as many.
pub fn find(
    labels: &Labels,
    rosters: &[String],
    rows: impl Iterator<Item = (u32, u32, Option<NonZeroU64>)>,
) -> Labelled {
    let mut known = same_rosters(rosters, &labels.rosters);
    if let [_] = rosters {
        // A file that names no roster can only mean the one there is.
        for (place, name) in known.iter_mut().zip(&labels.rosters) {
            *place = place.or(name.is_empty().then_some(0));
        }
    }
    let mut wanted = Wanted::default();
    for cited in labels.list.iter().flat_map(|label| &label.rows) {
        if let Some(roster) = known[cited.roster as usize] {
            wanted.ask(roster, &cited.id, labels.by_id);
        }
    }
    for (row, (roster, number, key)) in rows.enumerate() {
        wanted.meet(row as RowId, roster, number, key);
    }
    let by_key: Vec<bool> = (0..rosters.len() as u32).map(|roster| wanted.more_by_key(roster)).collect();
    let mut account = Account {
        records: (labels.list.len() + labels.unread.len()) as u64,
        unread: labels.unread.clone(),
        by_key: rosters
            .iter()
            .zip(&by_key)
            .filter(|(_, by_key)| **by_key)
            .map(|(name, _)| name.clone())
            .collect(),
        ..Account::default()
    };
    let mut judged: BTreeMap<(RowId, RowId), Vec<(u64, bool)>> = BTreeMap::new();
    for label in &labels.list {
        let place = |cited: &Cited| match known[cited.roster as usize] {
            None => Place::NoRoster,
            Some(roster) => wanted.place(roster, &cited.id, by_key[roster as usize]),
        };
        match [place(&label.rows[0]), place(&label.rows[1])] {
            [Place::Row(a), Place::Row(b)] if a == b => account.one_row.push(label.record),
            [Place::Row(a), Place::Row(b)] => {
                judged.entry((a.min(b), a.max(b))).or_default().push((label.record, label.same));
            }
            places if places.contains(&Place::NoRoster) => account.unknown_roster.push(label.record),
            places if places.contains(&Place::Several) => account.several_rows.push(label.record),
            _ => account.unknown_row.push(label.record),
        }
    }
    settle(judged, account)
}

/// One verdict a pair; a pair judged both ways is left out.
pub(super) fn settle(judged: BTreeMap<(RowId, RowId), Vec<(u64, bool)>>, mut account: Account) -> Labelled {
    let mut pairs = Vec::with_capacity(judged.len());
    for ((a, b), verdicts) in judged {
        let same = verdicts[0].1;
        if verdicts.iter().any(|(_, other)| *other != same) {
            account.contradicting.extend(verdicts.iter().map(|(record, _)| record));
            continue;
        }
        account.repeated += verdicts.len() as u64 - 1;
        account.used += 1;
        account.same += u64::from(same);
        pairs.push((a, b, same));
    }
    account.contradicting.sort_unstable();
    Labelled { pairs, account }
}

/// Where a cited row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Row(RowId),
    Several,
    Nowhere,
    NoRoster,
}

/// The rows asked for, and where they are. Maps are only looked up, never walked into an output.
#[derive(Default)]
struct Wanted {
    numbers: FxHashMap<(u32, u32), Place>,
    keys: FxHashMap<(u32, NonZeroU64), Place>,
}

impl Wanted {
    fn ask(&mut self, roster: u32, id: &str, may_be_key: bool) {
        if let Some(number) = data_row(id) {
            self.numbers.insert((roster, number), Place::Nowhere);
        }
        if let (true, Some(key)) = (may_be_key, row_key(id)) {
            self.keys.insert((roster, key), Place::Nowhere);
        }
    }

    fn meet(&mut self, row: RowId, roster: u32, number: u32, key: Option<NonZeroU64>) {
        if let Some(place) = self.numbers.get_mut(&(roster, number)) {
            *place = Place::Row(row);
        }
        if let Some(place) = key.and_then(|key| self.keys.get_mut(&(roster, key))) {
            *place = if *place == Place::Nowhere { Place::Row(row) } else { Place::Several };
        }
    }

    /// Whether keys find at least as many of a roster's ids as data rows do, and any at all.
    fn more_by_key(&self, roster: u32) -> bool {
        let found = |place: &Place| matches!(place, Place::Row(_));
        let by_key = self.keys.iter().filter(|((of, _), place)| *of == roster && found(place)).count();
        let by_row = self.numbers.iter().filter(|((of, _), place)| *of == roster && found(place)).count();
        by_key > 0 && by_key >= by_row
    }

    fn place(&self, roster: u32, id: &str, by_key: bool) -> Place {
        let place = if by_key {
            row_key(id).and_then(|key| self.keys.get(&(roster, key)))
        } else {
            data_row(id).and_then(|number| self.numbers.get(&(roster, number)))
        };
        place.copied().unwrap_or(Place::Nowhere)
    }
}

/// A data row's number; programs that write tables make `12.0` of it.
fn data_row(id: &str) -> Option<u32> {
    id.strip_suffix(".0").unwrap_or(id).parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Label;

    /// Labels of (roster, id, roster, id, verdict); records count from 1.
    fn labels(by_id: bool, list: &[(&str, &str, &str, &str, bool)]) -> Labels {
        let mut labels = Labels { by_id, ..Labels::default() };
        for (at, (a, x, b, y, same)) in list.iter().enumerate() {
            let rows = [(a, x), (b, y)].map(|(name, id)| {
                let place = labels.rosters.iter().position(|known| known == name).unwrap_or_else(|| {
                    labels.rosters.push((*name).to_owned());
                    labels.rosters.len() - 1
                });
                Cited { roster: place as u32, id: (*id).to_owned() }
            });
            labels.list.push(Label { record: at as u64 + 1, rows, same: *same });
        }
        labels
    }

    /// Two rosters of three rows; the second has keys, of which K-2 stands on two rows.
    fn found(labels: &Labels) -> Labelled {
        let key = |text: &str| row_key(text);
        let rows = [
            (0, 1, None),
            (0, 2, None),
            (0, 3, None),
            (1, 1, key("30")),
            (1, 2, key("K-2")),
            (1, 3, key("K-2")),
            (1, 4, key("1")),
        ];
        find(labels, &["pkh".into(), "bdt_2024".into()], rows.into_iter())
    }

    #[test]
    fn every_record_has_one_fate() {
        let found = found(&labels(
            false,
            &[
                ("PKH", "2", "bdt 2024.csv", "1", true),
                ("bdt_2024", "1", "pkh", "2", true),
                ("pkh", "1", "pkh", "1", true),
                ("pkh", "1", "pkh", "3", true),
                ("pkh", "3", "pkh", "1", false),
                ("kis", "1", "pkh", "1", true),
                ("pkh", "99", "pkh", "1", true),
                ("pkh", "2", "pkh", "1.0", false),
            ],
        ));
        assert_eq!(found.pairs, [(0, 1, false), (1, 3, true)]);
        let account = found.account;
        assert_eq!((account.records, account.used, account.same, account.repeated), (8, 2, 1, 1));
        assert_eq!([account.one_row.clone(), account.contradicting.clone()], [vec![3], vec![4, 5]]);
        assert_eq!([account.unknown_roster.clone(), account.unknown_row.clone()], [vec![6], vec![7]]);
        assert_eq!(account.used + account.repeated + account.left_out(), account.records);
    }

    #[test]
    fn ids_are_keys_where_keys_find_more() {
        // 30 and 1 are keys of rows 1 and 4; as data rows, only 1 would be found.
        let found = found(&labels(
            true,
            &[("pkh", "1", "bdt_2024", "30", true), ("pkh", "2", "bdt_2024", "1", true)],
        ));
        assert_eq!(found.pairs, [(0, 3, true), (1, 6, true)]);
        assert_eq!(found.account.by_key, ["bdt_2024"]);
    }

    #[test]
    fn a_key_of_several_rows_names_none() {
        let found = found(&labels(
            true,
            &[("pkh", "1", "bdt_2024", "30", true), ("pkh", "1", "bdt_2024", "k-2", true)],
        ));
        assert_eq!((found.pairs, found.account.several_rows), (vec![(0, 3, true)], vec![2]));
    }

    #[test]
    fn a_file_without_rosters_means_the_only_one() {
        let unnamed = labels(true, &[("", "1", "", "2", true)]);
        let rows = || [(0, 1, None), (0, 2, None)].into_iter();
        assert_eq!(find(&unnamed, &["pkh".into()], rows()).pairs, [(0, 1, true)]);
        assert_eq!(find(&unnamed, &["pkh".into(), "bdt".into()], rows()).account.unknown_roster, [1]);
    }
}
