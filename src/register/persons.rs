//! Which rows has each person? Numbers clusters densely in the order of their smallest row and lists the rows
//! of each, in two passes over the rows and no map.

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

/// Lists the members of each group, ascending: a counting sort of `0..of.len()` by group number.
pub(super) fn group(of: &[u32], groups: u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; groups as usize + 1];
    for &group in of {
        starts[group as usize + 1] += 1;
    }
    for group in 0..groups as usize {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut members = vec![0u32; of.len()];
    for (member, &group) in of.iter().enumerate() {
        let slot = &mut next[group as usize];
        members[*slot as usize] = member as u32;
        *slot += 1;
    }
    (starts, members)
}

#[cfg(test)]
mod tests {
    use super::*;

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
