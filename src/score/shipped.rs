//! How often do strangers agree, before a night has been seen? Shipped chances, which count for a few pairs only:
//! they decide where a night is too small to tell, and vanish where it is not.
//!
//! Measured on the made-up rosters of one regency and rounded (`stranger` in the model.json of the demo night);
//! texts and identifiers stand between a village, where most share a birthplace, and a province.

use crate::compare::Comparison;

/// Chance of each level among strangers, given that both values are there and the level's condition.
type Chances = &'static [(&'static str, f64)];

const NAME: Chances = &[
    ("exact_28", 3e-9),
    ("exact_24", 3e-8),
    ("exact_20", 3e-7),
    ("exact_16", 3e-6),
    ("exact_12", 3e-5),
    ("exact_8", 0.0003),
    ("exact_0", 0.001),
    ("sound_20", 3e-7),
    ("sound_12", 4e-6),
    ("sound_0", 2e-5),
    ("typo_20", 5e-7),
    ("typo_12", 6e-6),
    ("typo_0", 4e-5),
    ("part_20", 1e-6),
    ("part_13", 1e-5),
    ("part_8", 0.0002),
    ("part_0", 0.001),
    ("initial_13", 5e-6),
    ("initial_0", 3e-5),
    ("first_16", 2e-5),
    ("first_9", 0.0015),
    ("first_0", 0.015),
    ("other_16", 1e-5),
    ("other_9", 0.001),
    ("other_0", 0.02),
    ("weak", 0.0001),
    ("different", 0.96),
];

const BIRTH: Chances = &[
    ("same", 4e-5),
    ("swapped", 1.5e-5),
    ("slip", 0.0012),
    ("one_part", 0.0012),
    ("year_slip", 0.002),
    ("year", 0.013),
    ("near_year", 0.066),
    ("some_years", 0.374),
    ("far", 0.541),
    ("same_placeholder", 0.003),
    ("placeholder_year", 0.014),
    ("placeholder_near", 0.066),
    ("placeholder_some", 0.376),
    ("placeholder_far", 0.541),
    ("coarse_same", 0.018),
    ("coarse_near", 0.066),
    ("coarse_some", 0.375),
    ("coarse_far", 0.541),
    ("age_same", 0.05),
    ("age_near", 0.065),
    ("age_some", 0.345),
    ("age_far", 0.54),
];

const SEX: Chances = &[("same", 0.5), ("different", 0.5)];

const NIK: Chances = &[
    ("equal", 0.01),
    ("lost_digit", 0.01),
    ("slip", 0.001),
    ("serial_next", 0.1),
    ("serial", 0.15),
    ("other_region", 0.728),
    ("date_slip", 0.0005),
    ("different", 0.0005),
    ("though_equal", 1e-5),
    ("though_slip", 0.0001),
    ("own_rest", 0.01),
    ("own_region", 0.26),
    ("own_different", 0.68),
    ("though_different", 0.05),
    ("suspect_equal", 5e-5),
    ("suspect_slip", 5e-5),
    ("suspect_different", 0.9999),
];

const HOUSEHOLD: Chances = &[
    ("kk", 0.00015),
    ("kk_large", 1e-5),
    ("kk_slip", 0.0003),
    ("neighbours_other_kk", 0.005),
    ("village_other_kk", 0.14),
    ("district_other_kk", 0.32),
    ("regency_other_kk", 0.52),
    ("elsewhere_other_kk", 0.0145),
    ("neighbours", 0.006),
    ("village_other_hood", 0.15),
    ("district_hood", 0.31),
    ("regency_hood", 0.51),
    ("elsewhere_hood", 0.024),
    ("village", 0.16),
    ("district_village", 0.31),
    ("regency_village", 0.51),
    ("elsewhere_village", 0.02),
    ("district", 0.45),
    ("regency_district", 0.53),
    ("elsewhere_district", 0.02),
    ("regency", 0.96),
    ("elsewhere", 0.04),
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

/// Among strangers who look alike, the only ones that are asked: kin of other households are among them.
const RELATIVES: Chances = &[("shared", 0.015), ("apart", 0.985), ("shared_one", 0.03), ("apart_one", 0.97)];

const TEXT: Chances = &[
    ("same_12", 0.0001),
    ("same_8", 0.002),
    ("same_5", 0.02),
    ("same_2", 0.12),
    ("same_0", 0.35),
    ("slip", 0.005),
    ("alike", 0.01),
    ("part", 0.03),
    ("different", 0.463),
];

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
        "relatives" => RELATIVES,
        // Declared fields have the levels of texts or of identifiers.
        _ if comparison.is_identifier() => IDENTIFIER,
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
