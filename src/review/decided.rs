//! What has been decided so far, as the pages show it? Read from the file of decisions when it has changed, whoever
//! changed it, and laid out by pair and by conflict.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::settings::Settings;
use crate::state::{Decision, Decisions, Handling, Opinion};

/// What was decided on one pair, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct OfPair {
    /// Decisions in force.
    pub(super) decisions: Vec<Decision>,
    /// Opinions that stand.
    pub(super) opinions: Vec<Opinion>,
}

/// All of it at one moment.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pairs: FxHashMap<[u64; 2], OfPair>,
    /// Conflicts whose dismissal is in force: by whom and why.
    pub(super) dismissals: FxHashMap<String, [String; 3]>,
    /// The last step of each conflict.
    pub(super) handlings: FxHashMap<String, Handling>,
    /// Opinions that stand, by number.
    pub(super) opinions: Vec<Opinion>,
}

impl Snapshot {
    pub(super) fn of(decisions: &Decisions) -> Snapshot {
        let mut pairs: FxHashMap<[u64; 2], OfPair> = FxHashMap::default();
        for decision in decisions.pairs() {
            let [a, b] = decision.rows.each_ref().map(|row| row.uid);
            pairs.entry([a.min(b), a.max(b)]).or_default().decisions.push(decision);
        }
        for opinion in decisions.opinions() {
            pairs.entry(opinion.pair()).or_default().opinions.push(opinion.clone());
        }
        let dismissal =
            |(conflict, said): (String, crate::state::Dismissal)| (conflict, [said.by, said.reason, said.at]);
        let handlings = decisions.handlings().into_iter();
        Snapshot {
            pairs,
            dismissals: decisions.dismissals().into_iter().map(dismissal).collect(),
            handlings: handlings.map(|(conflict, step)| (conflict.to_owned(), step.clone())).collect(),
            opinions: decisions.opinions().cloned().collect(),
        }
    }

    /// What was decided on a pair.
    pub(super) fn pair(&self, [a, b]: [u64; 2]) -> Option<&OfPair> {
        self.pairs.get(&[a.min(b), a.max(b)])
    }
}

/// When and how large the file's mark was: it is written anew with every write.
type Stamp = Option<(SystemTime, u64)>;

/// The snapshot, and of when it is.
pub(super) struct Decided {
    now: Mutex<(Stamp, Arc<Snapshot>)>,
}

impl Decided {
    pub(super) fn read(settings: &Settings) -> Result<Decided> {
        let stamp = stamp(settings);
        let snapshot = Decisions::look(&settings.night.state)?.as_ref().map(Snapshot::of).unwrap_or_default();
        Ok(Decided { now: Mutex::new((stamp, Arc::new(snapshot))) })
    }

    /// What is decided now. While someone writes, what was decided before.
    pub(super) fn now(&self, settings: &Settings) -> Arc<Snapshot> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(settings);
        if stamp != now.0
            && let Ok(Some(decisions)) = Decisions::look(&settings.night.state)
        {
            *now = (stamp, Arc::new(Snapshot::of(&decisions)));
        }
        Arc::clone(&now.1)
    }

    /// Takes over what was just written.
    pub(super) fn renew(&self, settings: &Settings, decisions: &Decisions) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = (stamp(settings), Arc::new(Snapshot::of(decisions)));
    }
}

fn stamp(settings: &Settings) -> Stamp {
    let mark = std::fs::metadata(settings.night.state.join("decisions.sum")).ok()?;
    Some((mark.modified().ok()?, mark.len()))
}
