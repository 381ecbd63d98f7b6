//! What does every part of the page write with? The night, the reader's language, and few short ways to put numbers
//! into it.

use maud::{Markup, html};

use super::texts::Text;
use super::{Extras, RosterQuality, Words, words};
use crate::region::{self, RegionId};
use crate::report::language::Language;
use crate::report::night::Night;

/// What a part of the page is written from.
#[derive(Clone, Copy)]
pub(super) struct Paper<'a> {
    pub night: &'a Night<'a>,
    pub quality: &'a [RosterQuality],
    pub extras: &'a Extras<'a>,
    pub language: Language,
    pub words: &'static Words,
}

impl<'a> Paper<'a> {
    pub fn new(
        night: &'a Night<'a>,
        quality: &'a [RosterQuality],
        extras: &'a Extras<'a>,
        language: Language,
    ) -> Paper<'a> {
        Paper { night, quality, extras, language, words: words(language) }
    }

    /// A text in the reader's language.
    pub fn say(&self, [indonesian, english]: Text) -> &'static str {
        self.language.pick(indonesian, english)
    }

    pub fn count(&self, value: u64) -> String {
        self.language.count(value)
    }

    /// Rupiah, or a dash where there are none: a column of "Rp0" hides the others.
    pub fn rupiah(&self, value: u64) -> String {
        if value == 0 { "–".to_owned() } else { self.language.rupiah(value) }
    }

    /// Rupiah short enough for a picture: `Rp61,3 jt`.
    pub fn short_rupiah(&self, value: u64) -> String {
        const UNITS: [(u64, [&str; 2]); 4] = [
            (1_000_000_000_000, ["T", "tn"]),
            (1_000_000_000, ["M", "bn"]),
            (1_000_000, ["jt", "m"]),
            (1_000, ["rb", "k"]),
        ];
        match UNITS.iter().find(|(unit, _)| value >= *unit) {
            None => self.rupiah(value),
            Some((unit, [indonesian, english])) => {
                let number = self.language.decimal(value as f64 / *unit as f64, 1);
                let (sign, letters) = self.language.pick(("Rp", indonesian), ("Rp ", english));
                format!("{sign}{number} {letters}")
            }
        }
    }

    pub fn share(&self, part: u64, whole: u64) -> String {
        self.language.share(part, whole)
    }

    /// A region by its full name.
    pub fn region(&self, place: Option<RegionId>) -> String {
        place.map_or_else(|| self.words.unknown_region.to_owned(), |id| region::table().full_name(id))
    }

    /// A number's cell; nothing is a dot, so that the others stand out.
    pub fn cell(&self, value: u64) -> Markup {
        html! { @if value == 0 { td.n.nil { "·" } } @else { td.n { (self.count(value)) } } }
    }
}

/// A share as one of eleven shades.
pub(super) fn heat(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let step = (share.clamp(0.0, 1.0) * 10.0).round() as u8;
    // What is there at all is never as white as nothing.
    format!("n h{}", if part > 0 { step.max(1) } else { 0 })
}
