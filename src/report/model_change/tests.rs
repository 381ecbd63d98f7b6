//! Is a change told where there is one, and only there?

use super::*;
use crate::compare::comparisons as all_comparisons;
use crate::score::{ComparisonModel, FORMAT, Prior, Thresholds, shipped_stranger};
use crate::standardise::People;

/// A model with the shipped chances of every level.
fn model(comparisons: &[Comparison]) -> Model {
    let comparison = |comparison: &Comparison| ComparisonModel {
        key: comparison.key.clone(),
        levels: (comparison.levels.iter())
            .map(|level| LevelModel {
                key: level.key.into(),
                same: level.same,
                family: level.family,
                stranger: shipped_stranger(comparison, level.key).unwrap(),
            })
            .collect(),
    };
    Model {
        format: FORMAT,
        code_version: "0.1.0".into(),
        rows: 10,
        steps: 3,
        settled: true,
        classes: 3,
        expected_matches: 0.0,
        expected_family: 0.0,
        thresholds: Thresholds::default(),
        comparisons: comparisons.iter().map(comparison).collect(),
        interactions: Vec::new(),
        priors: vec![Prior { rosters: ["a".into(), "b".into()], same: 0.01, family: 0.01 }],
        unseen: [0.3, 1.0],
        rosters: Default::default(),
        frequencies: Default::default(),
    }
}

/// 100 pairs whose sexes agree and nothing else is known, between two rosters.
fn check(old: Option<&Model>, new: &Model) -> ModelChange {
    let comparisons = all_comparisons(&People::default());
    let sex = comparisons.iter().position(|comparison| comparison.key == "sex").unwrap();
    let pattern = crate::compare::Pattern((crate::compare::LEVELS as u128).pow(sex as u32));
    let counts = [Count { pattern, rosters: (RosterId(0), RosterId(1)), pairs: 100.0 }];
    let rosters = [("a".to_owned(), 10), ("b".to_owned(), 10)];
    let tonight = Tonight { comparisons: &comparisons, counts: &counts, rosters: &rosters };
    model_change(old, new, tonight, Language::Indonesian)
}

fn level<'c>(change: &'c ModelChange, comparison: &str, level: &str) -> &'c LevelChange {
    let comparison = change.comparisons.iter().find(|known| known.key == comparison).unwrap();
    comparison.levels.iter().find(|known| known.key == level).unwrap()
}

#[test]
fn an_unchanged_model_marks_nothing() {
    let model = model(&all_comparisons(&People::default()));
    let change = check(Some(&model), &model);
    assert!(change.largest().is_empty());
    assert_eq!([change.only_old_links, change.only_new_links], [0.0, 0.0]);
    assert!(change.to_text(Language::Indonesian).contains("Tidak ada bobot yang berubah"));
}

#[test]
fn a_changed_level_is_marked_only_where_it_is_met() {
    let comparisons = all_comparisons(&People::default());
    let old = model(&comparisons);
    let mut new = old.clone();
    for comparison in &mut new.comparisons {
        for level in comparison.levels.iter_mut().filter(|level| level.key == "same") {
            level.stranger /= 8.0;
        }
    }
    let change = check(Some(&old), &new);
    let sex = level(&change, "sex", "same");
    assert!((sex.change.unwrap() - 3.0).abs() < 1e-9 && sex.marked && sex.pairs == 100.0);
    // Dates changed as much, but no pair of tonight shows one.
    assert!(!level(&change, "birth", "same").marked);
    assert_eq!(change.largest().len(), 1);
    let figures = change.old.unwrap();
    assert!(change.new.expected_matches > figures.expected_matches);
    // log2 odds of the prior and the sex: the family and the strangers against 0.01 * 0.985.
    let expected = 100.0 * 0.00985 / (0.00985 + 0.01 * 0.5 + 0.98 * 0.5);
    assert!((figures.expected_matches - expected).abs() < 1e-3, "{}", figures.expected_matches);
}

#[test]
fn a_model_of_other_comparisons_is_told_apart() {
    let comparisons = all_comparisons(&People::default());
    let new = model(&comparisons);
    let mut old = new.clone();
    old.comparisons.retain(|comparison| comparison.key != "sex");
    old.comparisons.push(ComparisonModel { key: "nisn".into(), levels: Vec::new() });
    old.comparisons[0].levels[0].key = "exact_once".into();
    let change = check(Some(&old), &new);
    assert_eq!(change.gone, ["nisn"]);
    assert!(level(&change, "sex", "same").old.is_none());
    assert!(level(&change, "name", "exact_once").new.is_none());
    let text = change.to_text(Language::English);
    assert!(text.contains("No longer compared under these settings: nisn."), "{text}");
    assert!(text.contains("gone") && text.contains("new"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn without_an_old_model_the_new_one_stands_alone() {
    let new = model(&all_comparisons(&People::default()));
    let change = check(None, &new);
    assert!(change.old.is_none() && change.largest().is_empty());
    assert!(!change.to_text(Language::English).contains("Largest changes"));
}

#[test]
fn words_that_moved_are_told_and_rare_ones_are_not() {
    let comparisons = all_comparisons(&People::default());
    let mut old = model(&comparisons);
    old.frequencies.rows = 1_000;
    let sounds = [("SITI", 80), ("KASIEM", 21), ("TUKIEM", 3), ("BUDI", 30)];
    old.frequencies.names.sounds = sounds.map(|(sound, rows)| (sound.to_owned(), rows)).into();
    let mut new = old.clone();
    new.frequencies.rows = 2_000;
    // Twice the rows: twice as many hold it, half as many, none, and the rare word none.
    let sounds = [("SITI", 160), ("BUDI", 30), ("REZA", 40)];
    new.frequencies.names.sounds = sounds.map(|(sound, rows)| (sound.to_owned(), rows)).into();
    let words = check(Some(&old), &new).words;
    assert_eq!((words.old_sounds, words.new_sounds), (Some(4), 3));
    let moved: Vec<(&str, f64)> =
        words.moved.iter().map(|word| (word.sound.as_str(), word.bits.round())).collect();
    assert_eq!(moved, [("KASIEM", 5.0), ("REZA", -4.0), ("BUDI", 1.0)]);
    let text = check(Some(&old), &new).to_text(Language::Indonesian);
    assert!(text.contains("▲ BUDI: 30,00 → 15,00 (+1,0)"), "{text}");
    assert!(!text.contains("TUKIEM"), "{text}");
    assert!(!check(None, &new).to_text(Language::English).contains("Name words that"));
}
