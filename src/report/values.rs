//! How is a person's value told in a change, before and after? As the register shows it, masked as that is: from
//! tonight's rows, or from the table `register` of another night. A region has its code and name, an address its RT and
//! RW.

use std::fmt::Write;
use std::path::Path;

use super::night::Night;
use super::read::read_cells;
use super::sink::Sink;
use crate::changes::{About, Changes, Who};
use crate::error::Result;
use crate::record::{RowId, Sex, TextColumn};
use crate::region::{self, Level};
use crate::register::Chosen;

/// Puts the values of all changed fields into words: those before from `before`, the table `register` of the last
/// night (`register.parquet`), those after from tonight.
///
/// # Errors
/// When the table cannot be read.
pub fn tell_values(night: &Night<'_>, changes: &mut Changes, before: &Path) -> Result<()> {
    let mut after = Sink::default();
    tell(changes, before, |person, field, told| {
        after.clear();
        push_value(night, person, field, &mut after);
        told.push_str(&String::from_utf8_lossy(after.written()));
    })
}

/// The same for two run folders, of which only the tables are left.
///
/// # Errors
/// When a table cannot be read.
pub fn tell_values_of_tables(changes: &mut Changes, before: &Path, after: &Path) -> Result<()> {
    let columns = Shown::read(after, &asked(changes, |_, person| person as usize))?;
    tell(changes, before, |person, field, told| columns.push(person as usize, field, told))
}

/// Which cells changes are told from: for each field the rows of a register, by the place of the person before and the
/// person after.
fn asked(changes: &Changes, row: impl Fn(u32, u32) -> usize) -> Vec<(Chosen, Vec<usize>)> {
    let mut asked: Vec<(Chosen, usize)> =
        unread(changes).map(|(_, place, field, person)| (field, row(place, person))).collect();
    asked.sort_unstable();
    asked.dedup();
    let rows = |asked: &[(Chosen, usize)]| asked.iter().map(|(_, row)| *row).collect();
    asked.chunk_by(|x, y| x.0 == y.0).map(|asked| (asked[0].0, rows(asked))).collect()
}

/// The changes that are still to be put into words: number, place of the person before, field, and person after.
fn unread(changes: &Changes) -> impl Iterator<Item = (usize, u32, Chosen, u32)> {
    changes.list.iter().enumerate().filter_map(|(at, line)| match (line.unread, line.about, line.who) {
        (Some(place), About::Chosen(field), Who::Tonight(person)) => Some((at, place, field, person)),
        _ => None,
    })
}

fn tell(changes: &mut Changes, before: &Path, mut after: impl FnMut(u32, Chosen, &mut String)) -> Result<()> {
    let columns = Shown::read(before, &asked(changes, |place, _| place as usize))?;
    let unread: Vec<(usize, u32, Chosen, u32)> = unread(changes).collect();
    let mut told = String::new();
    for (at, place, field, person) in unread {
        told.clear();
        columns.push(place as usize, field, &mut told);
        let before = changes.text(&told);
        told.clear();
        after(person, field, &mut told);
        let after = changes.text(&told);
        let line = &mut changes.list[at];
        (line.before, line.after, line.unread) = (before, after, None);
    }
    Ok(())
}

/// What a register shows in some rows.
struct Shown {
    /// For each field the rows, ascending, and the columns that tell it.
    cells: Vec<(Chosen, Vec<usize>, Vec<TextColumn>)>,
}

impl Shown {
    fn read(path: &Path, asked: &[(Chosen, Vec<usize>)]) -> Result<Shown> {
        let read = |(field, rows): &(Chosen, Vec<usize>)| -> Result<_> {
            let names: Vec<[&str; 1]> = columns_of(*field).iter().map(|&name| [name]).collect();
            let names: Vec<&[&str]> = names.iter().map(<[&str; 1]>::as_slice).collect();
            Ok((*field, rows.clone(), read_cells(path, &names, rows)?))
        };
        Ok(Shown { cells: asked.iter().map(read).collect::<Result<_>>()? })
    }

    fn push(&self, row: usize, field: Chosen, out: &mut String) {
        let Some((_, rows, columns)) = self.cells.iter().find(|(known, ..)| *known == field) else { return };
        let Ok(place) = rows.binary_search(&row) else { return };
        let cell = |column: usize| -> &str { columns[column].get(place) };
        match field {
            Chosen::Place => {
                let name = (1..columns.len()).map(cell).find(|name| !name.is_empty()).unwrap_or_default();
                push_region(cell(0), name, out);
            }
            Chosen::Address => push_address(cell(0), cell(1), cell(2), out),
            _ => out.push_str(cell(0)),
        }
    }
}

/// The columns of the register that tell a field.
pub(super) fn columns_of(field: Chosen) -> &'static [&'static str] {
    match field {
        Chosen::Nik => &["nik"],
        Chosen::Kk => &["kk"],
        Chosen::Name => &["name"],
        Chosen::Birth => &["birth_date"],
        Chosen::BirthPlace => &["birth_place"],
        Chosen::Sex => &["sex"],
        Chosen::Mother => &["mother"],
        Chosen::Place => &["region_code", "village", "district", "regency", "province"],
        Chosen::Address => &["address", "rt", "rw"],
    }
}

fn push_region(code: &str, name: &str, out: &mut String) {
    out.push_str(code);
    if !name.is_empty() {
        out.push(' ');
        out.push_str(name);
    }
}

fn push_address(line: &str, rt: &str, rw: &str, out: &mut String) {
    out.push_str(line);
    for (word, number) in [("RT", rt), ("RW", rw)] {
        if !number.is_empty() {
            let gap = if out.is_empty() { "" } else { " " };
            // Writing to a String cannot fail.
            let _ = write!(out, "{gap}{word} {number}");
        }
    }
}

/// What tonight's register shows of a person.
fn push_value(night: &Night<'_>, person: u32, field: Chosen, out: &mut Sink) {
    let Some(row) = night.register.chosen_row(person, field) else { return };
    let (people, at) = (night.people, row as usize);
    let number = match field {
        Chosen::Nik => people.nik[at],
        Chosen::Kk => people.kk[at],
        _ => None,
    };
    if let Some(number) = number {
        night.masking.push_number(out, number);
    }
    match field {
        Chosen::Nik | Chosen::Kk => {}
        Chosen::Name => night.push_name(out, row),
        Chosen::Birth => night.masking.push_birth(out, people.birth[at]),
        Chosen::BirthPlace => {
            out.push_str(people.birth_place[at].map_or("", |place| people.texts.get(place)));
        }
        Chosen::Sex => out.push_str(match people.sex[at] {
            Sex::Male => "L",
            Sex::Female => "P",
            Sex::Unknown => "",
        }),
        Chosen::Mother => {
            if let Some(mother) = people.mother[at] {
                night.push_canonical(out, mother);
            }
        }
        Chosen::Place => place(night, row, out),
        Chosen::Address => address(night, row, out),
    }
}

fn place(night: &Night<'_>, row: RowId, out: &mut Sink) {
    let Some(place) = night.people.place[row as usize] else { return };
    let regions = region::table();
    let name = match regions.level(place) {
        Level::Province | Level::Regency => regions.full_name(place),
        Level::District | Level::Village => regions.name(place).to_owned(),
    };
    let mut text = String::new();
    push_region(&regions.code(place), &name, &mut text);
    out.push_str(&text);
}

fn address(night: &Night<'_>, row: RowId, out: &mut Sink) {
    let mut line = Sink::default();
    night.push_address(&mut line, row);
    let (rt, rw) = (night.people.rt[row as usize], night.people.rw[row as usize]);
    let number = |number: Option<crate::record::Neighbourhood>| number.map(|n| format!("{:03}", n.get()));
    let mut text = String::new();
    let line = String::from_utf8_lossy(line.written());
    push_address(&line, &number(rt).unwrap_or_default(), &number(rw).unwrap_or_default(), &mut text);
    out.push_str(&text);
}
