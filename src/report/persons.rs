//! What of tonight's persons does the next night need? `persons.parquet` in the state folder: ids, prints of the chosen
//! values, programmes with amounts, and the night that gave each id. No value of anybody stands in it.

use std::path::Path;

use super::parts::Press;
use super::table::{Column, Table};
use crate::changes::{Changes, Payments, Prints};
use crate::error::{Error, Result};
use crate::register::{Chosen, Register};
use crate::state::file::{Written, copy_whole};
use crate::state::yesterday::{AMOUNT, APART, PERSONS, PRINTS};

/// Writes the persons of a night into the state folder that is being made. Where nothing about them changed, the file of
/// the night before, in the folder `yesterday`, is copied instead: it would be the same. It is no link: a bad block of the
/// disk would take it from the night before too, which is there for that case.
///
/// # Errors
/// When the file cannot be written.
pub fn write_persons(
    register: &Register,
    changes: &Changes,
    yesterday: Option<&Path>,
    folder: &Path,
) -> Result<Written> {
    let path = folder.join(PERSONS);
    if let Some(known) = yesterday.map(|folder| folder.join(PERSONS)).filter(|_| changes.persons_as_before) {
        return copy_whole(&known, &path);
    }
    let table = persons(register, changes);
    let (rows, written) = Press::new(folder)?.parquet_alone(&table, PERSONS)?;
    if rows != register.len() as u64 {
        return Err(Error::Output { path, what: format!("{rows} of {} persons", register.len()) });
    }
    Ok(written)
}

fn persons<'a>(register: &'a Register, changes: &'a Changes) -> Table<'a> {
    let remembered = &changes.remembered;
    let mut columns = vec![
        Column::text("person_id", |person, out| out.push_str(&register.person_ids[person])),
        Column::text("family_id", |person, out| {
            out.push_str(&register.family_ids[register.family_of[person] as usize]);
        }),
    ];
    for (field, name) in Chosen::ALL.into_iter().zip(PRINTS) {
        columns.push(Column::some_count(name, move |person| {
            let prints: &Prints = &remembered.prints[person];
            Some(u64::from(prints[field as usize])).filter(|&print| print > 0)
        }));
    }
    columns.push(Column::label("programmes", remembered.lists.iter().map(list), |person| {
        remembered.served[person]
    }));
    columns.push(Column::count("since", |person| u64::from(remembered.since[person])));
    Table { name: "persons", rows: register.len(), columns }
}

/// `BDT␟PKH=750000`.
fn list(list: &Payments) -> String {
    let one = |(key, amount): &(String, Option<u64>)| {
        amount.map_or_else(|| key.clone(), |amount| format!("{key}{AMOUNT}{amount}"))
    };
    list.iter().map(one).collect::<Vec<_>>().join(APART)
}
