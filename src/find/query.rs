//! What is asked for? Free text with numbers, ids, rows, dates and words told apart, and fields that say what they are.
//!
//! Whether a word is part of a name or of a place is not decided here: the search tries both.

use crate::ingest::RowChunk;
use crate::record::{Field, Precision, RosterId};
use crate::register::canonical_id;
use crate::standardise::{Options, People, standardise_all};

/// A search. Everything that is given should fit; who fits most of it comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Sixteen digits that may be a NIK or a No. KK, or fifteen or seventeen where one was lost or doubled.
    pub numbers: Vec<String>,
    /// Canonical ids of persons or families.
    pub ids: Vec<String>,
    /// Rows, as roster and row number.
    pub rows: Vec<(String, u32)>,
    /// Birth date or year.
    pub birth: Option<YearOrDate>,
    /// Words of a name or of a place, as typed, in order.
    pub words: Vec<String>,
    /// Words of a name only.
    pub name: Vec<String>,
    /// Words of a village, district or regency only.
    pub place: Vec<String>,
}

/// A birth date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearOrDate {
    /// The year.
    Year(u16),
    /// Year, month and day.
    Date(u16, u8, u8),
}

/// Words that say that a place follows.
const PLACE_FOLLOWS: [&str; 9] =
    ["desa", "kelurahan", "kel", "kecamatan", "kec", "kabupaten", "kab", "village", "district"];

impl Query {
    /// Reads free text: `siti nurhayati 1987 sukodono`, a NIK with or without dots, an id, `pkh:120`, `desa bentak`.
    pub fn parse(text: &str) -> Query {
        let typed: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').collect();
        let typed: Vec<&str> = typed.into_iter().filter(|word| !word.is_empty()).collect();
        let mut query = Query::default();
        let mut at = 0;
        let mut in_place = false;
        while at < typed.len() {
            let taken = query.take(&typed[at..]);
            if taken > 0 {
                at += taken;
                in_place = false;
                continue;
            }
            let word = typed[at];
            at += 1;
            let plain = word.trim_end_matches('.').to_lowercase();
            if PLACE_FOLLOWS.contains(&plain.as_str()) && at < typed.len() {
                in_place = true;
            } else if in_place {
                // What follows may be more of the place, or a name: the search tries both.
                query.place.push(word.to_owned());
                in_place = false;
            } else {
                query.words.push(word.to_owned());
            }
        }
        query
    }

    /// Takes what is no word from the start of what was typed; gives how many pieces that were.
    fn take(&mut self, typed: &[&str]) -> usize {
        if let Some(id) = canonical_id(typed[0]) {
            self.ids.push(id);
            return 1;
        }
        if let Some((roster, row)) = typed[0].rsplit_once(':')
            && let Ok(row) = row.parse()
            && !roster.is_empty()
        {
            self.rows.push((roster.to_owned(), row));
            return 1;
        }
        if let Some((digits, pieces)) = number(typed) {
            self.numbers.push(digits);
            return pieces;
        }
        if self.birth.is_none()
            && let Some((birth, pieces)) = birth(typed)
        {
            self.birth = Some(birth);
            return pieces;
        }
        0
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
    }
}

/// A number of fifteen to seventeen digits, in one piece or several, with dots, dashes or an apostrophe.
fn number(typed: &[&str]) -> Option<(String, usize)> {
    let mut digits = String::new();
    for (piece, word) in typed.iter().enumerate() {
        if !word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '\'')) {
            return None;
        }
        // A year behind a number is a year.
        if piece > 0 && digits.len() >= 15 {
            break;
        }
        digits.extend(word.chars().filter(char::is_ascii_digit));
        if digits.len() >= 15 && typed.get(piece + 1).is_none_or(|next| digits.len() > 15 || next.len() != 1)
        {
            return (digits.len() <= 17).then_some((digits, piece + 1));
        }
    }
    (15..=17).contains(&digits.len()).then_some((digits, typed.len()))
}

/// A date in one piece or three (`12 Maret 1987`), or a year.
fn birth(typed: &[&str]) -> Option<(YearOrDate, usize)> {
    let digits = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let first = typed[0];
    if digits(first) && first.len() == 4 {
        let year = first.parse().ok().filter(|year| (1880..2100).contains(year))?;
        return Some((YearOrDate::Year(year), 1));
    }
    let parted = first.split(['-', '/', '.']).filter(|part| !part.is_empty()).count() == 3;
    if first.starts_with(|c: char| c.is_ascii_digit()) && (parted || (digits(first) && first.len() == 8)) {
        return Some((date(first)?, 1));
    }
    if typed.len() >= 3 && digits(first) && first.len() <= 2 && typed[2].len() == 4 && digits(typed[2]) {
        return Some((date(&typed[..3].join(" "))?, 3));
    }
    None
}

/// A date as rosters may write it.
fn date(text: &str) -> Option<YearOrDate> {
    let birth = cells(Field::BirthDate, &[text], &Options::new(jiff::civil::date(2099, 12, 31))).birth[0];
    let (year, month, day) = birth.parts();
    match birth.precision() {
        Precision::Full | Precision::Placeholder => Some(YearOrDate::Date(year, month, day)),
        Precision::Month | Precision::Year => Some(YearOrDate::Year(year)),
        Precision::Age | Precision::Unknown => None,
    }
}

/// Cells of one column, standardised as rows of a roster are.
pub(super) fn cells(field: Field, texts: &[&str], options: &Options) -> People {
    let rows: Vec<u32> = (1..=texts.len() as u32).collect();
    let chunk = RowChunk {
        roster: RosterId(0),
        file: 0,
        lines: rows.clone(),
        rows,
        cells: vec![(field, texts.iter().copied().collect())],
    };
    standardise_all(&[chunk], options).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &Query) {
        assert_eq!(Query::parse(text), *expected, "{text}");
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_years_and_places_are_told_apart() {
        let birth = Some(YearOrDate::Year(1987));
        let typed = words(&["siti", "nurhayati", "sukodono"]);
        check("siti nurhayati 1987 sukodono", &Query { words: typed, birth, ..Query::default() });
        let (typed, place) = (words(&["siti"]), words(&["bentak", "sidoharjo"]));
        check("siti desa bentak, kec. sidoharjo", &Query { words: typed, place, ..Query::default() });
        let (typed, place) = (words(&["toruan", "siti"]), words(&["partoli"]));
        check("desa partoli toruan siti", &Query { words: typed, place, ..Query::default() });
        check("  ", &Query::default());
    }

    #[test]
    fn dates_of_any_form() {
        let birth = Some(YearOrDate::Date(1987, 3, 12));
        for text in ["12-3-1987", "12/03/1987", "1987-03-12", "12 Maret 1987", "12031987"] {
            check(text, &Query { birth, ..Query::default() });
        }
    }

    #[test]
    fn numbers_ids_and_rows() {
        let numbers = words(&["3314014101900002"]);
        for text in ["3314014101900002", "3314 0141 0190 0002", "33.14.01.410190.0002", "'3314014101900002"] {
            check(text, &Query { numbers: numbers.clone(), ..Query::default() });
        }
        let birth = Some(YearOrDate::Year(1990));
        check("3314014101900002 1990", &Query { numbers, birth, ..Query::default() });
        check("331401410190002", &Query { numbers: words(&["331401410190002"]), ..Query::default() });
        let ids = words(&["P-KH9WC-8N0XT-D"]);
        for text in ["P-KH9WC-8N0XT-D", "pkh9wc8n0xtd"] {
            check(text, &Query { ids: ids.clone(), ..Query::default() });
        }
        check("pkh:120", &Query { rows: vec![("pkh".into(), 120)], ..Query::default() });
    }
}
