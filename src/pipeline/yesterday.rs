//! What does the last night leave to this one? Its rows and ids always; what it compared, when model and program are the
//! same; and all it read and found, when nothing was sent since.

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::linking::{WAY, linkage_made_by};
use super::options::{ingest_rosters, model_in_use, model_text, next_model, read_model};
use super::{Reading, RunOptions, reopened};
use crate::conflict::{Conflicts, Programmes};
use crate::error::{Error, Finding, Result};
use crate::ingest::{self, Input};
use crate::register::{self, Recognised, Register, Remembered, Traits};
use crate::report::{Language, RawText, beside};
use crate::score::Model;
use crate::settings::Settings;
use crate::standardise::{Fingerprints, People};
use crate::state::{self, Decision, Found, LastNight, LinkageMemory, MadeBy, NightMemory, StateFolder};

/// Name of the raw cells in a run folder.
pub(super) const RAW: &str = "raw.parquet";

/// The last night, as far as this one may lean on it.
pub(super) struct Yesterday<'s> {
    last: Option<&'s LastNight>,
    /// Its rows and ids, read when they are asked for: a night on which nothing was sent does without.
    rows: OnceLock<Remembered>,
    /// What only saves time is not asked for.
    from_scratch: bool,
    /// The raw cells that tables show, when they were read with the rows.
    raw: OnceLock<RawText>,
    /// What turned out to be damaged when it was read.
    noticed: OnceLock<Finding>,
}

/// What the last night came to, when tonight comes to the same.
pub(super) struct Same {
    pub(super) found: Found,
    pub(super) register: Register,
    pub(super) conflicts: Conflicts,
    pub(super) accounts: String,
}

impl<'s> Yesterday<'s> {
    /// The last night; nothing is known before the first.
    pub(super) fn of(state: &'s StateFolder, options: &RunOptions) -> Yesterday<'s> {
        Yesterday {
            last: state.last(),
            rows: OnceLock::new(),
            from_scratch: options.from_scratch,
            raw: OnceLock::new(),
            noticed: OnceLock::new(),
        }
    }

    /// The rows and ids of the last night.
    pub(super) fn remembered(&self) -> Result<&Remembered> {
        if let Some(rows) = self.rows.get() {
            return Ok(rows);
        }
        let rows = self.read_rows()?;
        Ok(self.rows.get_or_init(|| rows))
    }

    fn read_rows(&self) -> Result<Remembered> {
        self.last.map_or_else(|| Ok(Remembered::default()), |last| state::read_rows(&last.folder))
    }

    /// The model in use; none when tonight is to train one.
    pub(super) fn model(&self, settings: &Settings) -> Result<Option<Model>> {
        model_in_use(settings, self.last).map(|path| read_model(&path, next_model())).transpose()
    }

    /// The night before as it was read, when all that was sent is what was sent then; and what was found in it, when
    /// model and decisions are the same too. The raw cells are put beside the new run's files.
    pub(super) fn again(
        &self,
        made: &Made<'_>,
        model: Option<&Model>,
        run: &Path,
    ) -> Option<(Reading, Option<Same>)> {
        let last = self.last.filter(|_| !self.from_scratch)?;
        last.file(state::night_memory::FILE)?;
        let then = state::night_memory::made_by(&last.folder)?;
        let rosters = ingest_rosters(made.settings);
        // A night that was set aside may have left its run in the place of this one's.
        if !last.run_is_its_own() || !may_be_as_sent(last, &rosters) {
            return None;
        }
        let made_by = made.by(model, &ingest::inputs(&rosters)).ok()?;
        if then.reading != made_by.reading {
            return None;
        }
        // Values are read from the raw cells: a file that somebody wrote into would put them into the register.
        let (night, raw) =
            beside(|| last.raw_cells(RAW, &RawText::FIELDS), || state::read_night(&last.folder));
        if night.is_none() {
            self.noticed.get_or_init(|| state::forgotten(state::night_memory::FILE));
        }
        let ((raw, cells), night) = raw.zip(night)?;
        let NightMemory { people, anomalies, intake, near, found, register, conflicts, accounts } = night;
        if !near.read_alike_on(made.date) {
            return None;
        }
        link_or_copy(&raw, &run.join(RAW)).ok()?;
        if let Some(cells) = cells {
            self.raw.get_or_init(|| RawText::of(cells));
        }
        let same = then.linking == made_by.linking;
        let same = same.then_some(Same { found, register, conflicts, accounts });
        Some((Reading { people, anomalies, intake, near }, same))
    }

    /// Tonight's rows among those of earlier nights. What the latter were known by is not held any longer then: it is half
    /// of what is remembered of them.
    pub(super) fn recognise(
        &self,
        people: &People,
        sources: &[String],
    ) -> Result<(Fingerprints, Recognised)> {
        let mut remembered = self.read_rows()?;
        let fingerprints = Fingerprints::new(people);
        let recognised = register::recognise(people, &fingerprints, sources, &remembered);
        remembered.traits = Traits::default();
        self.rows.get_or_init(|| remembered);
        Ok((fingerprints, recognised))
    }

    /// What the last night's scoring came to, when this model and program would have scored alike.
    pub(super) fn linkage(
        &self,
        settings: &Settings,
        model: Option<&Model>,
        date: Date,
    ) -> Result<Option<LinkageMemory>> {
        let (Some(last), Some(model), false) = (self.last, model, self.from_scratch) else {
            return Ok(None);
        };
        let made_by = linkage_made_by(settings, &model_text(model)?, date);
        if last.file(state::linkage_memory::FILE).is_none() {
            return Ok(None);
        }
        let bytes = last.read_file(state::linkage_memory::FILE);
        if bytes.is_none() {
            self.noticed.get_or_init(|| state::forgotten(state::linkage_memory::FILE));
        }
        Ok(bytes.and_then(|bytes| state::read_linkage(bytes, &made_by)))
    }

    /// The raw cells that tables show, where they are the last night's and were read already.
    pub(super) fn raw(&self) -> Option<&RawText> {
        self.raw.get()
    }

    /// What turned out to be damaged when it was read.
    pub(super) fn noticed(&self) -> Option<&Finding> {
        self.noticed.get()
    }

    /// The folder of its state.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.last.map(|last| last.folder.as_path())
    }

    /// The last run folder, as long as it is that night's.
    pub(super) fn run(&self) -> Option<&Path> {
        self.last.filter(|last| last.run_is_its_own()).map(|last| last.run.as_path())
    }

    /// The last night itself.
    pub(super) fn last(&self) -> Option<&LastNight> {
        self.last
    }
}

/// Whether the files are as long as the last night's: those of another length need not be read to be told apart.
fn may_be_as_sent(last: &LastNight, rosters: &[ingest::Roster]) -> bool {
    let Ok(files) = reopened::files(&last.run) else { return true };
    let mut then: Vec<(String, u64)> = files.into_iter().map(|file| (file.path, file.bytes)).collect();
    // A workbook of several sheets stands there once for each.
    then.sort_unstable();
    then.dedup();
    let mut then: Vec<u64> = then.into_iter().map(|(_, bytes)| bytes).collect();
    let mut now = ingest::sizes(rosters);
    then.sort_unstable();
    now.sort_unstable();
    then == now
}

/// What a night is made by, beside its model and the files that were sent.
#[derive(Clone, Copy)]
pub(super) struct Made<'m> {
    /// Program and settings, as one fingerprint.
    asked: [u8; 32],
    settings: &'m Settings,
    rules: &'m Programmes,
    decisions: &'m str,
    date: Date,
}

impl<'m> Made<'m> {
    /// `decisions` are those [in force](decisions_in_force).
    ///
    /// # Errors
    /// When the settings cannot be read again.
    pub(super) fn new(
        settings: &'m Settings,
        rules: &'m Programmes,
        decisions: &'m str,
        date: Date,
    ) -> Result<Made<'m>> {
        let text = std::fs::read(&settings.path)
            .map_err(|error| Error::file(&settings.path, "cannot be read", error))?;
        let mut said = Said::default();
        said.and(env!("CARGO_PKG_VERSION").as_bytes());
        said.and(&text);
        Ok(Made { asked: said.fingerprint(), settings, rules, decisions, date })
    }

    /// With the model and the files: what was read, and what was made of it by model, rules, decisions, year and
    /// language.
    ///
    /// # Errors
    /// When the model cannot be put into words.
    pub(super) fn by(&self, model: Option<&Model>, inputs: &[Input]) -> Result<MadeBy> {
        let mut sent = Said::default();
        sent.and(&self.asked);
        for input in inputs {
            sent.and(input.roster.as_bytes());
            sent.and(input.path.to_string_lossy().as_bytes());
            sent.and(input.blake3.as_bytes());
        }
        let reading = sent.fingerprint();
        let mut said = Said::default();
        said.and(&reading);
        said.and(WAY.as_bytes());
        said.and(model.map(model_text).transpose()?.unwrap_or_default().as_bytes());
        said.and(format!("{:?}", self.rules).as_bytes());
        said.and(self.decisions.as_bytes());
        said.and(&self.date.year().to_le_bytes());
        said.and(&[u8::from(self.settings.night.language == Language::English)]);
        Ok(MadeBy { reading, linking: said.fingerprint() })
    }
}

/// The decisions in force, as far as persons depend on them.
pub(super) fn decisions_in_force(decisions: &[Decision]) -> String {
    decisions
        .iter()
        .map(|decision| {
            let [a, b] = &decision.rows;
            format!("{} {} {:016x} {:016x};", decision.id, decision.verdict.code(), a.uid, b.uid)
        })
        .collect()
}

/// Parts that make a fingerprint together, none running into the next.
#[derive(Default)]
struct Said(blake3::Hasher);

impl Said {
    fn and(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    fn fingerprint(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

/// The same file under a second name, or a copy where the disk cannot do that.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(_) => std::fs::copy(from, to).map(drop),
    }
}
