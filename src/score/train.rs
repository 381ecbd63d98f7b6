//! How does the model learn without labels? EM over counts of agreement patterns, three classes.
//!
//! Pairs that no blocking key joined are strangers; so the chances u of strangers are those of random pairs
//! less the matches among them, and only m, f and the priors are learnt from the candidates (as Winkler does for
//! blocked pairs; Enamorado, Fifield and Imai 2019 count patterns the same way). Sums run in a fixed order.

use super::expect::{Chances, Posterior, Seen, expect, together};
use super::interaction::{Agreeing, named};
use super::model::{ComparisonModel, FORMAT, LevelModel, Model, Prior};
use super::{Thresholds, shipped};
use crate::compare::levels::{Condition, Level};
use crate::compare::{Comparison, Count, Expected, Frequencies, LEVELS, Pattern, levels};
use crate::record::RosterId;

/// A roster's name and number of rows.
pub type RosterSize = (String, u64);

/// Steps at most; a model that still moves then is reported as not settled.
const STEPS: u32 = 300;
/// Match probability of a link in lists of elsewhere.
const STRONG_ELSEWHERE: f64 = 0.60;
/// Times that interactions are measured anew.
const INTERACTION_ROUNDS: u32 = 3;
/// Largest change of any chance between two steps at which the model has settled.
const SETTLED: f64 = 2e-5;
/// Pairs that the shipped chances count for, so that small rosters do not run off.
const SHIPPED_PAIRS: f64 = 40.0;
/// Random pairs that the shipped chances of strangers count for: a night of seventy rows has as many of its own.
const SHIPPED_STRANGERS: f64 = 2_000.0;
/// The same for levels under a condition, which few random pairs meet.
const SHIPPED_UNDER_CONDITION: f64 = 20.0;
/// Rows that the shares to start from count for: a list of a few rows cannot tell how many have a partner.
const SHIPPED_ROWS: f64 = 20.0;
/// Rows that the common share of matches counts for in each pair of rosters.
const SHRINK_ROWS: f64 = 8.0;
/// Shares of rows with a partner to start from: same person, family.
const START: [f64; 2] = [0.35, 1.0];
/// Levels that say two values differ.
const DISAGREEMENT: [&str; 18] = [
    "own_different",
    "different",
    "far",
    "placeholder_far",
    "coarse_far",
    "age_far",
    "elsewhere",
    "elsewhere_other_kk",
    "elsewhere_hood",
    "elsewhere_village",
    "elsewhere_district",
    "other_region",
    "though_different",
    "suspect_different",
    "some_years",
    "placeholder_some",
    "coarse_some",
    "age_some",
];
/// Levels of one person that stay rare whatever the data say, where there is a class of families: above these chances
/// the class of one person would have become one of siblings, whom rosters without family cards show in numbers.
const RARE_FOR_ONE_PERSON: [(&str, &str, f64); 25] = [
    ("name", "first_16", 0.008),
    ("name", "first_9", 0.008),
    ("name", "first_0", 0.006),
    ("name", "other_16", 0.015),
    ("name", "other_9", 0.02),
    ("name", "other_0", 0.01),
    ("name", "weak", 0.01),
    ("name", "different", 0.008),
    ("birth", "year", 0.02),
    ("birth", "near_year", 0.02),
    ("birth", "some_years", 0.008),
    ("birth", "far", 0.005),
    ("birth", "coarse_near", 0.06),
    ("birth", "coarse_some", 0.02),
    ("birth", "coarse_far", 0.01),
    ("birth", "age_some", 0.05),
    ("birth", "age_far", 0.01),
    ("sex", "different", 0.04),
    ("nik", "serial_next", 0.006),
    ("nik", "other_region", 0.02),
    ("nik", "own_rest", 0.01),
    ("nik", "own_region", 0.01),
    ("nik", "own_different", 0.01),
    ("birth", "placeholder_some", 0.03),
    ("birth", "placeholder_far", 0.005),
];
/// Levels of two family members that stay rare whatever the data say: what tells persons apart tells siblings apart.
/// Above these chances the class of families would have become one of the same persons written otherwise, or one of
/// namesakes. Twins set the chance of one birth date.
const RARE_FOR_A_FAMILY: [(&str, &str, f64); 34] = [
    ("name", "exact_28", 0.002),
    ("name", "exact_24", 0.002),
    ("name", "exact_20", 0.002),
    ("name", "exact_16", 0.003),
    ("name", "exact_12", 0.004),
    ("name", "exact_8", 0.005),
    ("name", "exact_0", 0.01),
    ("name", "sound_20", 0.004),
    ("name", "sound_12", 0.006),
    ("name", "sound_0", 0.01),
    ("name", "typo_20", 0.01),
    ("name", "typo_12", 0.02),
    ("name", "typo_0", 0.03),
    ("name", "part_20", 0.02),
    ("name", "part_13", 0.03),
    ("name", "part_8", 0.05),
    ("name", "part_0", 0.05),
    ("name", "initial_13", 0.01),
    ("name", "initial_0", 0.02),
    ("birth", "same", 0.05),
    ("birth", "swapped", 0.004),
    ("birth", "slip", 0.02),
    ("birth", "one_part", 0.03),
    ("birth", "year_slip", 0.02),
    ("birth", "same_placeholder", 0.08),
    ("birth", "placeholder_year", 0.10),
    ("birth", "coarse_same", 0.10),
    ("birth", "age_same", 0.20),
    ("nik", "equal", 0.35),
    ("nik", "lost_digit", 0.05),
    ("nik", "slip", 0.03),
    ("nik", "date_slip", 0.03),
    ("nik", "though_equal", 0.10),
    ("nik", "though_slip", 0.03),
];
/// The same for every declared identifier.
const FAMILY_IDENTIFIERS: f64 = 0.10;
/// Comparisons by which a family would show.
const FAMILY_EVIDENCE: [usize; 4] = [levels::HOUSEHOLD, levels::MOTHER, levels::FATHER, levels::ADDRESS];
/// Share of the candidate pairs that must know at least one of them for a class of families.
const EVIDENCE_KNOWN: f64 = 0.02;
/// Part of the first that holds within one roster: duplicates are rare.
const WITHIN: f64 = 0.02;

/// Pairs that one judged pair counts for: judged pairs are few beside the candidates.
const JUDGED_PAIRS: f64 = 20.0;
/// Classes that a pair may belong to: nobody has judged it; one person; not one person.
const OPEN: [f64; 3] = [1.0; 3];
const CLOSED: [[f64; 3]; 2] = [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]];

/// The pairs of two rosters, or of one with itself, and how many of them are thought to be matches.
struct Group {
    rosters: (usize, usize),
    pairs: f64,
    /// Rows of the smaller roster: the most matches there can reasonably be.
    rows: f64,
    same: f64,
    family: f64,
}

/// What every step asks of a comparison, and always alike.
struct Bounds {
    /// Its levels by the condition that their chances are stated under.
    conditions: Vec<Vec<usize>>,
    /// By level, the largest chances that the classes of one person and of a family may learn.
    most: Vec<[f64; 2]>,
    /// By level, how many pairs the shipped chance of strangers counts for, and that chance.
    strangers: Vec<(f64, f64)>,
    /// By level, the least chance of strangers, as a part of that of one person.
    least: Vec<f64>,
}

impl Bounds {
    fn new(comparison: &Comparison, families: bool, familiarity: f64) -> Bounds {
        let levels = || comparison.levels.iter();
        let stranger = |level: &Level| match shipped::stranger(comparison, level.key) {
            None => (0.0, 0.0),
            Some(shipped) if level.condition == Condition::Any => (SHIPPED_STRANGERS, shipped),
            Some(shipped) => (SHIPPED_UNDER_CONDITION, shipped),
        };
        // Disagreement never speaks for one person, however rare it is among strangers of one village.
        let most_bits =
            |level: &Level| if DISAGREEMENT.contains(&level.key) { 0.0 } else { comparison.most_bits };
        let most = |level| [0, 1].map(|class| most(comparison, level, class, families, familiarity));
        Bounds {
            conditions: conditions(comparison).collect(),
            most: (1..=comparison.levels.len()).map(most).collect(),
            strangers: levels().map(stranger).collect(),
            least: levels().map(|level| (-most_bits(level)).exp2()).collect(),
        }
    }
}

/// A pair that an officer has judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// In what the two rows agree.
    pub pattern: Pattern,
    /// Their rosters.
    pub rosters: (RosterId, RosterId),
    /// Whether they are one person.
    pub same: bool,
}

/// Learns a model from pattern counts, and from judged pairs where there are any. Rosters in settings order;
/// `frequencies` are those that the patterns were made by, and stay with the model.
pub fn train(
    comparisons: &[Comparison],
    counts: &[Count],
    judged: &[Judged],
    expected: &Expected,
    rosters: &[RosterSize],
    frequencies: Frequencies,
) -> Model {
    let judged = judged_counts(judged, rosters);
    let (rosters, counts) = (&by_name(rosters), &under_names(counts, rosters));
    let mut groups = groups(rosters);
    let families = shows_families(counts);
    if !families {
        groups.iter_mut().for_each(|group| group.family = 0.0);
    }
    let bounds: Vec<Bounds> = comparisons
        .iter()
        .map(|comparison| Bounds::new(comparison, families, expected.familiarity))
        .collect();
    let mut chances = start(comparisons, expected);
    let nothing = Posterior::empty(comparisons.len(), groups.len());
    all_strangers(&mut chances, &nothing, &groups, &bounds, expected);
    let mut settled = false;
    let mut steps = 0;
    let agreeing = Agreeing::new(comparisons);
    let mut interactions = Vec::new();
    let lay_out = |counts: &[Count]| Seen::new(counts, comparisons.len(), rosters.len());
    let mut seen = lay_out(counts);
    let mut judged = judged.map(|judged| lay_out(&judged));
    let learn = |chances: &Chances, groups: &[Group], seen: &Seen, judged: &[Seen; 2]| {
        let priors: Vec<[f64; 2]> = groups.iter().map(|group| [group.same, group.family]).collect();
        let mut posterior = expect(chances, seen, &priors, &OPEN);
        for (judged, closed) in judged.iter().zip(CLOSED) {
            posterior.add(&expect(chances, judged, &priors, &closed));
        }
        posterior
    };
    let mut posterior = learn(&chances, &groups, &seen, &judged);
    let mut rounds = 0;
    while steps < STEPS && !settled {
        let moved =
            maximise(&mut chances, &mut groups, &posterior, (comparisons, &bounds), expected, families);
        posterior = learn(&chances, &groups, &seen, &judged);
        settled = moved < SETTLED;
        steps += 1;
        // Once the fields are settled on their own, what they tell of each other is measured and taken in.
        if settled && rounds < INTERACTION_ROUNDS {
            let priors: Vec<[f64; 2]> = groups.iter().map(|group| [group.same, group.family]).collect();
            interactions = together(&chances, &seen, &priors, &agreeing).strongest();
            for seen in std::iter::once(&mut seen).chain(&mut judged) {
                seen.take_in(&agreeing, &interactions);
            }
            settled = interactions.is_empty();
            rounds += 1;
        }
    }
    let total = |class: usize| posterior.groups.iter().map(|sums| sums[class]).sum::<f64>();
    let rows: f64 = groups.iter().map(|group| group.rows).sum::<f64>().max(1.0);
    Model {
        format: FORMAT,
        code_version: env!("CARGO_PKG_VERSION").into(),
        rows: rosters.iter().map(|(_, rows)| rows).sum(),
        steps,
        settled,
        classes: if families { 3 } else { 2 },
        expected_matches: total(0),
        expected_family: total(1),
        thresholds: thresholds(expected.familiarity),
        comparisons: comparison_models(comparisons, &chances),
        interactions: named(&interactions, comparisons),
        priors: groups
            .iter()
            .map(|group| Prior {
                rosters: [rosters[group.rosters.0].0.clone(), rosters[group.rosters.1].0.clone()],
                same: group.same,
                family: group.family,
            })
            .collect(),
        unseen: [total(0) / rows, total(1) / rows],
        rosters: rosters.iter().cloned().collect(),
        frequencies,
    }
}

/// Band limits. A wrong merge of welfare rosters may stop a family's food aid, so a link there must be surer than in
/// lists of elsewhere, where a pair missed weighs as much as one too many.
fn thresholds(familiarity: f64) -> Thresholds {
    let usual = Thresholds::default();
    if familiarity >= 0.5 { usual } else { Thresholds { strong: STRONG_ELSEWHERE, ..usual } }
}

/// The rosters by name, so that the order of the settings does not matter.
fn by_name(rosters: &[RosterSize]) -> Vec<RosterSize> {
    let mut named = rosters.to_vec();
    named.sort();
    named
}

/// The counts with each roster under its place by name, in order.
fn under_names(counts: &[Count], rosters: &[RosterSize]) -> Vec<Count> {
    let named = by_name(rosters);
    let place = |id: RosterId| {
        let found = named.iter().position(|roster| roster == &rosters[id.index()]);
        RosterId(found.unwrap_or(id.index()) as u16)
    };
    let mut counts: Vec<Count> = counts
        .iter()
        .map(|count| {
            let (x, y) = (place(count.rosters.0), place(count.rosters.1));
            Count { rosters: (x.min(y), x.max(y)), ..*count }
        })
        .collect();
    counts.sort_unstable_by_key(|count| (count.rosters, count.pattern));
    counts
}

fn groups(rosters: &[RosterSize]) -> Vec<Group> {
    let mut groups = Vec::new();
    for (x, (_, rows_x)) in rosters.iter().enumerate() {
        for (y, (_, rows_y)) in rosters.iter().enumerate().skip(x) {
            let (a, b) = (*rows_x as f64, *rows_y as f64);
            let pairs = if x == y { a * (a - 1.0) / 2.0 } else { a * b }.max(1.0);
            let rows = a.min(b);
            let [same, family] = start_shares(x == y).map(|share| share * rows / pairs);
            groups.push(Group { rosters: (x, y), pairs, rows, same: same.min(0.2), family: family.min(0.2) });
        }
    }
    groups
}

/// Shares of rows with a partner, as they are between two rosters or within one.
fn start_shares(within: bool) -> [f64; 2] {
    if within { [START[0] * WITHIN, START[1]] } else { START }
}

fn start(comparisons: &[Comparison], expected: &Expected) -> Chances {
    let mut chances = Chances([const { Vec::new() }; 3]);
    for (field, comparison) in comparisons.iter().enumerate() {
        let mut table = [[1.0f64; LEVELS]; 3];
        for (index, level) in comparison.levels.iter().enumerate() {
            table[0][index + 1] = level.same;
            table[1][index + 1] = level.family;
            table[2][index + 1] = expected.chance[field][index + 1];
        }
        for (class, table) in table.into_iter().enumerate() {
            chances.0[class].push(table);
        }
    }
    chances
}

/// The judged pairs as counts, those of one person first, then those that are not.
fn judged_counts(judged: &[Judged], rosters: &[RosterSize]) -> [Vec<Count>; 2] {
    [true, false].map(|same| {
        let of = judged.iter().filter(|pair| pair.same == same);
        let counts: Vec<Count> = of
            .map(|pair| Count { pattern: pair.pattern, rosters: pair.rosters, pairs: JUDGED_PAIRS })
            .collect();
        under_names(&counts, rosters)
    })
}

/// The largest chance of a level that a class (0 one person, 1 a family) may learn.
///
/// Without a class of families, nobody is there to be taken for one person but namesakes: only dates and numbers are
/// guarded then.
/// In rosters of another country names change too (marriage, nicknames): there the guards on names are wider.
fn most(comparison: &Comparison, level: usize, class: usize, families: bool, familiarity: f64) -> f64 {
    if !families && comparison.key != "birth" && comparison.key != "nik" {
        return 1.0;
    }
    let key = comparison.levels[level - 1].key;
    let guards: &[(&str, &str, f64)] = if class == 0 { &RARE_FOR_ONE_PERSON } else { &RARE_FOR_A_FAMILY };
    let guarded = guards.iter().find(|(field, level, _)| *field == comparison.key && *level == key);
    match guarded {
        Some((field, _, most)) if class == 0 && *field == "name" => most * (1.0 + 4.0 * (1.0 - familiarity)),
        Some((_, _, most)) => *most,
        None if class == 1 && comparison.is_identifier() && key != "different" => FAMILY_IDENTIFIERS,
        None => 1.0,
    }
}

/// Whether the candidate pairs could show a family at all: without a card, a mother, a father or an address, the
/// third class would only collect namesakes.
fn shows_families(counts: &[Count]) -> bool {
    let known = |count: &&Count| FAMILY_EVIDENCE.iter().any(|field| count.pattern.level(*field) > 0);
    let all: f64 = counts.iter().map(|count| count.pairs).sum();
    counts.iter().filter(known).map(|count| count.pairs).sum::<f64>() >= EVIDENCE_KNOWN * all
}

/// M step; returns the largest change of a chance.
fn maximise(
    chances: &mut Chances,
    groups: &mut [Group],
    posterior: &Posterior,
    (comparisons, bounds): (&[Comparison], &[Bounds]),
    expected: &Expected,
    families: bool,
) -> f64 {
    let mut moved = 0.0f64;
    for (field, (comparison, bounds)) in comparisons.iter().zip(bounds).enumerate() {
        for levels in &bounds.conditions {
            for class in 0..2 {
                let sums = &posterior.levels[class][field];
                let total: f64 = levels.iter().map(|level| sums[*level]).sum();
                for level in levels {
                    let shipped = &comparison.levels[level - 1];
                    let shipped = if class == 0 { shipped.same } else { shipped.family };
                    let chance = (sums[*level] + SHIPPED_PAIRS * shipped) / (total + SHIPPED_PAIRS);
                    let chance = chance.min(bounds.most[level - 1][class]);
                    moved = moved.max((chance - chances.0[class][field][*level]).abs());
                    chances.0[class][field][*level] = chance;
                }
            }
        }
    }
    all_strangers(chances, posterior, groups, bounds, expected);
    // Overlap differs between rosters; duplicates within one are rarer than either.
    for within in [true, false] {
        let mine = |group: &Group| (group.rosters.0 == group.rosters.1) == within;
        let rows: f64 = groups.iter().filter(|group| mine(group)).map(|group| group.rows).sum();
        if rows == 0.0 {
            continue;
        }
        let sum = |class: usize| -> f64 {
            groups
                .iter()
                .zip(&posterior.groups)
                .filter(|(group, _)| mine(group))
                .map(|(_, sums)| sums[class])
                .sum()
        };
        let shipped = start_shares(within);
        let common = [0, 1].map(|class| (sum(class) + SHIPPED_ROWS * shipped[class]) / (rows + SHIPPED_ROWS));
        for (group, sums) in groups.iter_mut().zip(&posterior.groups).filter(|(group, _)| mine(group)) {
            let prior = |class: usize| {
                let matches =
                    (sums[class] + SHRINK_ROWS * common[class]) / (group.rows + SHRINK_ROWS) * group.rows;
                (matches / group.pairs).clamp(1e-12, 0.45)
            };
            (group.same, group.family) = (prior(0), if families { prior(1) } else { 0.0 });
        }
    }
    moved
}

/// The levels of a comparison by the condition that their chances are stated under.
fn conditions(comparison: &Comparison) -> impl Iterator<Item = Vec<usize>> {
    Condition::ALL.into_iter().map(|condition| {
        let stated = |level: &usize| comparison.levels[level - 1].condition == condition;
        (1..=comparison.levels.len()).filter(stated).collect()
    })
}

/// Renews the chances of strangers for every comparison.
fn all_strangers(
    chances: &mut Chances,
    posterior: &Posterior,
    groups: &[Group],
    bounds: &[Bounds],
    expected: &Expected,
) {
    let all_pairs: f64 = groups.iter().map(|group| group.pairs).sum();
    for (field, bounds) in bounds.iter().enumerate() {
        for levels in &bounds.conditions {
            strangers(chances, posterior, expected, (field, bounds), levels, all_pairs);
        }
    }
}

/// Chances of strangers: those of random pairs, less the matches and families among them, and the shipped ones.
fn strangers(
    chances: &mut Chances,
    posterior: &Posterior,
    expected: &Expected,
    (field, bounds): (usize, &Bounds),
    levels: &[usize],
    all_pairs: f64,
) {
    let related = |level: usize| posterior.levels[0][field][level] + posterior.levels[1][field][level];
    let related_total: f64 = levels.iter().map(|level| related(*level)).sum();
    for level in levels {
        let chance = expected.chance[field][*level];
        let present = expected.present[field][*level] * all_pairs;
        let rest = (present - related_total).max(1.0);
        let unrelated = (chance * present - related(*level)) / rest;
        let own = match expected.range[field][*level] {
            Some((least, most)) => unrelated.clamp(least, most),
            None => unrelated.max(chance * 0.02),
        };
        let (counts_for, shipped) = bounds.strangers[level - 1];
        let mixed = (own * rest + counts_for * shipped) / (rest + counts_for);
        let least = chances.0[0][field][*level] * bounds.least[level - 1];
        chances.0[2][field][*level] = mixed.max(least).max(1e-7);
    }
}

fn comparison_models(comparisons: &[Comparison], chances: &Chances) -> Vec<ComparisonModel> {
    let level_model = |field: usize, index: usize, key: &str| LevelModel {
        key: key.into(),
        same: chances.0[0][field][index + 1],
        family: chances.0[1][field][index + 1],
        stranger: chances.0[2][field][index + 1],
    };
    comparisons
        .iter()
        .enumerate()
        .map(|(field, comparison)| ComparisonModel {
            key: comparison.key.clone(),
            levels: (comparison.levels.iter().enumerate())
                .map(|(index, level)| level_model(field, index, level.key))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
#[path = "train_tests.rs"]
mod tests;
