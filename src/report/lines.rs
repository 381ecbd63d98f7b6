//! What was wrong with the lines and values that came in? The tables `refusals` and `anomalies`.

use super::findings::severity_label;
use super::language::Language;
use super::night::Night;
use super::table::{Column, Table};
use crate::record::Field;
use crate::standardise::AnomalyCode;

/// One line for every line of a file that did not become a row; its text as read, masked.
pub fn refusals<'a>(night: &'a Night<'a>) -> Table<'a> {
    let list = &night.intake.refusals;
    let file = |at: usize| night.intake.files.get(usize::from(list[at].file));
    let rosters = night.rosters.iter().map(|roster| &roster.name);
    let columns = vec![
        Column::label("roster", rosters, |at| u32::from(list[at].roster.0)),
        Column::text("file", move |at, out| {
            // The name alone: the same night read from another folder must give the same bytes.
            if let Some(name) = file(at).and_then(|file| file.path.file_name()) {
                out.push_str(&name.to_string_lossy());
            }
        }),
        Column::text("sheet", move |at, out| {
            out.push_str(file(at).and_then(|file| file.sheet.as_deref()).unwrap_or_default());
        }),
        Column::count("line", |at| u64::from(list[at].line)),
        Column::count("lines", |at| u64::from(list[at].lines)),
        Column::some_count("row", |at| list[at].row.map(u64::from)),
        Column::text("column", |at, out| out.push_str(list[at].column.as_deref().unwrap_or_default())),
        Column::text("reason", |at, out| out.push_str(list[at].code)),
        Column::text("text", |at, out| night.masking.push_line(out, &list[at].text)),
    ];
    Table { name: "refusals", rows: list.len(), columns }
}

/// Why a line is no row, as people say it; a code that has no words yet stands beside in any case.
pub(super) fn refusal_reason(language: Language, code: &str) -> &'static str {
    let (indonesian, english) = match code {
        "JUDUL" => ("judul", "title"),
        "KEPALA_KOLOM" => ("kepala kolom", "head of columns"),
        "NOMOR_KOLOM" => ("nomor kolom", "numbers of columns"),
        "BARIS_KOSONG" => ("baris kosong", "empty line"),
        "BARIS_TOTAL" => ("baris jumlah", "line of totals"),
        "TANDA_TANGAN" => ("tanda tangan", "signature"),
        "CATATAN" => ("catatan di luar tabel", "note outside the table"),
        "KOLOM_LEBIH" => ("kolom berlebih", "too many columns"),
        "KOLOM_KURANG" => ("kolom kurang", "too few columns"),
        "BARIS_TERPOTONG" => ("baris terpotong", "line cut short"),
        "KEPALA_TIDAK_DITEMUKAN" => ("kepala kolom tidak ditemukan", "no head of columns found"),
        _ => ("", ""),
    };
    language.pick(indonesian, english)
}

/// One line a value that was repaired, doubted or not read; never the value itself.
pub fn anomalies<'a>(night: &'a Night<'a>) -> Table<'a> {
    let list = &night.anomalies.list;
    let people = night.people;
    let row = |at: usize| list[at].row as usize;
    let code = |at: usize| list[at].code as u32;
    let columns = vec![
        night.rosters_column("roster", |at| list[at].row),
        Column::count("line", move |at| u64::from(people.line[row(at)])),
        Column::count("row", move |at| u64::from(people.row[row(at)])),
        Column::text("person_id", move |at, out| {
            out.push_str(&night.register.person_ids[night.register.person_of[row(at)] as usize]);
        }),
        Column::text("field", |at, out| match list[at].field {
            Field::Extra(index) => {
                let extra = people.extras.get(usize::from(index));
                out.push_str(extra.map_or("extra", |extra| extra.name.as_str()));
            }
            field => out.push_str(field.key()),
        }),
        Column::label("code", AnomalyCode::ALL.map(AnomalyCode::code), code),
        Column::label("severity", AnomalyCode::ALL.map(|code| severity_label(code.severity())), code),
        Column::label("label", AnomalyCode::ALL.map(AnomalyCode::label_id), code),
        Column::label("label_en", AnomalyCode::ALL.map(AnomalyCode::label_en), code),
    ];
    Table { name: "anomalies", rows: list.len(), columns }
}
