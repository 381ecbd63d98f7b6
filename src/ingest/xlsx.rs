//! How is a plain XLSX read fast? Most lists hold nothing but texts and numbers: their sheets are unpacked piece by
//! piece and cut into cells directly. Whatever is not plain (dates, formulas, rich text, an odd archive) is left to
//! calamine, which reads everything at six times the cost; where both can read, both read the same.

use std::io::Read;

use flate2::read::DeflateDecoder;
use memchr::{memchr, memchr2, memmem};

use super::cells::write_number;
use super::grid::Grid;
use super::sheet::write_line;

/// The sheets of a plain workbook in order: name and cells; none when it is not plain.
pub(super) fn sheets(bytes: &[u8]) -> Option<Vec<(String, Grid)>> {
    let archive = Archive::open(bytes)?;
    let workbook = archive.text("xl/workbook.xml")?;
    let relations = archive.text("xl/_rels/workbook.xml.rels")?;
    let strings = match archive.entry("xl/sharedStrings.xml") {
        Some(_) => shared_strings(&archive.text("xl/sharedStrings.xml")?)?,
        None => Vec::new(),
    };
    let styles = match archive.entry("xl/styles.xml") {
        Some(_) => plain_styles(&archive.text("xl/styles.xml")?)?,
        None => Vec::new(),
    };
    let known = Known { strings, styles, end_of_cell: memmem::Finder::new("</c>") };
    let mut found = Vec::new();
    for tag in tags(&workbook, "sheet") {
        let name = unescaped(attribute(tag, "name")?)?;
        let id = attribute(tag, "r:id")?;
        let relation = tags(&relations, "Relationship").find(|tag| attribute(tag, "Id") == Some(id))?;
        if !attribute(relation, "Type")?.ends_with("/worksheet") {
            return None;
        }
        let target = attribute(relation, "Target")?;
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        found.push((name, grid(archive.open_entry(&path)?, &known)?));
    }
    (!found.is_empty()).then_some(found)
}

/// What cells refer to.
struct Known {
    strings: Vec<String>,
    /// Whether numbers of a style are shown as numbers, by style.
    styles: Vec<bool>,
    end_of_cell: memmem::Finder<'static>,
}

/// A ZIP archive in memory.
struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

/// One packed file.
struct Entry<'a> {
    name: &'a [u8],
    method: u16,
    packed: usize,
    unpacked: usize,
    header: usize,
}

impl<'a> Archive<'a> {
    /// Reads the directory at the archive's end; none for archives of more than 4 GB or with a comment.
    fn open(bytes: &'a [u8]) -> Option<Archive<'a>> {
        let end = bytes.len().checked_sub(22)?;
        if bytes.get(end..end + 4)? != b"PK\x05\x06" {
            return None;
        }
        let count = short(bytes, end + 10)?;
        let mut at = long(bytes, end + 16)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                return None;
            }
            let name_length = usize::from(short(bytes, at + 28)?);
            let entry = Entry {
                name: bytes.get(at + 46..at + 46 + name_length)?,
                method: short(bytes, at + 10)?,
                packed: long(bytes, at + 20)?,
                unpacked: long(bytes, at + 24)?,
                header: long(bytes, at + 42)?,
            };
            // Encrypted, or sizes that do not fit into 32 bits.
            if short(bytes, at + 8)? & 1 != 0 || [entry.packed, entry.header].contains(&0xffff_ffff) {
                return None;
            }
            at +=
                46 + name_length + usize::from(short(bytes, at + 30)?) + usize::from(short(bytes, at + 32)?);
            entries.push(entry);
        }
        Some(Archive { bytes, entries })
    }

    fn entry(&self, name: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.name == name.as_bytes())
    }

    /// The unpacked bytes of an entry, as a stream.
    fn open_entry(&self, name: &str) -> Option<Box<dyn Read + 'a>> {
        let entry = self.entry(name)?;
        let start = entry.header
            + 30
            + usize::from(short(self.bytes, entry.header + 26)?)
            + usize::from(short(self.bytes, entry.header + 28)?);
        let packed = self.bytes.get(start..start.checked_add(entry.packed)?)?;
        match entry.method {
            0 => Some(Box::new(packed)),
            8 => Some(Box::new(DeflateDecoder::new_with_buf(packed, vec![0; WINDOW]))),
            _ => None,
        }
    }

    /// A small entry as a whole.
    fn text(&self, name: &str) -> Option<String> {
        let mut text = String::with_capacity(self.entry(name)?.unpacked.min(LARGEST_TEXT));
        self.open_entry(name)?.take(LARGEST_TEXT as u64).read_to_string(&mut text).ok()?;
        (text.len() < LARGEST_TEXT && is_utf8(&text)).then_some(text)
    }
}

/// Bytes unpacked at a time.
const WINDOW: usize = 128 * 1024;

/// Larger tables of texts are left to calamine.
const LARGEST_TEXT: usize = 256 * 1024 * 1024;

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(short(bytes, at)?) | usize::from(short(bytes, at + 2)?) << 16)
}

/// Whether the declaration at the head of a document, if there is one, says UTF-8.
fn is_utf8(text: &str) -> bool {
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    declaration.is_none_or(|(words, _)| {
        !words.contains("encoding") || words.to_ascii_lowercase().contains("\"utf-8\"")
    })
}

/// The opening tags of a name, without their brackets.
fn tags<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    text.split('<').skip(1).filter_map(move |piece| {
        let rest = piece.strip_prefix(name)?;
        let tag = rest.split('>').next()?;
        (rest.len() > tag.len() && tag.starts_with([' ', '\n', '\r', '\t'])).then_some(tag)
    })
}

/// The value of a tag's attribute, as it stands.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let equals = rest.find('=')?;
        let is_it = rest[..equals].trim() == name;
        let value = rest[equals + 1..].trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        if is_it {
            return Some(value);
        }
        rest = after;
    }
}

/// The texts that cells refer to by number; none when one of them is more than plain text.
fn shared_strings(text: &str) -> Option<Vec<String>> {
    let mut strings = Vec::new();
    for item in text.split("<si>").skip(1) {
        let (item, _) = item.split_once("</si>")?;
        let mut string = String::new();
        plain_text(item, &mut string)?;
        strings.push(string);
    }
    // An item with attributes, or without content, would have been missed.
    let items = text.matches("<si").count();
    (items == strings.len()).then_some(strings)
}

/// For each style of cells, whether it shows numbers as plain numbers; none when that cannot be told.
fn plain_styles(text: &str) -> Option<Vec<bool>> {
    let redefined =
        |tag| attribute(tag, "numFmtId").and_then(|id| id.parse::<u32>().ok()).is_none_or(|id| id < 164);
    if tags(text, "numFmt").any(redefined) {
        return None;
    }
    let Some((_, formats)) = text.split_once("<cellXfs") else { return Some(Vec::new()) };
    let (formats, _) = formats.split_once("</cellXfs>")?;
    let is_plain = |tag| matches!(attribute(tag, "numFmtId"), Some("0" | "1" | "2" | "3" | "4" | "49"));
    Some(tags(formats, "xf").map(is_plain).collect())
}

/// `<t>text</t>` and nothing else, its text appended to `out` as a line.
fn plain_text(content: &str, out: &mut String) -> Option<()> {
    let (open, preserved) = match content.strip_prefix("<t>") {
        Some(rest) => (rest, false),
        None => (content.strip_prefix("<t xml:space=\"preserve\">")?, true),
    };
    let text = open.strip_suffix("</t>")?;
    // Escapes of Excel's own, line ends that XML would change.
    if memchr2(b'<', b'\r', text.as_bytes()).is_some()
        || (memchr(b'_', text.as_bytes()).is_some() && text.contains("_x"))
    {
        return None;
    }
    let text = if preserved { text } else { text.trim_matches([' ', '\t', '\n']) };
    if memchr(b'&', text.as_bytes()).is_some() {
        write_line(&unescaped(text)?, out);
    } else {
        write_line(text, out);
    }
    Some(())
}

/// Text with XML's five entities as what they stand for; none when there is another.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
        out.push_str(rest);
    }
    Some(out)
}

/// The cells of a sheet, row by row as it is unpacked.
fn grid(mut source: Box<dyn Read + '_>, known: &Known) -> Option<Grid> {
    let mut grid = Grid::default();
    let mut window: Vec<u8> = Vec::with_capacity(4 * WINDOW);
    let end_of_row = memmem::Finder::new("</row>");
    let mut begun = false;
    let mut start = 0;
    loop {
        if !begun && memmem::find(&window, b"<sheetData/>").is_some() {
            return Some(grid);
        }
        if !begun && let Some(at) = memmem::find(&window, b"<sheetData>") {
            if !is_utf8(std::str::from_utf8(&window[..at]).ok()?) {
                return None;
            }
            (begun, start) = (true, at + b"<sheetData>".len());
        }
        while begun && let Some(length) = end_of_row.find(&window[start..]) {
            read_row(std::str::from_utf8(&window[start..start + length]).ok()?, known, &mut grid)?;
            start += length + b"</row>".len();
        }
        if begun && window[start..].starts_with(b"</sheetData>") {
            return Some(grid);
        }
        window.drain(..start);
        start = 0;
        let held = window.len();
        if held > LONGEST_ROW {
            return None;
        }
        window.resize(held + WINDOW, 0);
        let read = source.read(&mut window[held..]).ok()?;
        window.truncate(held + read);
        if read == 0 {
            return None;
        }
    }
}

/// A row has some kilobytes; more is not a list.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// A row without its closing tag.
fn read_row(row: &str, known: &Known, grid: &mut Grid) -> Option<()> {
    let (mut tag, mut rest) = opened(row, "<row")?;
    // Rows without a cell are closed as they open.
    while tag.ends_with('/') {
        (tag, rest) = opened(rest, "<row")?;
    }
    let written = attribute(tag, "r")?;
    let line: u32 = written.parse().ok()?;
    while !rest.is_empty() {
        let (tag, after) = opened(rest, "<c")?;
        if tag.ends_with('/') {
            rest = after;
            continue;
        }
        let length = known.end_of_cell.find(after.as_bytes())?;
        let content = &after[..length];
        rest = &after[length + b"</c>".len()..];
        let (mut place, mut style, mut kind) = (None, None, None);
        read_attributes(tag, |name, value| match name {
            "r" => place = Some(value),
            "s" => style = Some(value),
            "t" => kind = Some(value),
            _ => {}
        })?;
        let column = column(place?, line, written)?;
        if !content.is_empty() {
            read_cell(content, kind, style, known, grid, (line, column))?;
        }
    }
    Some(())
}

/// What follows the opening tag that `text` begins with, and the tag's attributes.
fn opened<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let rest = text.strip_prefix(name)?;
    let end = memchr(b'>', rest.as_bytes())?;
    let tag = &rest[..end];
    (tag.starts_with(' ') || tag.is_empty()).then_some((tag, &rest[end + 1..]))
}

/// All attributes of a tag, written as Excel and its kind write them: a blank, name, equals sign, double quotes.
fn read_attributes<'t>(tag: &'t str, mut take: impl FnMut(&'t str, &'t str)) -> Option<()> {
    let mut rest = tag;
    while let Some(attribute) = rest.strip_prefix(' ') {
        let equals = memchr(b'=', attribute.as_bytes())?;
        let value = attribute[equals + 1..].strip_prefix('"')?;
        let end = memchr(b'"', value.as_bytes())?;
        take(&attribute[..equals], &value[..end]);
        rest = &value[end + 1..];
    }
    rest.is_empty().then_some(())
}

/// The column of a place such as `AB12`, from 0, when its row is `line`, or `written` in digits.
fn column(place: &str, line: u32, written: &str) -> Option<u16> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).count();
    let row = &place[letters..];
    if !(1..=3).contains(&letters) || (row != written && row.parse() != Ok(line)) {
        return None;
    }
    let number = place[..letters].bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    u16::try_from(number - 1).ok()
}

/// Whether a number reads as its float would be written: digits only, as few as a float holds, no zero in front.
fn shows_itself(value: &str) -> bool {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    digits && value.len() <= 15 && (!value.starts_with('0') || value == "0")
}

/// A cell's content, by its kind.
fn read_cell(
    content: &str,
    kind: Option<&str>,
    style: Option<&str>,
    known: &Known,
    grid: &mut Grid,
    (line, column): (u32, u16),
) -> Option<()> {
    if kind == Some("inlineStr") {
        let content = content.strip_prefix("<is>")?.strip_suffix("</is>")?;
        let mut read = None;
        return (grid.push(line, column, |text| read = plain_text(content, text)) && read.is_some())
            .then_some(());
    }
    let value = content.strip_prefix("<v>")?.strip_suffix("</v>")?;
    if value.is_empty() || memchr2(b'<', b'&', value.as_bytes()).is_some() {
        return None;
    }
    let taken = match kind {
        Some("s") => {
            let string = known.strings.get(value.parse::<usize>().ok()?)?;
            grid.push(line, column, |text| text.push_str(string))
        }
        None | Some("n") => {
            let is_plain = match style {
                None => true,
                Some(style) => *known.styles.get(style.parse::<usize>().ok()?)?,
            };
            if is_plain && shows_itself(value) {
                return grid.push(line, column, |text| text.push_str(value)).then_some(());
            }
            let number = value
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
            let number: f64 = if is_plain && number { value.parse().ok()? } else { return None };
            grid.push(line, column, |text| write_number(number, text))
        }
        _ => false,
    };
    taken.then_some(())
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook, Worksheet};

    use super::super::sheet::sheets_of_any_kind;
    use super::*;

    type Rows = Vec<(String, Vec<(u32, Vec<String>)>)>;

    fn bytes(fill: impl Fn(&mut Worksheet), constant_memory: bool) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = if constant_memory {
            workbook.add_worksheet_with_constant_memory().unwrap()
        } else {
            workbook.add_worksheet()
        };
        fill(sheet);
        workbook.add_worksheet().set_name("Kosong & lain").unwrap();
        workbook.save_to_buffer().unwrap()
    }

    fn rows<'a>(sheets: impl Iterator<Item = (&'a String, &'a Grid)>) -> Rows {
        let row = |(line, cells): (u32, super::super::grid::GridCells<'_>)| {
            (line, cells.map(str::to_owned).collect::<Vec<_>>())
        };
        sheets.map(|(name, grid)| (name.clone(), grid.rows().map(row).collect())).collect()
    }

    #[test]
    fn plain_workbooks_read_as_calamine_reads_them() {
        let fill = |sheet: &mut Worksheet| {
            let texts = ["NIK", "A & B <C>", "  depan", "belakang  ", "baris\ndua", "é“x”", "'0012", "a\tb"];
            for (column, text) in (1..).zip(texts) {
                sheet.write_string(2, column, text).unwrap();
            }
            let numbers = [0.0, 999_999_999_999_999.0, 1.0, 3_314_014_101_900_000.0, -0.5, 1e21, 1.5e-7, 0.1];
            for (column, number) in (30..).zip(numbers) {
                sheet.write_number(5, column, number).unwrap();
            }
            sheet.write_number_with_format(7, 3, 12.25, &Format::new().set_num_format_index(2)).unwrap();
            sheet.write_blank(8, 1, &Format::new().set_bold()).unwrap();
            sheet.write_string_with_format(9, 2, "tebal", &Format::new().set_bold()).unwrap();
        };
        for constant_memory in [false, true] {
            let bytes = bytes(fill, constant_memory);
            let found = sheets(&bytes).expect("it is plain");
            let found = rows(found.iter().map(|(name, grid)| (name, grid)));
            let (_, expected) = sheets_of_any_kind(&bytes).unwrap();
            let expected = rows(expected.iter().map(|sheet| (&sheet.name, sheet.cells.as_ref().unwrap())));
            assert_eq!(found, expected);
            assert_eq!((found[0].1.len(), found[1].0.as_str(), found[1].1.len()), (8, "Kosong & lain", 0));
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_calamine() {
        let refused = |fill: fn(&mut Worksheet)| assert!(sheets(&bytes(fill, false)).is_none());
        refused(|sheet| {
            let date = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_number_with_format(0, 0, 30_000.0, &date).unwrap();
        });
        refused(|sheet| _ = sheet.write_formula(0, 0, "=1+1").unwrap());
        refused(|sheet| _ = sheet.write_boolean(0, 0, true).unwrap());
        refused(|sheet| _ = sheet.write_string(0, 0, "_x000D_").unwrap());
        assert!(sheets(b"PK\x03\x04").is_none());
        let whole = bytes(|sheet| _ = sheet.write_string(0, 0, "NIK").unwrap(), false);
        assert!((0..whole.len()).step_by(7).all(|length| sheets(&whole[..length]).is_none()));
    }
}
