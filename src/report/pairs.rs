//! Which pairs were weighed, and how did each end? `pairs.parquet`, for machines: every candidate pair above the
//! floor and every pair inside a cluster, by row, with its agreement pattern. It names rows and levels, never a value.
//!
//! Written part by part: at one to three pairs a row the whole table would be the largest thing in memory.

use std::fmt::Write;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use polars::prelude::{Column as PolarsColumn, DataType, ParquetReader, PolarsError, SerReader};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::night::Night;
use super::parts::Press;
use super::table::{Column, Table, Texts, Values};
use crate::cluster::{Clusters, CutReason, group};
use crate::compare::{Comparer, Comparison, Pattern};
use crate::error::{Error, Result};
use crate::record::{RowId, TextColumn};
use crate::register::sort_by_number;
use crate::score::{Edge, Scorer};
use crate::state::file::Written;

/// File name within the run folder.
pub const FILE: &str = "pairs.parquet";

/// Rows of a cluster whose pairs are all listed; a larger one is no person, and its pairs grow with the square.
const LISTED_ROWS: usize = 64;

/// Pairs that are compared in one go, with one memory for their names.
const COMPARED: usize = 1 << 15;

/// Places that lie near enough in memory to be compared in any order.
const NEAR: u32 = 64;

/// What the linkage weighed, and what it weighed with.
#[derive(Clone, Copy)]
pub struct ScoredPairs<'a> {
    /// Candidate pairs; those that were kept as likely family alone are left out here.
    pub edges: &'a [Edge],
    /// Probability of the same person from which candidate pairs are listed.
    pub floor: f32,
    /// Compares the pairs again: edges do not carry their patterns.
    pub comparer: &'a Comparer<'a>,
    /// Weighs the pairs inside clusters that are no candidates.
    pub scorer: &'a Scorer,
}

/// How a pair of rows ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// In one cluster, by a link of their own.
    Linked,
    /// In one cluster, though the two alone would not be linked: other rows join them.
    ThroughOthers,
    /// Apart, and below the threshold.
    Below,
    /// Apart though above the threshold.
    Cut(CutReason),
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 8] = [
        Outcome::Linked,
        Outcome::ThroughOthers,
        Outcome::Below,
        Outcome::Cut(CutReason::DifferentNik),
        Outcome::Cut(CutReason::TwinSerial),
        Outcome::Cut(CutReason::OneRowPerPerson),
        Outcome::Cut(CutReason::Outweighed),
        Outcome::Cut(CutReason::Decided),
    ];

    /// The stable code in the table.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Linked => "linked",
            Outcome::ThroughOthers => "through_others",
            Outcome::Below => "below_threshold",
            Outcome::Cut(CutReason::DifferentNik) => "cut_different_nik",
            Outcome::Cut(CutReason::TwinSerial) => "cut_twin_serial",
            Outcome::Cut(CutReason::OneRowPerPerson) => "cut_one_row_per_person",
            Outcome::Cut(CutReason::Outweighed) => "cut_outweighed",
            Outcome::Cut(CutReason::Decided) => "cut_decided",
        }
    }

    fn place(self) -> u32 {
        Outcome::ALL.iter().position(|other| *other == self).unwrap_or_default() as u32
    }
}

/// Where a pair came from.
const SOURCES: [&str; 2] = ["candidate", "cluster"];

/// A pair to be listed.
#[derive(Clone, Copy)]
struct Listed {
    edge: Edge,
    /// Whether it is a candidate above the floor.
    candidate: bool,
}

/// A pair to be compared: the places of its rows, and where it is listed.
type Asked = (u32, u32, u32);

/// The agreement patterns of the pairs: each pattern in words once, and which of them each pair has.
struct Patterns {
    words: Texts,
    of: Vec<u32>,
}

/// Writes the pairs of a night, by row; gives their number too.
pub(super) fn write_pairs(
    night: &Night<'_>,
    pairs: ScoredPairs<'_>,
    press: &mut Press<'_>,
) -> Result<(Written, u64)> {
    let maker = Maker {
        night,
        pairs,
        comparisons: pairs.comparer.comparisons(),
        cuts: sorted_cuts(night.clusters),
        link: weight_of(pairs.scorer.thresholds.strong),
    };
    let mut listed = maker.listed();
    let patterns = maker.compare(&mut listed);
    let (rows, written) = press.parquet_alone(&maker.table(&listed, patterns), FILE)?;
    Ok((written, rows))
}

/// Match weight of a probability.
fn weight_of(probability: f64) -> f32 {
    (probability / (1.0 - probability)).log2() as f32
}

fn sorted_cuts(clusters: &Clusters) -> Vec<(RowId, RowId, CutReason)> {
    let mut cuts: Vec<_> = clusters.cuts.iter().map(|cut| (cut.a, cut.b, cut.reason)).collect();
    cuts.par_sort_unstable();
    cuts
}

fn key(a: RowId, b: RowId) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

/// Pairs inside clusters that are not listed yet, in ascending order; what is listed is in ascending order too.
fn unmet_inside(clusters: &Clusters, listed: &[Listed]) -> Vec<(RowId, RowId)> {
    let inside = |edge: &Edge| clusters.of[edge.a as usize] == clusters.of[edge.b as usize];
    let met = listed.iter().map(|pair| pair.edge).filter(inside).map(|edge| key(edge.a, edge.b));
    let (starts, rows) = group(&clusters.of, clusters.count);
    let mut met = met.peekable();
    let mut unmet = Vec::new();
    for (a, cluster) in clusters.of.iter().enumerate() {
        let members = &rows[starts[*cluster as usize] as usize..starts[*cluster as usize + 1] as usize];
        if members.len() > LISTED_ROWS {
            continue;
        }
        let a = a as RowId;
        for &b in &members[members.partition_point(|&row| row <= a)..] {
            // Rows and their later members ascend, so both lists are gone through once, side by side.
            while met.next_if(|&known| known < key(a, b)).is_some() {}
            if met.next_if_eq(&key(a, b)).is_none() {
                unmet.push((a, b));
            }
        }
    }
    unmet
}

/// Makes the table, part by part.
struct Maker<'a> {
    night: &'a Night<'a>,
    pairs: ScoredPairs<'a>,
    comparisons: Vec<Comparison>,
    cuts: Vec<(RowId, RowId, CutReason)>,
    link: f32,
}

impl Maker<'_> {
    /// The candidates above the floor and the pairs inside clusters, by row; the latter are not weighed yet.
    fn listed(&self) -> Vec<Listed> {
        let ScoredPairs { edges, floor, .. } = self.pairs;
        let above = edges.iter().filter(|edge| edge.same >= floor);
        let mut listed: Vec<Listed> = above.map(|edge| Listed { edge: *edge, candidate: true }).collect();
        sort_by_number(&mut listed, |pair| u64::from(pair.edge.a));
        // A row has few pairs.
        for same in listed.chunk_by_mut(|x, y| x.edge.a == y.edge.a) {
            same.sort_unstable_by_key(|pair| pair.edge.b);
        }
        let unmet = unmet_inside(self.night.clusters, &listed);
        let not_weighed = |(a, b)| Edge { a, b, weight: 0.0, same: 0.0, family: 0.0 };
        listed.extend(unmet.into_iter().map(|pair| Listed { edge: not_weighed(pair), candidate: false }));
        // Two ascending runs, which the stable sort finds and merges.
        listed.sort_by_key(|pair| key(pair.edge.a, pair.edge.b));
        listed
    }

    /// Compares all pairs once more, about in the order in which rows lie in memory, and weighs those that are no
    /// candidates.
    fn compare(&self, listed: &mut [Listed]) -> Patterns {
        let ScoredPairs { comparer, scorer, .. } = self.pairs;
        let place = |row: RowId| comparer.order().place(row);
        let pairs = listed.iter().zip(0..);
        let mut asked: Vec<Asked> =
            pairs.map(|(pair, at)| (place(pair.edge.a), place(pair.edge.b), at)).collect();
        sort_by_number(&mut asked, |&(a, b, _)| u64::from(a.min(b) / NEAR));
        let found: Vec<(Vec<Pattern>, Vec<u32>)> =
            asked.par_chunks(COMPARED).map(|asked| self.patterns(asked)).collect();
        let mut known: FxHashMap<Pattern, u32> = FxHashMap::default();
        let mut distinct = Vec::new();
        let mut of = vec![0; listed.len()];
        for (asked, (met, codes)) in asked.chunks(COMPARED).zip(found) {
            let number = |pattern: &Pattern| {
                *known.entry(*pattern).or_insert_with(|| {
                    distinct.push(*pattern);
                    distinct.len() as u32 - 1
                })
            };
            let numbers: Vec<u32> = met.iter().map(number).collect();
            for (&(_, _, at), code) in asked.iter().zip(codes) {
                of[at as usize] = numbers[code as usize];
            }
        }
        let roster = &self.night.people.roster;
        for (Listed { edge, .. }, pattern) in listed.iter_mut().zip(&of).filter(|(pair, _)| !pair.candidate) {
            let (x, y) = (roster[edge.a as usize], roster[edge.b as usize]);
            let verdict = scorer.verdict(distinct[*pattern as usize], x, y);
            *edge = Edge { weight: verdict.weight, same: verdict.same, family: verdict.family, ..*edge };
        }
        let words = distinct.iter().map(|pattern| pattern_text(*pattern, &self.comparisons)).collect();
        Patterns { words, of }
    }

    /// The patterns of some pairs of places: those that occur, and which of them each pair has.
    fn patterns(&self, asked: &[Asked]) -> (Vec<Pattern>, Vec<u32>) {
        let mut places: FxHashMap<Pattern, u32> = FxHashMap::default();
        let mut distinct = Vec::new();
        let mut codes = Vec::with_capacity(asked.len());
        let asked: Vec<(u32, u32)> = asked.iter().map(|&(a, b, _)| (a, b)).collect();
        self.pairs.comparer.comparing().compare_all(&asked, |_, _, pattern| {
            codes.push(*places.entry(pattern).or_insert_with(|| {
                distinct.push(pattern);
                distinct.len() as u32 - 1
            }));
        });
        (distinct, codes)
    }

    fn outcome(&self, edge: &Edge) -> Outcome {
        let of = &self.night.clusters.of;
        let together = of[edge.a as usize] == of[edge.b as usize];
        if edge.weight < self.link {
            return if together { Outcome::ThroughOthers } else { Outcome::Below };
        }
        if together {
            return Outcome::Linked;
        }
        let cut = self.cuts.binary_search_by_key(&(edge.a, edge.b), |cut| (cut.0, cut.1));
        Outcome::Cut(cut.map_or(CutReason::Outweighed, |at| self.cuts[at].2))
    }

    fn table<'a>(&'a self, pairs: &'a [Listed], patterns: Patterns) -> Table<'a> {
        let people = self.night.people;
        let mut columns = Vec::new();
        for (roster, row, second) in [("roster_a", "row_a", false), ("roster_b", "row_b", true)] {
            let side = move |at: usize| if second { pairs[at].edge.b } else { pairs[at].edge.a };
            columns.push(self.night.rosters_column(roster, side));
            columns.push(Column::count(row, move |at| u64::from(people.row[side(at) as usize])));
        }
        let number = |name: &str, decimals: u8, value: fn(&Edge) -> f64| {
            Column::number(name, decimals, move |at: usize| Some(value(&pairs[at].edge)))
        };
        columns.push(number("match_weight", 4, |edge| f64::from(edge.weight)));
        columns.push(number("match_probability", 6, |edge| f64::from(edge.same)));
        columns.push(number("family_probability", 6, |edge| f64::from(edge.family)));
        columns.push(number("stranger_probability", 6, |edge| {
            (1.0 - f64::from(edge.same) - f64::from(edge.family)).max(0.0)
        }));
        let Patterns { words, of } = patterns;
        let codes = move |rows: Range<usize>, codes: &mut Vec<u32>| codes.extend_from_slice(&of[rows]);
        columns.push(Column { name: "pattern".into(), values: Values::Label(words, Box::new(codes)) });
        let outcomes = Outcome::ALL.map(Outcome::code);
        columns.push(Column::label("outcome", outcomes, |at| self.outcome(&pairs[at].edge).place()));
        columns.push(Column::label("source", SOURCES, |at| u32::from(!pairs[at].candidate)));
        Table { name: "pairs", rows: pairs.len(), columns }
    }
}

/// `name=exact_rare birth=same nik=equal`: the level of each comparison that both rows could answer.
pub fn pattern_text(pattern: Pattern, comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for (field, comparison) in comparisons.iter().enumerate() {
        let Some(level) = pattern.level(field).checked_sub(1).and_then(|level| comparison.levels.get(level))
        else {
            continue;
        };
        let gap = if text.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{gap}{}={}", comparison.key, level.key);
    }
    text
}

/// The pairs of a run, read back; every column is equally long.
#[derive(Clone, Debug, Default)]
pub struct PairColumns {
    /// Roster names of the first rows.
    pub roster_a: TextColumn,
    /// Data rows of the first rows.
    pub row_a: Vec<u32>,
    /// Roster names of the second rows.
    pub roster_b: TextColumn,
    /// Data rows of the second rows.
    pub row_b: Vec<u32>,
    /// Match weights.
    pub weight: Vec<f64>,
    /// Probabilities of one family.
    pub family: Vec<f64>,
    /// Agreement patterns.
    pub pattern: TextColumn,
    /// How each pair ended.
    pub outcome: Vec<Outcome>,
    /// Whether blocking made it a candidate above the floor; else it is listed for its cluster only.
    pub candidate: Vec<bool>,
}

impl PairColumns {
    /// Pairs held.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether it holds no pair.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }
}

/// Reads the pairs of a run folder; none for a run made before there were any.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read_pairs(run: &Path) -> Result<Option<PairColumns>> {
    let path = run.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let file = File::open(&path).map_err(|source| Error::file(&path, "cannot be read", source))?;
    let read = || -> std::result::Result<PairColumns, PolarsError> {
        let frame = ParquetReader::new(file).finish()?;
        let text = |name: &str| -> std::result::Result<TextColumn, PolarsError> {
            let column = frame.column(name)?;
            Ok(column.str()?.iter().map(Option::unwrap_or_default).collect())
        };
        let outcomes = text("outcome")?;
        let outcome = outcomes.iter().map(|code| {
            // A code of a later version is a cut for a reason unknown here.
            let known = Outcome::ALL.into_iter().find(|outcome| outcome.code() == code);
            known.unwrap_or(Outcome::Cut(CutReason::Outweighed))
        });
        Ok(PairColumns {
            roster_a: text("roster_a")?,
            row_a: counts(frame.column("row_a")?)?,
            roster_b: text("roster_b")?,
            row_b: counts(frame.column("row_b")?)?,
            weight: numbers(frame.column("match_weight")?)?,
            family: numbers(frame.column("family_probability")?)?,
            pattern: text("pattern")?,
            outcome: outcome.collect(),
            candidate: text("source")?.iter().map(|source| source == SOURCES[0]).collect(),
        })
    };
    let columns = read().map_err(|error| Error::Input {
        what: message!(
            "{path}: tidak dapat dibaca sebagai pasangan satu malam: {error}",
            "{path}: cannot be read as a run's pairs: {error}",
            path = path.display()
        ),
        next_step: message!(
            "Jalankan malam itu lagi; berkasnya dibuat oleh versi lain atau rusak.",
            "Run the night again; the file was made by another version or is damaged."
        ),
    })?;
    Ok(Some(columns))
}

fn counts(column: &PolarsColumn) -> std::result::Result<Vec<u32>, PolarsError> {
    let column = column.cast(&DataType::Int64)?;
    Ok(column.i64()?.iter().map(|value| value.and_then(|value| value.try_into().ok()).unwrap_or(0)).collect())
}

fn numbers(column: &PolarsColumn) -> std::result::Result<Vec<f64>, PolarsError> {
    let column = column.cast(&DataType::Float64)?;
    Ok(column.f64()?.iter().map(Option::unwrap_or_default).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_a_cluster_that_are_no_candidates_are_listed_once() {
        let pair =
            |a, b| Listed { edge: Edge { a, b, weight: 5.0, same: 0.9, family: 0.0 }, candidate: true };
        let clusters = Clusters { of: vec![0, 1, 0, 0, 1, 2], count: 3, ..Clusters::default() };
        let edges = [pair(0, 2), pair(0, 5), pair(2, 3)];
        assert_eq!(unmet_inside(&clusters, &edges), [(0, 3), (1, 4)]);
    }

    #[test]
    fn a_giant_cluster_does_not_list_its_square() {
        let clusters = Clusters { of: vec![0; LISTED_ROWS + 1], count: 1, ..Clusters::default() };
        assert!(unmet_inside(&clusters, &[]).is_empty());
    }

    #[test]
    fn a_pattern_names_the_levels_that_were_known() {
        let all = crate::compare::comparisons(&crate::standardise::People::default());
        let (name, sex) = (all[0].levels[0].key, all[2].levels[1].key);
        let pattern = Pattern(1 + 2 * (crate::compare::LEVELS as u128).pow(2));
        assert_eq!(pattern_text(pattern, &all), format!("name={name} sex={sex}"));
        assert_eq!(pattern_text(Pattern(0), &all), "");
    }
}
