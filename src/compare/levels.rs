//! Which comparisons are there, and which levels has each? The library that model and explanation share.
//!
//! Levels are listed from the most to the least alike; 0 is always "missing" and weighs nothing. A level may
//! belong to a condition: its probability is then given that condition (equal NIK dates), so that what the NIK
//! repeats of the birth date is not counted twice.

use serde::{Deserialize, Serialize};

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
/// First declared field.
pub const FIRST_EXTRA: usize = 9;

/// From here down a name level is no exact agreement.
pub const NAME_ALIKE: u8 = 4;
/// Mother levels that other code names.
pub const MOTHER_DIFFERENT: u8 = 6;
/// One row's mother is the other row.
pub const MOTHER_IS_OTHER: u8 = 7;
/// Father levels that other code names.
pub const FATHER_SAME: u8 = 1;
/// One row's father is the other row.
pub const FATHER_IS_OTHER: u8 = 4;

/// Under which condition a level's probability is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Always.
    Any,
    /// Given that the dates inside two trusted NIKs agree.
    NikDatesAgree,
    /// Given that they do not.
    NikDatesDiffer,
    /// Given that one of the NIKs is not to be trusted.
    NikSuspect,
    /// Given that both rows have a family card.
    CardsKnown,
    /// Given that one of them has none: that a roster does not record cards says nothing about its people.
    CardMissing,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Condition; 6] =
        [Condition::Any, NikDatesAgree, NikDatesDiffer, NikSuspect, CardsKnown, CardMissing];
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
}

const fn level(
    key: &'static str,
    label: &'static str,
    label_en: &'static str,
    same: f64,
    family: f64,
) -> Level {
    Level { key, label, label_en, condition: Condition::Any, same, family }
}

const fn given(
    condition: Condition,
    key: &'static str,
    label: &'static str,
    label_en: &'static str,
    same: f64,
    family: f64,
) -> Level {
    Level { key, label, label_en, condition, same, family }
}

const NAME_LEVELS: &[Level] = &[
    level("exact_rare", "nama sama, langka", "same name, rare", 0.45, 0.002),
    level("exact", "nama sama", "same name", 0.14, 0.002),
    level("exact_common", "nama sama, umum", "same name, common", 0.05, 0.003),
    level("sound_rare", "nama sama bunyi, langka", "same sound, rare", 0.10, 0.002),
    level("sound", "nama sama bunyi", "same sound", 0.03, 0.003),
    level("typo_rare", "nama beda ketikan, langka", "a slip of the hand apart, rare", 0.08, 0.003),
    level("typo", "nama beda ketikan", "a slip of the hand apart", 0.02, 0.006),
    level(
        "part_rare",
        "sebagian nama tidak ditulis, sisanya langka",
        "words left out, the rest rare",
        0.04,
        0.01,
    ),
    level("part", "sebagian nama tidak ditulis", "words left out", 0.03, 0.03),
    level(
        "part_common",
        "sebagian nama tidak ditulis, sisanya umum",
        "words left out, the rest common",
        0.01,
        0.02,
    ),
    level("initial", "kata disingkat satu huruf", "a word cut to its initial", 0.02, 0.005),
    level(
        "shared_rare",
        "satu kata langka sama, kata lain beda",
        "a rare word shared, others differ",
        0.01,
        0.12,
    ),
    level(
        "shared",
        "satu kata umum sama, kata lain beda",
        "a common word shared, others differ",
        0.008,
        0.15,
    ),
    level("weak", "nama agak mirip", "names somewhat alike", 0.007, 0.05),
    level("different", "nama beda", "names differ", 0.005, 0.60),
];

const BIRTH_LEVELS: &[Level] = &[
    level("same", "tanggal lahir sama", "same date", 0.80, 0.01),
    level("same_placeholder", "tanggal lahir sama, tanggal isian", "same placeholder date", 0.03, 0.002),
    level("swapped", "hari dan bulan tertukar", "day and month swapped", 0.02, 0.002),
    level("one_part", "hari atau bulan beda, sisanya sama", "day or month differs", 0.05, 0.004),
    level("year_slip", "tahun beda, hari dan bulan sama", "year differs, day and month same", 0.02, 0.004),
    level(
        "placeholder_year",
        "tahun sama, satu tanggal isian",
        "same year, one placeholder date",
        0.03,
        0.004,
    ),
    level("coarse_same", "cocok sejauh diketahui", "agrees as far as known", 0.03, 0.02),
    level("year", "tahun sama saja", "same year only", 0.008, 0.02),
    level("near_year", "beda 1-2 tahun", "one or two years apart", 0.008, 0.14),
    level("some_years", "beda 3-15 tahun", "3 to 15 years apart", 0.003, 0.35),
    level("far", "beda lebih dari 15 tahun", "more than 15 years apart", 0.001, 0.44),
];

const SEX_LEVELS: &[Level] = &[
    level("same", "jenis kelamin sama", "same sex", 0.985, 0.5),
    level("different", "jenis kelamin beda", "sex differs", 0.015, 0.5),
];

use Condition::{CardMissing, CardsKnown, NikDatesAgree, NikDatesDiffer, NikSuspect};

const NIK_LEVELS: &[Level] = &[
    given(NikDatesAgree, "equal", "NIK sama", "same NIK", 0.90, 0.10),
    given(
        NikDatesAgree,
        "lost_digit",
        "NIK sama kecuali digit akhir hilang",
        "same but for a lost last digit",
        0.03,
        0.01,
    ),
    given(NikDatesAgree, "slip", "NIK beda satu digit pada wilayah", "a slip in the region part", 0.02, 0.01),
    given(
        NikDatesAgree,
        "serial_next",
        "NIK bernomor urut berdekatan",
        "serials next to each other",
        0.004,
        0.55,
    ),
    given(NikDatesAgree, "serial", "NIK beda nomor urut", "same but for the serial", 0.026, 0.25),
    given(
        NikDatesAgree,
        "other_region",
        "NIK beda, tanggal di dalamnya sama",
        "differs, same date inside",
        0.02,
        0.08,
    ),
    given(
        NikDatesDiffer,
        "date_slip",
        "NIK beda satu digit pada tanggal",
        "a slip in the date part",
        0.85,
        0.01,
    ),
    given(NikDatesDiffer, "region", "NIK beda, wilayah sama", "differs, same region", 0.10, 0.85),
    given(NikDatesDiffer, "different", "NIK beda", "differs", 0.05, 0.14),
    given(
        NikSuspect,
        "suspect_equal",
        "NIK sama tetapi diragukan",
        "same, but not to be trusted",
        0.35,
        0.45,
    ),
    given(
        NikSuspect,
        "suspect_slip",
        "NIK hampir sama, diragukan",
        "a slip apart, not to be trusted",
        0.05,
        0.02,
    ),
    given(
        NikSuspect,
        "suspect_different",
        "NIK beda, salah satu diragukan",
        "differs, one not to be trusted",
        0.60,
        0.53,
    ),
];

const HOUSEHOLD_LEVELS: &[Level] = &[
    given(CardsKnown, "kk", "No. KK sama", "same family card", 0.78, 0.80),
    given(CardsKnown, "kk_large", "No. KK sama, kartu lembaga", "same card, an institution's", 0.004, 0.05),
    given(CardsKnown, "kk_slip", "No. KK beda satu digit", "family card a slip apart", 0.03, 0.01),
    given(
        CardMissing,
        "neighbours",
        "satu RT atau dusun, KK tidak tercatat",
        "same neighbourhood, a card missing",
        0.55,
        0.75,
    ),
    given(
        CardsKnown,
        "neighbours_other_kk",
        "satu RT atau dusun, KK beda",
        "same neighbourhood, other card",
        0.06,
        0.05,
    ),
    given(CardMissing, "village", "satu desa, KK tidak tercatat", "same village, a card missing", 0.30, 0.15),
    given(CardsKnown, "village_other_kk", "satu desa, KK beda", "same village, other card", 0.05, 0.04),
    given(
        CardMissing,
        "district",
        "satu kecamatan, KK tidak tercatat",
        "same district, a card missing",
        0.08,
        0.05,
    ),
    given(
        CardsKnown,
        "district_other_kk",
        "satu kecamatan, KK beda",
        "same district, other card",
        0.035,
        0.03,
    ),
    given(
        CardMissing,
        "regency",
        "satu kabupaten/kota, KK tidak tercatat",
        "same regency, a card missing",
        0.05,
        0.03,
    ),
    given(
        CardsKnown,
        "regency_other_kk",
        "satu kabupaten/kota, KK beda",
        "same regency, other card",
        0.02,
        0.01,
    ),
    given(
        CardMissing,
        "elsewhere",
        "beda kabupaten/kota, KK tidak tercatat",
        "different regencies, a card missing",
        0.02,
        0.02,
    ),
    given(
        CardsKnown,
        "elsewhere_other_kk",
        "beda kabupaten/kota, KK beda",
        "different regencies, other card",
        0.021,
        0.01,
    ),
];

const MOTHER_LEVELS: &[Level] = &[
    level("same_rare", "nama ibu sama, langka", "same mother, rare name", 0.45, 0.25),
    level("same", "nama ibu sama", "same mother", 0.20, 0.10),
    level("alike_rare", "nama ibu mirip, langka", "mother alike, rare name", 0.20, 0.08),
    level("alike", "nama ibu mirip", "mother alike", 0.07, 0.05),
    level("part", "nama ibu sebagian sama", "part of the mother's name same", 0.06, 0.10),
    level("different", "nama ibu beda", "mothers differ", 0.02, 0.27),
    level("is_other", "yang satu ibu yang lain", "one is the other's mother", 0.001, 0.15),
];

const FATHER_LEVELS: &[Level] = &[
    level("same", "nama ayah/kepala sama", "same father or head", 0.80, 0.60),
    level("alike", "nama ayah/kepala mirip", "father or head alike", 0.12, 0.08),
    level("different", "nama ayah/kepala beda", "fathers or heads differ", 0.078, 0.22),
    level("is_other", "yang satu ayah yang lain", "one is the other's father", 0.002, 0.10),
];

const TEXT_LEVELS: &[Level] = &[
    level("same_rare", "sama, langka", "same, rare", 0.40, 0.30),
    level("same", "sama", "same", 0.30, 0.25),
    level("alike", "mirip", "alike", 0.10, 0.08),
    level("different", "beda", "different", 0.20, 0.37),
];

const IDENTIFIER_LEVELS: &[Level] = &[
    level("same", "sama", "same", 0.93, 0.03),
    level("slip", "beda satu karakter", "a slip apart", 0.03, 0.02),
    level("different", "beda", "different", 0.04, 0.95),
];

/// Names of twins: chance of each name level between two family members born on one day, from 1 on. Parents give
/// twins names a letter or a word apart, so the names of a family depend on the birth date; too few twins are in one
/// roster to learn it from, so these are shipped.
pub const TWIN_NAMES: [f64; 15] =
    [0.002, 0.003, 0.005, 0.01, 0.01, 0.06, 0.06, 0.01, 0.02, 0.02, 0.01, 0.15, 0.15, 0.05, 0.44];

/// Whether a birth level says that the two were born on one day.
pub fn born_together(birth_level: usize) -> bool {
    matches!(birth_level, 1 | 2)
}

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
    ];
    let extras = super::compared_extras(people).into_iter().map(|index| {
        let column = &people.extras[index];
        let levels = match column.kind {
            ExtraKind::Identifier => IDENTIFIER_LEVELS,
            _ => TEXT_LEVELS,
        };
        let most_bits = if matches!(column.kind, ExtraKind::Identifier) { 30.0 } else { 10.0 };
        Comparison { key: column.name.clone(), levels, most_bits }
    });
    let most = |key: &str| match key {
        "birth_place" => 4.0,
        "address" => 10.0,
        _ => 30.0,
    };
    let fixed =
        fixed.into_iter().map(|(key, levels)| Comparison { key: key.into(), levels, most_bits: most(key) });
    fixed.chain(extras).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starting_probabilities_sum_to_one_in_each_condition() {
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
            assert!(comparison.levels.len() < 16);
        }
    }
}
