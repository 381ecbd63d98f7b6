//! What does a column's header say? Known headers first, then the words a header is made of, then a known
//! header with a typing error. What the column's values say is the work of `values`.
//!
//! The tables are `assets/header_synonyms.tsv` and `assets/header_words.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

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
    CodeOfProvince,
    CodeOfRegency,
    CodeOfDistrict,
    CodeOfVillage,
    PeriodMonth,
    PeriodYear,
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
        let mut reading = known(&compact).or_else(|| by_words(&text, &compact)).or_else(|| typo(&compact))?;
        reading.confidence -= 0.02 * form as f32;
        Some(reading)
    });
    if let (Some(reading), Some(_)) = (&mut reading, twin) {
        reading.confidence -= 0.1;
    }
    reading.or_else(|| partly(header))
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
/// without single letters ("f_nik").
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
        .filter(|word| word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    forms.push(bare.join(" "));
    forms.dedup();
    forms.retain(|form| form.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    forms
}

/// The words of a header: cut at signs and at a lower-case letter before an upper-case one.
fn words_of(header: &str) -> Vec<&str> {
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
        _ => return None,
    })
}

fn known(compact: &str) -> Option<Reading> {
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

macro_rules! words {
    ($($word:ident = $name:literal),* $(,)?) => {
        /// What a word of a header says. A set of them is a `u64`, one bit each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Word { $($word),* }

        impl Word {
            fn named(name: &str) -> Option<Word> {
                match name { $($name => Some(Word::$word),)* _ => None }
            }
        }
    };
}

words! {
    Name = "name", Noise = "noise", Person = "person", Nik = "nik", Ktp = "ktp", Kk = "kk", Number = "number",
    Code = "code", Date = "date", Birth = "birth", Place = "place", PlaceDate = "place_date", Day = "day",
    Month = "month", Year = "year", Age = "age", Sex = "sex", Mother = "mother", Father = "father",
    Guardian = "guardian", Maiden = "maiden", Head = "head", Family = "family", Relation = "relation",
    Address = "address", Street = "street", Rt = "rt", Rw = "rw", Hamlet = "hamlet", Village = "village",
    District = "district", Regency = "regency", Province = "province", Region = "region", Aid = "aid",
    Amount = "amount", Count = "count", Period = "period", Status = "status", Dead = "dead",
    Occupation = "occupation", Decile = "decile", Component = "component", Kind = "kind",
    Correction = "correction", Bpjs = "bpjs", Pkh = "pkh", Kks = "kks", Kip = "kip", Nisn = "nisn",
    Account = "account", Phone = "phone", Dtks = "dtks", Other = "other",
}

impl Word {
    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

const fn set(words: &[Word]) -> u64 {
    let mut bits = 0;
    let mut at = 0;
    while at < words.len() {
        bits |= words[at].bit();
        at += 1;
    }
    bits
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for line in include_str!("../../../assets/header_words.tsv").lines().filter(|line| !line.starts_with('#'))
    {
        let Some((name, list)) = line.split_once('\t') else { continue };
        let Some(word) = Word::named(name) else { continue };
        for text in list.split('|') {
            words.entry(text).or_insert(word);
        }
    }
    words
});

/// Cuts a compact header into known words, as few as possible; none when that does not come out even.
fn cut(compact: &str) -> Option<u64> {
    const LONGEST: usize = 32;
    let length = compact.len();
    // best[i]: fewest words that make the first i letters, and their set.
    let mut best: Vec<Option<(u32, u64)>> = vec![None; length + 1];
    best[0] = Some((0, 0));
    for end in 1..=length {
        for start in end.saturating_sub(LONGEST)..end {
            let Some((count, bits)) = best[start] else { continue };
            let Some(word) = WORDS.get(&compact[start..end]) else { continue };
            if best[end].is_none_or(|(fewest, _)| count + 1 < fewest) {
                best[end] = Some((count + 1, bits | word.bit()));
            }
        }
    }
    best[length].map(|(_, bits)| bits)
}

/// Reads a header whose every word is known. Whole words first; a header written without spaces as a whole.
fn by_words(header: &str, compact: &str) -> Option<Reading> {
    let whole: Option<u64> = words_of(header)
        .into_iter()
        .map(|word| cut(&word.to_ascii_uppercase()))
        .try_fold(0, |bits, word| word.map(|word| bits | word));
    // "KARTU KELUARGA" and "KEPALA KELUARGA" are one word each when read together.
    let joined = cut(compact);
    let reading = |bits: u64| meaning_of(bits).filter(|(meaning, _)| *meaning != Meaning::Other);
    let (meaning, confidence) = joined
        .and_then(reading)
        .or_else(|| whole.and_then(reading))
        .or_else(|| joined.or(whole).map(|_| (Meaning::Other, 0.6)))?;
    Some(Reading { meaning, how: How::Words, confidence })
}

/// Reads a header from the words in it that are known, the others left aside.
fn partly(header: &str) -> Option<Reading> {
    let mut bits = 0;
    let mut unknown = 0;
    for word in words_of(header) {
        match cut(&word.to_ascii_uppercase()) {
            Some(found) => bits |= found,
            None => unknown += 1,
        }
    }
    if bits & !set(&[Word::Noise, Word::Person, Word::Number, Word::Code]) == 0 || unknown > 2 {
        return None;
    }
    let (meaning, _) = meaning_of(bits)?;
    Some(Reading { meaning, how: How::Partly, confidence: 0.45 })
}

/// The meaning of a set of words.
fn meaning_of(bits: u64) -> Option<(Meaning, f32)> {
    use Word::{
        Address, Birth, Father, Guardian, Head, Kk, Ktp, Mother, Nik, Noise, Number, Person, Relation,
    };
    let core = bits & !set(&[Noise, Person, Word::Maiden]);
    let has = |word: Word| bits & word.bit() != 0;
    let only = |words: &[Word]| core != 0 && core & !set(words) == 0;
    if has(Word::Other) {
        return Some((Meaning::Other, 0.9));
    }
    let mut confidence = if has(Person) { 0.88 } else { 0.9 };
    if has(Relation) && only(&[Relation, Head, Word::Family, Kk, Word::Status]) {
        return Some((Meaning::Field(Field::Relation), confidence));
    }
    if let Some((_, meaning)) = RULES.iter().find(|(words, _)| *words == core) {
        return Some((*meaning, confidence));
    }
    // A place or an address "by KTP" is still one, a little less than one without remark.
    if has(Ktp) && !has(Nik) {
        confidence -= 0.05;
        let without = core & !Ktp.bit();
        if let Some((_, meaning)) = RULES.iter().find(|(words, _)| *words == without) {
            return Some((*meaning, confidence));
        }
    }
    // "ALAMAT RT", "ALAMAT KECAMATAN": the place within the address.
    if has(Address)
        && let Some((_, meaning)) = RULES.iter().find(|(words, _)| *words == core & !Address.bit())
        && core != Address.bit()
        && !has(Word::Name)
    {
        return Some((*meaning, confidence - 0.03));
    }
    let weak = match core {
        0 if has(Person) => Meaning::Field(Field::Name),
        core if core == Birth.bit() => Meaning::Field(Field::BirthDate),
        core if core == Word::Date.bit() => Meaning::Field(Field::BirthDate),
        core if core == Word::Aid.bit() => Meaning::Field(Field::Amount),
        core if core == Word::Count.bit() && !has(Person) => Meaning::Field(Field::Amount),
        core if has(Person) && (core == Number.bit() || core == Word::Code.bit()) => {
            Meaning::Field(Field::UniqueKey)
        }
        0 => return None,
        // Everything else of a parent, a head or a family is not the person's.
        _ if has(Mother) || has(Father) || has(Guardian) || has(Head) => return Some((Meaning::Other, 0.9)),
        _ => return Some((Meaning::Other, 0.6)),
    };
    Some((weak, 0.5))
}

const fn field(words: &[Word], field: Field) -> (u64, Meaning) {
    (set(words), Meaning::Field(field))
}

const fn part(words: &[Word], part: Part) -> (u64, Meaning) {
    (set(words), Meaning::Part(part))
}

/// Sets of words and what they mean together; noise and the row's own person are left out before.
static RULES: LazyLock<Vec<(u64, Meaning)>> = LazyLock::new(|| {
    use Word::*;
    let mut rules = vec![
        field(&[Name], Field::Name),
        field(&[Name, Correction], Field::NameCorrection),
        field(&[Nik], Field::Nik),
        field(&[Nik, Number], Field::Nik),
        field(&[Nik, Code], Field::Nik),
        field(&[Ktp], Field::Nik),
        field(&[Ktp, Number], Field::Nik),
        field(&[Nik, Ktp], Field::Nik),
        field(&[Nik, Ktp, Number], Field::Nik),
        part(&[Nik, Head], Part::NikOfHead),
        part(&[Nik, Kk], Part::NikOfHead),
        part(&[Nik, Head, Family], Part::NikOfHead),
        field(&[Kk], Field::Kk),
        field(&[Kk, Number], Field::Kk),
        field(&[Kk, Code], Field::Kk),
        field(&[Head], Field::Head),
        field(&[Name, Head], Field::Head),
        field(&[Name, Kk], Field::Head),
        field(&[Head, Family], Field::Head),
        field(&[Name, Head, Family], Field::Head),
        field(&[Mother], Field::Mother),
        field(&[Name, Mother], Field::Mother),
        field(&[Father], Field::Father),
        field(&[Name, Father], Field::Father),
        field(&[Guardian], Field::Guardian),
        field(&[Name, Guardian], Field::Guardian),
        field(&[Name, Mother, Father], Field::Guardian),
        field(&[Date, Birth], Field::BirthDate),
        field(&[Place, Birth], Field::BirthPlace),
        field(&[Name, Place, Birth], Field::BirthPlace),
        field(&[Regency, Birth], Field::BirthPlace),
        field(&[PlaceDate], Field::PlaceAndDate),
        field(&[PlaceDate, Birth], Field::PlaceAndDate),
        field(&[Place, Date, Birth], Field::PlaceAndDate),
        field(&[Day, Birth], Field::BirthDay),
        field(&[Month, Birth], Field::BirthMonth),
        field(&[Year, Birth], Field::BirthYear),
        field(&[Age], Field::Age),
        field(&[Age, Year], Field::Age),
        field(&[Sex], Field::Sex),
        field(&[Sex, Kind], Field::Sex),
        field(&[Sex, Code], Field::Sex),
        field(&[Address], Field::Address),
        field(&[Street], Field::Address),
        field(&[Address, Street], Field::Address),
        field(&[Name, Street], Field::Address),
        field(&[Rt], Field::Rt),
        field(&[Rt, Number], Field::Rt),
        field(&[Rw], Field::Rw),
        field(&[Rw, Number], Field::Rw),
        field(&[Rt, Rw], Field::RtRw),
        field(&[Rt, Rw, Number], Field::RtRw),
        field(&[Hamlet], Field::Hamlet),
        field(&[Name, Hamlet], Field::Hamlet),
        field(&[Village], Field::Village),
        field(&[Name, Village], Field::Village),
        field(&[District], Field::District),
        field(&[Name, District], Field::District),
        field(&[Regency], Field::Regency),
        field(&[Name, Regency], Field::Regency),
        field(&[Province], Field::Province),
        field(&[Name, Province], Field::Province),
        field(&[Region, Code], Field::VillageCode),
        field(&[Village, Code], Field::VillageCode),
        field(&[Village, Region, Code], Field::VillageCode),
        part(&[Province, Code], Part::CodeOfProvince),
        part(&[Regency, Code], Part::CodeOfRegency),
        part(&[District, Code], Part::CodeOfDistrict),
        part(&[Village, Number], Part::CodeOfVillage),
        field(&[Amount], Field::Amount),
        field(&[Amount, Aid], Field::Amount),
        field(&[Count, Aid], Field::Amount),
        field(&[Count, Amount], Field::Amount),
        field(&[Count, Amount, Aid], Field::Amount),
        field(&[Period], Field::Period),
        field(&[Period, Aid], Field::Period),
        part(&[Month], Part::PeriodMonth),
        part(&[Month, Aid], Part::PeriodMonth),
        part(&[Year], Part::PeriodYear),
        part(&[Year, Aid], Part::PeriodYear),
        field(&[Status], Field::Status),
        field(&[Status, Aid], Field::Status),
        field(&[Dead], Field::Deceased),
        field(&[Dead, Date], Field::Deceased),
        field(&[Dead, Status], Field::Deceased),
        field(&[Occupation], Field::Occupation),
        field(&[Occupation, Status], Field::Occupation),
        field(&[Occupation, Kind], Field::Occupation),
        field(&[Decile], Field::Decile),
        field(&[Decile, Family], Field::Decile),
        field(&[Component], Field::Component),
        field(&[Component, Kind], Field::Component),
    ];
    let numbered: [(&str, Word); 9] = [
        ("noka_bpjs", Bpjs),
        ("no_pkh", Pkh),
        ("no_kks", Kks),
        ("no_kip", Kip),
        ("nisn", Nisn),
        ("rekening", Account),
        ("phone", Phone),
        ("id_dtks", Dtks),
        ("id_household", Family),
    ];
    for (name, word) in numbered {
        let Some(extra) = extra_named(name) else { continue };
        for beside in [Number, Code] {
            rules.push((set(&[word, beside]), Meaning::Extra(extra)));
        }
        if matches!(word, Nisn | Account | Phone) {
            rules.push((set(&[word]), Meaning::Extra(extra)));
        }
    }
    rules
});

#[cfg(test)]
#[path = "headers_tests.rs"]
mod tests;
