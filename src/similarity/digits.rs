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

/// A number of at most sixteen digits, four bits a digit, the last digit lowest: so that digits are compared all at
/// once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits(pub u64);

impl Digits {
    /// The digits of a number; what lies above sixteen digits is left out.
    pub fn of(mut value: u64) -> Digits {
        let mut digits = 0;
        for place in 0..16 {
            digits |= (value % 10) << (4 * place);
            value /= 10;
        }
        Digits(digits)
    }

    /// The number again.
    pub fn value(self) -> u64 {
        (0..16).rev().fold(0, |value, place| value * 10 + (self.0 >> (4 * place) & 0xf))
    }

    /// Compares two numbers digit by digit.
    #[inline]
    pub fn change(self, other: Digits) -> DigitChange {
        let differing = self.0 ^ other.0;
        if differing == 0 {
            return DigitChange::Same;
        }
        // One bit for each place that differs.
        let folded = differing | differing >> 1 | differing >> 2 | differing >> 3;
        let places = folded & 0x1111_1111_1111_1111;
        let low = places.trailing_zeros() as u8 / 4;
        match places.count_ones() {
            1 => DigitChange::One(low),
            2 => {
                let [x, y] = [self, other].map(|number| number.0 >> (4 * low) & 0xff);
                let swapped = places >> (4 * low) == 0x11 && x >> 4 == y & 0xf && y >> 4 == x & 0xf;
                if swapped { DigitChange::Swap(low) } else { DigitChange::More }
            }
            _ => DigitChange::More,
        }
    }
}

/// Compares two numbers of at most sixteen digits, digit by digit.
pub fn digit_change(a: u64, b: u64) -> DigitChange {
    Digits::of(a).change(Digits::of(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn changes() {
        for (a, b, expected) in [
            (3314014101900002, 3314014101900002, DigitChange::Same),
            (3314014101900002, 3314014101900001, DigitChange::One(0)),
            (3314014101900002, 4314014101900002, DigitChange::One(15)),
            (3314014101900012, 3314014101900021, DigitChange::Swap(0)),
            (3314014101900012, 3341014101900012, DigitChange::Swap(12)),
            (3314014101900012, 3314014101900121, DigitChange::More),
            (3314014101900012, 3314014102900022, DigitChange::More),
        ] {
            assert_eq!(digit_change(a, b), expected, "{a} {b}");
        }
    }

    /// Digit by digit, as one would by hand.
    fn by_hand(a: u64, b: u64) -> DigitChange {
        let digit = |number: u64, place: u32| number / 10u64.pow(place) % 10;
        let places: Vec<u32> = (0..16).filter(|place| digit(a, *place) != digit(b, *place)).collect();
        match places[..] {
            [] => DigitChange::Same,
            [place] => DigitChange::One(place as u8),
            [low, high]
                if high == low + 1 && digit(a, low) == digit(b, high) && digit(a, high) == digit(b, low) =>
            {
                DigitChange::Swap(low as u8)
            }
            _ => DigitChange::More,
        }
    }

    proptest! {
        #[test]
        fn packed_digits_change_as_by_hand(
            a in 0u64..10_000_000_000_000_000,
            place in 0u32..16,
            times in 0u64..10,
            other in 0u32..16,
        ) {
            prop_assert_eq!(Digits::of(a).value(), a);
            let ten = |place: u32| 10u64.pow(place);
            let one = a / ten(place) / 10 * ten(place) * 10 + times * ten(place) + a % ten(place);
            for b in [one, one ^ 1, one / ten(other) * ten(other), a.rotate_left(3) % ten(16)] {
                let b = b % ten(16);
                prop_assert_eq!(digit_change(a, b), by_hand(a, b), "{} {}", a, b);
            }
            let pair = a / ten(place) % 100;
            let swapped = a - pair * ten(place) + (pair % 10 * 10 + pair / 10) * ten(place);
            if swapped < ten(16) {
                prop_assert_eq!(digit_change(a, swapped), by_hand(a, swapped), "{} {}", a, swapped);
            }
        }
    }
}
