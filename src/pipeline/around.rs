//! Which rows hang together with a few given ones? Only their component is compared, scored and clustered: it ends as
//! it ends in the whole night, because components do not depend on each other.

use rustc_hash::FxHashSet;

use super::linking::{EDGE_FLOOR, edge};
use super::options::cluster_options;
use crate::block::Candidates;
use crate::cluster::{self, Clusters, Cut, CutReason};
use crate::compare::Comparer;
use crate::record::RowId;
use crate::report::Language;
use crate::report::waterfall::{
    Around, Cited, Gap, Link, Neighbour, Reader, Waterfall, known_values, waterfall,
};
use crate::score::{Edge, Scorer};
use crate::settings::Settings;
use crate::standardise::People;

/// Rows followed at most: a component that is larger is explained as far as these.
const FOLLOWED: usize = 2_000;
/// Rows shown at most.
const SHOWN: usize = 40;

/// What a pair is judged by.
pub(super) struct Judge<'a> {
    pub(super) people: &'a People,
    pub(super) candidates: Candidates,
    pub(super) comparer: Comparer<'a>,
    pub(super) scorer: Scorer,
    pub(super) options: cluster::Options,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        people: &'a People,
        candidates: Candidates,
        comparer: Comparer<'a>,
        scorer: Scorer,
        settings: &Settings,
    ) -> Judge<'a> {
        let options = cluster_options(settings, &scorer);
        Judge { people, candidates, comparer, scorer, options }
    }

    pub(super) fn edge(&self, a: RowId, b: RowId) -> Edge {
        edge(&self.comparer, &self.scorer, self.people, a, b)
    }

    fn link(&self) -> f32 {
        cluster::log_odds(self.options.thresholds.strong)
    }
}

/// The component of a few rows.
pub(super) struct Component {
    /// Rows, ascending.
    pub(super) rows: Vec<RowId>,
    /// All rows' clusters; rows outside the component stand alone.
    pub(super) clusters: Clusters,
}

/// Follows links from the given rows and clusters what hangs on them.
pub(super) fn component(judge: &Judge<'_>, seeds: &[RowId]) -> Component {
    let link = judge.link();
    let mut known: FxHashSet<RowId> = seeds.iter().copied().collect();
    let mut rows: Vec<RowId> = seeds.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let mut edges: Vec<Edge> = Vec::new();
    let mut next = 0;
    while let Some(&row) = rows.get(next).filter(|_| next < FOLLOWED) {
        rows.extend(judge.options.constraints.same_as(row).filter(|other| known.insert(*other)));
        for other in judge.candidates.partners(row) {
            let edge = judge.edge(row, other);
            if edge.same < EDGE_FLOOR {
                continue;
            }
            edges.push(edge);
            if edge.weight >= link && known.insert(other) {
                rows.push(other);
            }
        }
        next += 1;
    }
    edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
    edges.dedup_by_key(|edge| (edge.a, edge.b));
    rows.sort_unstable();
    let weigh = |a: RowId, b: RowId| judge.edge(a, b);
    let clusters = cluster::cluster(judge.people, &judge.comparer, &edges, &weigh, &judge.options);
    Component { rows, clusters }
}

/// Tells of the component: the groups of the rows asked about, what holds each, and what was cut between groups.
pub(super) fn around(
    judge: &Judge<'_>,
    component: &Component,
    asked: &[RowId],
    persons: &dyn Fn(RowId) -> Option<String>,
    cite: &dyn Fn(RowId) -> Cited,
    reader: Reader,
) -> Around {
    let groups = groups(component, asked);
    let shown: Vec<Vec<RowId>> = fitting(&groups);
    let group_of = |row: RowId| shown.iter().position(|group| group.contains(&row));
    let flat: Vec<RowId> = shown.iter().flatten().copied().collect();
    let place = |row: RowId| flat.iter().position(|other| *other == row).unwrap_or_default();
    let told = |edge: &Edge, because: fn(&Waterfall, Language) -> String| {
        let said = waterfall(judge.people, &judge.comparer, &judge.scorer, [edge.a, edge.b], reader);
        let because = because(&said, reader.language);
        Link { rows: [place(edge.a), place(edge.b)], weight: edge.weight, same: edge.same, because }
    };
    let (mut links, mut strains, mut more_links) = (Vec::new(), Vec::new(), 0);
    for group in &shown {
        let holding = holding(judge, group);
        links.extend(holding.tree.iter().map(|edge| told(edge, Waterfall::strongest)));
        strains.extend(holding.strains.iter().map(|edge| told(edge, Waterfall::sentence)));
        more_links += holding.more_links;
    }
    let gaps = cuts_between(&component.clusters, &group_of)
        .into_iter()
        .map(|((x, y), cut)| gap(judge, [(x, &shown[x]), (y, &shown[y])], cut, &place, reader))
        .collect();
    let neighbour = |(group, row): (usize, RowId)| Neighbour {
        cited: cite(row),
        group: group + 1,
        asked: asked.contains(&row),
        person: persons(row),
        values: known_values(judge.people, row, reader.unmasked),
    };
    let numbered =
        shown.iter().enumerate().flat_map(|(group, rows)| rows.iter().map(move |row| (group, *row)));
    let all: usize = groups.iter().map(Vec::len).sum();
    Around {
        rows: numbered.map(neighbour).collect(),
        links,
        more_links,
        strains,
        gaps,
        more_rows: (all - flat.len()) as u64,
    }
}

/// The clusters of the rows asked about, in the order asked; then those that a cut divides from them.
fn groups(component: &Component, asked: &[RowId]) -> Vec<Vec<RowId>> {
    let of = |row: RowId| component.clusters.of[row as usize];
    let mut order: Vec<u32> = Vec::new();
    let mut add = |cluster: u32| {
        if !order.contains(&cluster) {
            order.push(cluster);
        }
    };
    asked.iter().for_each(|row| add(of(*row)));
    let own: Vec<u32> = asked.iter().map(|row| of(*row)).collect();
    for cut in &component.clusters.cuts {
        let sides = [of(cut.a), of(cut.b)];
        if sides.iter().any(|side| own.contains(side)) {
            sides.into_iter().for_each(&mut add);
        }
    }
    order
        .into_iter()
        .map(|cluster| component.rows.iter().copied().filter(|row| of(*row) == cluster).collect())
        .collect()
}

/// Whole groups as long as they fit, the first cut to size when it alone does not.
fn fitting(groups: &[Vec<RowId>]) -> Vec<Vec<RowId>> {
    let mut room = SHOWN;
    let mut shown = Vec::new();
    for group in groups {
        if group.len() > room && !shown.is_empty() {
            break;
        }
        let kept: Vec<RowId> = group.iter().copied().take(room).collect();
        room -= kept.len();
        shown.push(kept);
    }
    shown
}

/// What holds a group, and what strains it.
struct Holding {
    /// The strongest links that join all rows: a maximum spanning tree.
    tree: Vec<Edge>,
    /// Other links.
    more_links: u64,
    /// The pairs that say two persons, worst first.
    strains: Vec<Edge>,
}

/// Strains told a group.
const STRAINS: usize = 3;

fn holding(judge: &Judge<'_>, group: &[RowId]) -> Holding {
    let mut pairs: Vec<Edge> = Vec::new();
    for (place, &a) in group.iter().enumerate() {
        pairs.extend(group[place + 1..].iter().map(|&b| judge.edge(a, b)));
    }
    pairs.sort_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut part: Vec<usize> = (0..group.len()).collect();
    let place = |row: RowId| group.iter().position(|other| *other == row).unwrap_or_default();
    let mut tree = Vec::new();
    for edge in &pairs {
        let (x, y) = (part[place(edge.a)], part[place(edge.b)]);
        if x != y {
            part.iter_mut().filter(|of| **of == y).for_each(|of| *of = x);
            tree.push(*edge);
        }
    }
    let linking = |edges: &[Edge]| edges.iter().filter(|edge| edge.weight >= judge.link()).count();
    let more_links = (linking(&pairs) - linking(&tree)) as u64;
    let strains = pairs.iter().rev().take_while(|edge| edge.weight < 0.0).take(STRAINS).copied().collect();
    Holding { tree, more_links, strains }
}

/// The strongest cut between each two groups shown, by groups.
fn cuts_between(
    clusters: &Clusters,
    group_of: &dyn Fn(RowId) -> Option<usize>,
) -> Vec<((usize, usize), Cut)> {
    let mut strongest: Vec<((usize, usize), Cut)> = Vec::new();
    for cut in &clusters.cuts {
        let (Some(x), Some(y)) = (group_of(cut.a), group_of(cut.b)) else { continue };
        let groups = (x.min(y), x.max(y));
        match strongest.iter_mut().find(|(known, _)| *known == groups) {
            Some((_, known)) if known.weight >= cut.weight => {}
            Some((_, known)) => *known = *cut,
            None => strongest.push((groups, *cut)),
        }
    }
    strongest.sort_by_key(|(groups, _)| *groups);
    strongest
}

fn gap(
    judge: &Judge<'_>,
    [(x, xs), (y, ys)]: [(usize, &Vec<RowId>); 2],
    cut: Cut,
    place: &dyn Fn(RowId) -> usize,
    reader: Reader,
) -> Gap {
    let (mut speak_for, mut forbidden, mut sum) = (0, 0, 0.0);
    for &a in xs {
        for &b in ys {
            if veto(judge, a, b).is_some() {
                forbidden += 1;
                continue;
            }
            let weight = judge.edge(a, b).weight;
            speak_for += u64::from(weight > 0.0);
            // As clustering counts: one pair may not outvote all others, and half a link is the bar.
            sum += (weight - judge.link() / 2.0).clamp(-cluster::MOST_A_PAIR, cluster::MOST_A_PAIR);
        }
    }
    let said = waterfall(judge.people, &judge.comparer, &judge.scorer, [cut.a, cut.b], reader);
    Gap {
        groups: [x + 1, y + 1],
        rows: [place(cut.a), place(cut.b)],
        weight: cut.weight,
        reason: cut.reason,
        contradictions: said.contradictions(reader.language),
        pairs: (xs.len() * ys.len()) as u64,
        speak_for,
        forbidden,
        sum,
    }
}

/// The fact that forbids two rows to be one person.
pub(super) fn veto(judge: &Judge<'_>, a: RowId, b: RowId) -> Option<CutReason> {
    cluster::veto(judge.people, &judge.comparer, &judge.options, a, b)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::options::{block_options, compare_options, roster_sizes};
    use super::super::{Reading, Stopwatch, link, read};
    use super::*;
    use crate::block;
    use crate::progress::Silent;

    /// Each row's component must end as the whole night ends.
    fn check(story: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(story);
        let settings = Settings::read(&folder.join("padan.toml")).unwrap();
        let date = jiff::civil::date(2026, 7, 1);
        let mut watch = Stopwatch::default();
        let Reading { people, .. } = read(&settings, date, None, &Silent, &mut watch).unwrap();
        let night = link(&people, &settings, date, None, None, &Silent, &mut watch).unwrap();
        let candidates = block::block(&people, &block_options(date));
        let frequencies = &night.model.frequencies;
        let comparer = Comparer::new(&people, &candidates, frequencies, &compare_options(date));
        let sizes = roster_sizes(&settings, &people);
        let scorer = Scorer::new(&night.model, &comparer.comparisons(), &sizes);
        let judge = Judge::new(&people, candidates, comparer, scorer, &settings);
        let members = |clusters: &Clusters, row: RowId| -> Vec<RowId> {
            people.rows().filter(|other| clusters.of[*other as usize] == clusters.of[row as usize]).collect()
        };
        for row in people.rows() {
            let component = component(&judge, &[row]);
            assert_eq!(members(&component.clusters, row), members(&night.clusters, row), "{story} row {row}");
            let own = |cut: &&Cut| component.rows.contains(&cut.a) && component.rows.contains(&cut.b);
            let cuts: Vec<Cut> = night.clusters.cuts.iter().filter(own).copied().collect();
            assert_eq!(component.clusters.cuts, cuts, "{story} row {row}");
        }
    }

    #[test]
    fn a_component_ends_as_in_the_whole_night() {
        let stories = [
            "twins_same_birthday",
            "siblings_one_nik",
            "mother_and_three_spellings",
            "forty_children_one_kk",
        ];
        stories.iter().for_each(|story| check(story));
    }
}
