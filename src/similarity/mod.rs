//! How alike are two strings or two numbers? Small kernels on bytes and digits, without knowledge of fields.
//!
//! `strsim` is the reference: the tests hold these kernels to it on random and adversarial strings.

mod digits;
mod jaro;
mod letters;

pub use digits::{DigitChange, Digits, digit_change};
pub use jaro::jaro_winkler;
pub use letters::Letters;

/// Whether one insertion, deletion, substitution or swap of neighbours makes `a` of `b`; equal strings count.
pub fn within_one_edit(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let Some(first) = short.iter().zip(long).position(|(x, y)| x != y) else {
        return true;
    };
    if short.len() < long.len() {
        return short[first..] == long[first + 1..];
    }
    if short[first + 1..] == long[first + 1..] {
        return true;
    }
    first + 1 < short.len()
        && short[first] == long[first + 1]
        && short[first + 1] == long[first]
        && short[first + 2..] == long[first + 2..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_edit() {
        for (a, b, expected) in [
            ("SITI", "SITI", true),
            ("SITI", "SIT", true),
            ("SITI", "STII", true),
            ("SITI", "SETI", true),
            ("SITI", "ISIT", false),
            ("SITI", "SUTU", false),
            ("", "A", true),
            ("AB", "BA", true),
            ("ABC", "BCA", false),
        ] {
            assert_eq!(within_one_edit(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(within_one_edit(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
        }
    }

    /// strsim decides the boost on a floating sum; at a Jaro similarity of exactly 0.7 that sum lands on either side
    /// of it, and ours, decided in integers, gives no boost.
    fn agrees(a: &str, b: &str) -> Result<(), TestCaseError> {
        let (ours, jaro) = (jaro_winkler(a.as_bytes(), b.as_bytes()), strsim::jaro(a, b));
        let theirs = if (jaro - 0.7).abs() < 1e-9 { jaro } else { strsim::jaro_winkler(a, b) };
        prop_assert!((ours - theirs).abs() < 1e-9, "{} {} {} {}", a, b, ours, theirs);
        Ok(())
    }

    #[test]
    fn exactly_seven_tenths_gets_no_boost() {
        assert!((jaro_winkler(b"E", b"EAAAAAAAAA") - 0.7).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn one_edit_is_osa_distance_of_at_most_one(a in "[A-C]{0,6}", b in "[A-C]{0,6}") {
            prop_assert_eq!(within_one_edit(a.as_bytes(), b.as_bytes()), strsim::osa_distance(&a, &b) <= 1);
        }

        #[test]
        fn jaro_winkler_agrees_with_strsim(a in "[A-F]{0,24}", b in "[A-F]{0,24}") {
            agrees(&a, &b)?;
        }

        #[test]
        fn jaro_winkler_agrees_on_long_strings(a in "[A-D]{55,90}", b in "[A-D]{0,90}") {
            agrees(&a, &b)?;
        }
    }
}
