//! Do officers judge alike? Agreement of every two of them, and the pairs on which they differ, to be settled together.

use maud::{Markup, html};

use super::agreement::{Agreement, agreements};
use super::ask::{Ask, Told};
use super::layout::{Tab, page, pair_address};
use super::server::App;
use super::words;
use crate::report::Language;
use crate::state::OpinionAnswer;

/// Differing pairs shown of two officers.
const SHOWN: usize = 100;

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn agreement(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let found = agreements(&app.decided.now(&app.settings).opinions);
    let title = language.pick("Kesepakatan antarpetugas", "Agreement between officers");
    let content = html! {
        div.judul { h1 { (title) } }
        p { (language.pick(
            "Dihitung dari pasangan yang diputus dua petugas, yang kemudian dalam mode buta: tanpa melihat putusan yang \
             pertama. Kappa Cohen: 1 sepakat penuh, 0 setara kebetulan; di atas 0,8 lazim disebut sangat baik.",
            "Counted over pairs that two officers judged, the later one in blind mode: without seeing the first verdict. \
             Cohen's kappa: 1 is full agreement, 0 what chance gives; above 0.8 is usually called very good.",
        )) }
        @if found.is_empty() {
            p.kosong { (language.pick(
                "Belum ada pasangan yang diputus dua petugas dalam mode buta. Pilih mode buta di halaman nama.",
                "No pair was judged by two officers in blind mode yet. Choose blind mode on the page of names.",
            )) }
        } @else {
            table.padat {
                thead { tr {
                    th scope="col" { (language.pick("Petugas", "Officers")) }
                    th.angka scope="col" { (language.pick("Pasangan", "Pairs")) }
                    th.angka scope="col" { (language.pick("Sepakat", "Agree")) }
                    th.angka scope="col" { "Kappa" }
                } }
                tbody { @for agreement in &found {
                    tr {
                        th scope="row" { (agreement.officers[0]) " – " (agreement.officers[1]) }
                        td.angka { (language.count(agreement.pairs())) }
                        td.angka { (language.percent(agreement.share())) }
                        td.angka { (kappa(agreement, language)) }
                    }
                } }
            }
            p.unduh {
                (language.pick("Unduh daftar ini", "Download this list")) ": "
                a href="/unduh/kesepakatan.csv" { "CSV" } " · " a href="/unduh/kesepakatan.xlsx" { "XLSX" }
            }
            @if ask.session.blind {
                p.kecil { (language.pick(
                    "Pasangan yang berbeda tidak ditampilkan dalam mode buta.",
                    "Pairs that differ are not shown in blind mode.",
                )) }
            } @else {
                @for agreement in &found { (counts(agreement, language)) }
            }
        }
    };
    Ok(page(app, ask, Tab::Agreement, title, &content))
}

/// Kappa as it is written; a dash where it has no value.
pub(super) fn kappa(agreement: &Agreement, language: Language) -> String {
    agreement.kappa().map_or_else(|| "–".to_owned(), |kappa| language.decimal(kappa, 2))
}

/// Who answered what, and where they differ.
fn counts(agreement: &Agreement, language: Language) -> Markup {
    let [one, other] = &agreement.officers;
    html! {
        section {
            h2 { (one) " – " (other) }
            table.padat.sempit {
                caption { (language.pick("Baris: ", "Lines: ")) (one) (language.pick("; kolom: ", "; columns: ")) (other) }
                thead { tr {
                    td {}
                    @for answer in OpinionAnswer::ALL { th.angka scope="col" { (words::answer(answer, language)) } }
                } }
                tbody { @for (place, answer) in OpinionAnswer::ALL.into_iter().enumerate() {
                    tr {
                        th scope="row" { (words::answer(answer, language)) }
                        @for count in agreement.counts[place] { td.angka { (language.count(count)) } }
                    }
                } }
            }
            @if !agreement.differing.is_empty() {
                h3 { (language.pick("Yang berbeda", "Where they differ")) }
                ul.polos { @for (rows, answers) in agreement.differing.iter().take(SHOWN) {
                    li {
                        a href=(pair_address(rows.each_ref().map(String::as_str), "")) { (rows[0]) " – " (rows[1]) }
                        ": " (one) " " (words::answer(answers[0], language)) ", " (other) " " (words::answer(answers[1], language))
                    }
                } }
            }
        }
    }
}
