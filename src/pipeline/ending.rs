//! How does a night end? It is held against yesterday, written beside its state, checked, and published; or it is not,
//! and yesterday stays.

use std::collections::BTreeMap;
use std::path::Path;

use super::closing::{
    against_yesterday, failed_names, findings, oversized, refuse_broken_sums, trace, uncompared,
};
use super::linked::{Judges, Linked};
use super::linking::EDGE_FLOOR;
use super::memory::{Hold, sweep};
use super::options::{ingest_rosters, roster_infos, write_model};
use super::tonight::{Follows, Tonight};
use super::yesterday::{Made, RAW};
use super::{Reading, Stopwatch, Summary, breaker};
use crate::changes::{self, Changes, Dismissal};
use crate::cluster;
use crate::conflict::Conflicts;
use crate::error::{Finding, Result};
use crate::ingest;
use crate::progress::Progress;
use crate::register::Register;
use crate::report::findings::Totals;
use crate::report::quality::RosterQuality;
use crate::report::{self, Evidence, Extras, Judged, Kept, Manifest, Masking, RawText, ScoredPairs};
use crate::state::{
    self, Accepted, Closing, Decisions, Draft, Ledger, LedgerNight, NightToRemember, RawReader, StateDraft,
    StateFolder,
};

/// Everything that a night came to, before it is written.
pub(super) struct Ended<'e, 'n> {
    pub(super) state: &'e StateFolder,
    pub(super) made: &'e Made<'n>,
    /// What officers have decided.
    pub(super) decided: &'e Decisions,
    /// What is to be said of that.
    pub(super) findings: &'e [Finding],
    pub(super) reading: &'e Reading,
    pub(super) linked: &'e Linked<'n>,
    /// What stands of the last night's tables, and what pairs were judged by where they do not.
    pub(super) told: (Option<&'e Kept>, Option<&'e Judged>),
    pub(super) register: &'e Register,
    pub(super) conflicts: &'e Conflicts,
}

impl Tonight<'_> {
    /// The last night's tables, as far as they can stand for tonight's.
    pub(super) fn kept(&self, follows: &Follows<'_>) -> Option<Kept> {
        let last_run = self.yesterday.run().filter(|_| matches!(follows, Follows::Same(_)));
        last_run.and_then(Kept::of).map(|kept| kept.with_state(self.yesterday.folder()))
    }

    /// Writes the pairs and tells what only those who judged them can tell; nothing where the last night's tables stand.
    /// It comes before the register, so that what pairs were judged by is gone when persons are told of.
    pub(super) fn judged(
        &self,
        reading: &Reading,
        linked: &mut Linked<'_>,
        kept: Option<&Kept>,
        folder: &Path,
    ) -> Result<Option<Judged>> {
        if kept.is_some_and(Kept::has_pairs) {
            return Ok(None);
        }
        let settings = self.settings;
        let judges = linked.judges();
        let (rosters, date) = (roster_infos(settings), self.date.to_string());
        // Neither pairs nor their accounts ask for more of the night than its rows.
        let night = report::Night {
            name: &settings.night.name,
            date: &date,
            rosters: &rosters,
            intake: &reading.intake,
            people: self.people,
            anomalies: &reading.anomalies,
            clusters: &linked.found.clusters,
            register: &Register::default(),
            conflicts: &Conflicts::default(),
            totals: &Totals::default(),
            changes: None,
            raw: &RawText::default(),
            masking: Masking::Masked,
        };
        let Judges { comparer, scorer } = &judges;
        let pairs = ScoredPairs { edges: &linked.found.edges, floor: EDGE_FLOOR, comparer, scorer };
        let evidence = Evidence { comparer, scorer, language: settings.night.language };
        let judged = Judged::of(&night, &evidence, pairs, folder)?;
        drop(judges);
        // A later night holds the most from here on: what was known, and what is told of it.
        if self.yesterday.last().is_some() {
            Hold::Little.begin();
        }
        sweep();
        Ok(Some(judged))
    }

    /// Writes the night and what the next must know, and publishes both.
    pub(super) fn end(
        &self,
        ended: &Ended<'_, '_>,
        follows: Follows<'_>,
        (run, mut next): (Draft, StateDraft<'_>),
        progress: &dyn Progress,
        mut watch: Stopwatch,
    ) -> Result<Summary> {
        let settings = self.settings;
        progress.begin("menulis hasil", None);
        let same = match &follows {
            Follows::Same(same) => Some(same),
            Follows::Known(_) => None,
        };
        let (kept, judged) = ended.told;
        let rosters = roster_infos(settings);
        let date = self.date.to_string();
        let night = report::Night {
            name: &settings.night.name,
            date: &date,
            rosters: &rosters,
            intake: &ended.reading.intake,
            people: self.people,
            anomalies: &ended.reading.anomalies,
            clusters: &ended.linked.found.clusters,
            register: ended.register,
            conflicts: ended.conflicts,
            totals: &Totals::default(),
            changes: None,
            raw: &RawText::default(),
            masking: Masking::Masked,
        };
        let known = self.yesterday.raw();
        let read = || RawReader::open(&run.folder().join(RAW)).and_then(|raw| RawText::read(&raw));
        let read = known.is_none().then(read).transpose()?.unwrap_or_default();
        let raw = known.unwrap_or(&read);
        let night = report::Night { raw, ..night };
        let quality = report::quality::quality(&night);
        let totals = Totals::of(&night);
        let (persons, families) = (ended.register.len() as u64, ended.register.families() as u64);
        let counts = breaker::counts(persons, families, &quality, &totals.classes);
        let mut said = against_yesterday(settings, ended.state, self.date, &counts)?;
        let accepted = settings.breaker.accepted.clone().filter(|_| breaker::has_accepted(&said));
        let noticed = self.yesterday.noticed();
        said.extend(noticed.into_iter().chain(ended.decided.findings()).chain(ended.findings).cloned());
        said.extend(findings(
            settings,
            &ended.reading.intake,
            self.people,
            &ended.reading.anomalies,
            ended.linked,
        ));
        let dismissals = dismissals(ended.decided);
        let name = |row| raw.name(row);
        let address = |row| raw.address(row);
        let compared = changes::Tonight {
            date: self.date,
            number: next.number(),
            people: self.people,
            register: ended.register,
            conflicts: ended.conflicts,
            dismissals: &dismissals,
            same_persons: same.is_some(),
            name_as_read: &name,
            address_as_read: &address,
        };
        let changes = watch.time("changes", || self.changes(&compared, &night))?;
        if same.is_none() {
            sweep();
        }
        let night = report::Night { changes: Some(&changes), ..night };
        // Without the dismissed ones, now that it is known which these are.
        let totals = Totals::of(&night);
        let night = report::Night { totals: &totals, ..night };
        let counts = breaker::counts(persons, families, &quality, &totals.classes);
        let accounts = match (same, judged) {
            (_, Some(judged)) => judged.waiting.clone(),
            (Some(same), None) => same.accounts.clone(),
            (None, None) => String::new(),
        };
        let uncompared = uncompared(settings, self.people, &ended.linked.found);
        let extras = Extras {
            kept,
            findings: &said,
            uncompared: Some(&uncompared),
            accounts: Some(&accounts),
            judged,
            workbook: settings.night.workbook,
            ..extras(ended.linked)
        };
        let unchanged = same.is_some();
        let yesterday = self.yesterday.folder();
        let keep_persons = |next: &mut StateDraft<'_>| -> Result<()> {
            next.wrote(&report::write_persons(ended.register, &changes, yesterday, next.folder())?);
            Ok(())
        };
        // What is copied from the state of a night on which nothing was sent, while its tables wait for the disk.
        let (manifest, ledger) = report::beside(
            || {
                if unchanged {
                    self.keep_rows(&mut next)?;
                    keep_persons(&mut next)?;
                }
                Ledger::begin(yesterday, next.folder())
            },
            || self.write(ended, (&night, &quality), &extras, &run, &watch),
        );
        let (manifest, mut ledger) = (manifest?, ledger?);

        self.remember(ended.register, follows, &run, &mut next)?;
        if !unchanged {
            keep_persons(&mut next)?;
        }
        let recorded = ledger_night(&night, &manifest, &run, next.number(), accepted.as_ref());
        let (kept, recorded) = report::beside(
            move || ledger.record(&recorded, &changes, &compared),
            || match unchanged {
                true => self.keep_memory(&mut next),
                false => self.keep_memory_of(ended, &accounts, &mut next),
            },
        );
        kept.and(recorded)?;
        let failed = failed_names(settings, &ended.reading.intake);
        let closing = Closing { date: self.date, counts, accepted, keep_runs: settings.night.keep_runs };
        let published = next.publish(run, &closing, &|step| progress.begin(step, None))?;
        progress.finish();
        let (number, folder) = (published.number, published.run);
        Ok(Summary { number, folder, manifest, rosters: quality, conflicts: totals.classes, failed })
    }

    /// Tonight beside yesterday, values as the registers of both show them.
    fn changes(&self, tonight: &changes::Tonight<'_>, night: &report::Night<'_>) -> Result<Changes> {
        let Some(folder) = self.yesterday.folder() else {
            return Ok(changes::changes(None, tonight));
        };
        let yesterday = changes::Yesterday::read(folder, tonight)?;
        let mut changes = changes::changes(Some(&yesterday), tonight);
        report::tell_values(night, &mut changes, &folder.join("register.parquet"))?;
        Ok(changes)
    }

    /// Writes the run folder; sums that do not hold stop the night.
    fn write(
        &self,
        ended: &Ended<'_, '_>,
        night: (&report::Night<'_>, &[RosterQuality]),
        extras: &Extras<'_>,
        run: &Draft,
        watch: &Stopwatch,
    ) -> Result<Manifest> {
        let settings = self.settings;
        write_model(settings, &ended.linked.model, run.folder())?;
        let trace = trace(settings, ended.linked, watch)?;
        let manifest = report::write_run(run, night, extras, trace, settings.night.language)?;
        refuse_broken_sums(&manifest)?;
        Ok(manifest)
    }

    /// Keeps what only saves the next night time.
    fn keep_memory_of(&self, ended: &Ended<'_, '_>, accounts: &str, next: &mut StateDraft<'_>) -> Result<()> {
        let Reading { people, anomalies, intake, near } = ended.reading;
        let inputs = ingest::inputs_as_read(&ingest_rosters(self.settings), intake);
        let Some(inputs) = inputs else { return Ok(()) };
        let sent = ended.made.by(Some(&ended.linked.model), &inputs)?;
        let (register, conflicts, found) = (ended.register, ended.conflicts, &ended.linked.found);
        let night = NightToRemember { people, anomalies, intake, near, found, register, conflicts, accounts };
        self.remember_reading(&sent, &night, next)
    }
}

/// What the linkage has to say on the page.
fn extras<'e>(linked: &'e Linked<'_>) -> Extras<'e> {
    let found = &linked.found;
    Extras {
        oversized_blocks: oversized(linked),
        precision: found.quality.map(|quality| estimate(quality.precision)),
        recall: found.quality.map(|quality| estimate(quality.recall)),
        second_pass: found.second_pass,
        weighed: Some((&found.edges, EDGE_FLOOR)),
        model: Some(&linked.model),
        decided: Some(&linked.decided),
        ..Extras::default()
    }
}

/// The dismissals in force, by conflict.
fn dismissals(decided: &Decisions) -> BTreeMap<String, Dismissal> {
    let dismissed = |(conflict, said): (String, state::Dismissal)| {
        (conflict, Dismissal { by: said.by, reason: said.reason, at: said.at })
    };
    decided.dismissals().into_iter().map(dismissed).collect()
}

fn ledger_night(
    night: &report::Night<'_>,
    manifest: &Manifest,
    run: &Draft,
    number: u32,
    accepted: Option<&Accepted>,
) -> LedgerNight {
    LedgerNight {
        number,
        date: night.date.to_owned(),
        run: run.target().file_name().unwrap_or_default().to_string_lossy().into_owned(),
        version: manifest.version.to_owned(),
        rows: manifest.counts.people_rows,
        refused_lines: manifest.counts.refused_lines,
        persons: manifest.counts.persons,
        families: manifest.counts.families,
        conflicts: night.totals.count(),
        at_risk: night.totals.at_risk,
        accepted: accepted.map(|accepted| (accepted.by.clone().unwrap_or_default(), accepted.reason.clone())),
    }
}

fn estimate(share: cluster::Share) -> report::page::Estimate {
    report::page::Estimate { value: share.value, low: share.low, high: share.high }
}
