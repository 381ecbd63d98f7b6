//! How does a command's result reach the reader? Results go to standard output, remarks to standard error; a
//! reader who closes the pipe early (`padan ... | head`) is no error.

use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Writes a result to standard output.
pub fn result(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::file(Path::new("standard output"), "cannot be written", error))
        }
        _ => Ok(()),
    }
}

/// Writes a remark to standard error. Nothing can be done when that fails.
pub fn remark(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
