//! By what slip of the hand could one sixteen-digit number have become the other?

/// The smallest change that turns one number into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigitChange {
    /// None.
    Same,
    /// One digit differs, at this place (0 is the last digit).
    One(u8),
    /// Two neighbouring digits are swapped; the place of the right one (0 is the last digit).
    Swap(u8),
    /// More than that.
    More,
}

/// Compares two numbers digit by digit.
pub fn digit_change(a: u64, b: u64) -> DigitChange {
    if a == b {
        return DigitChange::Same;
    }
    let (mut a, mut b) = (a, b);
    let mut places = [(0u8, 0u8, 0u8); 2];
    let mut differing = 0;
    let mut place = 0;
    while a != b {
        let (x, y) = ((a % 10) as u8, (b % 10) as u8);
        if x != y {
            if differing == 2 {
                return DigitChange::More;
            }
            places[differing] = (place, x, y);
            differing += 1;
        }
        (a, b) = (a / 10, b / 10);
        place += 1;
    }
    match (differing, places) {
        (1, [(place, ..), _]) => DigitChange::One(place),
        (2, [(low, x0, y0), (high, x1, y1)]) if high == low + 1 && x0 == y1 && x1 == y0 => {
            DigitChange::Swap(low)
        }
        _ => DigitChange::More,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes() {
        for (a, b, expected) in [
            (3314014101900002, 3314014101900002, DigitChange::Same),
            (3314014101900002, 3314014101900001, DigitChange::One(0)),
            (3314014101900002, 4314014101900002, DigitChange::One(15)),
            (3314014101900012, 3314014101900021, DigitChange::Swap(0)),
            (3314014101900012, 3314014101900121, DigitChange::More),
            (3314014101900012, 3314014102900022, DigitChange::More),
        ] {
            assert_eq!(digit_change(a, b), expected, "{a} {b}");
        }
    }
}
