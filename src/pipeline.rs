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
mod subject;

pub use account::{Account, ModelUsed, Together, account};
pub use again::{Again, again, date_of, model_of};
pub use estimate::Estimate;
pub use profile::{AnomalyCount, FIELDS, Profile, RosterProfile, profile};
pub use reading::{Reading, read};
pub use renew::{Agreement, LabelCheck, OldModel, Renewal, keep_model, renew};
pub use subject::Subject;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::block::{self, Candidates};
use crate::changes;
use crate::cluster::{self, Clusters, SecondPass};
use crate::compare::{self, Comparer};
use crate::conflict;
use crate::error::Result;
use crate::progress::Progress;
use crate::record::RowId;
use crate::register;
use crate::report::{self, Cost, Extras, Manifest, Masking, RawText, Running, ScoredPairs, Stage};
use crate::score::{self, Edge, Model, Scorer};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::{Draft, RawReader};

use closing::{
    failed_names, findings, oversized, refuse_broken_sums, refuse_nothing_read, refuse_too_large, trace,
    uncompared,
};
use options::{
    block_options, cluster_options, compare_options, conflict_options, frozen_model, register_options,
    roster_infos, roster_sizes, rules, write_model,
};

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
    let mut linkage = link(&people, settings, date, model, progress, &mut watch);
    let quality = watch.time("quality", || linkage.quality(&people));
    linkage.candidates.forget_pairs();
    let edges = linkage.keep_listed();
    progress.begin("menyusun register", None);
    let register = watch.time("register", || {
        register::register(&people, &linkage.clusters, &register_options(settings, &rules))
    });
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
        changes: None,
        raw: &raw,
        masking: Masking::Masked,
        evidence: Some(linkage.evidence(settings.night.language)),
    };
    let changes = around_yesterday(&night, date, &raw);
    let night = report::Night { changes: Some(&changes), ..night };
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

/// What is different from last night. Until nights follow one another, each is the first.
fn around_yesterday(night: &report::Night<'_>, date: Date, raw: &RawText) -> changes::Changes {
    let tonight = changes::Tonight {
        date,
        number: 1,
        people: night.people,
        register: night.register,
        conflicts: night.conflicts,
        dismissals: &BTreeMap::new(),
        name_as_read: &|row| raw.name(row),
        address_as_read: &|row| raw.address(row),
    };
    changes::changes(None, &tonight)
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
    /// Pairs that were compared, each once.
    pub pairs: u64,
    /// Scored pairs above the floor, in a fixed order.
    pub edges: Vec<Edge>,
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
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Linkage<'a> {
    progress.begin("menyusun pasangan", None);
    let candidates = watch.time("block", || block::block(people, &block_options(date)));
    let comparer = watch.time("compare", || Comparer::new(people, &candidates, &compare_options(date)));
    let comparisons = comparer.comparisons();
    let sizes = roster_sizes(settings, people);
    progress.begin("melatih model", None);
    let trained = model.is_none();
    let model = watch.time("train", || {
        model.unwrap_or_else(|| {
            learn(&comparer, &compare::tally(&comparer, &candidates, TRAINING_PAIRS), &[], &sizes)
        })
    });
    let scorer = Scorer::new(&model, &comparisons, &sizes);
    progress.begin("membandingkan pasangan", Some(candidates.pairs_at_most()));
    let (edges, pairs) = watch.time("score", || score_all(&candidates, &comparer, &scorer, people, progress));
    watch.went_through("score", pairs);
    progress.begin("mengelompokkan", None);
    let options = cluster_options(settings, &scorer);
    let persons = watch.time("cluster", || {
        let weigh = |a: RowId, b: RowId| edge(&comparer, &scorer, people, a, b);
        cluster::persons(people, &comparer, &edges, &weigh, &options)
    });
    let mut linkage =
        Linkage { candidates, comparer, model, scorer, pairs, edges, clusters: persons, second_pass: None };
    if settings.household_pass {
        linkage =
            watch.time("household", || household::weigh_again(linkage, people, trained, &sizes, &options));
    }
    watch.time("cluster", || linkage.complete(people, &options));
    linkage
}

/// Learns a model from the patterns that the candidates show, and from pairs that officers have judged.
fn learn(
    comparer: &Comparer<'_>,
    counts: &[compare::Count],
    judged: &[score::Judged],
    sizes: &[score::RosterSize],
) -> Model {
    score::train(&comparer.comparisons(), counts, judged, &compare::expected(comparer), sizes)
}

/// Compares and scores all candidate pairs, unit by unit, and keeps the edges above the floor; and counts the pairs.
fn score_all(
    candidates: &Candidates,
    comparer: &Comparer<'_>,
    scorer: &Scorer,
    people: &People,
    progress: &dyn Progress,
) -> (Vec<Edge>, u64) {
    let floor = score::Floor::new(EDGE_FLOOR);
    let (units, counts): (Vec<Vec<Edge>>, Vec<u64>) = candidates
        .units()
        .par_iter()
        .map_init(
            || comparer.comparing(),
            |comparing, unit| {
                let mut edges = Vec::new();
                let mut pairs = 0;
                candidates.batches(*unit, |batch| {
                    pairs += batch.len() as u64;
                    comparing.compare_all(batch, |x, y, pattern| {
                        let rosters = (comparer.roster_at(x), comparer.roster_at(y));
                        let Some(verdict) = scorer.verdict_above(floor, pattern, rosters.0, rosters.1) else {
                            return;
                        };
                        let (x, y) = (candidates.order().row(x), candidates.order().row(y));
                        let (a, b) = (x.min(y), x.max(y));
                        let kk = &people.kk;
                        let apart = kk[a as usize].is_none() || kk[a as usize] != kk[b as usize];
                        if verdict.same >= EDGE_FLOOR || apart {
                            let score::Verdict { weight, same, family } = verdict;
                            edges.push(Edge { a, b, weight, same, family });
                        }
                    });
                });
                progress.advance(pairs);
                (edges, pairs)
            },
        )
        .unzip();
    (units.concat(), counts.iter().sum())
}

fn edge(comparer: &Comparer<'_>, scorer: &Scorer, people: &People, a: RowId, b: RowId) -> Edge {
    let (a, b) = (a.min(b), a.max(b));
    let (x, y) = (people.roster[a as usize], people.roster[b as usize]);
    let verdict = scorer.verdict(comparer.compare(a, b), x, y);
    Edge { a, b, weight: verdict.weight, same: verdict.same, family: verdict.family }
}
