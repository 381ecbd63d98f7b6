//! What can go wrong for the operator? Errors that stop a command, and findings that are noticed and reported.
//!
//! Bad data is neither: it becomes a refusal or an anomaly, with the stage that met it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// An operator's trouble: where, what, and the next step. `Display` gives the first two, [`Error::next_step`] the third.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{path}: {what}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was being done ("cannot be read").
        what: &'static str,
        /// The operating system's word.
        source: std::io::Error,
    },
    /// The settings file says something that cannot be meant.
    #[error("{path}{}: {what}", line.map(|line| format!(":{line}")).unwrap_or_default())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// 1-based line, when known.
        line: Option<usize>,
        /// What is wrong.
        what: String,
        /// What to do about it.
        next_step: String,
    },
    /// Input that a command cannot work with as a whole (no roster could be read, a truth file without columns).
    #[error("{what}")]
    Input {
        /// What is wrong, with the file's name.
        what: String,
        /// What to do about it.
        next_step: String,
    },
    /// Another run or decision holds the state.
    #[error("{what}")]
    Busy {
        /// Who holds what.
        what: String,
        /// What to do about it.
        next_step: String,
    },
    /// A night was stopped before it was published, because it differs too much from the one before.
    #[error("{what}")]
    Stopped {
        /// The rosters and the jumps.
        what: String,
        /// What to do about it.
        next_step: String,
    },
    /// What an earlier night wrote is not what is there now, and nothing whole is left to go back to.
    #[error("{what}")]
    Damaged {
        /// The folder or files.
        what: String,
        /// What to do about it.
        next_step: String,
    },
    /// An output could not be made (Parquet, workbook).
    #[error("{path}: cannot be written: {what}")]
    Output {
        /// The file.
        path: PathBuf,
        /// The library's word.
        what: String,
    },
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Wraps an IO error with its file.
    pub fn file(path: impl Into<PathBuf>, what: &'static str, source: std::io::Error) -> Error {
        Error::File { path: path.into(), what, source }
    }

    /// What the command's exit code is: the help lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Busy { .. } => 4,
            Error::Stopped { .. } => 5,
            Error::Damaged { .. } => 6,
            _ => 1,
        }
    }

    /// What the operator can do next.
    pub fn next_step(&self) -> String {
        match self {
            Error::File { .. } => {
                "Check that the path exists, that the disk has room and that you may use it.".into()
            }
            Error::Settings { next_step, .. }
            | Error::Input { next_step, .. }
            | Error::Busy { next_step, .. }
            | Error::Stopped { next_step, .. }
            | Error::Damaged { next_step, .. } => next_step.clone(),
            Error::Output { .. } => {
                "Check that the disk has room and that no other program holds the file.".into()
            }
        }
    }
}

/// How much a finding or a conflict matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// To be looked at.
    Warning,
    /// To be acted on.
    Serious,
}

/// A code that stands in the program.
pub type Code = &'static str;

/// Something noticed on the way that the operator should read; it stops nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code, upper case with underscores (`BERKAS_TIDAK_ADA`).
    #[serde(deserialize_with = "code")]
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Roster, file, field or stage it is about.
    pub place: String,
    /// What was noticed, one sentence, Indonesian.
    pub message: String,
    /// What to do, one sentence, Indonesian; empty when nothing is to be done.
    pub next_step: String,
}

/// Reads a code back. Codes are few and stand in the program; one that is read is kept for as long as it runs.
pub(crate) fn code<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<&'static str, D::Error> {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let code = String::deserialize(from)?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(match known.get(code.as_str()) {
        Some(code) => code,
        None => {
            let code: &'static str = Box::leak(code.into_boxed_str());
            known.insert(code);
            code
        }
    })
}
