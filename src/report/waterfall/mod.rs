//! Why are two rows one person, or not? The match weight step by step, and what each step says of the alternatives:
//! one family, strangers. In words ([`Waterfall::sentence`]), as a table, as a picture and as a page.

mod around;
mod chart;
mod page;
mod text;
mod values;
mod words;

use serde::Serialize;

use crate::compare::Comparer;
use crate::record::RowId;
use crate::score::{Band, Scorer, Thresholds, Verdict};
use crate::standardise::People;

use super::Language;

pub use around::{Around, Cited, Gap, Link, Neighbour, PairLine, cut_reason, known_values};
pub use chart::{Size, chart, classes_bar};
pub use page::{Page, page, title};
pub use values::{SIDE_BY_SIDE, Value, beside, differing, text_of};
pub use words::field as field_label;

/// One comparison of a pair: what was compared, how it agreed, and what that is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The comparison's key (`birth`).
    pub comparison: String,
    /// What users call it.
    pub label: String,
    /// The level in words.
    pub level: String,
    /// The first row's value, masked unless asked for.
    pub first: Value,
    /// The second row's value.
    pub second: Value,
    /// Change of the match weight, log2. The steps add up to it.
    pub weight: f32,
    /// Match weight so far.
    pub total: f32,
    /// What the comparison says for one person against two of one family, log2.
    pub against_family: f32,
    /// What it says for one person against strangers, log2.
    pub against_strangers: f32,
}

/// The whole account of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct Waterfall {
    /// Match weight before anything is compared: how rare matches are between these rosters.
    pub prior: f32,
    /// One a comparison, in pattern order.
    pub steps: Vec<Step>,
    /// Match weight.
    pub weight: f32,
    /// Probability of the same person.
    pub same: f32,
    /// Probability of two members of one family.
    pub family: f32,
    /// Probability of strangers.
    pub stranger: f32,
    /// Whether one family, and not strangers, is what the weight is measured against in the end.
    pub family_decides: bool,
    /// Match weights at which the verdict changes.
    pub limits: Vec<Limit>,
    /// The verdict's band in the words that users know.
    pub band: String,
    /// The band.
    #[serde(skip)]
    pub verdict: Band,
}

/// A match weight from which a verdict holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// The weight.
    pub weight: f32,
    /// The verdict from there on.
    pub band: Band,
}

/// Whose text a waterfall is made for: the language, and whether values are shown in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Language of labels.
    pub language: Language,
    /// Values in full.
    pub unmasked: bool,
}

/// Accounts for the weight of a pair; the rows' values stand in the order asked for.
pub fn waterfall(
    people: &People,
    comparer: &Comparer<'_>,
    scorer: &Scorer,
    rows: [RowId; 2],
    reader: Reader,
) -> Waterfall {
    let values = |field| values::pair(people, rows, field, reader);
    account(people, comparer, scorer, rows, reader.language, values)
}

/// The same without the rows' values: enough for a sentence and a short text, which name none, and a fraction of the
/// work.
pub(super) fn without_values(
    people: &People,
    comparer: &Comparer<'_>,
    scorer: &Scorer,
    rows: [RowId; 2],
    language: Language,
) -> Waterfall {
    account(people, comparer, scorer, rows, language, |_| Default::default())
}

fn account(
    people: &People,
    comparer: &Comparer<'_>,
    scorer: &Scorer,
    [first, second]: [RowId; 2],
    language: Language,
    values: impl Fn(usize) -> [Value; 2],
) -> Waterfall {
    let (a, b) = (first.min(second), first.max(second));
    let pattern = comparer.compare(a, b);
    let (x, y) = (people.roster[a as usize], people.roster[b as usize]);
    let classes = scorer.class_steps(pattern, x, y);
    let totals = scorer.steps(pattern, x, y);
    let Verdict { weight, same, family } = scorer.verdict(pattern, x, y);
    let steps = comparer.comparisons().into_iter().enumerate().map(|(field, comparison)| {
        let level = match pattern.level(field) {
            0 => language.pick("tidak ada di salah satu", "missing on one side"),
            level => language.pick(comparison.levels[level - 1].label, comparison.levels[level - 1].label_en),
        };
        let said = |class: usize| classes[field + 1][class] - classes[field][class];
        let [first, second] = values(field);
        Step {
            label: words::field(&comparison.key, language).into(),
            level: level.into(),
            first,
            second,
            weight: totals[field + 1] - totals[field],
            total: totals[field + 1],
            against_family: said(0) - said(1),
            against_strangers: said(0) - said(2),
            comparison: comparison.key,
        }
    });
    let verdict = scorer.thresholds.band(f64::from(same));
    let steps: Vec<Step> = steps.collect();
    let last = classes.last().copied().unwrap_or_default();
    Waterfall {
        prior: totals[0],
        steps,
        weight,
        same,
        family,
        stranger: (1.0 - same - family).max(0.0),
        family_decides: last[1] > last[2],
        limits: limits(&scorer.thresholds),
        band: words::band(verdict, language).into(),
        verdict,
    }
}

fn limits(thresholds: &Thresholds) -> Vec<Limit> {
    let of = |probability, band| Limit { weight: crate::cluster::log_odds(probability), band };
    vec![
        of(thresholds.review, Band::Review),
        of(thresholds.strong, Band::Strong),
        of(thresholds.certain, Band::Certain),
    ]
}

impl Step {
    /// Whether an officer learns anything from it: both rows lack most fields of most rosters.
    fn says_something(&self) -> bool {
        self.weighs() || !self.first.text.is_empty() || !self.second.text.is_empty()
    }

    /// Whether it moves the weight at all.
    fn weighs(&self) -> bool {
        self.weight.abs() >= 0.005
    }
}

#[cfg(test)]
mod tests;
