//! Which rows have officers decided to be one person, and which to be two? Their word goes before edges, vetoes and
//! sizes; around it the clusters are the best that it allows.
//!
//! Rows decided to be one person are one unit, which no step takes apart. A pair decided to be two persons has a weight
//! of minus infinity, which no sum of evidence outweighs. Decisions that contradict each other are kept out before
//! (`state::constraints`).

use rustc_hash::{FxHashMap, FxHashSet};

use super::components::{Components, root};
use super::partition::{FORBIDDEN, Weights, bounded, partition};
use crate::record::RowId;

/// Components joined by decisions are weighed as one up to so many times the rows of an ordinary one; more of them are
/// weighed one by one and then joined.
const WEIGHED_TOGETHER: usize = 4;

/// What officers have decided of tonight's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are one person.
    pub same: Vec<(RowId, RowId)>,
    /// Pairs that are two persons. Where a chain of `same` joins such a pair, `same` holds.
    pub different: Vec<(RowId, RowId)>,
}

impl Constraints {
    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.different.is_empty()
    }

    /// What was decided of this very pair: one person, or two.
    pub fn of(&self, a: RowId, b: RowId) -> Option<bool> {
        let is_pair = |pair: &(RowId, RowId)| *pair == (a, b) || *pair == (b, a);
        match (self.same.iter().any(is_pair), self.different.iter().any(is_pair)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Rows that are decided to be one person with a given row, itself left out.
    pub fn same_as(&self, row: RowId) -> impl Iterator<Item = RowId> {
        self.same.iter().filter_map(move |&(a, b)| match row {
            row if row == a => Some(b),
            row if row == b => Some(a),
            _ => None,
        })
    }
}

/// Weight of a pair of rows.
pub(super) type Weigh<'a> = dyn Fn(RowId, RowId) -> f32 + Sync + 'a;

/// Constraints laid out by rows.
#[derive(Default)]
pub(super) struct Decided {
    /// Group of each row that something is decided of.
    group_of: FxHashMap<RowId, u32>,
    /// Rows of each group, ascending: one person. Groups are ordered by their smallest row.
    groups: Vec<Vec<RowId>>,
    /// For each group those that are other persons, ascending.
    apart: Vec<Vec<u32>>,
}

impl Decided {
    pub(super) fn new(constraints: &Constraints) -> Decided {
        let pairs = constraints.same.iter().chain(&constraints.different);
        let mut rows: Vec<RowId> = pairs.flat_map(|&(a, b)| [a, b]).collect();
        rows.sort_unstable();
        rows.dedup();
        let place = |row: RowId| rows.partition_point(|other| *other < row) as u32;
        let mut parent: Vec<u32> = (0..rows.len() as u32).collect();
        for &(a, b) in &constraints.same {
            let (x, y) = (root(&mut parent, place(a)), root(&mut parent, place(b)));
            parent[x.max(y) as usize] = x.min(y);
        }
        let mut decided = Decided::default();
        let mut group_of_root: FxHashMap<u32, u32> = FxHashMap::default();
        for (at, &row) in rows.iter().enumerate() {
            let group = *group_of_root.entry(root(&mut parent, at as u32)).or_insert_with(|| {
                decided.groups.push(Vec::new());
                decided.groups.len() as u32 - 1
            });
            decided.groups[group as usize].push(row);
            decided.group_of.insert(row, group);
        }
        decided.apart = vec![Vec::new(); decided.groups.len()];
        for (a, b) in &constraints.different {
            let (x, y) = (decided.group_of[a], decided.group_of[b]);
            if x != y {
                decided.apart[x as usize].push(y);
                decided.apart[y as usize].push(x);
            }
        }
        for others in &mut decided.apart {
            others.sort_unstable();
            others.dedup();
        }
        decided
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Rows that a decision holds together with another one.
    pub(super) fn held(&self) -> impl Iterator<Item = RowId> {
        self.groups.iter().filter(|rows| rows.len() > 1).flatten().copied()
    }

    /// The pairs of clusters that decisions tell apart, the smaller first.
    pub(super) fn clusters_apart(&self, of: &[u32]) -> FxHashSet<(u32, u32)> {
        let cluster = |group: usize| of[self.groups[group][0] as usize];
        let pairs = self.apart.iter().enumerate().flat_map(|(x, others)| {
            others.iter().map(move |&y| {
                let (x, y) = (cluster(x), cluster(y as usize));
                (x.min(y), x.max(y))
            })
        });
        pairs.collect()
    }

    /// Parts components that no decision touches from the others; those that decisions join come together, with the
    /// rows that no link holds.
    pub(super) fn bundles(&self, components: Components) -> (Components, Vec<Vec<Vec<RowId>>>) {
        if self.is_empty() {
            return (components, Vec::new());
        }
        let of_group = |row: &RowId| self.group_of.get(row).copied();
        let (mut touched, mut free) = (Vec::new(), Components::none());
        for rows in components.iter() {
            if rows.iter().any(|row| of_group(row).is_some()) {
                touched.push(rows.to_vec());
            } else {
                free.add(rows);
            }
        }
        let linked: FxHashSet<RowId> = touched.iter().flatten().copied().collect();
        touched
            .extend(self.groups.iter().flatten().filter(|row| !linked.contains(row)).map(|row| vec![*row]));
        let mut parent: Vec<u32> = (0..touched.len() as u32).collect();
        let mut first: FxHashMap<u32, u32> = FxHashMap::default();
        for (place, rows) in touched.iter().enumerate() {
            for group in rows.iter().filter_map(of_group) {
                let other = *first.entry(group).or_insert(place as u32);
                let (x, y) = (root(&mut parent, place as u32), root(&mut parent, other));
                parent[x.max(y) as usize] = x.min(y);
            }
        }
        let mut bundles: Vec<Vec<Vec<RowId>>> = vec![Vec::new(); touched.len()];
        for (place, rows) in touched.into_iter().enumerate() {
            bundles[root(&mut parent, place as u32) as usize].push(rows);
        }
        bundles.retain(|bundle| !bundle.is_empty());
        (free, bundles)
    }

    /// The persons among components that decisions touch. `weighed_rows` is as in [`super::Options`].
    pub(super) fn persons(
        &self,
        bundle: &[Vec<RowId>],
        weigh: &Weigh<'_>,
        weighed_rows: usize,
    ) -> Vec<Vec<RowId>> {
        let ordinary = bundle.iter().all(|rows| rows.len() <= weighed_rows);
        let rows: usize = bundle.iter().map(Vec::len).sum();
        if ordinary && rows <= WEIGHED_TOGETHER * weighed_rows {
            return self.best(&bundle.concat(), weigh);
        }
        let parts = bundle.iter().flat_map(|rows| {
            if rows.len() > weighed_rows { self.least_split(rows, weigh) } else { self.best(rows, weigh) }
        });
        self.joined(parts.collect())
    }

    /// The best partition of rows that leaves every unit whole and tells apart what is decided.
    fn best(&self, rows: &[RowId], weigh: &Weigh<'_>) -> Vec<Vec<RowId>> {
        self.best_of_units(&self.units(rows), weigh)
    }

    fn best_of_units(&self, units: &[Vec<RowId>], weigh: &Weigh<'_>) -> Vec<Vec<RowId>> {
        let weights = Weights::sums(units.len(), |i, j| {
            if self.told_apart(&units[i], &units[j]) { FORBIDDEN } else { sum(&units[i], &units[j], weigh) }
        });
        let rows = |part: Vec<usize>| part.into_iter().flat_map(|i| units[i].iter().copied()).collect();
        partition(&weights).into_iter().map(rows).collect()
    }

    /// A component that is too large to be weighed is one person (see [`super::persons`]), but for what is told apart:
    /// the rows that decisions name are parted, and every other goes where it fits best.
    fn least_split(&self, rows: &[RowId], weigh: &Weigh<'_>) -> Vec<Vec<RowId>> {
        let units = self.units(rows);
        let here: FxHashSet<u32> = units.iter().filter_map(|unit| self.group(unit)).collect();
        let is_named = |unit: &Vec<RowId>| {
            let others = self.group(unit).map(|group| &self.apart[group as usize]);
            others.is_some_and(|others| others.iter().any(|other| here.contains(other)))
        };
        let (named, others): (Vec<_>, Vec<_>) = units.into_iter().partition(is_named);
        if named.is_empty() {
            return vec![rows.to_vec()];
        }
        let mut parts = self.best_of_units(&named, weigh);
        let seeds = parts.clone();
        for unit in others {
            let fit = |part: &Vec<RowId>| sum(part, &unit, weigh) / part.len() as f32;
            let mut place = 0;
            let mut most = f32::MIN;
            for (at, seed) in seeds.iter().enumerate() {
                let fit = fit(seed);
                if fit > most {
                    (place, most) = (at, fit);
                }
            }
            parts[place].extend(unit);
        }
        parts
    }

    /// Joins parts that share a unit. Where that would bring together what is told apart, the unit stands by itself.
    fn joined(&self, mut parts: Vec<Vec<RowId>>) -> Vec<Vec<RowId>> {
        let mut part_of: FxHashMap<RowId, usize> = FxHashMap::default();
        for (place, rows) in parts.iter().enumerate() {
            part_of
                .extend(rows.iter().filter(|row| self.group_of.contains_key(row)).map(|row| (*row, place)));
        }
        for group in &self.groups {
            let mut places: Vec<usize> = group.iter().filter_map(|row| part_of.get(row).copied()).collect();
            places.sort_unstable();
            places.dedup();
            let Some((&first, others)) = places.split_first().filter(|(_, others)| !others.is_empty()) else {
                continue;
            };
            let to = if self.may_join(&parts, &places) {
                for &other in others {
                    let rows = std::mem::take(&mut parts[other]);
                    part_of.extend(
                        rows.iter().filter(|row| self.group_of.contains_key(row)).map(|row| (*row, first)),
                    );
                    parts[first].extend(rows);
                }
                continue;
            } else {
                parts.push(group.clone());
                parts.len() - 1
            };
            for &place in &places {
                parts[place].retain(|row| group.binary_search(row).is_err());
            }
            part_of.extend(group.iter().map(|row| (*row, to)));
        }
        parts.retain(|rows| !rows.is_empty());
        parts
    }

    fn may_join(&self, parts: &[Vec<RowId>], places: &[usize]) -> bool {
        let rows = places.iter().flat_map(|place| &parts[*place]);
        let groups: FxHashSet<u32> = rows.filter_map(|row| self.group_of.get(row).copied()).collect();
        groups.iter().all(|group| self.apart[*group as usize].iter().all(|other| !groups.contains(other)))
    }

    /// Rows as units: those of one group together, in the order of their first row.
    fn units(&self, rows: &[RowId]) -> Vec<Vec<RowId>> {
        let mut place_of: FxHashMap<u32, usize> = FxHashMap::default();
        let mut units: Vec<Vec<RowId>> = Vec::new();
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        for row in rows {
            let known = self.group_of.get(&row).map(|group| *place_of.entry(*group).or_insert(units.len()));
            match known.filter(|place| *place < units.len()) {
                Some(place) => units[place].push(row),
                None => units.push(vec![row]),
            }
        }
        units
    }

    fn group(&self, unit: &[RowId]) -> Option<u32> {
        self.group_of.get(&unit[0]).copied()
    }

    fn told_apart(&self, one: &[RowId], other: &[RowId]) -> bool {
        let (Some(x), Some(y)) = (self.group(one), self.group(other)) else { return false };
        self.apart[x as usize].binary_search(&y).is_ok()
    }
}

/// What the rows of one unit weigh with those of another, each pair as clustering counts it.
fn sum(one: &[RowId], other: &[RowId], weigh: &Weigh<'_>) -> f32 {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (*a.min(b), *a.max(b))));
    pairs.map(|(a, b)| bounded(weigh(a, b))).sum()
}

#[cfg(test)]
#[path = "constraints_tests.rs"]
mod tests;
