//! What does a column's header say? Known headers first, then the words a header is made of, then a known
//! header with a typing error. What the column's values say is the work of `values`.
//!
//! The table is `assets/header_synonyms.tsv`; what words mean together is the work of `words`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::owners;
use super::words::WordSet;
use crate::record::Field;
use crate::standardise::ExtraKind;

/// What a header can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A field of the settings file.
    Field(Field),
    /// A piece of one, or something close to one.
    Part(Part),
    /// A field to be declared, by its place in [`extras`].
    Extra(usize),
    /// Understood, and not to be mapped (a flag, another person's number, a line number).
    Other,
}

/// Pieces of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    GivenName,
    MiddleName,
    Surname,
    StreetNumber,
    StreetSecond,
    /// The NIK of the family's head: the person's own where the roster names nobody else.
    NikOfHead,
    /// The mother's NIK: the person's own where the roster names nobody but mothers.
    NikOfMother,
    CodeOfProvince,
    CodeOfRegency,
    CodeOfDistrict,
    CodeOfVillage,
    PeriodMonth,
    PeriodYear,
    /// Who the row really is: the answer, not evidence.
    Truth,
}

/// How a header came to its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is in the table.
    Known,
    /// Its words say so.
    Words,
    /// It is in the table but for a typing error.
    Typo,
    /// Some of its words say so, the others are unknown.
    Partly,
}

/// A header's meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What it means.
    pub meaning: Meaning,
    /// How it came to it.
    pub how: How,
    /// 0 to 1; orders headers that mean the same.
    pub confidence: f32,
}

/// A field that rosters may share beside the fixed ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// Its name in `[[field]]`.
    pub name: &'static str,
    /// How it is compared.
    pub kind: ExtraKind,
}

/// Reads a header; none when it says nothing that is known.
pub fn read(header: &str) -> Option<Reading> {
    let twin = twin_number(header);
    let header = twin.map_or(header, |(before, _)| before);
    let mut reading = forms(header).into_iter().enumerate().find_map(|(form, text)| {
        let compact = compact(&text);
        let mut reading = known(&compact)
            .or_else(|| owners::read(&text))
            .or_else(|| by_words(&text, &compact))
            .or_else(|| typo(&compact))?;
        reading.confidence -= 0.02 * form as f32;
        Some(reading)
    });
    if let (Some(reading), Some(_)) = (&mut reading, twin) {
        reading.confidence -= 0.1;
    }
    reading.or_else(|| partly(header)).or_else(|| owners::read_in_part(header))
}

/// The shared fields that headers can name, in the order of the table.
pub fn extras() -> &'static [Extra] {
    &SYNONYMS.extras
}

/// The place of a shared field by name.
pub fn extra_named(name: &str) -> Option<usize> {
    SYNONYMS.extras.iter().position(|extra| extra.name == name)
}

/// Letters and digits of a header, upper case.
pub fn compact(header: &str) -> String {
    header.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect()
}

/// "NIK (2)" is the second column headed "NIK".
fn twin_number(header: &str) -> Option<(&str, u32)> {
    let (before, after) = header.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
    Some((before, after.parse().ok()?))
}

/// The header as it stands, without brackets ("Tanggal Lahir (dd/mm/yyyy)"), without a leading number ("1. NIK"),
/// without single letters ("f_nik") and numbered components ("fname_c1").
fn forms(header: &str) -> Vec<String> {
    let mut forms = vec![header.to_owned()];
    let unbracketed = match (header.find(['(', '[']), header.rfind([')', ']'])) {
        (Some(open), Some(close)) if close > open && open > 0 => {
            format!("{} {}", &header[..open], &header[close + 1..])
        }
        (Some(open), None) if open > 0 => header[..open].to_owned(),
        _ => header.to_owned(),
    };
    forms.push(unbracketed.clone());
    let bare: Vec<&str> = words_of(&unbracketed)
        .into_iter()
        .filter(|word| word.len() > 1 && !word[1..].bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    forms.push(bare.join(" "));
    forms.dedup();
    forms.retain(|form| form.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    forms
}

/// The words of a header: cut at signs and at a lower-case letter before an upper-case one.
pub(super) fn words_of(header: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for piece in header.split(|sign: char| !sign.is_ascii_alphanumeric()) {
        let bytes = piece.as_bytes();
        let mut start = 0;
        for at in 1..bytes.len() {
            if bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase() {
                words.push(&piece[start..at]);
                start = at;
            }
        }
        if start < piece.len() {
            words.push(&piece[start..]);
        }
    }
    words
}

struct Synonyms {
    /// Known headers with their meaning and their place in its line.
    known: FxHashMap<&'static str, (Meaning, usize)>,
    /// The same, sorted, for headers with a typing error.
    sorted: Vec<(&'static str, Meaning)>,
    extras: Vec<Extra>,
}

static SYNONYMS: LazyLock<Synonyms> =
    LazyLock::new(|| synonyms(include_str!("../../../assets/header_synonyms.tsv")));

fn synonyms(table: &'static str) -> Synonyms {
    let mut synonyms = Synonyms { known: FxHashMap::default(), sorted: Vec::new(), extras: Vec::new() };
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((meaning, headers)) = line.split_once('\t') else { continue };
        let Some(meaning) = meaning_named(meaning, &mut synonyms.extras) else { continue };
        for (rank, header) in headers.split('|').enumerate() {
            synonyms.known.entry(header).or_insert((meaning, rank));
            synonyms.sorted.push((header, meaning));
        }
    }
    synonyms.sorted.sort_unstable();
    synonyms.sorted.dedup_by_key(|(header, _)| *header);
    synonyms
}

/// The meaning at the head of a line of the table.
fn meaning_named(name: &'static str, extras: &mut Vec<Extra>) -> Option<Meaning> {
    if let Some(field) = Field::from_key(name) {
        return Some(Meaning::Field(field));
    }
    if let Some(extra) = name.strip_prefix("extra ") {
        let (name, kind) = extra.split_once(' ')?;
        let kind = match kind {
            "identifier" => ExtraKind::Identifier,
            "code" => ExtraKind::Code,
            "text" => ExtraKind::Text,
            _ => return None,
        };
        extras.push(Extra { name, kind });
        return Some(Meaning::Extra(extras.len() - 1));
    }
    Some(match name {
        "other" => Meaning::Other,
        "given_name" => Meaning::Part(Part::GivenName),
        "middle_name" => Meaning::Part(Part::MiddleName),
        "surname" => Meaning::Part(Part::Surname),
        "street_number" => Meaning::Part(Part::StreetNumber),
        "street_second" => Meaning::Part(Part::StreetSecond),
        "nik_head" => Meaning::Part(Part::NikOfHead),
        "code_province" => Meaning::Part(Part::CodeOfProvince),
        "code_regency" => Meaning::Part(Part::CodeOfRegency),
        "code_district" => Meaning::Part(Part::CodeOfDistrict),
        "code_village" => Meaning::Part(Part::CodeOfVillage),
        "period_month" => Meaning::Part(Part::PeriodMonth),
        "period_year" => Meaning::Part(Part::PeriodYear),
        "truth" => Meaning::Part(Part::Truth),
        _ => return None,
    })
}

pub(super) fn known(compact: &str) -> Option<Reading> {
    let (meaning, rank) = *SYNONYMS.known.get(compact)?;
    Some(Reading { meaning, how: How::Known, confidence: 0.98 - 0.004 * rank as f32 })
}

/// A known header within one or two typing errors, when all such headers mean the same. Short headers are left
/// alone: NIS, NIP and NIK are one letter apart.
fn typo(compact: &str) -> Option<Reading> {
    let allowed = match compact.len() {
        0..=5 => return None,
        6..=9 => 1,
        _ => 2,
    };
    let near = |header: &str| {
        header.len().abs_diff(compact.len()) <= allowed
            && header.len() > 5
            && strsim::osa_distance(header, compact) <= allowed
    };
    let mut meanings = SYNONYMS.sorted.iter().filter(|(header, _)| near(header)).map(|(_, meaning)| *meaning);
    let meaning = meanings.next()?;
    meanings.all(|other| other == meaning).then_some(Reading { meaning, how: How::Typo, confidence: 0.72 })
}

/// Reads a header whose every word is known: all of it together, since "KARTU KELUARGA" is one word, else word by
/// word.
fn by_words(header: &str, compact: &str) -> Option<Reading> {
    let one_by_one = words_of(header)
        .into_iter()
        .map(|word| WordSet::of(&word.to_ascii_uppercase()))
        .try_fold(WordSet::default(), |all, word| word.map(|word| all.and(word)));
    let together = WordSet::of(compact);
    let plain = |words: WordSet| words.meaning().filter(|(meaning, _)| *meaning != Meaning::Other);
    let (meaning, confidence) = together
        .and_then(plain)
        .or_else(|| one_by_one.and_then(plain))
        .or_else(|| together.or(one_by_one).map(|_| (Meaning::Other, 0.6)))?;
    Some(Reading { meaning, how: How::Words, confidence })
}

/// Reads a header from the words in it that are known, the others left aside.
fn partly(header: &str) -> Option<Reading> {
    let mut known = WordSet::default();
    let mut unknown = 0;
    for word in words_of(header) {
        match WordSet::of(&word.to_ascii_uppercase()) {
            Some(found) => known = known.and(found),
            None => unknown += 1,
        }
    }
    if !known.says_something() || unknown > 2 {
        return None;
    }
    let (meaning, _) = known.meaning()?;
    Some(Reading { meaning, how: How::Partly, confidence: 0.45 })
}

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
