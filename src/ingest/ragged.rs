//! What becomes of a row with too few or too many cells? Kept, joined again, or refused: whatever is done, no
//! value may end up under a wrong header.

use super::cells::{self, Span};
use super::records::{JoinedCells, Record};
use super::shape::Shape;
use super::table::Limits;

/// What to do with a row.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Every mapped column is there.
    Good,
    /// Columns at the end are missing; they count as empty.
    Short,
    /// A cell had been cut by an unquoted delimiter; this is the row with it joined again.
    Joined(JoinedCells),
    /// It cannot be told which value belongs where. Code, and the column it is about.
    Refused(&'static str, Option<usize>),
}

/// Judges one data row.
pub(super) fn judge(record: &Record<'_>, limits: &Limits) -> Verdict {
    let cells = record.len();
    if cells == limits.width {
        return Verdict::Good;
    }
    if cells < limits.width {
        return judge_short(record, limits);
    }
    let reaches_beyond = (limits.width..cells).any(|column| !record.cell(column).is_empty());
    if !reaches_beyond {
        return Verdict::Good;
    }
    match join(record, limits) {
        Some(joined) => Verdict::Joined(joined),
        None => Verdict::Refused("KOLOM_LEBIH", None),
    }
}

/// Whether two lines are one row whose cell holds an unquoted line end: together they have its width and every
/// value fits its column, typed ones on both sides of the break, while the second line makes no row alone.
pub(super) fn is_one_row(text: &str, spans: &[Span], second_line: usize, limits: &Limits) -> bool {
    let cell = |&(start, end): &Span| cells::clean(&text[start as usize..end as usize]);
    let (mut before, mut after) = (0, 0);
    for (column, span) in spans.iter().enumerate() {
        let shape = shape(limits, column);
        if !shape.allows(cell(span)) {
            return false;
        }
        if shape != Shape::Free && !cell(span).is_empty() {
            let is_after = span.0 as usize >= second_line;
            (before, after) = (before + usize::from(!is_after), after + usize::from(is_after));
        }
    }
    let mut alone = Vec::new();
    let line = &text[second_line..];
    let delimiter = spans.first().map_or(b';', |&(_, end)| text.as_bytes()[end as usize]);
    cells::split_plain(line, delimiter, &mut alone);
    let moved = |(column, &(start, end)): (usize, &Span)| {
        !shape(limits, column).allows(cells::clean(&line[start as usize..end as usize]))
    };
    // A line that begins with a number is a row of its own, however short.
    let (start, end) = alone[0];
    let begins_with_letters =
        line[start as usize..end as usize].trim_start().starts_with(char::is_alphabetic);
    before > 0 && after > 0 && begins_with_letters && alone.iter().enumerate().any(moved)
}

/// A short row has lost cells at its end (then the rest is empty) or in its middle (then values have moved
/// under wrong headers, and typed columns show it).
fn judge_short(record: &Record<'_>, limits: &Limits) -> Verdict {
    let absent = limits.required.iter().find(|&&column| column >= record.len());
    if let Some(&column) = absent {
        return Verdict::Refused("KOLOM_KURANG", Some(column));
    }
    let moved = (0..record.len()).find(|&column| !shape(limits, column).allows(record.cell(column)));
    match moved {
        Some(column) => Verdict::Refused("KOLOM_KURANG", Some(column)),
        None if record.len() >= limits.needed => Verdict::Good,
        None => Verdict::Short,
    }
}

fn shape(limits: &Limits, column: usize) -> Shape {
    limits.shapes.get(column).copied().unwrap_or(Shape::Free)
}

/// Joins neighbouring cells so that the row has its width again. Done only when exactly one way fits: after a
/// comma, the piece that begins with a blank or looks like a degree ("BUDI, S.Pd") shows the way; otherwise
/// the typed columns after the cut must leave a single place.
fn join(record: &Record<'_>, limits: &Limits) -> Option<JoinedCells> {
    let mut cells: Vec<String> =
        (0..record.len()).map(|column| record.untrimmed(column).to_owned()).collect();
    let delimiter = delimiter_of(record);
    // Empty cells at the very end are padding, not part of the excess.
    while cells.len() > limits.width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    let excess = cells.len() - limits.width;
    let continued: Vec<usize> =
        (1..cells.len()).filter(|&column| continues(&cells[column - 1], &cells[column])).collect();
    if continued.len() == excess {
        let joined = join_at(&cells, &continued, delimiter);
        if fits(&joined, limits) {
            return Some(as_record(&joined));
        }
    }
    let mut only = None;
    for column in 0..limits.width {
        if shape(limits, column) != Shape::Free {
            continue;
        }
        let places: Vec<usize> = (column + 1..=column + excess).collect();
        let joined = join_at(&cells, &places, delimiter);
        if fits(&joined, limits) {
            if only.is_some() {
                return None;
            }
            only = Some(joined);
        }
    }
    only.map(|joined| as_record(&joined))
}

/// Whether a piece goes on from the cell before it: ", S.Pd", ", RT 01".
fn continues(before: &str, piece: &str) -> bool {
    let trimmed = piece.trim();
    let is_degree = trimmed.len() <= 8
        && trimmed.contains('.')
        && trimmed.chars().all(|letter| letter.is_alphabetic() || letter == '.' || letter == ' ');
    !before.trim().is_empty() && !trimmed.is_empty() && (piece.starts_with(' ') || is_degree)
}

/// The cells with those at `places` appended to the ones before them.
fn join_at(cells: &[String], places: &[usize], delimiter: char) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(cells.len());
    for (column, cell) in cells.iter().enumerate() {
        match joined.last_mut().filter(|_| places.contains(&column)) {
            Some(last) => {
                last.push(delimiter);
                last.push_str(cell);
            }
            None => joined.push(cell.clone()),
        }
    }
    joined
}

fn fits(cells: &[String], limits: &Limits) -> bool {
    cells.len() == limits.width
        && cells.iter().enumerate().all(|(column, cell)| shape(limits, column).allows(cell.trim()))
}

fn as_record(cells: &[String]) -> JoinedCells {
    let mut record = JoinedCells::default();
    for cell in cells {
        record.push(|text| text.push_str(cell));
    }
    record
}

/// The letter between the first two cells of the line as read; a comma when they cannot be told.
fn delimiter_of(record: &Record<'_>) -> char {
    let end = record.spans.first().map_or(0, |&(_, end)| end as usize);
    let between = record.raw.get(end..).and_then(|rest| rest.chars().next());
    between.filter(|letter| matches!(letter, ';' | ',' | '\t' | '|')).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::super::cells::split_plain;
    use super::super::records::Repairs;
    use super::*;

    /// Columns: NIK, name, mother, date of birth, RT.
    fn check(line: &str, expected: &str) {
        use Shape::{Date, Free, LongNumber, ShortNumber};
        let limits = Limits {
            width: 5,
            needed: 5,
            required: vec![0, 1, 3],
            shapes: vec![LongNumber, Free, Free, Date, ShortNumber],
        };
        let mut spans = Vec::new();
        split_plain(line, b',', &mut spans);
        let repairs = Repairs::default();
        let record = Record { line: 1, lines: 1, raw: line, text: line, spans: &spans, repairs, ended: true };
        let found = match judge(&record, &limits) {
            Verdict::Good => "good".to_owned(),
            Verdict::Short => "short".to_owned(),
            Verdict::Joined(cells) => cells.record(1, 1).cells().collect::<Vec<_>>().join("|"),
            Verdict::Refused(code, column) => format!("{code} {column:?}"),
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn rows_of_any_width() {
        let nik = "3314010101800001";
        check(&format!("{nik},BUDI,SITI,01/01/1980,1"), "good");
        check(&format!("{nik},BUDI,SITI,01/01/1980"), "short");
        check(&format!("{nik},BUDI,SITI"), "KOLOM_KURANG Some(3)");
        check(&format!("{nik},BUDI,01/01/1980,1"), "KOLOM_KURANG Some(3)");
        check(&format!("{nik},BUDI,SITI,01/01/1980,1,,"), "good");
        check(&format!("{nik},BUDI, S.Pd,SITI,01/01/1980,1"), &format!("{nik}|BUDI, S.Pd|SITI|01/01/1980|1"));
        check(&format!("{nik},BUDI,S.Pd,SITI,01/01/1980,1"), &format!("{nik}|BUDI,S.Pd|SITI|01/01/1980|1"));
        check(&format!("{nik},BUDI,AMAT,SITI,01/01/1980,1"), "KOLOM_LEBIH None");
        check(&format!("{nik},BUDI,SITI,01/01/1980,1,2"), "KOLOM_LEBIH None");
    }
}
