//! Who is meant? One box for whatever is at hand: NIK, No. KK, an id, a name as it was heard, a birth date, a village.

use std::time::Instant;

use maud::{Markup, html};

use super::ask::{Ask, Fault, Told};
use super::layout::{Tab, page};
use super::server::App;
use crate::find::{Hit, Query};
use crate::report::Language;

/// Persons shown of a search.
const SHOWN: usize = 50;
/// Letters of a search at most.
const LONGEST: usize = 200;

pub(super) fn search(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let text = ask.query.get("q");
    if text.chars().count() > LONGEST {
        return Err(Fault::Unclear(
            language.pick(format!("Paling panjang {LONGEST} huruf."), format!("{LONGEST} letters at most.")),
        ));
    }
    let title = language.pick("Cari orang", "Find a person");
    let content = html! {
        div.judul { h1 { (title) } }
        form.cari method="get" action="/cari" role="search" {
            label.sr for="q" { (title) }
            input #q type="search" name="q" value=(text) maxlength=(LONGEST) autocomplete="off" autofocus[text.is_empty()] data-tombol="/"
                placeholder=(language.pick("siti nurhayati 1987 sukodono, atau NIK, No. KK, P-…", "siti nurhayati 1987 sukodono, or NIK, No. KK, P-…"));
            button.utama { (language.pick("Cari", "Find")) }
        }
        @if text.is_empty() {
            p.kecil { (language.pick(
                "Nama boleh salah eja; tahun atau tanggal lahir, desa atau kecamatan mempersempit. Angka yang salah satu digit tetap ditemukan.",
                "Names may be misspelt; a year or date of birth, a village or district narrows it down. A number with one digit wrong is found too.",
            )) }
        } @else {
            (found(app, text, language)?)
        }
    };
    Ok(page(app, ask, Tab::Search, title, &content))
}

fn found(app: &App, text: &str, language: Language) -> Result<Markup, Fault> {
    let night = app.nights.now(&app.settings);
    let index = night.index()?;
    let since = Instant::now();
    let hits: Vec<Hit> = index.search(&Query::parse(text), SHOWN)?.into_iter().map(Hit::masked).collect();
    let took = since.elapsed().as_secs_f64() * 1000.0;
    let count = hits.len();
    Ok(html! {
        p.ringkas role="status" {
            @if count == 0 { (language.pick("Tidak ada yang cocok.", "Nobody fits.")) }
            @else {
                strong { (count) @if count == SHOWN { "+" } } " " (language.pick("orang", "persons")) " · "
                (language.decimal(took, 0)) " ms"
            }
        }
        @if count > 0 { div.gulir tabindex="0" role="region" aria-label=(language.pick("Hasil", "Results")) { (table(&hits, language)) } }
    })
}

fn table(hits: &[Hit], language: Language) -> Markup {
    let [born, lives, programmes, conflicts, because] = language.pick(
        ["Lahir", "Tempat tinggal", "Program", "Konflik", "Ditemukan karena"],
        ["Born", "Lives in", "Programmes", "Conflicts", "Found because of"],
    );
    html! {
        table.padat.kartu {
            thead { tr {
                th scope="col" { (language.pick("Nama", "Name")) }
                th scope="col" { (born) }
                th scope="col" { "L/P" }
                th scope="col" { "NIK" }
                th scope="col" { (lives) }
                th scope="col" { (programmes) }
                th.angka scope="col" { (conflicts) }
                th scope="col" { (because) }
            } }
            tbody { @for hit in hits {
                tr {
                    th scope="row" {
                        a href=(format!("/orang/{}", hit.person_id)) { @if hit.name.is_empty() { (hit.person_id) } @else { (hit.name) } }
                        small { (hit.person_id) }
                    }
                    td data-apa=(born) { (hit.birth) }
                    td data-apa="L/P" { (hit.sex) }
                    td.nilai data-apa="NIK" { (hit.nik) }
                    td data-apa=(lives) { (place(hit)) }
                    td data-apa=(programmes) { (hit.programmes) }
                    td.angka data-apa=(conflicts) { @if hit.conflicts > 0 { (hit.conflicts) } @else { "–" } }
                    td data-apa=(because) { (hit.reasons.iter().map(|reason| reason.said(language)).collect::<Vec<_>>().join(", ")) }
                }
            } }
        }
    }
}

fn place(hit: &Hit) -> String {
    let known = [&hit.village, &hit.district, &hit.regency].into_iter().filter(|name| !name.is_empty());
    known.map(String::as_str).collect::<Vec<_>>().join(", ")
}
