//! Whose column is it? A header may begin with the one that it is about ("mailing_address_city", "spouse_first_name"):
//! the row's person, or somebody else.

use super::headers::{How, Meaning, Part, Reading, extras, known, words_of};
use crate::record::Field;
use crate::standardise::ExtraKind;

/// Beginnings that speak of the row's own person, or of where they live.
const OWN: [&str; 24] = [
    "ADDRESS",
    "APPLICANT",
    "BENEFICIARY",
    "CLIENT",
    "CUSTOMER",
    "CURRENT",
    "EMPLOYEE",
    "HOME",
    "LEGAL",
    "MAIL",
    "MAILING",
    "MEMBER",
    "PATIENT",
    "PERSON",
    "PHYSICAL",
    "PRIMARY",
    "RES",
    "RESIDENCE",
    "RESIDENTIAL",
    "RESPONDENT",
    "STUDENT",
    "SUBJECT",
    "TAXPAYER",
    "VOTER",
];

/// Beginnings that speak of somebody or something else.
const OTHERS: [&str; 17] = [
    "BUSINESS",
    "COMPANY",
    "DEPENDENT",
    "DOCTOR",
    "EMERGENCY",
    "EMPLOYER",
    "FACILITY",
    "GUARANTOR",
    "HOSPITAL",
    "HUSBAND",
    "PARTNER",
    "PHYSICIAN",
    "PROVIDER",
    "SCHOOL",
    "SPOUSE",
    "WIFE",
    "WORK",
];

/// The meaning of a header that begins with its owner, when the rest of it is known.
pub fn read(header: &str) -> Option<Reading> {
    let words = upper_words(header);
    if words.len() < 2 {
        return None;
    }
    if OTHERS.contains(&words[0].as_str()) {
        return Some(Reading { meaning: Meaning::Other, how: How::Known, confidence: 0.9 });
    }
    // The longest rest that is known: "mailing_address" is an address and not nothing.
    let mut reading =
        (1..=own(&words).min(words.len() - 1)).find_map(|from| known(&words[from..].concat()))?;
    reading.confidence -= 0.03;
    Some(reading)
}

/// The meaning of a header whose last words add nothing that is known ("res_city_desc", "postcode_clean"): of names,
/// dates of birth and places only, since a type or a date of a number is no number.
pub fn read_in_part(header: &str) -> Option<Reading> {
    let words = upper_words(header);
    let own = own(&words);
    let heads = (0..=own).flat_map(|from| (from + 1..words.len()).rev().map(move |until| (from, until)));
    let mut reading = heads.into_iter().find_map(|(from, until)| known(&words[from..until].concat()))?;
    let fits = match reading.meaning {
        Meaning::Field(Field::BirthDate)
        | Meaning::Part(Part::GivenName | Part::MiddleName | Part::Surname) => true,
        Meaning::Extra(extra) => extras()[extra].kind != ExtraKind::Identifier,
        _ => false,
    };
    (reading.how, reading.confidence) = (How::Partly, 0.45);
    fits.then_some(reading)
}

/// How many words at the beginning speak of the row's own person.
fn own(words: &[String]) -> usize {
    words.iter().take_while(|word| OWN.contains(&word.as_str())).count()
}

fn upper_words(header: &str) -> Vec<String> {
    words_of(header).into_iter().map(str::to_ascii_uppercase).collect()
}
