//! Which conflicts are to be worked on? The list with its filters, with a box before each so that many are assigned at
//! once.

use maud::{Markup, html};

use super::ask::{Ask, Told};
use super::conflicts::{Conflicts, FILTER, Standing};
use super::decided::Snapshot;
use super::fields::Fields;
use super::layout::{Tab, form_key, option, page, region_filter};
use super::queue_page::{pages, sheet};
use super::server::App;
use super::words;
use crate::region;
use crate::report::Language;

/// Conflicts on one page, as the queue's page has pairs.
const SHOWN: usize = 50;

pub(super) fn conflicts(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let night = app.nights.now(&app.settings);
    let conflicts = night.conflicts()?;
    let decided = app.decided.now(&app.settings);
    let fields = ask.query.only(&FILTER);
    let wanted = conflicts.wanted(&fields, &decided, &ask.session.officer);
    let (shown, sheet) = sheet(&ask.query, wanted.len());
    let title = language.pick("Konflik", "Conflicts");
    let query = fields.to_query();
    let content = html! {
        div.judul {
            h1 { (title) }
            p.ringkas { strong { (language.count(wanted.len() as u64)) } " " (language.pick("konflik", "conflicts")) }
        }
        (filters(conflicts, &fields, language))
        @if wanted.is_empty() {
            p.kosong { (language.pick("Tidak ada konflik dengan saringan ini.", "No conflicts with this filter.")) }
        } @else {
            form method="post" action="/tindakan" {
                (form_key(ask))
                // Enter in a field presses a form's first button: one that is dead, so that it decides nothing.
                button type="submit" disabled hidden {}
                input type="hidden" name="kembali" value=(ask.here());
                div.gulir tabindex="0" role="region" aria-label=(title) { (table(conflicts, &wanted[shown], &decided, language)) }
                (steps(language))
            }
            (pages("/konflik", &fields, sheet, wanted.len().div_ceil(SHOWN), language))
            p.unduh {
                (language.pick("Unduh daftar ini", "Download this list")) ": "
                a href=(format!("/unduh/konflik.csv{query}")) { "CSV" } " · "
                a href=(format!("/unduh/konflik.xlsx{query}")) { "XLSX" }
            }
        }
    };
    Ok(page(app, ask, Tab::Conflicts, title, &content))
}

fn filters(conflicts: &Conflicts, fields: &Fields, language: Language) -> Markup {
    let table = region::table();
    let all = language.pick("semua", "all");
    let standings = language.pick(
        [
            ("", "terbuka"),
            ("saya", "ditugaskan kepada saya"),
            ("ditugaskan", "ditugaskan"),
            ("selesai", "dilaporkan selesai"),
            ("diabaikan", "diabaikan"),
            ("semua", "semua"),
        ],
        [
            ("", "open"),
            ("saya", "assigned to me"),
            ("ditugaskan", "assigned"),
            ("selesai", "noted as resolved"),
            ("diabaikan", "dismissed"),
            ("semua", "all"),
        ],
    );
    html! {
        form.saringan method="get" action="/konflik" {
            (region_filter(&conflicts.regencies, &conflicts.districts, fields.get("wilayah"), |place| table.full_name(place), language))
            label { (language.pick("Program", "Programme")) " " select name="program" {
                (option("", fields.get("program"), all))
                @for programme in &conflicts.programmes { (option(programme, fields.get("program"), programme)) }
            } }
            label { (language.pick("Kelas", "Class")) " " select name="kelas" {
                (option("", fields.get("kelas"), all))
                @for class in conflicts.class.sorted() { (option(class, fields.get("kelas"), words::class(class, language))) }
            } }
            label { (language.pick("Kantor", "Office")) " " select name="kantor" {
                (option("", fields.get("kantor"), all))
                @for office in conflicts.office.sorted() { (option(office, fields.get("kantor"), office)) }
            } }
            label { (language.pick("Keadaan", "Standing")) " " select name="keadaan" {
                @for (value, words) in standings { (option(value, fields.get("keadaan"), words)) }
            } }
            button { (language.pick("Saring", "Filter")) }
        }
    }
}

fn table(conflicts: &Conflicts, lines: &[usize], decided: &Snapshot, language: Language) -> Markup {
    let [person, region, office] =
        language.pick(["Orang", "Wilayah", "Kantor"], ["Person", "Region", "Office"]);
    let choose = language.pick("Pilih", "Choose");
    html! {
        table.padat.kartu {
            thead { tr {
                th scope="col" { input type="checkbox" data-semua="konflik" aria-label=(language.pick("Pilih semua di lembar ini", "Choose all on this sheet")); }
                th scope="col" { (language.pick("Konflik", "Conflict")) }
                th scope="col" { (person) }
                th scope="col" { (region) }
                th scope="col" { (language.pick("Apa", "What")) }
                th.angka scope="col" { "Rupiah" }
                th scope="col" { (office) }
                th scope="col" { (language.pick("Keadaan", "Standing")) }
            } }
            tbody { @for &line in lines {
                @let id = conflicts.ids.get(line);
                tr {
                    td.pilihan { input type="checkbox" name="konflik" value=(id) aria-label=(format!("{choose} {id}")); }
                    th scope="row" { a.utuh href=(format!("/konflik/{id}")) { (id) } small { (words::class(conflicts.class.get(line), language)) } }
                    td data-apa=(person) { a href=(format!("/orang/{}", conflicts.person.get(line))) {
                        @if conflicts.name.get(line).is_empty() { (conflicts.person.get(line)) } @else { (conflicts.name.get(line)) } } }
                    td data-apa=(region) { (words::place(conflicts.place[line])) }
                    td.apa { (conflicts.message[usize::from(language == Language::English)].get(line)) }
                    td.angka data-apa="Rupiah" { (words::amount(conflicts.amount[line], language)) }
                    td data-apa=(office) { (conflicts.office.get(line)) }
                    td {
                        span class=(format!("tanda {}", conflicts.severity.get(line))) { (words::severity(conflicts.severity.get(line), language)) } " "
                        (standing(conflicts, line, decided, language))
                    }
                }
            } }
        }
    }
}

/// How a conflict stands, in words.
pub(super) fn standing(conflicts: &Conflicts, line: usize, decided: &Snapshot, language: Language) -> String {
    match conflicts.standing(line, decided) {
        Standing::Open => words::status(conflicts.status.get(line), language).to_owned(),
        Standing::Assigned(officer) => {
            format!("{} {officer}", language.pick("ditugaskan kepada", "assigned to"))
        }
        Standing::Resolved => {
            language.pick("dilaporkan selesai, masih ditemukan", "noted as resolved, still found").to_owned()
        }
        Standing::Dismissed => language.pick("diabaikan", "dismissed").to_owned(),
    }
}

/// What can be done with the conflicts that are chosen, one or many.
fn steps(language: Language) -> Markup {
    html! {
        fieldset.baris {
            legend { (language.pick("Yang dipilih", "Those chosen")) }
            label { (language.pick("keterangan", "note")) " " input name="alasan" maxlength="500"; }
            button name="langkah" value="selesai" { (language.pick("Laporkan selesai", "Note as resolved")) }
            button name="langkah" value="abaikan" { (language.pick("Abaikan", "Dismiss")) }
            button name="langkah" value="cabut" { (language.pick("Cabut langkah terakhir", "Take the last step back")) }
            span.bersama {
                label { (language.pick("kepada", "to")) " " input name="kepada" maxlength="60"; } " "
                button name="langkah" value="tugaskan" { (language.pick("Tugaskan", "Assign")) }
            }
        }
    }
}
