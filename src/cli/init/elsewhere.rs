//! Is it a list from elsewhere? By the words of its names, which are Indonesian or are not, and by what else it has.
//! Then names are read plainly, places are texts, and whatever identifies is used.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::columns::{Column, Mapping, means};
use super::headers::{Meaning, Part};
use crate::ingest::probe::Probe;
use crate::record::Field;
use crate::synthesise::name_words;

/// Words of Indonesian names.
static HERE: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| name_words().flat_map(|words| words.split(' ')).collect());

/// Words of names that a share needs to say something.
const ENOUGH: usize = 12;

/// Share of Indonesian words below which a list is from elsewhere. Of made-up rosters about nine in ten words are
/// known, of Australian, American and German lists one in twelve, of a list of nothing but saints' and Bible names one
/// in five.
const ELSEWHERE: f32 = 0.4;
/// The same under an Indonesian header: then the words are known to be names of Indonesians, and unknown ones are rare
/// names of theirs.
const ELSEWHERE_UNDER_NAMA: f32 = 0.12;

/// What the words of a roster's names say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NameWords {
    /// Words looked at.
    pub words: usize,
    /// Share of them that are Indonesian.
    pub known: f32,
}

/// Counts the words of the person's name. Single letters are initials of any tongue.
pub fn name_words_of(probe: &Probe, taken: &[Mapping]) -> NameWords {
    let Some(name) = taken.iter().find(|mapping| mapping.field == Field::Name) else {
        return NameWords::default();
    };
    let (mut words, mut known) = (0, 0);
    for cell in name.columns.iter().flat_map(|column| probe.sample.iter().filter_map(|row| row.get(*column)))
    {
        let upper = cell.to_uppercase();
        for word in upper.split(|sign: char| !sign.is_alphabetic()).filter(|word| word.chars().count() > 1) {
            words += 1;
            known += usize::from(HERE.contains(word));
        }
    }
    NameWords { words, known: if words == 0 { 0.0 } else { known as f32 / words as f32 } }
}

/// Whether a list is from elsewhere: no Indonesian number, no place of Indonesia, and names of other words. Where the
/// names are too few to tell, a column for the surname does.
pub fn is_foreign(columns: &[Column], taken: &[Mapping], names: NameWords) -> bool {
    let of = |field: Field| taken.iter().find(|mapping| mapping.field == field);
    if of(Field::Nik).is_some() || of(Field::Kk).is_some() {
        return false;
    }
    const PLACES: [Field; 4] = [Field::Province, Field::Regency, Field::District, Field::Village];
    let here = PLACES.iter().enumerate().any(|(level, field)| {
        of(*field).is_some_and(|mapping| columns[mapping.columns[0]].profile.region[level] > 0.5)
    });
    if here {
        return false;
    }
    let header = of(Field::Name).map(|name| columns[name.columns[0]].header.to_ascii_uppercase());
    let nama = header.is_some_and(|header| header.contains("NAMA") || header.contains("NM_"));
    if names.words >= ENOUGH {
        return names.known < if nama { ELSEWHERE_UNDER_NAMA } else { ELSEWHERE };
    }
    columns.iter().any(|column| means(column, Meaning::Part(Part::Surname)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::init::columns::recognise;

    fn table(headers: &[&str], rows: &[&[&str]]) -> Probe {
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        Probe {
            headers: own(headers),
            sample: rows.iter().map(|row| own(row)).collect(),
            rows_estimate: rows.len() as u64,
            ..Probe::default()
        }
    }

    fn check(headers: &[&str], rows: &[&[&str]], foreign: bool) {
        assert_eq!(recognise(&table(headers, rows)).foreign, foreign, "{headers:?}");
    }

    #[test]
    fn the_words_of_the_names_decide() {
        let names =
            ["Hans Mueller", "Greta Schwarz", "Uwe Baum", "Karl Heinz Vogt", "Ilse Wagner", "Jurgen Beck"];
        let rows: Vec<Vec<&str>> = names.iter().map(|name| vec![*name]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        check(&["name"], &rows, true);
        let names =
            ["SITI AMINAH", "SLAMET RIYADI", "SRI WAHYUNI", "AGUS SUSANTO", "NUR HASANAH", "DEWI SARTIKA"];
        let rows: Vec<Vec<&str>> = names.iter().map(|name| name.split(' ').collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        check(&["first_name", "last_name"], &rows, false);
    }

    #[test]
    fn few_names_leave_it_to_the_headers() {
        check(&["given_name", "surname"], &[&["mitchell", "green"]], true);
        check(&["nama"], &[&["JOHN WICK"]], false);
    }

    #[test]
    fn an_indonesian_number_settles_it() {
        let rows: Vec<Vec<String>> = (0..20)
            .map(|i| vec![format!("33140141{:02}800{:03}", i % 12 + 1, i + 1), "Hans Mueller".to_owned()])
            .collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        check(&["NIK", "name"], &rows, false);
    }
}
