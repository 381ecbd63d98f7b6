//! What needs a person's eye? The tables `conflicts` and `review_queue`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::accounts::Accounts;
use super::night::Night;
use super::register::family_id;
use super::sink::Sink;
use super::table::{Column, Table};
use crate::changes::{Case, Status};
use crate::cluster::CutReason;
use crate::conflict::{Class, RuleInForce, Unit};
use crate::error::Severity;
use crate::record::RowId;

/// One line a conflict, in the order the stage gives them.
pub fn conflicts<'a>(night: &'a Night<'a>) -> Table<'a> {
    let conflicts = night.conflicts;
    let list = &conflicts.list;
    let register = night.register;
    let class = |at: usize| list[at].class as u32;
    // The first label is for conflicts that break no rule.
    let rule = |at: usize| list[at].rule.map_or(0, |rule| u32::from(rule) + 1);
    let of_rules =
        |text: fn(&RuleInForce) -> &str| std::iter::once("").chain(conflicts.rules.iter().map(text));
    let said = |language: usize| conflicts.messages.iter().map(move |message| &message[language]);
    let case = |at: usize| night.changes.and_then(|changes| changes.case(at));
    let dismissal = |at: usize| night.changes.and_then(|changes| changes.dismissed.get(&(at as u32)));
    let since: Vec<Date> = night.changes.map(|changes| dates(&changes.cases)).unwrap_or_default();
    let first_found = since.clone();
    let columns = vec![
        // A bare hexadecimal number of the shape 12345e67 would become a power of ten in a spreadsheet.
        Column::text("conflict_id", |at, out| push_id(out, list[at].id)),
        Column::label("class", Class::ALL.map(Class::code), class),
        Column::label("class_label", Class::ALL.map(Class::label), class),
        Column::label("severity", SEVERITIES.map(severity_label), |at| list[at].severity as u32),
        Column::label("rule", of_rules(|rule| &rule.key), rule),
        Column::label("basis", of_rules(|rule| &rule.basis), rule),
        Column::label("unit", UNITS, |at| u32::from(list[at].unit == Unit::Family)),
        Column::text("person_id", |at, out| out.push_str(&register.person_ids[list[at].person as usize])),
        Column::text("family_id", |at, out| out.push_str(family_id(night, list[at].person as usize))),
        Column::text("rows", |at, out| push_rows(night, out, conflicts.rows_of(&list[at]))),
        Column::some_count("amount", |at| list[at].amount),
        Column::number("match_probability", 6, |at| Some(f64::from(list[at].probability))),
        Column::label("office", &conflicts.offices, |at| list[at].office),
        Column::label("message", said(0), |at| list[at].message),
        Column::label("message_en", said(1), |at| list[at].message),
        Column::label("status", statuses(), move |at| case(at).map_or(0, |case| case.status as u32 + 1)),
        Column::label(
            "since",
            std::iter::once(String::new()).chain(since.iter().map(Date::to_string)),
            move |at| {
                case(at)
                    .and_then(|case| first_found.binary_search(&case.since).ok())
                    .map_or(0, |at| at as u32 + 1)
            },
        ),
        Column::text("dismissed_by", move |at, out| out.push_str(dismissal(at).map_or("", |said| &said.by))),
        Column::text("dismissed_reason", move |at, out| {
            out.push_str(dismissal(at).map_or("", |said| &said.reason));
        }),
    ];
    Table { name: "conflicts", rows: list.len(), columns }
}

/// How a conflict may stand; the first is for nights that are compared with none.
fn statuses() -> impl Iterator<Item = &'static str> {
    std::iter::once("").chain(Status::ALL.map(Status::code))
}

/// The dates on which cases were first found, each once.
fn dates(cases: &[Case]) -> Vec<Date> {
    let mut dates = Vec::new();
    for same in cases.chunk_by(|a, b| a.since == b.since) {
        if !dates.contains(&same[0].since) {
            dates.push(same[0].since);
        }
    }
    dates.sort_unstable();
    dates
}

/// Whether a conflict, by its place, was dismissed: it is shown, and counts for nothing.
pub(super) fn is_dismissed(night: &Night<'_>, at: usize) -> bool {
    let case = night.changes.and_then(|changes| changes.case(at));
    case.is_some_and(|case| case.status == Status::Dismissed)
}

/// Every severity, in the order of their codes.
pub(super) const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Serious];
/// Whom a rule counts, as tables say it: a person or a family.
pub(super) const UNITS: [&str; 2] = ["orang", "keluarga"];

pub(super) fn push_id(out: &mut Sink, id: u64) {
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    let mut text = *b"C-0000000000000000";
    for (place, byte) in text[2..].iter_mut().enumerate() {
        *byte = HEXADECIMAL[(id >> (60 - 4 * place) & 15) as usize];
    }
    out.bytes(&text);
}

/// The code of a severity in every table.
pub(super) fn severity_label(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}

pub(super) fn push_rows(night: &Night<'_>, out: &mut Sink, rows: &[RowId]) {
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
    /// Conflicts that someone dismissed; nothing else counts them.
    pub dismissed: u64,
}

/// What a night's conflicts amount to, but for what was dismissed: counted once, and said in many places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The classes that occur, in report order.
    pub classes: Vec<ClassTotal>,
    /// Rupiah at risk a payment: each person once, with the largest amount.
    pub at_risk: u64,
}

impl Totals {
    /// Counts them; by what `night` says of dismissed ones, not by its own totals.
    pub fn of(night: &Night<'_>) -> Totals {
        Totals { classes: class_totals(night), at_risk: at_risk(night) }
    }

    /// Conflicts of all classes.
    pub fn count(&self) -> u64 {
        self.classes.iter().map(|total| total.count).sum()
    }
}

fn class_totals(night: &Night<'_>) -> Vec<ClassTotal> {
    let none = |class| ClassTotal {
        class,
        count: 0,
        serious: 0,
        persons: 0,
        amount: 0,
        without_amount: 0,
        dismissed: 0,
    };
    let mut totals = Class::ALL.map(none);
    // The list goes by class, so one array of amounts does for all of them: each one more than it is, 0 for none, which
    // is memory that the system gives as it is.
    let mut largest: Vec<u64> = vec![0; night.register.len()];
    let mut place = 0;
    for conflicts in night.conflicts.list.chunk_by(|a, b| a.class == b.class) {
        let total = &mut totals[conflicts[0].class as usize];
        for conflict in conflicts {
            place += 1;
            if is_dismissed(night, place - 1) {
                total.dismissed += 1;
                continue;
            }
            total.count += 1;
            total.serious += u64::from(conflict.severity == Severity::Serious);
            total.without_amount += u64::from(conflict.amount.is_none());
            let amount = &mut largest[conflict.person as usize];
            *amount = (*amount).max(conflict.amount.unwrap_or(0).saturating_add(1));
        }
        for conflict in conflicts {
            let amount = std::mem::take(&mut largest[conflict.person as usize]);
            if amount > 0 {
                total.persons += 1;
                total.amount += amount - 1;
            }
        }
    }
    totals.into_iter().filter(|total| total.count + total.dismissed > 0).collect()
}

/// What a rule amounts to, but for what was dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RuleTotal {
    /// Index into the rules in force.
    pub rule: u16,
    /// Conflicts.
    pub count: u64,
    /// Distinct persons they are about.
    pub persons: u64,
    /// Rupiah at risk a payment: each person once, with the largest amount under the rule.
    pub amount: u64,
}

/// The rules that are broken, most conflicts first.
pub(super) fn rule_totals(night: &Night<'_>) -> Vec<RuleTotal> {
    let list = &night.conflicts.list;
    let mut totals: Vec<Option<RuleTotal>> = vec![None; night.conflicts.rules.len()];
    let mut last: Vec<(u32, u64)> = vec![(u32::MAX, 0); totals.len()];
    // Within a class and rule the list goes by person, and a rule has one class.
    for (at, conflict) in list.iter().enumerate() {
        let Some(rule) = conflict.rule.filter(|_| !is_dismissed(night, at)) else { continue };
        let total =
            totals[usize::from(rule)].get_or_insert(RuleTotal { rule, count: 0, persons: 0, amount: 0 });
        let (person, largest) = &mut last[usize::from(rule)];
        if *person != conflict.person {
            total.persons += 1;
            (*person, *largest) = (conflict.person, 0);
        }
        let amount = conflict.amount.unwrap_or(0);
        total.count += 1;
        total.amount += amount.saturating_sub(*largest);
        *largest = amount.max(*largest);
    }
    let mut totals: Vec<RuleTotal> = totals.into_iter().flatten().collect();
    totals.sort_by_key(|total| std::cmp::Reverse(total.count));
    totals
}

/// Rupiah at risk over all conflicts but the dismissed ones. One payment can break several rules; each person therefore counts once,
/// with the largest amount.
fn at_risk(night: &Night<'_>) -> u64 {
    let mut largest = vec![0; night.register.len()];
    let counted = night.conflicts.list.iter().enumerate().filter(|(at, _)| !is_dismissed(night, *at));
    for (_, conflict) in counted {
        let amount = &mut largest[conflict.person as usize];
        *amount = conflict.amount.unwrap_or(0).max(*amount);
    }
    largest.iter().sum()
}

/// One line a pair that an officer should decide, most at stake first.
pub fn review_queue<'a>(night: &'a Night<'a>, accounts: &'a Accounts) -> Table<'a> {
    let pairs = &night.clusters.review;
    let reasons = reasons(night);
    let mut columns = vec![Column::count("rank", |at| at as u64 + 1)];
    columns.extend(side_columns(night, "a", |at| pairs[at].a));
    columns.extend(side_columns(night, "b", |at| pairs[at].b));
    columns.extend([
        Column::number("match_weight", 4, |at| Some(f64::from(pairs[at].weight))),
        Column::number("match_probability", 6, |at| Some(f64::from(pairs[at].same))),
        Column::number("family_probability", 6, |at| Some(f64::from(pairs[at].family))),
        Column::label("reason", REASONS, move |at| reasons[at]),
        Column::text("explanation", |at, out| out.push_str(accounts.sentence(at))),
        Column::text("evidence", |at, out| out.push_str(accounts.evidence(at))),
    ]);
    Table { name: "review_queue", rows: pairs.len(), columns }
}

/// Why a pair waits; the first is for pairs without a cut. The page has the words for each.
const REASONS: [&str; 5] =
    ["MENDEKATI_AMBANG", "NIK_BERBEDA", "KEMBAR", "SATU_BARIS_PER_ORANG", "KALAH_BUKTI"];

/// For each pair of the review queue, the place of its reason in [`REASONS`].
pub(super) fn reasons(night: &Night<'_>) -> Vec<u32> {
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
        // What is decided does not wait; the word would be this one.
        Some(CutReason::Outweighed | CutReason::Decided) => 4,
    }
}

/// What an officer sees of one of the two rows.
fn side_columns<'a>(
    night: &'a Night<'a>,
    side: &str,
    row: impl Fn(usize) -> RowId + Copy + Send + Sync + 'a,
) -> Vec<Column<'a>> {
    let people = night.people;
    let register = night.register;
    let name = |column: &str| format!("{side}_{column}");
    let at = move |pair: usize| row(pair) as usize;
    vec![
        night.rosters_column(&name("roster"), row),
        Column::count(&name("line"), move |pair| u64::from(people.line[at(pair)])),
        Column::count(&name("row"), move |pair| u64::from(people.row[at(pair)])),
        Column::text(&name("person_id"), move |pair, out| {
            out.push_str(&register.person_ids[register.person_of[at(pair)] as usize]);
        }),
        Column::digits(&name("nik"), move |pair, out| {
            if let Some(nik) = people.nik[at(pair)] {
                night.masking.push_number(out, nik);
            }
        }),
        Column::text(&name("name"), move |pair, out| night.push_name(out, row(pair))),
        Column::text(&name("birth_date"), move |pair, out| {
            night.masking.push_birth(out, people.birth[at(pair)]);
        }),
        Column::text(&name("mother"), move |pair, out| {
            if let Some(mother) = people.mother[at(pair)] {
                night.push_canonical(out, mother);
            }
        }),
    ]
}
