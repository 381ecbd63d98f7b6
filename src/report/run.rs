//! How does a night leave the house? Every table as CSV and Parquet, the page, and last the manifest that counts
//! them, written into the run's draft folder; the caller then publishes it.

use std::path::Path;

use super::accounts::Accounts;
use super::beside::beside;
use super::cost::{Running, Stage, cpu_time, peak_memory_bytes};
use super::findings::{conflicts, review_queue};
use super::history::{changes, lineage};
use super::judged::Judged;
use super::kept::Kept;
use super::language::Language;
use super::lines::{anomalies, refusals};
use super::manifest::{Counts, Manifest, Output, SettingsTrace, broken, write_manifest};
use super::mask::Masking;
use super::night::Night;
use super::page::{Extras, write_page};
use super::pairs;
use super::parts::Press;
use super::quality::RosterQuality;
use super::reach::{coverage, overlap, referrals};
use super::register::{members, register};
use super::table::Table;
use super::xlsx::write_workbook;
use crate::error::{Finding, Result};
use crate::state::Draft;

/// What the manifest says beyond what the night itself shows.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The settings as typed.
    pub settings: SettingsTrace,
    /// The model in a few figures.
    pub model: serde_json::Value,
    /// The stages that are over, in order.
    pub stages: Vec<Stage>,
}

/// Writes every file of the night, whose rosters are of this quality, into the draft's folder, the manifest last. Gives the
/// manifest back; sums that do not hold are among its findings, and it is for the caller to publish or not.
///
/// # Errors
/// When a file cannot be written.
pub fn write_run(
    draft: &Draft,
    (night, quality): (&Night<'_>, &[RosterQuality]),
    extras: &Extras<'_>,
    trace: Trace,
    language: Language,
) -> Result<Manifest> {
    let work = Running::start();
    let kept_accounts;
    let accounts = match extras.judged {
        Some(judged) => &judged.accounts,
        None => {
            kept_accounts = Accounts::kept(extras.kept)?;
            &kept_accounts
        }
    };
    // The workbook on a thread of its own: while the tables wait for the disk, it does not.
    let (tables, workbook) = beside(
        || write_workbook(night, accounts, extras, language, &draft.folder().join("report.xlsx")),
        || -> Result<_> {
            let (mut outputs, rows) = write_tables(draft.folder(), (night, accounts), extras.kept)?;
            let counts = Counts::of(night, &rows);
            let checks = counts.checks();
            let mut findings: Vec<Finding> = extras.findings.to_vec();
            findings.extend(broken(&checks));
            let shown = Extras { findings: &findings, ..*extras };
            let page = write_page(night, quality, &shown, language, &draft.folder().join("report.html"))?;
            outputs.push(Output::new(&page, None));
            Ok((outputs, counts, checks, findings))
        },
    );
    let (mut outputs, counts, checks, findings) = tables?;
    outputs.extend(workbook?.map(|written| Output::new(&written, None)));
    let mut stages = trace.stages;
    stages.push(Stage::new("report", work.cost()));
    match extras.judged {
        Some(Judged { pairs: (output, cost), .. }) => {
            outputs.push(output.clone());
            stages.push(Stage::new("pairs", *cost));
        }
        None => outputs
            .extend(extras.kept.map(|kept| kept.file(pairs::FILE, draft.folder())).transpose()?.flatten()),
    }
    let manifest = Manifest {
        layout: 1,
        version: env!("CARGO_PKG_VERSION"),
        night: night.name.to_owned(),
        date: night.date.to_owned(),
        settings: trace.settings,
        inputs: night.intake.files.clone(),
        model: trace.model,
        counts,
        changes: night.changes.map(|changes| changes.totals.clone()),
        checks,
        outputs,
        findings,
        masked: night.masking == Masking::Masked,
        stages,
        cpu_seconds: cpu_time().as_secs_f64(),
        peak_memory_bytes: peak_memory_bytes(),
    };
    write_manifest(&manifest, &draft.folder().join("manifest.json"))?;
    Ok(manifest)
}

/// A table of a night, made when its turn comes: what it prepares does not wait beside the others.
enum Make {
    Of(for<'a> fn(&'a Night<'a>) -> Table<'a>),
    Told(for<'a> fn(&'a Night<'a>, &'a Accounts) -> Table<'a>),
}

/// All tables of a night by name, in the order of their names in the design of the run folder.
const TABLES: [(&str, Make); 11] = [
    ("register", Make::Of(register)),
    ("members", Make::Of(members)),
    ("conflicts", Make::Of(conflicts)),
    ("review_queue", Make::Told(review_queue)),
    ("refusals", Make::Of(refusals)),
    ("anomalies", Make::Of(anomalies)),
    ("changes", Make::Of(changes)),
    ("lineage", Make::Of(lineage)),
    ("coverage", Make::Of(coverage)),
    ("overlap", Make::Of(overlap)),
    ("referrals", Make::Of(referrals)),
];

/// The rows of each table, by its name.
type TableRows = Vec<(&'static str, u64)>;

/// A table as it was written: its name, rows and files.
type WrittenTable = (&'static str, u64, Vec<Output>);

/// Tables that are written beside the others: together they are about half of a night's bytes, so that one thread puts
/// parts of one table into its files while another makes parts of the other.
const BESIDE: [&str; 2] = ["register", "refusals"];

/// Tables that are written one after another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// Those of the last night that stand for tonight's.
    TakenOver,
    /// [`BESIDE`].
    Beside,
    Other,
}

impl Lane {
    fn of(table: &str, kept: Option<&Kept>) -> Lane {
        if kept.is_some_and(|kept| kept.parquet(table).is_some()) {
            Lane::TakenOver
        } else if BESIDE.contains(&table) {
            Lane::Beside
        } else {
            Lane::Other
        }
    }
}

/// Writes each table in both formats; gives the files, and the rows of each table.
fn write_tables(
    folder: &Path,
    night: (&Night<'_>, &Accounts),
    kept: Option<&Kept>,
) -> Result<(Vec<Output>, TableRows)> {
    let lane = |of: Lane| -> Result<Vec<WrittenTable>> {
        let mut press = Press::new(folder)?;
        let tables = TABLES.into_iter().filter(|(name, _)| Lane::of(name, kept) == of);
        tables.map(|(name, make)| write_table(&mut press, (name, make), night, kept)).collect()
    };
    let ((beside, others), taken_over) =
        beside(|| lane(Lane::TakenOver), || rayon::join(|| lane(Lane::Beside), || lane(Lane::Other)));
    let mut written: Vec<WrittenTable> = [beside?, others?, taken_over?].concat();
    written.sort_by_key(|(name, ..)| TABLES.iter().position(|(known, _)| known == name));
    let rows = written.iter().map(|(name, rows, _)| (*name, *rows)).collect();
    Ok((written.into_iter().flat_map(|(_, _, outputs)| outputs).collect(), rows))
}

fn write_table(
    press: &mut Press<'_>,
    (name, make): (&'static str, Make),
    (night, accounts): (&Night<'_>, &Accounts),
    kept: Option<&Kept>,
) -> Result<WrittenTable> {
    if let Some(known) = kept.map(|kept| kept.table(name, press.folder())).transpose()?.flatten() {
        let rows = known.iter().find_map(|output| output.rows).unwrap_or(0);
        return Ok((name, rows, known));
    }
    let table = match make {
        Make::Of(make) => make(night),
        Make::Told(make) => make(night, accounts),
    };
    let known = kept.and_then(|kept| kept.groups(&table));
    let written = press.both(&table, known.as_ref())?;
    let outputs = written.files.iter().map(|file| Output::new(file, Some(written.rows))).collect();
    Ok((name, written.rows, outputs))
}
