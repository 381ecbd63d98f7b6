//! What is different from last night? The tables `changes` and `lineage`. Until nights follow one another,
//! every person is new and no id has a past; the columns are those that later nights fill.

use super::night::Night;
use super::table::{Column, Table};
use crate::record::TextColumn;

/// One line a change: against no yesterday, one line a person, `BARU`.
pub fn changes(night: &Night<'_>) -> Table {
    let persons = night.register.len();
    let blank = || -> TextColumn { std::iter::repeat_n("", persons).collect() };
    let columns = vec![
        Column::text("person_id", night.register.person_ids.iter().map(String::as_str).collect()),
        Column::label("change", vec!["BARU".to_owned()], vec![0; persons]),
        Column::text("field", blank()),
        Column::text("before", blank()),
        Column::text("after", blank()),
    ];
    Table { name: "changes", columns }
}

/// One line an id that another took over (`GABUNG`) or gave rise to (`PISAH`).
pub fn lineage() -> Table {
    let columns = ["old_id", "new_id", "kind", "night", "reason"];
    Table {
        name: "lineage",
        columns: columns.iter().map(|name| Column::text(name, TextColumn::default())).collect(),
    }
}
