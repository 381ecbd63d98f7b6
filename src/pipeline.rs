//! How does a night run? One call a stage, in the order of ARCHITECTURE.md.

mod account;
mod again;
mod around;
mod closing;
mod estimate;
mod evidence;
mod household;
mod options;
mod profile;
mod reading;
mod renew;
mod repeated;
mod reuse;
mod subject;

pub use account::{Account, ModelUsed, Together, account};
pub use again::{Again, again, date_of, model_of};
pub use estimate::Estimate;
pub use profile::{AnomalyCount, FIELDS, Profile, RosterProfile, profile};
pub use reading::{Reading, read};
pub use renew::{Agreement, LabelCheck, OldModel, Renewal, keep_model, renew};
pub use subject::Subject;

use std::collections::VecDeque;
use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::block::{self, Candidates};
use crate::cluster::{self, Clusters, SecondPass};
use crate::compare::{self, Comparer, Frequencies};
use crate::conflict;
use crate::error::Result;
use crate::progress::Progress;
use crate::record::RowId;
use crate::register::{self, Recognised};
use crate::report::{self, Cost, Extras, Manifest, Masking, RawText, Running, ScoredPairs, Stage};
use crate::score::{self, Edge, Model, Scorer, Verdict};
use crate::settings::Settings;
use crate::standardise::{Fingerprints, People};
use crate::state::{Draft, LinkageMemory, RawReader};

use closing::{
    failed_names, findings, oversized, refuse_broken_sums, refuse_nothing_read, refuse_too_large, trace,
    uncompared,
};
use options::{
    block_options, cluster_options, compare_options, conflict_options, frozen_model, register_options,
    roster_infos, roster_sizes, rules, write_model,
};
use reuse::Reuse;

/// What a night came to.
pub struct Summary {
    /// The run folder.
    pub folder: PathBuf,
    /// Everything counted, with findings and timings.
    pub manifest: Manifest,
    /// What each roster gave, in settings order.
    pub rosters: Vec<report::quality::RosterQuality>,
    /// Conflicts by class, in report order.
    pub conflicts: Vec<report::findings::ClassTotal>,
    /// Rosters of which nothing could be read, by name.
    pub failed: Vec<String>,
}

/// Runs one night: reads, links, registers, finds conflicts, and publishes the run folder as a whole.
///
/// # Errors
/// When no roster can be read, counts do not add up, or an output cannot be written. Yesterday's folder stays.
pub fn run(settings: &Settings, date: Date, progress: &dyn Progress) -> Result<Summary> {
    let mut watch = Stopwatch::default();
    let draft = Draft::begin(&settings.night.out, &date.to_string())?;
    let raw = draft.folder().join("raw.parquet");
    let rules = rules(settings)?;
    let model = frozen_model(settings)?;

    let Reading { people, anomalies, intake } = read(settings, date, Some(&raw), progress, &mut watch)?;
    refuse_nothing_read(settings, &intake, &people)?;
    refuse_too_large(settings, &people)?;
    let mut linkage = link(&people, settings, date, model, None, progress, &mut watch);
    let quality = watch.time("quality", || linkage.quality(&people));
    linkage.candidates.forget_pairs();
    let edges = linkage.keep_listed();
    progress.begin("menyusun register", None);
    let register_options = register_options(settings, &rules);
    let known = register::Known::first(&people, &register_options);
    let register =
        watch.time("register", || register::register(&people, &linkage.clusters, &known, &register_options));
    progress.begin("memeriksa konflik", None);
    let conflicts = watch.time("conflict", || {
        let options = conflict_options(settings, date, &anomalies);
        conflict::conflict(&people, &register, &linkage.clusters, &rules, &options)
    });

    progress.begin("menulis hasil", None);
    let raw = RawText::read(&RawReader::open(&raw)?)?;
    let rosters = roster_infos(settings);
    let night_date = date.to_string();
    let night = report::Night {
        name: &settings.night.name,
        date: &night_date,
        rosters: &rosters,
        intake: &intake,
        people: &people,
        anomalies: &anomalies,
        clusters: &linkage.clusters,
        register: &register,
        conflicts: &conflicts,
        raw: &raw,
        masking: Masking::Masked,
        evidence: Some(linkage.evidence(settings.night.language)),
    };
    let findings = findings(settings, &intake, &people, &anomalies, &linkage);
    let uncompared = uncompared(settings, &people, &linkage.candidates);
    let extras = Extras {
        findings: &findings,
        uncompared: Some(&uncompared),
        oversized_blocks: oversized(&linkage),
        pairs: Some(linkage.scored_pairs()),
        precision: quality.map(|quality| estimate(quality.precision)),
        recall: quality.map(|quality| estimate(quality.recall)),
        second_pass: linkage.second_pass,
    };
    write_model(settings, &linkage.model, draft.folder())?;
    let trace = trace(settings, &linkage, edges, quality, &watch)?;
    let manifest = report::write_run(&draft, &night, &extras, trace, settings.night.language)?;
    progress.finish();
    refuse_broken_sums(&manifest)?;
    let folder = draft.publish()?;
    Ok(Summary {
        folder,
        manifest,
        rosters: report::quality::quality(&night),
        conflicts: report::findings::class_totals(&night),
        failed: failed_names(settings, &intake),
    })
}

fn estimate(share: cluster::Share) -> report::page::Estimate {
    report::page::Estimate { value: share.value, low: share.low, high: share.high }
}

/// What linkage found out about the rows of a [`Reading`].
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
    /// Of those, the ones that were compared tonight; the others are as they were.
    pub compared: u64,
    /// Scored pairs above the floor, in a fixed order.
    pub edges: Vec<Edge>,
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

    /// What pairs were judged by, for explanations.
    fn evidence(&self, language: report::Language) -> report::Evidence<'_> {
        report::Evidence { comparer: &self.comparer, scorer: &self.scorer, language }
    }

    /// Expected precision and recall, without the truth.
    fn quality(&self, people: &People) -> Option<cluster::Quality> {
        let weigh = |a: RowId, b: RowId| edge(&self.comparer, &self.scorer, people, a, b);
        cluster::quality(&self.clusters, &self.edges, &self.candidates, &weigh)
    }

    /// The edges as the first scoring gave them, in their order.
    fn first_edges(&self) -> impl ExactSizeIterator<Item = Edge> {
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
    fn keep_listed(&mut self) -> usize {
        let all = self.edges.len();
        self.edges.retain(|edge| edge.same >= EDGE_FLOOR);
        self.edges.shrink_to_fit();
        all
    }

    /// What was weighed, as `pairs.parquet` lists it.
    fn scored_pairs(&self) -> ScoredPairs<'_> {
        ScoredPairs { edges: &self.edges, floor: EDGE_FLOOR, comparer: &self.comparer, scorer: &self.scorer }
    }
}

/// What each stage took, in order.
#[derive(Clone, Debug, Default)]
pub struct Stopwatch {
    /// The stages so far.
    pub stages: Vec<Stage>,
}

impl Stopwatch {
    /// Runs a stage and notes what it took.
    pub fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let running = Running::start();
        let result = work();
        self.note(stage, running.cost());
        result
    }

    /// Notes what a stage took that is over now; a stage that runs in two parts has one line.
    pub fn note(&mut self, stage: &'static str, cost: Cost) {
        match self.stages.iter_mut().find(|known| known.name == stage) {
            Some(known) => known.add(cost),
            None => self.stages.push(Stage::new(stage, cost)),
        }
    }

    /// Notes how many pairs a stage that is over went through.
    pub fn went_through(&mut self, stage: &'static str, pairs: u64) {
        if let Some(stage) = self.stages.iter_mut().find(|known| known.name == stage) {
            stage.went_through(pairs);
        }
    }
}

/// Pairs that training looks at, at most.
const TRAINING_PAIRS: u64 = 3_000_000;
/// Edges with a smaller chance of the same person are not kept, unless they are probably one family.
const EDGE_FLOOR: f32 = 0.01;

/// Links the rows: block, compare, score, cluster. Trains a model when none is given.
pub fn link<'a>(
    people: &'a People,
    settings: &Settings,
    date: Date,
    model: Option<Model>,
    past: Option<&Past<'_>>,
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Linkage<'a> {
    progress.begin("menyusun pasangan", None);
    let candidates = watch.time("block", || block::block(people, &block_options(date)));
    let sizes = roster_sizes(settings, people);
    let trained = model.is_none();
    let (comparer, model) = comparable(people, &candidates, date, model, &sizes, progress, watch);
    let scorer = Scorer::new(&model, &comparer.comparisons(), &sizes);
    let lasting = past.map_or_else(Vec::new, |past| {
        let rosters = scorer.rosters_as_expected(&model, &sizes);
        watch.time("compare", || comparer.lasting(past.fingerprints, &candidates, &rosters))
    });
    let reuse =
        past.and_then(|past| {
            let memory = past.memory?;
            Some(watch.time("compare", || {
                Reuse::new(memory, &lasting, &past.recognised.earlier, candidates.order())
            }))
        });
    progress.begin("membandingkan pasangan", Some(candidates.pairs_at_most()));
    let scoring = Scoring { candidates: &candidates, comparer: &comparer, scorer: &scorer, people };
    let scored = watch.time("score", || scoring.all(reuse.as_ref(), progress));
    drop(reuse);
    watch.went_through("score", scored.pairs);
    progress.begin("mengelompokkan", None);
    let options = cluster_options(settings, &scorer);
    let persons = watch.time("cluster", || {
        let weigh = |a: RowId, b: RowId| edge(&comparer, &scorer, people, a, b);
        cluster::persons(people, &comparer, &scored.edges, &weigh, &options)
    });
    let Scored { edges, pairs, compared } = scored;
    let mut linkage = Linkage {
        candidates,
        comparer,
        model,
        scorer,
        pairs,
        compared,
        edges,
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
    linkage
}

/// The rows made comparable, and the model they are judged by: the given one, or one trained on them. Words are as common
/// as the model says, so that the same two rows agree alike on every night that has it.
fn comparable<'a>(
    people: &'a People,
    candidates: &Candidates,
    date: Date,
    model: Option<Model>,
    sizes: &[score::RosterSize],
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> (Comparer<'a>, Model) {
    let options = compare_options(date);
    if let Some(model) = model {
        let comparer =
            watch.time("compare", || Comparer::new(people, candidates, &model.frequencies, &options));
        return (comparer, model);
    }
    let frequencies = watch.time("compare", || Frequencies::count(people));
    let comparer = watch.time("compare", || Comparer::new(people, candidates, &frequencies, &options));
    progress.begin("melatih model", None);
    let model = watch.time("train", || {
        let counts = compare::tally(&comparer, candidates, TRAINING_PAIRS);
        learn(&comparer, &counts, &[], sizes, frequencies)
    });
    (comparer, model)
}

/// Learns a model from the patterns that the candidates show, and from pairs that officers have judged.
fn learn(
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
    /// What the last night's scoring came to, when it still holds.
    pub memory: Option<&'a LinkageMemory>,
}

/// All candidate pairs, scored.
struct Scored {
    edges: Vec<Edge>,
    pairs: u64,
    compared: u64,
}

/// What pairs are scored with.
struct Scoring<'s, 'a> {
    candidates: &'s Candidates,
    comparer: &'s Comparer<'a>,
    scorer: &'s Scorer,
    people: &'s People,
}

impl Scoring<'_, '_> {
    /// Compares and scores all candidate pairs, unit by unit, and keeps the edges above the floor. Pairs of rows that
    /// are as they were are looked up; their edges come in the same order as if they had been compared.
    fn all(&self, reuse: Option<&Reuse>, progress: &dyn Progress) -> Scored {
        let floor = score::Floor::new(EDGE_FLOOR);
        let (units, counts): (Vec<Vec<Edge>>, Vec<[u64; 2]>) = self
            .candidates
            .units()
            .par_iter()
            .map_init(
                || (self.comparer.comparing(), Vec::new(), VecDeque::new()),
                |(comparing, fresh, verdicts), unit| {
                    let mut edges = Vec::new();
                    let (mut pairs, mut compared) = (0, 0);
                    let verdict = |x, y, pattern| {
                        let rosters = (self.comparer.roster_at(x), self.comparer.roster_at(y));
                        self.scorer.verdict_above(floor, pattern, rosters.0, rosters.1)
                    };
                    self.candidates.batches(*unit, |batch| {
                        pairs += batch.len() as u64;
                        let Some(reuse) = reuse else {
                            comparing.compare_all(batch, |x, y, pattern| {
                                self.keep(&mut edges, (x, y), verdict(x, y, pattern));
                            });
                            return;
                        };
                        fresh.clear();
                        fresh.extend(batch.iter().copied().filter(|pair| !reuse.knows(*pair)));
                        compared += fresh.len() as u64;
                        verdicts.clear();
                        comparing
                            .compare_all(fresh, |x, y, pattern| verdicts.push_back(verdict(x, y, pattern)));
                        for &pair in batch {
                            let known = reuse.knows(pair);
                            let verdict =
                                if known { reuse.verdict(pair) } else { verdicts.pop_front().flatten() };
                            self.keep(&mut edges, pair, verdict);
                        }
                    });
                    progress.advance(pairs);
                    (edges, [pairs, if reuse.is_some() { compared } else { pairs }])
                },
            )
            .unzip();
        let sum = |of: usize| counts.iter().map(|counts| counts[of]).sum();
        Scored { edges: units.concat(), pairs: sum(0), compared: sum(1) }
    }

    /// Keeps a pair of places as an edge, when it says enough.
    #[inline]
    fn keep(&self, edges: &mut Vec<Edge>, (x, y): (u32, u32), verdict: Option<Verdict>) {
        let Some(Verdict { weight, same, family }) = verdict else { return };
        let (x, y) = (self.candidates.order().row(x), self.candidates.order().row(y));
        let (a, b) = (x.min(y), x.max(y));
        let kk = &self.people.kk;
        let apart = kk[a as usize].is_none() || kk[a as usize] != kk[b as usize];
        if same >= EDGE_FLOOR || apart {
            edges.push(Edge { a, b, weight, same, family });
        }
    }
}

fn edge(comparer: &Comparer<'_>, scorer: &Scorer, people: &People, a: RowId, b: RowId) -> Edge {
    let (a, b) = (a.min(b), a.max(b));
    let (x, y) = (people.roster[a as usize], people.roster[b as usize]);
    let verdict = scorer.verdict(comparer.compare(a, b), x, y);
    Edge { a, b, weight: verdict.weight, same: verdict.same, family: verdict.family }
}
