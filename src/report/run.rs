//! How does a night leave the house? Every table as CSV and Parquet, the page, and last the manifest that counts
//! them, written into the run's draft folder; the caller then publishes it.

use super::cost::{Running, Stage, cpu_time, peak_memory_bytes};
use super::findings::{conflicts, review_queue};
use super::history::{changes, lineage};
use super::kept::Kept;
use super::language::Language;
use super::lines::{anomalies, refusals};
use super::manifest::{Counts, Manifest, Output, SettingsTrace, broken, write_manifest};
use super::mask::Masking;
use super::night::Night;
use super::page::{Extras, write_page};
use super::pairs::{self, write_pairs};
use super::parts::Press;
use super::quality::quality;
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

/// Writes every file of the night into the draft's folder, the manifest last. Gives the manifest back; sums that do
/// not hold are among its findings, and it is for the caller to publish or not.
///
/// # Errors
/// When a file cannot be written.
pub fn write_run(
    draft: &Draft,
    night: &Night<'_>,
    extras: &Extras<'_>,
    trace: Trace,
    language: Language,
) -> Result<Manifest> {
    let work = Running::start();
    let mut press = Press::new(draft.folder())?;
    let (mut outputs, rows) = write_tables(&mut press, night, extras.kept)?;
    let counts = Counts::of(night, &rows);
    let checks = counts.checks();
    let mut findings: Vec<Finding> = extras.findings.to_vec();
    findings.extend(broken(&checks));

    let shown = Extras { findings: &findings, ..*extras };
    let page = write_page(night, &quality(night), &shown, language, &draft.folder().join("report.html"))?;
    outputs.push(Output::new(&page, None));

    let mut stages = trace.stages;
    stages.push(Stage::new("report", work.cost()));
    let work = Running::start();
    let workbook = write_workbook(night, &shown, language, &draft.folder().join("report.xlsx"))?;
    outputs.extend(workbook.map(|written| Output::new(&written, None)));
    stages.push(Stage::new("workbook", work.cost()));
    if let Some(pairs) = extras.pairs {
        let work = Running::start();
        let kept = extras.kept.map(|kept| kept.file(pairs::FILE, draft.folder())).transpose()?.flatten();
        outputs.push(match kept {
            Some(output) => output,
            None => {
                let (written, count) = write_pairs(night, pairs, &mut press)?;
                Output::new(&written, Some(count))
            }
        });
        stages.push(Stage::new("pairs", work.cost()));
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
type Make = for<'a> fn(&'a Night<'a>) -> Table<'a>;

/// All tables of a night by name, in the order of their names in the design of the run folder.
const TABLES: [(&str, Make); 11] = [
    ("register", register),
    ("members", members),
    ("conflicts", conflicts),
    ("review_queue", review_queue),
    ("refusals", refusals),
    ("anomalies", anomalies),
    ("changes", changes),
    ("lineage", lineage),
    ("coverage", coverage),
    ("overlap", overlap),
    ("referrals", referrals),
];

/// The rows of each table, by its name.
type TableRows = Vec<(&'static str, u64)>;

/// Writes each table in both formats; gives the files, and the rows of each table.
fn write_tables(
    press: &mut Press<'_>,
    night: &Night<'_>,
    kept: Option<&Kept>,
) -> Result<(Vec<Output>, TableRows)> {
    let (mut outputs, mut rows) = (Vec::new(), Vec::new());
    for (name, make) in TABLES {
        if let Some(known) = kept.map(|kept| kept.table(name, press.folder())).transpose()?.flatten() {
            rows.push((name, known.iter().find_map(|output| output.rows).unwrap_or(0)));
            outputs.extend(known);
            continue;
        }
        let table = make(night);
        let written = press.both(&table)?;
        outputs.extend(written.files.iter().map(|file| Output::new(file, Some(written.rows))));
        rows.push((table.name, written.rows));
    }
    Ok((outputs, rows))
}
