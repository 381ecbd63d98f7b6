//! Which fields go wrong together? Dependence that is left between comparisons within a class, and the part of it
//! that is modelled.
//!
//! A product of chances takes the fields of a class to be independent. Where a clerk who mistypes the name mistypes
//! the date too, or where every copy has one slip somewhere, that is untrue, and match weights are too sure or not
//! sure enough. Measured is how often two comparisons agree together against the product of their margins; modelled
//! are the pairs that tell most of each other and form no circle (Chow and Liu 1968: the best approximation of a
//! distribution by a tree, which still sums to one).

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, LEVELS, Pattern, levels};

/// Pairs of rows that both comparisons must be known for, by the class's posterior.
const LEAST_PAIRS: f64 = 500.0;
/// Bits that two comparisons must tell of each other.
const LEAST_BITS: f64 = 0.003;
/// Pairs of rows that count for independence.
const SHRUNK: f64 = 30.0;
/// A pair of fields may change the odds of a class by no more than this factor.
const MOST_LIFT: f64 = 4.0;

/// Two comparisons that depend on each other within a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// 0 one person, 1 a family.
    pub class: usize,
    /// Keys of the two comparisons.
    pub fields: [String; 2],
    /// How many times likelier than independent: neither agrees, only the second, only the first, both.
    pub lift: [f64; 4],
    /// Bits that one tells of the other (mutual information).
    pub bits: f64,
}

/// An interaction by places in the pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) class: usize,
    pub(super) fields: (usize, usize),
    pub(super) lift: [f64; 4],
    bits: f64,
}

/// Which levels of each comparison are full agreement.
#[derive(Clone, Debug)]
pub(super) struct Agreeing(Vec<[bool; LEVELS]>);

impl Agreeing {
    pub(super) fn new(comparisons: &[Comparison]) -> Agreeing {
        let table = |comparison: &Comparison| {
            let mut table = [false; LEVELS];
            for (index, level) in comparison.levels.iter().enumerate() {
                table[index + 1] = is_agreement(level.key);
            }
            table
        };
        Agreeing(comparisons.iter().map(table).collect())
    }

    /// Whether a level of a comparison is full agreement.
    pub(super) fn is(&self, field: usize, level: usize) -> bool {
        self.0[field][level]
    }

    /// 0 neither, 1 only the second, 2 only the first, 3 both; none where one is missing.
    pub(super) fn cell(&self, pattern: Pattern, (i, j): (usize, usize)) -> Option<usize> {
        let (x, y) = (pattern.level(i), pattern.level(j));
        (x > 0 && y > 0).then(|| 2 * usize::from(self.0[i][x]) + usize::from(self.0[j][y]))
    }
}

fn is_agreement(key: &str) -> bool {
    const WHOLE: [&str; 14] = [
        "kk",
        "kk_large",
        "neighbours",
        "village",
        "district",
        "regency",
        "equal",
        "lost_digit",
        "though_equal",
        "suspect_equal",
        "coarse_same",
        "placeholder_year",
        "age_same",
        "alike_rare",
    ];
    key.starts_with("exact") || key.starts_with("sound") || key.starts_with("same") || WHOLE.contains(&key)
}

/// Sums of posteriors by class, pair of fields and cell.
pub(super) struct Together {
    fields: usize,
    sums: Vec<[f64; 4]>,
}

impl Together {
    pub(super) fn new(fields: usize) -> Together {
        Together { fields, sums: vec![[0.0; 4]; 2 * fields * fields] }
    }

    /// Counts a pattern with its posterior pairs of one person and of a family.
    pub(super) fn add(&mut self, agreeing: &Agreeing, pattern: Pattern, pairs: [f64; 2]) {
        for i in (0..self.fields).filter(|i| pattern.level(*i) > 0) {
            for j in i + 1..self.fields {
                let Some(cell) = agreeing.cell(pattern, (i, j)) else { continue };
                for (class, pairs) in pairs.into_iter().enumerate() {
                    self.sums[(class * self.fields + i) * self.fields + j][cell] += pairs;
                }
            }
        }
    }

    /// The interactions worth modelling: the strongest that form no circle, by class.
    pub(super) fn strongest(&self) -> Vec<Placed> {
        let mut chosen = Vec::new();
        for class in 0..2 {
            let mut found: Vec<Placed> = Vec::new();
            for i in 0..self.fields {
                for j in i + 1..self.fields {
                    found.extend(self.measured(class, (i, j)).filter(|_| !modelled_elsewhere(class, (i, j))));
                }
            }
            found.sort_by(|x, y| y.bits.total_cmp(&x.bits).then(x.fields.cmp(&y.fields)));
            // Kruskal: a pair whose fields hang together already would close a circle.
            let mut tree: Vec<usize> = (0..self.fields).collect();
            for placed in found {
                let (x, y) = (tree[placed.fields.0], tree[placed.fields.1]);
                if x != y {
                    tree.iter_mut().filter(|root| **root == y).for_each(|root| *root = x);
                    chosen.push(placed);
                }
            }
        }
        chosen
    }

    fn measured(&self, class: usize, fields: (usize, usize)) -> Option<Placed> {
        let cells = self.sums[(class * self.fields + fields.0) * self.fields + fields.1];
        let all: f64 = cells.iter().sum();
        if all < LEAST_PAIRS {
            return None;
        }
        let first = [cells[0] + cells[1], cells[2] + cells[3]];
        let second = [cells[0] + cells[2], cells[1] + cells[3]];
        let expected: [f64; 4] = std::array::from_fn(|cell| first[cell / 2] * second[cell % 2] / all);
        let bits: f64 = cells
            .iter()
            .zip(expected)
            .filter(|(seen, expected)| **seen > 0.0 && *expected > 0.0)
            .map(|(seen, expected)| seen / all * (seen / expected).log2())
            .sum();
        let lift = std::array::from_fn(|cell| {
            let lift = (cells[cell] + SHRUNK) / (expected[cell] + SHRUNK);
            lift.clamp(1.0 / MOST_LIFT, MOST_LIFT)
        });
        (bits >= LEAST_BITS).then_some(Placed { class, fields, lift, bits })
    }
}

/// Dependence that levels already state: of the NIK on the birth date, of a family's names on one birthday.
fn modelled_elsewhere(class: usize, fields: (usize, usize)) -> bool {
    fields == (levels::BIRTH, levels::NIK) || class == 1 && fields == (levels::NAME, levels::BIRTH)
}

/// Interactions under the names of their comparisons, for the model file.
pub(super) fn named(placed: &[Placed], comparisons: &[Comparison]) -> Vec<Interaction> {
    let name = |field: usize| comparisons[field].key.clone();
    placed
        .iter()
        .map(|placed| Interaction {
            class: placed.class,
            fields: [name(placed.fields.0), name(placed.fields.1)],
            lift: placed.lift,
            bits: placed.bits,
        })
        .collect()
}

/// Interactions at their places in the night's comparisons; those whose comparisons are not there fall away.
pub(super) fn placed(interactions: &[Interaction], comparisons: &[Comparison]) -> Vec<Placed> {
    let place = |key: &str| comparisons.iter().position(|comparison| comparison.key == key);
    interactions
        .iter()
        .filter(|interaction| interaction.class < 2)
        .filter_map(|interaction| {
            let fields = (place(&interaction.fields[0])?, place(&interaction.fields[1])?);
            Some(Placed { class: interaction.class, fields, lift: interaction.lift, bits: interaction.bits })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::comparisons;
    use crate::standardise::People;

    /// Names exact or a slip apart, births the same or a slip apart.
    fn pattern(name_agrees: bool, birth_agrees: bool) -> Pattern {
        Pattern(if name_agrees { 1 } else { 11 } | if birth_agrees { 1 } else { 3 } << 5)
    }

    fn measured(cells: [(bool, bool, f64); 4]) -> Vec<Placed> {
        let comparisons = comparisons(&People::default());
        let agreeing = Agreeing::new(&comparisons);
        let mut together = Together::new(comparisons.len());
        for (name, birth, pairs) in cells {
            together.add(&agreeing, pattern(name, birth), [pairs, 0.0]);
        }
        together.strongest()
    }

    #[test]
    fn one_slip_a_copy_is_seen_and_weighed() {
        let cells = [(true, true, 10.0), (true, false, 900.0), (false, true, 900.0), (false, false, 10.0)];
        let found = measured(cells);
        assert_eq!(found.len(), 1);
        let agreeing = Agreeing::new(&comparisons(&People::default()));
        let lift =
            |pattern: Pattern| found[0].lift[agreeing.cell(pattern, found[0].fields).expect("both known")];
        assert!(lift(pattern(true, false)) > 1.8);
        assert!(lift(pattern(false, false)) < 0.3);
    }

    #[test]
    fn independent_fields_are_left_alone() {
        let cells =
            [(true, true, 8_100.0), (true, false, 900.0), (false, true, 900.0), (false, false, 100.0)];
        assert!(measured(cells).is_empty());
    }
}
