//! What do all pages look like? One head, one way around, one foot; and the pages that say what is wrong.

use maud::{DOCTYPE, Markup, html};

use super::ask::{Answer, Ask, Fault};
use super::fields::encoded;
use super::server::App;
use crate::region::{self, RegionId};
use crate::report::Language;
use crate::state::LastNight;

/// Where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Queue,
    Search,
    Conflicts,
    Agreement,
    Nowhere,
}

const TABS: [(Tab, &str, [&str; 2]); 4] = [
    (Tab::Queue, "/antrean", ["Antrean", "Queue"]),
    (Tab::Search, "/cari", ["Cari orang", "Find a person"]),
    (Tab::Conflicts, "/konflik", ["Konflik", "Conflicts"]),
    (Tab::Agreement, "/kesepakatan", ["Kesepakatan", "Agreement"]),
];

/// A whole page for a browser that is known.
pub(super) fn page(app: &App, ask: &Ask, tab: Tab, title: &str, content: &Markup) -> Answer {
    let language = ask.language();
    let night = &app.nights.now(&app.settings).last;
    let notice = app.sessions.take_notice(&ask.session.key);
    Answer::Page(document(
        language,
        title,
        &html! {
            a.lompat href="#isi" { (language.pick("Langsung ke isi", "Skip to content")) }
            header.kepala {
                p.nama { strong { "Padan" } " " span { (app.settings.night.name) } " " (night_words(night, language)) }
                @if !ask.session.officer.is_empty() {
                    nav aria-label=(language.pick("Halaman", "Pages")) {
                        @for (known, address, words) in TABS {
                            a href=(address) aria-current=[(known == tab).then_some("page")] { (language.pick(words[0], words[1])) }
                        }
                    }
                }
                (officer(ask))
            }
            main #isi tabindex="-1" {
                @if let Some(notice) = notice { p.pesan role="status" { (notice) } }
                (content)
            }
        },
    ))
}

fn night_words(night: &LastNight, language: Language) -> Markup {
    let date = language.day(night.date);
    html! { span.malam { (language.pick("malam ke-", "night ")) (night.number) ", " (date) } }
}

/// Who is here, the other language, and the way out.
fn officer(ask: &Ask) -> Markup {
    let (language, session) = (ask.language(), &ask.session);
    let other = language.pick(("en", "English"), ("id", "Indonesia"));
    html! {
        div.petugas {
            @if !session.officer.is_empty() {
                a href="/nama" title=(language.pick("Ganti nama atau cara kerja", "Change name or way of working")) { (session.officer) }
                @if session.blind { span.tanda.buta { (language.pick("buta", "blind")) } }
            }
            form method="post" action="/bahasa" {
                (form_key(ask)) input type="hidden" name="bahasa" value=(other.0);
                input type="hidden" name="kembali" value=(ask.here());
                button.teks lang=(other.0) { (other.1) }
            }
            @if !session.officer.is_empty() {
                form method="post" action="/keluar" {
                    (form_key(ask)) button.teks { (language.pick("Keluar", "Leave")) }
                }
            }
        }
    }
}

/// What makes a form this session's own.
pub(super) fn form_key(ask: &Ask) -> Markup {
    html! { input type="hidden" name="kunci" value=(ask.session.form_key); }
}

/// One choice of a list in a form.
pub(super) fn option(value: &str, chosen: &str, words: &str) -> Markup {
    html! { option value=(value) selected[value == chosen] { (words) } }
}

/// The places a list can be narrowed to: every regency that occurs, and the districts of the one that is looked at, for
/// all of them would be thousands. `name` says how a district is written.
pub(super) fn region_filter(
    regencies: &[RegionId],
    districts: &[RegionId],
    chosen: &str,
    name: impl Fn(RegionId) -> String,
    language: Language,
) -> Markup {
    let table = region::table();
    let only = (regencies.len() == 1).then(|| regencies[0]);
    let regency = table.by_code(chosen).and_then(|region| table.regency_of(region)).or(only);
    let districts: Vec<_> = districts
        .iter()
        .filter(|district| regency.is_some() && table.regency_of(**district) == regency)
        .collect();
    html! {
        label { (language.pick("Wilayah", "Region")) " "
            select name="wilayah" {
                (option("", chosen, language.pick("semua", "all")))
                @for place in regencies { (option(&table.code(*place), chosen, &table.full_name(*place))) }
                @if !districts.is_empty() {
                    optgroup label=(language.pick("Kecamatan", "District")) {
                        @for place in districts { (option(&table.code(*place), chosen, &name(*place))) }
                    }
                }
            }
        }
    }
}

fn document(language: Language, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Padan" }
                link rel="stylesheet" href="/gaya.css";
                link rel="icon" href="/tanda.svg" type="image/svg+xml";
                script src="/halaman.js" defer {}
            }
            body { (body) }
        }
    }
}

/// The page of a fault: what, and what to do.
pub(super) fn fault(fault: &Fault, language: Language) -> Markup {
    let pick = |id: &str, en: &str| language.pick(id.to_owned(), en.to_owned());
    let (title, what, next) = match fault {
        Fault::NotFound => (
            pick("Tidak ada di sini", "Nothing here"),
            pick("Alamat ini tidak ada pada malam terakhir.", "The last night has no such page."),
            pick("Kembali ke antrean.", "Go back to the queue."),
        ),
        Fault::NotThisWay => (
            pick("Bukan dengan cara ini", "Not this way"),
            pick("Alamat ini tidak dapat dipakai begitu.", "This address is not used like that."),
            pick("Kembali ke antrean.", "Go back to the queue."),
        ),
        Fault::Refused => (
            pick("Tidak diizinkan", "Not let in"),
            pick(
                "Permintaan ini tidak membawa kunci yang benar, atau datang dari halaman lain.",
                "This request does not bring the right key, or comes from another page.",
            ),
            pick(
                "Buka alamat yang dicetak oleh `padan review` di terminal, lalu ulangi.",
                "Open the address that `padan review` printed in the terminal, and try again.",
            ),
        ),
        Fault::Unclear(what) => (
            pick("Isian belum lengkap", "Something is missing"),
            what.clone(),
            pick("Kembali, lengkapi, lalu kirim lagi.", "Go back, fill it in, and send it again."),
        ),
        Fault::TooLarge => (
            pick("Terlalu besar", "Too large"),
            pick(
                "Permintaan ini lebih besar daripada yang diterima.",
                "This request is larger than is taken.",
            ),
            pick("Persempit saringan, atau unduh sebagai CSV.", "Narrow the filter, or download as CSV."),
        ),
        Fault::Loading => (
            pick("Malam terakhir sedang dibaca", "The last night is being read"),
            pick("Halaman ini terbuka sendiri begitu siap.", "This page opens by itself once it is ready."),
            String::new(),
        ),
        Fault::Trouble(error) => {
            let (said, next) = (error.message(), error.next_step());
            (
                pick("Tidak berhasil", "It did not work"),
                format!("{}.", language.told(&said).trim_end_matches('.')),
                language.told(&next).to_owned(),
            )
        }
    };
    let busy = matches!(fault, Fault::Trouble(crate::error::Error::Busy { .. }));
    document(
        language,
        &title,
        &html! {
            main.kesalahan #isi {
                h1 { (title) }
                @if busy {
                    p { (language.pick(
                        "Keadaan sedang dipakai (misalnya padan run sedang berjalan). Tidak ada yang ditulis; ulangi sebentar lagi.",
                        "The state is in use (padan run may be going on). Nothing was written; try again in a while.",
                    )) }
                }
                p { (what) }
                @if !next.is_empty() { p { (next) } }
                p { a href="/" { (language.pick("Ke halaman utama", "To the first page")) } }
            }
        },
    )
}

/// The page of a page that broke.
pub(super) fn broken(language: Language) -> Markup {
    document(
        language,
        language.pick("Halaman rusak", "A page broke"),
        &html! {
            main.kesalahan #isi {
                h1 { (language.pick("Halaman ini rusak", "This page broke")) }
                p { (language.pick(
                    "Tidak ada yang ditulis setengah jalan. Coba lagi; bila terulang, laporkan dengan alamat halaman ini.",
                    "Nothing was written half-way. Try again; if it happens again, report it with this page's address.",
                )) }
                p { a href="/" { (language.pick("Ke halaman utama", "To the first page")) } }
            }
        },
    )
}

/// The address of a pair.
pub(super) fn pair_address([a, b]: [&str; 2], query: &str) -> String {
    format!("/pasangan/{}/{}{query}", encoded(a), encoded(b))
}

/// The address of the cluster that a row is in.
pub(super) fn cluster_address(row: &str, query: &str) -> String {
    format!("/kelompok/{}{query}", encoded(row))
}
