//! What stands on each sheet of the workbook? The lists that officers work through, cut from the same night as the tables
//! and masked as they are. Every conflict is on exactly one sheet.

use super::conflicts::{Sheet, conflicts};
use super::lines::{anomalies, changes, refusals};
use super::pairs::pairs;
use super::sheet::{Colour, Column, List, Shade};
use crate::error::Severity;
use crate::record::RowId;
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;
use crate::report::accounts::Accounts;
use crate::report::language::Language;
use crate::report::night::Night;
use crate::report::sink::Sink;
use crate::report::words::words;

/// All lists, in the order of the sheets; `accounts` are those of the pairs that wait.
pub(super) fn lists<'a>(night: &'a Night<'a>, accounts: &'a Accounts, language: Language) -> Vec<List<'a>> {
    let mut lists = vec![
        conflicts(night, language, Sheet::Conflicts),
        pairs(night, accounts, language),
        conflicts(night, language, Sheet::Repeated),
        conflicts(night, language, Sheet::NotInBase),
        conflicts(night, language, Sheet::NotServed),
    ];
    lists.extend([refusals(night, language), anomalies(night, language), changes(night, language)]);
    lists
}

/// How columns for the officer are called.
pub(super) fn officer_columns<'a>(language: Language) -> [Column<'a>; 3] {
    let [verdict, reason, by] = language.pick(["Putusan", "Alasan", "Oleh"], ["Verdict", "Reason", "By"]);
    [Column::officer(verdict, 13), Column::officer(reason, 22), Column::officer(by, 13)]
}

/// What an officer is asked to do with a list.
pub(super) fn task(verdicts: [(&str, &str); 3], language: Language) -> String {
    let choices: Vec<String> = verdicts.iter().map(|(word, means)| format!("{word} ({means})")).collect();
    let fill = language.pick(
        "Isi kolom kuning: putusan, alasan, oleh. Lalu simpan dan jalankan: padan decide PENGATURAN --from report.xlsx. Putusan:",
        "Fill in the yellow columns: verdict, reason, by. Then save and run: padan decide SETTINGS --from report.xlsx. Verdicts:",
    );
    format!("{fill} {}.", choices.join(", "))
}

/// Colours that every list with verdicts has: done is green.
pub(super) fn verdict_colour() -> Colour {
    Colour { columns: (0, 2), when: "=LEN($A{})>0".into(), shade: Shade::Done }
}

/// Colours of a column that says how severe a line is.
pub(super) fn severity_colours(column: u16, language: Language) -> Vec<Colour> {
    let letter = char::from(b'A' + column as u8);
    let colour = |severity: Severity, shade: Shade| Colour {
        columns: (column, column),
        when: format!("=${letter}{{}}=\"{}\"", words(language).severity[severity as usize]),
        shade,
    };
    vec![colour(Severity::Serious, Shade::Serious), colour(Severity::Warning, Shade::Warning)]
}

/// A column of the region above a line's at one level.
fn place<'a>(
    head: &'static str,
    level: Level,
    of: impl Fn(usize) -> Option<RegionId> + Send + Sync + 'a,
) -> Column<'a> {
    let regions = region::table();
    Column::text(head, 18, move |at, out| {
        if let Some(above) = of(at).and_then(|place| regions.ancestor(place, level)) {
            out.push_str(regions.name(above));
        }
    })
}

pub(super) fn places<'a>(
    language: Language,
    of: impl Fn(usize) -> Option<RegionId> + Copy + Send + Sync + 'a,
) -> [Column<'a>; 2] {
    let [district, village] = language.pick(["Kecamatan", "Desa/Kelurahan"], ["District", "Village"]);
    [place(district, Level::District, of), place(village, Level::Village, of)]
}

/// A number for a place, none last.
pub(super) fn rank_of(place: Option<RegionId>) -> u32 {
    place.map_or(u32::MAX, |place| place.0.get())
}

/// The first `most` of some lines by a key, in the order of another.
pub(super) fn choose<K: Ord, L: Ord>(
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

pub(super) fn person_id<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> u32 + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(head, 19, move |at, out| out.push_str(&night.register.person_ids[of(at) as usize]))
}

/// A column of what the register chose for a person: `write` tells it from the row it was taken from.
fn chosen<'a>(
    night: &'a Night<'a>,
    (head, width, field): (&'static str, u8, Chosen),
    of: impl Fn(usize) -> u32 + Send + Sync + 'a,
    write: fn(&Night<'_>, RowId, &mut Sink),
) -> Column<'a> {
    Column::text(head, width, move |at, out| {
        if let Some(row) = night.register.chosen_row(of(at), field) {
            write(night, row, out);
        }
    })
}

pub(super) fn person_name<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> u32 + Send + Sync + 'a,
) -> Column<'a> {
    chosen(night, (head, 28, Chosen::Name), of, |night, row, out| night.push_name(out, row))
}

pub(super) fn person_number<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> u32 + Send + Sync + 'a,
) -> Column<'a> {
    chosen(night, (head, 19, Chosen::Nik), of, push_number)
}

pub(super) fn person_birth<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> u32 + Send + Sync + 'a,
) -> Column<'a> {
    chosen(night, (head, 11, Chosen::Birth), of, push_birth)
}

/// Appends a row's NIK, as the reader may see it.
pub(super) fn push_number(night: &Night<'_>, row: RowId, out: &mut Sink) {
    if let Some(nik) = night.people.nik[row as usize] {
        night.masking.push_number(out, nik);
    }
}

/// The same of its birth.
pub(super) fn push_birth(night: &Night<'_>, row: RowId, out: &mut Sink) {
    night.masking.push_birth(out, night.people.birth[row as usize]);
}

pub(super) fn row_name<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> RowId + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(head, 26, move |at, out| night.push_name(out, of(at)))
}
