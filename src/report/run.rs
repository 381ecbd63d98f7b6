//! How does a night leave the house? Every table as CSV and Parquet, the page, and last the manifest that counts
//! them, written into the run's draft folder; the caller then publishes it.

use rayon::prelude::*;

use super::cost::{Running, Stage, cpu_time, peak_memory_bytes};
use super::csv::write_csv;
use super::findings::{conflicts, review_queue};
use super::history::{changes, lineage};
use super::language::Language;
use super::lines::{anomalies, refusals};
use super::manifest::{Counts, Manifest, Output, SettingsTrace, broken, write_manifest};
use super::mask::Masking;
use super::night::Night;
use super::page::{Extras, write_page};
use super::pairs::{self, write_pairs};
use super::parquet::write_parquet;
use super::quality::quality;
use super::reach::{coverage, overlap, referrals};
use super::register::{members, register};
use super::table::Table;
use crate::error::{Finding, Result};
use crate::state::Draft;
use crate::state::file::Written;

/// All tables of a night, in the order of their names in the design of the run folder.
pub fn tables(night: &Night<'_>) -> Vec<Table> {
    let makers: [fn(&Night<'_>) -> Table; 11] = [
        register,
        members,
        conflicts,
        review_queue,
        refusals,
        anomalies,
        changes,
        |_| lineage(),
        coverage,
        overlap,
        referrals,
    ];
    makers.par_iter().map(|make| make(night)).collect()
}

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
    let tables = tables(night);
    let counts = Counts::of(night, &tables);
    let checks = counts.checks();
    let mut findings: Vec<Finding> = extras.findings.to_vec();
    findings.extend(broken(&checks));

    let mut outputs = write_tables(draft, &tables)?;
    drop(tables);
    let shown = Extras { findings: &findings, ..*extras };
    let page = write_page(night, &quality(night), &shown, language, &draft.folder().join("report.html"))?;
    outputs.push(Output::new(&page, None));

    let mut stages = trace.stages;
    stages.push(Stage::new("report", work.cost()));
    if let Some(pairs) = extras.pairs {
        let work = Running::start();
        let (written, count) = write_pairs(night, pairs, &draft.folder().join(pairs::FILE))?;
        outputs.push(Output::new(&written, Some(count)));
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

/// Writes each table in both formats; files do not depend on each other, so they are written side by side.
fn write_tables(draft: &Draft, tables: &[Table]) -> Result<Vec<Output>> {
    let jobs: Vec<(&Table, &str)> =
        tables.iter().flat_map(|table| ["csv", "parquet"].map(|format| (table, format))).collect();
    jobs.par_iter()
        .map(|&(table, format)| {
            let path = draft.folder().join(format!("{}.{format}", table.name));
            let written: Written =
                if format == "csv" { write_csv(table, &path)? } else { write_parquet(table, &path)? };
            Ok(Output::new(&written, Some(table.rows() as u64)))
        })
        .collect()
}
