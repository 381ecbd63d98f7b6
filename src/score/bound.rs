//! Which two rows of one family card are two of its people beyond doubt, before all of them is compared? What some
//! comparisons say, and the most that the others still could.
//!
//! On a card the other members are the ones to be kept apart, so the odds of one person against one family decide; that
//! the two are one family is known from the card and asked of nobody.

use super::model::{Floor, Lift, Scorer};
use crate::compare::{LEVELS, Pattern, levels};
use crate::record::RosterId;

/// The most that the log2 odds of one person against one family can come to, once some comparisons are made.
pub struct Bound {
    /// By comparison made, and level.
    made: Vec<(usize, [f32; LEVELS])>,
    /// By pair of rosters: the odds before anything is compared, and the most that all else adds.
    rest: Vec<f32>,
    rosters: usize,
    /// By level of the names, for two born on one day; where names are not compared yet, the most of any.
    twins: [f32; LEVELS],
    /// Odds below which nobody asks for the pair.
    limit: f32,
}

impl Bound {
    /// For pairs of which these fields are compared, no declared ones, and any of the others may be.
    pub fn new(scorer: &Scorer, floor: Floor, made: &[usize]) -> Bound {
        let odds = |field: usize| scorer.logs[field].map(|[same, family, ..]| same - family);
        let others = (0..levels::FIRST_EXTRA).filter(|field| !made.contains(field));
        let by_others: f32 = others.map(|field| largest(&odds(field))).sum();
        let [of_same, of_family] = &scorer.interactions;
        let asked = |lift: &&Lift| lift.fields().into_iter().all(|field| field < levels::FIRST_EXTRA);
        let by_same: f32 = of_same.iter().filter(asked).map(|lift| largest(&lift.bits)).sum();
        let by_family: f32 =
            of_family.iter().filter(asked).map(|lift| largest(&lift.bits.map(|bits| -bits))).sum();
        let mut twins = scorer.twins.map(|family| -family);
        twins[0] = largest(&twins);
        Bound {
            made: made.iter().map(|field| (*field, odds(*field))).collect(),
            rest: scorer
                .priors
                .iter()
                .map(|[same, family, ..]| same - family + by_others + by_same + by_family)
                .collect(),
            rosters: scorer.rosters,
            twins,
            limit: floor.least_same,
        }
    }

    /// Whether a pair cannot be one person any more, by what is compared: with any levels of the other comparisons its
    /// chance stays below the floor.
    #[inline]
    pub fn rules_out(&self, pattern: Pattern, x: RosterId, y: RosterId) -> bool {
        let prior = self.rest[x.index() * self.rosters + y.index()];
        let odds = self.made.iter().fold(prior, |odds, (field, levels)| odds + levels[pattern.level(*field)]);
        let twins = levels::born_together(pattern.level(levels::BIRTH));
        let odds = if twins { odds + self.twins[pattern.level(levels::NAME)] } else { odds };
        odds < self.limit
    }
}

/// The largest of some numbers, or 0 for what is missing.
fn largest(bits: &[f32]) -> f32 {
    bits.iter().copied().fold(0.0, f32::max)
}
