//! Which comparisons are there, and which levels has each? The library that model and explanation share.
//! This file is one table: comparisons, their levels, the words and the starting chances of each.
//!
//! Levels are listed from the most to the least alike; 0 is always "missing" and weighs nothing. A level may
//! belong to a condition: its probability is then given that condition (equal NIK dates), so that what the NIK
//! repeats of the birth date is not counted twice.

use serde::{Deserialize, Serialize};

use super::tables::{
    BIRTH_LEVELS, FATHER_LEVELS, HOUSEHOLD_LEVELS, IDENTIFIER_LEVELS, MOTHER_LEVELS, NAME_LEVELS, NIK_LEVELS,
    SEX_LEVELS, TEXT_LEVELS, TWIN_NAMES,
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
<<<<<<< HEAD
        BirthsAgree,
        BirthsDiffer,
        NikSuspect,
        CardsKnown,
        HoodKnown,
        VillageKnown,
        DistrictKnown,
        RegencyKnown,
        DatesFull,
        DatePlaceholder,
        DateCoarse,
        AgeOnly,
        FamiliesKnown,
        OneRelative,
=======
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
>>>>>>> main
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

<<<<<<< HEAD
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
    level(
        "exact_28",
        "nama sama, 1 dari ratusan juta",
        "same name, one in hundreds of millions",
        0.08,
        0.0005,
    ),
    level("exact_24", "nama sama, 1 dari puluhan juta", "same name, one in tens of millions", 0.1, 0.0005),
    level("exact_20", "nama sama, 1 dari jutaan", "same name, one in millions", 0.14, 0.0005),
    level("exact_16", "nama sama, 1 dari ratusan ribu", "same name, one in a hundred thousand", 0.13, 0.0005),
    level("exact_12", "nama sama, 1 dari puluhan ribu", "same name, one in ten thousand", 0.1, 0.0005),
    level("exact_8", "nama sama, 1 dari ribuan", "same name, one in a thousand", 0.05, 0.0005),
    level("exact_0", "nama sama, sangat umum", "same name, very common", 0.02, 0.001),
    level("sound_20", "nama sama bunyi, langka", "same sound, rare", 0.05, 0.002),
    level("sound_12", "nama sama bunyi", "same sound", 0.04, 0.002),
    level("sound_0", "nama sama bunyi, umum", "same sound, common", 0.02, 0.002),
    level("typo_20", "nama beda ketikan, langka", "a slip of the hand apart, rare", 0.05, 0.003),
    level("typo_12", "nama beda ketikan", "a slip of the hand apart", 0.04, 0.004),
    level("typo_0", "nama beda ketikan, umum", "a slip of the hand apart, common", 0.02, 0.005),
    level(
        "part_20",
        "sebagian nama tidak ditulis, sisanya sangat langka",
        "words left out, the rest very rare",
        0.02,
        0.005,
    ),
    level(
        "part_13",
        "sebagian nama tidak ditulis, sisanya langka",
        "words left out, the rest rare",
        0.025,
        0.01,
    ),
    level("part_8", "sebagian nama tidak ditulis", "words left out", 0.02, 0.02),
    level(
        "part_0",
        "sebagian nama tidak ditulis, sisanya umum",
        "words left out, the rest common",
        0.01,
        0.02,
    ),
    level(
        "initial_13",
        "kata disingkat satu huruf, sisanya langka",
        "a word cut to its initial, the rest rare",
        0.015,
        0.002,
    ),
    level("initial_0", "kata disingkat satu huruf", "a word cut to its initial", 0.01, 0.004),
    level(
        "first_16",
        "kata pertama dan kata langka sama, lainnya beda",
        "first and rare words shared, others differ",
        0.006,
        0.02,
    ),
    level(
        "first_9",
        "kata pertama sama dan langka, lainnya beda",
        "a rare first word shared, others differ",
        0.006,
        0.08,
    ),
    level(
        "first_0",
        "kata pertama sama dan umum, lainnya beda",
        "a common first word shared, others differ",
        0.004,
        0.1,
    ),
    level(
        "other_16",
        "kata-kata langka sama, kata pertama beda",
        "rare words shared, first words differ",
        0.004,
        0.02,
    ),
    level(
        "other_9",
        "satu kata langka sama, kata pertama beda",
        "a rare word shared, first words differ",
        0.004,
        0.07,
    ),
    level(
        "other_0",
        "satu kata umum sama, kata pertama beda",
        "a common word shared, first words differ",
        0.003,
        0.08,
    ),
    level("weak", "nama agak mirip", "names somewhat alike", 0.007, 0.05),
    level("different", "nama beda", "names differ", 0.005, 0.5),
];

const BIRTH_LEVELS: &[Level] = &[
    given(DatesFull, "same", "tanggal lahir sama", "same date", 0.88, 0.012),
    given(DatesFull, "swapped", "hari dan bulan tertukar", "day and month swapped", 0.015, 0.001),
    given(DatesFull, "slip", "tanggal lahir beda satu angka", "a digit apart", 0.04, 0.008),
    given(DatesFull, "one_part", "hari atau bulan beda, sisanya sama", "day or month differs", 0.03, 0.012),
    given(
        DatesFull,
        "year_slip",
        "tahun beda, hari dan bulan sama",
        "year differs, day and month same",
        0.015,
        0.004,
    ),
    given(DatesFull, "year", "tahun sama saja", "same year only", 0.007, 0.02),
    given(DatesFull, "near_year", "beda 1-2 tahun", "one or two years apart", 0.007, 0.15),
    given(DatesFull, "some_years", "beda 3-15 tahun", "3 to 15 years apart", 0.003, 0.36),
    given(DatesFull, "far", "beda lebih dari 15 tahun", "more than 15 years apart", 0.001, 0.43),
    given(
        DatePlaceholder,
        "same_placeholder",
        "tanggal lahir sama, tanggal isian",
        "same placeholder date",
        0.45,
        0.02,
    ),
    given(
        DatePlaceholder,
        "placeholder_year",
        "tahun sama, satu tanggal isian",
        "same year, one placeholder date",
        0.45,
        0.03,
    ),
    given(
        DatePlaceholder,
        "placeholder_near",
        "beda 1-2 tahun, satu tanggal isian",
        "one or two years apart, one placeholder date",
        0.06,
        0.15,
    ),
    given(
        DatePlaceholder,
        "placeholder_some",
        "beda 3-15 tahun, satu tanggal isian",
        "3 to 15 years apart, one placeholder date",
        0.03,
        0.35,
    ),
    given(
        DatePlaceholder,
        "placeholder_far",
        "beda lebih dari 15 tahun, satu tanggal isian",
        "more than 15 years apart, one placeholder date",
        0.01,
        0.45,
    ),
    given(
        DateCoarse,
        "coarse_same",
        "tahun lahir sama, tanggal tidak lengkap",
        "same year, as far as known",
        0.93,
        0.03,
    ),
    given(
        DateCoarse,
        "coarse_near",
        "beda 1-2 tahun, tanggal tidak lengkap",
        "one or two years apart, as far as known",
        0.04,
        0.15,
    ),
    given(
        DateCoarse,
        "coarse_some",
        "beda 3-15 tahun, tanggal tidak lengkap",
        "3 to 15 years apart, as far as known",
        0.02,
        0.36,
    ),
    given(
        DateCoarse,
        "coarse_far",
        "beda lebih dari 15 tahun, tanggal tidak lengkap",
        "more than 15 years apart, as far as known",
        0.01,
        0.46,
    ),
    given(AgeOnly, "age_same", "umur cocok", "ages agree", 0.88, 0.09),
    given(AgeOnly, "age_near", "umur beda 2-3 tahun", "ages two or three years apart", 0.07, 0.13),
    given(AgeOnly, "age_some", "umur beda 4-15 tahun", "ages 4 to 15 years apart", 0.04, 0.33),
    given(AgeOnly, "age_far", "umur beda lebih dari 15 tahun", "ages more than 15 years apart", 0.01, 0.45),
];

const SEX_LEVELS: &[Level] = &[
    level("same", "jenis kelamin sama", "same sex", 0.985, 0.5),
    level("different", "jenis kelamin beda", "sex differs", 0.015, 0.5),
];

use Condition::{
    AgeOnly, BirthsAgree, BirthsDiffer, CardsKnown, DateCoarse, DatePlaceholder, DatesFull, DistrictKnown,
    FamiliesKnown, HoodKnown, NikSuspect, OneRelative, RegencyKnown, VillageKnown,
};

const NIK_LEVELS: &[Level] = &[
    given(BirthsAgree, "equal", "NIK sama", "same NIK", 0.9, 0.1),
    given(
        BirthsAgree,
        "lost_digit",
        "NIK sama kecuali digit akhir hilang",
        "same but for a lost last digit",
        0.03,
        0.01,
    ),
    given(BirthsAgree, "slip", "NIK beda satu digit pada wilayah", "a slip in the region part", 0.02, 0.005),
    given(
        BirthsAgree,
        "serial_next",
        "NIK bernomor urut berdekatan",
        "serials next to each other",
        0.004,
        0.55,
    ),
    given(BirthsAgree, "serial", "NIK beda nomor urut", "same but for the serial", 0.016, 0.2),
    given(
        BirthsAgree,
        "other_region",
        "NIK beda, tanggal di dalamnya sama",
        "differs, same date inside",
        0.006,
        0.12,
    ),
    given(
        BirthsAgree,
        "date_slip",
        "NIK beda satu digit pada tanggal",
        "a slip in the date part",
        0.02,
        0.005,
    ),
    given(
        BirthsAgree,
        "different",
        "NIK beda, tanggal lahir sama",
        "differs though the births agree",
        0.004,
        0.01,
    ),
    given(
        BirthsDiffer,
        "though_equal",
        "NIK sama, tanggal lahir beda",
        "same though the births differ",
        0.9,
        0.02,
    ),
    given(
        BirthsDiffer,
        "though_slip",
        "NIK beda satu digit, tanggal lahir beda",
        "a slip apart, births differ",
        0.04,
        0.005,
    ),
    given(
        BirthsDiffer,
        "own_rest",
        "NIK beda sesuai tanggal lahir, sisanya sama",
        "differs as the births do, the rest same",
        0.015,
        0.2,
    ),
    given(
        BirthsDiffer,
        "own_region",
        "NIK beda sesuai tanggal lahir, wilayah sama",
        "differs as the births do, same region",
        0.015,
        0.6,
    ),
    given(
        BirthsDiffer,
        "own_different",
        "NIK beda sesuai tanggal lahir",
        "differs as the births do",
        0.01,
        0.15,
    ),
    given(
        BirthsDiffer,
        "though_different",
        "NIK beda, tanggal lahir beda",
        "differs, and so do the births",
        0.02,
        0.025,
    ),
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
        0.6,
        0.53,
    ),
];

const HOUSEHOLD_LEVELS: &[Level] = &[
    given(CardsKnown, "kk", "No. KK sama", "same family card", 0.8, 0.8),
    given(CardsKnown, "kk_large", "No. KK sama, kartu lembaga", "same card, an institution's", 0.004, 0.05),
    given(CardsKnown, "kk_slip", "No. KK beda satu digit", "family card a slip apart", 0.03, 0.01),
    given(
        CardsKnown,
        "neighbours_other_kk",
        "satu RT atau dusun, KK beda",
        "same neighbourhood, other card",
        0.06,
        0.05,
    ),
    given(CardsKnown, "village_other_kk", "satu desa, KK beda", "same village, other card", 0.045, 0.04),
    given(
        CardsKnown,
        "district_other_kk",
        "satu kecamatan, KK beda",
        "same district, other card",
        0.025,
        0.025,
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
        CardsKnown,
        "elsewhere_other_kk",
        "beda kabupaten/kota, KK beda",
        "different regencies, other card",
        0.016,
        0.015,
    ),
    given(
        HoodKnown,
        "neighbours",
        "satu RT atau dusun, KK tidak tercatat",
        "same neighbourhood, a card missing",
        0.84,
        0.9,
    ),
    given(
        HoodKnown,
        "village_other_hood",
        "satu desa, beda RT atau dusun",
        "same village, another neighbourhood",
        0.07,
        0.04,
    ),
    given(
        HoodKnown,
        "district_hood",
        "satu kecamatan, beda desa",
        "same district, another village",
        0.04,
        0.03,
    ),
    given(
        HoodKnown,
        "regency_hood",
        "satu kabupaten/kota, beda kecamatan",
        "same regency, another district",
        0.03,
        0.02,
    ),
    given(HoodKnown, "elsewhere_hood", "beda kabupaten/kota", "different regencies", 0.02, 0.01),
    given(
        VillageKnown,
        "village",
        "satu desa, KK tidak tercatat",
        "same village, a card missing",
        0.91,
        0.93,
    ),
    given(
        VillageKnown,
        "district_village",
        "satu kecamatan, desa beda",
        "same district, villages differ",
        0.04,
        0.04,
    ),
    given(
        VillageKnown,
        "regency_village",
        "satu kabupaten/kota, desa beda",
        "same regency, villages differ",
        0.03,
        0.02,
    ),
    given(
        VillageKnown,
        "elsewhere_village",
        "beda kabupaten/kota, KK tidak tercatat",
        "different regencies, a card missing",
        0.02,
        0.01,
    ),
    given(
        DistrictKnown,
        "district",
        "satu kecamatan, desa tidak tercatat",
        "same district, a village missing",
        0.94,
        0.95,
    ),
    given(
        DistrictKnown,
        "regency_district",
        "satu kabupaten/kota, kecamatan beda",
        "same regency, districts differ",
        0.04,
        0.035,
    ),
    given(
        DistrictKnown,
        "elsewhere_district",
        "beda kabupaten/kota, desa tidak tercatat",
        "different regencies, a village missing",
        0.02,
        0.015,
    ),
    given(
        RegencyKnown,
        "regency",
        "satu kabupaten/kota, kecamatan tidak tercatat",
        "same regency, a district missing",
        0.97,
        0.98,
    ),
    given(
        RegencyKnown,
        "elsewhere",
        "beda kabupaten/kota, kecamatan tidak tercatat",
        "different regencies, a district missing",
        0.03,
        0.02,
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

// A shared member tells kin from strangers, not a person from a sibling who moved out: both classes of kin have one
// chance. Measured on made-up rosters with the truth, two rows of one person on two cards share a member in 88 % where
// both cards show more than one other member, and in 74 % where one shows a single one; family members in 91 and 66 %.
pub(crate) const RELATIVES_LEVELS: &[Level] = &[
    given(
        FamiliesKnown,
        "shared",
        "ada anggota keluarga lain yang sama",
        "another family member is the same",
        0.88,
        0.88,
    ),
    given(
        FamiliesKnown,
        "apart",
        "semua anggota keluarga lain beda",
        "all other family members differ",
        0.12,
        0.12,
    ),
    given(
        OneRelative,
        "shared_one",
        "satu-satunya anggota keluarga lain sama",
        "the only other family member known is the same",
        0.74,
        0.74,
    ),
    given(
        OneRelative,
        "apart_one",
        "satu-satunya anggota keluarga lain beda",
        "the only other family member known differs",
        0.26,
        0.26,
    ),
];

const TEXT_LEVELS: &[Level] = &[
    level("same_12", "sama, sangat langka", "same, very rare", 0.15, 0.12),
    level("same_8", "sama, langka", "same, rare", 0.2, 0.15),
    level("same_5", "sama", "same", 0.15, 0.13),
    level("same_2", "sama, umum", "same, common", 0.12, 0.12),
    level("same_0", "sama, hampir semua begitu", "same, as nearly everybody", 0.1, 0.1),
    level("slip", "beda satu huruf atau angka", "a letter or digit apart", 0.06, 0.04),
    level("alike", "mirip", "alike", 0.08, 0.06),
    level("part", "sebagian kata sama", "some words the same", 0.06, 0.06),
    level("different", "beda", "different", 0.08, 0.22),
];

const IDENTIFIER_LEVELS: &[Level] = &[
    level("same", "sama", "same", 0.93, 0.03),
    level("slip", "beda satu karakter", "a slip apart", 0.03, 0.02),
    level("different", "beda", "different", 0.04, 0.95),
];

/// Names of twins: chance of each name level between two family members born on one day, from 1 on. Parents give
/// twins names a letter or a word apart, so the names of a family depend on the birth date; too few twins are in one
/// roster to learn it from, so these are shipped.
const TWIN_NAMES: [f64; 27] = [
    0.001, 0.001, 0.001, 0.002, 0.002, 0.002, 0.002, 0.005, 0.008, 0.007, 0.03, 0.05, 0.04, 0.005, 0.01,
    0.015, 0.01, 0.003, 0.007, 0.05, 0.08, 0.08, 0.02, 0.04, 0.04, 0.05, 0.439,
];

=======
>>>>>>> main
/// Chance of a name level between twins: half of it shipped, half what the family's names show, since where families
/// share a surname twins do.
pub fn twin_names(level: usize, family: f64) -> f64 {
    0.5 * (TWIN_NAMES[level - 1] + family)
}

/// Whether a birth level says that the two were born on one day.
pub fn born_together(birth_level: usize) -> bool {
    matches!(birth_level, BORN_SAME_DAY | BORN_SAME_PLACEHOLDER)
}

const BORN_SAME_DAY: usize = 1;
const BORN_SAME_PLACEHOLDER: usize = 10;

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
