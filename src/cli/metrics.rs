//! What does a monitor read of a night? A file in the text form of Prometheus, written as a whole also when the night
//! fails; the time of the last night that went well is carried over from the file before it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result, Severity};
use crate::pipeline::Summary;
use crate::report::cost::peak_memory_bytes;

/// The figure that outlives a failed night.
const SUCCESS: &str = "padan_last_success_timestamp_seconds";

/// Writes the figures of a run that is over. `summary` is none when it failed.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, summary: Option<&Summary>, exit_code: u8, took: Duration) -> Result<()> {
    let before = std::fs::read_to_string(path).unwrap_or_default();
    let text = text(summary, exit_code, took, jiff::Timestamp::now().as_second(), last_success(&before));
    // Unlike everything else that Padan writes, this is for another user to read, and holds counts alone.
    let cannot = |source| Error::file(path, "cannot be written", source);
    let unfinished = PathBuf::from(format!("{}.tmp", path.display()));
    std::fs::write(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, path)).map_err(|source| {
        let _ = std::fs::remove_file(&unfinished);
        cannot(source)
    })
}

fn last_success(before: &str) -> Option<i64> {
    before.lines().find_map(|line| line.strip_prefix(SUCCESS)?.trim().parse().ok())
}

fn text(summary: Option<&Summary>, exit_code: u8, took: Duration, now: i64, before: Option<i64>) -> String {
    let mut page = Page::default();
    page.family("padan_last_run_exit_code", "Exit code of the last run.");
    page.figure(&[], exit_code);
    page.family("padan_last_run_timestamp_seconds", "When the last run ended.");
    page.figure(&[], now);
    if let Some(success) = summary.map(|_| now).or(before) {
        page.family(SUCCESS, "When the last run ended that published a night.");
        page.figure(&[], success);
    }
    page.family("padan_last_run_duration_seconds", "How long the last run took.");
    page.figure(&[], (took.as_secs_f64() * 1000.0).round() / 1000.0);
    if let Some(bytes) = peak_memory_bytes() {
        page.family("padan_last_run_peak_memory_bytes", "The most memory that the last run held.");
        page.figure(&[], bytes);
    }
    if let Some(summary) = summary {
        night(&mut page, summary);
    }
    page.text
}

/// What only a night that was published can say.
fn night(page: &mut Page, summary: &Summary) {
    page.family("padan_night_number", "Number of the night.");
    page.figure(&[], summary.number);
    page.family("padan_rows", "Rows read, by roster.");
    for roster in &summary.rosters {
        page.figure(&[("roster", &roster.roster)], roster.rows);
    }
    page.family("padan_refused_lines", "Lines with data that were refused, by roster.");
    for roster in &summary.rosters {
        page.figure(&[("roster", &roster.roster)], roster.refused_lines);
    }
    page.family("padan_persons", "Persons in the register.");
    page.figure(&[], summary.manifest.counts.persons);
    page.family("padan_families", "Families in the register.");
    page.figure(&[], summary.manifest.counts.families);
    page.family("padan_conflicts", "Conflicts, by class.");
    for total in &summary.conflicts {
        page.figure(&[("class", total.class.code())], total.count);
    }
    page.family("padan_findings", "Findings, by severity.");
    for (name, severity) in
        [("info", Severity::Info), ("warning", Severity::Warning), ("serious", Severity::Serious)]
    {
        let count = summary.manifest.findings.iter().filter(|finding| finding.severity == severity).count();
        page.figure(&[("severity", name)], count);
    }
    page.family("padan_rosters_not_read", "Rosters of which nothing could be read.");
    page.figure(&[], summary.failed.len());
}

/// The file, family by family.
#[derive(Default)]
struct Page {
    text: String,
    family: &'static str,
}

impl Page {
    fn family(&mut self, name: &'static str, help: &str) {
        self.family = name;
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} gauge");
    }

    fn figure(&mut self, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.text.push_str(self.family);
        for (place, (label, word)) in labels.iter().enumerate() {
            let word = word.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{}{label}=\"{word}\"", if place == 0 { '{' } else { ',' });
        }
        let _ = writeln!(self.text, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_run_keeps_the_time_of_the_last_good_one() {
        let page = text(None, 5, Duration::from_millis(1500), 2_000, Some(1_000));
        assert_eq!(last_success(&page), Some(1_000));
        assert!(page.contains("\npadan_last_run_exit_code 5\n"), "{page}");
        assert!(page.contains("\npadan_last_run_duration_seconds 1.5\n"), "{page}");
        assert_eq!(last_success(&text(None, 1, Duration::ZERO, 2_000, None)), None);
    }

    #[test]
    fn labels_are_escaped() {
        let mut page = Page::default();
        page.family("padan_rows", "Rows.");
        page.figure(&[("roster", "a \"b\" \\")], 3);
        assert!(page.text.ends_with("padan_rows{roster=\"a \\\"b\\\" \\\\\"} 3\n"), "{}", page.text);
    }
}
