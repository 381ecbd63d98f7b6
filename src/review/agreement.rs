//! How far do two officers agree on the same pairs, beyond what chance would give? Percent of agreement, and Cohen's kappa
//! (Cohen 1960, "A coefficient of agreement for nominal scales"), over pairs of which the later one of the two could not
//! see what the other had said.

use std::collections::BTreeMap;

use crate::state::{Opinion, OpinionAnswer};

/// Two officers, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Agreement {
    /// The officers.
    pub(super) officers: [String; 2],
    /// How often the first answered the line's and the second the column's answer, in the order of answers.
    pub(super) counts: [[u64; 3]; 3],
    /// Pairs of rows on which they differ, as cited, with both answers.
    pub(super) differing: Vec<([String; 2], [OpinionAnswer; 2])>,
}

impl Agreement {
    /// Pairs that both judged.
    pub(super) fn pairs(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Share of pairs on which they say the same.
    pub(super) fn share(&self) -> Option<f64> {
        let same: u64 = (0..3).map(|answer| self.counts[answer][answer]).sum();
        (self.pairs() > 0).then(|| same as f64 / self.pairs() as f64)
    }

    /// Cohen's kappa: 1 is full agreement, 0 what chance gives; none where both always say one and the same.
    pub(super) fn kappa(&self) -> Option<f64> {
        let (all, observed) = (self.pairs() as f64, self.share()?);
        let first = |answer: usize| self.counts[answer].iter().sum::<u64>() as f64 / all;
        let second = |answer: usize| self.counts.iter().map(|line| line[answer]).sum::<u64>() as f64 / all;
        let expected: f64 = (0..3).map(|answer| first(answer) * second(answer)).sum();
        (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
    }
}

/// Agreement of every two officers who judged the same pairs, by name.
pub(super) fn agreements(opinions: &[Opinion]) -> Vec<Agreement> {
    // The last word of each officer on each pair.
    let mut last: BTreeMap<[u64; 2], BTreeMap<&str, &Opinion>> = BTreeMap::new();
    for opinion in opinions {
        last.entry(opinion.pair()).or_default().insert(&opinion.by, opinion);
    }
    let mut found: BTreeMap<[&str; 2], Agreement> = BTreeMap::new();
    for said in last.values() {
        for (place, (&one, x)) in said.iter().enumerate() {
            for (&other, y) in said.iter().skip(place + 1) {
                let later = if x.id > y.id { x } else { y };
                if !later.blind {
                    continue;
                }
                let agreement = found.entry([one, other]).or_insert_with(|| Agreement {
                    officers: [one.to_owned(), other.to_owned()],
                    ..Agreement::default()
                });
                agreement.counts[x.answer as usize][y.answer as usize] += 1;
                if x.answer != y.answer {
                    let rows = x.rows.each_ref().map(|row| row.row.clone());
                    agreement.differing.push((rows, [x.answer, y.answer]));
                }
            }
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::DecidedRow;

    fn opinion(id: u64, pair: u64, by: &str, answer: OpinionAnswer, blind: bool) -> Opinion {
        let rows = [pair, pair + 1000].map(|uid| DecidedRow { uid, row: format!("pkh:{uid}") });
        let (by, note, at) = (by.to_owned(), String::new(), String::new());
        Opinion { id, answer, rows, by, note, at, blind, decision: None, taken_back: None }
    }

    #[test]
    fn kappa_is_what_the_paper_says() {
        // The example of every textbook: 20 + 15 of 50 agree, and chance would give half.
        let counts = [[20, 5, 0], [10, 15, 0], [0, 0, 0]];
        let agreement = Agreement { counts, ..Agreement::default() };
        assert_eq!((agreement.pairs(), agreement.share()), (50, Some(0.7)));
        assert!((agreement.kappa().unwrap() - 0.4).abs() < 1e-12);
        let always = Agreement { counts: [[9, 0, 0], [0; 3], [0; 3]], ..Agreement::default() };
        assert_eq!((always.share(), always.kappa()), (Some(1.0), None));
        assert_eq!(Agreement::default().kappa(), None);
    }

    #[test]
    fn only_the_last_word_counts_and_only_when_it_was_blind() {
        use OpinionAnswer::{Different, Same, Unsure};
        let said = [
            opinion(1, 1, "Budi", Same, false),
            opinion(2, 1, "Ani", Different, true),
            opinion(3, 1, "Ani", Same, true),
            opinion(4, 2, "Budi", Same, false),
            opinion(5, 2, "Ani", Unsure, true),
            opinion(6, 3, "Budi", Same, true),
            opinion(7, 3, "Ani", Different, false),
        ];
        let [agreement] = &agreements(&said)[..] else { panic!("one pair of officers") };
        assert_eq!(agreement.officers, ["Ani", "Budi"]);
        assert_eq!(agreement.counts, [[1, 0, 0], [0; 3], [1, 0, 0]]);
        assert_eq!(agreement.differing, [(["pkh:2", "pkh:1002"].map(String::from), [Unsure, Same])]);
    }
}
