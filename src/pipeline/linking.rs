//! How are rows linked? Block, compare, score, cluster; trains a model when none is given. Pairs of rows that are as they
//! were on the last night are looked up.

use std::collections::VecDeque;

use jiff::civil::Date;
use rayon::prelude::*;

use super::memory::sweep;
use super::options::{block_options, cluster_options, compare_options, roster_sizes};
use super::reuse::Reuse;
use super::{Stopwatch, household};
use crate::block::{self, Candidates, Unit};
use crate::cluster::{self, Clusters, Constraints, SecondPass};
use crate::compare::{self, Comparer, Comparing, Frequencies};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::record::RowId;
use crate::register::Recognised;
use crate::score::{self, Edge, Model, Scorer, Verdict};
use crate::settings::Settings;
use crate::shelf::Shelf;
use crate::spare::Spare;
use crate::standardise::{Fingerprints, People};
use crate::state::LinkageMemory;

/// What linkage found out about the rows of a [`Reading`](super::Reading).
pub struct Linkage<'a> {
    /// Which pairs were compared.
    pub candidates: Candidates,
    /// The rows made comparable.
    pub comparer: Comparer<'a>,
    /// The model used.
    pub model: Model,
    /// The model laid out for these rosters.
    pub scorer: Scorer,
    /// Candidate pairs, each once.
    pub pairs: u64,
    /// Of those, the ones that were compared tonight; the others are as they were, or were not worth comparing.
    pub compared: u64,
    /// Scored pairs above the floor, in a fixed order.
    pub edges: Vec<Edge>,
    /// For each edge how many blocking passes met its rows, three for more; 0 for likely family alone.
    pub met: Vec<u8>,
    /// What each row is compared by, as one number; empty when nothing is to be remembered.
    pub lasting: Vec<u64>,
    /// Edges that the second pass weighed anew, as they were: by place in `edges`, ascending.
    pub before_families: Vec<(u32, Edge)>,
    /// The persons.
    pub clusters: Clusters,
    /// What the second pass changed; none where no family cards tell anything, or it is switched off.
    pub second_pass: Option<SecondPass>,
}

impl Linkage<'_> {
    /// Adds to the persons how surely each row belongs, and what lies between persons.
    fn complete(&mut self, people: &People, options: &cluster::Options) {
        let weigh = |a: RowId, b: RowId| edge(&self.comparer, &self.scorer, people, a, b);
        let persons = std::mem::take(&mut self.clusters);
        self.clusters = cluster::complete(persons, people, &self.comparer, &self.edges, &weigh, options);
    }

    /// Expected precision and recall, without the truth.
    pub(super) fn quality(&self, people: &People) -> Option<cluster::Quality> {
        let weigh = |a: RowId, b: RowId| edge(&self.comparer, &self.scorer, people, a, b);
        cluster::quality(&self.clusters, &self.edges, &self.met, &weigh)
    }

    /// The edges as the first scoring gave them, in their order.
    pub(super) fn first_edges(&self) -> impl ExactSizeIterator<Item = Edge> {
        let mut changed = self.before_families.iter().peekable();
        self.edges.iter().enumerate().map(move |(place, edge)| {
            match changed.next_if(|(at, _)| *at as usize == place) {
                Some((_, before)) => *before,
                None => *edge,
            }
        })
    }

    /// Forgets the edges that were kept as likely family alone: persons are made, and no table lists them. Gives how
    /// many edges there were.
    pub(super) fn keep_listed(&mut self) -> usize {
        let all = self.edges.len();
        self.edges.retain(|edge| edge.same >= EDGE_FLOOR);
        self.edges.shrink_to_fit();
        all
    }
}

/// Pairs that training looks at, at most.
pub(super) const TRAINING_PAIRS: u64 = 2_000_000;
/// Edges with a smaller chance of the same person are not kept, unless they are one family by [`score::FAMILY_FLOOR`].
pub(super) const EDGE_FLOOR: f32 = 0.01;

/// Changes whenever pairs may be met or scored otherwise by the same model.
pub(super) const WAY: &str = "5";

/// What a scoring is made by: program, model, how names and declared fields are read, and year, as one fingerprint;
/// under another, nothing of it holds.
pub(super) fn linkage_made_by(settings: &Settings, model: &str, date: Date) -> [u8; 32] {
    let mut said = blake3::Hasher::new();
    let read = format!("{:?} {:?}", settings.names, settings.fields);
    let year = date.year().to_string();
    for part in [env!("CARGO_PKG_VERSION"), WAY, &EDGE_FLOOR.to_string(), &year, &read, model] {
        said.update(&(part.len() as u64).to_le_bytes());
        said.update(part.as_bytes());
    }
    *said.finalize().as_bytes()
}

/// Links the rows: block, compare, score, cluster. Trains a model when none is given.
///
/// # Errors
/// When blocks that are too many for memory cannot be put away or brought back.
pub fn link<'a>(
    people: &'a People,
    settings: &Settings,
    date: Date,
    model: Option<Model>,
    mut past: Option<Past<'_>>,
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Result<Linkage<'a>> {
    let away = past.as_ref().and_then(|past| past.away);
    match away {
        Some(_) => progress.begin("menyusun pasangan di disk", None),
        None => progress.begin("menyusun pasangan", None),
    }
    let blocking = block_options(date);
    let mut candidates = watch.time("block", || match away {
        Some(shelf) => block::block_on_disk(people, &blocking, shelf),
        None => Ok(block::block(people, &blocking)),
    })?;
    let sizes = roster_sizes(settings, people);
    let trained = model.is_none();
    let (comparer, model) = comparable(people, &candidates, date, model, &sizes, progress, watch)?;
    let scorer = Scorer::new(&model, &comparer.comparisons(), &sizes);
    let lasting = past.as_ref().map_or_else(Vec::new, |past| {
        let rosters = scorer.rosters_as_expected(&model, &sizes);
        watch.time("compare", || comparer.lasting(past.fingerprints, &candidates, &rosters))
    });
    candidates.forget_traces();
    let reuse = past.as_mut().and_then(|past| {
        let memory = past.memory.take()?;
        let earlier = &past.recognised.earlier;
        Some(watch.time("compare", || Reuse::new(&memory, &lasting, earlier, candidates.order())))
    });
    progress.begin("membandingkan pasangan", Some(candidates.pairs_at_most()));
    sweep();
    // Who asks about pairs that were not met does so outside of nights.
    let once = past.is_some();
    let scored = watch.time("score", || {
        let judges = (&comparer, &scorer, people);
        score_all(&mut candidates, judges, reuse.as_ref(), once, progress)
    })?;
    drop(reuse);
    watch.went_through("score", scored.pairs);
    progress.begin("mengelompokkan", None);
    if once {
        candidates.forget_pairs();
    }
    let constraints = past.map(|past| past.constraints.clone()).unwrap_or_default();
    let options = cluster::Options { constraints, ..cluster_options(settings, &scorer) };
    let persons = watch.time("cluster", || {
        let weigh = |a: RowId, b: RowId| edge(&comparer, &scorer, people, a, b);
        cluster::persons(people, &comparer, &scored.edges, &weigh, &options)
    });
    let Scored { edges, met, pairs, compared } = scored;
    let mut linkage = Linkage {
        candidates,
        comparer,
        model,
        scorer,
        pairs,
        compared,
        edges,
        met,
        lasting,
        before_families: Vec::new(),
        clusters: persons,
        second_pass: None,
    };
    if settings.household_pass {
        linkage =
            watch.time("household", || household::weigh_again(linkage, people, trained, &sizes, &options));
    }
    watch.time("cluster", || linkage.complete(people, &options));
    Ok(linkage)
}

/// The rows made comparable, and the model they are judged by: the given one, or one trained on them. Words are as common
/// as the model says, so that the same two rows agree alike on every night that has it.
pub(super) fn comparable<'a>(
    people: &'a People,
    candidates: &Candidates,
    date: Date,
    model: Option<Model>,
    sizes: &[score::RosterSize],
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Result<(Comparer<'a>, Model)> {
    let options = compare_options(date);
    if let Some(model) = model {
        let comparer =
            watch.time("compare", || Comparer::new(people, candidates, &model.frequencies, &options));
        return Ok((comparer, model));
    }
    let frequencies = watch.time("compare", || Frequencies::count(people));
    let mut comparer = watch.time("compare", || Comparer::new(people, candidates, &frequencies, &options));
    progress.begin("melatih model", None);
    let model = watch.time("train", || {
        let counts = compare::tally(&comparer, candidates, TRAINING_PAIRS)?;
        Ok::<_, Error>(learn(&comparer, &counts, &[], sizes, frequencies))
    })?;
    comparer.forget_contents();
    Ok((comparer, model))
}

/// Learns a model from the patterns that the candidates show, and from pairs that officers have judged.
pub(super) fn learn(
    comparer: &Comparer<'_>,
    counts: &[compare::Count],
    judged: &[score::Judged],
    sizes: &[score::RosterSize],
    frequencies: Frequencies,
) -> Model {
    score::train(&comparer.comparisons(), counts, judged, &compare::expected(comparer), sizes, frequencies)
}

/// What earlier nights leave to tonight's linkage.
pub struct Past<'a> {
    /// What tonight's rows say.
    pub fingerprints: &'a Fingerprints,
    /// Which rows of earlier nights they are.
    pub recognised: &'a Recognised,
    /// What the last night's scoring came to, when it still holds; let go of once tonight's pairs are found in it.
    pub memory: Option<LinkageMemory>,
    /// What officers decided of tonight's rows.
    pub constraints: &'a Constraints,
    /// Where to put blocks away, when they are too many for memory.
    pub away: Option<Shelf<'a>>,
}

/// All candidate pairs, scored.
#[derive(Default)]
struct Scored {
    edges: Vec<Edge>,
    /// As in [`Linkage`].
    met: Vec<u8>,
    pairs: u64,
    compared: u64,
}

impl Scored {
    /// Appends a unit's edges, the last first.
    fn append_backwards(&mut self, unit: &Scored) {
        self.edges.extend(unit.edges.iter().rev());
        self.met.extend(unit.met.iter().rev());
        self.pairs += unit.pairs;
        self.compared += unit.compared;
    }
}

/// Units that are scored before their edges are put with the others: enough for every thread, few enough that edges are
/// not all there twice.
const UNITS_AT_A_TIME: usize = 256;

/// Compares and scores all candidate pairs, unit by unit, and keeps the edges above the floor, in the order of the units.
/// With `once` the pairs are let go of on the way: the last units go first, so that lists get shorter as edges get more.
fn score_all(
    candidates: &mut Candidates,
    (comparer, scorer, people): (&Comparer<'_>, &Scorer, &People),
    reuse: Option<&Reuse>,
    once: bool,
    progress: &dyn Progress,
) -> Result<Scored> {
    let mut all = Scored::default();
    let mut score = |candidates: &mut Candidates| {
        let units = candidates.units().to_vec();
        for units in units.rchunks(UNITS_AT_A_TIME) {
            let scoring = Scoring { candidates, comparer, scorer, people };
            let scored = scoring.units(units, reuse, progress);
            scored.iter().rev().for_each(|unit| all.append_backwards(unit));
            if once && let Some(first) = units.first() {
                candidates.forget_from(*first);
            }
        }
    };
    for part in (0..candidates.parts()).rev() {
        score(&mut candidates.part(part)?);
    }
    score(candidates);
    all.edges.reverse();
    all.met.reverse();
    Ok(all)
}

/// What pairs are scored with.
struct Scoring<'s, 'a> {
    candidates: &'s Candidates,
    comparer: &'s Comparer<'a>,
    scorer: &'s Scorer,
    people: &'s People,
}

/// What a thread scores with: what it has measured, pairs that are not known yet, and what these came to.
type Worker<'s, 'a> = (Comparing<'s, 'a>, Vec<(u32, u32)>, VecDeque<Option<Verdict>>);

impl Scoring<'_, '_> {
    /// Scores the pairs of some units, unit by unit. Pairs of rows that are as they were are looked up; their edges come
    /// in the same order as if they had been compared.
    fn units(&self, units: &[Unit], reuse: Option<&Reuse>, progress: &dyn Progress) -> Vec<Scored> {
        let floor = score::Floor::new(EDGE_FLOOR, score::FAMILY_FLOOR);
        let workers = Spare::new();
        let score = |unit: &Unit, (comparing, fresh, verdicts): &mut Worker<'_, '_>| {
            let mut scored = Scored::default();
            let verdict = |x, y, pattern| {
                let rosters = (self.comparer.roster_at(x), self.comparer.roster_at(y));
                self.scorer.verdict_above(floor, pattern, rosters.0, rosters.1)
            };
            let told_apart = self.candidates.batches(*unit, |batch| {
                scored.pairs += batch.len() as u64;
                let Some(reuse) = reuse else {
                    scored.compared += batch.len() as u64;
                    comparing.compare_all(batch, |x, y, pattern| {
                        self.keep(&mut scored, (x, y), verdict(x, y, pattern));
                    });
                    return;
                };
                fresh.clear();
                fresh.extend(batch.iter().copied().filter(|pair| !reuse.knows(*pair)));
                scored.compared += fresh.len() as u64;
                verdicts.clear();
                comparing.compare_all(fresh, |x, y, pattern| {
                    verdicts.push_back(verdict(x, y, pattern));
                });
                for &pair in batch {
                    let known = reuse.knows(pair);
                    let verdict = if known { reuse.verdict(pair) } else { verdicts.pop_front().flatten() };
                    self.keep(&mut scored, pair, verdict);
                }
            });
            scored.pairs += told_apart;
            progress.advance(scored.pairs);
            scored
        };
        let make = || (self.comparer.comparing(), Vec::new(), VecDeque::new());
        units.par_iter().map(|unit| workers.lend(make, |worker| score(unit, worker))).collect()
    }

    /// Keeps a pair of places as an edge, when it says enough.
    #[inline]
    fn keep(&self, scored: &mut Scored, (x, y): (u32, u32), verdict: Option<Verdict>) {
        let Some(Verdict { weight, same, family }) = verdict else { return };
        let met = if same >= EDGE_FLOOR { self.candidates.times_met(x, y).min(3) as u8 } else { 0 };
        let (x, y) = (self.candidates.order().row(x), self.candidates.order().row(y));
        let (a, b) = (x.min(y), x.max(y));
        let kk = &self.people.kk;
        let apart = kk[a as usize].is_none() || kk[a as usize] != kk[b as usize];
        if same >= EDGE_FLOOR || apart {
            scored.edges.push(Edge { a, b, weight, same, family });
            scored.met.push(met);
        }
    }
}

pub(super) fn edge(comparer: &Comparer<'_>, scorer: &Scorer, people: &People, a: RowId, b: RowId) -> Edge {
    let (a, b) = (a.min(b), a.max(b));
    let (x, y) = (people.roster[a as usize], people.roster[b as usize]);
    let verdict = scorer.verdict(comparer.compare(a, b), x, y);
    Edge { a, b, weight: verdict.weight, same: verdict.same, family: verdict.family }
}
