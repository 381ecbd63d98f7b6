//! What did the last night read and find, so that a night on which nothing was sent need not read it again? All rows as
//! they were standardised, who they were found to be, and what was in conflict. A file that may be missing or torn: then everything is read.
//!
//! It is written by this version of the program for itself. Each column stands apart with its length and its
//! fingerprint, so that columns are read side by side, and what is read is proved in the same go.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::direct::Block;
use super::file::{self, Written};
use crate::block::PassReport;
use crate::cluster::{Clusters, Quality, SecondPass};
use crate::conflict::Conflicts;
use crate::error::{Error, Result};
use crate::ingest::Intake;
use crate::record::RowId;
use crate::register::Register;
use crate::score::Edge;
use crate::standardise::{Anomalies, NearDates, People};

/// Name of the file in the folder of a night's state.
pub const FILE: &str = "night.bin";

/// What the file begins with; the last letter is the version of its layout.
const MAGIC: &[u8; 8] = b"PADANNM3";

/// Bytes before the first column: what the file begins with, and what made the night.
const HEAD: usize = 72;

/// What the linkage came to, as far as later stages ask.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Found {
    /// The persons, and what lies between them.
    pub clusters: Clusters,
    /// Edges above the floor that tables list.
    pub edges: Vec<Edge>,
    /// All edges above the floor.
    pub all_edges: u64,
    /// Candidate pairs.
    pub pairs: u64,
    /// The person of each row by the first clustering, when families were asked.
    pub relatives: Vec<u32>,
    /// What the passes of blocking did.
    pub passes: Vec<PassReport>,
    /// Rows that were compared with no other.
    pub not_compared: Vec<RowId>,
    /// Rows without any blocking key.
    pub without_key: Vec<RowId>,
    /// What the second pass changed.
    pub second_pass: Option<SecondPass>,
    /// Expected precision and recall.
    pub quality: Option<Quality>,
}

/// A night as it was read and linked.
#[derive(Debug)]
pub struct NightMemory {
    /// The rows.
    pub people: People,
    /// What could not be taken as it stood.
    pub anomalies: Anomalies,
    /// Files, refusals and findings.
    pub intake: Intake,
    /// On which other nights all dates would be read alike.
    pub near: NearDates,
    /// What the linkage came to.
    pub found: Found,
    /// The register, without what became of earlier ids.
    pub register: Register,
    /// The conflicts, as far as no date changes them.
    pub conflicts: Conflicts,
    /// The accounts of the first pairs that wait, as the page shows them.
    pub accounts: String,
}

/// A night as it is to be remembered, borrowed from the stages that made it.
#[derive(Clone, Copy)]
pub struct NightToRemember<'a> {
    /// The rows.
    pub people: &'a People,
    /// What could not be taken as it stood.
    pub anomalies: &'a Anomalies,
    /// Files, refusals and findings.
    pub intake: &'a Intake,
    /// On which other nights all dates would be read alike.
    pub near: &'a NearDates,
    /// What the linkage came to.
    pub found: &'a Found,
    /// The register.
    pub register: &'a Register,
    /// The conflicts.
    pub conflicts: &'a Conflicts,
    /// The accounts of the first pairs that wait.
    pub accounts: &'a str,
}

/// What made a night: of what was read, and of what was linked with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeBy {
    /// Settings, files and program.
    pub reading: [u8; 32],
    /// The same, and model and decisions.
    pub linking: [u8; 32],
}

/// Writes and reads the columns of a struct, each apart. Of [`People`] it is every column: one that is added is missed
/// here by the compiler.
macro_rules! columns {
    ($table:ident, $write:ident, $read:ident, [$($column:ident),* $(,)?] $(, $rest:tt)?) => {
        fn $write(table: &$table, out: &mut Columns<'_>) -> std::io::Result<()> {
            let $table { $($column,)* $($rest)? } = table;
            $(out.push($column)?;)*
            Ok(())
        }

        fn $read(memory: &Stored, columns: &mut &[Place]) -> Option<$table> {
            let mut table = $table::default();
            let $table { $($column,)* $($rest)? } = &mut table;
            let failed = AtomicBool::new(false);
            rayon::scope(|scope| {
                $(
                    match columns.split_first() {
                        None => failed.store(true, Ordering::Relaxed),
                        Some((place, rest)) => {
                            *columns = rest;
                            let failed = &failed;
                            scope.spawn(move |_| match memory.read(place) {
                                Some(values) => *$column = values,
                                None => failed.store(true, Ordering::Relaxed),
                            });
                        }
                    }
                )*
            });
            (!failed.into_inner()).then_some(table)
        }
    };
}

columns!(
    People,
    write_people,
    read_people,
    [
        roster,
        file,
        line,
        row,
        nik,
        nik_marks,
        nik_hints,
        kk,
        birth,
        sex,
        relation,
        name,
        alias,
        mother,
        father,
        head,
        place,
        rt,
        rw,
        hamlet,
        birth_place,
        amount,
        marks,
        key,
        decile,
        component,
        extras,
        tokens,
        names,
        texts,
    ]
);
/// Columns of [`People`].
const PEOPLE: usize = 30;

columns!(
    Register,
    write_register,
    read_register,
    [person_of, starts, rows, person_ids, family_of, family_starts, family_members, family_ids, chosen, held,],
    ..
);
/// Columns of the register.
const REGISTER: usize = 10;

/// Columns on their way to the disk.
struct Columns<'a> {
    out: &'a mut dyn Write,
    bytes: Vec<u8>,
}

impl Columns<'_> {
    fn push<T: Serialize>(&mut self, values: &T) -> std::io::Result<()> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        self.bytes = postcard::to_extend(values, bytes).map_err(std::io::Error::other)?;
        self.out.write_all(&(self.bytes.len() as u64).to_le_bytes())?;
        self.out.write_all(blake3::hash(&self.bytes).as_bytes())?;
        self.out.write_all(&self.bytes)
    }
}

/// A column in the file.
struct Place {
    /// Where it begins.
    at: u64,
    bytes: usize,
    blake3: [u8; 32],
}

/// The file, read column by column.
struct Stored {
    path: PathBuf,
    /// Buffers that no column is in; fresh memory costs as much as reading.
    buffers: Mutex<Vec<Block>>,
}

impl Stored {
    /// The columns of a file; none when it is no such file or ends too early.
    fn places(&self) -> Option<Vec<Place>> {
        let mut file = File::open(&self.path).ok()?;
        let length = file.metadata().ok()?.len();
        let mut at = HEAD as u64;
        let mut places = Vec::new();
        while at < length {
            let (mut bytes, mut blake3) = ([0; 8], [0; 32]);
            file.seek(SeekFrom::Start(at)).ok()?;
            file.read_exact(&mut bytes).ok()?;
            file.read_exact(&mut blake3).ok()?;
            at += 40;
            let bytes = u64::from_le_bytes(bytes);
            places.push(Place { at, bytes: usize::try_from(bytes).ok()?, blake3 });
            at = at.checked_add(bytes).filter(|end| *end <= length)?;
        }
        Some(places)
    }

    /// A column; none when it is not what was written.
    fn read<T: DeserializeOwned>(&self, place: &Place) -> Option<T> {
        let mut buffer =
            self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let value = self.read_into(place, &mut buffer);
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        value
    }

    fn read_into<T: DeserializeOwned>(&self, place: &Place, buffer: &mut Block) -> Option<T> {
        let bytes = buffer.read_part(&self.path, place.at, place.bytes).ok()?;
        if blake3::hash(bytes).as_bytes() != &place.blake3 {
            return None;
        }
        let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
        rest.is_empty().then_some(value)
    }
}

/// Writes the memory of a night.
///
/// # Errors
/// When the file cannot be written.
pub fn write_night(folder: &Path, made_by: &MadeBy, night: &NightToRemember<'_>) -> Result<Written> {
    let path = folder.join(FILE);
    file::write_whole(&path, |out| {
        let mut fill = || {
            out.write_all(MAGIC)?;
            out.write_all(&made_by.reading)?;
            out.write_all(&made_by.linking)?;
            let mut columns = Columns { out, bytes: Vec::new() };
            write_people(night.people, &mut columns)?;
            write_register(night.register, &mut columns)?;
            columns.push(night.anomalies)?;
            columns.push(night.intake)?;
            columns.push(night.near)?;
            columns.push(night.found)?;
            columns.push(night.conflicts)?;
            columns.push(&night.accounts)
        };
        fill().map_err(|source| Error::file(&path, "cannot be written", source))
    })
}

/// What made the night that the file remembers; none when there is no such file.
pub fn made_by(folder: &Path) -> Option<MadeBy> {
    let mut head = [0; HEAD];
    File::open(folder.join(FILE)).ok()?.read_exact(&mut head).ok()?;
    let rest = head.strip_prefix(MAGIC)?;
    let (reading, linking) = rest.split_at(32);
    Some(MadeBy { reading: reading.try_into().ok()?, linking: linking.try_into().ok()? })
}

/// Reads the memory of a night; none when it is torn or not what was written.
pub fn read_night(folder: &Path) -> Option<NightMemory> {
    made_by(folder)?;
    let memory = Stored { path: folder.join(FILE), buffers: Mutex::default() };
    let places = memory.places()?;
    let (people, rest) = places.split_at_checked(PEOPLE)?;
    let (register, rest) = rest.split_at_checked(REGISTER)?;
    let [anomalies, intake, near, found, conflicts, accounts] = rest else { return None };
    let ((people, register), (rest, found)) = rayon::join(
        || {
            rayon::join(
                || read_people(&memory, &mut { people }),
                || read_register(&memory, &mut { register }),
            )
        },
        || {
            let read_rest = || {
                Some((
                    memory.read(anomalies)?,
                    memory.read(intake)?,
                    memory.read(near)?,
                    memory.read(conflicts)?,
                    memory.read(accounts)?,
                ))
            };
            rayon::join(read_rest, || memory.read(found))
        },
    );
    let (anomalies, intake, near, conflicts, accounts) = rest?;
    Some(NightMemory {
        people: people?,
        anomalies,
        intake,
        near,
        found: found?,
        register: register?,
        conflicts,
        accounts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Birth, RosterId};

    #[test]
    fn a_night_comes_back_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut people = People {
            roster: vec![RosterId(1), RosterId(0)],
            birth: vec![Birth::UNKNOWN; 2],
            name: vec![None, Some(crate::standardise::NameTable::numbered(0))],
            ..People::default()
        };
        people.texts.text.push("DUSUN KRAJAN");
        let mut intake = Intake::default();
        intake.failed.push(RosterId(3));
        let found = Found { pairs: 7, ..Found::default() };
        let made = MadeBy { reading: [1; 32], linking: [2; 32] };
        let near = NearDates::default();
        let (mut register, mut conflicts) = (Register::default(), Conflicts::default());
        register.family_of.push(4);
        conflicts.offices.push("Dinsos".into());
        let night = NightToRemember {
            people: &people,
            anomalies: &Anomalies::default(),
            intake: &intake,
            near: &near,
            found: &found,
            register: &register,
            conflicts: &conflicts,
            accounts: "<details>",
        };
        write_night(folder.path(), &made, &night).unwrap();
        assert_eq!(made_by(folder.path()), Some(made));
        let night = read_night(folder.path()).unwrap();
        assert_eq!(night.people.roster, people.roster);
        assert_eq!(night.people.name, people.name);
        assert_eq!(night.people.texts.text, people.texts.text);
        assert_eq!((night.intake.failed, night.found.pairs), (vec![RosterId(3)], 7));
        assert_eq!((night.register.family_of, night.conflicts.offices), (vec![4], vec!["Dinsos".to_owned()]));
        assert_eq!(night.accounts, "<details>");
        let path = folder.path().join(FILE);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(read_night(folder.path()).is_none(), "torn");
        let mut bent = whole.clone();
        let at = bent.windows(5).position(|part| part == b"DUSUN").unwrap();
        bent[at] = b'T';
        std::fs::write(&path, &bent).unwrap();
        assert!(read_night(folder.path()).is_none(), "not what was written");
    }
}
