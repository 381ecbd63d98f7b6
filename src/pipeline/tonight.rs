//! How does tonight follow from yesterday? Rows are known again, pairs are compared that were not, and what the next
//! night will want to know is written beside the run.

use std::path::Path;

use jiff::civil::Date;

use super::decided::rows_by_number;
use super::linked::Linked;
use super::linking::{Past, link, linkage_made_by};
use super::options::{model_text, register_options};
use super::yesterday::{Yesterday, link_or_copy};
use super::{Reading, Stopwatch};
use crate::cluster::Constraints;
use crate::conflict::Programmes;
use crate::error::{Error, Finding, Result};
use crate::ingest::Intake;
use crate::progress::Progress;
use crate::register::{self, Known, Recognised, Register};
use crate::score::Model;
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::file::Written;
use crate::state::{self, Decision, Draft, Found, MadeBy, StateDraft};

/// Files of the run that the state keeps too.
const KEPT: [&str; 4] = ["model.json", "register.parquet", "members.parquet", "conflicts.parquet"];

/// A night that has been read.
pub(super) struct Tonight<'n> {
    pub(super) settings: &'n Settings,
    pub(super) rules: &'n Programmes,
    pub(super) date: Date,
    pub(super) people: &'n People,
    pub(super) yesterday: &'n Yesterday<'n>,
}

impl<'n> Tonight<'n> {
    /// Knows the rows again and links them; of what was `found` on a night of the same rows nothing is done again.
    pub(super) fn link(
        &self,
        frozen: Option<Model>,
        found: Option<Found>,
        decisions: &[Decision],
        next: &mut StateDraft<'_>,
        progress: &dyn Progress,
        watch: &mut Stopwatch,
    ) -> Result<(Known<'n>, Linked<'n>, Vec<Finding>)> {
        let Tonight { settings, rules, date, people, yesterday } = *self;
        let remembered = &yesterday.remembered;
        if let (Some(found), Some(model)) = (found, &frozen) {
            let recognised = Recognised::unchanged(remembered);
            let linked =
                watch.time("compare", || Linked::again(people, found, model.clone(), settings, date));
            let (decided, findings) = asked(decisions, &recognised);
            return Ok((Known { remembered, recognised }, Linked { decided, ..linked }, findings));
        }
        progress.begin("mengenali baris", None);
        let sources = register_options(settings, rules).names();
        let (fingerprints, recognised) = watch.time("recognise", || yesterday.recognise(people, &sources));
        let memory = watch.time("recognise", || yesterday.linkage(settings, frozen.as_ref(), date))?;
        let (constraints, findings) = asked(decisions, &recognised);
        let past = Past {
            fingerprints: &fingerprints,
            recognised: &recognised,
            memory: memory.as_ref(),
            constraints: &constraints,
        };
        let linkage = link(people, settings, date, frozen, Some(&past), progress, watch);
        drop((memory, fingerprints));
        let quality = watch.time("quality", || linkage.quality(people));
        let made_by = linkage_made_by(settings, &model_text(&linkage.model)?, date);
        let written = watch.time("remember", || {
            state::write_linkage(next.folder(), &made_by, &linkage.lasting, linkage.first_edges())
        })?;
        next.wrote(&written);
        let linked = Linked { decided: constraints, ..Linked::tonight(linkage, quality) };
        Ok((Known { remembered, recognised }, linked, findings))
    }

    /// Writes what the next night must know: rows, ids, and the files that changes are told from.
    pub(super) fn remember(
        &self,
        register: &Register,
        known: Known<'_>,
        run: &Draft,
        next: &mut StateDraft<'_>,
    ) -> Result<()> {
        let options = register_options(self.settings, self.rules);
        let remembered = register::remember(self.people, register, known, &options);
        state::write_rows(next.folder(), &remembered)?;
        KEPT.iter().try_for_each(|file| next.link(run, file))
    }

    /// Writes what lets the next night skip what it need not do again; nothing of it when the files changed while they
    /// were read.
    pub(super) fn remember_reading(
        &self,
        sent: &MadeBy,
        reading: &Reading,
        linked: &Linked<'_>,
        next: &mut StateDraft<'_>,
    ) -> Result<()> {
        let Reading { people, anomalies, intake, near } = reading;
        let written =
            state::write_night(next.folder(), sent, people, (anomalies, intake, near), &linked.found)?;
        next.wrote(&written);
        Ok(())
    }

    /// Keeps the memory of the last night as it is: nothing of it has changed.
    pub(super) fn keep_memory(&self, next: &mut StateDraft<'_>) -> Result<()> {
        let Some(last) = self.yesterday.last() else { return Ok(()) };
        for file in [state::night_memory::FILE, state::linkage_memory::FILE] {
            let Some(from) = last.file(file) else { continue };
            let path = next.folder().join(file);
            link_or_copy(&from, &path).map_err(|source| Error::file(&path, "cannot be written", source))?;
            if let Some(sum) = last.record.files.iter().find(|sum| sum.file == file) {
                next.wrote(&Written { path, bytes: sum.bytes, blake3: sum.blake3.clone() });
            }
        }
        Ok(())
    }
}

/// What the decisions in force ask of tonight's rows, and what is to be said of them.
fn asked(decisions: &[Decision], recognised: &Recognised) -> (Constraints, Vec<Finding>) {
    state::constraints(decisions, &rows_by_number(decisions, &recognised.uid))
}

/// Whether what was read is what was sent: no file was replaced between the two.
pub(super) fn read_as_sent(inputs: &[crate::ingest::Input], intake: &Intake) -> bool {
    let sent =
        |path: &Path, blake3: &str| inputs.iter().any(|input| input.path == path && input.blake3 == blake3);
    intake.files.iter().all(|file| sent(&file.path, &file.blake3))
}
