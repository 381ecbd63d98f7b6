//! How close are two short words by Jaro and Winkler's measure?

/// Bytes up to which the letters of a word fit one machine word.
const SHORT: usize = 64;

/// Jaro-Winkler similarity (Winkler 1990), 0 to 1, on bytes: common-prefix boost of 0.1 a letter for up to four
/// letters, given only above a Jaro similarity of 0.7.
///
/// The boost's condition is decided in integers: m/a + m/b + (m-t)/m > 2.1 is compared after multiplying out,
/// since floating sums land on either side of exactly 0.7.
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    let short = a.len() <= SHORT && b.len() <= SHORT && a.is_ascii() && b.is_ascii();
    let common = if short { common_short(a, b) } else { common(a, b) };
    let Some((matches, transpositions)) = common else {
        return if a.is_empty() && b.is_empty() { 1.0 } else { 0.0 };
    };
    let (m, t, x, y) = (matches as u64, transpositions as u64, a.len() as u64, b.len() as u64);
    let jaro = (m as f64 / x as f64 + m as f64 / y as f64 + (m - t) as f64 / m as f64) / 3.0;
    let numerator = 10 * (m * m * y + m * m * x + (m - t) * x * y);
    if numerator <= 21 * m * x * y {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

/// [`common`] for ASCII words of at most 64 letters: one bit a letter, all of `b` looked at in one step (after Hyyrö's
/// bit-parallel methods, 2003).
fn common_short(a: &[u8], b: &[u8]) -> Option<(usize, usize)> {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    // A table of all ASCII, so that no two letters share an entry.
    let mut places = [0u64; 128];
    for (j, letter) in b.iter().enumerate() {
        places[usize::from(letter & 127)] |= 1 << j;
    }
    let (mut taken_a, mut taken_b) = (0u64, 0u64);
    for (i, letter) in a.iter().enumerate() {
        let (low, high) = (i.saturating_sub(window), i + window);
        let below_high = if high >= 63 { u64::MAX } else { (1 << (high + 1)) - 1 };
        let from_low = if low >= 64 { 0 } else { u64::MAX << low };
        let free = places[usize::from(letter & 127)] & !taken_b & below_high & from_low;
        taken_b |= free & free.wrapping_neg();
        taken_a |= u64::from(free != 0) << i;
    }
    if taken_a == 0 {
        return None;
    }
    let matches = taken_a.count_ones() as usize;
    let mut out_of_order = 0;
    while taken_a != 0 {
        let (i, j) = (taken_a.trailing_zeros() as usize, taken_b.trailing_zeros() as usize);
        out_of_order += usize::from(a[i] != b[j]);
        taken_a &= taken_a - 1;
        taken_b &= taken_b - 1;
    }
    Some((matches, out_of_order / 2))
}

/// Matching letters within Jaro's window and half the number of them out of order; none when nothing matches.
fn common(a: &[u8], b: &[u8]) -> Option<(usize, usize)> {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = ([false; 128], [false; 128]);
    let (a, b) = (&a[..a.len().min(128)], &b[..b.len().min(128)]);
    let mut matches = 0;
    for (i, letter) in a.iter().enumerate() {
        let (low, high) = (i.saturating_sub(window), (i + window + 1).min(b.len()));
        for j in low..high {
            if !taken_b[j] && b[j] == *letter {
                taken_a[i] = true;
                taken_b[j] = true;
                matches += 1;
                break;
            }
        }
    }
    if matches == 0 {
        return None;
    }
    let mut j = 0;
    let mut out_of_order = 0;
    for (i, letter) in a.iter().enumerate() {
        if taken_a[i] {
            while !taken_b[j] {
                j += 1;
            }
            out_of_order += usize::from(b[j] != *letter);
            j += 1;
        }
    }
    Some((matches, out_of_order / 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn both_kernels_find_the_same_letters(a in "[A-E0-4P-T ]{1,64}", b in "[A-E0-4P-T ]{1,64}") {
            prop_assert_eq!(common_short(a.as_bytes(), b.as_bytes()), common(a.as_bytes(), b.as_bytes()));
        }
    }
}
