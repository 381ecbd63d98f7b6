//! How many people and families does each pair of programmes share?

use super::standing::{Standing, members};

/// Programme by programme: symmetric, and on the diagonal each programme's own total.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Keys of the programmes that have rows tonight, in the order of the rules' file.
    pub programmes: Vec<String>,
    /// Persons with rows in force of both, `persons[a * programmes.len() + b]`.
    pub persons: Vec<u64>,
    /// Families with members on both, in the same order.
    pub families: Vec<u64>,
}

impl Overlap {
    /// Persons that two programmes share, by their place in `programmes`.
    pub fn persons(&self, a: usize, b: usize) -> u64 {
        self.persons[a * self.programmes.len() + b]
    }

    /// Families that two programmes share.
    pub fn families(&self, a: usize, b: usize) -> u64 {
        self.families[a * self.programmes.len() + b]
    }
}

/// Counts the night's overlap.
pub fn overlap(standing: &Standing<'_>) -> Overlap {
    let present: Vec<usize> = members(standing.present).collect();
    let count = |sets: &[u64]| {
        // Far fewer combinations than people: count each combination, then spread it over its pairs.
        let mut sorted = sets.to_vec();
        sorted.sort_unstable();
        let mut cells = vec![0; present.len() * present.len()];
        for same in sorted.chunk_by(|a, b| a == b) {
            for (row, &a) in present.iter().enumerate() {
                for (column, &b) in present.iter().enumerate() {
                    if same[0] >> a & 1 == 1 && same[0] >> b & 1 == 1 {
                        cells[row * present.len() + column] += same.len() as u64;
                    }
                }
            }
        }
        cells
    };
    Overlap {
        programmes: present.iter().map(|&at| standing.programmes[at].key.clone()).collect(),
        persons: count(&standing.person),
        families: count(&standing.family),
    }
}
