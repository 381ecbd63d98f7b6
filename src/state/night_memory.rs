//! What did the last night read and find, so that a night on which nothing was sent need not read it again? All rows as
//! they were standardised, who they were found to be, and what was in conflict. A file that may be missing or torn: then everything is read.
//!
//! It is written by this version of the program for itself. Each column stands apart with its length, so that columns
//! are read side by side.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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

        fn $read(columns: &mut &[&[u8]]) -> Option<$table> {
            let mut table = $table::default();
            let $table { $($column,)* $($rest)? } = &mut table;
            let failed = AtomicBool::new(false);
            rayon::scope(|scope| {
                $(
                    match columns.split_first() {
                        None => failed.store(true, Ordering::Relaxed),
                        Some((bytes, rest)) => {
                            *columns = rest;
                            let failed = &failed;
                            scope.spawn(move |_| match read(bytes) {
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
        self.out.write_all(&self.bytes)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
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
    use std::io::Read;
    let mut head = [0; 72];
    std::fs::File::open(folder.join(FILE)).ok()?.read_exact(&mut head).ok()?;
    let rest = head.strip_prefix(MAGIC)?;
    let (reading, linking) = rest.split_at(32);
    Some(MadeBy { reading: reading.try_into().ok()?, linking: linking.try_into().ok()? })
}

/// Reads the memory of a night; none when it is torn.
pub fn read_night(folder: &Path) -> Option<NightMemory> {
    let bytes = std::fs::read(folder.join(FILE)).ok()?;
    let mut rest = bytes.strip_prefix(MAGIC)?.get(64..)?;
    let mut columns = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        columns.push(after.get(..length)?);
        rest = &after[length..];
    }
    let (people, rest) = columns.split_at_checked(PEOPLE)?;
    let (register, rest) = rest.split_at_checked(REGISTER)?;
    let [anomalies, intake, near, found, conflicts, accounts] = rest.try_into().ok()?;
    let ((people, register), (rest, found)) = rayon::join(
        || rayon::join(|| read_people(&mut { people }), || read_register(&mut { register })),
        || {
            rayon::join(
                || Some((read(anomalies)?, read(intake)?, read(near)?, read(conflicts)?, read(accounts)?)),
                || read(found),
            )
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
        assert!(read_night(folder.path()).is_none());
    }
}
