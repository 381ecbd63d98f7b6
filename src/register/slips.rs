//! Is a name another one but for a slip of the pen? Of the other only its fingerprint is known, so every name that one slip
//! makes of the first is held against it.

use crate::standardise::name_fingerprint;

/// Whether a letter put in, left out or written for another, two neighbours swapped, or words joined or parted make of a
/// name the one with this fingerprint. The name is as it was standardised, words one space apart.
pub(super) fn is_slip(name: &str, fingerprint: u64) -> bool {
    if !name.is_ascii() {
        return false;
    }
    let name = name.as_bytes();
    let is = |spelling: &[u8]| {
        std::str::from_utf8(spelling).is_ok_and(|name| name_fingerprint(name) == fingerprint)
    };
    (0..=name.len()).any(|at| {
        let (before, after) = name.split_at(at);
        let with = |letter: u8, after: &[u8]| is(&[before, &[letter], after].concat());
        let rest = after.get(1..).unwrap_or_default();
        let left_out = !after.is_empty() && is(&[before, rest].concat());
        let swapped = after.len() > 1 && is(&[before, &[after[1], after[0]], &after[2..]].concat());
        left_out
            || swapped
            || (b'A'..=b'Z')
                .chain([b' '])
                .any(|letter| with(letter, after) || !after.is_empty() && with(letter, rest))
    })
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
        check("RINA", "RANI", false);
        check("BUDI", "BUDIMAN", false);
        check("AHMAD FAJAR", "AHMAD FADIL", false);
        check("SITI NURHAYATI", "SITI NURJANAH", false);
    }
}
