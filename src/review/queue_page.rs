//! What waits for an officer? The list of pairs with its filters, and the way to the first of them.

use maud::{Markup, html};

use super::ask::{Answer, Ask, Told};
use super::decided::Snapshot;
use super::fields::Fields;
use super::layout::{Tab, option, page, region_filter};
use super::queue::{Eyes, FILTER, Filter, Queue, Standing, standing_of};
use super::server::App;
use super::words;
use crate::region;
use crate::report::Language;

/// Pairs on one page.
const SHOWN: usize = 50;

/// The first pair that waits; the list when none does.
pub(super) fn first(app: &App, ask: &Ask) -> Told {
    let filter = ask.query.only(&FILTER);
    Ok(Answer::Go(super::judge::next(app, ask, &filter, None)?))
}

/// The list.
pub(super) fn queue(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let decided = app.decided.now(&app.settings);
    let fields = ask.query.only(&FILTER);
    let filter = Filter::of(&fields);
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&filter, &decided, eyes);
    let at_stake: u64 = wanted.iter().map(|place| queue.doubts[*place].amount).sum();
    let (shown, sheet) = sheet(&ask.query, wanted.len());
    let title = language.pick("Antrean periksa", "Review queue");
    let query = fields.to_query();
    let content = html! {
        div.judul {
            h1 { (title) }
            p.ringkas {
                strong { (language.count(wanted.len() as u64)) } " " (language.pick("pasangan dan kelompok", "pairs and clusters")) ", "
                (language.rupiah(at_stake)) " " (language.pick("per pembayaran", "a payment"))
            }
            @if !wanted.is_empty() {
                a.utama.tombol href=(format!("/berikutnya{query}")) data-tombol="n" {
                    (language.pick("Mulai memeriksa", "Begin")) " " kbd { "n" }
                }
            }
        }
        (filters(queue, &filter, language))
        @if wanted.is_empty() {
            p.kosong { (language.pick("Tidak ada yang menunggu dengan saringan ini.", "Nothing waits with this filter.")) }
        } @else {
            div.gulir tabindex="0" role="region" aria-label=(title) { (table(queue, &wanted[shown], &decided, eyes, &query, language)) }
            (pages("/antrean", &fields, sheet, wanted.len().div_ceil(SHOWN), language))
            p.unduh {
                (language.pick("Unduh daftar ini", "Download this list")) ": "
                a href=(format!("/unduh/antrean.csv{query}")) { "CSV" } " · "
                a href=(format!("/unduh/antrean.xlsx{query}")) { "XLSX" }
            }
        }
    };
    Ok(page(app, ask, Tab::Queue, title, &content))
}

/// Which lines stand on the sheet asked for, and its number.
pub(super) fn sheet(query: &Fields, lines: usize) -> (std::ops::Range<usize>, usize) {
    let sheets = lines.div_ceil(SHOWN).max(1);
    let sheet = query.get("hal").parse::<usize>().unwrap_or(1).clamp(1, sheets);
    let from = (sheet - 1) * SHOWN;
    (from..lines.min(from + SHOWN), sheet)
}

/// The way through a long list.
pub(super) fn pages(path: &str, fields: &Fields, sheet: usize, sheets: usize, language: Language) -> Markup {
    let to = |sheet: usize| format!("{path}{}", fields.with("hal", &sheet.to_string()).to_query());
    html! {
        @if sheets > 1 {
            nav.halaman aria-label=(language.pick("Lembar", "Sheets")) {
                @if sheet > 1 { a href=(to(sheet - 1)) rel="prev" { "← " (language.pick("sebelumnya", "previous")) } }
                span { (language.pick("lembar", "sheet")) " " (language.count(sheet as u64)) " / " (language.count(sheets as u64)) }
                @if sheet < sheets { a href=(to(sheet + 1)) rel="next" { (language.pick("berikutnya", "next")) " →" } }
            }
        }
    }
}

fn filters(queue: &Queue, filter: &Filter, language: Language) -> Markup {
    let table = region::table();
    let chosen = filter.region.map(|region| table.code(region)).unwrap_or_default();
    let all = language.pick("semua", "all");
    let standings = language.pick(
        [
            ("", "menunggu"),
            ("ragu", "ragu"),
            ("diputus", "sudah diputus"),
            ("beda", "bertentangan"),
            ("semua", "semua"),
        ],
        [
            ("", "waiting"),
            ("ragu", "cannot tell"),
            ("diputus", "decided"),
            ("beda", "disputed"),
            ("semua", "all"),
        ],
    );
    html! {
        form.saringan method="get" action="/antrean" {
            (region_filter(&queue.regencies, &queue.districts, &chosen, |place| table.name(place).to_owned(), language))
            label { (language.pick("Program", "Programme")) " "
                select name="program" {
                    (option("", &filter.programme, all))
                    @for programme in &queue.programmes { (option(programme, &filter.programme, programme)) }
                }
            }
            label { (language.pick("Alasan", "Reason")) " "
                select name="alasan" {
                    (option("", &filter.reason, all))
                    @for reason in words::REASONS {
                        (option(words::reason_code(reason), &filter.reason, words::reason(reason, language)))
                    }
                }
            }
            label { (language.pick("Keadaan", "Standing")) " "
                select name="keadaan" { @for (value, words) in standings { (option(value, &filter.standing, words)) } }
            }
            button { (language.pick("Saring", "Filter")) }
        }
    }
}

fn table(
    queue: &Queue,
    places: &[usize],
    decided: &Snapshot,
    eyes: Eyes<'_>,
    query: &str,
    language: Language,
) -> Markup {
    let [programmes, region, chance] =
        language.pick(["Program", "Wilayah", "Peluang"], ["Programmes", "Region", "Chance"]);
    html! {
        table.padat.kartu {
            thead { tr {
                th scope="col" { (language.pick("Pasangan atau kelompok", "Pair or cluster")) }
                th scope="col" { (language.pick("Nama", "Names")) }
                th scope="col" { (programmes) }
                th scope="col" { (region) }
                th.angka scope="col" { "Rupiah" }
                th.angka scope="col" { (chance) }
                th scope="col" { (language.pick("Alasan", "Reason")) }
            } }
            tbody {
                @for &place in places {
                    @let doubt = &queue.doubts[place];
                    @let [a, b] = doubt.cited.each_ref().map(String::as_str);
                    tr {
                        th scope="row" {
                            a href=(queue.address(place, query)) { (a) " – " (b) }
                            @if let Some(cluster) = &doubt.cluster { small { (language.pick("kelompok", "cluster of")) " " (language.count(cluster.cited.len() as u64)) " " (language.pick("baris", "rows")) } }
                        }
                        td { (doubt.names[0]) @if doubt.names[0] != doubt.names[1] { br; (doubt.names[1]) } }
                        td data-apa=(programmes) { (queue.programme(doubt.rosters[0])) @if doubt.rosters[0] != doubt.rosters[1] { ", " (queue.programme(doubt.rosters[1])) } }
                        td data-apa=(region) { (words::place(doubt.place)) }
                        td.angka data-apa="Rupiah" { (words::amount(Some(doubt.amount), language)) }
                        td.angka data-apa=(chance) { (language.percent(Some(f64::from(doubt.same)))) }
                        td { (words::reason(doubt.reason, language)) (mark(standing_of(doubt, decided, eyes), language)) }
                    }
                }
            }
        }
    }
}

/// How a pair stands, where it does not simply wait.
pub(super) fn mark(standing: Standing, language: Language) -> Markup {
    let words = match standing {
        Standing::Waiting => return html! {},
        Standing::Unsure => language.pick("ragu", "cannot tell"),
        Standing::Decided => language.pick("diputus", "decided"),
        Standing::Disputed => language.pick("bertentangan", "disputed"),
    };
    html! { " " span.tanda { (words) } }
}
