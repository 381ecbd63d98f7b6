//! What stands on each sheet of the workbook? The lists that officers work through, cut from the same night as the tables
//! and masked as they are. Every conflict is on exactly one sheet.

use super::findings::{is_dismissed, push_id, push_rows, reasons};
use super::language::Language;
use super::night::Night;
use super::register::family_id;
use super::sink::Sink;
use super::words::words;
use super::xlsx_sheet::{Colour, Column, List, Shade};
use crate::changes::{About, Kind, Status, Who};
use crate::conflict::{Class, Unit};
use crate::error::Severity;
use crate::record::{Field, RowId, TextColumn};
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;

/// All lists, in the order of the sheets; `explanations` are those of the pairs that wait.
pub(super) fn lists<'a>(
    night: &'a Night<'a>,
    explanations: &'a TextColumn,
    language: Language,
) -> Vec<List<'a>> {
    let mut lists = vec![
        conflicts(night, language, Sheet::Conflicts),
        pairs(night, explanations, language),
        conflicts(night, language, Sheet::Repeated),
        conflicts(night, language, Sheet::NotInBase),
        conflicts(night, language, Sheet::NotServed),
    ];
    lists.extend([refusals(night, language), anomalies(night, language), changes(night, language)]);
    lists
}

/// The sheets that conflicts stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Conflicts,
    Repeated,
    NotInBase,
    NotServed,
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

/// How columns for the officer are called.
fn officer_columns<'a>(language: Language) -> [Column<'a>; 3] {
    let [verdict, reason, by] = language.pick(["Putusan", "Alasan", "Oleh"], ["Verdict", "Reason", "By"]);
    [Column::officer(verdict, 13), Column::officer(reason, 22), Column::officer(by, 13)]
}

/// What an officer is asked to do with a list.
fn task(verdicts: [(&str, &str); 3], language: Language) -> String {
    let choices: Vec<String> = verdicts.iter().map(|(word, means)| format!("{word} ({means})")).collect();
    let fill = language.pick(
        "Isi kolom kuning: putusan, alasan, oleh. Lalu simpan dan jalankan: padan decide PENGATURAN --from report.xlsx. Putusan:",
        "Fill in the yellow columns: verdict, reason, by. Then save and run: padan decide SETTINGS --from report.xlsx. Verdicts:",
    );
    format!("{fill} {}.", choices.join(", "))
}

/// Colours that every list with verdicts has: done is green.
fn verdict_colour() -> Colour {
    Colour { columns: (0, 2), when: "=LEN($A{})>0".into(), shade: Shade::Done }
}

/// Colours of a column that says how severe a line is.
fn severity_colours(column: u16, language: Language) -> Vec<Colour> {
    let letter = char::from(b'A' + column as u8);
    let colour = |severity: Severity, shade: Shade| Colour {
        columns: (column, column),
        when: format!("=${letter}{{}}=\"{}\"", words(language).severity[severity as usize]),
        shade,
    };
    vec![colour(Severity::Serious, Shade::Serious), colour(Severity::Warning, Shade::Warning)]
}

/// A column of the region above a line's at one level.
fn place<'a>(head: &'static str, level: Level, of: impl Fn(usize) -> Option<RegionId> + 'a) -> Column<'a> {
    let regions = region::table();
    Column::text(head, 18, move |at, out| {
        if let Some(above) = of(at).and_then(|place| regions.ancestor(place, level)) {
            out.push_str(regions.name(above));
        }
    })
}

fn places<'a>(language: Language, of: impl Fn(usize) -> Option<RegionId> + Copy + 'a) -> [Column<'a>; 2] {
    let [district, village] = language.pick(["Kecamatan", "Desa/Kelurahan"], ["District", "Village"]);
    [place(district, Level::District, of), place(village, Level::Village, of)]
}

/// A number for a place, none last.
fn rank_of(place: Option<RegionId>) -> u32 {
    place.map_or(u32::MAX, |place| place.0.get())
}

/// The first `most` of some lines by a key, in the order of another.
fn choose<K: Ord, L: Ord>(
    mut lines: Vec<u32>,
    most: usize,
    stake: impl Fn(u32) -> K,
    order: impl Fn(u32) -> L,
) -> Vec<u32> {
    if most < lines.len() {
        lines.select_nth_unstable_by_key(most, |&line| (stake(line), line));
        lines.truncate(most);
    }
    lines.sort_by_cached_key(|&line| (order(line), line));
    lines
}

fn conflicts<'a>(night: &'a Night<'a>, language: Language, sheet: Sheet) -> List<'a> {
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
    ] = language.pick(
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
    );
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

fn person_id<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> u32 + 'a) -> Column<'a> {
    Column::text(head, 19, move |at, out| out.push_str(&night.register.person_ids[of(at) as usize]))
}

fn person_name<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> u32 + 'a) -> Column<'a> {
    Column::text(head, 28, move |at, out| {
        if let Some(row) = night.register.chosen_row(of(at), Chosen::Name) {
            night.push_name(out, row);
        }
    })
}

fn person_number<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> u32 + 'a) -> Column<'a> {
    Column::text(head, 19, move |at, out| {
        let row = night.register.chosen_row(of(at), Chosen::Nik);
        if let Some(nik) = row.and_then(|row| night.people.nik[row as usize]) {
            night.masking.push_number(out, nik);
        }
    })
}

fn person_birth<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> u32 + 'a) -> Column<'a> {
    Column::text(head, 11, move |at, out| {
        if let Some(row) = night.register.chosen_row(of(at), Chosen::Birth) {
            night.masking.push_birth(out, night.people.birth[row as usize]);
        }
    })
}

/// The pairs that wait for an officer, village by village.
fn pairs<'a>(night: &'a Night<'a>, explanations: &'a TextColumn, language: Language) -> List<'a> {
    let pairs = &night.clusters.review;
    let home = |at: u32| pair_home(night, at as usize);
    let order =
        move |most: usize| choose((0..pairs.len() as u32).collect(), most, |at| at, |at| rank_of(home(at)));
    let verdicts = language.pick(
        [("sama", "satu orang"), ("beda", "dua orang"), ("ragu", "belum tahu")],
        [("same", "one person"), ("different", "two persons"), ("unsure", "cannot tell")],
    );
    // Columns G to N hold name, NIK, birth and mother of both, side by side.
    let different = [('G', 'H'), ('I', 'J'), ('K', 'L'), ('M', 'N')].map(|(a, b)| {
        let column = u16::from(b as u8 - b'A');
        let when = format!("=AND(LEN(${a}{{}})>0,LEN(${b}{{}})>0,${a}{{}}<>${b}{{}})");
        Colour { columns: (column - 1, column), when, shade: Shade::Different }
    });
    List {
        name: language.pick("Daftar verifikasi per desa", "To verify by village"),
        table: "review_queue.csv",
        about: language.pick(
            "Pasangan baris yang mungkin satu orang: petugas yang memutuskan. Desa demi desa; saat dicetak tiap desa mulai di halaman baru. Isian yang berbeda berwarna jingga.",
            "Pairs of rows that may be one person: an officer decides. Village by village, each on a page of its own when printed. Values that differ are orange.",
        ),
        task: task(verdicts, language),
        lines: pairs.len(),
        order: Box::new(order),
        columns: pair_columns(night, explanations, language),
        verdicts: Some(verdicts.map(|(word, _)| word)),
        colours: different.into_iter().chain([verdict_colour()]).collect(),
        printed: 16,
        tall: 4,
        page_of: Some(Box::new(move |at| rank_of(pair_home(night, at)))),
    }
}

/// Where the two rows of a pair are verified: the place of the first, else of the second.
fn pair_home(night: &Night<'_>, at: usize) -> Option<RegionId> {
    let pair = &night.clusters.review[at];
    night.people.place[pair.a as usize].or(night.people.place[pair.b as usize])
}

fn pair_columns<'a>(
    night: &'a Night<'a>,
    explanations: &'a TextColumn,
    language: Language,
) -> Vec<Column<'a>> {
    let pairs = &night.clusters.review;
    let (a, b) = (|at: usize| pairs[at].a, |at: usize| pairs[at].b);
    let home = move |at: usize| pair_home(night, at);
    let codes = reasons(night);
    let names = words(language).reasons;
    let [rank, why, account, probability] = language.pick(
        ["No.", "Sebab", "Penjelasan", "Peluang satu orang"],
        ["No.", "Why it waits", "Explanation", "Probability of one person"],
    );
    let [name_a, name_b, birth_a, birth_b, mother_a, mother_b] = language.pick(
        ["Nama A", "Nama B", "Lahir A", "Lahir B", "Ibu A", "Ibu B"],
        ["Name A", "Name B", "Born A", "Born B", "Mother A", "Mother B"],
    );
    let [row_a, row_b, person_a, person_b] = language.pick(
        ["Baris A", "Baris B", "ID orang A", "ID orang B"],
        ["Row A", "Row B", "Person ID A", "Person ID B"],
    );
    let mut columns: Vec<Column<'a>> = officer_columns(language).into();
    columns.extend(places(language, home));
    columns.extend([
        Column::share(probability, 10, move |at| Some(f64::from(pairs[at].same))),
        row_name(night, name_a, a),
        row_name(night, name_b, b),
        row_number(night, "NIK A", a),
        row_number(night, "NIK B", b),
        row_birth(night, birth_a, a),
        row_birth(night, birth_b, b),
        row_mother(night, mother_a, a),
        row_mother(night, mother_b, b),
        Column::text(why, 30, move |at, out| out.push_str(names[codes[at] as usize])),
        Column::text(account, 60, |at, out| {
            if at < explanations.len() {
                out.push_str(explanations.get(at));
            }
        }),
        Column::count(rank, 7, |at| Some(at as u64 + 1)),
        Column::text("Roster A", 14, move |at, out| out.push_str(night.roster_of(a(at)))),
        Column::count(row_a, 9, move |at| Some(u64::from(night.people.row[a(at) as usize]))),
        person_id(night, person_a, move |at| night.register.person_of[a(at) as usize]),
        Column::text("Roster B", 14, move |at, out| out.push_str(night.roster_of(b(at)))),
        Column::count(row_b, 9, move |at| Some(u64::from(night.people.row[b(at) as usize]))),
        person_id(night, person_b, move |at| night.register.person_of[b(at) as usize]),
    ]);
    columns
}

fn row_name<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> RowId + 'a) -> Column<'a> {
    Column::text(head, 26, move |at, out| night.push_name(out, of(at)))
}

fn row_number<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> RowId + 'a) -> Column<'a> {
    Column::text(head, 18, move |at, out| {
        if let Some(nik) = night.people.nik[of(at) as usize] {
            night.masking.push_number(out, nik);
        }
    })
}

fn row_birth<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> RowId + 'a) -> Column<'a> {
    Column::text(head, 11, move |at, out| night.masking.push_birth(out, night.people.birth[of(at) as usize]))
}

fn row_mother<'a>(night: &'a Night<'a>, head: &'static str, of: impl Fn(usize) -> RowId + 'a) -> Column<'a> {
    Column::text(head, 20, move |at, out| {
        if let Some(mother) = night.people.mother[of(at) as usize] {
            night.push_canonical(out, mother);
        }
    })
}

fn refusals<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
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
        Column::text(reason, 30, |at, out| out.push_str(list[at].code)),
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

fn anomalies<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
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

fn changes<'a>(night: &'a Night<'a>, language: Language) -> List<'a> {
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
    let columns = vec![
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
    ];
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
        columns,
        verdicts: None,
        colours: Vec::new(),
        printed: usize::MAX,
        tall: 1,
        page_of: None,
    }
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
