//! What happens to whom tonight? Drawn from the seed, the night and the label of a household, person or row alone:
//! so every roster that hears of it hears the same, and no two rosters need be in memory together.

use crate::scatter::scatter;

use super::dice::Dice;
use super::rosters::{ROSTERS, place};

/// Tonight's chances.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck {
    pub(super) seed: u64,
    /// From 1; the first night is not drawn here.
    pub(super) night: u64,
    /// Share of rows that change, about.
    pub(super) churn: f64,
}

/// What becomes of a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HouseholdNews {
    pub(super) moves: bool,
    /// Some of its members get a card of their own.
    pub(super) splits: bool,
}

/// What becomes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PersonNews {
    pub(super) dies: bool,
    /// Children that a woman of the age for it bears; 2 are twins.
    pub(super) bears: u8,
    /// A roster that takes the person in.
    pub(super) enters: Option<usize>,
}

/// What a clerk does to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowNews {
    /// Whether the roster hears what became of the household and the person.
    pub(super) hears: bool,
    pub(super) retyped: bool,
    /// The NIK is corrected where it is wrong, mistyped where it is right.
    pub(super) number: bool,
    /// The amount, or what else the roster counts.
    pub(super) facts: bool,
    pub(super) leaves: bool,
}

// Each is a share of the churn; together they come to about all of it, for households and persons change as many
// rows as a chance of their own would.
const MOVES: f64 = 0.22;
const SPLITS: f64 = 0.14;
const DIES: f64 = 0.08;
const BEARS: f64 = 0.8;
const ENTERS: f64 = 0.3;
const RETYPED: f64 = 0.22;
const NUMBER: f64 = 0.15;
const FACTS: f64 = 0.25;
const LEAVES: f64 = 0.1;
/// Births of twins among births: a few times as many as in life, so that a small run has some.
const TWINS: f64 = 0.06;
/// Rosters that hear of a move, a new card or a death the same night.
const HEARS: f64 = 0.75;

/// Rosters that people enter from the base register.
const OPEN: [usize; 6] = [place::PKH, place::SEMBAKO, place::PBI, place::BLT, place::ATENSI, place::CARD];

impl Luck {
    /// A stream for one thing tonight; `what` keeps apart what is drawn for the same label.
    pub(super) fn dice(&self, what: u64, label: &str) -> Dice {
        Dice::new(self.seed ^ self.night << 48, what, number_of(label))
    }

    pub(super) fn household(&self, label: &str) -> HouseholdNews {
        let mut dice = self.dice(0x21, label);
        HouseholdNews {
            moves: dice.chance(MOVES * self.churn),
            splits: dice.chance(SPLITS * self.churn * 2.0),
        }
    }

    /// Whether a member of a household that splits goes with the new card.
    pub(super) fn goes(&self, person: &str) -> bool {
        self.dice(0x22, person).chance(0.5)
    }

    pub(super) fn person(&self, label: &str) -> PersonNews {
        let mut dice = self.dice(0x23, label);
        let dies = dice.chance(DIES * self.churn);
        let bears = dice.chance(BEARS * self.churn);
        let twins = dice.chance(TWINS);
        let enters = dice.chance(ENTERS * self.churn);
        let roster = dice.pick(&OPEN);
        PersonNews {
            dies,
            bears: u8::from(bears) + u8::from(bears && twins),
            enters: (enters && !dies).then_some(roster),
        }
    }

    pub(super) fn row(&self, entry: &str) -> RowNews {
        let mut dice = self.dice(0x24, entry);
        RowNews {
            hears: dice.chance(HEARS),
            retyped: dice.chance(RETYPED * self.churn),
            number: dice.chance(NUMBER * self.churn),
            facts: dice.chance(FACTS * self.churn),
            leaves: dice.chance(LEAVES * self.churn),
        }
    }
}

/// A label as a number.
pub(super) fn number_of(label: &str) -> u64 {
    label.bytes().fold(label.len() as u64, |sum, byte| scatter(sum ^ u64::from(byte)))
}

/// How a roster reaches the office tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Usual,
    /// Yesterday's file once more; what happened since stands in none of its rows.
    SentAgain,
    /// All rows in another order.
    Reordered,
    /// The roster's own keys are numbered anew.
    Rekeyed,
    Renamed,
    OtherDelimiter,
    OtherColumns,
    TwoFiles,
    /// Not sent; back tomorrow.
    Missing,
}

impl Luck {
    /// Draws it; `plain` has every roster come as it always does.
    pub(super) fn delivery(&self, roster: usize, plain: bool) -> Delivery {
        let mut dice = self.dice(0x25, ROSTERS[roster].name);
        if plain {
            return Delivery::Usual;
        }
        match dice.below(100) {
            0..7 => Delivery::SentAgain,
            7..13 => Delivery::Reordered,
            13..17 => Delivery::Rekeyed,
            17..22 => Delivery::Renamed,
            22..27 => Delivery::OtherDelimiter,
            27..32 => Delivery::OtherColumns,
            32..37 => Delivery::TwoFiles,
            // A night without the base register would say of nearly all people that they are in no base.
            37..41 if roster != place::BDT => Delivery::Missing,
            _ => Delivery::Usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_without_churn_changes_nothing() {
        let luck = Luck { seed: 7, night: 2, churn: 0.0 };
        for number in 0..500 {
            let label = format!("1-{number}");
            assert_eq!(luck.household(&label), HouseholdNews { moves: false, splits: false });
            assert_eq!(luck.person(&label), PersonNews { dies: false, bears: 0, enters: None });
            let row = luck.row(&label);
            assert!(!row.retyped && !row.number && !row.facts && !row.leaves);
            assert_eq!(luck.delivery(number % ROSTERS.len(), true), Delivery::Usual);
        }
    }

    #[test]
    fn every_delivery_comes_up() {
        let mut seen: Vec<Delivery> = Vec::new();
        for night in 2..40 {
            for roster in 0..ROSTERS.len() {
                let delivery = Luck { seed: 7, night, churn: 0.02 }.delivery(roster, false);
                if !seen.contains(&delivery) {
                    seen.push(delivery);
                }
            }
        }
        assert_eq!(seen.len(), 9, "{seen:?}");
    }
}
