//! What did the last night leave? Reads from its state folder what tonight is compared with: persons, conflicts, and
//! from the ledger what only older nights knew of those who come back.

use std::fs::File;
use std::path::Path;

use jiff::civil::Date;
use polars::prelude::{DataFrame, DataType, ParquetReader, PolarsError, SerReader, StringChunked};
use rustc_hash::FxHashMap;

use super::ledger::Ledger;
use crate::changes::{
    GoneCase, NEW, OpenCases, Payments, Persons, Prints, Status, Tonight, Yesterday, case_number, join,
    join_ids,
};
use crate::error::{Error, Message, Result};
use crate::register::{Chosen, Ids};

/// The file of persons.
pub const PERSONS: &str = "persons.parquet";
/// The file of conflicts, the same as in the run folder.
pub const CONFLICTS: &str = "conflicts.parquet";
/// The columns of prints, in the order of [`Chosen::ALL`].
pub const PRINTS: [&str; Chosen::ALL.len()] =
    ["nik", "kk", "name", "birth_date", "birth_place", "sex", "mother", "region", "address"];
/// Stands between two programmes; no key has it.
pub const APART: &str = "\u{1f}";
/// Stands before what a programme pays.
pub const AMOUNT: char = '=';

impl Yesterday {
    /// Reads what tonight's register and conflicts are compared with from the state folder of the last night.
    ///
    /// # Errors
    /// When a file is missing, damaged, or of a newer version.
    pub fn read(folder: &Path, tonight: &Tonight<'_>) -> Result<Yesterday> {
        let (register, conflicts) = (tonight.register, tonight.conflicts);
        let persons = || match tonight.same_persons {
            true => Ok(Persons::default()),
            false => read_persons(&folder.join(PERSONS)),
        };
        let (persons, open) = rayon::join(persons, || read_open(&folder.join(CONFLICTS)));
        let (persons, open) = (persons?, open?);
        let ledger = Ledger::open(folder)?;
        let once = if tonight.same_persons || persons.ids == register.person_ids {
            Vec::new()
        } else {
            let joined = join_ids(&persons.ids, &register.person_ids);
            let new = joined.before.iter().enumerate().filter(|(_, before)| **before == NEW);
            ledger.once_gone(new.map(|(person, _)| &register.person_ids[person]))?
        };
        let list = &conflicts.list;
        let joined = join(open.ids.len(), list.len(), |at| open.ids[at], |at| list[at].id);
        let fresh = joined.before.iter().zip(list).filter(|(before, _)| **before == NEW);
        let closed = ledger.once_open(fresh.map(|(_, conflict)| conflict.id))?;
        let gone = if joined.gone.is_empty() {
            Vec::new()
        } else {
            read_gone(&folder.join(CONFLICTS), &open, &joined.gone)?
        };
        Ok(Yesterday {
            persons,
            once,
            lineage: ledger.lineage()?,
            open,
            gone,
            closed,
            aliases: ledger.aliases()?,
        })
    }
}

fn damaged(path: &Path, what: &Message) -> Error {
    let path = path.display();
    Error::Input {
        what: message!("{path}: tidak dapat dibaca: {what}", "{path}: cannot be read: {what}"; what),
        next_step: message!(
            "Pulihkan folder keadaan dari cadangan, atau pakai keadaan malam sebelumnya.",
            "Restore the state folder from a backup, or take the state of the night before."
        ),
    }
}

fn frame(path: &Path, columns: &[&str]) -> Result<DataFrame> {
    let file = File::open(path).map_err(|source| Error::file(path, "cannot be read", source))?;
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    let read = ParquetReader::new(file).with_columns(Some(columns)).set_rechunk(true).finish();
    read.map_err(|error| damaged(path, &Message::same(error.to_string())))
}

/// A column of text.
fn texts<'f>(frame: &'f DataFrame, name: &str) -> std::result::Result<&'f StringChunked, PolarsError> {
    frame.column(name)?.str()
}

fn read_persons(path: &Path) -> Result<Persons> {
    let mut wanted = vec!["person_id", "family_id", "programmes", "since"];
    wanted.extend(PRINTS);
    let frame = frame(path, &wanted)?;
    let lost = |error: PolarsError| damaged(path, &Message::same(error.to_string()));
    let ids = |name: &str| -> Result<Ids> {
        Ok(texts(&frame, name).map_err(lost)?.iter().map(Option::unwrap_or_default).collect())
    };
    let numbers = |name: &str| -> Result<Vec<u32>> {
        let column = frame.column(name).and_then(|column| column.cast(&DataType::Int64)).map_err(lost)?;
        let values = column.i64().map_err(lost)?;
        Ok(values.iter().map(|value| value.unwrap_or(0) as u32).collect())
    };
    let mut prints: Vec<Prints> = vec![Prints::default(); frame.height()];
    for (field, name) in PRINTS.into_iter().enumerate() {
        prints.iter_mut().zip(numbers(name)?).for_each(|(prints, print)| prints[field] = print);
    }
    let (served, lists) = read_lists(texts(&frame, "programmes").map_err(lost)?);
    Ok(Persons {
        ids: ids("person_id")?,
        families: ids("family_id")?,
        prints,
        served,
        lists,
        since: numbers("since")?,
    })
}

/// Which list each person has, and the lists. Neighbours often have the same.
fn read_lists(column: &StringChunked) -> (Vec<u32>, Vec<Payments>) {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut lists = Vec::new();
    let mut last = None;
    let served = column
        .iter()
        .map(|text| {
            let text = text.unwrap_or_default();
            match last {
                Some((same, code)) if same == text => code,
                _ => {
                    let code = *known.entry(text).or_insert_with(|| {
                        lists.push(list_of(text));
                        lists.len() as u32 - 1
                    });
                    last = Some((text, code));
                    code
                }
            }
        })
        .collect();
    (served, lists)
}

fn list_of(text: &str) -> Payments {
    let one = |part: &str| match part.rsplit_once(AMOUNT) {
        Some((key, amount)) if amount.parse::<u64>().is_ok() => (key.to_owned(), amount.parse().ok()),
        _ => (part.to_owned(), None),
    };
    text.split(APART).filter(|part| !part.is_empty()).map(one).collect()
}

fn read_open(path: &Path) -> Result<OpenCases> {
    let frame = frame(path, &["conflict_id", "status", "since"])?;
    let lost = |error: PolarsError| damaged(path, &Message::same(error.to_string()));
    let column = |name: &str| texts(&frame, name).map_err(lost);
    let ids = column("conflict_id")?.iter().map(|id| id.and_then(case_number));
    let ids: Option<Vec<u64>> = ids.collect();
    let ids = ids.ok_or_else(|| {
        damaged(path, &message!("id sebuah konflik bukan id", "an id of a conflict is none"))
    })?;
    let mut last: Option<(&str, Date)> = None;
    let mut since = Vec::with_capacity(ids.len());
    for text in column("since")?.iter() {
        let text = text.unwrap_or_default();
        let date = match last {
            Some((same, date)) if same == text => date,
            _ => text.parse().map_err(|_| {
                damaged(path, &message!("sebuah konflik tanpa tanggal", "a conflict has no date"))
            })?,
        };
        last = Some((text, date));
        since.push(date);
    }
    let dismissed = column("status")?.iter().map(|status| status == Some(Status::Dismissed.code())).collect();
    Ok(OpenCases { ids, since, dismissed })
}

/// What is to be told of the conflicts at some places, ascending, that are there no longer.
fn read_gone(path: &Path, open: &OpenCases, places: &[u32]) -> Result<Vec<GoneCase>> {
    let frame = frame(path, &["class", "rule", "unit", "person_id", "family_id", "amount"])?;
    let lost = |error: PolarsError| damaged(path, &Message::same(error.to_string()));
    let column = |name: &str| texts(&frame, name).map_err(lost);
    let [class, rule, unit, person, family] = ["class", "rule", "unit", "person_id", "family_id"].map(column);
    let (class, rule, unit, person, family) = (class?, rule?, unit?, person?, family?);
    let amount = frame.column("amount").and_then(|column| column.cast(&DataType::Int64)).map_err(lost)?;
    let amount = amount.i64().map_err(lost)?;
    let text = |column: &StringChunked, at: usize| column.get(at).unwrap_or_default().to_owned();
    Ok(places
        .iter()
        .map(|&place| {
            let at = place as usize;
            let person = text(person, at);
            let of_family = unit.get(at) == Some("keluarga");
            GoneCase {
                id: open.ids[at],
                class: text(class, at),
                rule: text(rule, at),
                subject: if of_family { text(family, at) } else { person.clone() },
                person,
                amount: amount.get(at).and_then(|amount| u64::try_from(amount).ok()),
                since: open.since[at],
            }
        })
        .collect())
}

/// The night that gave the id of a person of the last night; none for who is not in it, and for families.
///
/// # Errors
/// When the file cannot be read.
pub fn since_of(folder: &Path, person: &str) -> Result<Option<u32>> {
    let path = folder.join(PERSONS);
    let frame = frame(&path, &["person_id", "since"])?;
    let lost = |error: PolarsError| damaged(&path, &Message::same(error.to_string()));
    let place = texts(&frame, "person_id").map_err(lost)?.iter().position(|id| id == Some(person));
    let since = frame.column("since").and_then(|column| column.cast(&DataType::Int64)).map_err(lost)?;
    let since = since.i64().map_err(lost)?;
    Ok(place.and_then(|place| since.get(place)).and_then(|night| u32::try_from(night).ok()))
}
