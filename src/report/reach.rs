//! Who is reached by which programme, and who is not? The tables `overlap`, `coverage` and `referrals`.

use super::findings::UNITS;
use super::night::Night;
use super::places::Places;
use super::table::{Column, Table};
use crate::conflict::{CoverageRow, Unit};
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;

/// One line an ordered pair of programmes, a programme with itself included.
pub fn overlap<'a>(night: &'a Night<'a>) -> Table<'a> {
    let overlap = &night.conflicts.overlap;
    let count = overlap.programmes.len();
    let pair = move |at: usize| (at / count, at % count);
    let share = move |at: usize| -> Option<f64> {
        let (a, b) = pair(at);
        let whole = overlap.persons(a, a);
        (whole > 0).then(|| overlap.persons(a, b) as f64 / whole as f64)
    };
    let columns = vec![
        Column::label("programme", &overlap.programmes, move |at| pair(at).0 as u32),
        Column::label("other_programme", &overlap.programmes, move |at| pair(at).1 as u32),
        Column::count("persons", move |at| overlap.persons(pair(at).0, pair(at).1)),
        Column::count("families", move |at| overlap.families(pair(at).0, pair(at).1)),
        Column::number("share_of_programme", 4, share),
    ];
    Table { name: "overlap", rows: count * count, columns }
}

/// Which of a line's regions a column shows.
type Area = fn(&CoverageRow) -> Option<RegionId>;

/// One line a region and programme; a regency's own line sums its districts.
pub fn coverage<'a>(night: &'a Night<'a>) -> Table<'a> {
    let rows = &night.conflicts.coverage.rows;
    let table = region::table();
    let code = |name: &str, of: Area| {
        Column::digits(name, move |at, out| {
            if let Some(id) = of(&rows[at]) {
                out.push_str(&table.code(id));
            }
        })
    };
    let full = |name: &str, of: Area| {
        Column::text(name, move |at, out| {
            if let Some(id) = of(&rows[at]) {
                out.push_str(&table.full_name(id));
            }
        })
    };
    let count = |name: &str, of: fn(&CoverageRow) -> u64| Column::count(name, move |at: usize| of(&rows[at]));
    let columns = vec![
        code("regency_code", |row| row.regency),
        full("regency", |row| row.regency),
        code("district_code", |row| row.district),
        full("district", |row| row.district),
        Column::text("programme", |at, out| out.push_str(&rows[at].programme)),
        count("persons", |row| row.persons),
        count("families", |row| row.families),
        count("persons_in_base", |row| row.persons_in_base),
        count("families_in_base", |row| row.families_in_base),
        count("children", |row| row.children),
        count("children_in_base", |row| row.children_in_base),
        count("without_nik", |row| row.without_nik),
        count("not_served", |row| row.not_served),
        count("amount", |row| row.amount),
        count("base_persons", |row| row.base_persons),
        count("base_families", |row| row.base_families),
    ];
    Table { name: "coverage", rows: rows.len(), columns }
}

/// One line a person or family that is entitled to a programme and not served by it.
pub fn referrals<'a>(night: &'a Night<'a>) -> Table<'a> {
    let conflicts = night.conflicts;
    let list = &conflicts.referrals;
    let rule = |at: usize| u32::from(list[at].rule);
    let reasons =
        |language: usize| conflicts.rules.iter().map(move |rule| format!("{}.", rule.labels[language]));
    let register = night.register;
    let regions = region::table();
    let home = |at: usize| list[at].place;
    let places = Places::new((0..list.len()).map(home));
    let place = |name: &str, level: Level| places.names(name, level, |id| regions.full_name(id), home);
    let columns = vec![
        Column::text("person_id", |at, out| out.push_str(&register.person_ids[list[at].person as usize])),
        Column::text("family_id", |at, out| out.push_str(&register.family_ids[list[at].family as usize])),
        Column::text("name", |at, out| {
            if let Some(row) = register.chosen_row(list[at].person, Chosen::Name) {
                night.push_name(out, row);
            }
        }),
        Column::digits("nik", |at, out| {
            let row = register.chosen_row(list[at].person, Chosen::Nik);
            if let Some(nik) = row.and_then(|row| night.people.nik[row as usize]) {
                night.masking.push_number(out, nik);
            }
        }),
        Column::label("unit", UNITS, |at| u32::from(list[at].unit == Unit::Family)),
        Column::label("programme", &conflicts.programmes, |at| u32::from(list[at].programme)),
        Column::label("rule", conflicts.rules.iter().map(|rule| &rule.key), rule),
        Column::label("reason", reasons(0), rule),
        Column::label("reason_en", reasons(1), rule),
        Column::some_count("amount", |at| list[at].amount),
        place("regency", Level::Regency),
        place("district", Level::District),
        place("village", Level::Village),
        Column::text("evidence", |at, out| night.push_citation(out, list[at].row)),
    ];
    Table { name: "referrals", rows: list.len(), columns }
}
