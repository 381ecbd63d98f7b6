//! What needs a person's eye? The tables `conflicts` and `review_queue`.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::night::{Night, texts};
use super::table::{Column, Table};
use super::waterfall::waterfall;
use crate::cluster::CutReason;
use crate::conflict::{Class, Conflict, Unit};
use crate::error::Severity;
use crate::record::{RowId, TextColumn};
use crate::score::Edge;

/// One line a conflict, in the order the stage gives them.
pub fn conflicts(night: &Night<'_>) -> Table {
    let list = &night.conflicts.list;
    let count = list.len();
    let register = night.register;
    let place = |class: Class| Class::ALL.iter().position(|other| *other == class).unwrap_or_default() as u32;
    let classes: Vec<u32> = list.iter().map(|conflict| place(conflict.class)).collect();
    let columns = vec![
        // A bare hexadecimal number of the shape 12345e67 would become a power of ten in a spreadsheet.
        Column::text("conflict_id", texts(count, |at, out| out.push_str(&format!("C-{:016x}", list[at].id)))),
        Column::label("class", Class::ALL.map(|class| class.code().to_owned()).to_vec(), classes.clone()),
        Column::label("class_label", Class::ALL.map(|class| class.label().to_owned()).to_vec(), classes),
        Column::label(
            "severity",
            [Severity::Info, Severity::Warning, Severity::Serious]
                .map(severity_label)
                .map(String::from)
                .to_vec(),
            list.iter().map(|conflict| conflict.severity as u32).collect(),
        ),
        Column::text(
            "rule",
            list.iter().map(|conflict| conflict.rule.as_deref().unwrap_or_default()).collect(),
        ),
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
        Column::number(
            "match_probability",
            6,
            list.iter().map(|conflict| Some(f64::from(conflict.probability))),
        ),
        Column::text("office", list.iter().map(|conflict| conflict.office.as_str()).collect()),
        Column::text("message", list.iter().map(|conflict| conflict.message.as_str()).collect()),
        Column::text("message_en", list.iter().map(|conflict| conflict.message_en.as_str()).collect()),
    ];
    Table { name: "conflicts", columns }
}

/// The code of a severity in every table.
pub(super) fn severity_label(severity: Severity) -> &'static str {
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

/// What a class amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassTotal {
    /// Class.
    pub class: Class,
    /// Conflicts.
    pub count: u64,
    /// Of them, the serious ones.
    pub serious: u64,
    /// Distinct persons they are about.
    pub persons: u64,
    /// Rupiah at risk a payment: each person once, with the largest amount in the class.
    pub amount: u64,
    /// Conflicts whose amount is not known.
    pub without_amount: u64,
}

/// The classes that occur, in report order.
pub fn class_totals(night: &Night<'_>) -> Vec<ClassTotal> {
    Class::ALL
        .into_iter()
        .filter_map(|class| {
            let of_class = || night.conflicts.list.iter().filter(move |conflict| conflict.class == class);
            let mut amounts: BTreeMap<u32, u64> = BTreeMap::new();
            for conflict in of_class() {
                let amount = amounts.entry(conflict.person).or_default();
                *amount = (*amount).max(conflict.amount.unwrap_or(0));
            }
            let count = of_class().count() as u64;
            let serious = |conflict: &&Conflict| conflict.severity == Severity::Serious;
            (count > 0).then(|| ClassTotal {
                class,
                count,
                serious: of_class().filter(serious).count() as u64,
                persons: amounts.len() as u64,
                amount: amounts.values().sum(),
                without_amount: of_class().filter(|conflict| conflict.amount.is_none()).count() as u64,
            })
        })
        .collect()
}

/// One line a pair that an officer should decide, most at stake first.
pub fn review_queue(night: &Night<'_>) -> Table {
    let pairs = &night.clusters.review;
    let count = pairs.len();
    let reasons = reasons(night);
    let accounts = accounts(night);
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
        Column::label("reason", REASONS.map(String::from).to_vec(), reasons),
        Column::text("explanation", accounts.iter().map(|(sentence, _)| sentence.as_str()).collect()),
        Column::text("evidence", accounts.iter().map(|(_, short)| short.as_str()).collect()),
    ]);
    Table { name: "review_queue", columns }
}

/// For each pair of the review queue its account: a sentence, and the waterfall as one short text. Neither holds a
/// value of the rows.
fn accounts(night: &Night<'_>) -> Vec<(String, String)> {
    let pairs = &night.clusters.review;
    let Some(evidence) = night.evidence else {
        return vec![Default::default(); pairs.len()];
    };
    let reader = evidence.reader(night.masking);
    let account = |pair: &Edge| {
        let said = waterfall(night.people, evidence.comparer, evidence.scorer, [pair.a, pair.b], reader);
        (said.sentence(evidence.language), said.short(evidence.language))
    };
    pairs.par_iter().map(account).collect()
}

/// Why a pair waits; the first is for pairs without a cut. The page has the words for each.
const REASONS: [&str; 5] =
    ["MENDEKATI_AMBANG", "NIK_BERBEDA", "KEMBAR", "SATU_BARIS_PER_ORANG", "KALAH_BUKTI"];

/// For each pair of the review queue, the place of its reason in [`REASONS`].
fn reasons(night: &Night<'_>) -> Vec<u32> {
    let cuts: BTreeMap<(RowId, RowId), CutReason> =
        night.clusters.cuts.iter().map(|cut| ((cut.a, cut.b), cut.reason)).collect();
    let pairs = &night.clusters.review;
    pairs.iter().map(|pair| reason_code(cuts.get(&(pair.a, pair.b)).copied())).collect()
}

/// How many pairs wait for each reason, in the order of the page's words.
pub(super) fn review_reasons(night: &Night<'_>) -> [u64; 5] {
    let mut counts = [0; 5];
    for reason in reasons(night) {
        counts[reason as usize] += 1;
    }
    counts
}

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
