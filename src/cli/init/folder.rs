//! What lies in the folder? The files that may be exports, what each looks like, and why some are no roster.

use std::path::{Path, PathBuf};

use super::columns::{self, Recognised};
use super::headers::compact;
use crate::error::{Error, Message, Result};
use crate::ingest::probe::{Probe, probe};
use crate::settings::Language;

/// A table of the folder that is a roster.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the file looks like.
    pub probe: Probe,
    /// What its columns mean.
    pub recognised: Recognised,
}

/// A file that is no roster, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file, with its sheet.
    pub what: String,
    /// Why.
    pub why: Why,
}

/// Why a file is no roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It tells which rows are one person.
    Truth,
    /// It was written by Padan or lists findings.
    Report,
    /// Neither a name nor a NIK among its columns.
    Nobody,
    /// No line of it looks like a header.
    Headless,
    /// It holds no data row.
    Empty,
    /// It could not be read.
    Unreadable(Message),
}

impl Why {
    /// The reason as a phrase.
    pub fn text(&self, language: Language) -> String {
        let english = language == Language::English;
        match self {
            Why::Truth if english => "a truth file (roster, row, person), no roster".into(),
            Why::Truth => "berkas kunci jawaban (roster, row, person), bukan daftar penerima".into(),
            Why::Report if english => "a report of findings, no roster".into(),
            Why::Report => "laporan hasil, bukan daftar penerima".into(),
            Why::Nobody if english => "no column for a name or a NIK was recognised".into(),
            Why::Nobody => "tidak ada kolom nama atau NIK yang dikenali".into(),
            Why::Headless if english => "no header line; columns can only be named by one".into(),
            Why::Headless => "tanpa baris judul kolom; tambahkan judul agar kolomnya dapat disebut".into(),
            Why::Empty if english => "no data rows".into(),
            Why::Empty => "tidak berisi baris data".into(),
            Why::Unreadable(what) => language.told(what).to_owned(),
        }
    }
}

/// What the folder holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// Rosters, in the order of their paths.
    pub found: Vec<Found>,
    /// The rest.
    pub skipped: Vec<Skipped>,
}

/// Extensions of exports.
const EXTENSIONS: [&str; 10] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "dat"];

/// Looks at every export in a folder and in the folders right under it.
pub fn look(folder: &Path) -> Result<Contents> {
    let mut contents = Contents::default();
    for path in exports(folder, 1)? {
        let shown = relative(folder, &path);
        match probe(&path) {
            Ok(probes) if probes.is_empty() => {
                contents.skipped.push(Skipped { what: shown, why: Why::Empty });
            }
            Ok(probes) => probes.into_iter().for_each(|probe| contents.sort_in(&shown, probe)),
            Err(error) => {
                let why = Why::Unreadable(error.message());
                contents.skipped.push(Skipped { what: shown, why });
            }
        }
    }
    Ok(contents)
}

impl Contents {
    fn sort_in(&mut self, shown: &str, probe: Probe) {
        let what = match &probe.sheet {
            Some(sheet) => format!("{shown} [{sheet}]"),
            None => shown.to_owned(),
        };
        let headers: Vec<String> = probe.headers.iter().map(|header| compact(header)).collect();
        let has = |header: &str| headers.iter().any(|other| other == header);
        let recognised = columns::recognise(&probe);
        let why = if probe.sample.is_empty() {
            Some(Why::Empty)
        } else if has("ROSTER") && has("ROW") {
            Some(if has("PERSONID") && has("FAMILYID") { Why::Report } else { Why::Truth })
        } else if has("PERSONID") && has("FAMILYID") {
            Some(Why::Report)
        } else if recognised.is_roster() {
            None
        } else {
            Some(match probe.header_line {
                _ if is_findings(&has) => Why::Report,
                None if probe.headers.iter().all(String::is_empty) => Why::Headless,
                _ => Why::Nobody,
            })
        };
        match why {
            Some(why) => self.skipped.push(Skipped { what, why }),
            None => self.found.push(Found { probe, recognised }),
        }
    }
}

/// Columns that lists of findings have and rosters have not.
fn is_findings(has: &impl Fn(&str) -> bool) -> bool {
    ["CONFLICT", "CONFLICTID", "CODE", "CLASS", "ROWS", "ROW", "PERSON", "SEVERITY", "ROSTERA", "ROWA"]
        .iter()
        .filter(|header| has(header))
        .count()
        >= 2
}

/// The export files of a folder, sorted; folders that hold a run are passed over.
fn exports(folder: &Path, deeper: usize) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|error| Error::file(folder, "cannot be read", error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| Error::file(folder, "cannot be read", error))?.path());
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        // Hidden files, and the locks that Excel leaves beside an open workbook.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() {
            let is_output = name == "keluaran" || path.join("manifest.json").exists();
            if deeper > 0 && !is_output {
                files.extend(exports(&path, deeper - 1)?);
            }
        } else if extension(&path).is_some_and(|extension| EXTENSIONS.contains(&extension.as_str())) {
            files.push(path);
        }
    }
    Ok(files)
}

/// The extension, lower case; `.gz` is looked through by nobody and so is none.
pub fn extension(path: &Path) -> Option<String> {
    path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase)
}

/// The path from the folder, with `/` on every system.
pub fn relative(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
