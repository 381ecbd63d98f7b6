//! Are these two rows one person? Both side by side, what each comparison weighs, what was decided, who lives around them,
//! and the keys to decide by.

use maud::{Markup, html};

use super::ask::{Ask, Fault, Told};
use super::decided::OfPair;
use super::judge::LONGEST_NOTE;
use super::layout::{Tab, cluster_address, form_key, page, pair_address};
use super::open::opener;
use super::pair_parts::{around, families, side_by_side, weights};
use super::queue::{Eyes, FILTER, Filter, Queue, standing};
use super::server::App;
use super::{judge, queue_page, words};
use crate::pipeline::PairSeen;
use crate::report::Language;
use crate::report::waterfall::{Reader, cut_reason};
use crate::state::{DecidedRow, Verdict};

pub(super) fn pair(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let cited = [ask.part(0), ask.part(1)];
    let what = format!("{} {}", cited[0], cited[1]);
    let reader = Reader { language, unmasked: ask.session.has_opened(&what) };
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let seen = night.pair(cited, reader)?.ok_or(Fault::NotFound)?;
    let decided = app.decided.now(&app.settings);
    let known = decided.pair(seen.uids);
    let fields = ask.query.only(&FILTER);
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&Filter::of(&fields), &decided, eyes);
    let place = queue.place(cited);
    let title = format!("{} – {}", cited[0], cited[1]);
    let content = html! {
        div.judul {
            h1 { (title) (queue_page::mark(standing(known, eyes), language)) }
            p.ringkas { (position(queue, place, &wanted, language)) }
            @if let Some(cluster) = place.and_then(|place| queue.doubts[place].cluster.as_ref()) {
                p.ringkas { a href=(cluster_address(cited[0], &fields.to_query())) {
                    (language.pick("kelompok", "cluster of")) " " (language.count(cluster.cited.len() as u64)) " " (language.pick("baris", "rows"))
                } }
            }
            (opener(ask, &what))
        }
        p.kalimat { (seen.waterfall.sentence(language)) }
        @if let Some(reason) = seen.forbidden {
            p.larangan { (language.pick("Fakta yang memisahkan", "A fact keeps them apart")) ": " (cut_reason(reason, language)) "." }
        }
        div.dua {
            div { (side_by_side(app, &seen, language)) (around(&seen, language)) }
            div.samping {
                (weights(&seen, language))
                @if let Some(known) = known {
                    @let said = said_so_far(ask, known, false, language);
                    @if !said.0.is_empty() {
                        section.diputus aria-labelledby="diputus" {
                            h2 #diputus { (language.pick("Yang sudah dikatakan", "What was said so far")) }
                            ul.polos { (said) }
                        }
                    }
                }
                (families(&seen, language))
            }
        }
        (bar(app, ask, &seen, place, language)?)
        (keys(&pair_keys(language), language))
    };
    Ok(page(app, ask, Tab::Queue, &title, &content))
}

/// Where in the queue it stands, and what hangs on it.
pub(super) fn position(queue: &Queue, place: Option<usize>, wanted: &[usize], language: Language) -> Markup {
    let Some(place) = place else {
        return html! { (language.pick("Tidak ada di antrean.", "Not in the queue.")) };
    };
    let doubt = &queue.doubts[place];
    let before = wanted.partition_point(|other| *other < place) as u64 + 1;
    html! {
        (language.pick("Antrean", "Queue")) " " strong { (language.count(before)) } " / " (language.count(wanted.len() as u64))
        " · " (words::reason(doubt.reason, language))
        @if doubt.amount > 0 { " · " strong { (language.rupiah(doubt.amount)) } " " (language.pick("per pembayaran", "a payment")) }
        @if doubt.place.is_some() { " · " (words::place(doubt.place)) }
    }
}

/// Decisions and opinions, as lines of a list; who works blindly sees their own alone. Among other pairs each names its
/// rows.
pub(super) fn said_so_far(ask: &Ask, known: &OfPair, names_rows: bool, language: Language) -> Markup {
    let (own, blind) = (|by: &str| by == ask.session.officer, ask.session.blind);
    let rows = |rows: &[DecidedRow; 2]| {
        let [a, b] = rows.each_ref().map(|row| row.row.as_str());
        html! { @if names_rows { a href=(pair_address([a, b], "")) { (a) " – " (b) } ": " } }
    };
    html! {
        @for said in known.opinions.iter().filter(|said| !blind || own(&said.by)) {
            li { (rows(&said.rows)) strong { (words::answer(said.answer, language)) } " – " (said.by) ", " (words::moment(&said.at, language))
                @if !said.note.is_empty() { ": " (said.note) }
                @if said.blind { " " span.tanda.buta { (language.pick("buta", "blind")) } } }
        }
        @for decision in known.decisions.iter().filter(|said| !blind || own(&said.by)) {
            li {
                (rows(&decision.rows))
                (language.pick("Keputusan", "Decision")) " #" (decision.id) ": "
                strong { (match decision.verdict {
                    Verdict::Same => language.pick("satu orang", "one person"),
                    Verdict::Different => language.pick("dua orang", "two persons"),
                }) }
                ", " (decision.by) ", " (words::moment(&decision.at, language)) " (" (decision.reason) ")"
                details.pembuka {
                    summary { (language.pick("Cabut", "Take back")) }
                    form method="post" action="/cabut" {
                        (form_key(ask))
                        input type="hidden" name="nomor" value=(decision.id);
                        input type="hidden" name="kembali" value=(ask.here());
                        label { (language.pick("Alasan", "Reason")) " " input name="alasan" required maxlength=(LONGEST_NOTE); }
                        button { (language.pick("Cabut keputusan", "Take the decision back")) }
                    }
                }
            }
        }
    }
}

/// The keys and buttons to decide by; it stays in sight.
fn bar(
    app: &App,
    ask: &Ask,
    seen: &PairSeen,
    place: Option<usize>,
    language: Language,
) -> Result<Markup, Fault> {
    let [a, b] = seen.cited.each_ref().map(|cited| cited.row.as_str());
    let fields = ask.query.only(&FILTER);
    let next = judge::next(app, ask, &fields, place)?;
    let hidden = html! {
        @for name in FILTER { @if !fields.get(name).is_empty() { input type="hidden" name=(name) value=(fields.get(name)); } }
    };
    let choices = language.pick(
        [("sama", "Sama", "s"), ("beda", "Beda", "b"), ("ragu", "Ragu", "r")],
        [("sama", "Same", "s"), ("beda", "Different", "b"), ("ragu", "Cannot tell", "r")],
    );
    Ok(html! {
        section.palang aria-label=(language.pick("Putusan", "Verdict")) {
            form.putusan method="post" action="/putusan" data-sekali="" {
                (form_key(ask)) (hidden)
                input type="hidden" name="a" value=(a); input type="hidden" name="b" value=(b);
                // Enter in the note presses a form's first button: one that is dead, so that nothing is decided by it.
                button type="submit" disabled hidden {}
                label.catatan for="catatan" { (language.pick("Catatan", "Note")) }
                input #catatan name="catatan" maxlength=(LONGEST_NOTE) autocomplete="off" data-tombol="c"
                    placeholder=(language.pick("alasan putusan, boleh kosong", "why; may be empty"));
                @for (value, words, key) in choices {
                    button class=(value) name="putusan" value=(value) data-tombol=(key) aria-keyshortcuts=(key) { (words) " " kbd { (key) } }
                }
            }
            (other_keys(ask, &next, &hidden, language))
        }
    })
}

/// What can be done besides judging.
pub(super) fn other_keys(ask: &Ask, next: &str, hidden: &Markup, language: Language) -> Markup {
    html! {
        div.lain {
            a.tombol href=(next) data-tombol="n" aria-keyshortcuts="n" { (language.pick("Lewati", "Skip")) " " kbd { "n" } }
            form method="post" action="/batal" data-sekali="" {
                (form_key(ask)) (hidden)
                input type="hidden" name="kembali" value=(ask.here());
                button data-tombol="u" aria-keyshortcuts="u" disabled[ask.session.said.is_empty()] { (language.pick("Batalkan", "Undo")) " " kbd { "u" } }
            }
            button type="button" data-tombol="?" data-buka="bantuan" { (language.pick("Bantuan", "Help")) " " kbd { "?" } }
        }
    }
}

/// What the keys of this page do.
fn pair_keys(language: Language) -> [(&'static str, &'static str); 9] {
    language.pick(
        [
            ("s", "sama: satu orang"),
            ("b", "beda: dua orang"),
            ("r", "ragu: tidak dapat dipastikan"),
            ("n", "lewati, ke pasangan berikutnya"),
            ("u", "batalkan putusan terakhir"),
            ("c", "tulis catatan (Enter tidak memutus; Esc kembali)"),
            ("o", "buka penyamaran, dengan alasan"),
            ("/", "cari orang"),
            ("?", "bantuan ini"),
        ],
        [
            ("s", "same: one person"),
            ("b", "different: two persons"),
            ("r", "cannot tell"),
            ("n", "skip, on to the next pair"),
            ("u", "undo the last verdict"),
            ("c", "write a note (Enter decides nothing; Esc goes back)"),
            ("o", "show in full, with a reason"),
            ("/", "find a person"),
            ("?", "this help"),
        ],
    )
}

/// The keys, for whoever asks.
pub(super) fn keys(keys: &[(&str, &str)], language: Language) -> Markup {
    html! {
        dialog #bantuan aria-labelledby="bantuan-judul" {
            h2 #bantuan-judul { (language.pick("Tombol papan ketik", "Keys")) }
            dl.tombol-tombol { @for (key, words) in keys { dt { kbd { (key) } } dd { (words) } } }
            form method="dialog" { button { (language.pick("Tutup", "Close")) } }
        }
    }
}
