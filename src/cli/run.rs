//! `padan run`: one night, from rosters to register and reports.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{Cell, CellAlignment, Table, presets};
use jiff::civil::Date;

use super::{Global, Outcome, Terminal, output, use_threads};
use crate::error::{Result, Severity};
use crate::pipeline::{self, Summary};
use crate::settings::{Settings, parse_memory};

/// What `run` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// The night's date; names the run's folder and settles ages [default: the settings file's, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Memory to stay within, such as 2G or 512M [default: the settings file's, else what the machine has]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub memory: Option<u64>,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the night.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let mut settings = Settings::read(&arguments.settings)?;
    settings.night.language = global.language(settings.night.language);
    settings.limits.memory = arguments.memory.or(settings.limits.memory);
    if let (None, Some(threads)) = (global.threads, settings.limits.threads) {
        use_threads(threads)?;
    }
    let date = night_date(arguments.date, &settings);
    let progress = Terminal::new(global.quiet);
    let summary = pipeline::run(&settings, date, &progress)?;
    let text = if arguments.json { json(&summary) } else { night_text(&summary, &settings) };
    if arguments.json || !global.quiet {
        output::result(&text)?;
    }
    Ok(if summary.failed.is_empty() { Outcome::Done } else { Outcome::SomeRosterUnread })
}

fn json(summary: &Summary) -> String {
    let manifest = &summary.manifest;
    let conflicts: Vec<serde_json::Value> = summary
        .conflicts
        .iter()
        .map(|total| serde_json::json!({"class": total.class, "conflicts": total.count, "persons": total.persons, "amount": total.amount}))
        .collect();
    let value = serde_json::json!({
        "folder": summary.folder,
        "date": manifest.date,
        "counts": manifest.counts,
        "conflicts": conflicts,
        "findings": manifest.findings,
        "rosters_not_read": summary.failed,
        "stages": manifest.stages,
        "peak_memory_bytes": manifest.peak_memory_bytes,
    });
    format!("{value:#}\n")
}

/// The night on one screen.
fn night_text(summary: &Summary, settings: &Settings) -> String {
    let language = settings.night.language;
    let counts = &summary.manifest.counts;
    let mut text = format!("Padan · {} · {}\n\n", settings.night.name, summary.manifest.date);
    let lines = [
        (language.pick("Roster", "Rosters"), settings.rosters.len() as u64),
        (language.pick("Baris dibaca", "Rows read"), counts.rows),
        (language.pick("Baris ditolak", "Lines refused"), counts.refused_lines),
        (language.pick("Orang", "Persons"), counts.persons),
        (language.pick("Keluarga", "Families"), counts.families),
        (language.pick("Pasangan perlu verifikasi", "Pairs to verify"), counts.review),
        (language.pick("Konflik", "Conflicts"), counts.conflicts),
    ];
    for (label, value) in lines {
        text.push_str(&format!("  {label:<28}{:>12}\n", language.count(value)));
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(language.pick(
        ["Konflik", "Jumlah", "Orang", "Rupiah berisiko"],
        ["Conflict", "Count", "Persons", "Rupiah at risk"],
    ));
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    for total in &summary.conflicts {
        table.add_row([
            Cell::new(language.pick(total.class.label(), total.class.label_en())),
            right(language.count(total.count)),
            right(language.count(total.persons)),
            right(if total.amount == 0 { "-".into() } else { language.rupiah(total.amount) }),
        ]);
    }
    text.push_str(&format!("\n{table}\n"));
    for finding in summary.manifest.findings.iter().filter(|finding| finding.severity > Severity::Info) {
        text.push_str(&format!("\n! {}: {} {}\n", finding.place, finding.message, finding.next_step));
    }
    let page = summary.folder.join("report.html");
    text.push_str(&format!("\n{}: {}\n", language.pick("Laporan", "Report"), page.display()));
    text
}

/// The clock is read here and nowhere further in: the night's date is an argument of everything else.
pub(super) fn night_date(asked: Option<Date>, settings: &Settings) -> Date {
    asked.or(settings.night.date).unwrap_or_else(|| jiff::Zoned::now().date())
}
