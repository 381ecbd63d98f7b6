//! What is different from last night, in words? The tables `changes` and `lineage`.
//!
//! `changes` goes by kind, in the order of [`Kind::ALL`]; within a kind by tonight's register, then yesterday's. On a
//! first night everybody is `BARU`, and that is all it says.

use super::night::Night;
use super::sink::Sink;
use super::table::{Column, Table};
use crate::changes::{About, Changes, Kind, Line, Who, lineage_code};
use crate::register::LineageKind;

/// One line a change.
pub fn changes<'a>(night: &'a Night<'a>) -> Table<'a> {
    let ids = &night.register.person_ids;
    table(night.changes, move |person, out| out.push_str(&ids[person]))
}

/// The table of any changes; `id` writes the id of a person of the newer night.
pub(super) fn table<'a>(
    changes: Option<&'a Changes>,
    id: impl Fn(usize, &mut Sink) + Send + Sync + 'a,
) -> Table<'a> {
    let rows = changes.map_or(0, Changes::len);
    // On a first night persons come before the list.
    let line = move |at: usize| -> Option<&'a Line> {
        let changes = changes?;
        changes.list.get(at.checked_sub(changes.all_new)?)
    };
    let said = move |text: u32| changes.map_or("", |changes| changes.said(text));
    let programmes = changes.map(|changes| changes.totals.programmes.as_slice()).unwrap_or_default();
    let programmes = std::iter::once("").chain(programmes.iter().map(|total| total.programme.as_str()));
    let columns = vec![
        Column::text("person_id", move |at, out| match line(at).map(|line| line.who) {
            None => id(at, out),
            Some(Who::Tonight(person)) => id(person as usize, out),
            Some(Who::Gone(text)) => out.push_str(said(text)),
            Some(Who::Nobody) => {}
        }),
        Column::label("change", Kind::ALL.map(Kind::code), move |at| {
            line(at).map_or(Kind::New, |line| line.kind) as u32
        }),
        Column::label("field", About::NAMES, move |at| line(at).map_or(0, |line| line.about.place()) as u32),
        Column::text("before", move |at, out| out.push_str(line(at).map_or("", |line| said(line.before)))),
        Column::text("after", move |at, out| out.push_str(line(at).map_or("", |line| said(line.after)))),
        Column::label("programme", programmes, move |at| {
            line(at).and_then(|line| line.programme).map_or(0, |programme| u32::from(programme) + 1)
        }),
        Column::some_count("amount", move |at| line(at).and_then(|line| line.amount)),
        Column::text("conflict_id", move |at, out| {
            if let Some(id) = line(at).and_then(|line| line.conflict) {
                super::findings::push_id(out, id);
            }
        }),
        Column::text("class", move |at, out| out.push_str(line(at).map_or("", |line| line.class))),
    ];
    Table { name: "changes", rows, columns }
}

/// One line an id that another took over (`GABUNG`) or gave rise to (`PISAH`), of all nights so far: whoever reads one
/// night can resolve every id that was ever retired.
pub fn lineage<'a>(night: &'a Night<'a>) -> Table<'a> {
    let lineage = night.changes.map(|changes| changes.lineage.as_slice()).unwrap_or_default();
    let columns = vec![
        Column::text("old_id", move |at, out| out.push_str(&lineage[at].old)),
        Column::text("new_id", move |at, out| out.push_str(&lineage[at].new)),
        Column::label("kind", [LineageKind::Merged, LineageKind::Split].map(lineage_code), move |at| {
            u32::from(lineage[at].kind == LineageKind::Split)
        }),
        Column::text("night", move |at, out| out.push_str(&lineage[at].date.to_string())),
        Column::text("reason", move |at, out| out.push_str(&lineage[at].reason)),
    ];
    Table { name: "lineage", rows: lineage.len(), columns }
}
