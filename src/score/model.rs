//! What has been learnt, and what does a pattern weigh by it? The model as data, and its tables for scoring.
//!
//! Three latent classes (Fellegi and Sunter 1969, with a third class beside their two): with chances m(level)
//! for the same person, f(level) for one family and u(level) for strangers, and the priors p, q, r of the three,
//! the odds of "same person" against everything else are p*prod(m) / (q*prod(f) + r*prod(u)).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::interaction::{Agreeing, Interaction, Placed, placed};
use super::{Band, RosterSize};
use crate::compare::{Comparison, Frequencies, LEVELS, Pattern, levels};
use crate::record::RosterId;

/// Version of the model file's layout.
pub const FORMAT: u32 = 3;

/// Chances of one level, given that neither value is missing (and the level's condition).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// Key of the level.
    pub key: String,
    /// m: among pairs of the same person.
    pub same: f64,
    /// Among two members of one family.
    pub family: f64,
    /// u: among strangers.
    pub stranger: f64,
}

/// All levels of one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonModel {
    /// The field's name.
    pub key: String,
    /// Levels from 1 on.
    pub levels: Vec<LevelModel>,
}

/// Chances of the classes for a random pair of two rosters (or within one), before anything is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// The two rosters' names, in settings order.
    pub rosters: [String; 2],
    /// Chance of the same person.
    pub same: f64,
    /// Chance of one family.
    pub family: f64,
}

/// Match probabilities at which the verdict changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// PADAN PASTI from here.
    pub certain: f64,
    /// PADAN KUAT from here; links that make clusters.
    pub strong: f64,
    /// PERLU VERIFIKASI from here.
    pub review: f64,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { certain: 0.995, strong: 0.80, review: 0.10 }
    }
}

impl Thresholds {
    /// The band of a match probability.
    pub fn band(&self, same: f64) -> Band {
        if same >= self.certain {
            Band::Certain
        } else if same >= self.strong {
            Band::Strong
        } else if same >= self.review {
            Band::Review
        } else {
            Band::NoMatch
        }
    }
}

/// A trained model: one readable JSON file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Layout of this file.
    pub format: u32,
    /// Version of the program that trained it.
    pub code_version: String,
    /// Rows it was trained on.
    pub rows: u64,
    /// Steps of EM taken.
    pub steps: u32,
    /// Whether the steps settled; a model that did not is used, and reported.
    pub settled: bool,
    /// Latent classes: three, or two where the data could not show families.
    pub classes: u8,
    /// Pairs of the same person it expects among the candidates.
    pub expected_matches: f64,
    /// Pairs of one family it expects among the candidates.
    pub expected_family: f64,
    /// Band limits.
    pub thresholds: Thresholds,
    /// Chances by comparison and level.
    pub comparisons: Vec<ComparisonModel>,
    /// Comparisons that depend on each other within a class.
    #[serde(default)]
    pub interactions: Vec<Interaction>,
    /// Priors by pair of rosters.
    pub priors: Vec<Prior>,
    /// Prior for rosters the model has not seen, as a chance for each row of the smaller roster to have a partner.
    pub unseen: [f64; 2],
    /// Rows of each roster it was trained on, by name.
    pub rosters: BTreeMap<String, u64>,
    /// How common words are: patterns of another night are asked by these counts, not by that night's own.
    pub frequencies: Frequencies,
}

impl Model {
    /// Rows of a roster as chances are reckoned by: those it was trained on. A roster it has not seen counts as a power
    /// of two, so that its priors do not move every night with a few rows more or less.
    fn rows_of(&self, name: &str, tonight: u64) -> u64 {
        let rounded = || 1u64 << (tonight.max(1) as f64).log2().round() as u32;
        self.rosters.get(name).copied().unwrap_or_else(rounded)
    }

    /// States the chances of a comparison that training could not see: of each level by key, in the three classes.
    pub fn restate(&mut self, comparison: &str, levels: &[(&str, [f64; 3])]) {
        let levels = levels.iter().map(|&(key, [same, family, stranger])| LevelModel {
            key: key.into(),
            same,
            family,
            stranger,
        });
        if let Some(known) = self.comparisons.iter_mut().find(|known| known.key == comparison) {
            known.levels = levels.collect();
        }
    }
}

/// Match probabilities between which the second pass asks the families.
pub const FAMILIES_ASKED: std::ops::RangeInclusive<f32> = 0.01..=0.9999;

/// What a pattern says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Match weight: log2 of the odds of same person against family and strangers.
    pub weight: f32,
    /// Probability of the same person.
    pub same: f32,
    /// Probability of one family.
    pub family: f32,
}

/// The least chances of the same person and of one family that a pair is asked for with.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    same: f32,
    family: f32,
    /// log2 odds against a single other class below which the chance of the same person is below the floor for sure: the
    /// odds against all others are no better. Half a bit is left for rounding.
    least_same: f32,
    /// The same of one family.
    least_family: f32,
}

impl Floor {
    /// Chances between 0 and 1.
    pub fn new(same: f32, family: f32) -> Floor {
        let least = |chance: f32| (chance / (1.0 - chance)).log2() - 0.5;
        Floor { same, family, least_same: least(same), least_family: least(family) }
    }
}

/// A model laid out for scoring: log2 of every chance, by class, comparison and level.
#[derive(Clone, Debug)]
pub struct Scorer {
    /// By comparison and level. First the comparisons that every night has, then the declared ones.
    logs: Box<[Table; levels::FIRST_EXTRA]>,
    declared: Vec<Table>,
    /// log2 priors by pair of rosters: `[x * rosters + y]`, either way round.
    priors: Vec<[f32; 4]>,
    rosters: usize,
    /// By class.
    interactions: [Vec<Lift>; 2],
    /// What all interactions of a class add at most.
    most_lift: [f32; 2],
    /// What a family's name levels change by for two born on one day.
    twins: [f32; LEVELS],
    /// Band limits.
    pub thresholds: Thresholds,
}

/// Of each level the log2 chances in the three classes, and what it says to interactions: nothing (0), that the rows do
/// not agree (2) or do (3), times four for each comparison before it. Four numbers are added at once, and whole numbers
/// of twenty bits come out of that as they went in.
type Table = [[f32; 4]; LEVELS];

/// An interaction as log2 of its lifts.
#[derive(Clone, Copy, Debug)]
struct Lift {
    /// Where the two comparisons' bits stand in what a pattern says.
    shifts: (u32, u32),
    /// By what the first says, times four, and the second.
    bits: [f32; 16],
}

impl Lift {
    fn new(placed: &Placed) -> Lift {
        let mut bits = [0.0; 16];
        for (cell, lift) in placed.lift.into_iter().enumerate() {
            // Cells count: neither, only the second, only the first, both.
            let (first, second) = (2 + (cell >> 1), 2 + (cell & 1));
            bits[first << 2 | second] = lift.log2() as f32;
        }
        let shift = |field: usize| 2 * field as u32;
        Lift { shifts: (shift(placed.fields.0), shift(placed.fields.1)), bits }
    }

    #[inline]
    fn of(&self, said: u64) -> f32 {
        let (first, second) = (said >> self.shifts.0 & 3, said >> self.shifts.1 & 3);
        self.bits[(first << 2 | second) as usize]
    }

    fn most(&self) -> f32 {
        self.bits.iter().fold(0.0, |most, bits| most.max(*bits))
    }
}

/// log2 chances of the three classes, and what each comparison says to interactions, two bits each.
type Independent = ([f32; 3], u64);

impl Scorer {
    /// Lays out a model for the night's comparisons and rosters (names and rows).
    ///
    /// A comparison or roster the model has not seen gets the shipped chances, so a new roster never stops a night.
    pub fn new(model: &Model, comparisons: &[Comparison], rosters: &[(String, u64)]) -> Scorer {
        let agreeing = Agreeing::new(comparisons);
        let mut logs: Vec<Table> = Vec::new();
        for comparison in comparisons {
            let known = model.comparisons.iter().find(|known| known.key == comparison.key);
            let mut table = [[0f32; 4]; LEVELS];
            for (index, level) in comparison.levels.iter().enumerate() {
                let learnt =
                    known.and_then(|known| known.levels.iter().find(|learnt| learnt.key == level.key));
                let chances = match learnt {
                    Some(learnt) => [learnt.same, learnt.family, learnt.stranger],
                    // Unseen: it says nothing for or against.
                    None => [1.0; 3],
                };
                for (class, chance) in chances.into_iter().enumerate() {
                    table[index + 1][class] = chance.max(1e-12).log2() as f32;
                }
                table[index + 1][3] = if agreeing.is(logs.len(), index + 1) { 3.0 } else { 2.0 };
            }
            logs.push(table);
        }
        let mut priors = vec![[0f32; 4]; rosters.len() * rosters.len()];
        for (x, (name_x, rows_x)) in rosters.iter().enumerate() {
            for (y, (name_y, rows_y)) in rosters.iter().enumerate().skip(x) {
                let learnt = model.priors.iter().find(|prior| {
                    let [a, b] = &prior.rosters;
                    a == name_x && b == name_y || a == name_y && b == name_x
                });
                let (same, family) = match learnt {
                    Some(prior) => (prior.same, prior.family),
                    None => {
                        let [rows_x, rows_y] = [(name_x, rows_x), (name_y, rows_y)]
                            .map(|(name, rows)| model.rows_of(name, *rows));
                        let larger = rows_x.max(rows_y).max(2) as f64;
                        let within = if x == y { 0.02 } else { 1.0 };
                        (model.unseen[0] * within / larger, model.unseen[1] / larger)
                    }
                };
                let rest = (1.0 - same - family).max(1e-6);
                let [same, family, rest] = [same, family, rest].map(|chance| chance.max(1e-15).log2() as f32);
                for place in [x * rosters.len() + y, y * rosters.len() + x] {
                    priors[place] = [same, family, rest, 0.0];
                }
            }
        }
        let placed = placed(&model.interactions, comparisons);
        let interactions: [Vec<Lift>; 2] =
            [0, 1].map(|class| placed.iter().filter(|placed| placed.class == class).map(Lift::new).collect());
        let most_lift = [0, 1].map(|class: usize| interactions[class].iter().map(Lift::most).sum());
        let known = comparisons[levels::NAME].levels.len();
        let twins = std::array::from_fn(|name| {
            if name == 0 || name > known {
                return 0.0;
            }
            let learnt = logs[levels::NAME][name][1];
            levels::twin_names(name, f64::from(learnt.exp2())).log2() as f32 - learnt
        });
        let declared = logs.split_off(levels::FIRST_EXTRA);
        let mut fixed = logs.into_iter();
        let logs = std::array::from_fn(|field| {
            let scale = (1u32 << (2 * field)) as f32;
            let mut table = fixed.next().unwrap_or([[0.0; 4]; LEVELS]);
            table.iter_mut().for_each(|level| level[3] *= scale);
            table
        });
        Scorer {
            logs: Box::new(logs),
            declared,
            priors,
            rosters: rosters.len(),
            interactions,
            most_lift,
            twins,
            thresholds: model.thresholds,
        }
    }

    /// What the model expects of each roster's pairs before anything is compared, as one number a roster. It lasts as
    /// long as the roster keeps its name, and for one the model has not seen also its size and that of the others.
    pub fn rosters_as_expected(&self, model: &Model, rosters: &[RosterSize]) -> Vec<u64> {
        let seen =
            |name: &str| model.priors.iter().any(|prior| prior.rosters.iter().any(|known| known == name));
        let number = |(place, (name, _)): (usize, &RosterSize)| {
            let mut said = blake3::Hasher::new();
            said.update(name.as_bytes());
            if !seen(name) {
                let mut others: Vec<(&str, &[f32; 4])> = rosters
                    .iter()
                    .zip(&self.priors[place * self.rosters..])
                    .map(|((other, _), prior)| (other.as_str(), prior))
                    .collect();
                others.sort_unstable_by_key(|(other, _)| *other);
                for (other, prior) in others {
                    said.update(other.as_bytes());
                    prior.iter().for_each(|bits| {
                        said.update(&bits.to_le_bytes());
                    });
                }
            }
            let mut first = [0; 8];
            first.copy_from_slice(&said.finalize().as_bytes()[..8]);
            u64::from_le_bytes(first)
        };
        rosters.iter().enumerate().map(number).collect()
    }

    /// The pattern as it is weighed: families are asked only where the rest leaves a doubt.
    ///
    /// Below, kin on other cards would be taken for strangers; above, a family card that changed would make a known
    /// person doubtful.
    pub fn weighed(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Pattern {
        let rest = pattern.without(levels::RELATIVES);
        if rest == pattern || FAMILIES_ASKED.contains(&odds(self.sums(rest, x, y)).same) {
            pattern
        } else {
            rest
        }
    }

    /// log2 chances of the three classes for a pattern between two rosters, not normalised.
    #[inline]
    fn sums(&self, pattern: Pattern, x: RosterId, y: RosterId) -> [f32; 3] {
        self.lifted(pattern, self.independent(pattern, x, y))
    }

    /// [`Scorer::sums`] if comparisons told nothing of each other: prior and comparisons.
    #[inline]
    fn independent(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Independent {
        let mut sums = self.priors[x.index() * self.rosters + y.index()];
        for (field, table) in self.logs.iter().enumerate() {
            let bits = &table[pattern.level(field)];
            sums = std::array::from_fn(|lane| sums[lane] + bits[lane]);
        }
        let mut said = sums[3] as u64;
        if pattern.has_declared() {
            for (field, table) in (levels::FIRST_EXTRA..).zip(&self.declared) {
                let bits = &table[pattern.level(field)];
                sums = std::array::from_fn(|lane| sums[lane] + bits[lane]);
                said |= (bits[3] as u64) << (2 * field);
            }
        }
        ([sums[0], sums[1], sums[2]], said)
    }

    /// With what comparisons tell of each other.
    #[inline]
    fn lifted(&self, pattern: Pattern, ([same, family, stranger], said): Independent) -> [f32; 3] {
        let [of_same, of_family] = &self.interactions;
        let same = of_same.iter().fold(same, |sum, lift| sum + lift.of(said));
        let family = of_family.iter().fold(family, |sum, lift| sum + lift.of(said));
        [same, family + self.twin_names(pattern), stranger]
    }

    #[inline]
    fn twin_names(&self, pattern: Pattern) -> f32 {
        let twins = levels::born_together(pattern.level(levels::BIRTH));
        if twins { self.twins[pattern.level(levels::NAME)] } else { 0.0 }
    }

    /// What a pattern between two rosters says, when the chance of the same person or of one family is the floor or more.
    /// Most pairs are strangers beyond doubt, which a look at the sums tells.
    #[inline]
    pub fn verdict_above(&self, floor: Floor, pattern: Pattern, x: RosterId, y: RosterId) -> Option<Verdict> {
        let pattern = self.weighed(pattern, x, y);
        let Floor { least_same, least_family, .. } = floor;
        let independent = self.independent(pattern, x, y);
        let [same, family, stranger] = independent.0;
        let family_most = family + self.most_lift[1] + self.twin_names(pattern);
        if same + self.most_lift[0] - stranger < least_same && family_most - stranger < least_family {
            return None;
        }
        let [same, family, stranger] = self.lifted(pattern, independent);
        let hopeless = same - family.max(stranger) < least_same && family - same.max(stranger) < least_family;
        if hopeless {
            return None;
        }
        let verdict = odds([same, family, stranger]);
        (verdict.same >= floor.same || verdict.family >= floor.family).then_some(verdict)
    }

    /// log2 chances of the three classes (same, family, strangers) after the prior alone and after each comparison in
    /// turn, not normalised: two neighbours differ by what the comparison says in each class.
    pub fn class_steps(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Vec<[f32; 3]> {
        let pattern = self.weighed(pattern, x, y);
        (0..=self.logs.len() + self.declared.len())
            .map(|known| self.sums(pattern.first(known), x, y))
            .collect()
    }

    /// What a pattern between two rosters says.
    pub fn verdict(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Verdict {
        odds(self.sums(self.weighed(pattern, x, y), x, y))
    }

    /// The weight after the prior alone and after each comparison in turn: the steps of a waterfall. The last is
    /// the match weight.
    pub fn steps(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Vec<f32> {
        self.class_steps(pattern, x, y).into_iter().map(|sums| odds(sums).weight).collect()
    }
}

/// What the log2 chances of the three classes come to.
fn odds([same, family, stranger]: [f32; 3]) -> Verdict {
    let top = family.max(stranger);
    let against = top + ((family - top).exp2() + (stranger - top).exp2()).log2();
    let weight = same - against;
    let probability = 1.0 / (1.0 + (-weight).exp2());
    let of_rest = (family - against).exp2();
    Verdict { weight, same: probability, family: (1.0 - probability) * of_rest }
}
