//! Which words became more or less common? What a name says depends on how many rows hold its words, so a renewed model
//! shows those that moved the most, and only words that many rows hold: rare ones are people, not usage.

use serde::Serialize;

use crate::compare::Frequencies;

/// Rows that must hold a word, in one of the models, before its change is told.
const SEEN: u32 = 20;
/// Change of a share that is told, in bits.
const TOLD: f64 = 0.5;
/// Words told at most.
const MOST: usize = 8;

/// The words of two models.
#[derive(Clone, Debug, Serialize)]
pub struct WordsChange {
    /// Sounds of name words that the old model has counted; none where it has not counted.
    pub old_sounds: Option<u64>,
    /// That the new one has.
    pub new_sounds: u64,
    /// Name words that moved the most, by how they sound.
    pub moved: Vec<WordChange>,
}

/// A word in both models.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordChange {
    /// How it sounds.
    pub sound: String,
    /// Rows of a thousand that hold it, in the old model's rows and in the new one's.
    pub old_per_thousand: f64,
    /// In the new one's.
    pub new_per_thousand: f64,
    /// Bits that agreement on it says more than before.
    pub bits: f64,
}

/// Compares what two models have counted.
pub(super) fn words(old: Option<&Frequencies>, new: &Frequencies) -> WordsChange {
    // The shipped chances come without counts.
    let old = old.filter(|old| old.rows > 0);
    let moved = old.map_or_else(Vec::new, |old| moved(old, new));
    let sounds = |counted: &Frequencies| counted.names.sounds.len() as u64;
    WordsChange { old_sounds: old.map(sounds), new_sounds: sounds(new), moved }
}

fn moved(old: &Frequencies, new: &Frequencies) -> Vec<WordChange> {
    let rows = |counted: &Frequencies, sound: &str| counted.names.sounds.get(sound).copied().unwrap_or(1);
    let share = |counted: &Frequencies, rows: u32| f64::from(rows) / counted.rows.max(1) as f64;
    let change = |sound: &String| {
        let [before, now] = [rows(old, sound), rows(new, sound)];
        let [old, new] = [share(old, before), share(new, now)];
        let bits = (old / new).log2();
        (before.max(now) >= SEEN && bits.abs() >= TOLD).then(|| WordChange {
            sound: sound.clone(),
            old_per_thousand: 1_000.0 * old,
            new_per_thousand: 1_000.0 * new,
            bits,
        })
    };
    let gone = old.names.sounds.keys().filter(|sound| !new.names.sounds.contains_key(*sound));
    let mut moved: Vec<WordChange> = new.names.sounds.keys().chain(gone).filter_map(change).collect();
    moved.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()).then_with(|| x.sound.cmp(&y.sound)));
    moved.truncate(MOST);
    moved
}
