//! Which rows are one question to an officer, and what is shown of them? Pairs that hang together are asked at once: all rows
//! side by side, each with what holds it and what speaks against it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::around::around;
use super::opened::{Doubt, LOOKED_AT, Opened, Reason};
use crate::cluster::CutReason;
use crate::record::RowId;
use crate::report::waterfall::{Around, Reader, SIDE_BY_SIDE, Value, beside, waterfall};
use crate::score::Edge;

/// Rows that are to be divided among persons at once: a cluster that holds some of them weakly, or several between which
/// a link was outweighed.
#[derive(Clone, Debug)]
pub struct WeakCluster {
    /// Lasting numbers of all its rows.
    pub members: Vec<u64>,
    /// `roster:row` of each.
    pub cited: Vec<String>,
    /// Lasting numbers of those that are in doubt: held weakly, or with a link that was not followed.
    pub weak: Vec<u64>,
    /// The pairs that wait in it, one by one.
    pub pairs: Vec<Doubt>,
}

/// A cluster, and the rows that a cut parts from it.
#[derive(Clone, Debug)]
pub struct ClusterSeen {
    /// The rows, those of the cluster first, with what holds them and what was cut.
    pub around: Around,
    /// For each row of `around` what else an officer looks at.
    pub rows: Vec<ClusterRow>,
    /// Keys of the fields that are shown side by side.
    pub fields: Vec<&'static str>,
}

/// A row of a cluster.
#[derive(Clone, Debug)]
pub struct ClusterRow {
    /// Its lasting number.
    pub uid: u64,
    /// Its roster, index into the settings.
    pub roster: usize,
    /// Rupiah a payment.
    pub amount: Option<u32>,
    /// Probability that it belongs with the rest of its cluster.
    pub probability: f32,
    /// Its values by field, with what most rows of the cluster have otherwise.
    pub values: Vec<Value>,
    /// The row of its cluster that holds it strongest, as a place: with the weight and the reasons in short.
    pub held: Option<(usize, f32, String)>,
    /// The row of its cluster that speaks strongest against it, if any does.
    pub against: Option<(usize, f32)>,
}

impl Opened<'_> {
    /// Puts together the pairs that are one question: those of one cluster, and those of clusters between which a link was
    /// outweighed by other rows.
    pub(super) fn together(&self, pairs: Vec<Doubt>) -> Vec<Doubt> {
        let of = |row: RowId| self.component.clusters.of[row as usize];
        let joins =
            |pair: &&Doubt| matches!(pair.reason, Reason::Cut(CutReason::Outweighed) | Reason::WeaklyHeld);
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        for pair in pairs.iter().filter(joins) {
            let [x, y] = pair.rows.map(|row| first_of(&mut first, of(row)));
            first.insert(x.max(y), x.min(y));
        }
        let mut within: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for cluster in first.keys().copied().collect::<Vec<u32>>() {
            within.entry(first_of(&mut first, cluster)).or_default().push(cluster);
        }
        within.retain(|_, clusters| {
            let rows: usize = clusters.iter().map(|cluster| self.members_of(*cluster).len()).sum();
            (3..=LOOKED_AT).contains(&rows)
        });
        let mut doubts = Vec::new();
        let mut asked: BTreeMap<u32, Vec<Doubt>> = BTreeMap::new();
        for pair in pairs {
            let [x, y] = pair.rows.map(|row| first.get(&of(row)).copied());
            match x.filter(|x| Some(*x) == y && within.contains_key(x)) {
                Some(of) => asked.entry(of).or_default().push(pair),
                None => doubts.push(pair),
            }
        }
        doubts.extend(asked.into_iter().filter_map(|(of, pairs)| self.whole(&within[&of], pairs)));
        doubts
    }

    /// Pairs of some clusters as one question.
    fn whole(&self, clusters: &[u32], pairs: Vec<Doubt>) -> Option<Doubt> {
        let mut clusters: Vec<&[RowId]> = clusters.iter().map(|cluster| self.members_of(*cluster)).collect();
        // The person with most rows comes first.
        clusters.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
        let members: Vec<RowId> = clusters.concat();
        let stake = |doubt: &&Doubt| (doubt.stake(), doubt.uncertainty());
        let most = pairs.iter().max_by(|x, y| stake(x).partial_cmp(&stake(y)).unwrap_or(Ordering::Equal));
        let mut doubt = most?.clone();
        let amounts = members.iter().filter_map(|row| self.judge.people.amount[*row as usize]);
        doubt.amount = amounts.map(|amount| u64::from(amount.get())).sum();
        let mut weak: Vec<u64> = pairs.iter().flat_map(|pair| pair.uids).collect();
        weak.sort_unstable();
        weak.dedup();
        doubt.cluster = Some(WeakCluster {
            members: members.iter().map(|row| self.remembered.uid[*row as usize]).collect(),
            cited: members.iter().map(|row| self.cite(*row).row).collect(),
            weak,
            pairs,
        });
        Some(doubt)
    }

    /// The clusters of some rows, in their order, and the rows that a cut parts from them, side by side.
    pub fn cluster(&self, asked: &[RowId], reader: Reader) -> ClusterSeen {
        let people = self.judge.people;
        let persons = |row: RowId| Some(self.person(row));
        let cite = |row: RowId| self.cite(row);
        let around = around(&self.judge, &self.component, asked, &persons, &cite, reader);
        let shown: Vec<RowId> = around.rows.iter().filter_map(|row| self.row(&row.cited.row)).collect();
        let own = around.rows.iter().filter(|row| row.group == 1).count();
        let values: Vec<Vec<Value>> =
            SIDE_BY_SIDE.iter().map(|(field, _)| beside(people, &shown, own, *field, reader)).collect();
        let rows = shown.iter().enumerate().map(|(place, &row)| {
            let group = around.rows[place].group;
            let others = (0..shown.len()).filter(|&at| at != place && around.rows[at].group == group);
            let mut edges: Vec<(usize, Edge)> =
                others.map(|at| (at, self.judge.edge(row.min(shown[at]), row.max(shown[at])))).collect();
            edges.sort_by(|x, y| y.1.weight.total_cmp(&x.1.weight).then(x.0.cmp(&y.0)));
            let held = edges.first().map(|(at, edge)| {
                let (comparer, scorer) = (&self.judge.comparer, &self.judge.scorer);
                let said = waterfall(people, comparer, scorer, [row, shown[*at]], reader);
                (*at, edge.weight, said.strongest(reader.language))
            });
            let against = edges.last().filter(|(_, edge)| edge.weight < 0.0);
            ClusterRow {
                uid: self.remembered.uid[row as usize],
                roster: people.roster[row as usize].index(),
                amount: people.amount[row as usize].map(std::num::NonZeroU32::get),
                probability: self.component.clusters.probability[row as usize],
                values: values.iter().map(|of_field| of_field[place].clone()).collect(),
                held,
                against: against.map(|(at, edge)| (*at, edge.weight)),
            }
        });
        let rows = rows.collect();
        ClusterSeen { around, rows, fields: SIDE_BY_SIDE.iter().map(|(_, key)| *key).collect() }
    }
}

/// The first cluster of those that hang together with one, itself where none does. Ways are shortened as they are gone.
fn first_of(first: &mut BTreeMap<u32, u32>, cluster: u32) -> u32 {
    let mut at = cluster;
    let mut way = Vec::new();
    loop {
        let next = *first.entry(at).or_insert(at);
        if next == at {
            break;
        }
        way.push(at);
        at = next;
    }
    for step in way {
        first.insert(step, at);
    }
    at
}
