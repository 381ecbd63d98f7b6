//! Where did each value of a person come from, and what else do the rows say? Values that mean the same are one, however
//! they are written.

use super::dossier::{FieldValue, OtherValue, RowLine};
use super::lines::TableLine;
use super::query::cells;
use super::records::PersonRecord;
use super::store::{Store, birth_text};
use crate::record::{Birth, Field};
use crate::standardise::Options;

/// The fields of the register with the columns of rosters that they are read from, the first that is filled counts.
const FIELDS: [(&str, &[Field]); 9] = [
    ("nik", &[Field::Nik]),
    ("kk", &[Field::Kk]),
    ("name", &[Field::Name]),
    ("birth_date", &[Field::BirthDate, Field::PlaceAndDate, Field::Age]),
    ("birth_place", &[Field::BirthPlace, Field::PlaceAndDate]),
    ("sex", &[Field::Sex]),
    ("mother", &[Field::Mother]),
    ("region", &[Field::Village, Field::District, Field::Regency]),
    ("address", &[Field::Address, Field::Hamlet, Field::RtRw]),
];

/// The chosen values with where each came from.
pub(super) fn identity(
    store: &Store,
    record: &PersonRecord,
    register: &TableLine,
    rows: &[RowLine],
) -> Vec<FieldValue> {
    let provenance: Vec<(&str, &str)> =
        register.get("provenance").split(' ').filter_map(|part| part.split_once('=')).collect();
    let mut identity = Vec::new();
    for (key, columns) in FIELDS {
        let value = value(key, record, register);
        let from = provenance.iter().find(|(field, _)| *field == key).map_or("", |(_, row)| row);
        let others = others(store, from, columns, rows);
        if value.is_empty() && others.is_empty() {
            continue;
        }
        let chosen = rows.iter().find(|row| cited(row) == from);
        let written = chosen.and_then(|row| cell(row, columns)).map_or("", |(_, text)| text);
        let written = if written == value { String::new() } else { written.to_owned() };
        identity.push(FieldValue { field: key.to_owned(), value, from: from.to_owned(), written, others });
    }
    identity
}

/// A value in full: the tables of the run may hold it masked.
fn value(key: &str, record: &PersonRecord, register: &TableLine) -> String {
    let number = |number: u64| if number == 0 { String::new() } else { format!("{number:016}") };
    match key {
        "nik" => number(record.nik),
        "kk" => number(record.kk),
        "birth_date" => birth_text(record),
        "region" => {
            let parts = ["village", "district", "regency", "province"].map(|part| register.get(part));
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
        "address" => {
            let (rt, rw) = (register.get("rt"), register.get("rw"));
            let mut text = register.text("address");
            for (label, number) in [("RT", rt), ("RW", rw)] {
                if !number.is_empty() {
                    text.push_str(&format!(" {label} {number}"));
                }
            }
            text.trim().to_owned()
        }
        other => register.text(other),
    }
}

fn cited(row: &RowLine) -> String {
    format!("{}:{}", row.roster, row.row)
}

/// The first filled cell of some columns.
fn cell<'a>(row: &'a RowLine, columns: &[Field]) -> Option<(Field, &'a str)> {
    columns.iter().find_map(|column| {
        let cell = row.cells.iter().find(|(field, _)| field == column.key())?;
        Some((*column, cell.1.as_str()))
    })
}

/// What the other rows say that means something else, the most rows first.
fn others(store: &Store, from: &str, columns: &[Field], rows: &[RowLine]) -> Vec<OtherValue> {
    let read = |row: &RowLine| {
        cell(row, columns).map(|(field, text)| (meaning(store, columns[0], field, text), text.to_owned()))
    };
    let chosen = rows.iter().find(|row| cited(row) == from).and_then(read).map(|(meaning, _)| meaning);
    let mut others: Vec<(String, OtherValue)> = Vec::new();
    for row in rows {
        let Some((meaning, text)) = read(row).filter(|(meaning, _)| !meaning.is_empty()) else { continue };
        if chosen.as_ref() == Some(&meaning) {
            continue;
        }
        match others.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, other)) => other.rows.push(cited(row)),
            None => others.push((meaning, OtherValue { value: text, rows: vec![cited(row)] })),
        }
    }
    let mut others: Vec<OtherValue> = others.into_iter().map(|(_, other)| other).collect();
    others.sort_by_key(|other| std::cmp::Reverse(other.rows.len()));
    others
}

/// What a cell means, so that it can be held against another: digits, canonical name, date, or its letters.
fn meaning(store: &Store, asked: Field, field: Field, text: &str) -> String {
    let options = Options { extras: Vec::new(), ..store.options.clone() };
    let letters =
        || text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    match asked {
        Field::Nik => cells(field, &[text], &options).nik[0].map_or_else(letters, |nik| nik.to_string()),
        Field::Kk => cells(field, &[text], &options).kk[0].map_or_else(letters, |kk| kk.to_string()),
        Field::Name | Field::Mother => {
            let people = cells(Field::Name, &[text], &options);
            people.name[0].map(|name| people.name_text(name)).unwrap_or_default()
        }
        Field::BirthDate => {
            let birth = cells(field, &[text], &options).birth[0];
            if birth == Birth::UNKNOWN { String::new() } else { birth.to_string() }
        }
        // `TUBAN, 1 Mei 1970` says a place and a date: the place is what stands before the comma.
        Field::BirthPlace if field == Field::PlaceAndDate => {
            text.split(',').next().unwrap_or_default().trim().to_uppercase().replace(' ', "")
        }
        Field::Sex => format!("{:?}", cells(field, &[text], &options).sex[0]).replace("Unknown", ""),
        _ => letters(),
    }
}
