//! Where does the text of the rosters stay while the people are compared as numbers? In one Parquet file of the
//! run, a column a field, a row a row id; read back one column at a time for reports, explanations and review.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use polars::io::parquet::metadata::FileMetadataRef;
use polars::prelude::{ParquetReader, PolarsError, SerReader};

use super::direct::{Block, DirectSource};
use super::file;
use super::text_pages;
use super::text_table::{Encoder, Group, TextTable};
use crate::error::{Error, Result};
use crate::ingest::RowChunk;
use crate::record::{Field, RowId, TextColumn};
use crate::standardise::Cells;

/// Writes the raw cells in row id order. Each chunk is a row group, so memory is bounded by one chunk.
pub struct RawWriter {
    path: PathBuf,
    fields: Vec<Field>,
    table: TextTable<BufWriter<File>>,
    encoder: RawEncoder,
}

/// Turns chunks into row groups, on any thread; keep one a thread.
#[derive(Debug, Default)]
pub struct RawEncoder {
    encoder: Encoder,
}

/// A chunk's raw cells, ready to be appended.
#[derive(Debug, Default)]
pub struct RawGroup(Group);

impl RawEncoder {
    /// The row group of a chunk in a file with these fields. A field that the chunk does not have is missing in its
    /// rows. `room` is a group that was written, or none: memory that is used again need not be made anew.
    pub fn encode(&mut self, cells: &Cells<'_>, fields: &[Field], room: RawGroup) -> RawGroup {
        self.encoder.begin(cells.chunk().len(), room.0);
        for &field in fields {
            match cells.column(field) {
                Some(column) => self.encoder.push(column.text, column.distinct),
                None => self.encoder.push_missing(),
            }
        }
        RawGroup(self.encoder.end())
    }
}

impl RawWriter {
    /// Begins the file; `fields` are those that any roster maps, each once.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path, fields: &[Field]) -> Result<RawWriter> {
        let out = file::create(&file::unfinished(path))?;
        let names = fields.iter().map(|&field| column_name(field)).collect();
        let table =
            TextTable::begin(out, names).map_err(|source| Error::file(path, "cannot be written", source))?;
        Ok(RawWriter {
            path: path.to_owned(),
            fields: fields.to_vec(),
            table,
            encoder: RawEncoder::default(),
        })
    }

    /// Appends the next rows; the order of calls is the order of row ids.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn append(&mut self, chunk: &RowChunk) -> Result<()> {
        let group = self.encoder.encode(&Cells::of(chunk), &self.fields, RawGroup::default());
        self.append_group(&group)
    }

    /// Appends the next rows, encoded for this file's fields.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub fn append_group(&mut self, group: &RawGroup) -> Result<()> {
        self.table.append(&group.0).map_err(|source| Error::file(&self.path, "cannot be written", source))
    }

    /// Writes what is left and puts the file in its place.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn finish(self) -> Result<()> {
        let cannot = |source| Error::file(&self.path, "cannot be written", source);
        self.table.finish().and_then(|out| out.into_inner().map_err(Into::into)).map_err(cannot)?;
        std::fs::rename(file::unfinished(&self.path), &self.path).map_err(cannot)
    }
}

/// The cells of some fields for all rows.
pub type RawCells = Vec<(Field, TextColumn)>;

/// One field's cells of one row group in the file.
#[derive(Debug)]
struct Chunk {
    at: u64,
    bytes: usize,
    rows: usize,
    /// Which of the fields asked for.
    column: usize,
}

/// Reads the raw cells of a run.
#[derive(Debug)]
pub struct RawReader {
    path: PathBuf,
    fields: Vec<Field>,
    rows: usize,
    footer: FileMetadataRef,
}

impl RawReader {
    /// Opens the file and reads its footer.
    ///
    /// # Errors
    /// When it cannot be read or is no Parquet file.
    pub fn open(path: &Path) -> Result<RawReader> {
        let mut parquet = reader(path)?;
        let schema = parquet.schema().map_err(|error| unreadable(path, &error))?;
        let rows = parquet.num_rows().map_err(|error| unreadable(path, &error))?;
        let fields = schema.iter_names().filter_map(|name| field_of(name)).collect();
        let footer = parquet.get_metadata().map_err(|error| unreadable(path, &error))?.clone();
        Ok(RawReader { path: path.to_owned(), fields, rows, footer })
    }

    /// Rows held.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The fields held.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// A field's cells for all rows, in row id order; all empty when no roster maps the field.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn column(&self, field: Field) -> Result<TextColumn> {
        if let Ok(Some(column)) = self.whole_column(field) {
            return Ok(column);
        }
        let mut columns = self.columns(&[field], 0..self.rows)?;
        Ok(columns.pop().unwrap_or_default())
    }

    /// A field's cells chunk by chunk; none when they are not written as this version does it.
    fn whole_column(&self, field: Field) -> io::Result<Option<TextColumn>> {
        let Some(chunks) = self.chunks(&[field]) else { return Ok(None) };
        let mut file = File::open(&self.path)?;
        let mut buffer = Vec::new();
        let mut column = TextColumn::with_room(self.rows, 0);
        for chunk in chunks {
            file.seek(SeekFrom::Start(chunk.at))?;
            buffer.resize(chunk.bytes, 0);
            file.read_exact(&mut buffer)?;
            if text_pages::append(&buffer, chunk.rows, &mut column).is_none() {
                return Ok(None);
            }
        }
        Ok((column.len() == self.rows).then_some(column))
    }

    /// The cells of some fields for all rows, and the fingerprint of the whole file, in one go past the system's cache
    /// of files; none when they are not written as this version does it. The cells prove nothing before the fingerprint
    /// does.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn proved_columns(&self, fields: &[Field]) -> io::Result<Option<(Vec<TextColumn>, blake3::Hash)>> {
        let Some(chunks) = self.chunks(fields) else { return Ok(None) };
        let mut columns: Vec<TextColumn> =
            fields.iter().map(|_| TextColumn::with_room(self.rows, 0)).collect();
        let mut chunks = &chunks[..];
        let (mut source, mut block) = (DirectSource::open(&self.path, 0)?, Block::new());
        let mut hasher = blake3::Hasher::new();
        // What earlier blocks held of the next chunk.
        let mut begun = Vec::new();
        let mut at = 0;
        loop {
            let bytes = block.read(&mut source)?;
            if bytes.is_empty() {
                break;
            }
            hasher.update(bytes);
            let end = at + bytes.len() as u64;
            while let Some((chunk, later)) = chunks.split_first().filter(|(chunk, _)| chunk.at < end) {
                let Some(from) = (chunk.at + begun.len() as u64).checked_sub(at) else { return Ok(None) };
                let rest = &bytes[from as usize..];
                let missing = chunk.bytes.saturating_sub(begun.len());
                let whole = match rest.get(..missing) {
                    None => {
                        begun.extend_from_slice(rest);
                        break;
                    }
                    Some(part) if begun.is_empty() => part,
                    Some(part) => {
                        begun.extend_from_slice(part);
                        &begun
                    }
                };
                if text_pages::append(whole, chunk.rows, &mut columns[chunk.column]).is_none() {
                    return Ok(None);
                }
                begun.clear();
                chunks = later;
            }
            at = end;
        }
        let whole = columns.iter().all(|column| column.len() == self.rows);
        Ok(whole.then(|| (columns, hasher.finalize())))
    }

    /// Where the cells of some fields lie, in the order of the file; none when a field is not there.
    fn chunks(&self, fields: &[Field]) -> Option<Vec<Chunk>> {
        let mut chunks = Vec::new();
        for (column, &field) in fields.iter().enumerate() {
            let place = self.fields.iter().position(|known| *known == field)?;
            for group in &self.footer.row_groups {
                let meta = group.parquet_columns().get(place)?;
                if meta.descriptor().path_in_schema.first()?.as_str() != column_name(field) {
                    return None;
                }
                let at = meta.dictionary_page_offset().unwrap_or_else(|| meta.data_page_offset());
                chunks.push(Chunk {
                    at: u64::try_from(at).ok()?,
                    bytes: usize::try_from(meta.compressed_size()).ok()?,
                    rows: group.num_rows(),
                    column,
                });
            }
        }
        chunks.sort_unstable_by_key(|chunk| chunk.at);
        Some(chunks)
    }

    /// The cells of some fields for a run of rows, in row id order, so that a long night can be gone through piece by
    /// piece; all empty for a field that no roster maps. Pieces of tens of thousands of rows read best.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn columns(&self, fields: &[Field], rows: Range<usize>) -> Result<Vec<TextColumn>> {
        let known: Vec<Field> = fields.iter().copied().filter(|field| self.fields.contains(field)).collect();
        let frame = self
            .reader()?
            .with_columns(Some(known.iter().map(|&field| column_name(field)).collect()))
            .with_slice(Some((rows.start, rows.len())))
            .finish()
            .map_err(|error| unreadable(&self.path, &error))?;
        let mut columns = Vec::with_capacity(fields.len());
        for &field in fields {
            if !known.contains(&field) {
                columns.push(std::iter::repeat_n("", rows.len()).collect());
                continue;
            }
            let cells = frame.column(&column_name(field)).and_then(|column| column.str().cloned());
            let cells = cells.map_err(|error| unreadable(&self.path, &error))?;
            let mut column = TextColumn::with_capacity(rows.len());
            cells.iter().for_each(|cell| column.push(cell.unwrap_or_default()));
            columns.push(column);
        }
        Ok(columns)
    }

    /// All filled cells of one row, in field order; nothing for a row that is not there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row(&self, row: RowId) -> Result<Vec<(Field, String)>> {
        let frame = self
            .reader()?
            .with_slice(Some((row as usize, 1)))
            .finish()
            .map_err(|error| unreadable(&self.path, &error))?;
        let mut cells = Vec::new();
        for column in frame.columns() {
            let text = column.str().map_err(|error| unreadable(&self.path, &error))?;
            if let (Some(field), Some(Some(cell))) = (field_of(column.name()), text.iter().next()) {
                cells.push((field, cell.to_owned()));
            }
        }
        Ok(cells)
    }

    /// A reader that does not read the footer again.
    fn reader(&self) -> Result<ParquetReader<File>> {
        let mut reader = reader(&self.path)?;
        reader.set_metadata(self.footer.clone());
        Ok(reader)
    }
}

/// A field's column name: its settings key, and the number of a declared one, whose name the settings hold.
fn column_name(field: Field) -> String {
    match field {
        Field::Extra(index) => format!("extra_{index}"),
        named => named.key().to_owned(),
    }
}

fn field_of(name: &str) -> Option<Field> {
    match name.strip_prefix("extra_") {
        Some(index) => index.parse().ok().map(Field::Extra),
        None => Field::from_key(name),
    }
}

fn reader(path: &Path) -> Result<ParquetReader<File>> {
    let file = File::open(path).map_err(|source| Error::file(path, "cannot be read", source))?;
    Ok(ParquetReader::new(file))
}

fn unreadable(path: &Path, error: &PolarsError) -> Error {
    Error::Input {
        what: message!(
            "{path}: tidak dapat dibaca sebagai Parquet: {error}",
            "{path}: cannot be read as Parquet: {error}",
            path = path.display()
        ),
        next_step: message!(
            "Jalankan malam itu lagi; berkasnya dibuat oleh versi lain atau rusak.",
            "Run the night again; the file was made by another version or is damaged."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RosterId;

    fn chunk(cells: Vec<(Field, Vec<&str>)>) -> RowChunk {
        let rows = cells[0].1.len() as u32;
        RowChunk {
            roster: RosterId(0),
            file: 0,
            lines: (2..rows + 2).collect(),
            rows: (1..=rows).collect(),
            cells: cells.into_iter().map(|(field, values)| (field, values.into_iter().collect())).collect(),
        }
    }

    #[test]
    fn cells_come_back_in_row_id_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("raw.parquet");
        let mut writer = RawWriter::create(&path, &[Field::Name, Field::Nik, Field::Extra(3)]).unwrap();
        writer
            .append(&chunk(vec![(Field::Nik, vec!["'33", ""]), (Field::Name, vec!["Siti", "Nur"])]))
            .unwrap();
        writer.append(&chunk(vec![(Field::Extra(3), vec!["0012"]), (Field::Name, vec!["Ketut"])])).unwrap();
        assert!(!path.exists(), "a reader must not meet an unfinished file");
        writer.finish().unwrap();

        let reader = RawReader::open(&path).unwrap();
        assert_eq!((reader.len(), reader.fields()), (3, &[Field::Name, Field::Nik, Field::Extra(3)][..]));
        let texts = |field| reader.column(field).unwrap().iter().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(texts(Field::Name), ["Siti", "Nur", "Ketut"]);
        assert_eq!(texts(Field::Nik), ["'33", "", ""]);
        assert_eq!(texts(Field::Extra(3)), ["", "", "0012"]);
        assert_eq!(texts(Field::Mother), ["", "", ""]);
        let (columns, blake3) = reader.proved_columns(&[Field::Nik, Field::Name]).unwrap().unwrap();
        assert_eq!(columns[0].iter().collect::<Vec<_>>(), ["'33", "", ""]);
        assert_eq!(columns[1].iter().collect::<Vec<_>>(), ["Siti", "Nur", "Ketut"]);
        assert_eq!(blake3, blake3::hash(&std::fs::read(&path).unwrap()));
        assert!(reader.proved_columns(&[Field::Mother]).unwrap().is_none());
        assert_eq!(
            reader.row(2).unwrap(),
            [(Field::Name, "Ketut".to_owned()), (Field::Extra(3), "0012".to_owned())]
        );
    }

    #[test]
    fn more_rows_than_a_group_keep_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("raw.parquet");
        let mut writer = RawWriter::create(&path, &[Field::Name]).unwrap();
        let names: Vec<String> = (0..50_000).map(|number| format!("nama {number}")).collect();
        let one = chunk(vec![(Field::Name, names.iter().map(String::as_str).collect())]);
        (0..6).for_each(|_| writer.append(&one).unwrap());
        writer.finish().unwrap();
        let reader = RawReader::open(&path).unwrap();
        assert!(reader.whole_column(Field::Name).unwrap().is_some());
        let (mut proved, _) = reader.proved_columns(&[Field::Name]).unwrap().unwrap();
        for column in [reader.column(Field::Name).unwrap(), proved.remove(0)] {
            assert_eq!(column.len(), 300_000);
            assert!(column.iter().enumerate().all(|(row, name)| name == names[row % 50_000]));
        }
        let pieces =
            RawReader::open(&path).unwrap().columns(&[Field::Nik, Field::Name], 49_999..100_001).unwrap();
        let found: Vec<&str> = pieces[1].iter().collect();
        assert_eq!((pieces[0].len(), found.len()), (50_002, 50_002));
        assert_eq!((found[0], found[1], found[50_001]), ("nama 49999", "nama 0", "nama 0"));
    }

    #[test]
    fn a_night_without_rows_has_an_empty_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("raw.parquet");
        RawWriter::create(&path, &[Field::Name]).unwrap().finish().unwrap();
        let reader = RawReader::open(&path).unwrap();
        assert!(reader.is_empty());
        assert!(reader.column(Field::Name).unwrap().is_empty());
    }
}
