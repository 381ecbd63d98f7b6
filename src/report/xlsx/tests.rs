//! Is nothing lost between a list and its sheets?

use super::sheet::{Cells, Column, List};
use super::*;

fn list(lines: usize) -> List<'static> {
    List {
        name: "Konflik",
        table: "conflicts.csv",
        about: "Uji.",
        task: "Isi.".into(),
        lines,
        order: Box::new(move |most| (0..lines.min(most) as u32).collect()),
        columns: vec![
            Column::officer("Putusan", 10),
            Column::text("Nama", 20, |at, out| out.push_str(if at == 1 { "=1+1" } else { "SITI" })),
            Column::count("Nilai", 10, |at| Some(at as u64)),
        ],
        verdicts: Some(["abaikan", "benar", "ragu"]),
        colours: Vec::new(),
        printed: usize::MAX,
        tall: 1,
        page_of: None,
    }
}

#[test]
fn large_nights_list_what_is_most_at_stake() {
    let check =
        |size: WorkbookSize, all: usize, expected: usize| assert_eq!(size.most(all), expected, "{size:?}");
    check(WorkbookSize::Auto, FULL, usize::MAX);
    check(WorkbookSize::Auto, FULL + 1, SHORT);
    check(WorkbookSize::Full, 10 * FULL, usize::MAX);
    check(WorkbookSize::AtMost(7), 3, 7);
}

#[test]
fn a_list_goes_on_on_the_next_sheet_and_says_what_is_not_listed() {
    let long = list(25);
    let layout = long.layout(usize::MAX, 15);
    assert_eq!(layout, Layout { listed: 25, sheets: 3, lines_a_sheet: 10 });
    assert_eq!([long.tab(0), long.tab(2)], ["Konflik", "Konflik (3)"]);
    assert!(long.said(&layout, Language::Indonesian).contains("25 baris, semuanya di sini, 3 lembar"));
    let short = long.layout(12, SHEET_ROWS);
    assert_eq!((short.listed, short.sheets), (12, 1));
    let said = long.said(&short, Language::Indonesian);
    assert!(said.contains("12 dari 25") && said.contains("conflicts.csv"), "{said}");
    let none = list(0).layout(usize::MAX, SHEET_ROWS);
    assert_eq!((none.listed, none.sheets), (0, 1));
}

/// The parts of a list, written as the book writes them and read back.
#[test]
fn what_is_written_is_read_back() {
    let list = list(7);
    let layout = list.layout(usize::MAX, 9);
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Ringkasan").unwrap();
    let formats = Formats::new();
    let (lists, layouts, lines) = ([list], [layout], [vec![0, 1, 2, 3, 4, 5, 6]]);
    let parts = parts(&lists, &layouts, &lines);
    for part in &parts {
        part.write_frame(book.add_worksheet(), &formats, Language::Indonesian).unwrap();
    }
    let mut bytes = Vec::new();
    book::bound(&mut book, &parts).unwrap().write(&mut bytes).unwrap();
    let sheets = crate::ingest::sheet_rows(Path::new("uji.xlsx"), &bytes).unwrap();
    assert_eq!(sheets.len(), 3);
    let rows: Vec<&Vec<String>> =
        sheets[1..].iter().flat_map(|(_, rows)| &rows[5..]).map(|(_, cells)| cells).collect();
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[1][1], "'=1+1");
    assert_eq!(rows[6][2], "6");
    assert!(matches!(lists[0].columns[0].cells, Cells::Officer));
}
