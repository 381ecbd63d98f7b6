//! In which order do rows lie side by side in memory? By where people live, then by birth: the rows of a block are
//! mostly neighbours, and what is near in memory is read at once.

use rayon::prelude::*;

use crate::record::RowId;
use crate::standardise::People;

/// A place for every row, and back. 8 bytes a row.
#[derive(Debug, Default)]
pub struct Order {
    rows: Vec<RowId>,
    places: Vec<u32>,
}

impl Order {
    /// The order of all rows.
    pub fn new(people: &People) -> Order {
        let home = |row: RowId| people.place[row as usize].map_or(u32::MAX, |place| place.0.get());
        let mut keyed: Vec<(u32, u32, RowId)> = people
            .rows()
            .into_par_iter()
            .map(|row| (home(row), people.birth[row as usize].packed(), row))
            .collect();
        keyed.par_sort_unstable();
        let rows: Vec<RowId> = keyed.into_iter().map(|(.., row)| row).collect();
        let mut places = vec![0; rows.len()];
        for (place, row) in rows.iter().enumerate() {
            places[*row as usize] = place as u32;
        }
        Order { rows, places }
    }

    /// The row at a place.
    pub fn row(&self, place: u32) -> RowId {
        self.rows[place as usize]
    }

    /// The place of a row.
    pub fn place(&self, row: RowId) -> u32 {
        self.places[row as usize]
    }

    /// The places by row.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    /// The rows by place.
    pub fn rows(&self) -> &[RowId] {
        &self.rows
    }
}
