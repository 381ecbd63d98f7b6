//! Where does a person's value come from, and what was said against it? The chosen row, how many rows say the
//! same, and every value that was not chosen, with the rows that carry it.

use super::survivorship::value;
use super::{Chosen, Register};
use crate::record::RowId;
use crate::standardise::People;

/// A value that was not chosen; it stays on its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The first of the person's rows that carries it.
    pub row: RowId,
    /// How many of the person's rows carry it.
    pub rows: u32,
}

/// One field of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Field.
    pub field: Chosen,
    /// The row whose value was chosen.
    pub row: RowId,
    /// How many of the person's rows say the same.
    pub agreeing: u32,
    /// The other values, in the order of their first row.
    pub rejected: Vec<Rejected>,
}

/// Where each of a person's values comes from, in [`Chosen::ALL`] order; fields that no row knows are left out.
pub fn provenance(people: &People, register: &Register, person: u32) -> Vec<Source> {
    let rows = register.rows_of(person);
    Chosen::ALL
        .into_iter()
        .filter_map(|field| {
            let row = register.chosen_row(person, field)?;
            let mut offers: Vec<(u64, RowId)> =
                rows.iter().filter_map(|&row| Some((value(people, field, row)?, row))).collect();
            offers.sort_unstable();
            let winner = value(people, field, row);
            let mut source = Source { field, row, agreeing: 0, rejected: Vec::new() };
            for same in offers.chunk_by(|a, b| a.0 == b.0) {
                let count = same.len() as u32;
                if Some(same[0].0) == winner {
                    source.agreeing = count;
                } else {
                    source.rejected.push(Rejected { row: same[0].1, rows: count });
                }
            }
            source.rejected.sort_unstable_by_key(|rejected| rejected.row);
            Some(source)
        })
        .collect()
}
