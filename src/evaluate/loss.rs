//! Where do pairs of one person get lost? Each pair that the truth has and the clusters have not is shown to a
//! judge who knows the run: was it never compared, scored below, or cut?

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::assignment::{Assignment, align};
use super::known::{Known, together};
use super::scored::{Scored, ScoredPair};
use crate::labels::Labelled;
use crate::record::RowId;
use crate::scatter::scatter;

/// The stage at which a pair of one person was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LostAt {
    /// No blocking pass brought the two rows together.
    NeverCompared,
    /// They were compared, and the weight stayed below the threshold.
    ScoredBelow,
    /// They were linked, and clustering cut the link.
    Cut,
}

/// Lost pairs by stage. Counts are exact unless `sampled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PairLoss {
    /// Pairs of one person of which a row is not in the run (refused, not read).
    pub not_read: u64,
    /// No blocking pass brought the two rows together, or so little spoke for them that they were not kept.
    pub never_compared: u64,
    /// Compared, and the weight stayed below.
    pub scored_below: u64,
    /// Linked, and cut again.
    pub cut: u64,
    /// Whether pairs below the floor are counted among those never compared: a run folder alone does not tell them
    /// apart.
    pub with_those_under_floor: bool,
    /// Whether persons with very many rows were sampled, so that the three counts above are estimates.
    pub sampled: bool,
}

/// Pairs of one person that are looked at one by one; a person with more is sampled. 2,016 pairs are all
/// those of 64 rows, more than a person has on honest rosters.
const MOST_PAIRS: u64 = 2_016;

/// Finds every pair that is one person in truth and two in the run, and asks `status` where it was lost. The
/// judge gets row ids (the order of `members`), smaller first; it must answer by the ids alone.
pub fn losses(
    members: &Assignment,
    truth: &Assignment,
    mut status: impl FnMut(RowId, RowId) -> LostAt,
) -> PairLoss {
    let aligned = align(members, truth);
    let mut rows: Vec<(u32, RowId)> = aligned
        .truth
        .iter()
        .enumerate()
        .filter_map(|(row, person)| person.map(|person| (person, row as RowId)))
        .collect();
    rows.sort_unstable();
    let mut loss = PairLoss { not_read: not_read(truth, &rows), ..PairLoss::default() };
    for person in rows.chunk_by(|a, b| a.0 == b.0) {
        let rows: Vec<RowId> = person.iter().map(|&(_, row)| row).collect();
        person_losses(&rows, |row| members.person[row as usize], &mut status, &mut loss);
    }
    loss
}

/// The same for labelled pairs.
pub fn label_losses(
    members: &Assignment,
    labels: &Labelled,
    mut status: impl FnMut(RowId, RowId) -> LostAt,
) -> PairLoss {
    let mut by_stage = [0_u64; 3];
    for &(a, b, same) in &labels.pairs {
        if same && !together(&members.person, a, b) {
            by_stage[status(a, b) as usize] += 1;
        }
    }
    let [never_compared, scored_below, cut] = by_stage;
    PairLoss { never_compared, scored_below, cut, ..PairLoss::default() }
}

/// At which stage each pair was lost, by the pairs that the run kept; what it did not keep was never compared or lay
/// below the floor.
pub fn stages_by_pairs<'a>(
    members: &Assignment,
    known: &Known,
    scored: &'a Scored,
) -> impl Fn(RowId, RowId) -> LostAt + use<'a> {
    let one_person = |pair: &&ScoredPair| {
        known.same(pair.a, pair.b) == Some(true) && !together(&members.person, pair.a, pair.b)
    };
    let stage =
        |pair: &ScoredPair| ((pair.a, pair.b), if pair.is_cut() { LostAt::Cut } else { LostAt::ScoredBelow });
    let kept: FxHashMap<(RowId, RowId), LostAt> = scored.candidates().filter(one_person).map(stage).collect();
    move |a, b| kept.get(&(a.min(b), a.max(b))).copied().unwrap_or(LostAt::NeverCompared)
}

fn pairs(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// The truth's pairs less those among rows that the run has.
fn not_read(truth: &Assignment, met: &[(u32, RowId)]) -> u64 {
    let mut of_person = vec![0_u64; truth.persons as usize];
    for person in truth.person.iter().flatten() {
        of_person[*person as usize] += 1;
    }
    let all: u64 = of_person.iter().map(|&rows| pairs(rows)).sum();
    let read: u64 = met.chunk_by(|a, b| a.0 == b.0).map(|person| pairs(person.len() as u64)).sum();
    all - read
}

fn person_losses(
    rows: &[RowId],
    cluster_of: impl Fn(RowId) -> Option<u32>,
    status: &mut impl FnMut(RowId, RowId) -> LostAt,
    loss: &mut PairLoss,
) {
    let lost_pair = |a: RowId, b: RowId| cluster_of(a).is_none() || cluster_of(a) != cluster_of(b);
    let count = rows.len() as u64;
    let mut by_stage = [0_u64; 3];
    if pairs(count) <= MOST_PAIRS {
        for (index, &a) in rows.iter().enumerate() {
            for &b in rows[index + 1..].iter().filter(|&&b| lost_pair(a, b)) {
                by_stage[status(a, b) as usize] += 1;
            }
        }
    } else {
        loss.sampled = true;
        let lost = lost_pairs(rows, &cluster_of);
        by_stage = sample(rows, lost, lost_pair, status);
    }
    loss.never_compared += by_stage[LostAt::NeverCompared as usize];
    loss.scored_below += by_stage[LostAt::ScoredBelow as usize];
    loss.cut += by_stage[LostAt::Cut as usize];
}

/// How many of a person's pairs the clusters do not have, from counts.
fn lost_pairs(rows: &[RowId], cluster_of: impl Fn(RowId) -> Option<u32>) -> u64 {
    let mut sizes: FxHashMap<u32, u64> = FxHashMap::default();
    for cluster in rows.iter().filter_map(|&row| cluster_of(row)) {
        *sizes.entry(cluster).or_default() += 1;
    }
    // A sum of whole numbers does not depend on the order of the map.
    pairs(rows.len() as u64) - sizes.values().map(|&rows| pairs(rows)).sum::<u64>()
}

/// Draws lost pairs by a hash of their number and scales what they show to all lost pairs of the person; what
/// rounding leaves goes to the largest share, so that the parts add up.
fn sample(
    rows: &[RowId],
    lost: u64,
    lost_pair: impl Fn(RowId, RowId) -> bool,
    status: &mut impl FnMut(RowId, RowId) -> LostAt,
) -> [u64; 3] {
    let mut seen = [0_u64; 3];
    if lost == 0 {
        return seen;
    }
    let count = rows.len() as u64;
    let mut drawn = 0_u64;
    // Lost pairs may be rare among all pairs; the limit keeps the search bounded.
    for number in 0..MOST_PAIRS * 50 {
        let first = scatter(number) % count;
        let second = scatter(number ^ 0x5bd1_e995_0000_0000) % count;
        let (a, b) = (rows[first.min(second) as usize], rows[first.max(second) as usize]);
        if a != b && lost_pair(a, b) {
            seen[status(a, b) as usize] += 1;
            drawn += 1;
            if drawn == MOST_PAIRS {
                break;
            }
        }
    }
    if drawn == 0 {
        // One lost pair at least exists: the first row that is apart from its neighbour shows it.
        if let Some(pair) = rows.windows(2).find(|pair| lost_pair(pair[0], pair[1])) {
            seen[status(pair[0], pair[1]) as usize] = 1;
            drawn = 1;
        }
    }
    let mut scaled = seen.map(|part| (u128::from(part) * u128::from(lost) / u128::from(drawn.max(1))) as u64);
    let largest = (0..3).max_by_key(|&stage| scaled[stage]).unwrap_or(0);
    scaled[largest] += lost - scaled.iter().sum::<u64>();
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assignment(rows: &[(u32, u32)]) -> Assignment {
        Assignment {
            rosters: vec!["r".into()],
            roster: vec![0; rows.len()],
            row: rows.iter().map(|row| row.0).collect(),
            person: rows.iter().map(|row| Some(row.1)).collect(),
            persons: rows.iter().map(|row| row.1 + 1).max().unwrap_or(0),
            household: Vec::new(),
        }
    }

    #[test]
    fn every_lost_pair_is_asked_once() {
        let members = assignment(&[(1, 0), (2, 0), (3, 1), (4, 2), (5, 3)]);
        // Rows 1-4 are one person; row 6 too, but it was not read.
        let truth = assignment(&[(1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (6, 0)]);
        let mut asked = Vec::new();
        let loss = losses(&members, &truth, |a, b| {
            asked.push((a, b));
            if a == 0 { LostAt::NeverCompared } else { LostAt::Cut }
        });
        assert_eq!(asked, [(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]);
        let expected = PairLoss { not_read: 4, never_compared: 2, cut: 3, ..PairLoss::default() };
        assert_eq!(loss, expected);
    }

    #[test]
    fn a_giant_person_is_sampled_and_still_adds_up() {
        let members: Vec<(u32, u32)> = (1..=2_000).map(|row| (row, u32::from(row > 1_000))).collect();
        let truth: Vec<(u32, u32)> = (1..=2_000).map(|row| (row, 0)).collect();
        let mut asked = 0_u64;
        let loss = losses(&assignment(&members), &assignment(&truth), |a, _| {
            asked += 1;
            if a % 4 == 0 { LostAt::ScoredBelow } else { LostAt::NeverCompared }
        });
        assert!(loss.sampled && asked == MOST_PAIRS);
        assert_eq!(loss.never_compared + loss.scored_below + loss.cut, 1_000_000);
        assert!(loss.scored_below.abs_diff(250_000) < 40_000, "{loss:?}");
    }

    #[test]
    fn one_lost_row_of_a_giant_person_is_found() {
        let members: Vec<(u32, u32)> = (1..=5_000).map(|row| (row, u32::from(row == 4_999))).collect();
        let truth: Vec<(u32, u32)> = (1..=5_000).map(|row| (row, 0)).collect();
        let loss = losses(&assignment(&members), &assignment(&truth), |_, _| LostAt::Cut);
        assert_eq!(loss.cut, 4_999);
    }
}
