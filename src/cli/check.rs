//! `padan check`: what would a night read, refuse and cost? Links nothing and writes nothing.

use std::path::PathBuf;

use clap::Args;
use comfy_table::Cell;

use super::run::night_date;
use super::{Global, Outcome, Terminal, output};
use crate::error::{Result, Severity};
use crate::pipeline::{self, Estimate, Profile, RosterProfile};
use crate::report::Language;
use crate::settings::{Settings, parse_memory};

/// What `check` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The settings file (padan.toml)
    #[arg(value_name = "SETTINGS")]
    pub settings: PathBuf,
    /// Memory that the run will be given, such as 2G or 512M; says whether the night fits it [default: the settings file's, else what the machine has free]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub memory: Option<u64>,
    /// Print the profile as JSON
    #[arg(long)]
    pub json: bool,
}

/// Kinds of defect and refusal shown of each roster; JSON holds all of them.
const SHOWN: usize = 5;

/// Reads the rosters and prints their profile.
pub fn run(arguments: &Arguments, global: &Global) -> Result<Outcome> {
    let mut settings = Settings::read(&arguments.settings)?;
    global.limit(&mut settings, arguments.memory)?;
    let language = global.messages(settings.night.language);
    let progress = Terminal::new(global.quiet).speaking(language);
    let profile = pipeline::profile(&settings, night_date(None, &settings), &progress)?;
    output::result(&if arguments.json { json(&profile) } else { text(&profile, &settings, language) })?;
    Ok(if profile.failed.is_empty() { Outcome::Done } else { Outcome::SomeRosterUnread })
}

fn json(profile: &Profile) -> String {
    let rosters: Vec<serde_json::Value> = profile
        .rosters
        .iter()
        .map(|roster| {
            let mut value = serde_json::json!(roster);
            value["filled"] = pipeline::FIELDS
                .iter()
                .zip(roster.filled)
                .map(|(field, rows)| ((*field).to_owned(), rows.into()))
                .collect::<serde_json::Map<_, _>>()
                .into();
            value["refused"] = roster
                .refused
                .iter()
                .map(|(code, lines)| serde_json::json!({"code": code, "lines": lines}))
                .collect();
            value
        })
        .collect();
    let value = serde_json::json!({
        "rosters": rosters,
        "estimate": profile.estimate,
        "findings": profile.findings,
        "rosters_not_read": profile.failed,
    });
    format!("{value:#}\n")
}

fn text(profile: &Profile, settings: &Settings, language: Language) -> String {
    let title = language.pick("pemeriksaan sebelum malam", "check before the night");
    let mut text = format!("Padan · {} · {title}\n\n", settings.night.name);
    text.push_str(&rosters(profile, language));
    for roster in &profile.rosters {
        text.push_str(&defects(roster, language));
    }
    for finding in profile.findings.iter().filter(|finding| finding.severity > Severity::Info) {
        text.push_str(&output::finding(finding, language));
    }
    match &profile.estimate {
        Some(estimate) => text.push_str(&cost(estimate, language)),
        None => text.push_str(language.pick(
            "\nTidak ada satu baris pun yang terbaca; malam tidak dapat dijalankan.\n",
            "\nNot a single row was read; a night cannot be run.\n",
        )),
    }
    text
}

/// One line a roster: what is read of it and how well it is filled.
fn rosters(profile: &Profile, language: Language) -> String {
    let header = language.pick(
        ["Roster", "Baris", "Ditolak", "NIK", "No. KK", "Tgl lahir", "Ibu", "Desa"],
        ["Roster", "Rows", "Refused", "NIK", "No. KK", "Birth", "Mother", "Village"],
    );
    let mut table = output::table(header);
    for roster in &profile.rosters {
        let mut cells = vec![
            Cell::new(&roster.roster),
            output::right(language.count(roster.rows)),
            output::right(language.count(roster.refused_lines)),
        ];
        cells.extend(roster.filled.iter().map(|rows| output::right(language.share(*rows, roster.rows))));
        table.add_row(cells);
    }
    let note = language.pick(
        "Persen: bagian baris yang isiannya ada dan dapat dipakai.",
        "Per cent: share of rows with a value that can be used.",
    );
    format!("{table}\n{note}\n")
}

/// Why lines of a roster were refused, and what was wrong with values, the most frequent first.
fn defects(roster: &RosterProfile, language: Language) -> String {
    let mut lines = Vec::new();
    for (code, count) in roster.refused.iter().take(SHOWN) {
        let what = language.pick("baris ditolak", "lines refused");
        lines.push(format!("  {:>9}  {what}: {code}", language.count(*count)));
    }
    for anomaly in roster.anomalies.iter().take(SHOWN) {
        let label = language.pick(anomaly.label, anomaly.label_en);
        lines.push(format!("  {:>9}  {label} ({})", language.count(anomaly.count), anomaly.code));
    }
    if roster.anomalies.len() > SHOWN {
        let rest: u64 = roster.anomalies[SHOWN..].iter().map(|anomaly| anomaly.count).sum();
        lines.push(format!("  {:>9}  {}", language.count(rest), language.pick("lainnya", "others")));
    }
    if lines.is_empty() { String::new() } else { format!("\n{}\n{}\n", roster.roster, lines.join("\n")) }
}

/// The estimate of a run.
fn cost(estimate: &Estimate, language: Language) -> String {
    let title = language.pick("Perkiraan satu malam di komputer ini", "A night on this machine, estimated");
    let threads = format!("{} {}", estimate.threads, language.pick("utas", "threads"));
    let lines = [
        (language.pick("Baris", "Rows"), language.count(estimate.rows)),
        (language.pick("Calon pasangan", "Candidate pairs"), language.count(estimate.candidate_pairs)),
        (language.pick("Memori", "Memory"), bytes(estimate.memory_bytes, language)),
        (
            language.pick("Memori paling sedikit", "Memory at the least"),
            enough(estimate.least_memory_bytes, language),
        ),
        (language.pick("Ruang hasil di disk", "Disk for the results"), bytes(estimate.disk_bytes, language)),
        (language.pick("Waktu prosesor", "Processor time"), time(estimate.cpu_seconds, language)),
        (language.pick("Waktu tunggu", "Time to wait"), time(estimate.seconds, language)),
    ];
    let mut text = format!("\n{title} ({threads})\n");
    for (label, value) in lines {
        text.push_str(&format!("  {label:<28}{value:>12}\n"));
    }
    text
}

fn bytes(bytes: u64, language: Language) -> String {
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    if mebibytes < 1000.0 {
        format!("{} MB", language.decimal(mebibytes, 0))
    } else {
        format!("{} GB", language.decimal(mebibytes / 1024.0, 1))
    }
}

/// So many bytes or a little more, never less: what is said here can be given to a run.
fn enough(least: u64, language: Language) -> String {
    let step = if least < 1000 << 20 { 1 << 20 } else { (1 << 30) / 10 };
    bytes(least.next_multiple_of(step), language)
}

/// A duration no finer than an estimate is.
fn time(seconds: f64, language: Language) -> String {
    let (amount, unit) = match seconds {
        seconds if seconds < 90.0 => (seconds.max(1.0), language.pick("detik", "seconds")),
        seconds if seconds < 5_400.0 => (seconds / 60.0, language.pick("menit", "minutes")),
        seconds => (seconds / 3_600.0, language.pick("jam", "hours")),
    };
    format!("{} {unit}", language.decimal(amount, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_no_finer_than_they_are_sure() {
        let id = Language::Indonesian;
        assert_eq!([time(0.2, id), time(61.4, id), time(600.0, id)], ["1 detik", "61 detik", "10 menit"]);
        assert_eq!(time(10_800.0, Language::English), "3 hours");
        assert_eq!([bytes(300 << 20, id), bytes(2_560 << 20, id)], ["300 MB", "2,5 GB"]);
        assert_eq!([enough((300 << 20) + 1, id), enough((2_560 << 20) + 1, id)], ["301 MB", "2,6 GB"]);
    }
}
