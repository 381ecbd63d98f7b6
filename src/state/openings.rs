//! Who saw masked values in full, when and why? A log that is only ever appended to, one JSON line an opening.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Result};

/// Name of the log in the folder of the runs.
pub const FILE: &str = "pembukaan.jsonl";

/// One opening. It names rows, never their values.
#[derive(Clone, Debug, Serialize)]
pub struct Opening<'a> {
    /// When: date and time, RFC 3339.
    pub date: &'a str,
    /// Who asked.
    pub actor: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What was opened: the command and the rows or persons.
    pub what: &'a str,
}

/// Notes an opening in the log below `out`; called before anything is shown, so that nothing is seen unlogged.
///
/// # Errors
/// When the log cannot be written: then nothing may be shown.
pub fn log_opening(out: &Path, opening: &Opening<'_>) -> Result<PathBuf> {
    let path = out.join(FILE);
    let cannot = |source| Error::file(&path, "cannot be written", source);
    std::fs::create_dir_all(out).map_err(cannot)?;
    let mut line = serde_json::to_string(opening)
        .map_err(|error| Error::Output { path: path.clone(), what: error.to_string() })?;
    line.push('\n');
    let mut file = open(&path).map_err(cannot)?;
    // One write for the whole line: two officers at once do not mix theirs.
    file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(cannot)?;
    Ok(path)
}

/// Opens the log for appending; only its owner may read it.
fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_kept_one_after_another() {
        let out = tempfile::tempdir().unwrap();
        for reason in ["aduan warga", "audit\nBPK"] {
            let opening = Opening {
                date: "2026-03-01T08:00:00+07:00",
                actor: "ani",
                reason,
                what: "explain pkh:1 bdt:2",
            };
            log_opening(&out.path().join("keluaran"), &opening).unwrap();
        }
        let path = out.path().join("keluaran").join(FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!(last["reason"], "audit\nBPK");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
