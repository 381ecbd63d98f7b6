//! Who keeps which id? An id stays with most of the rows that bore it: a person or family of tonight takes over the id
//! that most of its rows had, and of two who could have the same id the one with more of its rows has it. Rows of the last
//! night go before rows that were gone for longer: an id stays where it was seen last.
//!
//! What cannot keep its id was merged: its id is retired and stands for the one that went on. What has rows of an
//! earlier id that lives on elsewhere was split off, and gets a new one.

use rayon::prelude::*;

/// A row of tonight that was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie {
    /// Number of the id it had.
    pub(super) old: u64,
    /// Whom it belongs to tonight.
    pub(super) subject: u32,
    /// Night since which that id was given.
    pub(super) since: u32,
    /// Whether the last night had the row.
    pub(super) present: bool,
    /// The row's lasting number.
    pub(super) uid: u64,
}

/// What becomes of earlier ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inherited {
    /// Number of the id that each subject keeps; 0 for one that needs a new id.
    pub(super) codes: Vec<u64>,
    /// Ids that were retired tonight and the subject they stand for, ascending.
    pub(super) merged: Vec<(u64, u32)>,
    /// Ids that live on and the subject that was split off, by subject.
    pub(super) split: Vec<(u64, u32)>,
}

/// One earlier id and one subject of tonight that have rows in common.
#[derive(Clone, Copy)]
struct Claim {
    /// Rows of the last night, and all.
    rows: (u32, u32),
    since: u32,
    old: u64,
    /// Smallest lasting number of the rows in common: decides between equals, whatever the order of rows.
    uid: u64,
    subject: u32,
}

/// Deals earlier ids out to `subjects` of tonight.
pub(super) fn inherit(subjects: usize, mut ties: Vec<Tie>) -> Inherited {
    let mut inherited = Inherited { codes: vec![0; subjects], ..Inherited::default() };
    if ties.is_empty() {
        return inherited;
    }
    ties.par_sort_unstable();
    let mut claims: Vec<Claim> = ties
        .chunk_by(|a, b| (a.old, a.subject) == (b.old, b.subject))
        .map(|ties| Claim {
            rows: (ties.iter().filter(|tie| tie.present).count() as u32, ties.len() as u32),
            since: ties[0].since,
            old: ties[0].old,
            uid: ties.iter().map(|tie| tie.uid).min().unwrap_or_default(),
            subject: ties[0].subject,
        })
        .collect();
    drop(ties);
    // Most ids have one claim, of a subject that has no other: those need no order.
    let mut wanted = vec![0_u8; subjects];
    claims.iter().for_each(|claim| {
        let wanted = &mut wanted[claim.subject as usize];
        *wanted = wanted.saturating_add(1);
    });
    let mut contested: Vec<Claim> = Vec::new();
    for same in claims.chunk_by(|a, b| a.old == b.old) {
        if same.len() == 1 && wanted[same[0].subject as usize] == 1 {
            inherited.codes[same[0].subject as usize] = same[0].old;
        } else {
            contested.extend_from_slice(same);
        }
    }
    claims.clear();
    contested
        .sort_unstable_by_key(|claim| (std::cmp::Reverse(claim.rows), claim.since, claim.uid, claim.old));
    let mut dealt: Vec<u64> = Vec::new();
    let mut open = Vec::new();
    let mut taken = rustc_hash::FxHashSet::default();
    for claim in &contested {
        let code = &mut inherited.codes[claim.subject as usize];
        if *code == 0 && taken.insert(claim.old) {
            *code = claim.old;
            dealt.push(claim.old);
        } else {
            open.push(*claim);
        }
    }
    let mut retired = rustc_hash::FxHashSet::default();
    let mut parted = rustc_hash::FxHashSet::default();
    for claim in &open {
        if !taken.contains(&claim.old) {
            // The first claim in order is by most rows: there the retired id is answered from.
            if retired.insert(claim.old) {
                inherited.merged.push((claim.old, claim.subject));
            }
        } else if inherited.codes[claim.subject as usize] == 0 && parted.insert(claim.subject) {
            inherited.split.push((claim.old, claim.subject));
        }
    }
    inherited.merged.sort_unstable();
    inherited.split.sort_unstable_by_key(|&(old, subject)| (subject, old));
    inherited
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as (earlier id, subject of tonight), with lasting numbers in their order.
    fn check(
        subjects: usize,
        rows: &[(u64, u32)],
        codes: &[u64],
        merged: &[(u64, u32)],
        split: &[(u64, u32)],
    ) {
        let ties: Vec<Tie> = rows
            .iter()
            .zip(1..)
            .map(|(&(old, subject), uid)| Tie { old, subject, since: 1, present: true, uid })
            .collect();
        let mut turned = ties.clone();
        turned.reverse();
        let inherited = inherit(subjects, ties);
        assert_eq!(inherited.codes, codes);
        assert_eq!(inherited.merged, merged);
        assert_eq!(inherited.split, split);
        assert_eq!(inherit(subjects, turned), inherited);
    }

    #[test]
    fn an_id_stays_with_its_rows() {
        check(3, &[(7, 0), (7, 0), (9, 1)], &[7, 9, 0], &[], &[]);
    }

    #[test]
    fn two_that_become_one_keep_the_id_of_most_rows() {
        check(1, &[(7, 0), (9, 0), (9, 0)], &[9], &[(7, 0)], &[]);
    }

    #[test]
    fn one_that_becomes_two_leaves_the_id_with_most_rows() {
        check(2, &[(7, 0), (7, 1), (7, 1)], &[0, 7], &[], &[(7, 0)]);
    }

    #[test]
    fn a_row_that_changes_hands_takes_no_id_along() {
        check(2, &[(7, 0), (7, 0), (7, 1), (9, 1), (9, 1)], &[7, 9], &[], &[]);
    }

    #[test]
    fn rows_of_the_last_night_go_before_rows_that_come_back() {
        let tie = |subject, present, uid| Tie { old: 7, subject, since: 1, present, uid };
        let inherited = inherit(2, vec![tie(0, false, 1), tie(0, false, 2), tie(1, true, 3)]);
        assert_eq!(inherited.codes, [0, 7]);
        assert_eq!(inherited.split, [(7, 0)]);
    }

    #[test]
    fn a_merge_and_a_split_at_once() {
        // Two rows of 7 and one of 9 are together; the other row of 9 is alone.
        check(2, &[(7, 0), (7, 0), (9, 0), (9, 1)], &[7, 9], &[], &[]);
        // Nobody can keep both: 5 is retired, its rows are with 7; subject 1 is left without.
        check(2, &[(7, 0), (7, 0), (7, 0), (5, 0), (7, 1)], &[7, 0], &[(5, 0)], &[(7, 1)]);
    }
}
