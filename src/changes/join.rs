//! Which of tonight's ids were there yesterday, and where? Most nights both lists are nearly equal, so what they begin
//! and end with alike is only compared; the rest is sorted and gone through side by side.

use rayon::prelude::*;

use crate::register::Ids;

/// In place of yesterday's place: the id is new.
pub(crate) const NEW: u32 = u32::MAX;

/// Tonight's ids among yesterday's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Joined {
    /// For each of tonight's ids its place yesterday, or [`NEW`].
    pub(crate) before: Vec<u32>,
    /// Places of yesterday's ids that are not among tonight's, ascending.
    pub(crate) gone: Vec<u32>,
}

/// Joins two lists of ids, each without repetition.
pub(crate) fn join<K: Ord + Copy + Send>(
    yesterday: usize,
    tonight: usize,
    old: impl Fn(usize) -> K + Sync,
    new: impl Fn(usize) -> K + Sync,
) -> Joined {
    let shorter = yesterday.min(tonight);
    let head = (0..shorter).take_while(|&at| old(at) == new(at)).count();
    let tail = (0..shorter - head).take_while(|&at| old(yesterday - 1 - at) == new(tonight - 1 - at)).count();
    let mut before = vec![NEW; tonight];
    for (at, place) in before[..head].iter_mut().enumerate() {
        *place = at as u32;
    }
    for at in 0..tail {
        before[tonight - 1 - at] = (yesterday - 1 - at) as u32;
    }
    let sorted = |from: usize, to: usize, key: &(dyn Fn(usize) -> K + Sync)| -> Vec<(K, u32)> {
        let mut keys: Vec<(K, u32)> = (from..to).map(|at| (key(at), at as u32)).collect();
        keys.par_sort_unstable();
        keys
    };
    let olds = sorted(head, yesterday - tail, &old);
    let news = sorted(head, tonight - tail, &new);
    let mut gone = Vec::new();
    let mut next = 0;
    for &(key, place) in &olds {
        while next < news.len() && news[next].0 < key {
            next += 1;
        }
        match news.get(next) {
            Some(&(same, at)) if same == key => {
                before[at as usize] = place;
                next += 1;
            }
            _ => gone.push(place),
        }
    }
    gone.sort_unstable();
    Joined { before, gone }
}

/// Joins the ids of two nights.
pub(crate) fn join_ids(yesterday: &Ids, tonight: &Ids) -> Joined {
    let (old, new) = (|at: usize| number_of(&yesterday[at]), |at: usize| number_of(&tonight[at]));
    join(yesterday.len(), tonight.len(), old, new)
}

/// An id of a person or family as a number: fifteen bytes, so that it orders and compares as it is written.
fn number_of(id: &str) -> u128 {
    id.bytes().fold(0, |number, byte| number << 8 | u128::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &[u8], new: &[u8], before: &[u32], gone: &[u32]) {
        let joined = join(old.len(), new.len(), |at| old[at], |at| new[at]);
        assert_eq!(joined, Joined { before: before.into(), gone: gone.into() });
    }

    #[test]
    fn ids_are_found_wherever_they_moved() {
        check(b"abcd", b"abcd", &[0, 1, 2, 3], &[]);
        check(b"", b"ab", &[NEW, NEW], &[]);
        check(b"ab", b"", &[], &[0, 1]);
        check(b"abcd", b"acd", &[0, 2, 3], &[1]);
        check(b"abcd", b"abxcd", &[0, 1, NEW, 2, 3], &[]);
        check(b"abcd", b"dcba", &[3, 2, 1, 0], &[]);
        check(b"zaby", b"xbaw", &[NEW, 2, 1, NEW], &[0, 3]);
        // What both end with is not taken twice when one is all of the other.
        check(b"aaa", b"aa", &[0, 1], &[2]);
    }
}
