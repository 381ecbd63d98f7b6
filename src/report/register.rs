//! Who was found tonight? The tables `register` (one line a person) and `members` (one line a row).

use std::hint::black_box;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::night::Night;
use super::places::Places;
use super::sink::Sink;
use super::table::{Column, Table, Texts, Values};
use crate::conflict::Payment;
use crate::record::{NameId, Neighbourhood, RowId, Sex};
use crate::region::{self, Level};
use crate::register::Chosen;
use crate::score::Band;

/// One line a person: the chosen value of each field and where it came from.
pub fn register<'a>(night: &'a Night<'a>) -> Table<'a> {
    let register = night.register;
    let people = night.people;
    let conflicts = conflicts_of_persons(night);
    let regions = region::table();
    let home = |person: usize| night.residence(person as u32);
    let places = Places::new((0..register.len()).map(home));
    let wide = |name, level| places.names(name, level, |id| regions.full_name(id), home);
    let narrow = |name, level| places.names(name, level, |id| regions.name(id).to_owned(), home);
    let columns = vec![
        Column::text("person_id", |person, out| out.push_str(&register.person_ids[person])),
        Column::text("family_id", |person, out| out.push_str(family_id(night, person))),
        numbers(night, "nik", Chosen::Nik),
        numbers(night, "kk", Chosen::Kk),
        chosen(night, "name", Chosen::Name, |row, out| night.push_name(out, row)),
        chosen(night, "birth_date", Chosen::Birth, |row, out| {
            night.masking.push_birth(out, people.birth[row as usize]);
        }),
        chosen(night, "birth_place", Chosen::BirthPlace, |row, out| {
            if let Some(place) = people.birth_place[row as usize] {
                out.push_str(people.texts.get(place));
            }
        }),
        Column::label("sex", ["", "L", "P"], |person| sex_code(night, person as u32)),
        mothers(night),
        places.codes("region_code", home),
        wide("province", Level::Province),
        wide("regency", Level::Regency),
        narrow("district", Level::District),
        narrow("village", Level::Village),
        neighbourhoods(night, "rt", &people.rt),
        neighbourhoods(night, "rw", &people.rw),
        chosen(night, "address", Chosen::Address, |row, out| night.push_address(out, row)),
        Column::part_label("programmes", |persons, labels| programmes(night, persons, labels)),
        Column::count("rosters", |person| rosters_of(night, person as u32).count() as u64),
        Column::count("rows", |person| register.rows_of(person as u32).len() as u64),
        Column::label("band", band_labels(), |person| weakest_band(night, person as u32)),
        Column::count("conflicts", move |person| u64::from(conflicts[person])),
        Column::text("provenance", |person, out| provenance(night, person as u32, out)),
        payments(night),
    ];
    Table { name: "register", rows: register.len(), columns }
}

/// One line a row, in row id order: which person it is and how sure that is. For machines; it holds no
/// personal value.
pub fn members<'a>(night: &'a Night<'a>) -> Table<'a> {
    let people = night.people;
    let register = night.register;
    let person_of = |row: usize| register.person_of[row] as usize;
    let columns = vec![
        night.rosters_column("roster", |row| row as RowId),
        Column::count("line", |row| u64::from(people.line[row])),
        Column::count("row", |row| u64::from(people.row[row])),
        Column::text("person_id", move |row, out| out.push_str(&register.person_ids[person_of(row)])),
        Column::text("family_id", move |row, out| out.push_str(family_id(night, person_of(row)))),
        Column::label("band", band_labels(), |row| band_code(night.clusters.band[row])),
        Column::number("match_probability", 6, |row| Some(f64::from(night.clusters.probability[row]))),
    ];
    Table { name: "members", rows: people.len(), columns }
}

/// The public id of a person's family.
pub(super) fn family_id<'a>(night: &Night<'a>, person: usize) -> &'a str {
    let register = night.register;
    register.family_of.get(person).map_or("", |&family| &register.family_ids[family as usize])
}

/// A column of what the row chosen for a field says, one a person; empty where no row has one.
fn chosen<'a>(
    night: &'a Night<'a>,
    name: &str,
    field: Chosen,
    write: impl Fn(RowId, &mut Sink) + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(name, move |person, out| {
        if let Some(row) = night.register.chosen_row(person as u32, field) {
            write(row, out);
        }
    })
}

/// The mothers' canonical names. Each hangs on four looks into memory, one after another; looking for many persons side
/// by side costs the wait of one.
fn mothers<'a>(night: &'a Night<'a>) -> Column<'a> {
    const AT_ONCE: usize = 64;
    let people = night.people;
    let fill = move |persons: Range<usize>, texts: &mut Texts| {
        let mut names = [None; AT_ONCE];
        for start in persons.clone().step_by(AT_ONCE) {
            let names = &mut names[..AT_ONCE.min(persons.end - start)];
            for (name, person) in names.iter_mut().zip(start..) {
                let row = night.register.chosen_row(person as u32, Chosen::Mother);
                *name = row.and_then(|row| people.mother[row as usize]);
            }
            let known = || names.iter().flatten();
            let first = |name: &NameId| people.names.tokens(*name).first().map_or(0, |&token| token as usize);
            black_box(known().fold(0, |sum, name| sum ^ people.names.tokens(*name).len()));
            black_box(known().fold(0, |sum, name| sum ^ first(name)));
            black_box(known().fold(0, |sum, name| sum ^ people.tokens.text.get(first(name)).len()));
            for name in names.iter() {
                texts.push_with(|out| name.iter().for_each(|&name| night.push_canonical(out, name)));
            }
        }
    };
    Column { name: "mother".into(), values: Values::Text(Box::new(fill)) }
}

fn numbers<'a>(night: &'a Night<'a>, name: &str, field: Chosen) -> Column<'a> {
    let values = if field == Chosen::Nik { &night.people.nik } else { &night.people.kk };
    Column::digits(name, move |person, out| {
        let row = night.register.chosen_row(person as u32, field);
        if let Some(number) = row.and_then(|row| values[row as usize]) {
            night.masking.push_number(out, number);
        }
    })
}

fn sex_code(night: &Night<'_>, person: u32) -> u32 {
    let row = night.register.chosen_row(person, Chosen::Sex);
    match row.map_or(Sex::Unknown, |row| night.people.sex[row as usize]) {
        Sex::Male => 1,
        Sex::Female => 2,
        Sex::Unknown => 0,
    }
}

/// RT or RW in three digits, as offices write it, from the row of the chosen address, else of the residence.
fn neighbourhoods<'a>(night: &'a Night<'a>, name: &str, values: &'a [Option<Neighbourhood>]) -> Column<'a> {
    let largest = values.iter().flatten().max().map_or(0, |number| number.get());
    let labels = (0..=largest).map(|number| {
        // The number 0 stands for none.
        if number == 0 { String::new() } else { format!("{number:03}") }
    });
    Column::digit_label(name, labels, move |person| {
        let row = night.register.chosen_row(person as u32, Chosen::Address);
        row.and_then(|row| values[row as usize]).map_or(0, |number| u32::from(number.get()))
    })
}

/// Programmes of some persons, in the order of the rosters, each once. Few lists repeat over many persons.
fn programmes(night: &Night<'_>, persons: Range<usize>, (labels, codes): &mut (Texts, Vec<u32>)) {
    let mut known: FxHashMap<Vec<u16>, u32> = FxHashMap::default();
    let mut rosters: Vec<u16> = Vec::new();
    for person in persons {
        rosters.clear();
        rosters.extend(rosters_of(night, person as u32));
        let code = match known.get(&rosters) {
            Some(&code) => code,
            None => {
                let mut met: Vec<&str> = Vec::new();
                for &roster in &rosters {
                    let programme = night.rosters[usize::from(roster)].programme.as_str();
                    if !met.contains(&programme) {
                        met.push(programme);
                    }
                }
                labels.push(&met.join(", "));
                known.insert(rosters.clone(), labels.len() as u32 - 1);
                labels.len() as u32 - 1
            }
        };
        codes.push(code);
    }
}

/// `BDT, PKH=750000`: the programmes that serve a person tonight, with rupiah a payment where it is known. Other than
/// among the programmes, rows that their roster has retired do not count, nor do lists that serve nobody.
fn payments<'a>(night: &'a Night<'a>) -> Column<'a> {
    let served = &night.conflicts.served;
    let said = served.lists.iter().map(|list| {
        let one = |payment: &Payment| {
            let key = &night.conflicts.programmes[usize::from(payment.programme)];
            payment.amount.map_or_else(|| key.clone(), |amount| format!("{key}={amount}"))
        };
        list.iter().map(one).collect::<Vec<_>>().join(", ")
    });
    Column::label("payments", said, |person| served.of[person])
}

/// Rosters that know a person. Rows are ascending and row ids follow the rosters, so equal ones are neighbours.
fn rosters_of<'a>(night: &Night<'a>, person: u32) -> impl Iterator<Item = u16> + 'a {
    let people = night.people;
    let mut last = None;
    let rosters = night.register.rows_of(person).iter().map(|&row| people.roster[row as usize].0);
    rosters.filter(move |&roster| last.replace(roster) != Some(roster))
}

/// The weakest band among a person's rows: the person is as sure as that.
fn weakest_band(night: &Night<'_>, person: u32) -> u32 {
    let rows = night.register.rows_of(person);
    band_code(rows.iter().filter_map(|&row| night.clusters.band[row as usize]).min())
}

fn band_labels() -> [&'static str; 5] {
    ["", Band::NoMatch.label(), Band::Review.label(), Band::Strong.label(), Band::Certain.label()]
}

fn band_code(band: Option<Band>) -> u32 {
    band.map_or(0, |band| band as u32 + 1)
}

/// Conflicts each person has a row in.
fn conflicts_of_persons(night: &Night<'_>) -> Vec<u32> {
    let mut counts = vec![0; night.register.len()];
    let mut persons: Vec<u32> = Vec::new();
    for conflict in &night.conflicts.list {
        persons.clear();
        persons.push(conflict.person);
        for &row in night.conflicts.rows_of(conflict) {
            let person = night.register.person_of[row as usize];
            if persons.last() != Some(&person) {
                persons.push(person);
            }
        }
        if persons.len() > 1 {
            persons.sort_unstable();
            persons.dedup();
        }
        for &person in &persons {
            counts[person as usize] += 1;
        }
    }
    counts
}

/// `nik=pkh:12 kk=bdt:3 …`: the row that each chosen value comes from.
fn provenance(night: &Night<'_>, person: u32, out: &mut Sink) {
    // Most of a person's values come from one row: its citation is copied.
    let mut cited: Option<(RowId, usize, usize)> = None;
    for field in Chosen::ALL {
        let Some(row) = night.register.chosen_row(person, field) else { continue };
        let key = key(field).as_bytes();
        // A space goes before each but the first.
        out.bytes(if cited.is_none() { &key[1..] } else { key });
        match cited {
            Some((last, from, to)) if last == row => out.again(from, to),
            _ => {
                let from = out.len();
                night.push_citation(out, row);
                cited = Some((row, from, out.len()));
            }
        }
    }
}

/// The column a chosen field fills, as it stands before the row it comes from.
fn key(field: Chosen) -> &'static str {
    match field {
        Chosen::Nik => " nik=",
        Chosen::Kk => " kk=",
        Chosen::Name => " name=",
        Chosen::Birth => " birth_date=",
        Chosen::BirthPlace => " birth_place=",
        Chosen::Sex => " sex=",
        Chosen::Mother => " mother=",
        Chosen::Place => " region=",
        Chosen::Address => " address=",
    }
}
