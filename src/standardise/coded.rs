//! What do short coded cells mean? Sex, relation, age, amount, and the marks hidden in status, occupation and
//! death columns. The words are data; what only a whole file can settle comes in as a habit.

use std::num::NonZeroU32;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::people::Marks;
use crate::record::{Relation, Sex};

/// Words by kind: sex, relation, blank and the rest.
static WORDS: &str = include_str!("../../assets/coded_words.tsv");

/// The longest word of the table; longer cells are not looked up.
const LONGEST: usize = 32;

/// The table, one map a kind.
#[derive(Default)]
struct Table {
    sex: FxHashMap<&'static [u8], Sex>,
    relation: FxHashMap<&'static [u8], Relation>,
    blank: FxHashMap<&'static [u8], ()>,
    /// How long the words for nothing are that begin with a letter or digit, a bit a length.
    blank_lengths: BlankLengths,
    servant_word: Vec<&'static str>,
    servant_phrase: Vec<&'static str>,
    inactive_phrase: Vec<&'static str>,
    dead_phrase: Vec<&'static str>,
    dead_word: Vec<&'static str>,
    not_word: Vec<&'static str>,
}

struct BlankLengths([u64; 128]);

impl Default for BlankLengths {
    fn default() -> BlankLengths {
        BlankLengths([0; 128])
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        for line in WORDS.lines().skip(1) {
            let mut cells = line.split('\t');
            let (kind, word, meaning) =
                (cells.next().unwrap_or(""), cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            match kind {
                "sex" => {
                    let sex = if meaning == "Male" { Sex::Male } else { Sex::Female };
                    table.sex.insert(word.as_bytes(), sex);
                }
                "relation" => {
                    table.relation.insert(word.as_bytes(), relation_named(meaning));
                }
                "blank" => {
                    table.blank.insert(word.as_bytes(), ());
                    table.blank_lengths.0[usize::from(word.as_bytes()[0] & 127)] |= 1 << word.len();
                }
                "servant_word" => table.servant_word.push(word),
                "servant_phrase" => table.servant_phrase.push(word),
                "inactive_phrase" => table.inactive_phrase.push(word),
                "dead_phrase" => table.dead_phrase.push(word),
                "dead_word" => table.dead_word.push(word),
                "not_word" => table.not_word.push(word),
                _ => {}
            }
        }
        table
    })
}

fn relation_named(name: &str) -> Relation {
    match name {
        "Head" => Relation::Head,
        "Spouse" => Relation::Spouse,
        "Child" => Relation::Child,
        "ChildInLaw" => Relation::ChildInLaw,
        "Grandchild" => Relation::Grandchild,
        "Parent" => Relation::Parent,
        "ParentInLaw" => Relation::ParentInLaw,
        "OtherRelative" => Relation::OtherRelative,
        "Other" => Relation::Other,
        _ => Relation::Unknown,
    }
}

/// A cell's letters and digits, upper case, without anything between them.
struct Bare {
    bytes: [u8; LONGEST],
    len: usize,
    whole: bool,
}

impl Bare {
    fn of(text: &str) -> Bare {
        let mut bare = Bare { bytes: [0; LONGEST], len: 0, whole: true };
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            if bare.len == LONGEST {
                bare.whole = false;
                break;
            }
            bare.bytes[bare.len] = byte.to_ascii_uppercase();
            bare.len += 1;
        }
        bare
    }

    fn get(&self) -> &[u8] {
        if self.whole { &self.bytes[..self.len] } else { &[] }
    }
}

/// Whether a cell only says that nothing is known ("-", "TIDAK ADA", "#N/A").
pub(super) fn is_blank(text: &str) -> bool {
    // Most cells begin as no such word does, or are longer or shorter.
    if let Some(first) = text.bytes().find(u8::is_ascii_alphanumeric) {
        let lengths = table().blank_lengths.0[usize::from(first.to_ascii_uppercase())];
        let length = || text.bytes().filter(u8::is_ascii_alphanumeric).count();
        if lengths == 0 || lengths.checked_shr(length() as u32).is_none_or(|lengths| lengths & 1 == 0) {
            return false;
        }
    }
    let bare = Bare::of(text);
    if bare.len == 0 {
        // Only signs; text in another script is no blank.
        return !text.chars().any(char::is_alphanumeric);
    }
    table().blank.contains_key(bare.get())
}

/// How one file codes sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SexCodes {
    /// Meaning of 0, 1 and 2.
    pub(super) digits: [Sex; 3],
    /// `P` stands beside `W` (pria, wanita) and means men.
    pub(super) p_is_male: bool,
}

impl Default for SexCodes {
    fn default() -> SexCodes {
        SexCodes { digits: [Sex::Female, Sex::Male, Sex::Female], p_is_male: false }
    }
}

/// Sex from any coding; [`Sex::Unknown`] when unreadable.
pub(super) fn sex(text: &str, codes: SexCodes) -> Sex {
    let bare = Bare::of(text);
    match bare.get() {
        [b'L'] => Sex::Male,
        [b'P'] if codes.p_is_male => Sex::Male,
        [b'P'] => Sex::Female,
        [digit @ b'0'..=b'2'] | [b'0', digit @ b'1'..=b'2'] | [digit @ b'0'..=b'2', b'0'] => {
            codes.digits[usize::from(digit - b'0')]
        }
        [b'1', b'L', ..] => Sex::Male,
        [b'2', b'P', ..] => Sex::Female,
        word => table().sex.get(word).copied().unwrap_or(Sex::Unknown),
    }
}

/// Which list of numbers a file's relation column uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RelationCodes {
    /// SHDK of the family card: 1 head, 2 husband, 3 wife, 4 child, 5 child-in-law, 6 grandchild, 7 parent,
    /// 8 parent-in-law, 9 other family, 10 servant, 11 other.
    #[default]
    FamilyCard,
    /// BDT: 1 head, 2 spouse, 3 child, 4 child-in-law, 5 grandchild, 6 parent or parent-in-law, 7 servant,
    /// 8 other.
    Survey,
}

/// Relation to the head, from a code, a word, or both ("3. Anak").
pub(super) fn relation(text: &str, codes: RelationCodes) -> Relation {
    let bare = Bare::of(text);
    let digits = bare.get().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, word) = bare.get().split_at(digits);
    if !word.is_empty() {
        return table().relation.get(word).copied().unwrap_or(Relation::Unknown);
    }
    let number = number
        .iter()
        .fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    match (codes, number) {
        (_, 1) => Relation::Head,
        (RelationCodes::FamilyCard, 2 | 3) | (RelationCodes::Survey, 2) => Relation::Spouse,
        (RelationCodes::FamilyCard, 4) | (RelationCodes::Survey, 3) => Relation::Child,
        (RelationCodes::FamilyCard, 5) | (RelationCodes::Survey, 4) => Relation::ChildInLaw,
        (RelationCodes::FamilyCard, 6) | (RelationCodes::Survey, 5) => Relation::Grandchild,
        (RelationCodes::FamilyCard, 7) | (RelationCodes::Survey, 6) => Relation::Parent,
        (RelationCodes::FamilyCard, 8) => Relation::ParentInLaw,
        (RelationCodes::FamilyCard, 9) => Relation::OtherRelative,
        (RelationCodes::FamilyCard, 10 | 11) | (RelationCodes::Survey, 7 | 8) => Relation::Other,
        _ => Relation::Unknown,
    }
}

/// Age in years: "8 tahun", "35", "35,5", "7 bln" (0 years). None when unreadable or over 120.
pub(super) fn age(text: &str) -> Option<u8> {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(u8::is_ascii_digit)?;
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let years: u32 = text[start..start + digits].parse().ok()?;
    let unit = text[start + digits..].trim_start().as_bytes();
    let months = unit.len() >= 2 && unit[0].eq_ignore_ascii_case(&b'b');
    let days = unit.len() >= 2 && unit[0].eq_ignore_ascii_case(&b'h');
    let years = if months {
        years / 12
    } else if days {
        years / 365
    } else {
        years
    };
    u8::try_from(years).ok().filter(|&years| years <= 120)
}

/// An amount in rupiah: "Rp 1.500.000,00", "1500000.00", "1,500,000", "200rb", "1,5E+06". Cents are dropped.
/// None when unreadable, 0, or over four thousand million.
pub(super) fn amount(text: &str) -> Option<NonZeroU32> {
    let start = text.bytes().position(|byte| byte.is_ascii_digit())?;
    let number = &text[start..];
    let end = number
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ')))
        .unwrap_or(number.len());
    let (number, rest) = (number[..end].trim_end_matches(['.', ',', ' ']), number[end..].trim_start());
    // One or two digits after the last mark are cents; three are thousands, and a second mark of another kind
    // before two digits still makes them cents.
    let mark = number.rfind(['.', ',']);
    let tail = mark.map_or(0, |mark| number.len() - mark - 1);
    let (whole, fraction) = match mark {
        Some(mark) if tail != 3 => (&number[..mark], &number[mark + 1..]),
        _ => (number, ""),
    };
    let mut value: u64 = 0;
    for byte in whole.bytes().filter(u8::is_ascii_digit) {
        value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
    }
    let scale = scale(rest);
    let mut part = 0;
    let mut unit = scale;
    for byte in fraction.bytes().filter(u8::is_ascii_digit) {
        unit /= 10;
        part += unit * u64::from(byte - b'0');
    }
    let total = value.checked_mul(scale)?.checked_add(part)?;
    u32::try_from(total).ok().and_then(NonZeroU32::new)
}

/// What follows a number multiplies it: thousands (rb, ribu), millions (jt, juta), a power of ten (E+06).
fn scale(rest: &str) -> u64 {
    let bytes = rest.as_bytes();
    match bytes {
        [b'r' | b'R', b'b' | b'B' | b'i' | b'I', ..] => 1_000,
        [b'j' | b'J', b't' | b'T' | b'u' | b'U', ..] => 1_000_000,
        [b'e' | b'E', power @ ..] => {
            let power = power.strip_prefix(b"+").unwrap_or(power);
            let power = std::str::from_utf8(power).ok().and_then(|power| power.trim().parse::<u32>().ok());
            power.filter(|&power| power <= 9).map_or(1, |power| 10_u64.pow(power))
        }
        _ => 1,
    }
}

/// The words of a cell, upper case, into `words`.
fn upper(text: &str, words: &mut String) {
    words.clear();
    words.extend(
        text.chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { ' ' }),
    );
}

fn has_word(words: &str, list: &[&str]) -> bool {
    words.split(' ').any(|word| list.contains(&word))
}

/// Whether the cell, its words run together, holds one of the phrases.
fn has_phrase(words: &str, list: &[&str]) -> bool {
    let joined: String = words.split(' ').collect();
    list.iter().any(|phrase| joined.contains(phrase))
}

/// Marks from an occupation: civil servants, police and army are not eligible.
pub(super) fn occupation_marks(text: &str) -> Marks {
    let mut words = String::new();
    upper(text, &mut words);
    let table = table();
    if has_word(&words, &table.servant_word) || has_phrase(&words, &table.servant_phrase) {
        Marks::CIVIL_SERVANT
    } else {
        Marks::default()
    }
}

/// Marks from the roster's own status: retired rows, and the dead.
pub(super) fn status_marks(text: &str) -> Marks {
    let mut words = String::new();
    upper(text, &mut words);
    let table = table();
    let mut marks = Marks::default();
    if has_phrase(&words, &table.inactive_phrase) {
        marks = marks.with(Marks::INACTIVE);
    }
    if has_phrase(&words, &table.dead_phrase) && !has_word(&words, &table.not_word) {
        marks = marks.with(Marks::DECEASED);
    }
    marks
}

/// Marks from a column about death: "Ya", "1", "Meninggal", a date of death; not "Hidup", "Tidak", "0".
pub(super) fn death_marks(text: &str) -> Marks {
    let mut words = String::new();
    upper(text, &mut words);
    let table = table();
    let words = words.trim();
    let no =
        has_word(words, &table.not_word) || matches!(words, "" | "0" | "00 00 0000" | "T" | "N" | "FALSE");
    let yes = words == "1"
        || has_word(words, &table.dead_word)
        || has_phrase(words, &table.dead_phrase)
        || words.bytes().filter(u8::is_ascii_digit).count() >= 6;
    if yes && !no { Marks::DECEASED } else { Marks::default() }
}

#[cfg(test)]
mod tests;
