//! How does a command's result reach the reader? Results go to standard output, remarks to standard error; a
//! reader who closes the pipe early (`padan ... | head`) is no error.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

use crate::error::{Error, Finding, Result};
use crate::report::Language;

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

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The head of a table, a title.
    Head,
    /// To be looked at.
    Warning,
    /// To be acted on.
    Serious,
}

/// A text of the result in its colour: on a terminal alone, and not where `NO_COLOR` is set.
pub fn tone(text: &str, tone: Tone) -> String {
    if !colours(std::io::stdout().is_terminal(), |name| std::env::var(name).ok()) {
        return text.to_owned();
    }
    let code = match tone {
        Tone::Head => "1",
        Tone::Warning => "33",
        Tone::Serious => "1;31",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

fn colours(terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    terminal && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
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
pub fn finding(finding: &Finding, language: Language) -> String {
    let mut text = format!("\n! {}: {}\n", finding.place, language.told(&finding.message));
    if !finding.next_step.is_empty() {
        text.push_str(&format!("  → {}\n", language.told(&finding.next_step)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_that_want_them() {
        let check = |terminal: bool, set: &[(&str, &str)], expected: bool| {
            let value =
                |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(colours(terminal, value), expected, "{set:?}");
        };
        check(true, &[("TERM", "xterm-256color")], true);
        check(true, &[("NO_COLOR", "")], true);
        check(true, &[("NO_COLOR", "1")], false);
        check(true, &[("TERM", "dumb")], false);
        check(false, &[("TERM", "xterm")], false);
    }
}
