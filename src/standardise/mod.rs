//! How do raw cells become comparable values? Takes [`RowChunk`]s, gives [`People`] and [`Anomalies`].
//! Total: never fails, never invents. A value that cannot be read is missing, and named as an anomaly.
//!
//! [`standardise`] works on one chunk, on any thread; [`Gathered`] appends the chunks in order and closes the night
//! with what only the whole of it can tell (shared NIKs, counts of names).

pub mod address;
mod anomaly;
mod birth;
mod chunk;
mod chunk_keys;
mod chunk_names;
mod chunk_places;
mod coded;
mod content;
mod counted_ages;
mod distinct;
mod fingerprint;
mod gather;
mod habits;
mod identity_number;
mod intern;
mod keys;
mod known;
mod name;
mod name_letters;
mod name_words;
mod near_dates;
mod people;
pub mod place;
mod sharing;
mod sound;

use rayon::prelude::*;

use crate::ingest::RowChunk;
use crate::record::Field;
use crate::region::{CodeSystem, RegionId, Resolver};

pub use anomaly::{Anomalies, Anomaly, AnomalyCode};
pub use birth::WEAK_PLACEHOLDER_DAY;
pub use chunk::Part;
pub use chunk_keys::row_key;
pub use content::hash;
pub use distinct::{Cells, Distinct};
pub use fingerprint::{Fingerprints, fingerprint, name_fingerprint};
pub use gather::Gathered;
pub use habits::{CodesOverruled, Habit, Habits};
pub use known::nik_birth;
pub use near_dates::NearDates;
pub use people::{
    ExtraColumn, ExtraKind, Marks, NameTable, NikMarks, People, TextTable, TokenId, TokenTable,
};

/// Whose names the rosters hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Names {
    /// Titles, abbreviations, patronymics and sounds of Indonesian names.
    #[default]
    Indonesian,
    /// Case, accents and punctuation only.
    Plain,
}

/// How the stage works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose names.
    pub names: Names,
    /// The night's date: nobody is born after it, and ages count back from it.
    pub night: jiff::civil::Date,
    /// Whose region codes each roster carries, by roster: what the settings declare, or undecided. A roster beyond
    /// the list carries Kemendagri's. Names beside the codes may overrule it.
    pub codes: Vec<CodeSystem>,
    /// The region the night is about; settles names that are ambiguous without it.
    pub context: Option<RegionId>,
    /// Declared fields, in the order of `Field::Extra`.
    pub extras: Vec<(String, ExtraKind)>,
    /// Place columns to compare as texts of their own instead of looking them up: the table of regions knows no place
    /// outside Indonesia. For plain names only.
    pub places_as_texts: Vec<Field>,
}

impl Options {
    /// The usual way for a night: Indonesian names, Kemendagri codes, no context and no declared fields.
    pub fn new(night: jiff::civil::Date) -> Options {
        Options {
            names: Names::Indonesian,
            night,
            codes: Vec::new(),
            context: None,
            extras: Vec::new(),
            places_as_texts: Vec::new(),
        }
    }

    /// Every extra column that [`People`] gets: the declared fields, and behind them the places compared as texts.
    fn extra_columns(&self) -> impl Iterator<Item = (&str, ExtraKind, Field)> {
        let declared = self
            .extras
            .iter()
            .enumerate()
            .map(|(index, (name, kind))| (name.as_str(), *kind, Field::Extra(index as u16)));
        let places = self.places_as_texts.iter().map(|&field| {
            let kind = if field == Field::VillageCode { ExtraKind::Code } else { ExtraKind::Text };
            (field.key(), kind, field)
        });
        declared.chain(places)
    }
}

/// Standardises one chunk; what it gives depends on the arguments alone. `room` is a part that was appended, or an empty
/// one: memory that is used again need not be made anew.
pub fn standardise(
    cells: &Cells<'_>,
    options: &Options,
    habit: Habit,
    resolver: &mut Resolver,
    room: Part,
) -> Part {
    chunk::part(cells, options, habit, resolver, room)
}

/// Standardises chunks that are all in memory: for tests and small rosters.
pub fn standardise_all(chunks: &[RowChunk], options: &Options) -> (People, Anomalies) {
    let mut habits = Habits::default();
    let mut gathered = Gathered::new(options, chunks.iter().map(RowChunk::len).sum());
    let learnt: Vec<Habit> = chunks.iter().map(|chunk| habits.learn(chunk, options)).collect();
    let parts: Vec<Part> = chunks
        .par_iter()
        .zip(learnt)
        .map_init(Resolver::new, |resolver, (chunk, habit)| {
            standardise(&Cells::of(chunk), options, habit, resolver, Part::default())
        })
        .collect();
    for part in parts {
        gathered.append(&part);
    }
    gathered.finish()
}
