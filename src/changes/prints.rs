//! What of a person's values must be remembered to see tomorrow that one changed? A 32-bit print of each chosen value
//! in full, so that a change behind the mask is seen; 0 where there is none.
//!
//! Prints look at what the register shows, letters and digits only: a roster that comes again in capitals or with
//! other punctuation changes nobody. They are no protection (whoever can try out all numbers finds the one that fits),
//! and lie in the state folder, beside rosters that only their owner may read.

use rayon::prelude::*;

use super::Tonight;
use crate::record::{NameId, RowId, TextId};
use crate::region;
use crate::register::Chosen;
use crate::scatter::scatter;

/// One print a chosen field, in the order of [`Chosen::ALL`].
pub type Prints = [u32; Chosen::ALL.len()];

/// The prints of everybody in tonight's register.
pub(super) fn prints(tonight: &Tonight<'_>) -> Vec<Prints> {
    let of_text = |id: Option<TextId>| id.map_or(0, |id| of_text(tonight.people.texts.get(id)));
    let regions: Vec<u32> = region_prints();
    (0..tonight.register.len() as u32)
        .into_par_iter()
        .with_min_len(4096)
        .map(|person| {
            Chosen::ALL.map(|field| {
                let Some(row) = tonight.register.chosen_row(person, field) else { return 0 };
                let (people, at) = (tonight.people, row as usize);
                match field {
                    Chosen::Nik => people.nik[at].map_or(0, |nik| of_number(nik.value())),
                    Chosen::Kk => people.kk[at].map_or(0, |kk| of_number(kk.value())),
                    Chosen::Name => name(tonight, row),
                    Chosen::Birth => match people.birth[at].packed() {
                        0 => 0,
                        packed => of_number(u64::from(packed)),
                    },
                    Chosen::BirthPlace => of_text(people.birth_place[at]),
                    Chosen::Sex => people.sex[at] as u32,
                    Chosen::Mother => people.mother[at].map_or(0, |name| canonical(tonight, name)),
                    Chosen::Place => people.place[at].map_or(0, |place| regions[place.index()]),
                    Chosen::Address => address(tonight, row),
                }
            })
        })
        .collect()
}

/// Regions by their codes: their places in the table may be others in the next version.
fn region_prints() -> Vec<u32> {
    let table = region::table();
    let mut prints = vec![0; table.len()];
    for level in region::Level::ALL {
        for &id in table.all(level) {
            prints[id.index()] = of_number(table.number(id) << 3 | level as u64);
        }
    }
    prints
}

/// The name as the register shows it.
fn name(tonight: &Tonight<'_>, row: RowId) -> u32 {
    match (tonight.name_as_read)(row) {
        "" => tonight.people.name[row as usize].map_or(0, |name| canonical(tonight, name)),
        read => of_text(read),
    }
}

/// A canonical name, as if its words stood in one text.
fn canonical(tonight: &Tonight<'_>, name: NameId) -> u32 {
    let mut print = Print::default();
    for &token in tonight.people.names.tokens(name) {
        print.push(tonight.people.tokens.text.get(token as usize));
    }
    print.finish()
}

/// Address line, else hamlet; RT and RW.
fn address(tonight: &Tonight<'_>, row: RowId) -> u32 {
    let people = tonight.people;
    let at = row as usize;
    let mut print = Print::default();
    match (tonight.address_as_read)(row) {
        "" => print.push(people.hamlet[at].map_or("", |hamlet| people.texts.get(hamlet))),
        read => print.push(read),
    }
    let neighbourhood =
        |number: Option<crate::record::Neighbourhood>| number.map_or(0, std::num::NonZero::get);
    let both = u64::from(neighbourhood(people.rt[at])) << 32 | u64::from(neighbourhood(people.rw[at]));
    if both > 0 {
        print.word(both);
    }
    print.finish()
}

/// The print of a number; never 0.
fn of_number(number: u64) -> u32 {
    (scatter(number) as u32).max(1)
}

/// The print of a text; 0 of one without a letter or digit.
pub fn of_text(text: &str) -> u32 {
    let mut print = Print::default();
    print.push(text);
    print.finish()
}

/// A print while texts are added to it.
#[derive(Default)]
struct Print {
    state: u64,
    /// Up to eight letters that wait.
    waiting: u64,
    letters: u32,
}

impl Print {
    /// Adds letters and digits, in capitals.
    fn push(&mut self, text: &str) {
        for &byte in text.as_bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' => self.letter(byte),
                b'a'..=b'z' => self.letter(byte - 32),
                // A letter outside ASCII counts as it is written; what is neither letter nor digit does not.
                128.. => return self.push_slowly(text),
                _ => {}
            }
        }
    }

    /// The same for a text with letters outside ASCII, from where the first of them stands.
    fn push_slowly(&mut self, text: &str) {
        let start = text.bytes().position(|byte| byte >= 128).unwrap_or(0);
        let letters = text[start..].chars().filter(|letter| letter.is_alphanumeric());
        let mut bytes = [0; 4];
        for letter in letters.flat_map(char::to_uppercase) {
            letter.encode_utf8(&mut bytes).bytes().for_each(|byte| self.letter(byte));
        }
    }

    fn letter(&mut self, byte: u8) {
        self.waiting = self.waiting << 8 | u64::from(byte);
        self.letters += 1;
        if self.letters.is_multiple_of(8) {
            let waiting = std::mem::take(&mut self.waiting);
            self.word(waiting);
        }
    }

    fn word(&mut self, word: u64) {
        self.state = scatter(self.state.rotate_left(23) ^ word);
    }

    fn finish(mut self) -> u32 {
        if self.letters == 0 && self.state == 0 {
            return 0;
        }
        let (waiting, letters) = (self.waiting, self.letters);
        self.word(waiting);
        self.word(u64::from(letters));
        (self.state as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn case_and_punctuation_are_no_change_and_a_letter_is() {
        assert_eq!(of_text("Siti Aminah"), of_text("SITI  AMINAH"));
        assert_eq!(of_text("Jl. Melati No. 3"), of_text("JL MELATI NO 3"));
        assert_ne!(of_text("Siti Aminah"), of_text("Siti Aminha"));
        assert_ne!(of_text("Budi Santoso"), of_text("Budi Santosa"));
        assert_eq!(of_text("José"), of_text("JOSÉ"));
        assert_ne!(of_text("José"), of_text("Jose"));
        assert_eq!((of_text(""), of_text(" -.")), (0, 0));
        // What was remembered by an older version must be found again.
        assert_eq!(of_text("Siti Aminah"), 3_622_200_450);
    }
}
