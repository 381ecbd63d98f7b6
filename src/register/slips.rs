//! Is a name another one but for a slip of the pen? Of the other only its fingerprint is known, so every name that one slip
//! makes of the first is held against it.
//!
//! A letter also makes one child's name of its sister's: RINI and RINA, HASAN and HASIN, RITA and DITA are two. So what
//! tells such names apart is no slip: a word's first letter, a vowel for a vowel, any letter of a short word.

use crate::standardise::name_fingerprint;

/// Letters that a name has at least.
const NAME: usize = 8;
/// Letters that a word has at least where one of them is missing on one side, or two neighbours are swapped.
const WORD: usize = 5;
/// The same where one is written for another.
const LONG_WORD: usize = 6;
/// Letters of each part of a word that is written as two.
const PART: usize = 3;

/// Whether a letter left out, put in or written for another, two neighbours swapped, or words joined or parted make of a
/// name the one with this fingerprint. The name is as it was standardised, words one space apart.
pub(super) fn is_slip(name: &str, fingerprint: u64) -> bool {
    let letters = name.bytes().filter(|byte| *byte != b' ').count();
    if !name.is_ascii() || letters < NAME {
        return false;
    }
    let is = |spelling: &[&[u8]]| {
        std::str::from_utf8(&spelling.concat()).is_ok_and(|name| name_fingerprint(name) == fingerprint)
    };
    let name = name.as_bytes();
    let mut start = 0;
    for word in name.split(|byte| *byte == b' ') {
        let (before, after) = (&name[..start], &name[start + word.len()..]);
        let joined = !after.is_empty() && is(&[before, word, &after[1..]]);
        if joined || is_slip_of_word(word, |spelling| is(&[before, spelling, after])) {
            return true;
        }
        start += word.len() + 1;
    }
    false
}

/// Whether `is` knows any slip of a word. Its first letter stands.
fn is_slip_of_word(word: &[u8], is: impl Fn(&[u8]) -> bool) -> bool {
    (1..=word.len()).any(|at| {
        let (head, tail) = word.split_at(at);
        let rest = tail.get(1..).unwrap_or_default();
        let missing = word.len() >= WORD && !tail.is_empty() && is(&[head, rest].concat());
        let swapped =
            word.len() >= WORD && tail.len() > 1 && is(&[head, &[tail[1], tail[0]], &tail[2..]].concat());
        let parted = head.len() >= PART && tail.len() >= PART && is(&[head, b" ", tail].concat());
        let other = |letter: u8| {
            let put_in = word.len() + 1 >= WORD && is(&[head, &[letter], tail].concat());
            let two_vowels = tail.first().is_some_and(|old| is_vowel(*old)) && is_vowel(letter);
            let written = word.len() >= LONG_WORD && !tail.is_empty() && !two_vowels;
            put_in || written && is(&[head, &[letter], rest].concat())
        };
        missing || swapped || parted || (b'A'..=b'Z').any(other)
    })
}

fn is_vowel(letter: u8) -> bool {
    b"AEIOU".contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(is_slip(one, name_fingerprint(other)), expected, "{one} {other}");
        assert_eq!(is_slip(other, name_fingerprint(one)), expected, "{other} {one}");
    }

    #[test]
    fn a_letter_or_a_space_makes_a_slip() {
        check("RATNA HASTUTI", "RANA HASTUTI", true);
        check("SITI NURHAYATI", "SITI NURHAYATIN", true);
        check("SITI NURHAYATI", "SITI NUR HAYATI", true);
        check("NURHAYATI AMAT", "NURHYAATI AMAT", true);
        check("SRI REJEKI", "SRI REZEKI", true);
    }

    #[test]
    fn brothers_and_sisters_are_more_than_a_slip_apart() {
        for (one, other) in [
            ("RINI LESTARI", "RINA LESTARI"),
            ("RINI LESTARI", "RANI LESTARI"),
            ("HASAN BASRI", "HASIN BASRI"),
            ("DINA LESTARI", "RINA LESTARI"),
            ("BUDI SANTOSO", "BUDIMAN SANTOSO"),
            ("MUHAMMAD RIZKI ADITYA", "MUHAMMAD RIZKI PRATAMA"),
        ] {
            check(one, other, false);
        }
    }
}
