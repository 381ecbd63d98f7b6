//! `padan status`: how did the last night go, what is open, and is a run going on now? Reads only.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use super::{Global, Outcome, output};
use crate::error::Result;
use crate::report::Language;
use crate::settings::Settings;
use crate::state::{Decisions, LastNight, lock};

/// What `status` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Print the status as JSON
    #[arg(long)]
    pub json: bool,
}

/// What there is to say.
struct Status {
    last: Option<LastNight>,
    /// Who works on the state now.
    holder: Option<String>,
    /// Decisions on pairs and dismissals of conflicts, in force.
    decisions: u64,
    dismissals: u64,
    state_bytes: u64,
    runs: usize,
}

/// Prints the status.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let settings = Settings::read(&arguments.settings)?;
    let (root, out) = (&settings.night.state, &settings.night.out);
    let (decisions, dismissals) = Decisions::in_force(root).unwrap_or_default();
    let status = Status {
        last: LastNight::read(root, out)?,
        holder: lock::holder(root),
        decisions,
        dismissals,
        state_bytes: bytes_below(root),
        runs: runs(out),
    };
    let language = global.messages(settings.night.language);
    output::result(&if arguments.json { as_json(&status) } else { as_text(&status, &settings, language) })?;
    Ok(Outcome::Done)
}

fn as_json(status: &Status) -> String {
    let night = status.last.as_ref().map(|last| {
        let counts = &last.record.counts;
        json!({
            "number": last.number,
            "date": last.record.date,
            "run": last.run,
            "rows": counts.rows,
            "persons": counts.persons,
            "families": counts.families,
            "rosters": counts.rosters,
            "conflicts": counts.conflicts,
            "accepted": last.record.accepted,
        })
    });
    let value = json!({
        "last_night": night,
        "decisions": status.decisions,
        "dismissals": status.dismissals,
        "running": status.holder,
        "state_bytes": status.state_bytes,
        "runs": status.runs,
    });
    format!("{value:#}\n")
}

fn as_text(status: &Status, settings: &Settings, language: Language) -> String {
    let mut text = format!("Padan · {}\n\n", settings.night.name);
    let mut line = |label: &str, value: String| text.push_str(&format!("  {label:<28}{value:>24}\n"));
    match &status.last {
        None => line(
            language.pick("Malam terakhir", "Last night"),
            language.pick("belum ada", "none yet").to_owned(),
        ),
        Some(last) => {
            let counts = &last.record.counts;
            line(
                language.pick("Malam terakhir", "Last night"),
                format!("{} · {}", last.number, language.day_of(&last.record.date)),
            );
            line(language.pick("Baris", "Rows"), language.count(counts.rows));
            line(language.pick("Orang", "Persons"), language.count(counts.persons));
            line(language.pick("Keluarga", "Families"), language.count(counts.families));
            line(
                language.pick("Konflik terbuka", "Open conflicts"),
                language.count(counts.conflicts.values().sum()),
            );
            for (class, count) in &counts.conflicts {
                line(&format!("  {class}"), language.count(*count));
            }
        }
    }
    let decided = language.count(status.decisions);
    line(language.pick("Putusan yang berlaku", "Decisions in force"), decided);
    line(language.pick("Keadaan di disk", "State on disk"), mebibytes(status.state_bytes, language));
    line(language.pick("Hasil yang disimpan", "Runs kept"), status.runs.to_string());
    let running = status.holder.clone().unwrap_or_else(|| language.pick("tidak", "no").to_owned());
    line(language.pick("Sedang berjalan", "Running now"), running);
    text
}

fn mebibytes(bytes: u64, language: Language) -> String {
    format!("{} MB", language.decimal(bytes as f64 / f64::from(1 << 20), 1))
}

/// Bytes of all files in a folder and those below it. A file with two names counts for each.
fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let bytes = |path: PathBuf| match path.symlink_metadata() {
        Ok(found) if found.is_dir() => bytes_below(&path),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(|entry| bytes(entry.path())).sum()
}

/// Run folders kept.
fn runs(out: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(out) else { return 0 };
    entries.flatten().filter(|entry| entry.file_name().to_string_lossy().parse::<Date>().is_ok()).count()
}
