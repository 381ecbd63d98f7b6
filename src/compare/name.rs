//! Which level is it when two names agree so and so? [`words`](super::words) finds out what they have in common.

use super::levels::{NAME_ALIKE, NAME_DIFFERING, NAME_PART, NAME_SLIP};

/// Bits that divide the levels of exact agreement: one name in 256 million by its words, one in 16 million ...
const EXACT: [f32; 6] = [28.0, 24.0, 20.0, 16.0, 12.0, 8.0];
/// Bits from which looser agreement is very rare, and rare.
const LOOSER: [f32; 2] = [20.0, 12.0];
/// Bits that divide the levels of names with words left out.
const LEFT_OUT: [f32; 3] = [20.0, RARE, SOME];
/// Bits that divide the levels of names with words shared and others differing.
const SHARED: [f32; 2] = [16.0, SHARED_RARE];
/// Bits from which looser agreement is rare.
const RARE: f32 = 13.0;
/// Bits from which the words that remain when others are left out say something.
const SOME: f32 = 8.0;
/// Bits from which one shared word among differing ones is rare.
const SHARED_RARE: f32 = 9.0;

/// First level of each kind of agreement; see `levels.rs`.
const EXACT_SAME: u8 = 1;
const INITIAL: u8 = 18;
const OTHER_SHARED: u8 = 23;
const WEAK: u8 = 26;
const DIFFERENT: u8 = 27;

/// How well the worst of the paired words agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Letter by letter.
    Exact,
    /// By sound key B.
    Sound,
    /// A slip of the hand apart.
    Typo,
    /// One is the other's first letter.
    Initial,
}

/// What two names have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameAgreement {
    /// Worst quality among the paired words, initials left out.
    pub quality: Quality,
    /// log2 of one over the chance that a random row shares the paired words.
    pub bits: f32,
    /// Words paired.
    pub paired: u8,
    /// Of those, by initial.
    pub initials: u8,
    /// Words of the first name left over.
    pub left_first: u8,
    /// Words of the second name left over.
    pub left_second: u8,
    /// Nothing paired, but the whole names look somewhat alike.
    pub weak: bool,
    /// The first words are paired with each other.
    pub first: bool,
    /// The shorter whole name is a beginning of the longer, letter by letter.
    pub prefix: bool,
}

impl NameAgreement {
    /// The level of the name comparison; `cut` when one of the names may have been cut at its column's width.
    pub fn level(&self, cut: bool) -> u8 {
        let step = |limits: &[f32]| limits.iter().map(|limit| u8::from(self.bits < *limit)).sum::<u8>();
        if cut && self.prefix && (self.left_first > 0 || self.left_second > 0) {
            return NAME_PART + step(&[RARE, SOME]);
        }
        let whole = self.paired > self.initials;
        match (self.left_first, self.left_second) {
            (0, 0) if self.initials > 0 => INITIAL + step(&[RARE]),
            (0, 0) => match self.quality {
                Quality::Exact => EXACT_SAME + step(&EXACT),
                Quality::Sound => NAME_ALIKE + step(&LOOSER),
                Quality::Typo | Quality::Initial => NAME_SLIP + step(&LOOSER),
            },
            (0, _) | (_, 0) if whole => {
                if self.initials > 0 && self.bits < RARE {
                    INITIAL + 1
                } else {
                    NAME_PART + step(&LEFT_OUT)
                }
            }
            _ if whole && self.first => NAME_DIFFERING + step(&SHARED),
            _ if whole => OTHER_SHARED + step(&SHARED),
            _ if self.weak => WEAK,
            _ => DIFFERENT,
        }
    }

    /// The level of the mother's name comparison.
    pub fn mother_level(&self) -> u8 {
        let rare = self.bits >= RARE;
        let whole = self.paired > self.initials;
        match (self.left_first, self.left_second) {
            (0, 0) if self.quality <= Quality::Sound && self.initials == 0 => 2 - u8::from(rare),
            (0, 0) if whole => 4 - u8::from(rare),
            (0, _) | (_, 0) if whole => {
                if rare {
                    3
                } else {
                    5
                }
            }
            _ if whole && self.bits >= SHARED_RARE => 5,
            _ if self.weak => 5,
            _ => 6,
        }
    }

    /// The level of the father's name comparison.
    pub fn father_level(&self) -> u8 {
        match (self.left_first, self.left_second) {
            (0, 0) if self.initials == 0 => 1,
            (0, _) | (_, 0) if self.paired > 0 => 2,
            _ if self.weak => 2,
            _ => 3,
        }
    }

    /// Whether this is one name beyond doubt, as far as names go.
    pub fn is_same_name(&self) -> bool {
        let left = self.left_first.min(self.left_second);
        let more = self.left_first.max(self.left_second);
        left == 0 && self.initials == 0 && (more == 0 && self.bits >= SOME || self.bits >= RARE)
    }
}

/// What two names come to in every comparison that asks for names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NameLevels {
    /// As one's own name.
    pub(super) own: u8,
    pub(super) mother: u8,
    pub(super) father: u8,
    /// One name beyond doubt, as far as names go.
    pub(super) same: bool,
}

impl NameLevels {
    /// Bits that [`NameLevels::packed`] needs.
    pub(super) const BITS: u32 = 14;

    /// As one number, never 0: five bits for one's own name, three for a mother's, three for a father's, whether it is
    /// one name, and a bit that is always set.
    #[inline]
    pub(super) fn packed(self) -> u16 {
        u16::from(self.own)
            | u16::from(self.mother) << 5
            | u16::from(self.father) << 8
            | u16::from(self.same) << 11
            | 1 << 12
    }

    #[inline]
    pub(super) fn unpacked(packed: u16) -> NameLevels {
        let part = |shift: u32, bits: u32| (packed >> shift) as u8 & ((1 << bits) - 1);
        NameLevels { own: part(0, 5), mother: part(5, 3), father: part(8, 3), same: part(11, 1) == 1 }
    }
}

impl From<NameAgreement> for NameLevels {
    fn from(agreement: NameAgreement) -> NameLevels {
        NameLevels {
            own: agreement.level(false),
            mother: agreement.mother_level(),
            father: agreement.father_level(),
            same: agreement.is_same_name(),
        }
    }
}
