//! Which lists can be kept? The queue and the conflicts as they are filtered, and the agreement between officers; masked, as
//! the pages are.

use super::agreement::{Agreement, agreements};
use super::ask::{Answer, Ask, Fault, Told};
use super::conflict_page;
use super::conflicts::{Conflicts, FILTER as CONFLICT_FILTER};
use super::decided::Snapshot;
use super::list::{Cell, List};
use super::queue::{Eyes, FILTER, Filter, Queue};
use super::server::App;
use super::words;
use crate::pipeline::Doubt;
use crate::report::Language;

pub(super) fn download(app: &App, ask: &Ask) -> Told {
    let (name, ending) = ask.part(0).rsplit_once('.').ok_or(Fault::NotFound)?;
    let night = app.nights.now(&app.settings);
    let decided = app.decided.now(&app.settings);
    let agreed;
    let list = match name {
        "antrean" => queue(ask, night.queue()?, &decided),
        "konflik" => conflicts(ask, night.conflicts()?, &decided),
        "kesepakatan" => {
            agreed = agreements(&decided.opinions);
            agreement(&agreed)
        }
        _ => return Err(Fault::NotFound),
    };
    let (kind, bytes) = match ending {
        "csv" => ("text/csv; charset=utf-8", list.csv()),
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", list.workbook(name)?),
        _ => return Err(Fault::NotFound),
    };
    Ok(Answer::File { name: format!("{name}-{}.{ending}", night.last.date), kind, bytes })
}

fn queue<'a>(ask: &Ask, queue: &'a Queue, decided: &Snapshot) -> List<'a> {
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&Filter::of(&ask.query.only(&FILTER)), decided, eyes);
    // Pair by pair, also where several are one question: so they are filled in and read back.
    let pairs: Vec<&Doubt> = wanted
        .iter()
        .flat_map(|place| {
            let doubt = &queue.doubts[*place];
            doubt.cluster.as_ref().map_or_else(|| vec![doubt], |cluster| cluster.pairs.iter().collect())
        })
        .collect();
    let lines = pairs.len();
    let line = move |place: usize| {
        let doubt = pairs[place];
        let row = |side: usize| doubt.cited[side].rsplit_once(':').unwrap_or_default();
        let mut cells = vec![Cell::Number(place as f64 + 1.0)];
        for side in [0, 1] {
            cells
                .extend([row(side).0, row(side).1, &doubt.persons[side], &doubt.names[side]].map(Cell::text));
            cells.push(Cell::text(queue.programme(doubt.rosters[side])));
        }
        cells.extend([
            Cell::text(&words::place(doubt.place)),
            Cell::Number(doubt.amount as f64),
            Cell::Number((f64::from(doubt.same) * 1e6).round() / 1e6),
            Cell::text(words::reason_code(doubt.reason)),
            // To be filled in, and read by `padan decide --from`.
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ]);
        cells
    };
    List {
        head: vec![
            "rank",
            "a_roster",
            "a_row",
            "a_person_id",
            "a_name",
            "a_programme",
            "b_roster",
            "b_row",
            "b_person_id",
            "b_name",
            "b_programme",
            "region",
            "amount",
            "match_probability",
            "reason",
            "putusan",
            "alasan",
            "oleh",
        ],
        lines,
        line: Box::new(line),
    }
}

fn conflicts<'a>(ask: &Ask, conflicts: &'a Conflicts, decided: &'a Snapshot) -> List<'a> {
    let language = ask.language();
    let wanted = conflicts.wanted(&ask.query.only(&CONFLICT_FILTER), decided, &ask.session.officer);
    let lines = wanted.len();
    let line = move |place: usize| {
        let line = wanted[place];
        let of = |column: &super::interned::Interned| Cell::text(column.get(line));
        vec![
            Cell::text(conflicts.ids.get(line)),
            of(&conflicts.class),
            of(&conflicts.severity),
            Cell::text(conflicts.person.get(line)),
            Cell::text(conflicts.name.get(line)),
            Cell::text(&words::place(conflicts.place[line])),
            Cell::text(&conflicts.programmes_of(line)),
            Cell::text(conflicts.rows.get(line)),
            Cell::amount(conflicts.amount[line]),
            of(&conflicts.office),
            of(&conflicts.message[usize::from(language == Language::English)]),
            Cell::text(&conflict_page::standing(conflicts, line, decided, language)),
            of(&conflicts.since),
        ]
    };
    List {
        head: vec![
            "conflict_id",
            "class",
            "severity",
            "person_id",
            "name",
            "region",
            "programmes",
            "rows",
            "amount",
            "office",
            "message",
            "status",
            "since",
        ],
        lines,
        line: Box::new(line),
    }
}

fn agreement(found: &[Agreement]) -> List<'_> {
    let line = |place: usize| {
        let agreement = &found[place];
        let number =
            |value: Option<f64>| value.map_or(Cell::Empty, |value| Cell::Number((value * 1e4).round() / 1e4));
        vec![
            Cell::text(&agreement.officers[0]),
            Cell::text(&agreement.officers[1]),
            Cell::Number(agreement.pairs() as f64),
            number(agreement.share()),
            number(agreement.kappa()),
        ]
    };
    List {
        head: vec!["officer_a", "officer_b", "pairs", "agreement", "kappa"],
        lines: found.len(),
        line: Box::new(line),
    }
}
