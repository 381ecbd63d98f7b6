//! What does a row say, whatever its place in the file? One number a row, so that samples and windows do not depend on
//! the order in which rows and rosters arrive.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;

use super::{NameTable, People};
use crate::record::{NameId, TextId};

impl People {
    /// A hash of each row's standardised values, in row id order; rows that say the same have the same.
    pub fn contents(&self) -> Vec<u64> {
        let names: Vec<u64> = (0..self.names.len() as u32)
            .into_par_iter()
            .map(|index| {
                let words = self.names.tokens(NameTable::numbered(index)).iter();
                hash(&words.map(|word| self.tokens.text.get(*word as usize)).collect::<Vec<_>>())
            })
            .collect();
        let texts: Vec<u64> = self.texts.text.iter().map(|text| hash(&text)).collect();
        let name = |id: Option<NameId>| id.map(|id| names[NameTable::index(id)]);
        let text = |id: Option<TextId>| id.map(|id| texts[id.0.get() as usize - 1]);
        let value = |column: &[Option<TextId>], row: usize| text(column.get(row).copied().flatten());
        self.rows()
            .into_par_iter()
            .map(|row| {
                let row = row as usize;
                let numbers = (self.nik[row], self.kk[row], self.birth[row].packed(), self.sex[row]);
                let place = (self.place[row], value(&self.hamlet, row), value(&self.birth_place, row));
                let home = (self.rt[row], self.rw[row]);
                let others = [name(self.father[row]), name(self.head[row]), name(self.alias[row])];
                let extras: Vec<_> = self.extras.iter().map(|extra| value(&extra.value, row)).collect();
                hash(&(numbers, name(self.name[row]), name(self.mother[row]), others, place, home, extras))
            })
            .collect()
    }
}

/// A hash that is the same on every machine and in every run.
pub fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
