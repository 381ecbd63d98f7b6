//! `padan run`: one night, from rosters to register and reports.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::log::JsonLines;
use super::{Global, Outcome, Terminal, metrics, output, run_summary};
use crate::error::{Error, Result};
use crate::pipeline::{self, RunOptions, Summary};
use crate::progress::Progress;
use crate::report::Language;
use crate::settings::{Accepted, Settings, parse_memory};

/// What `run` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// The night's date; names the run's folder and settles ages [default: the settings file's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Memory the night may take, such as 2G or 512M; one that needs more puts its blocks away on disk, and is refused before it links when that is not enough [default: the settings file's, else what the machine has free]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub memory: Option<u64>,
    /// Read and compare everything again; ids, decisions and the model stay, and the result is the same
    #[arg(long)]
    pub from_scratch: bool,
    /// Go on although the night differs too much from the last one; the reason is kept with the night
    #[arg(long, value_name = "REASON")]
    pub accept: Option<String>,
    /// Who accepts
    #[arg(long, value_name = "NAME", requires = "accept")]
    pub by: Option<String>,
    /// Write the log to standard error as lines of text or of JSON
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub log: LogForm,
    /// Write figures of the run to this file in the text form of Prometheus, also when it fails
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// Runs the night, and says how it went wherever that was asked for.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let began = Instant::now();
    let lines = (arguments.log == LogForm::Json).then(JsonLines::new);
    let settings = Settings::read(&arguments.settings);
    let language = global.messages(settings.as_ref().map_or(Language::default(), |read| read.night.language));
    let terminal = Terminal::new(global.quiet).speaking(language);
    let progress: &dyn Progress = match &lines {
        Some(lines) => lines,
        None => &terminal,
    };
    let ended = settings.and_then(|settings| night(arguments, global, settings, progress));
    let code = match &ended {
        Ok(summary) if summary.failed.is_empty() => 0,
        Ok(_) => 3,
        Err(error) => error.exit_code(),
    };
    if let Some(path) = &arguments.metrics {
        metrics::write(path, ended.as_ref().ok(), code, began.elapsed())?;
    }
    match (&lines, ended) {
        (Some(lines), Ok(summary)) => lines.summary(&summary, code),
        (Some(lines), Err(error)) => {
            lines.error(&error);
            return Ok(Outcome::Told(code));
        }
        (None, ended) => drop(ended?),
    }
    Ok(if code == 0 { Outcome::Done } else { Outcome::SomeRosterUnread })
}

/// The night itself, with its summary on standard output.
fn night(
    arguments: &Arguments,
    global: &Global,
    mut settings: Settings,
    progress: &dyn Progress,
) -> Result<Summary> {
    let language = global.messages(settings.night.language);
    settings.night.language = global.language(settings.night.language);
    global.limit(&mut settings, arguments.memory)?;
    let date = night_date(arguments.date, &settings);
    settings.breaker.accepted = accepted(arguments)?;
    let options = RunOptions { from_scratch: arguments.from_scratch };
    let summary = pipeline::run(&settings, date, &options, progress)?;
    let text = if arguments.json { json(&summary) } else { run_summary::text(&summary, &settings, language) };
    if arguments.json || !global.quiet {
        output::result(&text)?;
    }
    Ok(summary)
}

fn accepted(arguments: &Arguments) -> Result<Option<Accepted>> {
    let Some(reason) = &arguments.accept else { return Ok(None) };
    let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match filled(reason) {
        Some(reason) => Ok(Some(Accepted { by: arguments.by.as_ref().and_then(filled), reason })),
        None => Err(Error::Input {
            what: message!("--accept tanpa alasan", "--accept gives no reason"),
            next_step: message!(
                "Sebutkan mengapa lonjakan itu benar: alasannya disimpan bersama malam itu.",
                "Say why the jump is right: it is kept with the night."
            ),
        }),
    }
}

fn json(summary: &Summary) -> String {
    let manifest = &summary.manifest;
    let conflicts: Vec<serde_json::Value> = summary
        .conflicts
        .iter()
        .map(|total| serde_json::json!({"class": total.class, "conflicts": total.count, "persons": total.persons, "amount": total.amount}))
        .collect();
    let value = serde_json::json!({
        "number": summary.number,
        "folder": summary.folder,
        "date": manifest.date,
        "counts": manifest.counts,
        "conflicts": conflicts,
        "findings": manifest.findings,
        "rosters_not_read": summary.failed,
        "stages": manifest.stages,
        "cpu_seconds": manifest.cpu_seconds,
        "peak_memory_bytes": manifest.peak_memory_bytes,
    });
    format!("{value:#}\n")
}

/// The clock is read here and nowhere further in: the night's date is an argument of everything else.
pub(super) fn night_date(asked: Option<Date>, settings: &Settings) -> Date {
    asked.or(settings.night.date).unwrap_or_else(|| jiff::Zoned::now().date())
}
