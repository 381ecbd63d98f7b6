//! What changes when a model is renewed? The old and the new one side by side, level by level, and what both say of
//! the same night: expected matches, links, and the pairs that only one of them links.

mod text;
mod words;

use serde::Serialize;

use crate::compare::{Comparison, Count};
use crate::record::RosterId;
use crate::score::{LevelModel, Model, RosterSize, Scorer};

pub use words::{WordChange, WordsChange};

use super::Language;
use super::waterfall::field_label;

/// Candidate pairs that must show a level before its change is worth a mark.
const SEEN: f64 = 20.0;
/// Change of a match weight that is worth a mark, in bits: twice as likely, or half.
const MARKED: f64 = 1.0;

/// A model beside the one that would replace it.
#[derive(Clone, Debug, Serialize)]
pub struct ModelChange {
    /// The old model on tonight's pairs; none where there is nothing to compare with.
    pub old: Option<Figures>,
    /// The new one.
    pub new: Figures,
    /// Candidate pairs that only the old model links.
    pub only_old_links: f64,
    /// Candidate pairs that only the new model links.
    pub only_new_links: f64,
    /// Level by level.
    pub comparisons: Vec<ComparisonChange>,
    /// Comparisons of the old model that tonight's settings do not make.
    pub gone: Vec<String>,
    /// Rosters two by two, and each with itself.
    pub rosters: Vec<RosterChange>,
    /// How common words are.
    pub words: WordsChange,
}

/// A model in a few figures, all of them on tonight's candidate pairs.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Version of the program that trained it.
    pub code_version: String,
    /// Rows it was trained on.
    pub rows: u64,
    /// Steps of training.
    pub steps: u32,
    /// Whether training settled.
    pub settled: bool,
    /// Classes it tells apart: 3, or 2 where it knows no family.
    pub classes: u8,
    /// Pairs of one person that it expects.
    pub expected_matches: f64,
    /// Pairs that it links.
    pub links: f64,
    /// Of them, those that it expects to be wrong.
    pub expected_wrong_links: f64,
}

/// One comparison in both models.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonChange {
    /// Stable key.
    pub key: String,
    /// What users call it.
    pub label: String,
    /// Levels, the most alike first.
    pub levels: Vec<LevelChange>,
}

/// One level in both models.
#[derive(Clone, Debug, Serialize)]
pub struct LevelChange {
    /// Stable key.
    pub key: String,
    /// In words.
    pub label: String,
    /// Tonight's candidate pairs that show it.
    pub pairs: f64,
    /// Chances in the old model; none for a level that it does not know.
    pub old: Option<Chances>,
    /// Chances in the new model; none for one that is no more.
    pub new: Option<Chances>,
    /// New weight less old weight.
    pub change: Option<f64>,
    /// Whether the change is large and the level is met.
    pub marked: bool,
}

/// Chances of a level in the three classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chances {
    /// m.
    pub same: f64,
    /// f.
    pub family: f64,
    /// u.
    pub stranger: f64,
    /// Match weight against strangers: log2(m / u).
    pub weight: f64,
    /// Match weight against a family: log2(m / f).
    pub weight_family: f64,
}

/// Priors of two rosters in both models.
#[derive(Clone, Debug, Serialize)]
pub struct RosterChange {
    /// The rosters.
    pub rosters: [String; 2],
    /// Chances of the same person and of one family in the old model, when it knows the two.
    pub old: Option<[f64; 2]>,
    /// In the new one.
    pub new: Option<[f64; 2]>,
    /// Pairs of one person that the old model expects tonight.
    pub old_matches: Option<f64>,
    /// That the new one expects.
    pub new_matches: f64,
}

/// What tonight's pairs are, for both models alike.
#[derive(Clone, Copy)]
pub struct Tonight<'a> {
    /// The comparisons made.
    pub comparisons: &'a [Comparison],
    /// Patterns of the candidate pairs.
    pub counts: &'a [Count],
    /// Rosters and their rows, in settings order.
    pub rosters: &'a [RosterSize],
}

/// Compares two models on tonight's pairs.
pub fn model_change(
    old: Option<&Model>,
    new: &Model,
    tonight: Tonight<'_>,
    language: Language,
) -> ModelChange {
    let scorer = |model: &Model| Scorer::new(model, tonight.comparisons, tonight.rosters);
    let new_scorer = scorer(new);
    let old_scorer = old.map(scorer);
    let (mut only_old_links, mut only_new_links) = (0.0, 0.0);
    if let Some(old_scorer) = &old_scorer {
        for count in tonight.counts {
            match (links(old_scorer, count), links(&new_scorer, count)) {
                (true, false) => only_old_links += count.pairs,
                (false, true) => only_new_links += count.pairs,
                _ => {}
            }
        }
    }
    let known = |key: &str| tonight.comparisons.iter().any(|comparison| comparison.key == key);
    let gone = old.into_iter().flat_map(|old| &old.comparisons).filter(|comparison| !known(&comparison.key));
    ModelChange {
        old: old.zip(old_scorer.as_ref()).map(|(model, scorer)| figures(model, scorer, tonight.counts)),
        new: figures(new, &new_scorer, tonight.counts),
        only_old_links,
        only_new_links,
        comparisons: comparisons(old, new, tonight, language),
        gone: gone.map(|comparison| comparison.key.clone()).collect(),
        rosters: rosters([old.zip(old_scorer.as_ref()), Some((new, &new_scorer))], tonight),
        words: words::words(old.map(|old| &old.frequencies), &new.frequencies),
    }
}

/// Whether a model links the pairs of a pattern.
fn links(scorer: &Scorer, count: &Count) -> bool {
    f64::from(scorer.verdict(count.pattern, count.rosters.0, count.rosters.1).same)
        >= scorer.thresholds.strong
}

fn figures(model: &Model, scorer: &Scorer, counts: &[Count]) -> Figures {
    let (mut expected, mut linked, mut wrong) = (0.0, 0.0, 0.0);
    for count in counts {
        let same = f64::from(scorer.verdict(count.pattern, count.rosters.0, count.rosters.1).same);
        expected += same * count.pairs;
        if same >= scorer.thresholds.strong {
            linked += count.pairs;
            wrong += (1.0 - same) * count.pairs;
        }
    }
    let family = model.unseen[1] > 0.0 || model.priors.iter().any(|prior| prior.family > 0.0);
    Figures {
        code_version: model.code_version.clone(),
        rows: model.rows,
        steps: model.steps,
        settled: model.settled,
        classes: if family { 3 } else { 2 },
        expected_matches: expected,
        links: linked,
        expected_wrong_links: wrong,
    }
}

fn comparisons(
    old: Option<&Model>,
    new: &Model,
    tonight: Tonight<'_>,
    language: Language,
) -> Vec<ComparisonChange> {
    let of = |model: Option<&Model>, comparison: &str, level: &str| -> Option<Chances> {
        let levels = &model?.comparisons.iter().find(|known| known.key == comparison)?.levels;
        levels.iter().find(|known| known.key == level).map(Chances::from)
    };
    let change = |(field, comparison): (usize, &Comparison)| {
        let mut levels: Vec<LevelChange> = Vec::new();
        for (index, level) in comparison.levels.iter().enumerate() {
            let shows = |count: &&Count| count.pattern.level(field) == index + 1;
            let pairs = tonight.counts.iter().filter(shows).map(|count| count.pairs).sum();
            let label = language.pick(level.label, level.label_en);
            let both = [of(old, &comparison.key, level.key), of(Some(new), &comparison.key, level.key)];
            levels.push(level_change(level.key, label, pairs, both));
        }
        // Levels that were: another version of the program had them.
        let was = old.and_then(|old| old.comparisons.iter().find(|known| known.key == comparison.key));
        for level in was.iter().flat_map(|known| &known.levels) {
            if !comparison.levels.iter().any(|known| known.key == level.key) {
                levels.push(level_change(&level.key, &level.key, 0.0, [Some(Chances::from(level)), None]));
            }
        }
        let label = field_label(&comparison.key, language).to_owned();
        ComparisonChange { key: comparison.key.clone(), label, levels }
    };
    tonight.comparisons.iter().enumerate().map(change).collect()
}

fn level_change(key: &str, label: &str, pairs: f64, [old, new]: [Option<Chances>; 2]) -> LevelChange {
    let change = old.zip(new).map(|(old, new)| new.weight - old.weight);
    LevelChange {
        key: key.to_owned(),
        label: label.to_owned(),
        pairs,
        old,
        new,
        change,
        marked: pairs >= SEEN && change.is_some_and(|change| change.abs() >= MARKED),
    }
}

impl From<&LevelModel> for Chances {
    fn from(level: &LevelModel) -> Chances {
        let bits = |a: f64, b: f64| a.max(1e-12).log2() - b.max(1e-12).log2();
        Chances {
            same: level.same,
            family: level.family,
            stranger: level.stranger,
            weight: bits(level.same, level.stranger),
            weight_family: bits(level.same, level.family),
        }
    }
}

fn rosters(models: [Option<(&Model, &Scorer)>; 2], tonight: Tonight<'_>) -> Vec<RosterChange> {
    let mut changes = Vec::new();
    for (x, (first, _)) in tonight.rosters.iter().enumerate() {
        for (y, (second, _)) in tonight.rosters.iter().enumerate().skip(x) {
            let pair = (RosterId(x as u16), RosterId(y as u16));
            let prior = |model: &Model| {
                let known = model.priors.iter().find(|prior| {
                    let [a, b] = &prior.rosters;
                    a == first && b == second || a == second && b == first
                });
                known.map(|prior| [prior.same, prior.family])
            };
            let matches = |scorer: &Scorer| -> f64 {
                let of_pair = tonight.counts.iter().filter(|count| count.rosters == pair);
                of_pair
                    .map(|count| f64::from(scorer.verdict(count.pattern, pair.0, pair.1).same) * count.pairs)
                    .sum()
            };
            let [old, new] = models;
            changes.push(RosterChange {
                rosters: [first.clone(), second.clone()],
                old: old.and_then(|(model, _)| prior(model)),
                new: new.and_then(|(model, _)| prior(model)),
                old_matches: old.map(|(_, scorer)| matches(scorer)),
                new_matches: new.map_or(0.0, |(_, scorer)| matches(scorer)),
            });
        }
    }
    changes
}

impl ModelChange {
    /// The marked levels, largest change first.
    pub fn largest(&self) -> Vec<(&ComparisonChange, &LevelChange)> {
        let mut marked: Vec<(&ComparisonChange, &LevelChange)> = self
            .comparisons
            .iter()
            .flat_map(|comparison| comparison.levels.iter().map(move |level| (comparison, level)))
            .filter(|(_, level)| level.marked)
            .collect();
        let size = |level: &LevelChange| level.change.unwrap_or_default().abs();
        marked.sort_by(|x, y| size(y.1).total_cmp(&size(x.1)));
        marked
    }
}

#[cfg(test)]
mod tests;
