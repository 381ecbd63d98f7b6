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

    /// Words of `x` and `y` letters of which the first `matches` are common, the last `2 * swapped` of those in swapped
    /// pairs: their Jaro similarity is known from the numbers alone.
    fn made([x, y, matches, swapped]: [usize; 4]) -> (String, String) {
        let letter = |i: usize| char::from(b'A' + i as u8);
        let mut order: Vec<usize> = (0..matches).collect();
        order[matches - 2 * swapped..].chunks_mut(2).for_each(<[usize]>::reverse);
        let word = |order: &[usize], rest: char, length: usize| -> String {
            order.iter().map(|i| letter(*i)).chain(std::iter::repeat_n(rest, length - order.len())).collect()
        };
        (word(&(0..matches).collect::<Vec<_>>(), '5', x), word(&order, 'z', y))
    }

    #[test]
    fn exactly_seven_tenths_gets_no_boost() {
        let mut met = 0;
        for (x, y) in (1..24).flat_map(|x| (x..24).map(move |y| (x, y))) {
            for (m, t) in (1..=x).flat_map(|m| (0..=m / 2).map(move |t| (m, t))) {
                // Swapped neighbours match only where Jaro's window reaches them.
                let reaches = t == 0 || y / 2 > 1;
                if reaches && 10 * (m * m * (x + y) + (m - t) * x * y) == 21 * m * x * y {
                    let (a, b) = made([x, y, m, t]);
                    for (a, b) in [(&a, &b), (&b, &a)] {
                        let ours = jaro_winkler(a.as_bytes(), b.as_bytes());
                        assert!((ours - 0.7).abs() < 1e-9, "{a} {b} {ours}");
                    }
                    met += 1;
                }
            }
        }
        assert!(met >= 20, "{met} such pairs");
    }

    #[test]
    fn digits_are_not_taken_for_letters() {
        // A table of 32 entries would hold `0` and `P` in one place, `1` and `Q`, and so on to `9` and `Y`.
        for (digit, letter) in (b'0'..=b'9').zip(b'P'..=b'Y') {
            for other in [letter, letter + 32] {
                assert_eq!(jaro_winkler(&[digit; 6], &[other; 6]), 0.0);
                assert!(!within_one_edit(&[digit; 6], &[other; 6]));
            }
        }
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

        /// Whatever else may stand in a cell: all of ASCII, and the lengths about a machine word.
        #[test]
        fn jaro_winkler_agrees_on_any_ascii(a in "[ -~]{0,40}", b in "[ -~]{0,40}") {
            agrees(&a, &b)?;
        }

        #[test]
        fn jaro_winkler_agrees_where_digits_meet_letters(a in "[0-3P-Sp-s]{0,20}", b in "[0-3P-Sp-s]{0,20}") {
            agrees(&a, &b)?;
        }

        #[test]
        fn jaro_winkler_agrees_about_a_machine_word(a in "[AB0P]{60,68}", b in "[AB0P]{60,68}") {
            agrees(&a, &b)?;
        }

        /// A word and a misspelling of it: what the kernel meets most.
        #[test]
        fn jaro_winkler_agrees_on_slips(a in "[A-H]{1,14}", from in 0usize..14, cut in 0usize..3, put in "[A-I0]{0,2}") {
            let from = from.min(a.len());
            let after = (from + cut).min(a.len());
            agrees(&a, &format!("{}{put}{}", &a[..from], &a[after..]))?;
        }

        /// The bound never refuses what one edit would forgive.
        #[test]
        fn one_edit_changes_at_most_two_letters(a in "[A-Z0-9 ]{0,12}", b in "[A-Z0-9 ]{0,12}", from in 0usize..12, put in "[A-Z0-9]{0,1}") {
            let from = from.min(a.len());
            let slip = format!("{}{put}{}", &a[..from], a.get(from + 1..).unwrap_or_default());
            for other in [&b, &slip] {
                if within_one_edit(a.as_bytes(), other.as_bytes()) {
                    let differing = Letters::of(a.as_bytes()).differing(Letters::of(other.as_bytes()));
                    prop_assert!(differing <= 2, "{} {} {}", a, other, differing);
                }
            }
        }
    }
}
