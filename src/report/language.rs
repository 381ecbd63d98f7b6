//! Which language does a reader read, and how does it write a number? Indonesian (`1.234.567`, `Rp1.234.567`,
//! `12,3%`) or English (`1,234,567`, `Rp 1,234,567`, `12.3%`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::words::words;
use crate::error::Message;

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    #[serde(rename = "id")]
    Indonesian,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The language of a settings value (`id`, `en`), or none.
    pub fn from_code(code: &str) -> Option<Language> {
        match code.trim().to_ascii_lowercase().as_str() {
            "id" | "in" | "indonesia" => Some(Language::Indonesian),
            "en" | "english" => Some(Language::English),
            _ => None,
        }
    }

    /// The tag for `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Indonesian => "id",
            Language::English => "en",
        }
    }

    /// Picks one of two texts.
    pub fn pick<T>(self, indonesian: T, english: T) -> T {
        match self {
            Language::Indonesian => indonesian,
            Language::English => english,
        }
    }

    /// A message in it.
    pub fn told(self, message: &Message) -> &str {
        self.pick(&message.id, &message.en)
    }

    /// A whole number with its thousands marked.
    pub fn count(self, value: u64) -> String {
        let digits = value.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.pick('.', ','));
            }
            text.push(digit);
        }
        text
    }

    /// A date: `1 Juli 2026`, `1 July 2026`.
    pub fn day(self, date: Date) -> String {
        let month = words(self).months[usize::from(date.month().unsigned_abs()) - 1];
        format!("{} {month} {}", date.day(), date.year())
    }

    /// The day of a date or a moment in ISO form; the text itself where it is none.
    pub fn day_of(self, text: &str) -> String {
        let date = text.get(..10).unwrap_or(text).parse();
        date.map_or_else(|_| text.to_owned(), |date| self.day(date))
    }

    /// An amount of rupiah.
    pub fn rupiah(self, value: u64) -> String {
        format!("{}{}", self.pick("Rp", "Rp "), self.count(value))
    }

    /// A share as percent with one decimal; `–` where it is not known.
    pub fn percent(self, share: Option<f64>) -> String {
        match share.filter(|share| share.is_finite()) {
            Some(share) => format!("{}%", self.decimal(share * 100.0, 1)),
            None => "–".to_owned(),
        }
    }

    /// `part` of `whole` as percent; `–` when there is no whole.
    pub fn share(self, part: u64, whole: u64) -> String {
        self.percent((whole > 0).then(|| part as f64 / whole as f64))
    }

    /// `part` of `whole` as whole percent, for cells with little room.
    pub fn percent_round(self, part: u64, whole: u64) -> String {
        match part as f64 / whole.max(1) as f64 * 100.0 {
            share if share > 0.0 && share < 0.5 => "<1%".to_owned(),
            share => format!("{share:.0}%"),
        }
    }

    /// A number with so many decimals, its thousands apart; what rounds to nothing has no sign.
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        let mut text = format!("{value:.decimals$}");
        if text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.')) {
            text.remove(0);
        }
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        // What is too large to be told in digits, or no number, stays as it is written.
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
        let Ok(count) = digits.parse() else { return text };
        let point = if rest.is_empty() { "" } else { self.pick(",", ".") };
        format!("{sign}{}{point}{rest}", self.count(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_reader_writes_them() {
        let (id, en) = (Language::Indonesian, Language::English);
        assert_eq!([id.decimal(-0.04, 1), en.decimal(-0.06, 1)], ["0,0", "-0.1"]);
        assert_eq!([id.decimal(3_489.71, 1), en.decimal(-12_345.0, 0)], ["3.489,7", "-12,345"]);
        assert_eq!([id.count(0), id.count(999), id.count(1_000)], ["0", "999", "1.000"]);
        assert_eq!([id.count(1_234_567), en.count(1_234_567)], ["1.234.567", "1,234,567"]);
        assert_eq!([id.rupiah(250_000), en.rupiah(250_000)], ["Rp250.000", "Rp 250,000"]);
        assert_eq!([id.share(1, 8), en.share(1, 8), id.share(0, 0)], ["12,5%", "12.5%", "–"]);
        let date = Date::constant(2026, 5, 3);
        assert_eq!([id.day(date), en.day(date)], ["3 Mei 2026", "3 May 2026"]);
    }
}
