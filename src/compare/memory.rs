//! What has been measured before? Agreements of names and texts that one thread remembers: rows of one block hold the
//! same few names again and again.

use super::name::NameLevels;
use super::words::Called;
use crate::record::TextId;

/// Names remembered, a power of two: 256 kB, which stay in the processor's second cache.
const NAMES_BITS: u32 = 14;
/// Texts remembered, a power of two.
const TEXTS_BITS: u32 = 11;

/// In which role names are compared: words are as rare as they are among names in that role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Own = 0,
    Mother = 1,
}

/// Tables that a lookup costs one cache line of; what falls on a taken entry replaces it.
pub(super) struct Memory {
    names: Vec<(u64, NameLevels)>,
    texts: Vec<(u64, u8)>,
}

impl Memory {
    /// Remembers nothing: for a pair now and then.
    pub(super) const fn none() -> Memory {
        Memory { names: Vec::new(), texts: Vec::new() }
    }

    pub(super) fn new() -> Memory {
        Memory {
            names: vec![(0, NameLevels::default()); 1 << NAMES_BITS],
            texts: vec![(0, 0); 1 << TEXTS_BITS],
        }
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
        let Some(entry) = self.names.get_mut(slot(key, NAMES_BITS)) else { return measure() };
        if entry.0 != key {
            *entry = (key, measure());
        }
        entry.1
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
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}
