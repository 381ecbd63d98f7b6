//! What has been learnt, and what does a pattern weigh by it? The model as data, and its tables for scoring.
//!
//! Three latent classes (Fellegi and Sunter 1969, with a third class beside their two): with chances m(level)
//! for the same person, f(level) for one family and u(level) for strangers, and the priors p, q, r of the three,
//! the odds of "same person" against everything else are p*prod(m) / (q*prod(f) + r*prod(u)).

use serde::{Deserialize, Serialize};

use super::Band;
use super::interaction::{Agreeing, Interaction, Placed, placed};
use crate::compare::{Comparison, LEVELS, Pattern, levels};
use crate::record::RosterId;

/// Version of the model file's layout.
pub const FORMAT: u32 = 2;

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
}

impl Model {
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

/// A model laid out for scoring: log2 of every chance, by class, comparison and level.
#[derive(Clone, Debug)]
pub struct Scorer {
    /// By comparison and level: same, family, strangers, and nothing, so that four are added at once.
    logs: Vec<[[f32; 4]; LEVELS]>,
    /// log2 priors by pair of rosters: `[x * rosters + y]`, either way round.
    priors: Vec<[f32; 4]>,
    rosters: usize,
    agreeing: Agreeing,
    interactions: Vec<Lift>,
    /// What a family's name levels change by for two born on one day.
    twins: [f32; LEVELS],
    /// Band limits.
    pub thresholds: Thresholds,
}

/// An interaction as log2 of its lifts.
#[derive(Clone, Copy, Debug)]
struct Lift {
    class: usize,
    fields: (usize, usize),
    bits: [f32; 4],
}

impl Scorer {
    /// Lays out a model for the night's comparisons and rosters (names and rows).
    ///
    /// A comparison or roster the model has not seen gets the shipped chances, so a new roster never stops a night.
    pub fn new(model: &Model, comparisons: &[Comparison], rosters: &[(String, u64)]) -> Scorer {
        let mut logs = Vec::new();
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
                        let larger = (*rows_x).max(*rows_y).max(2) as f64;
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
        let lift = |placed: Placed| Lift {
            class: placed.class,
            fields: placed.fields,
            bits: placed.lift.map(|lift| lift.log2() as f32),
        };
        let known = comparisons[levels::NAME].levels.len();
        let twins = std::array::from_fn(|name| {
            if name == 0 || name > known {
                return 0.0;
            }
            let learnt = logs[levels::NAME][name][1];
            levels::twin_names(name, f64::from(learnt.exp2())).log2() as f32 - learnt
        });
        Scorer {
            logs,
            priors,
            rosters: rosters.len(),
            agreeing: Agreeing::new(comparisons),
            interactions: placed(&model.interactions, comparisons).into_iter().map(lift).collect(),
            twins,
            thresholds: model.thresholds,
        }
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
        let mut sums = self.priors[x.index() * self.rosters + y.index()];
        // One bit a comparison: whether both rows knew it, and whether they agree.
        let (mut known, mut agreeing) = (0u32, 0u32);
        for (field, (table, agree)) in self.logs.iter().zip(self.agreeing.tables()).enumerate() {
            let level = pattern.level(field);
            let bits = &table[level];
            sums = std::array::from_fn(|class| sums[class] + bits[class]);
            known |= u32::from(level > 0) << field;
            agreeing |= u32::from(agree[level]) << field;
        }
        for lift in &self.interactions {
            let (i, j) = lift.fields;
            if known >> i & known >> j & 1 == 1 {
                sums[lift.class] += lift.bits[(2 * (agreeing >> i & 1) + (agreeing >> j & 1)) as usize];
            }
        }
        if levels::born_together(pattern.level(levels::BIRTH)) {
            sums[1] += self.twins[pattern.level(levels::NAME)];
        }
        [sums[0], sums[1], sums[2]]
    }

    /// What a pattern between two rosters says, when the chance of the same person is `least` or more, or one family is
    /// at least as likely as not. Most pairs are strangers beyond doubt, which a look at the sums tells.
    pub fn verdict_above(&self, least: f32, pattern: Pattern, x: RosterId, y: RosterId) -> Option<Verdict> {
        let pattern = self.weighed(pattern, x, y);
        let [same, family, stranger] = self.sums(pattern, x, y);
        // The odds against are at least the larger of the two others; half a bit is left for rounding.
        let hopeless = same - family.max(stranger) < (least / (1.0 - least)).log2() - 0.5
            && family - same.max(stranger) < -0.5;
        if hopeless {
            return None;
        }
        let verdict = odds([same, family, stranger]);
        (verdict.same >= least || verdict.family >= 0.5).then_some(verdict)
    }

    /// log2 chances of the three classes (same, family, strangers) after the prior alone and after each comparison in
    /// turn, not normalised: two neighbours differ by what the comparison says in each class.
    pub fn class_steps(&self, pattern: Pattern, x: RosterId, y: RosterId) -> Vec<[f32; 3]> {
        let pattern = self.weighed(pattern, x, y);
        (0..=self.logs.len()).map(|known| self.sums(pattern.first(known), x, y)).collect()
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
