//! What needs a person's eye? The tables `conflicts` and `review_queue`.

use std::collections::BTreeMap;

use super::night::{Night, texts};
use super::table::{Column, Table};
use crate::cluster::CutReason;
use crate::conflict::{Class, Unit};
use crate::error::Severity;
use crate::record::{RowId, TextColumn};

/// One line a conflict, in the order the stage gives them.
pub fn conflicts(night: &Night<'_>) -> Table {
    let list = night.conflicts;
    let count = list.len();
    let register = night.register;
    let columns = vec![
        // A bare hexadecimal number of the shape 12345e67 would become a power of ten in a spreadsheet.
        Column::text("conflict_id", texts(count, |at, out| out.push_str(&format!("C-{:016x}", list[at].id)))),
        Column::text("class", texts(count, |at, out| out.push_str(&class_code(list[at].class)))),
        Column::label(
            "severity",
            [Severity::Info, Severity::Warning, Severity::Serious].map(severity_label).map(String::from).to_vec(),
            list.iter().map(|conflict| conflict.severity as u32).collect(),
        ),
        Column::text("rule", list.iter().map(|conflict| conflict.rule.as_deref().unwrap_or_default()).collect()),
        Column::text("basis", list.iter().map(|conflict| conflict.basis.as_str()).collect()),
        Column::label(
            "unit",
            ["orang", "keluarga"].map(String::from).to_vec(),
            list.iter().map(|conflict| u32::from(conflict.unit == Unit::Family)).collect(),
        ),
        Column::text(
            "person_id",
            list.iter().map(|conflict| register.person_ids[conflict.person as usize].as_str()).collect(),
        ),
        Column::text(
            "family_id",
            list.iter()
                .map(|conflict| {
                    let family = register.family_of.get(conflict.person as usize);
                    family.map_or("", |&family| register.family_ids[family as usize].as_str())
                })
                .collect(),
        ),
        Column::text("rows", texts(count, |at, out| push_rows(night, out, &list[at].rows))),
        Column::some_count("amount", list.iter().map(|conflict| conflict.amount)),
        Column::text("office", list.iter().map(|conflict| conflict.office.as_str()).collect()),
        Column::text("message", list.iter().map(|conflict| conflict.message.as_str()).collect()),
        Column::text("message_en", list.iter().map(|conflict| conflict.message_en.as_str()).collect()),
    ];
    Table { name: "conflicts", columns }
}

/// The class as settings, tables and decisions name it: `ORANG_DUA_NIK`.
pub(super) fn class_code(class: Class) -> String {
    // The variant's name in another case is the code, and serde already writes it so.
    serde_json::to_value(class).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn severity_label(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}

fn push_rows(night: &Night<'_>, out: &mut String, rows: &[RowId]) {
    for (index, &row) in rows.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        night.push_citation(out, row);
    }
}

/// One line a pair that an officer should decide, most at stake first.
pub fn review_queue(night: &Night<'_>) -> Table {
    let pairs = &night.clusters.review;
    let count = pairs.len();
    let cuts: BTreeMap<(RowId, RowId), CutReason> =
        night.clusters.cuts.iter().map(|cut| ((cut.a, cut.b), cut.reason)).collect();
    let reasons = pairs.iter().map(|pair| reason_code(cuts.get(&(pair.a, pair.b)).copied())).collect();
    let mut columns = vec![Column::count("rank", (1..=count as u64).collect::<Vec<_>>())];
    for (side, rows) in [
        ("a", pairs.iter().map(|pair| pair.a).collect::<Vec<RowId>>()),
        ("b", pairs.iter().map(|pair| pair.b).collect::<Vec<RowId>>()),
    ] {
        columns.extend(side_columns(night, side, &rows));
    }
    columns.extend([
        Column::number("match_weight", 4, pairs.iter().map(|pair| Some(f64::from(pair.weight)))),
        Column::number("match_probability", 6, pairs.iter().map(|pair| Some(f64::from(pair.same)))),
        Column::number("family_probability", 6, pairs.iter().map(|pair| Some(f64::from(pair.family)))),
        Column::label("reason", REASONS.map(|(code, _)| code.to_owned()).to_vec(), reasons),
    ]);
    Table { name: "review_queue", columns }
}

/// Why a pair waits: the code in the table and what it says on the page. The first is for pairs without a cut.
pub(super) const REASONS: [(&str, &str); 5] = [
    ("MENDEKATI_AMBANG", "bobot mendekati ambang"),
    ("NIK_BERBEDA", "dua NIK wajar dengan tanggal lahir berbeda"),
    ("KEMBAR", "nomor urut NIK dan nama depan berbeda (mungkin kembar)"),
    ("SATU_BARIS_PER_ORANG", "dua baris dari roster yang memuat tiap orang satu kali"),
    ("KALAH_BUKTI", "baris lain dalam kelompok bertentangan"),
];

fn reason_code(cut: Option<CutReason>) -> u32 {
    match cut {
        None => 0,
        Some(CutReason::DifferentNik) => 1,
        Some(CutReason::TwinSerial) => 2,
        Some(CutReason::OneRowPerPerson) => 3,
        Some(CutReason::Outweighed) => 4,
    }
}

/// What an officer sees of one of the two rows.
fn side_columns(night: &Night<'_>, side: &str, rows: &[RowId]) -> Vec<Column> {
    let people = night.people;
    let name = |column: &str| format!("{side}_{column}");
    let column = |write: &dyn Fn(usize, &mut String)| -> TextColumn {
        texts(rows.len(), |at, out| write(rows[at] as usize, out))
    };
    let rosters = night.rosters.iter().map(|roster| roster.name.clone()).collect();
    vec![
        Column::label(
            &name("roster"),
            rosters,
            rows.iter().map(|&row| u32::from(people.roster[row as usize].0)).collect(),
        ),
        Column::count(&name("line"), rows.iter().map(|&row| u64::from(people.line[row as usize]))),
        Column::count(&name("row"), rows.iter().map(|&row| u64::from(people.row[row as usize]))),
        Column::text(
            &name("person_id"),
            column(&|row, out| {
                out.push_str(&night.register.person_ids[night.register.person_of[row] as usize]);
            }),
        ),
        Column::digits(
            &name("nik"),
            column(&|row, out| {
                if let Some(nik) = people.nik[row] {
                    night.masking.push_number(out, nik);
                }
            }),
        ),
        Column::text(&name("name"), column(&|row, out| night.push_name(out, row as RowId))),
        Column::text(
            &name("birth_date"),
            column(&|row, out| night.masking.push_birth(out, people.birth[row])),
        ),
        Column::text(
            &name("mother"),
            column(&|row, out| {
                if let Some(mother) = people.mother[row] {
                    out.push_str(&people.name_text(mother));
                }
            }),
        ),
    ]
}
