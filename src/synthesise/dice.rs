//! How is chance drawn so that a seed gives the same bytes everywhere? One small generator per piece of work,
//! seeded by the run's seed, what the piece is for, and its number; no draw depends on the order of threads.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::scatter::scatter;

/// A stream of chance for one piece of work.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    /// The stream of piece `number` of the work named `stream`.
    pub(super) fn new(seed: u64, stream: u64, number: u64) -> Dice {
        let mixed = scatter(seed ^ scatter(stream.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ scatter(number)));
        Dice(Pcg64Mcg::seed_from_u64(mixed))
    }

    /// A number from 0 to 1, 1 excluded.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with the given probability. Draws even for 0 and 1, so that a changed rate moves nothing else.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `bound` (0 when `bound` is 0).
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// An index below `length` (0 when `length` is 0).
    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u64::from(high.abs_diff(low)) + 1;
        low.saturating_add(self.below(width) as i32)
    }

    /// One of `values`, each as likely as the next.
    pub(super) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.index(values.len())]
    }

    /// A small count from 1 on: each further one has the given probability.
    pub(super) fn run_length(&mut self, again: f64, most: u32) -> u32 {
        let mut count = 1;
        while count < most && self.chance(again) {
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_stream_repeats_and_differs_from_its_neighbours() {
        let draw = |seed, stream, number| {
            let mut dice = Dice::new(seed, stream, number);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, 1, 2), draw(7, 1, 2));
        assert_ne!(draw(7, 1, 2), draw(7, 1, 3));
        assert_ne!(draw(7, 1, 2), draw(7, 2, 2));
        assert_ne!(draw(7, 1, 2), draw(8, 1, 2));
    }

    #[test]
    fn bounds_hold() {
        let mut dice = Dice::new(1, 1, 1);
        for _ in 0..1000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert!(dice.below(7) < 7);
            assert!((0.0..1.0).contains(&dice.unit()));
        }
        assert_eq!(dice.below(0), 0);
    }
}
