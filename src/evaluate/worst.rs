//! Which errors should somebody look at first? False merges that the model was surest of, and misses that it held
//! least likely; one of each cluster and each person, so that one bad group does not fill the list.

use std::path::Path;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::assignment::Assignment;
use super::known::{Known, together};
use super::scored::{Scored, ScoredPair};
use crate::compare;
use crate::error::Result;
use crate::record::RowId;
use crate::report::waterfall::text_of;
use crate::report::{Column, Sink, Table, write_csv};
use crate::scatter::scatter;
use crate::standardise::People;

/// One error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorstError {
    /// What went wrong.
    pub kind: Kind,
    /// Roster of the first row.
    pub roster_a: String,
    /// Its data row.
    pub row_a: u32,
    /// Roster of the second row.
    pub roster_b: String,
    /// Its data row.
    pub row_b: u32,
    /// Match weight; none for a pair that the run did not keep.
    pub match_weight: Option<f64>,
    /// Match probability.
    pub match_probability: Option<f64>,
    /// Probability of one family.
    pub family_probability: Option<f64>,
    /// Agreement pattern.
    pub pattern: String,
    /// How the pair ended in the run.
    pub outcome: String,
    /// What the two rows say, masked unless opened.
    pub values: Vec<Values>,
    #[serde(skip)]
    rows: (RowId, RowId),
}

/// One comparison's values in the two rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Values {
    /// Key of the comparison.
    pub comparison: String,
    /// The first row's.
    pub a: String,
    /// The second row's.
    pub b: String,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two persons in one cluster.
    FalseMerge,
    /// One person in two clusters; the pair was weighed, and lay below the threshold or was cut.
    Missed,
    /// One person in two clusters; the run did not keep the pair: never compared, or below the floor.
    NotKept,
}

impl Kind {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::FalseMerge => "false_merge",
            Kind::Missed => "missed",
            Kind::NotKept => "not_kept",
        }
    }
}

/// Finds the worst errors: half of `most` false merges, the rest misses, half of them pairs that the run did not
/// keep; where one kind has fewer, the next takes its places.
pub fn worst(members: &Assignment, known: &Known, scored: &Scored, most: usize) -> Vec<WorstError> {
    let merges = false_merges(known, members, scored, most);
    let missed = missed(known, members, scored, most);
    let not_kept = not_kept(known, members, scored, most);
    let [merges_shown, missed_shown, not_kept_shown] =
        shares(most, [merges.len(), missed.len(), not_kept.len()]);
    let told = |kind: Kind, pair: &ScoredPair| {
        let (a, b) = (pair.a as usize, pair.b as usize);
        WorstError {
            kind,
            roster_a: members.rosters[members.roster[a] as usize].clone(),
            row_a: members.row[a],
            roster_b: members.rosters[members.roster[b] as usize].clone(),
            row_b: members.row[b],
            match_weight: Some(pair.weight),
            match_probability: Some(pair.probability()),
            family_probability: Some(pair.family),
            pattern: scored.patterns[pair.pattern as usize].clone(),
            outcome: pair.outcome.code().to_owned(),
            values: Vec::new(),
            rows: (pair.a, pair.b),
        }
    };
    let mut list: Vec<WorstError> =
        merges.into_iter().take(merges_shown).map(|pair| told(Kind::FalseMerge, pair)).collect();
    list.extend(missed.into_iter().take(missed_shown).map(|pair| told(Kind::Missed, pair)));
    list.extend(not_kept.into_iter().take(not_kept_shown).map(|(a, b)| WorstError {
        kind: Kind::NotKept,
        roster_a: members.rosters[members.roster[a as usize] as usize].clone(),
        row_a: members.row[a as usize],
        roster_b: members.rosters[members.roster[b as usize] as usize].clone(),
        row_b: members.row[b as usize],
        match_weight: None,
        match_probability: None,
        family_probability: None,
        pattern: String::new(),
        outcome: String::new(),
        values: Vec::new(),
        rows: (a, b),
    }));
    list
}

/// How many of each kind are shown.
fn shares(most: usize, there: [usize; 3]) -> [usize; 3] {
    let mut shown = [most.div_ceil(2), most / 4, 0];
    shown[2] = most - shown[0] - shown[1];
    for (shown, there) in shown.iter_mut().zip(there) {
        *shown = (*shown).min(there);
    }
    for kind in 0..3 {
        let left = most - shown.iter().sum::<usize>();
        shown[kind] += left.min(there[kind] - shown[kind]);
    }
    shown
}

fn false_merges<'a>(
    known: &Known,
    members: &Assignment,
    scored: &'a Scored,
    most: usize,
) -> Vec<&'a ScoredPair> {
    let mut clusters: FxHashSet<Option<u32>> = FxHashSet::default();
    scored
        .pairs
        .iter()
        .filter(|pair| together(&members.person, pair.a, pair.b) && known.same(pair.a, pair.b) == Some(false))
        .filter(|pair| clusters.insert(members.person[pair.a as usize]))
        .take(most)
        .collect()
}

fn missed<'a>(known: &Known, members: &Assignment, scored: &'a Scored, most: usize) -> Vec<&'a ScoredPair> {
    let mut persons: FxHashSet<u32> = FxHashSet::default();
    scored
        .pairs
        .iter()
        .rev()
        .filter(|pair| !together(&members.person, pair.a, pair.b) && known.same(pair.a, pair.b) == Some(true))
        .filter(|pair| persons.insert(person_of(known, pair.a)))
        .take(most)
        .collect()
}

/// Pairs of one person that are apart and that the run did not keep: one a person, drawn by a hash so that no roster
/// comes first.
fn not_kept(known: &Known, members: &Assignment, scored: &Scored, most: usize) -> Vec<(RowId, RowId)> {
    let kept: FxHashSet<(RowId, RowId)> = scored
        .pairs
        .iter()
        .filter(|pair| known.same(pair.a, pair.b) == Some(true))
        .map(|pair| (pair.a, pair.b))
        .collect();
    let lost = |a: RowId, b: RowId| !together(&members.person, a, b) && !kept.contains(&(a, b));
    let mut found: Vec<(u64, RowId, RowId)> = Vec::new();
    match known {
        Known::Labels(labels) => {
            let lost = labels.iter().filter(|label| label.2 && lost(label.0, label.1));
            found.extend(lost.map(|&(a, b, _)| (scatter(u64::from(a)), a, b)));
        }
        Known::Persons(persons) => {
            let numbered = persons.iter().enumerate();
            let mut rows: Vec<(u32, RowId)> =
                numbered.filter_map(|(row, person)| Some(((*person)?, row as RowId))).collect();
            rows.sort_unstable();
            for person in rows.chunk_by(|a, b| a.0 == b.0) {
                // A person of very many rows is looked at as far as this.
                let person = &person[..person.len().min(64)];
                let pairs = (0..person.len()).flat_map(|i| (i + 1..person.len()).map(move |j| (i, j)));
                let first = pairs.map(|(i, j)| (person[i].1, person[j].1)).find(|&(a, b)| lost(a, b));
                found.extend(first.map(|(a, b)| (scatter(u64::from(a)), a, b)));
            }
        }
    }
    found.sort_unstable();
    found.truncate(most);
    found.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// What stands for the person of a row: with labels the row itself.
fn person_of(known: &Known, row: RowId) -> u32 {
    match known {
        Known::Persons(persons) => persons[row as usize].unwrap_or(u32::MAX),
        Known::Labels(_) => row,
    }
}

/// Fills in what the rows say.
pub fn fill_values(errors: &mut [WorstError], people: &People, unmasked: bool) {
    let comparisons = compare::comparisons(people);
    for error in errors {
        let said = |row: RowId, field: usize| text_of(people, row, field, unmasked);
        error.values = comparisons
            .iter()
            .enumerate()
            .map(|(field, comparison)| Values {
                comparison: comparison.key.clone(),
                a: said(error.rows.0, field),
                b: said(error.rows.1, field),
            })
            .filter(|values| !values.a.is_empty() || !values.b.is_empty())
            .collect();
    }
}

/// Writes the errors as a table. It names rows as label files do, so that a filled column `match` makes it one.
///
/// # Errors
/// When the file cannot be written.
pub fn write_errors(errors: &[WorstError], path: &Path) -> Result<()> {
    let text = |name: &str, of: fn(&WorstError) -> &str| {
        Column::text(name, move |at, out| out.push_str(of(&errors[at])))
    };
    let number = |name: &str, decimals: u8, of: fn(&WorstError) -> Option<f64>| {
        Column::number(name, decimals, move |at: usize| of(&errors[at]))
    };
    let mut columns = vec![
        Column::count("rank", |at| at as u64 + 1),
        text("kind", |error| error.kind.code()),
        text("roster_a", |error| &error.roster_a),
        Column::count("row_a", |at| u64::from(errors[at].row_a)),
        text("roster_b", |error| &error.roster_b),
        Column::count("row_b", |at| u64::from(errors[at].row_b)),
        number("match_weight", 4, |error| error.match_weight),
        number("match_probability", 6, |error| error.match_probability),
        number("family_probability", 6, |error| error.family_probability),
        text("outcome", |error| &error.outcome),
        text("pattern", |error| &error.pattern),
    ];
    let mut keys: Vec<&str> = Vec::new();
    for values in errors.iter().flat_map(|error| &error.values) {
        if !keys.contains(&values.comparison.as_str()) {
            keys.push(&values.comparison);
        }
    }
    for key in keys {
        for (side, pick) in [("a", (|values| &values.a) as fn(&Values) -> &String), ("b", |values| &values.b)]
        {
            let said = move |at: usize, out: &mut Sink| {
                let values = errors[at].values.iter().find(|values| values.comparison == key);
                out.push_str(values.map(pick).map_or("", String::as_str));
            };
            let name = format!("{key}_{side}");
            // Opened numbers must stay text in a spreadsheet.
            let numbers =
                !["name", "mother", "father", "birth", "sex", "address", "birth_place"].contains(&key);
            columns.push(if numbers { Column::digits(&name, said) } else { Column::text(&name, said) });
        }
    }
    write_csv(&Table { name: "errors", rows: errors.len(), columns }, path).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_that_have_fewer_leave_their_places() {
        assert_eq!(shares(50, [100, 100, 100]), [25, 12, 13]);
        assert_eq!(shares(50, [2, 100, 100]), [2, 35, 13]);
        assert_eq!(shares(50, [2, 3, 4]), [2, 3, 4]);
        assert_eq!(shares(10, [0, 0, 100]), [0, 0, 10]);
        assert_eq!(shares(0, [1, 1, 1]), [0, 0, 0]);
    }
}
