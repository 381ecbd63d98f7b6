//! How does one table (a text file, a sheet, a Parquet file) become chunks of rows, refusals and counts?
//! Whatever reads the table hands it records; here each of them ends in exactly one of rows and refusals.

use std::path::PathBuf;

use crate::error::Result;
use crate::record::{Field, TextColumn};

use super::header::{Header, Sample, SampleRecord};
use super::notices::{self, Tallies};
use super::ragged;
use super::records::{JoinedCells, Record};
use super::shape::{self, Shape};
use super::structure::{Roles, Structure};
use super::{FileReading, Intake, Options, Refusal, Roster, RowChunk, Sink};

/// Where what is read of a roster goes.
pub(super) struct Target<'a> {
    pub roster: &'a Roster,
    pub options: &'a Options,
    pub intake: &'a mut Intake,
    pub sink: &'a mut Sink<'a>,
    /// Data rows of the roster so far, refused ones counted.
    pub rows: u32,
}

impl Target<'_> {
    /// Header texts the settings name, in their order.
    pub(super) fn wanted(&self) -> Vec<&str> {
        self.roster.columns.iter().flat_map(|(_, headers)| headers).map(String::as_str).collect()
    }

    /// Keeps a table that should have had rows but gave none, with one refusal for all its lines.
    pub(super) fn refuse_all(&mut self, reading: FileReading, code: &'static str, text: String) {
        self.refuse_lines(&reading, code, text);
        self.intake.files.push(FileReading { refused_lines: reading.lines, ..reading });
    }

    /// Keeps a table that is not the roster's (a sheet with a summary), with one refusal for all its lines.
    pub(super) fn leave_out(&mut self, reading: FileReading, code: &'static str, text: String) {
        self.refuse_lines(&reading, code, text);
        self.intake.files.push(FileReading { structural_lines: reading.lines, ..reading });
    }

    fn refuse_lines(&mut self, reading: &FileReading, code: &'static str, text: String) {
        let lines = u32::try_from(reading.lines).unwrap_or(u32::MAX);
        if lines > 0 {
            let (roster, file) = (self.roster.id, self.intake.files.len() as u16);
            let refusal = Refusal { roster, file, line: 1, lines, row: None, column: None, code, text };
            self.intake.refusals.push(refusal);
        }
    }
}

/// A field and the columns that make it.
struct Mapped {
    field: Field,
    columns: Vec<usize>,
    /// The last value given, where the column fills down.
    above: Option<String>,
}

/// A table being read.
pub(super) struct Table<'t, 'a> {
    target: &'t mut Target<'a>,
    place: String,
    reading: FileReading,
    header: Header,
    mapped: Vec<Mapped>,
    fills_down: bool,
    structure: Structure,
    limits: Limits,
    chunk: RowChunk,
    tallies: Tallies,
    scratch: String,
}

/// How wide a row is, and what it must show when it is not.
pub(super) struct Limits {
    /// Cells of a good row.
    pub width: usize,
    /// Cells up to the last mapped column: a row with as many lacks nothing.
    pub needed: usize,
    /// Columns a short row must have: name, NIK, date of birth.
    pub required: Vec<usize>,
    /// The look of each column.
    pub shapes: Vec<Shape>,
}

impl<'t, 'a> Table<'t, 'a> {
    /// Begins a table whose header was found; missing columns become findings.
    pub(super) fn open(
        target: &'t mut Target<'a>,
        reading: FileReading,
        header: Header,
        sample: &Sample,
    ) -> Table<'t, 'a> {
        let place = notices::place(target.roster, &reading.path, reading.sheet.as_deref());
        let mut mapped = map_columns(target, &header, &place);
        let roles = roles(&mapped);
        let data = data_records(sample, &header, &roles);
        for column in &mut mapped {
            let fills = shape::may_fill_down(column.field) && column.columns.len() == 1 && {
                let index = column.columns[0];
                shape::fills_down(
                    data.iter().map(|record| record.cells.get(index).map_or("", String::as_str)),
                )
            };
            column.above = fills.then(String::new);
        }
        let usual = median(data.iter().map(|record| filled(record)).collect()).unwrap_or(header.names.len());
        let structure = Structure::new(&header, roles, usual);
        let limits = limits(&header, &mapped, &data);
        let mut table = Table {
            place,
            reading,
            fills_down: mapped.iter().any(|column| column.above.is_some()),
            structure,
            limits,
            chunk: new_chunk(target, &mapped),
            tallies: Tallies::default(),
            scratch: String::new(),
            target,
            header,
            mapped,
        };
        table.describe_header();
        table
    }

    fn describe_header(&mut self) {
        self.reading.roster.clone_from(&self.target.roster.name);
        self.reading.header_line = (self.header.last_line > 0).then_some(self.header.last_line);
        self.reading.header.clone_from(&self.header.names);
        let is_used = |index: usize| self.mapped.iter().any(|mapped| mapped.columns.contains(&index));
        let names = self.header.names.iter().enumerate();
        self.reading.unused = names
            .filter(|(index, name)| !name.is_empty() && !is_used(*index))
            .map(|(_, name)| name.clone())
            .collect();
    }

    /// What a good row is, for lines below the header; unknown above.
    pub(super) fn limits_at(&self, line: u32) -> Option<&Limits> {
        (line > self.header.last_line).then_some(&self.limits)
    }

    /// Takes the next record: it becomes a row or a refusal.
    pub(super) fn take(&mut self, record: &Record<'_>) -> Result<()> {
        self.reading.lines += u64::from(record.lines);
        self.tally_repairs(record);
        if record.line <= self.header.last_line {
            self.refuse_structure(record, self.code_above(record));
            return Ok(());
        }
        if let Some(code) = self.structure.code(record) {
            self.refuse_structure(record, code);
            return Ok(());
        }
        self.target.rows += 1;
        if !record.ended && record.len() < self.limits.width {
            return self.take_last(record);
        }
        match ragged::judge(record, &self.limits) {
            ragged::Verdict::Good => self.push(record),
            ragged::Verdict::Short => {
                self.tallies.short.add(record.line);
                self.push(record)
            }
            ragged::Verdict::Joined(cells) => {
                self.tallies.joined.add(record.line);
                let joined = cells.record(record.line, record.lines);
                self.push(&joined)
            }
            ragged::Verdict::Refused(code, column) => {
                self.refuse_row(record, code, column);
                Ok(())
            }
        }
    }

    /// Passes a record whose line numbers count but that has no cells of its own in the file (sheet gaps).
    pub(super) fn take_blank(&mut self, line: u32) {
        self.reading.lines += 1;
        self.reading.structural_lines += 1;
        self.put_refusal(line, 1, None, None, "BARIS_KOSONG", String::new());
    }

    /// A line without a line end that has too few cells: the file was cut off. Its last cell may be cut too.
    fn take_last(&mut self, record: &Record<'_>) -> Result<()> {
        let finding = notices::truncated(self.place.clone(), record.line);
        self.target.intake.findings.push(finding);
        let is_whole = self.limits.required.iter().all(|&column| column + 1 < record.len());
        if is_whole && !self.limits.required.is_empty() {
            return self.push(record);
        }
        self.refuse_row(record, "BARIS_TERPOTONG", None);
        Ok(())
    }

    fn tally_repairs(&mut self, record: &Record<'_>) {
        let repairs = record.repairs;
        if repairs.quote {
            self.tallies.quotes.add(record.line);
        }
        if repairs.nul {
            self.tallies.nuls.add(record.line);
        }
        if repairs.line_end {
            self.tallies.line_ends.add(record.line);
        }
        if repairs.encoding {
            self.tallies.encodings.add(record.line);
        }
    }

    fn code_above(&self, record: &Record<'_>) -> &'static str {
        if record.line >= self.header.first_line {
            "KEPALA_KOLOM"
        } else if record.cells().all(str::is_empty) {
            "BARIS_KOSONG"
        } else if record.line == 1
            && record.raw.len() <= 8
            && record.raw.to_ascii_lowercase().contains("sep=")
        {
            "PENANDA_PEMISAH"
        } else {
            "JUDUL"
        }
    }

    fn refuse_structure(&mut self, record: &Record<'_>, code: &'static str) {
        self.reading.structural_lines += u64::from(record.lines);
        self.put_refusal(record.line, record.lines, None, None, code, record.raw.to_owned());
    }

    fn refuse_row(&mut self, record: &Record<'_>, code: &'static str, column: Option<usize>) {
        self.reading.refused_lines += u64::from(record.lines);
        let column = column.and_then(|index| self.header.names.get(index).cloned());
        let row = Some(self.target.rows);
        self.put_refusal(record.line, record.lines, row, column, code, record.raw.to_owned());
    }

    fn put_refusal(
        &mut self,
        line: u32,
        lines: u32,
        row: Option<u32>,
        column: Option<String>,
        code: &'static str,
        text: String,
    ) {
        let (roster, file) = (self.target.roster.id, self.chunk.file);
        self.target.intake.refusals.push(Refusal { roster, file, line, lines, row, column, code, text });
    }

    /// Adds a row to the chunk, and hands the chunk on when it is full.
    fn push(&mut self, record: &Record<'_>) -> Result<()> {
        if self.fills_down {
            self.fill_down(record);
        }
        self.reading.row_lines += u64::from(record.lines);
        self.reading.rows += 1;
        self.chunk.lines.push(record.line);
        self.chunk.rows.push(self.target.rows);
        for (mapped, (_, column)) in self.mapped.iter().zip(&mut self.chunk.cells) {
            match (&mapped.above, &mapped.columns[..]) {
                (Some(value), _) => column.push(value),
                (None, []) => column.push(""),
                (None, [index]) => column.push(record.cell(*index)),
                (None, indexes) => {
                    self.scratch.clear();
                    for cell in indexes.iter().map(|&index| record.cell(index)) {
                        if !cell.is_empty() {
                            if !self.scratch.is_empty() {
                                self.scratch.push(' ');
                            }
                            self.scratch.push_str(cell);
                        }
                    }
                    column.push(&self.scratch);
                }
            }
        }
        if self.chunk.len() >= self.target.options.chunk_rows { self.hand_on() } else { Ok(()) }
    }

    /// Brings the values of filling columns up to this row. A new coarse region forgets the finer ones.
    fn fill_down(&mut self, record: &Record<'_>) {
        let mut changed = u8::MAX;
        let mut filled = false;
        for mapped in &self.mapped {
            if let Some(above) = &mapped.above {
                let cell = record.cell(mapped.columns[0]);
                if !cell.is_empty() && cell != above {
                    changed = changed.min(shape::region_rank(mapped.field));
                }
            }
        }
        for mapped in &mut self.mapped {
            let Some(above) = &mut mapped.above else { continue };
            let cell = record.cell(mapped.columns[0]);
            if !cell.is_empty() {
                above.replace_range(.., cell);
            } else if shape::region_rank(mapped.field) > changed {
                above.clear();
            } else {
                filled |= !above.is_empty();
            }
        }
        if filled {
            self.tallies.filled.add(record.line);
        }
    }

    /// Hands the chunk on. The next one is given room for as much: growing step by step copies it all over again.
    fn hand_on(&mut self) -> Result<()> {
        let bytes = |(field, column): &(Field, TextColumn)| (*field, column.text().len());
        let held: Vec<(Field, usize)> = self.chunk.cells.iter().map(bytes).collect();
        let (rows, roster, file) = (self.chunk.len(), self.chunk.roster, self.chunk.file);
        let full = std::mem::replace(&mut self.chunk, new_chunk(self.target, &[]));
        self.chunk = match (self.target.sink)(full)? {
            Some(spent) => spent.emptied(roster, file, held.iter().map(|(field, _)| *field)),
            None => {
                let room = |(field, bytes)| (field, TextColumn::with_room(rows, bytes + bytes / 8));
                RowChunk {
                    roster,
                    file,
                    lines: Vec::with_capacity(rows),
                    rows: Vec::with_capacity(rows),
                    cells: held.into_iter().map(room).collect(),
                }
            }
        };
        Ok(())
    }

    /// Reading broke off: what was read stays.
    pub(super) fn broke_off(&mut self, reason: &str) {
        let line = self.reading.lines as u32;
        let path = self.reading.path.clone();
        self.target.intake.findings.push(notices::broken_off(self.place.clone(), &path, line, reason));
    }

    /// Size and fingerprint, known only once the file is read.
    pub(super) fn set_source(&mut self, bytes: u64, blake3: String) {
        self.reading.bytes = bytes;
        self.reading.blake3 = blake3;
    }

    /// Ends the table: the last rows go on, counts and findings are kept.
    pub(super) fn close(mut self) -> Result<()> {
        if !self.chunk.is_empty() {
            self.hand_on()?;
        }
        let reading = self.reading;
        debug_assert_eq!(
            reading.lines,
            reading.row_lines + reading.structural_lines + reading.refused_lines,
            "every line is in exactly one of rows and refusals"
        );
        let findings = &mut self.target.intake.findings;
        findings.extend(self.tallies.findings(&self.place));
        if reading.refused_lines > 0 {
            findings.push(notices::refused(self.place.clone(), reading.refused_lines));
        }
        if reading.rows == 0 {
            findings.push(notices::no_rows(self.place));
        }
        self.target.intake.files.push(reading);
        Ok(())
    }
}

/// Whether a header has what a row can be known by. A table without any is not the roster's.
pub(super) fn is_usable(roster: &Roster, header: &Header) -> bool {
    let identifying = |field: Field| {
        matches!(field, Field::Nik | Field::Kk | Field::Name | Field::NameCorrection | Field::UniqueKey)
    };
    let has = |headers: &[String]| headers.iter().any(|name| header.column(name).is_some());
    let mut fields = roster.columns.iter().filter(|(field, _)| identifying(*field)).peekable();
    match fields.peek() {
        Some(_) => fields.any(|(_, headers)| has(headers)),
        None => header.found > 0 || header.last_line == 0,
    }
}

/// An empty file reading of a table.
pub(super) fn new_reading(roster: &Roster, path: PathBuf, encoding: &str) -> FileReading {
    FileReading { roster: roster.name.clone(), path, encoding: encoding.to_owned(), ..FileReading::default() }
}

fn new_chunk(target: &Target<'_>, mapped: &[Mapped]) -> RowChunk {
    let rows = target.options.chunk_rows.min(4096);
    RowChunk {
        roster: target.roster.id,
        file: target.intake.files.len() as u16,
        lines: Vec::with_capacity(rows),
        rows: Vec::with_capacity(rows),
        cells: mapped.iter().map(|mapped| (mapped.field, TextColumn::with_capacity(rows))).collect(),
    }
}

/// Columns of every mapped field. A field whose headers are all missing stays, always empty, so that chunks of
/// all files of a roster look alike.
fn map_columns(target: &mut Target<'_>, header: &Header, place: &str) -> Vec<Mapped> {
    let mut mapped = Vec::new();
    for (field, headers) in &target.roster.columns {
        let mut columns = Vec::new();
        let mut is_named = false;
        for name in headers.iter().filter(|name| !name.trim().is_empty()) {
            is_named = true;
            match header.column(name) {
                Some(index) => columns.push(index),
                None => {
                    let nearest = header.nearest(name);
                    let finding = notices::missing_column(place.to_owned(), *field, name, nearest);
                    target.intake.findings.push(finding);
                }
            }
        }
        if is_named {
            mapped.push(Mapped { field: *field, columns, above: None });
        }
    }
    mapped
}

fn columns_of(mapped: &[Mapped], fields: &[Field]) -> Vec<usize> {
    let chosen = mapped.iter().filter(|mapped| fields.contains(&mapped.field));
    let mut columns: Vec<usize> = chosen.flat_map(|mapped| mapped.columns.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn roles(mapped: &[Mapped]) -> Roles {
    let all: Vec<Field> = mapped.iter().map(|mapped| mapped.field).collect();
    Roles {
        numbers: columns_of(mapped, &[Field::Nik, Field::Kk]),
        identifying: columns_of(mapped, &[Field::Nik, Field::Kk, Field::Name, Field::UniqueKey]),
        mapped: columns_of(mapped, &all),
        speaking: columns_of(mapped, &[Field::Occupation, Field::Status, Field::Relation, Field::Component]),
    }
}

fn limits(header: &Header, mapped: &[Mapped], data: &[&SampleRecord]) -> Limits {
    let names = header.names.len();
    // Rows may carry cells without a header (notes, trailing delimiters): then those belong to a good row.
    let usual = median(data.iter().map(|record| record.cells.len()).collect()).unwrap_or(names);
    let width = usual.max(names);
    let all: Vec<Field> = mapped.iter().map(|mapped| mapped.field).collect();
    Limits {
        width,
        needed: columns_of(mapped, &all).last().map_or(0, |last| last + 1),
        required: columns_of(mapped, &[Field::Nik, Field::Name, Field::BirthDate, Field::PlaceAndDate]),
        shapes: Shape::learn(data, width),
    }
}

/// The records of the sample that are data.
fn data_records<'s>(sample: &'s Sample, header: &Header, roles: &Roles) -> Vec<&'s SampleRecord> {
    let mut structure = Structure::new(header, roles.clone(), header.names.len());
    let mut joined = JoinedCells::default();
    let below = sample.records.iter().filter(|record| record.line > header.last_line);
    below.filter(|record| structure.code_of_cells(record, &mut joined).is_none()).collect()
}

fn filled(record: &SampleRecord) -> usize {
    record.cells.iter().filter(|cell| !cell.is_empty()).count()
}

fn median(mut values: Vec<usize>) -> Option<usize> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}
