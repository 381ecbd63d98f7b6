//! What made this run, and do its numbers add up? `manifest.json`: inputs, settings, model, version, counts,
//! outputs, findings; and, because they change from run to run, the only place with timings and memory. Every
//! other file is the same to the byte for the same inputs.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::cost::{Stage, to_the_millisecond};
use super::night::Night;
use crate::changes::Totals;
use crate::error::{Error, Finding, Result, Severity};
use crate::ingest::FileReading;
use crate::state::file::{Written, write_whole};

/// The manifest of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// Version of this layout.
    pub layout: u32,
    /// Version of Padan.
    pub version: &'static str,
    /// The night's name in the settings.
    pub night: String,
    /// The night's date, ISO.
    pub date: String,
    /// The settings as typed.
    pub settings: SettingsTrace,
    /// Every file read, with its fingerprint and its counts.
    pub inputs: Vec<FileReading>,
    /// The model in a few figures, as the score stage sums it up.
    pub model: serde_json::Value,
    /// Counts that must add up.
    pub counts: Counts,
    /// What is different from last night, in a few figures.
    pub changes: Option<Totals>,
    /// The sums over those counts and whether they hold.
    pub checks: Vec<Check>,
    /// Every file written but this one.
    pub outputs: Vec<Output>,
    /// What the operator should know.
    pub findings: Vec<Finding>,
    /// Whether numbers and dates of birth are masked in tables for people.
    pub masked: bool,
    /// What each stage took, in order.
    pub stages: Vec<Stage>,
    /// Processor seconds of the whole run until the manifest was written, between the stages too.
    #[serde(serialize_with = "to_the_millisecond")]
    pub cpu_seconds: f64,
    /// Most memory the process held, in bytes; none where the system does not say.
    pub peak_memory_bytes: Option<u64>,
}

/// Which settings were used.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SettingsTrace {
    /// The file.
    pub path: String,
    /// BLAKE3 of its bytes, hex.
    pub blake3: String,
}

impl SettingsTrace {
    /// The trace of a settings file with this text.
    pub fn new(path: &Path, text: &str) -> SettingsTrace {
        SettingsTrace {
            path: path.display().to_string(),
            blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
        }
    }
}

/// A file of the run folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Output {
    /// File name within the folder.
    pub file: String,
    /// Rows, for tables.
    pub rows: Option<u64>,
    /// Length.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hex.
    pub blake3: String,
}

impl Output {
    /// A written file.
    pub fn new(written: &Written, rows: Option<u64>) -> Output {
        let file = written.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Output { file, rows, bytes: written.bytes, blake3: written.blake3.clone() }
    }
}

/// What was counted on the way, each where it happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Files and sheets read.
    pub files: u64,
    /// Lines in them.
    pub lines: u64,
    /// Lines that became rows.
    pub row_lines: u64,
    /// Lines without data: titles, headers, blanks, footers.
    pub structural_lines: u64,
    /// Lines with data that were refused.
    pub refused_lines: u64,
    /// Lines that the refusals hold.
    pub refusal_lines: u64,
    /// Rows that ingest gave on.
    pub rows: u64,
    /// Rows that were standardised.
    pub people_rows: u64,
    /// Clusters.
    pub clusters: u64,
    /// Persons.
    pub persons: u64,
    /// Rows over all persons.
    pub rows_of_persons: u64,
    /// Families.
    pub families: u64,
    /// Persons over all families.
    pub persons_of_families: u64,
    /// Conflicts.
    pub conflicts: u64,
    /// Pairs that wait for a person.
    pub review: u64,
    /// Rows of the members table.
    pub members: u64,
    /// Rows of the register table.
    pub register: u64,
    /// Rows of the conflicts table.
    pub conflict_rows: u64,
}

impl Counts {
    /// Counts the night and the rows written of its tables.
    pub fn of(night: &Night<'_>, tables: &[(&str, u64)]) -> Counts {
        let files = &night.intake.files;
        let sum = |count: fn(&FileReading) -> u64| files.iter().map(count).sum::<u64>();
        let register = night.register;
        let rows_of =
            |name: &str| tables.iter().find(|(table, _)| *table == name).map_or(0, |(_, rows)| *rows);
        Counts {
            files: files.len() as u64,
            lines: sum(|file| file.lines),
            row_lines: sum(|file| file.row_lines),
            structural_lines: sum(|file| file.structural_lines),
            refused_lines: sum(|file| file.refused_lines),
            refusal_lines: night.intake.refusals.iter().map(|refusal| u64::from(refusal.lines)).sum(),
            rows: sum(|file| file.rows),
            people_rows: night.people.len() as u64,
            clusters: u64::from(night.clusters.count),
            persons: register.len() as u64,
            rows_of_persons: (0..register.len() as u32).map(|p| register.rows_of(p).len() as u64).sum(),
            families: register.family_ids.len() as u64,
            persons_of_families: (0..register.family_ids.len() as u32)
                .map(|family| register.members_of(family).len() as u64)
                .sum(),
            conflicts: night.conflicts.list.len() as u64,
            review: night.clusters.review.len() as u64,
            members: rows_of("members"),
            register: rows_of("register"),
            conflict_rows: rows_of("conflicts"),
        }
    }

    /// The sums that must hold.
    pub fn checks(&self) -> Vec<Check> {
        let check = |name, left, right| Check { name, left, right, holds: left == right };
        vec![
            check(
                "lines = row_lines + structural_lines + refused_lines",
                self.lines,
                self.row_lines + self.structural_lines + self.refused_lines,
            ),
            check(
                "refusal_lines = structural_lines + refused_lines",
                self.refusal_lines,
                self.structural_lines + self.refused_lines,
            ),
            check("rows = people_rows", self.rows, self.people_rows),
            check("rows = rows_of_persons", self.rows, self.rows_of_persons),
            check("rows = members", self.rows, self.members),
            check("clusters = persons", self.clusters, self.persons),
            check("persons = register", self.persons, self.register),
            check("persons = persons_of_families", self.persons, self.persons_of_families),
            check("conflicts = conflict_rows", self.conflicts, self.conflict_rows),
        ]
    }
}

/// A sum and whether it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The sum, in words.
    pub name: &'static str,
    /// Its left side.
    pub left: u64,
    /// Its right side.
    pub right: u64,
    /// Whether both are equal.
    pub holds: bool,
}

/// A finding for every sum that does not hold. None is expected ever: one means that a stage lost something.
pub fn broken(checks: &[Check]) -> Vec<Finding> {
    checks
        .iter()
        .filter(|check| !check.holds)
        .map(|check| Finding {
            code: "HITUNGAN_TIDAK_COCOK",
            severity: Severity::Serious,
            place: "manifest.json".to_owned(),
            message: message!(
                "Hitungan tidak cocok: {name} ({left} dan {right}).",
                "Counts do not add up: {name} ({left} and {right}).",
                name = check.name,
                left = check.left,
                right = check.right
            ),
            next_step: message!(
                "Jangan pakai hasil malam ini; laporkan kepada pembuat Padan.",
                "Do not use this night's result; report it to the makers of Padan."
            ),
        })
        .collect()
}

/// Writes the manifest.
///
/// # Errors
/// When the file cannot be written.
pub fn write_manifest(manifest: &Manifest, path: &Path) -> Result<Written> {
    write_whole(path, |out| {
        serde_json::to_writer_pretty(&mut *out, manifest)
            .map_err(|error| Error::Output { path: path.to_owned(), what: error.to_string() })?;
        std::io::Write::write_all(out, b"\n").map_err(|source| Error::file(path, "cannot be written", source))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_row_breaks_a_check_and_makes_a_finding() {
        let mut counts =
            Counts { lines: 5, row_lines: 3, structural_lines: 2, refusal_lines: 2, ..Counts::default() };
        assert!(broken(&counts.checks()).is_empty());
        counts.rows = 3;
        let findings = broken(&counts.checks());
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].message.id.contains("3 dan 0"));
    }
}
