//! How does a night run? One call a stage, in the order of ARCHITECTURE.md.

mod account;
mod again;
mod around;
pub mod breaker;
mod closing;
mod estimate;
mod evidence;
mod household;
mod linked;
mod linking;
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
pub use linking::{Linkage, Past, link};
pub use profile::{AnomalyCount, FIELDS, Profile, RosterProfile, profile};
pub use reading::{Reading, read};
pub use renew::{Agreement, LabelCheck, OldModel, Renewal, keep_model, renew};
pub use subject::Subject;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::cluster;
use crate::conflict;
use crate::error::Result;
use crate::progress::Progress;
use crate::register;
use crate::report::{self, Cost, Extras, Manifest, Masking, RawText, Running, Stage};
use crate::settings::Settings;
use crate::state::{Draft, RawReader, StateFolder};

use closing::{
    against_yesterday, closing, failed_names, findings, oversized, refuse_broken_sums, refuse_nothing_read,
    refuse_too_large, trace, uncompared,
};
use linked::Linked;
use options::{conflict_options, frozen_model, register_options, roster_infos, rules, write_model};

/// What a night came to.
pub struct Summary {
    /// The night's number.
    pub number: u32,
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
    let state = StateFolder::open(&settings.night.state, &settings.night.out, "run")?;
    let draft = Draft::begin(&settings.night.out, &date.to_string())?;
    let raw = draft.folder().join("raw.parquet");
    let rules = rules(settings)?;
    let model = frozen_model(settings)?;

    let Reading { people, anomalies, intake, .. } = read(settings, date, Some(&raw), progress, &mut watch)?;
    refuse_nothing_read(settings, &intake, &people)?;
    refuse_too_large(settings, &people)?;
    let linkage = link(&people, settings, date, model, None, progress, &mut watch);
    let quality = watch.time("quality", || linkage.quality(&people));
    let linked = Linked::tonight(linkage, quality);
    progress.begin("menyusun register", None);
    let register_options = register_options(settings, &rules);
    let known = register::Known::first(&people, &register_options);
    let register = watch
        .time("register", || register::register(&people, &linked.found.clusters, &known, &register_options));
    progress.begin("memeriksa konflik", None);
    let conflicts = watch.time("conflict", || {
        let options = conflict_options(settings, date, &anomalies);
        conflict::conflict(&people, &register, &linked.found.clusters, &rules, &options)
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
        clusters: &linked.found.clusters,
        register: &register,
        conflicts: &conflicts,
        raw: &raw,
        masking: Masking::Masked,
        evidence: Some(linked.evidence(settings.night.language)),
    };
    let (rosters, conflicts) = (report::quality::quality(&night), report::findings::class_totals(&night));
    let mut closing = closing(settings, date, &register, &rosters, &conflicts);
    let mut findings = findings(settings, &intake, &people, &anomalies, &linked);
    findings.extend(against_yesterday(settings, &state, &mut closing)?);
    let uncompared = uncompared(settings, &people, &linked.found);
    let extras = Extras {
        findings: &findings,
        uncompared: Some(&uncompared),
        oversized_blocks: oversized(&linked),
        pairs: Some(linked.scored_pairs()),
        precision: quality.map(|quality| estimate(quality.precision)),
        recall: quality.map(|quality| estimate(quality.recall)),
        second_pass: linked.found.second_pass,
    };
    write_model(settings, &linked.model, draft.folder())?;
    let trace = trace(settings, &linked, &watch)?;
    let manifest = report::write_run(&draft, &night, &extras, trace, settings.night.language)?;
    refuse_broken_sums(&manifest)?;
    let published = state.begin()?.publish(draft, closing, &|step| progress.begin(step, None))?;
    progress.finish();
    let (number, folder) = (published.number, published.run);
    Ok(Summary { number, folder, manifest, rosters, conflicts, failed: failed_names(settings, &intake) })
}

fn estimate(share: cluster::Share) -> report::page::Estimate {
    report::page::Estimate { value: share.value, low: share.low, high: share.high }
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
