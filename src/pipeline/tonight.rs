//! How does tonight follow from yesterday? Rows are known again, pairs are compared that were not, and what the next
//! night will want to know is written beside the run.

use std::path::Path;

use jiff::civil::Date;

use super::Stopwatch;
use super::decided::rows_by_number;
use super::estimate::Blocks;
use super::linked::Linked;
use super::linking::{Past, link, linkage_made_by};
use super::memory::Hold;
use super::options::{conflict_options, model_text, register_options};
use super::yesterday::{Same, Yesterday, link_or_copy};
use crate::cluster::{Clusters, Constraints};
use crate::conflict::{self, Conflicts, Programmes};
use crate::error::{Error, Finding, Result};
use crate::progress::Progress;
use crate::register::{self, Known, Register};
use crate::score::Model;
use crate::settings::Settings;
use crate::shelf::Shelf;
use crate::standardise::{Anomalies, People};
use crate::state::file::{Written, copy_whole};
use crate::state::{self, Decision, Draft, MadeBy, NightToRemember, StateDraft};

/// Files of the run that the state keeps too.
const KEPT: [&str; 4] = ["model.json", "register.parquet", "members.parquet", "conflicts.parquet"];

/// A night that has been read.
pub(super) struct Tonight<'n> {
    pub(super) settings: &'n Settings,
    pub(super) rules: &'n Programmes,
    pub(super) date: Date,
    pub(super) people: &'n People,
    pub(super) yesterday: &'n Yesterday<'n>,
    /// Where blocks are kept.
    pub(super) blocks: Blocks,
}

/// How tonight follows from the last night.
pub(super) enum Follows<'n> {
    /// Its rows are known among those of earlier nights.
    Known(Box<Known<'n>>),
    /// Nothing was sent since: what it came to stands.
    Same(Box<Same>),
}

impl<'n> Tonight<'n> {
    /// Knows the rows again and links them; when it is the `same` night, nothing of that is done again.
    pub(super) fn link(
        &self,
        frozen: Option<Model>,
        same: Option<Same>,
        decisions: &[Decision],
        next: &mut StateDraft<'_>,
        progress: &dyn Progress,
        watch: &mut Stopwatch,
    ) -> Result<(Follows<'n>, Linked<'n>, Vec<Finding>)> {
        let Tonight { settings, rules, date, people, yesterday, blocks } = *self;
        if let (Some(mut same), Some(model)) = (same, &frozen) {
            let found = std::mem::take(&mut same.found);
            let mut linked = Linked::again(people, found, model.clone(), settings, date);
            let (decided, findings) = if decisions.is_empty() {
                Default::default()
            } else {
                asked(decisions, &yesterday.remembered()?.uid[..people.len()])
            };
            linked.decided = decided;
            return Ok((Follows::Same(Box::new(same)), linked, findings));
        }
        progress.begin("mengenali baris", None);
        let sources = register_options(settings, rules).names();
        let (fingerprints, recognised) = watch.time("recognise", || yesterday.recognise(people, &sources))?;
        let remembered = yesterday.remembered()?;
        let memory = watch.time("recognise", || yesterday.linkage(settings, frozen.as_ref(), date))?;
        let (constraints, findings) = asked(decisions, &recognised.uid);
        let (hold, away) = match blocks {
            Blocks::InMemory => (Hold::Some, None),
            Blocks::OnDisk => (Hold::Little, Some(Shelf(next.folder()))),
        };
        hold.begin();
        let past = Past {
            fingerprints: &fingerprints,
            recognised: &recognised,
            memory,
            constraints: &constraints,
            away,
        };
        let linkage = link(people, settings, date, frozen, Some(past), progress, watch)?;
        let quality = watch.time("quality", || linkage.quality(people));
        let made_by = linkage_made_by(settings, &model_text(&linkage.model)?, date);
        let written = watch.time("remember", || {
            state::write_linkage(next.folder(), &made_by, &linkage.lasting, linkage.first_edges())
        })?;
        next.wrote(&written);
        let mut linked = Linked::tonight(linkage, quality, (people, settings, date));
        linked.decided = constraints;
        Ok((Follows::Known(Box::new(Known { remembered, recognised, fingerprints })), linked, findings))
    }

    /// The register of tonight's persons.
    pub(super) fn register(&self, clusters: &Clusters, follows: &mut Follows<'_>) -> Register {
        match follows {
            Follows::Same(same) => std::mem::take(&mut same.register),
            Follows::Known(known) => {
                let options = register_options(self.settings, self.rules);
                register::register(self.people, clusters, known, &options)
            }
        }
    }

    /// Tonight's conflicts; of those of the same night only what dates change is looked for again.
    pub(super) fn conflicts(
        &self,
        register: &Register,
        clusters: &Clusters,
        anomalies: &Anomalies,
        follows: &mut Follows<'_>,
    ) -> Conflicts {
        let Tonight { people, rules, .. } = *self;
        let options = conflict_options(self.settings, self.date, anomalies);
        match follows {
            Follows::Same(same) => {
                let before = std::mem::take(&mut same.conflicts);
                conflict::conflict_again(people, register, clusters, rules, &options, before)
            }
            Follows::Known(_) => conflict::conflict(people, register, clusters, rules, &options),
        }
    }

    /// Writes what the next night must know: rows, ids, and the files that changes are told from. Where nobody had to be
    /// known again, the rows are last night's, and [kept](Tonight::keep_rows) already.
    pub(super) fn remember(
        &self,
        register: &Register,
        follows: Follows<'_>,
        run: &Draft,
        next: &mut StateDraft<'_>,
    ) -> Result<()> {
        if let Follows::Known(known) = follows {
            let options = register_options(self.settings, self.rules);
            let remembered = register::remember(self.people, register, *known, &options);
            let written =
                state::write_rows(next.folder(), remembered.rows(), |rows| remembered.traits(rows))?;
            written.iter().for_each(|file| next.wrote(file));
        }
        KEPT.iter().try_for_each(|file| next.link(run, file))
    }

    /// Writes what lets the next night skip what it need not do again; nothing of it when the files changed while they
    /// were read.
    pub(super) fn remember_reading(
        &self,
        sent: &MadeBy,
        night: &NightToRemember<'_>,
        next: &mut StateDraft<'_>,
    ) -> Result<()> {
        let written = state::write_night(next.folder(), sent, night)?;
        next.wrote(&written);
        Ok(())
    }

    /// Keeps the memory of the last night as it is: nothing of it has changed.
    pub(super) fn keep_memory(&self, next: &mut StateDraft<'_>) -> Result<()> {
        // The same files under two names: a night can do without them.
        let files = [state::night_memory::FILE, state::linkage_memory::FILE];
        let take = |from: &Path, to: &Path| {
            link_or_copy(from, to).map_err(|source| Error::file(to, "cannot be written", source))
        };
        files.into_iter().try_for_each(|file| self.keep(file, next, take))
    }

    /// Keeps the rows of the last night as they are. They are copied: a bad block of the disk would take them from the
    /// night before too, which is there for that case.
    pub(super) fn keep_rows(&self, next: &mut StateDraft<'_>) -> Result<()> {
        let Some(last) = self.yesterday.last() else { return Ok(()) };
        state::rows_once_more(&last.folder, next.folder())?;
        state::ROWS_KEPT
            .into_iter()
            .try_for_each(|file| self.keep(file, next, |from, to| copy_whole(from, to).map(drop)))
    }

    fn keep(
        &self,
        file: &str,
        next: &mut StateDraft<'_>,
        take: impl Fn(&Path, &Path) -> Result<()>,
    ) -> Result<()> {
        let Some((last, from)) = self.yesterday.last().and_then(|last| Some((last, last.file(file)?))) else {
            return Ok(());
        };
        let path = next.folder().join(file);
        take(&from, &path)?;
        if let Some(sum) = last.record.files.iter().find(|sum| sum.file == file) {
            next.wrote(&Written { path, bytes: sum.bytes, blake3: sum.blake3.clone() });
        }
        Ok(())
    }
}

/// What the decisions in force ask of tonight's rows, and what is to be said of them.
fn asked(decisions: &[Decision], uids: &[u64]) -> (Constraints, Vec<Finding>) {
    state::constraints(decisions, &rows_by_number(decisions, uids))
}
