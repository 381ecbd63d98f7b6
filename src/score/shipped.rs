//! How often do strangers agree, before a night has been seen? Shipped chances, which count for a few pairs only:
//! they decide where a night is too small to tell, and vanish where it is not.
//!
//! Measured on the made-up rosters of one regency and rounded (`stranger` in the model.json of the demo night);
//! texts and identifiers stand between a village, where most share a birthplace, and a province.

use crate::compare::Comparison;

/// Chance of each level among strangers, given that both values are there and the level's condition.
type Chances = &'static [(&'static str, f64)];

const NAME: Chances = &[
    ("exact_rare", 1e-6),
    ("exact", 4e-5),
    ("exact_common", 1e-3),
    ("sound_rare", 1e-6),
    ("sound", 1e-5),
    ("typo_rare", 3e-6),
    ("typo", 3e-5),
    ("part_rare", 1e-5),
    ("part", 2e-4),
    ("part_common", 1e-3),
    ("initial", 2e-5),
    ("shared_rare", 7e-4),
    ("shared", 0.037),
    ("weak", 1e-4),
    ("different", 0.96),
];

const BIRTH: Chances = &[
    ("same", 3e-5),
    ("same_placeholder", 3e-5),
    ("swapped", 3e-5),
    ("one_part", 1.6e-3),
    ("year_slip", 2.3e-3),
    ("placeholder_year", 1.5e-3),
    ("coarse_same", 7e-4),
    ("year", 0.013),
    ("near_year", 0.066),
    ("some_years", 0.374),
    ("far", 0.541),
];

const SEX: Chances = &[("same", 0.5), ("different", 0.5)];

const NIK: Chances = &[
    ("equal", 0.01),
    ("lost_digit", 0.01),
    ("slip", 0.01),
    ("serial_next", 0.1),
    ("serial", 0.15),
    ("other_region", 0.72),
    ("date_slip", 1e-4),
    ("region", 0.3),
    ("different", 0.7),
    ("suspect_equal", 5e-5),
    ("suspect_slip", 5e-5),
    ("suspect_different", 0.9999),
];

const HOUSEHOLD: Chances = &[
    ("kk", 1.5e-4),
    ("kk_large", 1e-5),
    ("kk_slip", 3e-4),
    ("neighbours", 6e-3),
    ("neighbours_other_kk", 5e-3),
    ("village", 0.16),
    ("village_other_kk", 0.14),
    ("district", 0.31),
    ("district_other_kk", 0.32),
    ("regency", 0.51),
    ("regency_other_kk", 0.52),
    ("elsewhere", 0.014),
    ("elsewhere_other_kk", 0.0145),
];

const MOTHER: Chances = &[
    ("same_rare", 2e-5),
    ("same", 5e-3),
    ("alike_rare", 8e-5),
    ("alike", 6.5e-4),
    ("part", 8e-3),
    ("different", 0.986),
    ("is_other", 4e-4),
];

const FATHER: Chances = &[("same", 2e-3), ("alike", 0.01), ("different", 0.985), ("is_other", 3.5e-3)];

const TEXT: Chances = &[("same_rare", 0.01), ("same", 0.5), ("alike", 0.01), ("different", 0.48)];

const IDENTIFIER: Chances = &[("same", 1e-4), ("slip", 1e-4), ("different", 0.9998)];

/// The shipped chance of a level among strangers; none for a level that has none.
pub fn stranger(comparison: &Comparison, level: &str) -> Option<f64> {
    let table = match comparison.key.as_str() {
        "name" => NAME,
        "birth" => BIRTH,
        "sex" => SEX,
        "nik" => NIK,
        "household" => HOUSEHOLD,
        "mother" => MOTHER,
        "father" => FATHER,
        // Declared fields have the levels of texts or of identifiers.
        _ if comparison.levels.len() == IDENTIFIER.len() => IDENTIFIER,
        _ => TEXT,
    };
    table.iter().find(|(key, _)| *key == level).map(|(_, chance)| *chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::comparisons;
    use crate::compare::levels::Condition;
    use crate::standardise::People;

    #[test]
    fn every_level_has_a_chance_and_each_condition_sums_to_one() {
        for comparison in comparisons(&People::default()) {
            for condition in Condition::ALL {
                let levels: Vec<_> =
                    comparison.levels.iter().filter(|level| level.condition == condition).collect();
                let sum: f64 = levels.iter().map(|level| stranger(&comparison, level.key).unwrap()).sum();
                assert!(
                    levels.is_empty() || (sum - 1.0).abs() < 0.03,
                    "{} {condition:?} {sum}",
                    comparison.key
                );
            }
        }
    }
}
