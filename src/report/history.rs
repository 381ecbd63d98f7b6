//! What is different from last night? The tables `changes` and `lineage`. Until nights follow one another,
//! every person is new and no id has a past; the columns are those that later nights fill.

use super::night::Night;
use super::table::{Column, Table};

/// One line a change: against no yesterday, one line a person, `BARU`.
pub fn changes<'a>(night: &'a Night<'a>) -> Table<'a> {
    let register = night.register;
    let columns = vec![
        Column::text("person_id", |person, out| out.push_str(&register.person_ids[person])),
        Column::label("change", ["BARU"], |_| 0),
        Column::label("field", [""], |_| 0),
        Column::label("before", [""], |_| 0),
        Column::label("after", [""], |_| 0),
    ];
    Table { name: "changes", rows: register.len(), columns }
}

/// One line an id that another took over (`GABUNG`) or gave rise to (`PISAH`).
pub fn lineage() -> Table<'static> {
    let columns = ["old_id", "new_id", "kind", "night", "reason"];
    Table { name: "lineage", rows: 0, columns: columns.map(|name| Column::label(name, [""], |_| 0)).into() }
}
