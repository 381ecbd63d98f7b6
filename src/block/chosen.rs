//! Which rows are picked out of all? A set of places, one bit each, to which threads add side by side.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

/// Rows picked out of all, one bit a place.
#[derive(Default)]
pub struct Chosen(Vec<AtomicU64>);

/// Places of a word.
const WORD: usize = 64;

impl Chosen {
    /// Rows at the places for which `is` says so.
    pub fn new(rows: usize, is: impl Fn(u32) -> bool + Sync) -> Chosen {
        let word = |word: usize| {
            let places = word * WORD..rows.min(word * WORD + WORD);
            let bits = places.fold(0, |bits, place| bits | u64::from(is(place as u32)) << (place % WORD));
            AtomicU64::new(bits)
        };
        Chosen((0..rows.div_ceil(WORD)).into_par_iter().map(word).collect())
    }

    /// None of so many rows.
    pub(super) fn none(rows: usize) -> Chosen {
        Chosen::new(rows, |_| false)
    }

    /// Adds a row. Most are there already when many passes add theirs: only looking is cheap.
    #[inline]
    pub(super) fn add(&self, place: u32) {
        if !self.holds(place) {
            self.0[place as usize / WORD].fetch_or(1 << (place as usize % WORD), Ordering::Relaxed);
        }
    }

    /// Rows picked.
    pub fn count(&self) -> u64 {
        self.words().map(|word| u64::from(word.count_ones())).sum()
    }

    #[inline]
    pub(super) fn holds(&self, place: u32) -> bool {
        self.0[place as usize / WORD].load(Ordering::Relaxed) >> (place as usize % WORD) & 1 == 1
    }

    /// The places, ascending.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> {
        self.words().enumerate().flat_map(|(word, bits)| {
            let first = (word * WORD) as u32;
            ones(bits).map(move |bit| first + bit)
        })
    }

    /// How many rows stand before each, once no more are added.
    pub(super) fn ranks(&self) -> Ranks<'_> {
        let mut before = 0;
        let ranks = self.words().map(|word| {
            let rank = before;
            before += word.count_ones();
            rank
        });
        Ranks { before: ranks.collect(), chosen: self }
    }

    fn words(&self) -> impl ExactSizeIterator<Item = u64> {
        self.0.iter().map(|word| word.load(Ordering::Relaxed))
    }
}

/// The order of picked rows.
pub(super) struct Ranks<'c> {
    /// Rows picked before each word.
    before: Vec<u32>,
    chosen: &'c Chosen,
}

impl Ranks<'_> {
    /// How many rows are picked before a place.
    #[inline]
    pub(super) fn of(&self, place: u32) -> usize {
        let word = place as usize / WORD;
        let below = self.chosen.0[word].load(Ordering::Relaxed) & ((1 << (place as usize % WORD)) - 1);
        (self.before[word] + below.count_ones()) as usize
    }
}

/// The places at which one set at least holds a row, ascending.
pub(super) fn in_any<'a>(sets: &'a [&'a Chosen]) -> impl Iterator<Item = u32> + 'a {
    let words = sets.first().map_or(0, |set| set.0.len());
    (0..words).flat_map(|word| {
        let bits = sets.iter().fold(0, |bits, set| bits | set.0[word].load(Ordering::Relaxed));
        let first = (word * WORD) as u32;
        ones(bits).map(move |bit| first + bit)
    })
}

/// The bits that are set, lowest first.
fn ones(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (bits != 0).then(|| {
            let bit = bits.trailing_zeros();
            bits &= bits - 1;
            bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_picked_and_what_was_added() {
        let rows = 200;
        let (third, seventh) = (Chosen::new(rows, |place| place % 3 == 0), Chosen::none(rows));
        (0..rows as u32).step_by(7).for_each(|place| seventh.add(place));
        seventh.add(199);
        seventh.add(199);
        assert_eq!((third.count(), seventh.count()), (67, 30));
        assert!(seventh.holds(196) && !seventh.holds(197) && third.holds(63) && !third.holds(64));
        let either: Vec<u32> =
            (0..rows as u32).filter(|&place| third.holds(place) || seventh.holds(place)).collect();
        assert_eq!(in_any(&[&third, &seventh]).collect::<Vec<_>>(), either);
        assert_eq!(third.places().collect::<Vec<_>>(), (0..200).step_by(3).collect::<Vec<u32>>());
        assert_eq!(in_any(&[]).count(), 0);
    }
}
