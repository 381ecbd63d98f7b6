//! What do the words of a header mean together? Cuts a header into the words of `assets/header_words.tsv` and
//! reads the set of them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::headers::{Meaning, Part, extra_named};
use crate::record::Field;

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

/// What the words of a header say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordSet(u64);

impl WordSet {
    /// The words of a compact header; none when it does not come out even.
    pub fn of(compact: &str) -> Option<WordSet> {
        cut(compact).map(WordSet)
    }

    /// Both together.
    pub fn and(self, other: WordSet) -> WordSet {
        WordSet(self.0 | other.0)
    }

    /// Whether it holds more than numbers, persons and noise.
    pub fn says_something(self) -> bool {
        self.0 & !set(&[Word::Noise, Word::Person, Word::Number, Word::Code]) != 0
    }

    /// What the words mean, and how plainly.
    pub fn meaning(self) -> Option<(Meaning, f32)> {
        meaning_of(self.0)
    }
}

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
        core if core == Word::Place.bit() => Meaning::Field(Field::BirthPlace),
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
        field(&[Name, Pkh], Field::Name),
        field(&[Name, Correction], Field::NameCorrection),
        field(&[Nik], Field::Nik),
        field(&[Nik, Number], Field::Nik),
        field(&[Nik, Code], Field::Nik),
        field(&[Ktp], Field::Nik),
        field(&[Ktp, Number], Field::Nik),
        field(&[Nik, Ktp], Field::Nik),
        field(&[Nik, Ktp, Number], Field::Nik),
        part(&[Nik, Mother], Part::NikOfMother),
        part(&[Nik, Mother, Number], Part::NikOfMother),
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
        // A housewife, the row's own person.
        field(&[Name, Mother, Family], Field::Name),
        field(&[Nik, Mother, Family], Field::Nik),
        field(&[Name, Guardian, Mother], Field::Mother),
        field(&[Guardian, Mother], Field::Mother),
        field(&[Name, Guardian, Father], Field::Father),
        field(&[Guardian, Father], Field::Father),
        field(&[Guardian], Field::Guardian),
        field(&[Name, Guardian], Field::Guardian),
        field(&[Name, Mother, Father], Field::Guardian),
        field(&[Date, Birth], Field::BirthDate),
        field(&[Date, Month, Year, Birth], Field::BirthDate),
        field(&[Day, Month, Year, Birth], Field::BirthDate),
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
        field(&[Address, Street, Hamlet], Field::Address),
        field(&[Street, Hamlet], Field::Address),
        field(&[Address, Place], Field::Address),
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
mod tests {
    use super::{WORDS, Word};

    #[test]
    fn the_table_parses_whole_and_no_word_has_two_lines() {
        let mut seen = std::collections::BTreeMap::new();
        let text = include_str!("../../../assets/header_words.tsv");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, list) = line.split_once('\t').unwrap_or_else(|| panic!("{line}"));
            assert!(Word::named(name).is_some(), "{name}");
            for word in list.split('|') {
                assert!(WORDS.contains_key(word), "{word}");
                assert!(
                    !word.is_empty()
                        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                );
                assert_eq!(seen.insert(word, name), None, "{word} is in two lines");
            }
        }
    }
}
