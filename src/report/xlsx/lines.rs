//! What was wrong with what came in, and what is different from last night, as lists?

use super::lists::{choose, person_id, places, row_name, severity_colours};
use super::sheet::{Column, List};
use crate::changes::{About, Kind, Who};
use crate::record::Field;
use crate::register::Chosen;
use crate::report::findings::push_id;
use crate::report::language::Language;
use crate::report::lines::refusal_reason;
use crate::report::night::Night;
use crate::report::words::words;

pub(super) fn refusals<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
    let list = &night.intake.refusals;
    let file = |at: usize| night.intake.files.get(usize::from(list[at].file));
    let [roster, name, sheet, line, column, reason, text] = language.pick(
        ["Roster", "Berkas", "Lembar", "Baris berkas", "Kolom", "Sebab", "Isi baris (disamarkan)"],
        ["Roster", "File", "Sheet", "Line", "Column", "Reason", "Text of the line (masked)"],
    );
    let columns = vec![
        Column::text(roster, 16, |at, out| out.push_str(&night.rosters[list[at].roster.index()].name)),
        Column::text(name, 28, move |at, out| {
            if let Some(name) = file(at).and_then(|file| file.path.file_name()) {
                out.push_str(&name.to_string_lossy());
            }
        }),
        Column::text(sheet, 16, move |at, out| {
            out.push_str(file(at).and_then(|file| file.sheet.as_deref()).unwrap_or_default());
        }),
        Column::count(line, 12, |at| Some(u64::from(list[at].line))),
        Column::text(column, 20, |at, out| out.push_str(list[at].column.as_deref().unwrap_or_default())),
        Column::text(reason, 30, move |at, out| {
            let words = refusal_reason(language, list[at].code);
            out.push_str(if words.is_empty() { list[at].code } else { words });
        }),
        Column::text(text, 90, |at, out| night.masking.push_line(out, &list[at].text)),
    ];
    List {
        name: language.pick("Penolakan", "Refusals"),
        table: "refusals.csv",
        about: language.pick(
            "Baris berkas yang tidak dapat dibaca, dengan sebabnya. Perbaiki di daftar asalnya.",
            "Lines of files that could not be read, and why. To be mended in the roster they come from.",
        ),
        task: String::new(),
        lines: list.len(),
        order: Box::new(|most| (0..list.len().min(most) as u32).collect()),
        columns,
        verdicts: None,
        colours: Vec::new(),
        printed: usize::MAX,
        tall: 1,
        page_of: None,
    }
}

pub(super) fn anomalies<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
    let list = &night.anomalies.list;
    let people = night.people;
    let row = |at: usize| list[at].row as usize;
    let severity = |at: usize| list[at].code.severity();
    let severities = words(language).severity;
    let [level, roster, line, number, name, field, what, code, person] = language.pick(
        ["Tingkat", "Roster", "Baris berkas", "Baris data", "Nama", "Isian", "Anomali", "Kode", "ID orang"],
        ["Severity", "Roster", "Line", "Row", "Name", "Field", "Anomaly", "Code", "Person ID"],
    );
    let mut columns = vec![
        Column::text(level, 11, move |at, out| out.push_str(severities[severity(at) as usize])),
        Column::text(roster, 16, |at, out| out.push_str(night.roster_of(list[at].row))),
        Column::count(line, 11, move |at| Some(u64::from(people.line[row(at)]))),
        Column::count(number, 10, move |at| Some(u64::from(people.row[row(at)]))),
        row_name(night, name, |at| list[at].row),
    ];
    columns.extend(places(language, move |at| people.place[row(at)]));
    columns.extend([
        Column::text(field, 16, |at, out| match list[at].field {
            Field::Extra(index) => {
                let extra = people.extras.get(usize::from(index));
                out.push_str(extra.map_or("extra", |extra| extra.name.as_str()));
            }
            field => out.push_str(field.key()),
        }),
        Column::text(what, 52, move |at, out| {
            out.push_str(language.pick(list[at].code.label_id(), list[at].code.label_en()));
        }),
        Column::text(code, 28, |at, out| out.push_str(list[at].code.code())),
        person_id(night, person, move |at| night.register.person_of[row(at)]),
    ]);
    List {
        name: language.pick("Anomali", "Anomalies"),
        table: "anomalies.csv",
        about: language.pick(
            "Isian yang diperbaiki, diragukan, atau tidak terbaca; isinya sendiri tidak ditampilkan. Yang berat lebih dahulu.",
            "Values that were repaired, doubted or not read; the values themselves are not shown. The severe ones first.",
        ),
        task: String::new(),
        lines: list.len(),
        order: Box::new(move |most| {
            let stake = |at: u32| std::cmp::Reverse(severity(at as usize) as u8);
            choose((0..list.len() as u32).collect(), most, stake, stake)
        }),
        columns,
        verdicts: None,
        colours: severity_colours(0, language),
        printed: usize::MAX,
        tall: 1,
        page_of: None,
    }
}

pub(super) fn changes<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
    let changes = night.changes;
    let list = changes.map(|changes| changes.list.as_slice()).unwrap_or_default();
    let first = changes.is_some_and(|changes| changes.first);
    List {
        name: language.pick("Perubahan", "Changes"),
        table: "changes.csv",
        about: match (first, language) {
            (true, Language::Indonesian) => {
                "Malam pertama: semua orang baru, dan tidak disebut satu per satu di sini (changes.csv memuatnya)."
            }
            (true, Language::English) => {
                "A first night: everybody is new, which is not repeated here (changes.csv has them)."
            }
            (false, Language::Indonesian) => "Yang berbeda dari malam sebelumnya.",
            (false, Language::English) => "What is different from the night before.",
        },
        task: String::new(),
        lines: list.len(),
        order: Box::new(|most| (0..list.len().min(most) as u32).collect()),
        columns: change_columns(night, language),
        verdicts: None,
        colours: Vec::new(),
        printed: usize::MAX,
        tall: 1,
        page_of: None,
    }
}

fn change_columns<'a>(night: &'a Night<'a>, language: Language) -> Vec<Column<'a>> {
    let changes = night.changes;
    let list = changes.map(|changes| changes.list.as_slice()).unwrap_or_default();
    let said = move |text: u32| changes.map_or("", |changes| changes.said(text));
    let programmes = changes.map(|changes| changes.totals.programmes.as_slice()).unwrap_or_default();
    let [kind, name, field, before, after, programme, amount, class, person, conflict] = language.pick(
        [
            "Perubahan",
            "Nama",
            "Isian",
            "Semula",
            "Menjadi",
            "Program",
            "Rupiah",
            "Jenis konflik",
            "ID orang",
            "ID konflik",
        ],
        [
            "Change",
            "Name",
            "Field",
            "Before",
            "After",
            "Programme",
            "Rupiah",
            "Conflict class",
            "Person ID",
            "Conflict ID",
        ],
    );
    vec![
        Column::text(kind, 22, move |at, out| out.push_str(kind_words(list[at].kind, language))),
        Column::text(name, 28, |at, out| {
            if let Who::Tonight(person) = list[at].who
                && let Some(row) = night.register.chosen_row(person, Chosen::Name)
            {
                night.push_name(out, row);
            }
        }),
        Column::text(field, 14, |at, out| out.push_str(About::NAMES[list[at].about.place()])),
        Column::text(before, 32, move |at, out| out.push_str(said(list[at].before))),
        Column::text(after, 32, move |at, out| out.push_str(said(list[at].after))),
        Column::text(programme, 16, |at, out| {
            let known = list[at].programme.and_then(|programme| programmes.get(usize::from(programme)));
            out.push_str(known.map_or("", |total| &total.programme));
        }),
        Column::count(amount, 15, |at| list[at].amount),
        Column::text(class, 30, |at, out| out.push_str(list[at].class)),
        Column::text(person, 19, move |at, out| match list[at].who {
            Who::Tonight(person) => out.push_str(&night.register.person_ids[person as usize]),
            Who::Gone(text) => out.push_str(said(text)),
            Who::Nobody => {}
        }),
        Column::text(conflict, 21, |at, out| {
            if let Some(id) = list[at].conflict {
                push_id(out, id);
            }
        }),
    ]
}

fn kind_words(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::New => language.pick("orang baru", "new person"),
        Kind::Back => language.pick("orang kembali", "person back"),
        Kind::Gone => language.pick("orang hilang", "person gone"),
        Kind::Merged => language.pick("digabung", "merged"),
        Kind::Split => language.pick("dipisah", "split"),
        Kind::Changed => language.pick("isian berubah", "value changed"),
        Kind::Entered => language.pick("masuk program", "entered programme"),
        Kind::Left => language.pick("keluar program", "left programme"),
        Kind::CaseNew => language.pick("konflik baru", "new conflict"),
        Kind::CaseReopened => language.pick("konflik dibuka lagi", "conflict reopened"),
        Kind::CaseDismissed => language.pick("konflik diabaikan", "conflict dismissed"),
        Kind::CaseResolved => language.pick("konflik selesai", "conflict resolved"),
    }
}
