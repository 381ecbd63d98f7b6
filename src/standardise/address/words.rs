//! Which words and figures does an address consist of, and which words open a part of it?

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::region::roman;
use crate::standardise::keys::Letters;

const WORDS: &str = include_str!("../../../assets/address_words.tsv");

/// What a word of the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Street,
    Lane,
    Number,
    Block,
    Estate,
    Hamlet,
    Village,
    District,
    Regency,
    Province,
    Rt,
    Rw,
    /// "RTRW" in one word.
    RtRw,
    Postcode,
    /// A month, 1 to 12; met where a spreadsheet took RT/RW for a date.
    Month(u8),
}

impl Mark {
    fn parse(kind: &str) -> Option<Mark> {
        Some(match kind {
            "street" => Mark::Street,
            "lane" => Mark::Lane,
            "number" => Mark::Number,
            "block" => Mark::Block,
            "estate" => Mark::Estate,
            "hamlet" => Mark::Hamlet,
            "village" => Mark::Village,
            "district" => Mark::District,
            "regency" => Mark::Regency,
            "province" => Mark::Province,
            "rt" => Mark::Rt,
            "rw" => Mark::Rw,
            "rt_rw" => Mark::RtRw,
            "postcode" => Mark::Postcode,
            month => Mark::Month(month.strip_prefix("month_")?.parse().ok()?),
        })
    }
}

/// Whether a word opens its part anywhere, or only where a part may begin: "Banjar" and "Kampung" also stand
/// within names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) mark: Mark,
    pub(super) anywhere: bool,
}

/// The words that open a part.
struct Openings {
    words: FxHashMap<Letters, Opening>,
    /// Letters that words of each length begin with, one bit each: few words need more than a look here.
    starts: [u32; 13],
}

fn openings() -> &'static Openings {
    static OPENINGS: OnceLock<Openings> = OnceLock::new();
    OPENINGS.get_or_init(|| {
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let (word, kind, opens) = (cells.next()?, cells.next()?, cells.next()?);
            Some((word, Opening { mark: Mark::parse(kind)?, anywhere: opens == "anywhere" }))
        };
        let mut starts = [0; 13];
        let mut words = FxHashMap::default();
        for (word, opening) in WORDS.lines().skip(1).filter_map(row) {
            if let Some(letters) = Letters::of(word) {
                words.insert(letters, opening);
                starts[word.len()] |= 1 << (word.as_bytes()[0] & 31);
            }
        }
        Openings { words, starts }
    })
}

/// What kind of token it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters, with apostrophes and other bytes inside.
    #[default]
    Word,
    /// Digits.
    Figure,
    /// One sign.
    Sign(u8),
}

/// A stretch of the address.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) shape: Shape,
    /// Whether it stands right behind the token before, without a blank.
    pub(super) glued: bool,
    /// The part of the address that the word opens, if it is such a word.
    pub(super) opening: Option<Opening>,
}

impl Token<'_> {
    /// What the word marks.
    pub(super) fn mark(&self) -> Option<Mark> {
        self.opening.map(|opening| opening.mark)
    }

    pub(super) fn is_sign(&self, sign: u8) -> bool {
        self.shape == Shape::Sign(sign)
    }

    /// The value of a figure or a Roman numeral.
    pub(super) fn value(&self) -> Option<u32> {
        match self.shape {
            Shape::Figure => self.text.parse().ok(),
            // Only words that begin so can be numerals; the rest need no copy.
            Shape::Word
                if self.text.len() < 8 && matches!(self.text.as_bytes()[0] | 0x20, b'i' | b'v' | b'x') =>
            {
                let mut upper = [0; 8];
                let value = roman(upper_in(self.text, &mut upper)?);
                (value > 0).then_some(u32::from(value))
            }
            _ => None,
        }
    }

    /// Adds the token to a canonical text: upper case, without apostrophes, numerals as figures without leading
    /// zeros, one blank between words.
    pub(super) fn write(&self, text: &mut String) {
        if !text.is_empty() {
            text.push(' ');
        }
        match self.value() {
            // A figure is its digits, and needs no number to be made of it.
            Some(value) if value > 0 && self.shape == Shape::Figure => {
                text.push_str(self.text.trim_start_matches('0'));
            }
            Some(value) => text.push_str(&value.to_string()),
            None if self.text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => push_upper(self.text, text),
            None => {
                let letters = self.text.chars().filter(|letter| letter.is_alphanumeric());
                text.extend(letters.flat_map(char::to_uppercase));
            }
        }
    }
}

/// Adds a text in upper case.
pub(super) fn push_upper(piece: &str, text: &mut String) {
    let start = text.len();
    text.push_str(piece);
    if piece.is_ascii() {
        text[start..].make_ascii_uppercase();
    } else {
        text.truncate(start);
        text.extend(piece.chars().flat_map(char::to_uppercase));
    }
}

/// A short word with its ASCII letters in upper case, in the room given.
fn upper_in<'r>(word: &str, room: &'r mut [u8]) -> Option<&'r str> {
    let upper = room.get_mut(..word.len())?;
    upper.copy_from_slice(word.as_bytes());
    upper.make_ascii_uppercase();
    std::str::from_utf8(upper).ok()
}

/// What a word opens.
fn opening(table: &Openings, word: &str) -> Option<Opening> {
    let starts = table.starts.get(word.len())?;
    if starts >> (word.as_bytes()[0] & 31) & 1 == 0 {
        return None;
    }
    let mut letters = Letters::default();
    for byte in word.bytes() {
        if !byte.is_ascii_alphabetic() {
            return None;
        }
        letters.push(byte);
    }
    table.words.get(&letters).copied()
}

/// Room for the tokens of an address: most have few.
#[derive(Default)]
pub(super) struct Room<'a> {
    few: [Token<'a>; 24],
    many: Vec<Token<'a>>,
}

/// Splits an address at blanks, signs, and where letters meet digits.
pub(super) fn tokens<'r, 'a>(text: &'a str, room: &'r mut Room<'a>) -> &'r [Token<'a>] {
    let bytes = text.as_bytes();
    let table = openings();
    let Room { few, many } = room;
    let mut count = 0;
    let mut start = 0;
    let mut glued = false;
    while start < bytes.len() {
        let first = bytes[start];
        let is_word = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'`');
        let (shape, length) = if first.is_ascii_digit() {
            (Shape::Figure, bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count())
        } else if is_word(first) {
            (Shape::Word, bytes[start..].iter().take_while(|byte| is_word(**byte)).count())
        } else if first.is_ascii_whitespace() || first.is_ascii_control() {
            glued = false;
            start += 1;
            continue;
        } else {
            (Shape::Sign(first), 1)
        };
        let piece = &text[start..start + length];
        let opening = if shape == Shape::Word { opening(table, piece) } else { None };
        let token = Token { text: piece, shape, glued, opening };
        match few.get_mut(count) {
            Some(place) => *place = token,
            None => {
                if many.is_empty() {
                    many.extend_from_slice(few);
                }
                many.push(token);
            }
        }
        count += 1;
        glued = true;
        start += length;
    }
    if many.is_empty() { &few[..count] } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_table_is_sorted_and_understood() {
        let words: Vec<&str> = WORDS.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
        assert!(words.is_sorted_by(|a, b| a < b));
        assert_eq!(openings().words.len(), words.len(), "every row is read");
        assert!(words.iter().all(|word| word.len() <= 12));
    }

    #[test]
    fn letters_and_digits_part() {
        let texts = |text| -> Vec<&str> {
            tokens(text, &mut Room::default()).iter().map(|token| token.text).collect()
        };
        assert_eq!(texts("rt003/rw013, Jl. Ra'as"), ["rt", "003", "/", "rw", "013", ",", "Jl", ".", "Ra'as"]);
        let long = "RT 1 ".repeat(40);
        assert_eq!(texts(&long), long.split_ascii_whitespace().collect::<Vec<_>>());
    }
}
