//! Do the similarity kernels say what strsim says, whatever two ASCII words they are given?
#![no_main]

use libfuzzer_sys::fuzz_target;
use padan::similarity::{DigitChange, Letters, digit_change, jaro_winkler, within_one_edit};

/// The longest word that the kernels look at as a whole.
const LONGEST: usize = 128;

fuzz_target!(|input: (&[u8], &[u8], u64, u64)| {
    let (a, b, x, y) = input;
    words(a, b);
    numbers(x % 10_000_000_000_000_000, y % 10_000_000_000_000_000);
});

fn words(a: &[u8], b: &[u8]) {
    let ascii =
        |bytes: &[u8]| -> String { bytes.iter().take(LONGEST).map(|byte| char::from(byte & 0x7f)).collect() };
    let (a, b) = (ascii(a), ascii(b));
    let jaro = strsim::jaro(&a, &b);
    // At exactly 0.7 strsim's floating sum lands on either side; ours is decided in integers and gives no boost.
    let theirs = if (jaro - 0.7).abs() < 1e-9 { jaro } else { strsim::jaro_winkler(&a, &b) };
    let ours = jaro_winkler(a.as_bytes(), b.as_bytes());
    assert!((ours - theirs).abs() < 1e-9, "{a:?} {b:?}: {ours}, strsim {theirs}");

    let one = within_one_edit(a.as_bytes(), b.as_bytes());
    assert_eq!(one, strsim::osa_distance(&a, &b) <= 1, "{a:?} {b:?}");
    if one {
        assert!(Letters::of(a.as_bytes()).differing(Letters::of(b.as_bytes())) <= 2, "{a:?} {b:?}");
    }
}

fn numbers(x: u64, y: u64) {
    let (a, b) = (format!("{x:016}"), format!("{y:016}"));
    let differing: Vec<usize> =
        (0..16).filter(|place| a.as_bytes()[*place] != b.as_bytes()[*place]).collect();
    let expected = match differing[..] {
        [] => DigitChange::Same,
        [place] => DigitChange::One(15 - place as u8),
        [left, right] if right == left + 1 && strsim::osa_distance(&a, &b) == 1 => {
            DigitChange::Swap(15 - right as u8)
        }
        _ => DigitChange::More,
    };
    assert_eq!(digit_change(x, y), expected, "{a} {b}");
}
