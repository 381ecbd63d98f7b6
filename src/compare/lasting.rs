//! Would comparing a row with another come out as it did on another night? One number a row stands for everything that
//! its comparisons read and for how it came into its blocks. Two rows that both have the number of another night are
//! compared tonight exactly when they were compared then, and agree as they did.

use rayon::prelude::*;

use super::Comparer;
use crate::block::Candidates;
use crate::record::{RosterId, RowId};
use crate::scatter::scatter;
use crate::standardise::Fingerprints;

impl Comparer<'_> {
    /// The number of each row, in row id order; 0 for a row that must be compared in any case.
    ///
    /// `rosters` holds one number a roster: what the model expects of it.
    pub fn lasting(&self, fingerprints: &Fingerprints, candidates: &Candidates, rosters: &[u64]) -> Vec<u64> {
        let people = self.people;
        let number = |row: RowId| {
            let at = row as usize;
            let place = self.order.place(row);
            let trace = candidates.trace(place);
            if trace == 0 {
                return 0;
            }
            let side = &self.sides[place as usize];
            let small = |number: Option<crate::record::Neighbourhood>| {
                number.map_or(0, |number| u64::from(number.get()))
            };
            let RosterId(roster) = side.roster;
            let mut said = Said(scatter(trace));
            said.and(rosters[usize::from(roster)]);
            said.and(people.nik[at].map_or(0, super::super::record::Digits16::value));
            said.and(people.kk[at].map_or(0, super::super::record::Digits16::value));
            said.and(
                u64::from(side.birth.packed()) << 16 | (side.sex as u64) << 8 | u64::from(side.flags.bits()),
            );
            for name in
                [people.name[at], people.alias[at], people.mother[at], people.father[at], people.head[at]]
            {
                said.and(fingerprints.name(name));
            }
            said.and(side.place.map_or(0, |place| self.regions.number(place)));
            said.and(small(side.rt) << 32 | small(side.rw));
            said.and(fingerprints.text(side.hamlet));
            said.and(fingerprints.text(side.birth_place));
            for extra in &people.extras {
                said.and(fingerprints.text(extra.value[at]));
            }
            // What blocking reads beyond that.
            said.and(
                u64::from(people.birth[at].packed()) << 16
                    | (people.sex[at] as u64) << 8
                    | u64::from(people.nik_marks[at].0),
            );
            said.0.max(1)
        };
        people.rows().into_par_iter().map(number).collect()
    }
}

/// What was said so far, as one number.
struct Said(u64);

impl Said {
    fn and(&mut self, value: u64) {
        self.0 = scatter(self.0.rotate_left(7) ^ value);
    }
}
