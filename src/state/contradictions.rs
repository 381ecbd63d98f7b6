//! What do the decisions in force ask of clustering, and which of them contradict each other? Two rows decided to be two
//! persons that a chain of other decisions makes one are a contradiction: none of it is applied, and all of it is said,
//! until someone takes a decision back.

use std::collections::{BTreeMap, BTreeSet};

use super::decisions::{Decision, Verdict};
use crate::cluster::Constraints;
use crate::error::{Finding, Message, Severity};
use crate::record::RowId;

/// Decisions that cannot all be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Numbers of those that say "one person", ascending.
    pub same: Vec<u64>,
    /// Numbers of those that say "two persons", ascending.
    pub different: Vec<u64>,
}

impl Contradiction {
    /// Every decision of it, ascending.
    pub fn numbers(&self) -> Vec<u64> {
        let mut numbers = [&self.same[..], &self.different].concat();
        numbers.sort_unstable();
        numbers
    }

    /// The contradiction as a finding: which decisions, whose.
    pub fn finding(&self, decisions: &[Decision]) -> Finding {
        let list = |numbers: &[u64]| {
            let one = |number: &u64| {
                let by = decisions.iter().find(|decision| decision.id == *number);
                format!("#{number} ({})", by.map_or("?", |decision| decision.by.as_str()))
            };
            numbers.iter().map(one).collect::<Vec<String>>().join(", ")
        };
        Finding {
            code: "KEPUTUSAN_BERTENTANGAN",
            severity: Severity::Serious,
            place: "keputusan".into(),
            message: message!(
                "Keputusan bertentangan: {same} menyebut satu orang, {different} menyebut dua orang. Tidak satu pun \
                 dipakai.",
                "Decisions contradict each other: {same} say one person, {different} say two. None of them is applied.",
                same = list(&self.same),
                different = list(&self.different)
            ),
            next_step: message!(
                "Sepakati yang benar, lalu cabut yang keliru: `padan decide --take-back N --by NAMA --reason ALASAN`.",
                "Agree on what is right, then take the wrong one back: `padan decide --take-back N --by NAME --reason \
                 REASON`."
            ),
        }
    }
}

/// The contradictions among decisions in force, by their smallest number. A decision that says "one person" belongs to
/// one when it lies on some chain between two rows that are told apart; contradictions that share a decision are one.
pub fn contradictions(decisions: &[Decision]) -> Vec<Contradiction> {
    let rows = Rows::of(decisions);
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for (place, decision) in of_verdict(decisions, Verdict::Different) {
        let [a, b] = rows.of_decision(decision);
        let chain = rows.chain(a, b);
        if chain.is_empty() && a != b {
            continue;
        }
        let mut group: BTreeSet<usize> = chain.into_iter().chain([place]).collect();
        found.retain(|other| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other);
            }
            apart
        });
        found.push(group);
    }
    let numbers = |group: &BTreeSet<usize>, verdict: Verdict| {
        let of = group.iter().map(|place| &decisions[*place]).filter(|decision| decision.verdict == verdict);
        let mut numbers: Vec<u64> = of.map(|decision| decision.id).collect();
        numbers.sort_unstable();
        numbers
    };
    let mut contradictions: Vec<Contradiction> = found
        .iter()
        .map(|group| Contradiction {
            same: numbers(group, Verdict::Same),
            different: numbers(group, Verdict::Different),
        })
        .collect();
    contradictions.sort_unstable_by_key(Contradiction::numbers);
    contradictions
}

/// The decisions in force that contradict no other.
pub fn without_contradictions(decisions: &[Decision], found: &[Contradiction]) -> Vec<Decision> {
    let kept_out: BTreeSet<u64> = found.iter().flat_map(Contradiction::numbers).collect();
    decisions.iter().filter(|decision| !kept_out.contains(&decision.id)).cloned().collect()
}

/// What the decisions in force ask of tonight's rows, and what is to be said of them. `row_of` gives tonight's row of a
/// lasting number. Contradicting decisions are left out. A row that is not there tonight still joins the others of its
/// chain: if a is b and b is c, a is c.
pub fn constraints(
    decisions: &[Decision],
    row_of: &dyn Fn(u64) -> Option<RowId>,
) -> (Constraints, Vec<Finding>) {
    let found = contradictions(decisions);
    let mut findings: Vec<Finding> = found.iter().map(|found| found.finding(decisions)).collect();
    let sound = without_contradictions(decisions, &found);
    let rows = Rows::of(&sound);
    let tonight: Vec<Option<RowId>> = rows.uids.iter().map(|uid| row_of(*uid)).collect();
    let person = rows.persons();
    let mut of_person: BTreeMap<usize, Vec<RowId>> = BTreeMap::new();
    for (place, row) in tonight.iter().enumerate() {
        of_person.entry(person[place]).or_default().extend(row);
    }
    let mut constraints = Constraints::default();
    for rows in of_person.values_mut() {
        rows.sort_unstable();
        constraints.same.extend(rows.windows(2).map(|pair| (pair[0], pair[1])));
    }
    // A pair that is named itself stays that pair, so that it can be told why it is apart.
    let stand_in = |place: usize| tonight[place].or_else(|| of_person[&person[place]].first().copied());
    for (_, decision) in of_verdict(&sound, Verdict::Different) {
        if let [Some(a), Some(b)] = rows.of_decision(decision).map(stand_in) {
            constraints.different.push((a.min(b), a.max(b)));
        }
    }
    for pairs in [&mut constraints.same, &mut constraints.different] {
        pairs.sort_unstable();
        pairs.dedup();
    }
    let is_missing =
        |decision: &&Decision| rows.of_decision(decision).iter().any(|at| tonight[*at].is_none());
    findings.extend(waiting(sound.iter().filter(is_missing).count()));
    (constraints, findings)
}

fn waiting(decisions: usize) -> Option<Finding> {
    (decisions > 0).then(|| Finding {
        code: "KEPUTUSAN_MENUNGGU",
        severity: Severity::Info,
        place: "keputusan".into(),
        message: message!(
            "{decisions} keputusan petugas menunggu: barisnya tidak ada malam ini.",
            "{decisions} decisions of officers are waiting: their rows are not there tonight."
        ),
        next_step: Message::none(),
    })
}

fn of_verdict(decisions: &[Decision], verdict: Verdict) -> impl Iterator<Item = (usize, &Decision)> {
    decisions.iter().enumerate().filter(move |(_, decision)| decision.verdict == verdict)
}

/// The rows that decisions are of, and which of them "one person" joins.
struct Rows {
    /// Lasting numbers, ascending; places in here stand for rows below.
    uids: Vec<u64>,
    /// For each row the rows it is joined to, each with the place of the decision.
    near: Vec<Vec<(usize, usize)>>,
}

impl Rows {
    fn of(decisions: &[Decision]) -> Rows {
        let mut uids: Vec<u64> =
            decisions.iter().flat_map(|decision| [decision.rows[0].uid, decision.rows[1].uid]).collect();
        uids.sort_unstable();
        uids.dedup();
        let mut rows = Rows { near: vec![Vec::new(); uids.len()], uids };
        for (place, decision) in of_verdict(decisions, Verdict::Same) {
            let [a, b] = rows.of_decision(decision);
            if a != b {
                rows.near[a].push((b, place));
                rows.near[b].push((a, place));
            }
        }
        rows
    }

    fn of_decision(&self, decision: &Decision) -> [usize; 2] {
        [0, 1].map(|side| self.uids.partition_point(|uid| *uid < decision.rows[side].uid))
    }

    /// For each row the first row of those that are one person with it.
    fn persons(&self) -> Vec<usize> {
        let mut person = vec![usize::MAX; self.uids.len()];
        for first in 0..self.uids.len() {
            if person[first] != usize::MAX {
                continue;
            }
            person[first] = first;
            let mut open = vec![first];
            while let Some(row) = open.pop() {
                for &(other, _) in &self.near[row] {
                    if person[other] == usize::MAX {
                        person[other] = first;
                        open.push(other);
                    }
                }
            }
        }
        person
    }

    /// The decisions on any chain between two rows; none where no chain joins them. They are those that lie on a cycle
    /// with an edge between the two: its block (Hopcroft and Tarjan 1973), walked through from that edge on.
    fn chain(&self, from: usize, to: usize) -> Vec<usize> {
        struct Step {
            row: usize,
            by: usize,
            next: usize,
            start: usize,
        }
        let mut order: BTreeMap<usize, usize> = BTreeMap::from([(from, 0), (to, 1)]);
        let mut lowest = order.clone();
        let mut chain: Vec<usize> = Vec::new();
        let mut path = vec![Step { row: to, by: usize::MAX, next: 0, start: 0 }];
        while let Some(step) = path.last_mut() {
            let row = step.row;
            if let Some(&(other, by)) = self.near[row].get(step.next) {
                step.next += 1;
                if by == step.by {
                    continue;
                }
                match order.get(&other).copied() {
                    None => {
                        order.insert(other, order.len());
                        lowest.insert(other, order[&other]);
                        path.push(Step { row: other, by, next: 0, start: chain.len() });
                        chain.push(by);
                    }
                    Some(met) if met < order[&row] => {
                        chain.push(by);
                        lowest.insert(row, lowest[&row].min(met));
                    }
                    Some(_) => {}
                }
                continue;
            }
            let Some(done) = path.pop() else { break };
            let Some(above) = path.last() else { break };
            if lowest[&done.row] >= order[&above.row] {
                // What was walked through from here hangs on the chain and is no part of it.
                chain.truncate(done.start);
            }
            lowest.insert(above.row, lowest[&above.row].min(lowest[&done.row]));
        }
        chain
    }
}

#[cfg(test)]
#[path = "contradictions_tests.rs"]
mod tests;
