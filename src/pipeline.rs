//! How does a night run? One call a stage, in the order of ARCHITECTURE.md.

mod account;
mod again;
mod around;
mod closing;
mod decided;
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
mod tonight;
mod yesterday;

pub use account::{Account, ModelUsed, Together, account};
pub use again::{Again, again, date_of, model_of};
pub use estimate::Estimate;
pub use linking::{Linkage, Past, link};
pub use profile::{AnomalyCount, FIELDS, Profile, RosterProfile, profile};
pub use reading::{Reading, read};
pub use renew::{Agreement, DecisionsUsed, LabelCheck, OldModel, Renewal, keep_model, renew};
pub use subject::Subject;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::changes;
use crate::cluster;
use crate::conflict;
use crate::error::Result;
use crate::ingest;
use crate::progress::Progress;
use crate::register;
use crate::report::{self, Cost, Extras, Manifest, Masking, RawText, Running, Stage};
use crate::settings::Settings;
use crate::state::{Closing, Draft, RawReader, StateFolder};

use closing::{
    failed_names, findings, oversized, refuse_broken_sums, refuse_nothing_read, refuse_too_large, trace,
    uncompared,
};
use options::{conflict_options, ingest_rosters, register_options, roster_infos, rules, write_model};
use tonight::{Tonight, night_counts, read_as_sent};
use yesterday::{RAW, Yesterday, made_by, sent};

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

/// How a night is run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Read and compare everything, as if nothing were remembered but ids, decisions and the model. The result is the
    /// same.
    pub from_scratch: bool,
}

/// Runs one night: reads, links, registers, finds conflicts, and publishes run folder and state as a whole.
///
/// # Errors
/// When no roster can be read, counts do not add up, or an output cannot be written. Yesterday's folders stay.
pub fn run(
    settings: &Settings,
    date: Date,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary> {
    let mut watch = Stopwatch::default();
    let state = StateFolder::open(&settings.night.state, &settings.night.out, "run")?;
    let yesterday = watch.time("yesterday", || Yesterday::read(&state, options))?;
    let mut next = state.begin()?;
    let draft = Draft::begin(&settings.night.out, &date.to_string())?;
    let (rules, frozen) = (rules(settings)?, yesterday.model(settings)?);
    let inputs = watch.time("yesterday", || ingest::inputs(&ingest_rosters(settings)));
    let sent = made_by(sent(settings, &inputs)?, settings, frozen.as_ref(), "", date)?;

    let remembered = watch.time("yesterday", || yesterday.again(&sent, date, draft.folder()));
    let (reading, found) = match remembered {
        Some(again) => again,
        None => (read(settings, date, Some(&draft.folder().join(RAW)), progress, &mut watch)?, None),
    };
    let Reading { people, anomalies, intake, .. } = &reading;
    refuse_nothing_read(settings, intake, people)?;
    refuse_too_large(settings, people)?;
    let tonight = Tonight { settings, rules: &rules, date, people, yesterday: &yesterday };
    let unchanged = found.is_some();
    let (known, linked) = tonight.link(frozen, found, &mut next, progress, &mut watch)?;
    progress.begin("menyusun register", None);
    let register_options = register_options(settings, &rules);
    let register = watch
        .time("register", || register::register(people, &linked.found.clusters, &known, &register_options));
    progress.begin("memeriksa konflik", None);
    let conflicts = watch.time("conflict", || {
        let options = conflict_options(settings, date, anomalies);
        conflict::conflict(people, &register, &linked.found.clusters, &rules, &options)
    });

    progress.begin("menulis hasil", None);
    let raw = RawText::read(&RawReader::open(&draft.folder().join(RAW))?)?;
    let rosters = roster_infos(settings);
    let night_date = date.to_string();
    let night = report::Night {
        name: &settings.night.name,
        date: &night_date,
        rosters: &rosters,
        intake,
        people,
        anomalies,
        clusters: &linked.found.clusters,
        register: &register,
        conflicts: &conflicts,
        changes: None,
        raw: &raw,
        masking: Masking::Masked,
        evidence: Some(linked.evidence(settings.night.language)),
    };
    let mut findings = state.findings().to_vec();
    findings.extend(state.date_finding(date));
    findings.extend(self::findings(settings, intake, people, anomalies, &linked));
    let uncompared = uncompared(settings, people, &linked.found);
    let changes = around_yesterday(&night, date, &raw);
    let night = report::Night { changes: Some(&changes), ..night };
    let extras = Extras {
        findings: &findings,
        uncompared: Some(&uncompared),
        oversized_blocks: oversized(&linked),
        pairs: Some(linked.scored_pairs()),
        precision: linked.found.quality.map(|quality| estimate(quality.precision)),
        recall: linked.found.quality.map(|quality| estimate(quality.recall)),
        second_pass: linked.found.second_pass,
    };
    write_model(settings, &linked.model, draft.folder())?;
    let trace = trace(settings, &linked, &watch)?;
    let manifest = report::write_run(&draft, &night, &extras, trace, settings.night.language)?;
    refuse_broken_sums(&manifest)?;
    let counts = night_counts(&night);
    let (rosters, totals) = (report::quality::quality(&night), report::findings::class_totals(&night));
    let failed = failed_names(settings, intake);
    tonight.remember(&register, known, &draft, &mut next)?;
    if unchanged {
        tonight.keep_memory(&mut next)?;
    } else if read_as_sent(&inputs, intake) {
        let sent = made_by(sent.reading, settings, Some(&linked.model), "", date)?;
        tonight.remember_reading(&sent, &reading, &linked, &mut next)?;
    }
    let closing = Closing { date, counts, keep_runs: None };
    let published = next.publish(draft, closing, &|step| progress.begin(step, None))?;
    progress.finish();
    Ok(Summary { folder: published.run, manifest, rosters, conflicts: totals, failed })
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
