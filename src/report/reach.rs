//! Who is reached by which programme, and who is not? The tables `overlap`, `coverage` and `referrals`.

use super::night::{Night, texts};
use super::table::{Column, Table};
use crate::conflict::{CoverageRow, Unit};
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;

/// One line an ordered pair of programmes, a programme with itself included.
pub fn overlap(night: &Night<'_>) -> Table {
    let overlap = &night.conflicts.overlap;
    let count = overlap.programmes.len();
    let pairs: Vec<(usize, usize)> = (0..count).flat_map(|a| (0..count).map(move |b| (a, b))).collect();
    let share = |&(a, b): &(usize, usize)| -> Option<f64> {
        let whole = overlap.persons(a, a);
        (whole > 0).then(|| overlap.persons(a, b) as f64 / whole as f64)
    };
    let columns = vec![
        Column::label(
            "programme",
            overlap.programmes.clone(),
            pairs.iter().map(|pair| pair.0 as u32).collect(),
        ),
        Column::label(
            "other_programme",
            overlap.programmes.clone(),
            pairs.iter().map(|pair| pair.1 as u32).collect(),
        ),
        Column::count("persons", pairs.iter().map(|&(a, b)| overlap.persons(a, b))),
        Column::count("families", pairs.iter().map(|&(a, b)| overlap.families(a, b))),
        Column::number("share_of_programme", 4, pairs.iter().map(share)),
    ];
    Table { name: "overlap", columns }
}

/// Which of a line's regions a column shows.
type Area = fn(&CoverageRow) -> Option<RegionId>;

/// One line a region and programme; a regency's own line sums its districts.
pub fn coverage(night: &Night<'_>) -> Table {
    let rows = &night.conflicts.coverage.rows;
    let table = region::table();
    let text = |of: Area, name: &dyn Fn(RegionId) -> String| {
        texts(rows.len(), |at, out| {
            if let Some(id) = of(&rows[at]) {
                out.push_str(&name(id));
            }
        })
    };
    let code = |of: Area| text(of, &|id| table.code(id));
    let name = |of: Area| text(of, &|id| table.full_name(id));
    let count = |name: &str, of: fn(&CoverageRow) -> u64| Column::count(name, rows.iter().map(of));
    let columns = vec![
        Column::digits("regency_code", code(|row| row.regency)),
        Column::text("regency", name(|row| row.regency)),
        Column::digits("district_code", code(|row| row.district)),
        Column::text("district", name(|row| row.district)),
        Column::text("programme", rows.iter().map(|row| row.programme.as_str()).collect()),
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
    Table { name: "coverage", columns }
}

/// One line a person or family that is entitled to a programme and not served by it.
pub fn referrals(night: &Night<'_>) -> Table {
    let list = &night.conflicts.referrals;
    let register = night.register;
    let regions = region::table();
    let place = |name: &str, level: Level| {
        let text = texts(list.len(), |at, out| {
            if let Some(id) = list[at].place.and_then(|place| regions.ancestor(place, level)) {
                out.push_str(&regions.full_name(id));
            }
        });
        Column::text(name, text)
    };
    let columns = vec![
        Column::text(
            "person_id",
            list.iter().map(|referral| register.person_ids[referral.person as usize].as_str()).collect(),
        ),
        Column::text(
            "family_id",
            list.iter().map(|referral| register.family_ids[referral.family as usize].as_str()).collect(),
        ),
        Column::text(
            "name",
            texts(list.len(), |at, out| {
                if let Some(row) = register.chosen_row(list[at].person, Chosen::Name) {
                    night.push_name(out, row);
                }
            }),
        ),
        Column::digits(
            "nik",
            texts(list.len(), |at, out| {
                let row = register.chosen_row(list[at].person, Chosen::Nik);
                if let Some(nik) = row.and_then(|row| night.people.nik[row as usize]) {
                    night.masking.push_number(out, nik);
                }
            }),
        ),
        Column::label(
            "unit",
            ["orang", "keluarga"].map(String::from).to_vec(),
            list.iter().map(|referral| u32::from(referral.unit == Unit::Family)).collect(),
        ),
        Column::text("programme", list.iter().map(|referral| referral.programme.as_str()).collect()),
        Column::text("rule", list.iter().map(|referral| referral.rule.as_str()).collect()),
        Column::text("reason", list.iter().map(|referral| referral.reason.as_str()).collect()),
        Column::text("reason_en", list.iter().map(|referral| referral.reason_en.as_str()).collect()),
        Column::some_count("amount", list.iter().map(|referral| referral.amount)),
        place("regency", Level::Regency),
        place("district", Level::District),
        place("village", Level::Village),
        Column::text("evidence", texts(list.len(), |at, out| night.push_citation(out, list[at].row))),
    ];
    Table { name: "referrals", columns }
}
