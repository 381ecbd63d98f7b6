//! What does the operator want done? The settings file, read once and turned into what it means; no stage sees
//! the file itself, each takes its own options from here.
//!
//! `typed` holds what can be written, `meaning` turns it into [`Settings`] and refuses what cannot be meant.

mod meaning;
mod typed;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::error::{Error, Result};
use crate::ingest;
use crate::report::WorkbookSize;
use crate::standardise::ExtraKind;

pub use crate::region::CodeSystem;
pub use crate::report::Language;
pub use crate::standardise::Names;
pub use crate::state::Accepted;

/// What the settings file means. Every path is resolved against the folder of the file.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The settings file.
    pub path: PathBuf,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// The night as a whole.
    pub night: Night,
    /// The rosters, in the order of the file; `rosters[i].roster.id` is `i`.
    pub rosters: Vec<RosterSettings>,
    /// The declared fields, in the order of the file; `Field::Extra(i)` is `fields[i]`.
    pub fields: Vec<ExtraField>,
    /// How names are read.
    pub names: Names,
    /// The frozen model, when one is named.
    pub model: Option<PathBuf>,
    /// Whether families speak once most persons are known.
    pub household_pass: bool,
    /// Rules of programmes that replace or extend the shipped ones, when a file is named.
    pub programmes: Option<PathBuf>,
    /// How far a night may differ from the one before.
    pub breaker: Breaker,
    /// How much of the machine may be used.
    pub limits: Limits,
}

/// The night as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Night {
    /// Its name, printed on every report ("Sragen").
    pub name: String,
    /// The folder that holds one folder a run.
    pub out: PathBuf,
    /// The folder of what one night leaves to the next.
    pub state: PathBuf,
    /// Language of the reports.
    pub language: Language,
    /// Regency that all rosters are from unless they say otherwise: a code or a name.
    pub regency: Option<String>,
    /// The night's date, when the file fixes it (a demo, a test); today otherwise.
    pub date: Option<Date>,
    /// Run folders to keep; all when none.
    pub keep_runs: Option<usize>,
    /// How much `report.xlsx` lists.
    pub workbook: WorkbookSize,
}

/// One roster: what ingest needs of it, and what the later stages do.
#[derive(Clone, Debug)]
pub struct RosterSettings {
    /// Files and columns.
    pub roster: ingest::Roster,
    /// Key into the rules of programmes ("PKH").
    pub programme: String,
    /// The office that keeps the roster, when it is said.
    pub owner: Option<String>,
    /// Header of the roster's own row key, when it has one; also mapped as `Field::UniqueKey`.
    pub unique_key: Option<String>,
    /// Whether the owner has already removed its own duplicates.
    pub one_row_per_person: bool,
    /// Which system the region codes are of, when it is said.
    pub region_codes: Option<CodeSystem>,
}

/// A field declared by `[[field]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraField {
    /// Its key in `[roster.columns]`.
    pub name: String,
    /// How it is compared.
    pub kind: ExtraKind,
}

/// How far a night may differ from the one before and still be published. Shares are of 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaker {
    /// Share of a roster's rows that may be gone.
    pub max_vanished_share: f64,
    /// By how much the share of a roster's lines that are refused may grow.
    pub max_refused_jump: f64,
    /// By how much the share of rows that repeat a person may grow, within a roster and over all.
    pub max_duplicate_jump: f64,
    /// Rosters that had fewer rows are not judged: a handful of rows jumps by itself.
    pub min_rows: u64,
    /// Who goes on all the same, and why; only the command line can say so.
    pub accepted: Option<Accepted>,
}

impl Default for Breaker {
    /// Rosters turn over by a few in a hundred from one delivery to the next. A file cut off or a wrong filter loses
    /// more than a fifth far oftener than a ministry strikes out a fifth at once; a shifted column or another
    /// encoding refuses most lines, not one in twenty; a file delivered twice repeats every row.
    fn default() -> Breaker {
        Breaker {
            max_vanished_share: 0.2,
            max_refused_jump: 0.05,
            max_duplicate_jump: 0.05,
            min_rows: 100,
            accepted: None,
        }
    }
}

/// How much of the machine may be used; the command line goes before the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Threads; all cores when none.
    pub threads: Option<usize>,
    /// Bytes of memory.
    pub memory: Option<u64>,
}

impl Settings {
    /// Reads a settings file.
    ///
    /// # Errors
    /// When the file cannot be read, or says something that cannot be meant (with its line).
    pub fn read(path: &Path) -> Result<Settings> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::file(path, "cannot be read", error))?;
        Settings::parse(&text, path)
    }

    /// Reads settings from their text; `path` is where they stand or will stand.
    ///
    /// # Errors
    /// When the text says something that cannot be meant (with its line).
    pub fn parse(text: &str, path: &Path) -> Result<Settings> {
        let source = typed::Source { path, text };
        meaning::settings(&source, typed::parse(&source)?)
    }
}

/// The language that a settings file names, also when the file cannot be meant otherwise: by it is said what is wrong
/// with the file.
pub fn language_of(path: &Path) -> Option<Language> {
    let text = std::fs::read_to_string(path).ok()?;
    let value = |line: &str| {
        let value = line.trim_start().strip_prefix("report_language")?.trim_start().strip_prefix('=')?;
        Some(value.split('#').next()?.trim().trim_matches(['"', '\'']).to_owned())
    };
    text.lines().find_map(value).and_then(|code| Language::from_code(&code))
}

/// Reads an amount of memory: `2G`, `512M`, `1.5 GB`, or plain bytes.
///
/// # Errors
/// A sentence that says what was expected.
pub fn parse_memory(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("\"{text}\" is no amount of memory; write for example \"2G\" or \"512M\"");
    let compact = text.trim().to_ascii_uppercase();
    let number = compact.trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == ' ');
    let factor: u64 = match compact[number.len()..].trim() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        "T" | "TB" | "TIB" => 1 << 40,
        _ => return Err(wrong()),
    };
    // 2.000 is two thousand to some and two to others.
    if number.split_once(['.', ',']).is_some_and(|(_, decimals)| decimals.len() == 3) {
        return Err(format!("\"{text}\" may be read in two ways; write for example \"2G\" or \"2000M\""));
    }
    let amount: f64 = number.replace(',', ".").parse().map_err(|_| wrong())?;
    if !(amount > 0.0 && amount.is_finite()) {
        return Err(wrong());
    }
    let bytes = (amount * factor as f64) as u64;
    if bytes < 1 << 20 {
        return Err(format!("\"{text}\" is less than a megabyte; write for example \"2G\""));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
