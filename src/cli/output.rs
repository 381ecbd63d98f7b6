//! How does a command's result reach the reader? Results go to standard output, remarks to standard error; a
//! reader who closes the pipe early (`padan ... | head`) is no error.

use std::io::{ErrorKind, Write};
use std::path::Path;

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

use crate::error::{Error, Finding, Result};

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

/// A table as commands print it: a rule below the head and no frame, so that a night fits a screen.
pub fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    // Numbers stand to the right, and so do their headers; the first column holds names.
    let mut cells = vec![Cell::new(header[0])];
    cells.extend(header[1..].iter().map(|head| right((*head).to_owned())));
    table.set_header(cells);
    table
}

/// A number's cell.
pub fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A finding for the terminal: where and what, and below it what to do.
pub fn finding(finding: &Finding) -> String {
    let mut text = format!("\n! {}: {}\n", finding.place, finding.message);
    if !finding.next_step.is_empty() {
        text.push_str(&format!("  → {}\n", finding.next_step));
    }
    text
}
