//! How is a file read that an officer has filled in? The review queue with a column of verdicts, labels in our own or
//! Splink's columns; text of any usual delimiter and encoding, or a workbook. Every line is given with its number.
//!
//! Labels for training may be left out where they are unclear; what an officer decides may not. So nothing is passed
//! over here: a line without a readable verdict is given as such.

use std::path::Path;

use super::conflict_verdicts::{ConflictLayout, ConflictLine};
use super::read::apart;
use crate::error::{Error, Result};
use crate::ingest::sheet_rows;
use crate::report::csv::plain_value;

/// What an officer answers for a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One person.
    Same,
    /// Two persons.
    Different,
    /// The officer cannot tell.
    Doubtful,
    /// Nothing yet.
    Empty,
    /// Something that is no verdict.
    Unreadable,
}

/// A row as a line names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Its roster; empty where none is named.
    pub roster: String,
    /// Its data row, its key, or a person's id.
    pub id: String,
    /// The person it was when the file was written; empty where that is not said.
    pub person: String,
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictLine {
    /// Its sheet, in workbooks.
    pub sheet: Option<String>,
    /// Its 1-based line.
    pub line: u32,
    /// The two rows.
    pub rows: [Named; 2],
    /// What the officer says.
    pub answer: Answer,
    /// Who, where a column says so.
    pub by: String,
    /// Why, where a column says so.
    pub reason: String,
}

/// The lines of a file, empty ones left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// About pairs, in file order.
    pub lines: Vec<VerdictLine>,
    /// About conflicts, in file order.
    pub conflicts: Vec<ConflictLine>,
    /// Whether ids may be the rosters' own keys (Splink's columns).
    pub by_id: bool,
}

/// Names of the columns, as [`column_name`] writes them: the first that is there counts.
const ROSTER: [&[&str]; 2] = [
    &["a_roster", "roster_a", "roster_l", "source_dataset_l"],
    &["b_roster", "roster_b", "roster_r", "source_dataset_r"],
];
const ROW: [&[&str]; 2] =
    [&["a_row", "row_a", "baris_a", "row_l", "a"], &["b_row", "row_b", "baris_b", "row_r", "b"]];
const ID: [&[&str]; 2] = [&["unique_id_l"], &["unique_id_r"]];
const PERSON: [&[&str]; 2] =
    [&["a_person_id", "person_id_a", "id_orang_a"], &["b_person_id", "person_id_b", "id_orang_b"]];
pub(super) const VERDICT: &[&str] = &[
    "putusan",
    "putusan_petugas",
    "keputusan",
    "keputusan_petugas",
    "verdict",
    "decision",
    "sama_beda",
    "sama_atau_beda",
    "clerical_match_score",
    "match",
    "is_match",
    "same",
    "sama",
    "padan",
];
pub(super) const BY: &[&str] = &["oleh", "by", "petugas", "officer", "diputuskan_oleh"];
pub(super) const REASON: &[&str] = &["alasan", "alasan_putusan", "alasan_petugas"];
/// In the review queue this column says why a pair waits, not why it was decided.
const REASON_ELSEWHERE: &[&str] = &["reason"];
const QUEUE: &[&str] = &["a_row"];

/// Lines above the header at most: titles and remarks.
const ABOVE_HEADER: usize = 30;

/// Rows of cells, each with its line.
type Rows = Vec<(u32, Vec<String>)>;

/// Reads a file of verdicts.
///
/// # Errors
/// When the file cannot be read, or no table of it has the columns.
pub fn read_verdicts(path: &Path) -> Result<Verdicts> {
    let bytes = std::fs::read(path).map_err(|error| Error::file(path, "cannot be read", error))?;
    let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
    let tables: Vec<(Option<String>, Rows)> = if is_workbook {
        sheet_rows(path, &bytes)?.into_iter().map(|(name, rows)| (Some(name), rows)).collect()
    } else {
        b";,\t|".iter().map(|delimiter| (None, text_rows(&bytes, *delimiter))).collect()
    };
    let mut verdicts = Verdicts::default();
    let mut found = false;
    for (sheet, rows) in tables {
        let Some((at, heads)) = rows.iter().take(ABOVE_HEADER).enumerate().find_map(|(at, (_, cells))| {
            let pairs = Layout::of(cells).map(Heads::Pairs);
            Some((at, pairs.or_else(|| ConflictLayout::of(cells).map(Heads::Conflicts))?))
        }) else {
            continue;
        };
        found = true;
        let filled = rows[at + 1..].iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
        let sheet_name = sheet.as_deref();
        match heads {
            Heads::Pairs(layout) => {
                verdicts.by_id |= layout.by_id;
                verdicts.lines.extend(filled.map(|(line, cells)| layout.line(sheet_name, *line, cells)));
            }
            Heads::Conflicts(layout) => {
                verdicts.conflicts.extend(filled.map(|(line, cells)| layout.line(sheet_name, *line, cells)));
            }
        }
        if sheet.is_none() {
            // The other delimiters would read the same text once more.
            break;
        }
    }
    if found { Ok(verdicts) } else { Err(no_columns(path)) }
}

fn no_columns(path: &Path) -> Error {
    Error::Input {
        what: message!(
            "{path}: tidak ada tabel di dalamnya yang memuat dua baris dan putusan",
            "{path}: no table in it has two rows and a verdict",
            path = path.display()
        ),
        next_step: message!(
            "Berikan report.xlsx yang kolom kuningnya sudah diisi; atau review_queue.csv dengan kolom `putusan` \
             (sama, beda, ragu); atau roster_a, row_a, roster_b, row_b, match; atau conflicts.csv dengan kolom \
             `putusan` (abaikan, benar, ragu); atau kolom Splink: unique_id_l, source_dataset_l, unique_id_r, \
             source_dataset_r, clerical_match_score.",
            "Give report.xlsx with its yellow columns filled in; or review_queue.csv with a column `putusan` \
             (sama, beda, ragu); or roster_a, row_a, roster_b, row_b, match; or conflicts.csv with a column \
             `putusan` (abaikan, benar, ragu); or Splink's unique_id_l, source_dataset_l, unique_id_r, \
             source_dataset_r, clerical_match_score."
        ),
    }
}

/// A text's records, each with the line it begins on. Excel marks its delimiter with a line of its own.
fn text_rows(bytes: &[u8], delimiter: u8) -> Rows {
    let (text, _, broken) = encoding_rs::UTF_8.decode(bytes);
    let text = if broken { encoding_rs::WINDOWS_1252.decode(bytes).0 } else { text };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.delimiter(delimiter).has_headers(false).flexible(true);
    let mut rows = Rows::new();
    // The reader's own count lags behind where lines end with two signs: a record begins for it before the second.
    let (mut line, mut counted) = (1, 0);
    for record in reader.from_reader(text.as_bytes()).records().flatten() {
        let before = record.position().map_or(0, csv::Position::byte) as usize;
        let ends = text.as_bytes()[before..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = before + ends;
        line += text.as_bytes()[counted..begins].iter().filter(|byte| **byte == b'\n').count() as u32;
        counted = begins;
        let cells: Vec<String> =
            record.iter().map(|cell| plain_value(cell.trim()).trim().to_owned()).collect();
        if !(line == 1 && cells[0].to_lowercase().starts_with("sep=")) {
            rows.push((line, cells));
        }
    }
    rows
}

/// What a table is about.
enum Heads {
    Pairs(Layout),
    Conflicts(ConflictLayout),
}

/// Where the columns are.
struct Layout {
    roster: [Option<usize>; 2],
    row: [usize; 2],
    person: [Option<usize>; 2],
    verdict: usize,
    by: Option<usize>,
    reason: Option<usize>,
    by_id: bool,
}

impl Layout {
    /// The layout of a header; none when it is no header of verdicts.
    fn of(header: &[String]) -> Option<Layout> {
        let names: Vec<String> = header.iter().map(|cell| column_name(cell)).collect();
        let place = |known: &[&str]| known.iter().find_map(|name| names.iter().position(|own| own == name));
        let both = |known: [&[&str]; 2]| Some([place(known[0])?, place(known[1])?]);
        let rows = both(ROW);
        let by_id = rows.is_none();
        let reason =
            place(REASON).or_else(|| if place(QUEUE).is_none() { place(REASON_ELSEWHERE) } else { None });
        Some(Layout {
            roster: ROSTER.map(place),
            row: rows.or_else(|| both(ID))?,
            person: PERSON.map(place),
            verdict: place(VERDICT)?,
            by: place(BY),
            reason,
            by_id,
        })
    }

    fn line(&self, sheet: Option<&str>, line: u32, cells: &[String]) -> VerdictLine {
        let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).map_or("", String::as_str);
        let named = |side: usize| {
            let (roster, id) = apart(cell(self.roster[side]), cell(Some(self.row[side])));
            let person = cell(self.person[side]);
            Named { roster: roster.trim().to_owned(), id: id.trim().to_owned(), person: person.to_owned() }
        };
        VerdictLine {
            sheet: sheet.map(str::to_owned),
            line,
            rows: [named(0), named(1)],
            answer: answer(cell(Some(self.verdict))),
            by: cell(self.by).to_owned(),
            reason: cell(self.reason).to_owned(),
        }
    }
}

/// A header as names are compared: lower case, one underscore for whatever is neither letter nor digit.
pub(super) fn column_name(cell: &str) -> String {
    let words = cell.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<String>>().join("_")
}

/// What a cell says: a word of either language, or a score from 0 to 1 with 0.5 for "cannot tell".
fn answer(text: &str) -> Answer {
    let text = column_name(text.trim_start_matches('\'')).replace('_', " ");
    match text.as_str() {
        "" => Answer::Empty,
        "sama" | "satu orang" | "orang sama" | "same" | "ya" | "y" | "yes" | "true" | "benar" | "padan"
        | "match" => Answer::Same,
        "beda" | "berbeda" | "dua orang" | "orang berbeda" | "different" | "tidak" | "t" | "no" | "n"
        | "false" | "salah" | "tidak padan" | "bukan" | "tidak sama" | "non match" | "not match" => {
            Answer::Different
        }
        "ragu" | "ragu ragu" | "meragukan" | "belum tahu" | "tidak tahu" | "belum" | "doubtful"
        | "unsure" | "unknown" => Answer::Doubtful,
        _ => match text.replace(' ', ".").parse::<f64>() {
            Ok(0.5) => Answer::Doubtful,
            Ok(score) if (0.0..=1.0).contains(&score) => {
                if score > 0.5 {
                    Answer::Same
                } else {
                    Answer::Different
                }
            }
            _ => Answer::Unreadable,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Verdicts> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("putusan");
        std::fs::write(&path, bytes).unwrap();
        read_verdicts(&path)
    }

    /// Lines as (line, row, row, answer, by, reason).
    fn check(bytes: &[u8], expected: &[(u32, &str, &str, Answer, &str, &str)]) {
        let verdicts = read(bytes).unwrap();
        let row = |named: &Named| format!("{}:{}", named.roster, named.id);
        let found: Vec<(u32, String, String, Answer, &str, &str)> = verdicts
            .lines
            .iter()
            .map(|line| {
                let [a, b] = [row(&line.rows[0]), row(&line.rows[1])];
                (line.line, a, b, line.answer, line.by.as_str(), line.reason.as_str())
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, a, b, answer, by, reason)| {
                (*line, a.to_string(), b.to_string(), *answer, *by, *reason)
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_review_queue_filled_in_with_excel() {
        let queue = "\u{feff}rank;a_roster;a_row;a_person_id;a_nik;b_roster;b_row;b_person_id;reason;Putusan;Alasan;Oleh\r\n\
                     1;pkh;12;P-AAAA;=\"3314\";bdt;7;P-BBBB;KEMBAR;BEDA;kembar, lihat KK;Sari\r\n\
                     2;pkh;13;P-AAAC;;bdt;8;P-BBBC;KEMBAR;;;\r\n\
                     ;;;;;;;;;;;\r\n\
                     3;pkh;14;P-AAAD;;bdt;9;P-BBBD;KEMBAR;ragu;;Sari\r\n";
        check(
            queue.as_bytes(),
            &[
                (2, "pkh:12", "bdt:7", Answer::Different, "Sari", "kembar, lihat KK"),
                (3, "pkh:13", "bdt:8", Answer::Empty, "", ""),
                (5, "pkh:14", "bdt:9", Answer::Doubtful, "Sari", ""),
            ],
        );
        assert_eq!(read(queue.as_bytes()).unwrap().lines[0].rows[1].person, "P-BBBB");
    }

    #[test]
    fn any_delimiter_encoding_and_a_title_above() {
        check(
            b"sep=,\r\nAntrean Sragen,,\r\na,b,Sama/Beda\r\npkh:1,bdt:2,Sama\r\n\"pkh:3\",bdt:4,entah\r\n",
            &[(4, "pkh:1", "bdt:2", Answer::Same, "", ""), (5, "pkh:3", "bdt:4", Answer::Unreadable, "", "")],
        );
        let unicode_text = "roster_a\trow_a\troster_b\trow_b\tmatch\tby\treason\n\
                            pkh\t1\tbdt\t2\tTRUE\tSari\tKTP\n";
        let bytes: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(unicode_text.bytes().flat_map(|byte| [byte, 0])).collect();
        check(&bytes, &[(2, "pkh:1", "bdt:2", Answer::Same, "Sari", "KTP")]);
        check(
            b"roster_a;row_a;roster_b;row_b;match;alasan\npkh;1;bdt;2;0;Jos\xe9 lain\n",
            &[(2, "pkh:1", "bdt:2", Answer::Different, "", "José lain")],
        );
    }

    #[test]
    fn splinks_labels_have_scores() {
        let splink = "unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n\
                      K1,pkh,K2,bdt,1.0\nK1,pkh,K3,bdt,0.0\nK1,pkh,K4,bdt,0.5\nK1,pkh,K5,bdt,7\n";
        let verdicts = read(splink.as_bytes()).unwrap();
        assert!(verdicts.by_id);
        let answers: Vec<Answer> = verdicts.lines.iter().map(|line| line.answer).collect();
        assert_eq!(answers, [Answer::Same, Answer::Different, Answer::Doubtful, Answer::Unreadable]);
    }

    #[test]
    fn a_workbook_is_read_sheet_by_sheet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("antrean.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("ringkasan").unwrap().write_string(0, 0, "Malam 3").unwrap();
        let sheet = book.add_worksheet().set_name("antrean").unwrap();
        for (column, head) in ["a_roster", "a_row", "b_roster", "b_row", "putusan"].into_iter().enumerate() {
            sheet.write_string(0, column as u16, head).unwrap();
        }
        for (column, cell) in ["pkh", "", "bdt", "", "sama"].into_iter().enumerate() {
            if !cell.is_empty() {
                sheet.write_string(1, column as u16, cell).unwrap();
            }
        }
        sheet.write_number(1, 1, 12.0).unwrap();
        sheet.write_number(1, 3, 7.0).unwrap();
        book.save(&path).unwrap();
        let verdicts = read_verdicts(&path).unwrap();
        let [line] = &verdicts.lines[..] else { panic!("one line: {verdicts:?}") };
        assert_eq!((line.sheet.as_deref(), line.line, line.answer), (Some("antrean"), 2, Answer::Same));
        assert_eq!((line.rows[0].id.as_str(), line.rows[1].id.as_str()), ("12", "7"));
    }

    #[test]
    fn another_table_is_refused_with_what_is_wanted() {
        let error = read(b"nama;nik\na;1\n").unwrap_err();
        assert!(error.next_step().en.contains("putusan"), "{:?}", error.next_step());
    }
}
