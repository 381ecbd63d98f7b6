//! Which rows has each person? Numbers clusters densely in the order of their smallest row and lists the rows
//! of each, in two passes over the rows and no map.

use crate::cluster::group;
use crate::record::RowId;

/// Rows by person.
#[derive(Debug, Default)]
pub(super) struct Persons {
    /// Person of each row.
    pub person_of: Vec<u32>,
    /// Where each person's rows start in `rows`, and the end.
    pub starts: Vec<u32>,
    /// Rows by person, ascending within each.
    pub rows: Vec<RowId>,
}

/// Numbers persons. The cluster stage already promises this order; holding it here too means that a decision
/// applied between the stages cannot break it.
pub(super) fn number(cluster_of: &[u32]) -> Persons {
    const NEW: u32 = u32::MAX;
    let clusters = cluster_of.iter().max().map_or(0, |&largest| largest as usize + 1);
    let mut person_of_cluster = vec![NEW; clusters];
    let mut persons = 0;
    let person_of: Vec<u32> = cluster_of
        .iter()
        .map(|&cluster| {
            let person = &mut person_of_cluster[cluster as usize];
            if *person == NEW {
                *person = persons;
                persons += 1;
            }
            *person
        })
        .collect();
    let (starts, rows) = group(&person_of, persons);
    Persons { person_of, starts, rows }
}

/// Sorts by a number of at most sixteen decimal digits, in passes of eleven bits; what is equal keeps its order. Digits
/// that are the same throughout cost one look.
pub(crate) fn sort_by_number<T: Copy>(items: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    const BITS: u32 = 11;
    let Some(&first) = items.first() else { return };
    let differing = items.iter().fold(0, |all, item| all | (number(item) ^ number(&first)));
    let mut sorted = vec![first; items.len()];
    for shift in (0..64).step_by(BITS as usize).filter(|shift| differing >> shift & ((1 << BITS) - 1) != 0) {
        let digit = |item: &T| (number(item) >> shift) as usize & ((1 << BITS) - 1);
        let mut next = vec![0_u32; 1 << BITS];
        items.iter().for_each(|item| next[digit(item)] += 1);
        let mut start = 0;
        for count in &mut next {
            start += std::mem::replace(count, start);
        }
        for &item in items.iter() {
            let place = &mut next[digit(&item)];
            sorted[*place as usize] = item;
            *place += 1;
        }
        std::mem::swap(items, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sorted_and_equals_keep_their_order() {
        let mut items: Vec<(u64, u32)> =
            (0..5_000_u32).map(|at| (u64::from(at % 97).pow(8) + u64::from(at % 3), at)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|item| item.0);
        sort_by_number(&mut items, |item| item.0);
        assert_eq!(items, expected);
        sort_by_number(&mut Vec::<u64>::new(), |&number| number);
    }

    #[test]
    fn persons_are_numbered_by_their_smallest_row() {
        let persons = number(&[7, 2, 7, 0, 2]);
        assert_eq!(persons.person_of, [0, 1, 0, 2, 1]);
        assert_eq!(persons.starts, [0, 2, 4, 5]);
        assert_eq!(persons.rows, [0, 2, 1, 4, 3]);
    }

    #[test]
    fn no_rows_make_nobody() {
        assert_eq!(number(&[]).starts, [0]);
    }
}
