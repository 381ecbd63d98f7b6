//! Which rows are one person? Takes edges and constraints, gives [`Clusters`] and the cuts that made them.
//! Same input, same clusters, in any order of input.

mod components;
mod constraints;
mod household;
mod partition;
mod quality;
mod veto;

pub use constraints::Constraints;
pub use household::{Chances, SecondPass, persons_changed, relatives_chances};
pub use partition::MOST as MOST_A_PAIR;
pub use quality::{Quality, Share, quality};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::constraints::Decided;
use crate::compare::Comparer;
use crate::record::RowId;
use crate::score::{Band, Edge, FAMILY_FLOOR, Thresholds};
use crate::standardise::People;

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// For each roster whether its owner has already removed its own duplicates.
    pub one_row_per_person: Vec<bool>,
    /// Band limits; pairs from `strong` on link.
    pub thresholds: Thresholds,
    /// Rows of a component whose pairs are all weighed; a larger one is first split at higher weights.
    pub weighed_rows: usize,
    /// What officers have decided.
    pub constraints: Constraints,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            one_row_per_person: Vec::new(),
            thresholds: Thresholds::default(),
            weighed_rows: 120,
            constraints: Constraints::default(),
        }
    }
}

/// Why two rows that were linked did not end in one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum CutReason {
    /// Two well-formed NIKs whose birth dates, sexes or mothers differ.
    DifferentNik,
    /// Twins: serials differ, and so do the first names.
    TwinSerial,
    /// Two rows of a roster that holds each person once.
    OneRowPerPerson,
    /// The other rows of the component weigh against it.
    Outweighed,
    /// An officer has decided that their persons are two.
    Decided,
}

/// A link that was not followed.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cut {
    /// Smaller row id.
    pub a: RowId,
    /// Larger row id.
    pub b: RowId,
    /// The pair's match weight.
    pub weight: f32,
    /// Why.
    pub reason: CutReason,
}

/// The night's clusters. Cluster numbers are dense, in the order of their smallest row.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Clusters {
    /// Cluster of each row.
    pub of: Vec<u32>,
    /// Number of clusters.
    pub count: u32,
    /// For each row the probability that it belongs with the rest of its cluster (1 for a row alone). It is the
    /// model's also where a decision holds the row: what the model thinks of a decision is worth knowing.
    pub probability: Vec<f32>,
    /// For each row its band (a row alone is `Certain`, and so is one that a decision holds with another).
    pub band: Vec<Option<Band>>,
    /// Pairs of rows in different clusters that are probably two members of one family, strongest first, a < b.
    pub family_links: Vec<Edge>,
    /// Pairs that need a person: near the threshold, or cut; ordered by what is at stake.
    pub review: Vec<Edge>,
    /// Links not followed.
    pub cuts: Vec<Cut>,
}

/// Makes the night's clusters: [`persons`], and what lies inside and between them.
pub fn cluster(
    people: &People,
    comparer: &Comparer<'_>,
    edges: &[Edge],
    weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync),
    options: &Options,
) -> Clusters {
    let clusters = persons(people, comparer, edges, weigh, options);
    complete(clusters, people, comparer, edges, weigh, options)
}

/// Which rows are one person, and nothing else of [`Clusters`]. `weigh` scores a pair that blocking did not meet.
///
/// Connected components over links come first; inside each, all pairs are weighed, hard facts veto, and the
/// partition with the largest sum of weights is taken: exact for up to eight rows, by greedy joining and single
/// moves beyond (correlation clustering; Bansal, Blum and Chawla 2004). What officers have decided holds in any case,
/// and the partition is the best that it allows.
pub fn persons(
    people: &People,
    comparer: &Comparer<'_>,
    edges: &[Edge],
    weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync),
    options: &Options,
) -> Clusters {
    let link = log_odds(options.thresholds.strong);
    let links: Vec<&Edge> = edges.iter().filter(|edge| edge.weight >= link).collect();
    let components = components::components(people.len(), &links, link, options.weighed_rows);
    let decided = Decided::new(&options.constraints);
    let (components, bundles) = decided.bundles(components);
    let facts = veto::Facts { people, comparer, one_row_per_person: &options.one_row_per_person };
    let weigh = |a: RowId, b: RowId| match facts.veto(a, b) {
        Some(_) => partition::VETO,
        None => weigh(a, b).weight - link / 2.0,
    };
    let linked = components::Linked::new(people.len(), &links);
    // A link without a veto weighs for the two in any case, so it is not weighed again: most components are one person.
    let agree = |a: RowId, b: RowId| {
        if link >= 0.0 && linked.holds(a, b) { facts.veto(a, b).is_none() } else { weigh(a, b) >= 0.0 }
    };
    // Of the components that are not one person as they stand.
    let parted: Vec<Option<Vec<Vec<RowId>>>> = (0..components.len())
        .into_par_iter()
        .map(|component| {
            let rows = components.rows(component);
            if rows.len() > options.weighed_rows || all_pairs(rows, agree) {
                return None;
            }
            let weights = partition::Weights::fill(rows, weigh);
            let part = |part: Vec<usize>| part.into_iter().map(|i| rows[i]).collect();
            Some(partition::partition(&weights).into_iter().map(part).collect())
        })
        .collect();
    let whole = components.iter().zip(&parted).filter(|(_, parted)| parted.is_none()).map(|(rows, _)| rows);
    let bound: Vec<Vec<Vec<RowId>>> =
        bundles.par_iter().map(|bundle| decided.persons(bundle, &weigh, options.weighed_rows)).collect();
    let parts = parted.iter().flatten().chain(&bound).flatten().map(Vec::as_slice);
    number(people.len(), whole.chain(parts))
}

fn all_pairs(rows: &[RowId], agree: impl Fn(RowId, RowId) -> bool) -> bool {
    rows.iter().enumerate().all(|(place, &a)| rows[place + 1..].iter().all(|&b| agree(a, b)))
}

/// Adds to [`persons`] how surely each row belongs, and what lies between persons.
pub fn complete(
    mut clusters: Clusters,
    people: &People,
    comparer: &Comparer<'_>,
    edges: &[Edge],
    weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync),
    options: &Options,
) -> Clusters {
    let facts = veto::Facts { people, comparer, one_row_per_person: &options.one_row_per_person };
    let decided = Decided::new(&options.constraints);
    membership(&mut clusters, edges, weigh, options);
    for row in decided.held() {
        clusters.band[row as usize] = Some(Band::Certain);
    }
    between(&mut clusters, edges, &facts, &decided, options);
    clusters
}

/// The fact that forbids two rows to be one person, if any, or the decision; for explanations.
pub fn veto(
    people: &People,
    comparer: &Comparer<'_>,
    options: &Options,
    a: RowId,
    b: RowId,
) -> Option<CutReason> {
    if let Some(same) = options.constraints.of(a, b) {
        return (!same).then_some(CutReason::Decided);
    }
    veto::Facts { people, comparer, one_row_per_person: &options.one_row_per_person }.veto(a, b)
}

/// Match weight of a probability.
pub fn log_odds(probability: f64) -> f32 {
    (probability / (1.0 - probability)).log2() as f32
}

/// Numbers clusters by their smallest row; rows in no part stand alone.
fn number<'p>(rows: usize, parts: impl Iterator<Item = &'p [RowId]>) -> Clusters {
    let mut smallest: Vec<RowId> = (0..rows as RowId).collect();
    for part in parts {
        let first = part.iter().copied().min().unwrap_or(0);
        for row in part {
            smallest[*row as usize] = first;
        }
    }
    let mut of = vec![0u32; rows];
    let mut count = 0;
    for row in 0..rows {
        let first = smallest[row] as usize;
        if first == row {
            of[row] = count;
            count += 1;
        } else {
            of[row] = of[first];
        }
    }
    Clusters { of, count, ..Clusters::default() }
}

/// Lists the members of each group, ascending: a counting sort of `0..of.len()` by group number.
pub(crate) fn group(of: &[u32], groups: u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; groups as usize + 1];
    for &group in of {
        starts[group as usize + 1] += 1;
    }
    for group in 0..groups as usize {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut members = vec![0u32; of.len()];
    for (member, &group) in of.iter().enumerate() {
        let slot = &mut next[group as usize];
        members[*slot as usize] = member as u32;
        *slot += 1;
    }
    (starts, members)
}

/// How surely each row belongs: by its strongest link inside its cluster.
fn membership(
    clusters: &mut Clusters,
    edges: &[Edge],
    weigh: &(dyn Fn(RowId, RowId) -> Edge + Sync),
    options: &Options,
) {
    let rows = clusters.of.len();
    let mut sizes = vec![0u32; clusters.count as usize];
    let mut first = vec![0 as RowId; clusters.count as usize];
    for (row, cluster) in clusters.of.iter().enumerate().rev() {
        sizes[*cluster as usize] += 1;
        first[*cluster as usize] = row as RowId;
    }
    let mut probability = vec![0f32; rows];
    for edge in edges.iter().filter(|edge| clusters.of[edge.a as usize] == clusters.of[edge.b as usize]) {
        for row in [edge.a, edge.b] {
            probability[row as usize] = probability[row as usize].max(edge.same);
        }
    }
    clusters.band = vec![None; rows];
    for (row, probability) in probability.iter_mut().enumerate() {
        let cluster = clusters.of[row] as usize;
        if sizes[cluster] == 1 {
            *probability = 1.0;
            continue;
        }
        if *probability == 0.0 && first[cluster] != row as RowId {
            *probability = weigh(first[cluster], row as RowId).same;
        }
        clusters.band[row] = Some(options.thresholds.band(f64::from(*probability)).max(Band::Review));
    }
    clusters.probability = probability;
}

/// What lies between clusters: cuts, family links and the queue for people, one pair of rows a pair of clusters.
fn between(
    clusters: &mut Clusters,
    edges: &[Edge],
    facts: &veto::Facts<'_, '_>,
    decided: &Decided,
    options: &Options,
) {
    let link = log_odds(options.thresholds.strong);
    let apart = decided.clusters_apart(&clusters.of);
    let mut family: FxHashMap<(u32, u32), Edge> = FxHashMap::default();
    let mut review: FxHashMap<(u32, u32), Edge> = FxHashMap::default();
    for edge in edges {
        let (x, y) = (clusters.of[edge.a as usize], clusters.of[edge.b as usize]);
        if x == y {
            continue;
        }
        let pair = (x.min(y), x.max(y));
        // Nobody is asked again about two persons that an officer has told apart, by whichever of their rows.
        let is_decided = apart.contains(&pair);
        if edge.weight >= link {
            let reason = if is_decided { Some(CutReason::Decided) } else { facts.veto(edge.a, edge.b) };
            let reason = reason.unwrap_or(CutReason::Outweighed);
            clusters.cuts.push(Cut { a: edge.a, b: edge.b, weight: edge.weight, reason });
        }
        if f64::from(edge.same) >= options.thresholds.review && !is_decided {
            keep_strongest(&mut review, pair, edge, |edge| edge.weight);
        } else if edge.family >= FAMILY_FLOOR {
            keep_strongest(&mut family, pair, edge, |edge| edge.family);
        }
    }
    let strongest_first = |x: &Edge, y: &Edge, key: fn(&Edge) -> f32| {
        key(y).total_cmp(&key(x)).then((x.a, x.b).cmp(&(y.a, y.b)))
    };
    clusters.family_links = family.into_values().collect();
    clusters.family_links.sort_unstable_by(|x, y| strongest_first(x, y, |edge| edge.family));
    // The most uncertain first: there a look decides the most.
    clusters.review = review.into_values().collect();
    clusters.review.sort_unstable_by(|x, y| strongest_first(x, y, |edge| -edge.weight.abs()));
    clusters.cuts.sort_unstable_by_key(|cut| (cut.a, cut.b));
}

fn keep_strongest(
    kept: &mut FxHashMap<(u32, u32), Edge>,
    pair: (u32, u32),
    edge: &Edge,
    key: fn(&Edge) -> f32,
) {
    let known = kept.entry(pair).or_insert(*edge);
    if (key(edge), known.a, known.b) > (key(known), edge.a, edge.b) {
        *known = *edge;
    }
}
