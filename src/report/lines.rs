//! What was wrong with the lines and values that came in? The tables `refusals` and `anomalies`.

use super::findings::severity_label;
use super::night::{Night, texts};
use super::table::{Column, Table};
use crate::record::Field;
use crate::standardise::{Anomaly, AnomalyCode};

/// One line for every line of a file that did not become a row; its text as read, masked.
pub fn refusals(night: &Night<'_>) -> Table {
    let list = &night.intake.refusals;
    let file = |index: u16| night.intake.files.get(usize::from(index));
    let columns = vec![
        Column::label(
            "roster",
            night.rosters.iter().map(|roster| roster.name.clone()).collect(),
            list.iter().map(|refusal| u32::from(refusal.roster.0)).collect(),
        ),
        Column::text(
            "file",
            texts(list.len(), |at, out| {
                // The name alone: the same night read from another folder must give the same bytes.
                if let Some(name) = file(list[at].file).and_then(|file| file.path.file_name()) {
                    out.push_str(&name.to_string_lossy());
                }
            }),
        ),
        Column::text(
            "sheet",
            list.iter()
                .map(|refusal| file(refusal.file).and_then(|file| file.sheet.as_deref()).unwrap_or_default())
                .collect(),
        ),
        Column::count("line", list.iter().map(|refusal| u64::from(refusal.line))),
        Column::count("lines", list.iter().map(|refusal| u64::from(refusal.lines))),
        Column::some_count("row", list.iter().map(|refusal| refusal.row.map(u64::from))),
        Column::text(
            "column",
            list.iter().map(|refusal| refusal.column.as_deref().unwrap_or_default()).collect(),
        ),
        Column::text("reason", list.iter().map(|refusal| refusal.code).collect()),
        Column::text("text", texts(list.len(), |at, out| night.masking.push_line(out, &list[at].text))),
    ];
    Table { name: "refusals", columns }
}

/// One line a value that was repaired, doubted or not read; never the value itself.
pub fn anomalies(night: &Night<'_>) -> Table {
    let list = &night.anomalies.list;
    let (labels, codes) = codes(list);
    let people = night.people;
    let columns = vec![
        Column::label(
            "roster",
            night.rosters.iter().map(|roster| roster.name.clone()).collect(),
            list.iter().map(|noticed| u32::from(people.roster[noticed.row as usize].0)).collect(),
        ),
        Column::count("line", list.iter().map(|noticed| u64::from(people.line[noticed.row as usize]))),
        Column::count("row", list.iter().map(|noticed| u64::from(people.row[noticed.row as usize]))),
        Column::text(
            "person_id",
            texts(list.len(), |at, out| {
                let person = night.register.person_of[list[at].row as usize];
                out.push_str(&night.register.person_ids[person as usize]);
            }),
        ),
        Column::text(
            "field",
            texts(list.len(), |at, out| match list[at].field {
                Field::Extra(index) => {
                    let extra = people.extras.get(usize::from(index));
                    out.push_str(extra.map_or("extra", |extra| extra.name.as_str()));
                }
                field => out.push_str(field.key()),
            }),
        ),
        Column::label("code", labels.iter().map(|code| code.code().to_owned()).collect(), codes.clone()),
        Column::label(
            "severity",
            labels.iter().map(|code| severity_label(code.severity()).to_owned()).collect(),
            codes.clone(),
        ),
        Column::label("label", labels.iter().map(|code| code.label_id().to_owned()).collect(), codes.clone()),
        Column::label("label_en", labels.iter().map(|code| code.label_en().to_owned()).collect(), codes),
    ];
    Table { name: "anomalies", columns }
}

/// The codes that occur, in their own order, and the place of each anomaly's code among them.
fn codes(list: &[Anomaly]) -> (Vec<AnomalyCode>, Vec<u32>) {
    let mut met: Vec<AnomalyCode> = list.iter().map(|noticed| noticed.code).collect();
    met.sort_unstable();
    met.dedup();
    let places =
        list.iter().map(|noticed| met.binary_search(&noticed.code).map_or(0, |place| place as u32)).collect();
    (met, places)
}
