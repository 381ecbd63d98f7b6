//! Which of tonight's pairs have officers decided? Their decisions are labels too, once there are enough of them.

use std::collections::BTreeMap;

use super::find::settle;
use super::{Account, Labelled};
use crate::record::RowId;
use crate::state::{Contradiction, Decision, Verdict, contradictions};

/// Decisions of tonight's pairs that a model learns from; fewer teach nothing. Each counts for 20 candidate pairs, so
/// fifty count for a thousand, as many as a level needs to be stated well. And officers are asked about doubtful pairs
/// only: of a handful, two odd ones would say what doubt looks like.
pub const ENOUGH_DECISIONS: u64 = 50;

/// Decisions in force as labels, each under its number. `row_of` gives tonight's row of a lasting number; decisions that
/// contradict each other are left out.
pub fn decided_pairs(decisions: &[Decision], row_of: &dyn Fn(u64) -> Option<RowId>) -> Labelled {
    let mut account = Account { records: decisions.len() as u64, ..Account::default() };
    account.contradicting = contradictions(decisions).iter().flat_map(Contradiction::numbers).collect();
    account.contradicting.sort_unstable();
    let mut judged: BTreeMap<(RowId, RowId), Vec<(u64, bool)>> = BTreeMap::new();
    for decision in decisions.iter().filter(|one| account.contradicting.binary_search(&one.id).is_err()) {
        match [row_of(decision.rows[0].uid), row_of(decision.rows[1].uid)] {
            [Some(a), Some(b)] if a == b => account.one_row.push(decision.id),
            [Some(a), Some(b)] => {
                let same = decision.verdict == Verdict::Same;
                judged.entry((a.min(b), a.max(b))).or_default().push((decision.id, same));
            }
            _ => account.unknown_row.push(decision.id),
        }
    }
    settle(judged, account)
}

/// The pairs of two sources of labels, each once; a pair that the two judge otherwise is left out.
pub fn together(labels: &Labelled, decided: &Labelled) -> Vec<(RowId, RowId, bool)> {
    let mut verdicts: BTreeMap<(RowId, RowId), Option<bool>> = BTreeMap::new();
    for &(a, b, same) in labels.pairs.iter().chain(&decided.pairs) {
        let known = verdicts.entry((a, b)).or_insert(Some(same));
        *known = known.filter(|known| *known == same);
    }
    verdicts.into_iter().filter_map(|((a, b), same)| Some((a, b, same?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::DecidedRow;

    #[test]
    fn every_decision_has_one_fate() {
        let decision = |(id, (verdict, a, b)): (usize, (Verdict, u64, u64))| Decision {
            id: id as u64 + 1,
            verdict,
            rows: [a, b].map(|uid| DecidedRow { uid, row: String::new() }),
            by: String::new(),
            reason: String::new(),
            at: String::new(),
            source: String::new(),
            taken_back: None,
        };
        let list = [
            (Verdict::Same, 5, 2),
            (Verdict::Same, 2, 5),
            (Verdict::Different, 1, 3),
            (Verdict::Same, 1, 99),
            (Verdict::Same, 7, 8),
            (Verdict::Different, 8, 7),
        ];
        let decisions: Vec<Decision> = list.into_iter().enumerate().map(decision).collect();
        let decided = decided_pairs(&decisions, &|uid| (uid < 50).then_some(uid as RowId));
        assert_eq!(decided.pairs, [(1, 3, false), (2, 5, true)]);
        let account = &decided.account;
        assert_eq!((account.unknown_row.clone(), account.contradicting.clone()), (vec![4], vec![5, 6]));
        assert_eq!(account.used + account.repeated + account.left_out(), account.records);

        let labels =
            Labelled { pairs: vec![(1, 3, true), (2, 5, true), (4, 9, false)], ..Labelled::default() };
        assert_eq!(together(&labels, &decided), [(2, 5, true), (4, 9, false)]);
    }
}
