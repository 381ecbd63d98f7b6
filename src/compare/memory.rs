//! What has been measured before? Agreements of names and texts that one thread remembers: rows of one block hold the
//! same few names again and again.

use super::name::NameLevels;
use super::words::Called;
use crate::record::TextId;

/// Names remembered, a power of two: 128 kB, which stay in the processor's second cache.
const NAMES_BITS: u32 = 14;
/// Texts remembered, a power of two.
const TEXTS_BITS: u32 = 11;
/// What numbers are scattered by: odd, so that no two numbers become one.
const SCATTER: u64 = 0x9E37_79B9_7F4A_7C15;

/// In which role names are compared: words are as rare as they are among names in that role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Own = 0,
    Mother = 1,
}

/// The bits that levels take, where the key's own are gone.
const LEVELS: u64 = (1 << NAMES_BITS) - 1;
const _: () = assert!(NameLevels::BITS <= NAMES_BITS);

/// Tables that a lookup costs one cache line of; what falls on a taken entry replaces it.
pub(super) struct Memory {
    /// The scattered key without the bits that say where it stands, and the levels in their place.
    names: Vec<u64>,
    texts: Vec<(u64, u8)>,
}

impl Memory {
    /// Remembers nothing: for a pair now and then.
    pub(super) const fn none() -> Memory {
        Memory { names: Vec::new(), texts: Vec::new() }
    }

    pub(super) fn new() -> Memory {
        Memory { names: vec![0; 1 << NAMES_BITS], texts: vec![(0, 0); 1 << TEXTS_BITS] }
    }

    /// Levels of two names, from memory or by `measure`.
    #[inline]
    pub(super) fn of_names(
        &mut self,
        role: Role,
        x: Called,
        y: Called,
        measure: impl FnOnce() -> NameLevels,
    ) -> NameLevels {
        let (low, high) = (u64::from(x.min(y).0.get()), u64::from(x.max(y).0.get()));
        let key = (low << 32 | high) ^ u64::from(role == Role::Mother) << 63;
        let scattered = key.wrapping_mul(SCATTER);
        let slot = (scattered >> (64 - NAMES_BITS)) as usize;
        let Some(entry) = self.names.get_mut(slot) else { return measure() };
        let rest = scattered << NAMES_BITS;
        if *entry & !LEVELS != rest || *entry & LEVELS == 0 {
            *entry = rest | u64::from(measure().packed());
        }
        NameLevels::unpacked((*entry & LEVELS) as u16)
    }

    /// Level of two texts, from memory or by `measure`.
    pub(super) fn of_texts(&mut self, x: TextId, y: TextId, measure: impl FnOnce() -> u8) -> u8 {
        let key = u64::from(x.0.get()) << 32 | u64::from(y.0.get());
        let Some(entry) = self.texts.get_mut(slot(key, TEXTS_BITS)) else { return measure() };
        if entry.0 != key {
            *entry = (key, measure());
        }
        entry.1
    }
}

fn slot(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(SCATTER) >> (64 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[test]
    fn what_is_remembered_comes_back_for_the_same_names_only() {
        let called = |number: u32| Called(NonZeroU32::new(number).expect("above 0"));
        let levels = |x: u32, y: u32, role: Role| NameLevels {
            own: ((x * 7 + y) % 28) as u8,
            mother: ((x + y) % 7) as u8,
            father: ((x + y) % 4) as u8,
            same: role == Role::Mother,
        };
        let mut memory = Memory::new();
        for (x, y) in (1..200)
            .flat_map(|x| (x..400).map(move |y| (x, (u64::from(y) * 40_000_001 % 3_000_000_000) as u32 + 1)))
        {
            for role in [Role::Own, Role::Mother] {
                let expected = levels(x % 90, y % 90, role);
                let met = memory.of_names(role, called(x), called(y), || expected);
                assert_eq!(met, expected);
                let again = memory.of_names(role, called(y), called(x), || unreachable!("just met"));
                assert_eq!(again, expected);
            }
        }
    }
}
