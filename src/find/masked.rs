//! What of a hit or a dossier may be shown before it is opened? Numbers without their middle, births without month and
//! day, in the cells of rows too; names and places stay.

use super::dossier::{Dossier, FieldValue, OtherValue, Relative, RowLine};
use super::hit::Hit;
use super::query::cells;
use crate::record::Field;
use crate::report::Sink;
use crate::report::mask::Masking;
use crate::standardise::Options;

impl Hit {
    /// The hit as it is shown before it is opened.
    #[must_use]
    pub fn masked(self) -> Hit {
        Hit { birth: year(&self.birth), nik: mask("nik", &self.nik), kk: mask("kk", &self.kk), ..self }
    }
}

impl Dossier {
    /// The dossier as it is shown before it is opened.
    #[must_use]
    pub fn masked(self) -> Dossier {
        Dossier {
            identity: self.identity.into_iter().map(field).collect(),
            rows: self.rows.into_iter().map(row).collect(),
            family: self.family.into_iter().map(|of| Relative { birth: year(&of.birth), ..of }).collect(),
            ..self
        }
    }
}

fn field(of: FieldValue) -> FieldValue {
    let key = of.field.clone();
    let other = |other: OtherValue| OtherValue { value: mask(&key, &other.value), ..other };
    FieldValue {
        value: mask(&key, &of.value),
        written: mask(&key, &of.written),
        others: of.others.into_iter().map(other).collect(),
        ..of
    }
}

fn row(of: RowLine) -> RowLine {
    let cells = of.cells.into_iter().map(|(field, text)| {
        let masked = mask(&field, &text);
        (field, masked)
    });
    RowLine { cells: cells.collect(), ..of }
}

/// `1987-03-12` and `~1987` without what tells the day.
fn year(birth: &str) -> String {
    birth.char_indices().take_while(|(at, c)| *at == 0 || *c != '-').map(|(_, c)| c).collect()
}

/// What is shown of a field's text.
fn mask(field: &str, text: &str) -> String {
    match field {
        "birth_date" | "deceased" => year_written(Field::BirthDate, text),
        "place_and_date" | "birth_place" if text.contains(|c: char| c.is_ascii_digit()) => {
            let place = text.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
            format!(
                "{}, {}",
                place.trim_end_matches([' ', ',', '/', '-']),
                year_written(Field::PlaceAndDate, text)
            )
        }
        // Neither says who somebody is, and both are numbers that the mask would take for one.
        "amount" | "period" | "decile" => text.to_owned(),
        _ => {
            let mut out = Sink::default();
            Masking::Masked.push_line(&mut out, text);
            String::from_utf8_lossy(out.written()).into_owned()
        }
    }
}

/// The year of a date, however it is written; nothing where there is none to be read.
fn year_written(field: Field, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let options = Options::new(jiff::civil::date(2099, 12, 31));
    let people = cells(field, &[text], &options);
    people.birth[0].year().map_or_else(|| "****".to_owned(), |year| year.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_is_masked_in_cells_too() {
        for (field, text, expected) in [
            ("nik", "3314014101900002", "3314********0002"),
            ("name", "SITI", "SITI"),
            ("birth_date", "12-03-1987", "1987"),
            ("birth_date", "19870312", "1987"),
            ("birth_date", "1987-03-12", "1987"),
            ("birth_date", "tidak tahu", "****"),
            ("place_and_date", "SRAGEN, 12 Maret 1987", "SRAGEN, 1987"),
            ("birth_place", "SRAGEN", "SRAGEN"),
            ("amount", "1250000", "1250000"),
            ("rekening", "123456789012345", "1234*******2345"),
            ("address", "DK BULU RT 006/003", "DK BULU RT 006/003"),
        ] {
            assert_eq!(mask(field, text), expected, "{field} {text}");
        }
        assert_eq!([year("1987-03-12"), year("~1987"), year("")], ["1987", "~1987", ""]);
    }
}
