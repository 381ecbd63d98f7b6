//! Which comparisons are there, and which levels has each? The library that model and explanation share.
//!
//! Levels are listed from the most to the least alike; 0 is always "missing" and weighs nothing. A level may
//! belong to a condition: its probability is then given that condition (equal NIK dates), so that what the NIK
//! repeats of the birth date is not counted twice.

use serde::{Deserialize, Serialize};

use super::tables::{
    BIRTH_LEVELS, FATHER_LEVELS, HOUSEHOLD_LEVELS, IDENTIFIER_LEVELS, MOTHER_LEVELS, NAME_LEVELS, NIK_LEVELS,
    RELATIVES_LEVELS, SEX_LEVELS, TEXT_LEVELS, TWIN_NAMES,
};
use crate::standardise::{ExtraKind, People};

/// Place of each comparison in a pattern.
pub const NAME: usize = 0;
/// Birth date.
pub const BIRTH: usize = 1;
/// Sex.
pub const SEX: usize = 2;
/// NIK without its date.
pub const NIK: usize = 3;
/// Family card and place of residence.
pub const HOUSEHOLD: usize = 4;
/// Mother's name.
pub const MOTHER: usize = 5;
/// Father's or head's name.
pub const FATHER: usize = 6;
/// Place of birth.
pub const BIRTH_PLACE: usize = 7;
/// Address text, where the village is not known on both sides.
pub const ADDRESS: usize = 8;
/// The other members of the two rows' families; known in the second pass only.
pub const RELATIVES: usize = 9;
/// First declared field.
pub const FIRST_EXTRA: usize = 10;

/// From here down a name level is no exact agreement.
pub const NAME_ALIKE: u8 = 8;
/// Name levels from here on are not the same by sound.
pub const NAME_SLIP: u8 = 11;
/// First name level with words left out.
pub const NAME_PART: u8 = 14;
/// Name levels from here on have differing words on both sides.
pub const NAME_DIFFERING: u8 = 20;
/// Mother levels that other code names.
pub const MOTHER_DIFFERENT: u8 = 6;
/// One row's mother is the other row.
pub const MOTHER_IS_OTHER: u8 = 7;
/// Father levels that other code names.
pub const FATHER_SAME: u8 = 1;
/// One row's father is the other row.
pub const FATHER_IS_OTHER: u8 = 4;

/// Relatives levels: both families have a member in common.
pub const RELATIVES_SHARED: u8 = 1;
/// Both have members, and none in common.
pub const RELATIVES_APART: u8 = 2;
/// The same two, where of one family a single other member is known.
pub const RELATIVES_SHARED_ONE: u8 = 3;
/// None in common, where of one family a single other member is known.
pub const RELATIVES_APART_ONE: u8 = 4;

/// Under which condition a level's probability is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Always.
    Any,
    /// Given two trusted NIKs and births that agree.
    BirthsAgree,
    /// Given two trusted NIKs and births that differ.
    BirthsDiffer,
    /// Given that one of the NIKs is not to be trusted.
    NikSuspect,
    /// Given that both rows have a family card.
    CardsKnown,
    /// Given that one has no card (that a roster records none says nothing about its people) and both rows know
    /// their neighbourhood.
    HoodKnown,
    /// The same, and both know their village but one no neighbourhood.
    VillageKnown,
    /// The same, down to the district only.
    DistrictKnown,
    /// The same, down to the regency only.
    RegencyKnown,
    /// Given two dates known to the day.
    DatesFull,
    /// Given that one of the dates is a placeholder (1 July), so that day and month say nothing.
    DatePlaceholder,
    /// Given that one of the dates is a month or a year only.
    DateCoarse,
    /// Given that one is known as an age only.
    AgeOnly,
    /// Given two families, each known by more than one other member.
    FamiliesKnown,
    /// Given two families, one of them known by a single other member.
    OneRelative,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Condition; 15] = [
        Condition::Any,
        Condition::BirthsAgree,
        Condition::BirthsDiffer,
        Condition::NikSuspect,
        Condition::CardsKnown,
        Condition::HoodKnown,
        Condition::VillageKnown,
        Condition::DistrictKnown,
        Condition::RegencyKnown,
        Condition::DatesFull,
        Condition::DatePlaceholder,
        Condition::DateCoarse,
        Condition::AgeOnly,
        Condition::FamiliesKnown,
        Condition::OneRelative,
    ];
}

/// One level: its stable key, its words for people, and the shipped starting probabilities.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Stable key in the model file.
    pub key: &'static str,
    /// Words for people, Indonesian.
    pub label: &'static str,
    /// Words for people, English.
    pub label_en: &'static str,
    /// Condition that the probabilities are stated under.
    pub condition: Condition,
    /// Starting probability among pairs of the same person.
    pub same: f64,
    /// Starting probability among two members of one family.
    pub family: f64,
}

/// One comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Stable key: the field's name.
    pub key: String,
    /// Levels from 1 on; level 0 is "missing".
    pub levels: &'static [Level],
    /// Bits that one level may weigh for identity at most. Place of birth, residence and the region in the NIK
    /// depend on each other, so agreement on a rare one of them must not count three times in full.
    pub most_bits: f64,
    /// A declared identifier, which names one person.
    identifier: bool,
}

impl Comparison {
    /// Whether this compares a declared identifier.
    pub fn is_identifier(&self) -> bool {
        self.identifier
    }
}

/// Chance of a name level between twins: half of it shipped, half what the family's names show, since where families
/// share a surname twins do.
pub fn twin_names(level: usize, family: f64) -> f64 {
    0.5 * (TWIN_NAMES[level - 1] + family)
}

/// Whether a birth level says that the two were born on one day.
pub fn born_together(birth_level: usize) -> bool {
    matches!(birth_level, BORN_SAME_DAY | BORN_SAME_PLACEHOLDER)
}

/// Birth levels that other code names.
pub const BORN_SAME_DAY: usize = 1;
/// Day and month exchanged.
pub const BORN_SWAPPED: usize = 2;
/// The same placeholder date.
pub const BORN_SAME_PLACEHOLDER: usize = 10;

/// The comparisons of a night, in pattern order: the fixed ones, then the declared fields.
pub fn comparisons(people: &People) -> Vec<Comparison> {
    let fixed: [(&str, &'static [Level]); FIRST_EXTRA] = [
        ("name", NAME_LEVELS),
        ("birth", BIRTH_LEVELS),
        ("sex", SEX_LEVELS),
        ("nik", NIK_LEVELS),
        ("household", HOUSEHOLD_LEVELS),
        ("mother", MOTHER_LEVELS),
        ("father", FATHER_LEVELS),
        ("birth_place", TEXT_LEVELS),
        ("address", TEXT_LEVELS),
        ("relatives", RELATIVES_LEVELS),
    ];
    let extras = super::compared_extras(people).into_iter().map(|index| {
        let column = &people.extras[index];
        let levels = match column.kind {
            ExtraKind::Identifier => IDENTIFIER_LEVELS,
            _ => TEXT_LEVELS,
        };
        let identifier = matches!(column.kind, ExtraKind::Identifier);
        let most_bits = if identifier { 30.0 } else { 10.0 };
        Comparison { key: column.name.clone(), levels, most_bits, identifier }
    });
    let most = |key: &str| match key {
        "birth_place" => 4.0,
        "address" => 10.0,
        _ => 30.0,
    };
    let fixed = fixed.into_iter().map(|(key, levels)| Comparison {
        key: key.into(),
        levels,
        most_bits: most(key),
        identifier: false,
    });
    fixed.chain(extras).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starting_chances_sum_to_one_in_each_condition() {
        for comparison in comparisons(&People::default()) {
            for condition in Condition::ALL {
                let levels: Vec<&Level> =
                    comparison.levels.iter().filter(|level| level.condition == condition).collect();
                if !levels.is_empty() {
                    for sum in [
                        levels.iter().map(|level| level.same).sum::<f64>(),
                        levels.iter().map(|level| level.family).sum(),
                    ] {
                        assert!((sum - 1.0).abs() < 0.03, "{} {condition:?} {sum}", comparison.key);
                    }
                }
            }
            assert!(comparison.levels.len() < super::super::LEVELS);
            let twins: f64 = TWIN_NAMES.iter().sum();
            assert!((twins - 1.0).abs() < 0.01 && NAME_LEVELS.len() == TWIN_NAMES.len());
        }
    }
}
