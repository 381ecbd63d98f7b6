//! Which numbers of sixteen digits may have been meant? Those with one other digit, or two neighbours swapped; and where
//! a digit was lost or doubled, those that have it or lack it.

/// All of them, each once.
pub(super) fn near_numbers(digits: &str) -> Vec<u64> {
    let typed: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).collect();
    let mut near: Vec<Vec<u8>> = Vec::new();
    match typed.len() {
        16 => {
            for at in 0..16 {
                for digit in (b'0'..=b'9').filter(|digit| *digit != typed[at]) {
                    let mut other = typed.clone();
                    other[at] = digit;
                    near.push(other);
                }
                if at > 0 && typed[at] != typed[at - 1] {
                    let mut other = typed.clone();
                    other.swap(at - 1, at);
                    near.push(other);
                }
            }
        }
        15 => {
            for at in 0..=15 {
                for digit in b'0'..=b'9' {
                    let mut other = typed.clone();
                    other.insert(at, digit);
                    near.push(other);
                }
            }
        }
        17 => {
            for at in 0..17 {
                let mut other = typed.clone();
                other.remove(at);
                near.push(other);
            }
        }
        _ => {}
    }
    let mut numbers: Vec<u64> = near
        .iter()
        .map(|digits| digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::near_numbers;

    #[test]
    fn one_slip_of_the_hand() {
        let meant = 3_314_014_101_900_002;
        for typed in [
            "3314014101900003",
            "3314104101900002",
            "3341014101900002",
            "331401410190002",
            "33140141019000022",
            "9314014101900002",
        ] {
            assert!(near_numbers(typed).contains(&meant), "{typed}");
        }
        for typed in ["3314014101900002", "3314014101900013", "33140141019", ""] {
            assert!(!near_numbers(typed).contains(&meant), "{typed}");
        }
        assert_eq!(near_numbers("1111111111111111").len(), 144);
    }
}
