//! What can go wrong for the operator? Errors that stop a command, and findings that are noticed and reported.
//!
//! Bad data is neither: it becomes a refusal or an anomaly, with the stage that met it. What an operator reads is a
//! [`Message`]: both languages, written side by side where the trouble is met.

#[macro_use]
mod message;

pub use message::Message;
pub(crate) use message::in_english;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// An operator's trouble: where, what, and the next step. [`Error::message`] gives the first two, [`Error::next_step`] the
/// third; `Display` is the message in English, for whoever uses the library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}", self.message().en)]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What could not be done, one of [`CANNOT`]'s.
        what: &'static str,
        /// The operating system's word.
        source: std::io::Error,
    },
    /// The settings file says something that cannot be meant.
    #[error("{}", self.message().en)]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// 1-based line, when known.
        line: Option<usize>,
        /// What is wrong.
        what: Message,
        /// What to do about it.
        next_step: Message,
    },
    /// Input that a command cannot work with as a whole (no roster could be read, a truth file without columns).
    #[error("{}", what.en)]
    Input {
        /// What is wrong, with the file's name.
        what: Message,
        /// What to do about it.
        next_step: Message,
    },
    /// Another run or decision holds the state.
    #[error("{}", what.en)]
    Busy {
        /// Who holds what.
        what: Message,
        /// What to do about it.
        next_step: Message,
    },
    /// A night was stopped before it was published, because it differs too much from the one before.
    #[error("{}", what.en)]
    Stopped {
        /// The rosters and the jumps.
        what: Message,
        /// What to do about it.
        next_step: Message,
    },
    /// What an earlier night wrote is not what is there now, and nothing whole is left to go back to.
    #[error("{}", what.en)]
    Damaged {
        /// The folder or files.
        what: Message,
        /// What to do about it.
        next_step: Message,
    },
    /// An output could not be made (Parquet, workbook).
    #[error("{}", self.message().en)]
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

    /// Where and what.
    pub fn message(&self) -> Message {
        match self {
            Error::File { path, what, source } => {
                let (path, what) = (path.display(), cannot(what));
                message!("{path}: {what}: {source}", "{path}: {what}: {source}"; what)
            }
            Error::Settings { path, line, what, .. } => {
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                let path = path.display();
                message!("{path}{line}: {what}", "{path}{line}: {what}"; what)
            }
            Error::Input { what, .. }
            | Error::Busy { what, .. }
            | Error::Stopped { what, .. }
            | Error::Damaged { what, .. } => what.clone(),
            Error::Output { path, what } => {
                let path = path.display();
                message!("{path}: tidak dapat ditulis: {what}", "{path}: cannot be written: {what}")
            }
        }
    }

    /// What the operator can do next.
    pub fn next_step(&self) -> Message {
        match self {
            Error::File { .. } => message!(
                "Periksa apakah berkas atau foldernya ada, ruang disk cukup, dan Anda berhak memakainya.",
                "Check that the path exists, that the disk has room and that you may use it."
            ),
            Error::Settings { next_step, .. }
            | Error::Input { next_step, .. }
            | Error::Busy { next_step, .. }
            | Error::Stopped { next_step, .. }
            | Error::Damaged { next_step, .. } => next_step.clone(),
            Error::Output { .. } => message!(
                "Periksa apakah ruang disk cukup dan tidak ada program lain yang sedang memakai berkas itu.",
                "Check that the disk has room and that no other program holds the file."
            ),
        }
    }
}

/// What could not be done with a file, in English as it stands where it is met, and in Indonesian. There are a hundred
/// such places and a dozen such words: a table, where a pair at each place would be a hundred chances to differ.
pub const CANNOT: [(&str, &str); 12] = [
    ("cannot be copied", "tidak dapat disalin"),
    ("cannot be emptied", "tidak dapat dikosongkan"),
    ("cannot be locked", "tidak dapat dikunci"),
    ("cannot be made", "tidak dapat dibuat"),
    ("cannot be put back", "tidak dapat dikembalikan"),
    ("cannot be put in place", "tidak dapat dipasang di tempatnya"),
    ("cannot be put on the disk", "tidak dapat disimpan ke disk"),
    ("cannot be read", "tidak dapat dibaca"),
    ("cannot be removed", "tidak dapat dihapus"),
    ("cannot be set aside", "tidak dapat disisihkan"),
    ("cannot be written", "tidak dapat ditulis"),
    ("cannot hold the blocks of this night", "tidak dapat menampung blok malam ini"),
];

fn cannot(what: &str) -> Message {
    let known = CANNOT.iter().find(|(english, _)| *english == what);
    Message::new(known.map_or(what, |(_, indonesian)| indonesian), what)
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
#[serde(into = "Written", from = "Written")]
pub struct Finding {
    /// Stable code, upper case with underscores (`BERKAS_TIDAK_ADA`).
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Roster, file, field or stage it is about.
    pub place: String,
    /// What was noticed, one sentence.
    pub message: Message,
    /// What to do, one sentence; empty when nothing is to be done.
    pub next_step: Message,
}

/// A finding as files hold it (the manifest, the night's memory): Indonesian under the names it always had.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(deserialize_with = "code")]
    code: Code,
    severity: Severity,
    place: String,
    message: String,
    next_step: String,
    #[serde(default)]
    message_en: String,
    #[serde(default)]
    next_step_en: String,
}

impl From<Finding> for Written {
    fn from(finding: Finding) -> Written {
        let Finding { code, severity, place, message, next_step } = finding;
        Written {
            code,
            severity,
            place,
            message: message.id.into_string(),
            next_step: next_step.id.into_string(),
            message_en: message.en.into_string(),
            next_step_en: next_step.en.into_string(),
        }
    }
}

impl From<Written> for Finding {
    fn from(written: Written) -> Finding {
        // A manifest of before both languages were kept has Indonesian alone, which is better than nothing.
        let both = |id: String, en: String| {
            let en = if en.is_empty() { id.clone() } else { en };
            Message::new(id, en)
        };
        let Written { code, severity, place, message, next_step, message_en, next_step_en } = written;
        let (message, next_step) = (both(message, message_en), both(next_step, next_step_en));
        Finding { code, severity, place, message, next_step }
    }
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
