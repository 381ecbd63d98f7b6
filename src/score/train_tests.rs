//! Does training find the parameters that made the data, and does it stay sensible where there is little?

use super::*;
use crate::compare::Pattern;
use crate::compare::levels::{self, Level, comparisons};
use crate::record::RosterId;
use crate::score::{Floor, Scorer};
use crate::standardise::People;

/// A small deterministic source of chances.
struct Dice(u64);

impl Dice {
    fn chance(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn level(&mut self, chances: &[f64]) -> u64 {
        let mut left = self.chance() * chances.iter().sum::<f64>();
        for (index, chance) in chances.iter().enumerate() {
            left -= chance;
            if left < 0.0 {
                return index as u64 + 1;
            }
        }
        chances.len() as u64
    }
}

/// Levels of name, birth, sex, mother and father for each class; a mixture known in full.
fn truth() -> Vec<(usize, [Vec<f64>; 3])> {
    let comparisons = comparisons(&People::default());
    [0usize, 1, 2, 5, 6]
        .into_iter()
        .map(|field| {
            let levels = comparisons[field].levels;
            let count = levels.len();
            // Of levels under a condition, one condition is enough.
            let stated = |level: &Level| f64::from(u8::from(level.condition == levels[0].condition));
            let same: Vec<f64> = levels.iter().map(|level| level.same * stated(level)).collect();
            // Not the shipped chances: training must move.
            let bent: Vec<f64> = same
                .iter()
                .enumerate()
                .map(|(index, chance)| chance * if index % 2 == 0 { 1.3 } else { 0.6 })
                .collect();
            let total: f64 = bent.iter().sum();
            let known = levels.iter().filter(|level| stated(level) > 0.0).count();
            let stranger: Vec<f64> = (0..count)
                .map(|index| if index + 1 == known { 0.9 } else { 0.1 / (known - 1) as f64 })
                .zip(levels)
                .map(|(chance, level)| chance * stated(level))
                .collect();
            (
                field,
                [
                    bent.iter().map(|chance| chance / total).collect(),
                    levels.iter().map(|level| level.family * stated(level)).collect(),
                    stranger,
                ],
            )
        })
        .collect()
}

fn expected_of(truth: &[(usize, [Vec<f64>; 3])], comparisons: &[Comparison]) -> Expected {
    let mut expected =
        Expected { chance: Vec::new(), range: Vec::new(), present: Vec::new(), familiarity: 1.0 };
    for (field, comparison) in comparisons.iter().enumerate() {
        let count = comparison.levels.len();
        let known = truth.iter().find(|(known, _)| *known == field);
        let chance = known.map_or(vec![1.0 / count as f64; count], |(_, classes)| classes[2].clone());
        expected.chance.push(std::iter::once(0.0).chain(chance).collect());
        let exact = expected.chance[field].iter().map(|chance| Some((*chance, *chance))).collect();
        expected.range.push(exact);
        expected.present.push(vec![if known.is_some() { 1.0 } else { 0.0 }; count + 1]);
    }
    expected
}

fn sample(truth: &[(usize, [Vec<f64>; 3])], classes: [u32; 3]) -> Vec<Count> {
    let mut dice = Dice(7);
    let mut counts = std::collections::BTreeMap::new();
    for (class, pairs) in classes.into_iter().enumerate() {
        for _ in 0..pairs {
            let pattern = truth.iter().fold(0u128, |pattern, (field, chances)| {
                pattern | u128::from(dice.level(&chances[class])) << (5 * field)
            });
            *counts.entry(Pattern(pattern)).or_insert(0.0) += 1.0;
        }
    }
    counts
        .into_iter()
        .map(|(pattern, pairs)| Count { pattern, rosters: (RosterId(0), RosterId(1)), pairs })
        .collect()
}

fn rosters(rows: u64) -> Vec<RosterSize> {
    vec![("a".into(), rows), ("b".into(), rows)]
}

#[test]
fn em_recovers_the_parameters_that_made_the_data() {
    let comparisons = comparisons(&People::default());
    let truth = truth();
    let counts = sample(&truth, [12_000, 20_000, 60_000]);
    // 303 rows on either side make about as many pairs as the three classes have together.
    let model = train(
        &comparisons,
        &counts,
        &[],
        &expected_of(&truth, &comparisons),
        &rosters(303),
        Frequencies::default(),
    );
    assert!(model.settled, "{} steps", model.steps);
    assert!((model.expected_matches - 12_000.0).abs() < 500.0, "{} matches", model.expected_matches);
    assert!((model.expected_family - 20_000.0).abs() < 1_500.0, "{} family", model.expected_family);
    for (field, chances) in &truth {
        for (level, learnt) in model.comparisons[*field].levels.iter().enumerate() {
            if chances[0][level] == 0.0 {
                continue;
            }
            let (m, f) = (chances[0][level], chances[1][level]);
            assert!(
                (learnt.same - m).abs() < 0.02,
                "{} {}: {} for {m}",
                model.comparisons[*field].key,
                learnt.key,
                learnt.same
            );
            assert!(
                (learnt.family - f).abs() < 0.03,
                "{} {}: {} for {f}",
                model.comparisons[*field].key,
                learnt.key,
                learnt.family
            );
        }
    }
}

#[test]
fn little_data_stays_near_the_shipped_chances() {
    let comparisons = comparisons(&People::default());
    let truth = truth();
    let counts = sample(&truth, [3, 2, 10]);
    let model = train(
        &comparisons,
        &counts,
        &[],
        &expected_of(&truth, &comparisons),
        &rosters(15),
        Frequencies::default(),
    );
    for (comparison, learnt) in comparisons.iter().zip(&model.comparisons) {
        for (level, learnt) in comparison.levels.iter().zip(&learnt.levels) {
            assert!((level.same - learnt.same).abs() < 0.15, "{} {}", comparison.key, level.key);
        }
    }
}

#[test]
fn no_pairs_give_a_usable_model() {
    let comparisons = comparisons(&People::default());
    let model = train(
        &comparisons,
        &[],
        &[],
        &expected_of(&truth(), &comparisons),
        &rosters(1),
        Frequencies::default(),
    );
    let numbers = model.comparisons.iter().flat_map(|comparison| &comparison.levels);
    assert!(
        numbers.clone().all(|level| level.same.is_finite() && level.family > 0.0 && level.stranger > 0.0)
    );
    let text = serde_json::to_string(&model).expect("a model is JSON");
    assert_eq!(serde_json::from_str::<Model>(&text).expect("it reads back"), model);
}

#[test]
fn order_of_counts_does_not_matter_much_and_repeats_exactly() {
    let comparisons = comparisons(&People::default());
    let truth = truth();
    let counts = sample(&truth, [500, 900, 3_000]);
    let first = train(
        &comparisons,
        &counts,
        &[],
        &expected_of(&truth, &comparisons),
        &rosters(2_000),
        Frequencies::default(),
    );
    assert_eq!(
        first,
        train(
            &comparisons,
            &counts,
            &[],
            &expected_of(&truth, &comparisons),
            &rosters(2_000),
            Frequencies::default()
        )
    );
}

#[test]
fn judged_pairs_sharpen_what_is_learnt() {
    let comparisons = comparisons(&People::default());
    let truth = truth();
    let counts = sample(&truth, [200, 300, 2_000]);
    let pattern = Pattern(1 | 1 << 5 | 1 << 25 | 5 << 30);
    let judge = |same: bool| Judged { pattern, rosters: (RosterId(0), RosterId(1)), same };
    let chance = |judged: &[Judged]| {
        let model = train(
            &comparisons,
            &counts,
            judged,
            &expected_of(&truth, &comparisons),
            &rosters(50),
            Frequencies::default(),
        );
        let scorer = Scorer::new(&model, &comparisons, &rosters(50));
        scorer.verdict(pattern, RosterId(0), RosterId(1)).same
    };
    let (yes, open, no) = (chance(&[judge(true); 30]), chance(&[]), chance(&[judge(false); 30]));
    assert!(yes >= open && open > no, "{yes} {open} {no}");
}

/// Patterns of any levels, with comparisons that depend on each other: what is told early to be below the floor is.
#[test]
fn what_is_below_the_floor_is_told_without_the_whole_sum() {
    let comparisons = comparisons(&People::default());
    let truth = truth();
    let counts = sample(&truth, [2_000, 6_000, 9_000]);
    let of = expected_of(&truth, &comparisons);
    let mut model = train(&comparisons, &counts, &[], &of, &rosters(300), Frequencies::default());
    let depend = |class, fields: [&str; 2], lift| {
        let fields = fields.map(str::to_owned);
        crate::score::Interaction { class, fields, lift, bits: 0.1 }
    };
    model.interactions.push(depend(0, ["mother", "father"], [4.0, 0.5, 0.5, 2.0]));
    model.interactions.push(depend(1, ["name", "mother"], [0.25, 0.5, 2.0, 4.0]));
    let scorer = Scorer::new(&model, &comparisons, &rosters(300));
    let floor = Floor::new(0.01, 0.9);
    let (x, y) = (RosterId(0), RosterId(1));
    let mut dice = Dice(9);
    let mut seen = [0; 2];
    for _ in 0..60_000 {
        let pattern = (0..levels::FIRST_EXTRA).fold(Pattern(0), |pattern, field| {
            let level = (dice.chance() * (comparisons[field].levels.len() + 1) as f64) as u128;
            Pattern(pattern.0 | level << (5 * field))
        });
        let whole = scorer.verdict(pattern, x, y);
        let above = scorer.verdict_above(floor, pattern, x, y);
        // Sums in another order differ in the last bits.
        if (whole.same - 0.01).abs() < 1e-5 || (whole.family - 0.9).abs() < 1e-5 {
            continue;
        }
        let is_above = whole.same >= 0.01 || whole.family >= 0.9;
        assert_eq!(above.is_some(), is_above, "{pattern:?} {whole:?}");
        seen[usize::from(is_above)] += 1;
    }
    assert!(seen.iter().all(|seen| *seen > 100), "{seen:?}");
}
