//! Which pairs did the run weigh, in the numbers of this evaluation? `pairs.parquet` beside the members' rows.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::assignment::Assignment;
use crate::error::{Error, Result};
use crate::record::{RowId, TextColumn};
use crate::report::pairs::{Outcome, PairColumns, read_pairs};

/// A pair that the run weighed; `a < b`, row ids in the order of the members.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredPair {
    /// Smaller row id.
    pub a: RowId,
    /// Larger row id.
    pub b: RowId,
    /// Match weight, log2 odds.
    pub weight: f64,
    /// Probability of one family.
    pub family: f64,
    /// Agreement pattern, a place among [`Scored::patterns`].
    pub pattern: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether blocking made it a candidate above the floor; else it is listed for its cluster only.
    pub candidate: bool,
}

impl ScoredPair {
    /// Match probability.
    pub fn probability(&self) -> f64 {
        probability_of(self.weight)
    }

    /// Whether clustering did not follow it although it was above the threshold.
    pub fn is_cut(&self) -> bool {
        matches!(self.outcome, Outcome::Cut(_))
    }
}

/// The probability of a match weight.
pub fn probability_of(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The match weight of a probability.
pub fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The pairs of a run.
#[derive(Clone, Debug, Default)]
pub struct Scored {
    /// The pairs, strongest first; equals by row ids.
    pub pairs: Vec<ScoredPair>,
    /// Distinct agreement patterns as text.
    pub patterns: Vec<String>,
}

impl Scored {
    /// Reads the pairs of a run folder; none where the run wrote none.
    ///
    /// # Errors
    /// When they cannot be read, or speak of rows that the members do not have.
    pub fn read(run: &Path, members: &Assignment) -> Result<Option<Scored>> {
        read_pairs(run)?.map(|columns| Scored::of(&columns, members, run)).transpose()
    }

    fn of(columns: &PairColumns, members: &Assignment, run: &Path) -> Result<Scored> {
        let rows = Places::of(members);
        let first = rows.find(&columns.roster_a, &columns.row_a);
        let second = rows.find(&columns.roster_b, &columns.row_b);
        let mut scored = Scored::default();
        let mut places: FxHashMap<&str, u32> = FxHashMap::default();
        for at in 0..columns.len() {
            let (Some(a), Some(b)) = (first[at], second[at]) else {
                return Err(Error::Input {
                    what: message!(
                        "{run}: sebuah pasangan menyebut baris yang tidak ada di tabel anggota",
                        "{run}: a pair names a row that the members do not have",
                        run = run.display()
                    ),
                    next_step: message!(
                        "Folder itu memuat berkas dari dua malam: jalankan malam itu lagi.",
                        "The folder holds files of two runs: run the night again."
                    ),
                });
            };
            let text = columns.pattern.get(at);
            let pattern = *places.entry(text).or_insert_with(|| {
                scored.patterns.push(text.to_owned());
                scored.patterns.len() as u32 - 1
            });
            scored.pairs.push(ScoredPair {
                a: a.min(b),
                b: a.max(b),
                weight: columns.weight[at],
                family: columns.family[at],
                pattern,
                outcome: columns.outcome[at],
                candidate: columns.candidate[at],
            });
        }
        let by_weight =
            |x: &ScoredPair, y: &ScoredPair| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b)));
        scored.pairs.sort_unstable_by(by_weight);
        Ok(scored)
    }

    /// The pairs that blocking brought and the floor let through.
    pub fn candidates(&self) -> impl Iterator<Item = &ScoredPair> {
        self.pairs.iter().filter(|pair| pair.candidate)
    }
}

/// Row ids by roster name and data row.
struct Places<'a> {
    rosters: FxHashMap<&'a str, u32>,
    rows: FxHashMap<(u32, u32), RowId>,
}

impl Places<'_> {
    fn of(members: &Assignment) -> Places<'_> {
        let numbered = members.rosters.iter().enumerate();
        let keys = members.roster.iter().zip(&members.row).enumerate();
        Places {
            rosters: numbered.map(|(place, name)| (name.as_str(), place as u32)).collect(),
            rows: keys.map(|(id, (&roster, &row))| ((roster, row), id as RowId)).collect(),
        }
    }

    fn find(&self, rosters: &TextColumn, rows: &[u32]) -> Vec<Option<RowId>> {
        let find = |(roster, row): (&str, &u32)| self.rows.get(&(*self.rosters.get(roster)?, *row)).copied();
        rosters.iter().zip(rows).map(find).collect()
    }
}
