//! Who was found tonight? The tables `register` (one line a person) and `members` (one line a row).

use rayon::prelude::*;

use super::night::{Night, push_count, texts};
use super::table::{Column, Table};
use crate::record::{RowId, Sex, TextColumn};
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;
use crate::score::Band;

/// One line a person: the chosen value of each field and where it came from.
pub fn register(night: &Night<'_>) -> Table {
    let persons = night.register.len();
    let conflicts = conflicts_of_persons(night);
    // Columns are independent of each other, so each is made by one thread and their order stays.
    let makers: Vec<Maker<'_>> = vec![
        Box::new(|| {
            Column::text("person_id", night.register.person_ids.iter().map(String::as_str).collect())
        }),
        Box::new(|| {
            Column::text("family_id", texts(persons, |person, out| out.push_str(family_id(night, person))))
        }),
        Box::new(|| Column::digits("nik", numbers(night, Chosen::Nik))),
        Box::new(|| Column::digits("kk", numbers(night, Chosen::Kk))),
        Box::new(|| Column::text("name", chosen(night, Chosen::Name, |row, out| night.push_name(out, row)))),
        Box::new(|| Column::text("birth_date", births(night))),
        Box::new(|| Column::text("birth_place", birth_places(night))),
        Box::new(|| sexes(night)),
        Box::new(|| Column::text("mother", mothers(night))),
        Box::new(|| Column::digits("region_code", places(night, |table, place| Some(table.code(place))))),
        Box::new(|| region_names(night, "province", Level::Province)),
        Box::new(|| region_names(night, "regency", Level::Regency)),
        Box::new(|| region_names(night, "district", Level::District)),
        Box::new(|| region_names(night, "village", Level::Village)),
        Box::new(|| neighbourhoods(night, "rt", &night.people.rt)),
        Box::new(|| neighbourhoods(night, "rw", &night.people.rw)),
        Box::new(|| {
            Column::text("address", chosen(night, Chosen::Address, |row, out| night.push_address(out, row)))
        }),
        Box::new(|| Column::text("programmes", programmes(night))),
        Box::new(|| Column::count("rosters", (0..persons as u32).map(|person| rosters_of(night, person)))),
        Box::new(|| {
            Column::count(
                "rows",
                (0..persons as u32).map(|person| night.register.rows_of(person).len() as u64),
            )
        }),
        Box::new(|| bands_of_persons(night)),
        Box::new(|| Column::count("conflicts", conflicts.iter().copied())),
        Box::new(|| Column::text("provenance", provenance(night))),
    ];
    Table { name: "register", columns: makers.par_iter().map(|make| make()).collect() }
}

type Maker<'a> = Box<dyn Fn() -> Column + Sync + Send + 'a>;

/// One line a row, in row id order: which person it is and how sure that is. For machines; it holds no
/// personal value.
pub fn members(night: &Night<'_>) -> Table {
    let people = night.people;
    let register = night.register;
    let person_of = |row: usize| register.person_of[row] as usize;
    let makers: Vec<Maker<'_>> = vec![
        Box::new(|| {
            let names = night.rosters.iter().map(|roster| roster.name.clone()).collect();
            Column::label("roster", names, people.roster.iter().map(|id| u32::from(id.0)).collect())
        }),
        Box::new(|| Column::count("line", people.line.iter().map(|&line| u64::from(line)))),
        Box::new(|| Column::count("row", people.row.iter().map(|&row| u64::from(row)))),
        Box::new(|| {
            let ids = (0..people.len()).map(|row| register.person_ids[person_of(row)].as_str());
            Column::text("person_id", ids.collect())
        }),
        Box::new(|| {
            let ids = (0..people.len()).map(|row| family_id(night, person_of(row)));
            Column::text("family_id", ids.collect())
        }),
        Box::new(|| {
            let codes = (0..people.len()).map(|row| band_code(night.clusters.band[row])).collect();
            Column::label("band", band_labels(), codes)
        }),
        Box::new(|| {
            let probability = night.clusters.probability.iter().map(|&value| Some(f64::from(value)));
            Column::number("match_probability", 6, probability)
        }),
    ];
    Table { name: "members", columns: makers.par_iter().map(|make| make()).collect() }
}

fn family_id<'a>(night: &Night<'a>, person: usize) -> &'a str {
    let register = night.register;
    register.family_of.get(person).map_or("", |&family| &register.family_ids[family as usize])
}

/// The text of the row chosen for a field, one a person; empty where no row has one.
fn chosen(night: &Night<'_>, field: Chosen, write: impl Fn(RowId, &mut String)) -> TextColumn {
    texts(night.register.len(), |person, out| {
        if let Some(row) = night.register.chosen_row(person as u32, field) {
            write(row, out);
        }
    })
}

fn numbers(night: &Night<'_>, field: Chosen) -> TextColumn {
    let values = if field == Chosen::Nik { &night.people.nik } else { &night.people.kk };
    chosen(night, field, |row, out| {
        if let Some(number) = values[row as usize] {
            night.masking.push_number(out, number);
        }
    })
}

fn births(night: &Night<'_>) -> TextColumn {
    chosen(night, Chosen::Birth, |row, out| night.masking.push_birth(out, night.people.birth[row as usize]))
}

fn birth_places(night: &Night<'_>) -> TextColumn {
    chosen(night, Chosen::BirthPlace, |row, out| {
        if let Some(place) = night.people.birth_place[row as usize] {
            out.push_str(night.people.texts.get(place));
        }
    })
}

fn sexes(night: &Night<'_>) -> Column {
    let sex_of = |row: RowId| night.people.sex[row as usize];
    let codes = (0..night.register.len() as u32)
        .map(|person| match night.register.chosen_row(person, Chosen::Sex).map(sex_of) {
            Some(Sex::Male) => 1,
            Some(Sex::Female) => 2,
            Some(Sex::Unknown) | None => 0,
        })
        .collect();
    Column::label("sex", ["", "L", "P"].map(String::from).to_vec(), codes)
}

fn mothers(night: &Night<'_>) -> TextColumn {
    chosen(night, Chosen::Mother, |row, out| {
        if let Some(name) = night.people.mother[row as usize] {
            out.push_str(&night.people.name_text(name));
        }
    })
}

fn places(night: &Night<'_>, text: impl Fn(&region::RegionTable, RegionId) -> Option<String>) -> TextColumn {
    let table = region::table();
    chosen(night, Chosen::Place, |row, out| {
        if let Some(text) = night.people.place[row as usize].and_then(|place| text(table, place)) {
            out.push_str(&text);
        }
    })
}

/// Names of the regions at one level. Few regions repeat over many persons, so they are labels.
fn region_names(night: &Night<'_>, name: &str, level: Level) -> Column {
    let table = region::table();
    let wide = level <= Level::Regency;
    let text = |id: RegionId| if wide { table.full_name(id) } else { table.name(id).to_owned() };
    let residence = |person: u32| -> Option<RegionId> {
        let row = night.register.chosen_row(person, Chosen::Place)?;
        table.ancestor(night.people.place[row as usize]?, level)
    };
    let found: Vec<Option<RegionId>> = (0..night.register.len() as u32).map(residence).collect();
    let mut distinct: Vec<RegionId> = found.iter().copied().flatten().collect();
    distinct.par_sort_unstable();
    distinct.dedup();
    let labels = std::iter::once(String::new()).chain(distinct.iter().map(|&id| text(id))).collect();
    let codes = found
        .iter()
        .map(|region| region.and_then(|id| distinct.binary_search(&id).ok()).map_or(0, |at| at as u32 + 1))
        .collect();
    Column::label(name, labels, codes)
}

/// RT or RW in three digits, as offices write it, from the row of the chosen address, else of the residence.
fn neighbourhoods(night: &Night<'_>, name: &str, values: &[Option<crate::record::Neighbourhood>]) -> Column {
    use std::fmt::Write;
    let column = chosen(night, Chosen::Address, |row, out| {
        if let Some(number) = values[row as usize] {
            // Writing to a String cannot fail.
            let _ = write!(out, "{number:03}");
        }
    });
    Column::digits(name, column)
}

/// Programmes of a person, in the order of the rosters, each once.
fn programmes(night: &Night<'_>) -> TextColumn {
    texts(night.register.len(), |person, out| {
        let mut met: Vec<&str> = Vec::new();
        for &row in night.register.rows_of(person as u32) {
            let programme = night.rosters[night.people.roster[row as usize].index()].programme.as_str();
            if !met.contains(&programme) {
                met.push(programme);
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(programme);
            }
        }
    })
}

/// Rosters that know a person. Rows are ascending and row ids follow the rosters, so equal ones are neighbours.
fn rosters_of(night: &Night<'_>, person: u32) -> u64 {
    let rows = night.register.rows_of(person);
    rows.chunk_by(|&a, &b| night.people.roster[a as usize] == night.people.roster[b as usize]).count() as u64
}

/// The weakest band among a person's rows: the person is as sure as that.
fn bands_of_persons(night: &Night<'_>) -> Column {
    let codes = (0..night.register.len() as u32)
        .map(|person| {
            let rows = night.register.rows_of(person);
            band_code(rows.iter().filter_map(|&row| night.clusters.band[row as usize]).min())
        })
        .collect();
    Column::label("band", band_labels(), codes)
}

fn band_labels() -> Vec<String> {
    let bands = [Band::NoMatch, Band::Review, Band::Strong, Band::Certain];
    std::iter::once(String::new()).chain(bands.map(|band| band.label().to_owned())).collect()
}

fn band_code(band: Option<Band>) -> u32 {
    band.map_or(0, |band| band as u32 + 1)
}

/// Conflicts each person has a row in.
fn conflicts_of_persons(night: &Night<'_>) -> Vec<u64> {
    let mut counts = vec![0; night.register.len()];
    for conflict in &night.conflicts.list {
        let mut persons: Vec<u32> =
            conflict.rows.iter().map(|&row| night.register.person_of[row as usize]).collect();
        persons.push(conflict.person);
        persons.sort_unstable();
        persons.dedup();
        for person in persons {
            counts[person as usize] += 1;
        }
    }
    counts
}

/// `nik=pkh:12 kk=bdt:3 …`: the row that each chosen value comes from.
fn provenance(night: &Night<'_>) -> TextColumn {
    texts(night.register.len(), |person, out| {
        for (field, row) in Chosen::ALL.iter().zip(night.register.chosen[person]) {
            let Some(row) = row else { continue };
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(key(*field));
            out.push('=');
            out.push_str(night.roster_of(row));
            out.push(':');
            push_count(out, u64::from(night.people.row[row as usize]));
        }
    })
}

/// The column a chosen field fills.
fn key(field: Chosen) -> &'static str {
    match field {
        Chosen::Nik => "nik",
        Chosen::Kk => "kk",
        Chosen::Name => "name",
        Chosen::Birth => "birth_date",
        Chosen::BirthPlace => "birth_place",
        Chosen::Sex => "sex",
        Chosen::Mother => "mother",
        Chosen::Place => "region",
        Chosen::Address => "address",
    }
}
