//! Which conflicts does an officer work through? Each stands on exactly one of four sheets.

use super::lists::{
    choose, officer_columns, person_birth, person_id, person_name, person_number, places, rank_of,
    severity_colours, task, verdict_colour,
};
use super::sheet::{Column, List};
use crate::changes::Status;
use crate::conflict::{Class, Unit};
use crate::report::findings::{is_dismissed, push_id, push_rows};
use crate::report::language::Language;
use crate::report::night::Night;
use crate::report::register::family_id;
use crate::report::sink::Sink;
use crate::report::words::words;

/// The sheets that conflicts stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    Conflicts,
    Repeated,
    NotInBase,
    NotServed,
}

impl Sheet {
    /// Its name, and what it lists.
    fn words(self, language: Language) -> (&'static str, &'static str) {
        match self {
            Sheet::Conflicts => language.pick(
                ("Konflik", "Temuan antardaftar, yang paling besar taruhannya lebih dahulu. Ganda, tidak ada di basis, dan belum menerima ada di lembarnya sendiri."),
                ("Conflicts", "Where rosters disagree, most at stake first. Duplicates, not in base and not served have sheets of their own."),
            ),
            Sheet::Repeated => language.pick(
                ("Ganda", "Orang yang tercatat lebih dari sekali dalam satu daftar, dan keluarga yang menerima satu program lebih dari sekali."),
                ("Duplicates", "Persons who stand in one roster more than once, and families that receive one programme more than once."),
            ),
            Sheet::NotInBase => language.pick(
                ("Tidak ada di basis", "Penerima yang tidak ditemukan di data dasar, desa demi desa."),
                ("Not in base", "Recipients who were not found in the base register, village by village."),
            ),
            Sheet::NotServed => language.pick(
                ("Belum menerima", "Ada di data dasar dan layak, tetapi belum dilayani program itu, desa demi desa."),
                ("Not served", "In the base register and eligible, not served by the programme, village by village."),
            ),
        }
    }

    /// Whether it goes by village; else by what is at stake.
    fn by_place(self) -> bool {
        matches!(self, Sheet::NotInBase | Sheet::NotServed)
    }
}

/// The sheet of a class.
fn sheet_of(class: Class) -> Sheet {
    match class {
        Class::GandaDalamRoster | Class::GandaProgramSatuKeluarga => Sheet::Repeated,
        Class::TidakAdaDiBasis => Sheet::NotInBase,
        Class::BelumMenerima => Sheet::NotServed,
        _ => Sheet::Conflicts,
    }
}

/// The name of the sheet that a class stands on.
pub(super) fn tab_of(class: Class, language: Language) -> &'static str {
    sheet_of(class).words(language).0
}

pub(super) fn conflicts<'a>(night: &'a Night<'a>, language: Language, sheet: Sheet) -> List<'a> {
    let all = &night.conflicts.list;
    let lines: Vec<u32> =
        (0..all.len() as u32).filter(|&at| sheet_of(all[at as usize].class) == sheet).collect();
    let stake = |at: u32| {
        let conflict = &all[at as usize];
        let dismissed = is_dismissed(night, at as usize);
        (dismissed, std::cmp::Reverse((conflict.severity as u8, conflict.amount.unwrap_or(0))))
    };
    let home = |at: u32| rank_of(night.residence(all[at as usize].person));
    let count = lines.len();
    let order = move |most: usize| {
        let lines = lines.clone();
        if sheet.by_place() { choose(lines, most, stake, home) } else { choose(lines, most, stake, stake) }
    };
    let verdicts = language.pick(
        [("abaikan", "tidak perlu ditindak"), ("benar", "tetap terbuka"), ("ragu", "belum tahu")],
        [("dismiss", "nothing to be done"), ("valid", "stays open"), ("unsure", "cannot tell")],
    );
    let (name, about) = sheet.words(language);
    let mut colours = severity_colours(3, language);
    colours.push(verdict_colour());
    List {
        name,
        table: "conflicts.csv",
        about,
        task: task(verdicts, language),
        lines: count,
        order: Box::new(order),
        columns: conflict_columns(night, language),
        verdicts: Some(verdicts.map(|(word, _)| word)),
        colours,
        printed: 12,
        tall: 1,
        page_of: None,
    }
}

fn conflict_columns<'a>(night: &'a Night<'a>, language: Language) -> Vec<Column<'a>> {
    let conflicts = night.conflicts;
    let list = &conflicts.list;
    let [
        severity,
        class,
        name,
        birth,
        finding,
        amount,
        office,
        unit,
        status,
        since,
        rows,
        probability,
        person,
        family,
        id,
    ] = heads(language);
    let person_of = |at: usize| list[at].person;
    let home = move |at: usize| night.residence(person_of(at));
    let severities = words(language).severity;
    let mut columns: Vec<Column<'a>> = officer_columns(language).into();
    columns.extend([
        Column::text(severity, 11, move |at, out| out.push_str(severities[list[at].severity as usize])),
        Column::text(class, 27, move |at, out| {
            out.push_str(language.pick(list[at].class.label(), list[at].class.label_en()));
        }),
        person_name(night, name, person_of),
        person_number(night, "NIK", person_of),
        person_birth(night, birth, person_of),
    ]);
    columns.extend(places(language, home));
    columns.extend([
        Column::text(finding, 60, move |at, out| {
            out.push_str(&conflicts.messages[list[at].message as usize][language.pick(0, 1)]);
        }),
        Column::count(amount, 15, move |at| list[at].amount.filter(|&amount| amount > 0)),
        Column::text(office, 22, move |at, out| out.push_str(&conflicts.offices[list[at].office as usize])),
        Column::text(unit, 10, move |at, out| {
            let person = list[at].unit == Unit::Person;
            out.push_str(if person {
                language.pick("orang", "person")
            } else {
                language.pick("keluarga", "family")
            });
        }),
        Column::text(status, 18, move |at, out| status_words(night, at, language, out)),
        Column::day(since, 12, move |at| Some(night.changes?.case(at)?.since)),
        Column::text(rows, 26, move |at, out| push_rows(night, out, conflicts.rows_of(&list[at]))),
        Column::share(probability, 10, move |at| Some(f64::from(list[at].probability))),
        person_id(night, person, person_of),
        Column::text(family, 19, move |at, out| out.push_str(family_id(night, list[at].person as usize))),
        Column::text(id, 21, move |at, out| push_id(out, list[at].id)),
    ]);
    columns
}

/// How a conflict stands; of a dismissed one who dismissed it and why.
fn status_words(night: &Night<'_>, at: usize, language: Language, out: &mut Sink) {
    let Some(changes) = night.changes else { return };
    let Some(case) = changes.case(at) else { return };
    out.push_str(match case.status {
        Status::New => language.pick("baru", "new"),
        Status::Still => language.pick("masih terbuka", "still open"),
        Status::Reopened => language.pick("dibuka lagi", "reopened"),
        Status::Dismissed => language.pick("diabaikan", "dismissed"),
    });
    if let Some(said) = changes.dismissed.get(&(at as u32)) {
        for part in [": ", &said.by, ", ", &said.reason] {
            out.push_str(part);
        }
    }
}

fn heads(language: Language) -> [&'static str; 15] {
    language.pick(
        [
            "Tingkat",
            "Jenis",
            "Nama",
            "Lahir",
            "Temuan",
            "Rupiah berisiko",
            "Instansi",
            "Satuan",
            "Status",
            "Sejak",
            "Baris",
            "Peluang satu orang",
            "ID orang",
            "ID keluarga",
            "ID konflik",
        ],
        [
            "Severity",
            "Class",
            "Name",
            "Born",
            "Finding",
            "Rupiah at risk",
            "Office",
            "Unit",
            "Status",
            "Since",
            "Rows",
            "Probability of one person",
            "Person ID",
            "Family ID",
            "Conflict ID",
        ],
    )
}
