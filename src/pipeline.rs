//! How does a night run? One call a stage, in the order of ARCHITECTURE.md.

mod account;
mod again;
mod around;
pub mod breaker;
mod closing;
mod decided;
mod ending;
mod estimate;
mod evidence;
mod household;
mod linked;
mod linking;
mod memory;
mod opened;
mod opened_clusters;
mod options;
mod profile;
mod reading;
mod renew;
mod repeated;
mod reopened;
mod room;
mod reuse;
mod subject;
mod tonight;
mod yesterday;

pub use account::{Account, ModelUsed, Together, account};
pub use again::{Again, again, date_of, model_of};
pub use estimate::Estimate;
pub use linking::{Linkage, Past, link};
pub use opened::{Doubt, FamilyRow, Opened, PairSeen, Reason, WEAK, no_night, opened};
pub use opened_clusters::{ClusterRow, ClusterSeen, WeakCluster};
pub use options::model_place;
pub(crate) use options::{rules, standardise_options};
pub use profile::{AnomalyCount, FIELDS, Profile, RosterProfile, profile};
pub use reading::{Reading, read};
pub use renew::{Agreement, DecisionsUsed, LabelCheck, OldModel, Renewal, keep_model, renew};
pub use subject::Subject;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::error::Result;
use crate::progress::Progress;
use crate::report::{self, Cost, Manifest, Running, Stage};
use crate::settings::Settings;
use crate::state::{Decisions, Draft, StateFolder};

use closing::refuse_nothing_read;
use ending::Ended;
use estimate::Blocks;
use memory::{Hold, sweep};
use room::refuse_too_large;
use tonight::Tonight;
use yesterday::{Made, RAW, Yesterday, decisions_in_force};

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
    let yesterday = Yesterday::of(&state, options);
    let mut next = state.begin()?;
    let run = Draft::begin(&settings.night.out, &date.to_string())?;
    let (rules, frozen) = (rules(settings)?, yesterday.model(settings)?);
    let decided = Decisions::open(state.root())?;
    let (decisions, in_force) = (decided.pairs(), decisions_in_force(&decided.pairs()));

    let made = Made::new(settings, &rules, &in_force, date)?;
    let again = watch.time("yesterday", || yesterday.again(&made, frozen.as_ref(), run.folder()));
    let (reading, same) = match again {
        Some(again) => again,
        None => {
            // What the last night leaves is large, and soon let go of.
            let hold = if yesterday.last().is_some() { Hold::Little } else { Hold::Some };
            hold.begin();
            let read = read(settings, date, Some(&run.folder().join(RAW)), progress, &mut watch)?;
            sweep();
            (read, None)
        }
    };
    let people = &reading.people;
    refuse_nothing_read(settings, &reading.intake, people)?;
    // A night on which nothing was sent makes no blocks, and holds less than one that has changed.
    let blocks = match same {
        Some(_) => Blocks::InMemory,
        None => refuse_too_large(settings, people, yesterday.last().is_some())?,
    };

    let tonight = Tonight { settings, rules: &rules, date, people, yesterday: &yesterday, blocks };
    let (mut follows, mut linked, findings) =
        tonight.link(frozen, same, &decisions, &mut next, progress, &mut watch)?;
    let kept = tonight.kept(&follows);
    let judged = tonight.judged(&reading, &mut linked, kept.as_ref(), run.folder())?;
    let clusters = &linked.found.clusters;
    progress.begin("menyusun register", None);
    let register = watch.time("register", || tonight.register(clusters, &mut follows));
    progress.begin("memeriksa konflik", None);
    let conflicts =
        watch.time("conflict", || tonight.conflicts(&register, clusters, &reading.anomalies, &mut follows));
    let ended = Ended {
        state: &state,
        made: &made,
        decided: &decided,
        findings: &findings,
        reading: &reading,
        linked: &linked,
        told: (kept.as_ref(), judged.as_ref()),
        register: &register,
        conflicts: &conflicts,
    };
    tonight.end(&ended, follows, (run, next), progress, watch)
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
