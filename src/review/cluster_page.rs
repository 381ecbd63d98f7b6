//! Which row belongs where? All rows of a cluster side by side, with what holds each and what speaks against it; an officer
//! says of each whose it is, and that is kept as decisions.

use maud::{Markup, html};

use super::ask::{Answer, Ask, Fault, Told};
use super::decided::Snapshot;
use super::judge::{self, Judged, LONGEST_NOTE};
use super::layout::{Tab, cluster_address, form_key, option, page, pair_address};
use super::open::opener;
use super::pair_parts::value;
use super::queue::{Eyes, FILTER, Filter, Queue, standing_of};
use super::server::App;
use super::{pair_page, queue_page, words};
use crate::pipeline::{ClusterRow, ClusterSeen, WEAK};
use crate::report::Language;
use crate::report::waterfall::{Cited, Reader, field_label};
use crate::state::DecidedRow;

/// What a row is said to be: of the first person, the second ...; of the last, nothing is said.
const PERSONS: [&str; 6] = ["A", "B", "C", "D", "E", "–"];
/// The place of it in the list.
const UNSAID: usize = PERSONS.len() - 1;
/// Rows judged at once at most.
const MOST: usize = 64;
/// Rows that a digit moves.
const KEYS: usize = 9;

pub(super) fn cluster(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let row = ask.part(0);
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let place = queue.place_of_cluster(row);
    let rows = asked(queue, place, row);
    let masked = night.cluster(&rows, Reader { language, unmasked: false })?.ok_or(Fault::NotFound)?;
    // What is opened are the persons whose rows these are.
    let mut persons: Vec<String> = masked.around.rows.iter().filter_map(|row| row.person.clone()).collect();
    persons.dedup();
    let all = persons.join(" ");
    let seen = if ask.session.has_opened(&all) {
        night.cluster(&rows, Reader { language, unmasked: true })?.ok_or(Fault::NotFound)?
    } else {
        masked
    };
    let decided = app.decided.now(&app.settings);
    let fields = ask.query.only(&FILTER);
    let next = judge::next(app, ask, &fields, place)?;
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&Filter::of(&fields), &decided, eyes);
    let name = seen.rows.first().map(|row| row.values[0].text.clone()).unwrap_or_default();
    let person = persons.first().map_or("", String::as_str);
    let title = format!(
        "{} – {}",
        language.pick("Kelompok", "Cluster"),
        if name.is_empty() { person } else { &name }
    );
    let content = html! {
        div.judul {
            h1 { (title) @if let Some(place) = place { (queue_page::mark(standing_of(&queue.doubts[place], &decided, eyes), language)) } }
            p.ringkas { (pair_page::position(queue, place, &wanted, language)) }
            p.ringkas {
                strong { (language.count(seen.rows.len() as u64)) } " " (language.pick("baris", "rows")) ", "
                @for (at, person) in persons.iter().enumerate() {
                    @if at > 0 { ", " } a href=(format!("/orang/{person}")) { (person) }
                }
            }
            (opener(ask, &all))
        }
        p.kalimat { (language.pick(
            "Baris mana milik siapa? Huruf (A, B, ...) menurut malam ini; tekan angka sebuah baris untuk memindahkannya ke orang berikutnya. “–” berarti tidak dinilai.",
            "Which row belongs to whom? The letters (A, B, ...) are as of this night; press a row's number to move it to the next person. “–” says nothing of it.",
        )) }
        form.kelompok-baris #bagi method="post" action="/kelompok" data-sekali="" {
            (form_key(ask))
            (hidden(&fields))
            input type="hidden" name="asal" value=(row);
            div.gulir tabindex="0" role="region" aria-label=(title) { (table(app, &seen, language)) }
        }
        (cuts(&seen, language))
        (said(ask, &seen, &decided, language))
        (bar(ask, &next, &fields, language))
        (pair_page::keys(&keys(language), language))
    };
    Ok(page(app, ask, Tab::Queue, &title, &content))
}

/// The rows that are one question with a row: those of the queue, or the row itself with its cluster.
fn asked(queue: &Queue, place: Option<usize>, row: &str) -> Vec<String> {
    let cluster = place.and_then(|place| queue.doubts[place].cluster.as_ref());
    cluster.map_or_else(|| vec![row.to_owned()], |cluster| cluster.cited.clone())
}

fn hidden(fields: &super::fields::Fields) -> Markup {
    html! { @for name in FILTER { @if !fields.get(name).is_empty() { input type="hidden" name=(name) value=(fields.get(name)); } } }
}

fn table(app: &App, seen: &ClusterSeen, language: Language) -> Markup {
    html! {
        table.padat.berdampingan.kartu {
            caption { (language.pick("Yang berbeda dari kebanyakan baris ditandai.", "What differs from most rows is marked.")) }
            thead { tr {
                th scope="col" { (language.pick("Milik", "Whose")) }
                th scope="col" { (language.pick("Baris", "Row")) }
                @for field in &seen.fields { th scope="col" { (field_label(field, language)) } }
                th.angka scope="col" { "Rupiah" }
                th scope="col" { (language.pick("Mengapa di sini", "Why it is here")) }
            } }
            tbody { @for (place, row) in seen.rows.iter().enumerate() { (line(app, seen, place, row, language)) } }
        }
    }
}

fn line(app: &App, seen: &ClusterSeen, place: usize, row: &ClusterRow, language: Language) -> Markup {
    let neighbour = &seen.around.rows[place];
    let Cited { row: cited, file, line } = &neighbour.cited;
    let weak = row.probability < WEAK;
    let programme = app.settings.rosters.get(row.roster).map_or("", |roster| roster.programme.as_str());
    let chosen = PERSONS[(neighbour.group - 1).min(UNSAID)];
    let key = (place < KEYS).then(|| (place + 1).to_string());
    html! {
        tr.lemah[weak] {
            td.milik {
                input type="hidden" name="baris" value=(cited);
                @if let Some(key) = &key { kbd { (key) } " " }
                select name="milik" data-tombol=[key.as_deref()] aria-keyshortcuts=[key.as_deref()]
                    aria-label=(format!("{} {cited}", language.pick("Milik", "Whose is"))) {
                    @for person in PERSONS { (option(person, chosen, person)) }
                }
            }
            th scope="row" { span.roster { (programme) } " " (cited) small { (file) ", " (language.pick("baris", "line")) " " (line) }
            }
            @for (field, shown) in seen.fields.iter().zip(&row.values) {
                td.nilai data-apa=(field_label(field, language)) { (value(shown, language)) }
            }
            td.angka data-apa="Rupiah" { (words::amount(row.amount.map(u64::from), language)) }
            td.mengapa {
                @if row.held.is_some() { span.tanda.warning[weak] { (language.percent(Some(f64::from(row.probability)))) } " " }
                @if let Some((other, weight, because)) = &row.held {
                    @let with = &seen.around.rows[*other].cited.row;
                    a href=(pair_address([cited, with], "")) { (with) } " " (signed(*weight, language)) ": " (because)
                } @else { (language.pick("sendirian", "alone")) }
                @if let Some((other, weight)) = &row.against {
                    @let with = &seen.around.rows[*other].cited.row;
                    small.kurang { (language.pick("bertentangan dengan", "contradicts")) " " a href=(pair_address([cited, with], "")) { (with) } " " (signed(*weight, language)) }
                }
            }
        }
    }
}

fn signed(weight: f32, language: Language) -> String {
    let text = language.decimal(f64::from(weight), 1);
    if weight > 0.0 { format!("+{text}") } else { text }
}

/// What stands between the cluster and the rows of other persons.
fn cuts(seen: &ClusterSeen, language: Language) -> Markup {
    let around = &seen.around;
    let row = |place: usize| around.rows[place].cited.row.as_str();
    html! {
        @for gap in &around.gaps {
            p.larangan.kecil {
                a href=(pair_address(gap.rows.map(row), "")) { (row(gap.rows[0])) " – " (row(gap.rows[1])) }
                " (" (signed(gap.weight, language)) "). " (gap.sentence(language))
            }
        }
        @if around.more_rows > 0 {
            p.kecil { (language.count(around.more_rows)) " " (language.pick("baris lain tidak ditampilkan.", "more rows are not shown.")) }
        }
    }
}

/// What was said so far of rows shown; who works blindly sees their own alone.
fn said(ask: &Ask, seen: &ClusterSeen, decided: &Snapshot, language: Language) -> Markup {
    let mut said = Vec::new();
    for (place, row) in seen.rows.iter().enumerate() {
        for other in &seen.rows[place + 1..] {
            if let Some(known) = decided.pair([row.uid, other.uid]) {
                said.push(pair_page::said_so_far(ask, known, true, language));
            }
        }
    }
    said.retain(|one| !one.0.is_empty());
    html! {
        @if !said.is_empty() {
            section.diputus aria-labelledby="diputus" {
                h2 #diputus { (language.pick("Yang sudah dikatakan", "What was said so far")) }
                ul.polos { @for one in &said { (one) } }
            }
        }
    }
}

fn bar(ask: &Ask, next: &str, fields: &super::fields::Fields, language: Language) -> Markup {
    html! {
        section.palang aria-label=(language.pick("Putusan", "Verdict")) {
            div.putusan {
                label.catatan for="catatan" { (language.pick("Catatan", "Note")) }
                input #catatan name="catatan" form="bagi" maxlength=(LONGEST_NOTE) autocomplete="off" data-tombol="c"
                    placeholder=(language.pick("alasan putusan, boleh kosong", "why; may be empty"));
                button.sama form="bagi" name="putusan" value="bagi" data-tombol="s" aria-keyshortcuts="s" { (language.pick("Simpan pembagian", "Keep as divided")) " " kbd { "s" } }
                button.ragu form="bagi" name="putusan" value="ragu" data-tombol="r" aria-keyshortcuts="r" { (language.pick("Ragu", "Cannot tell")) " " kbd { "r" } }
            }
            (pair_page::other_keys(ask, next, &hidden(fields), language))
        }
    }
}

/// The keys of this page.
fn keys(language: Language) -> Vec<(&'static str, &'static str)> {
    language.pick(
        vec![
            ("1–9", "pindahkan baris ke orang berikutnya (A, B, ... –)"),
            ("s", "simpan pembagian: baris berhuruf sama satu orang, yang lain orang lain"),
            ("r", "ragu: tidak dapat dipastikan"),
            ("n", "lewati, ke yang berikutnya"),
            ("u", "batalkan putusan terakhir"),
            ("c", "tulis catatan (Enter tidak memutus; Esc kembali)"),
            ("o", "buka penyamaran, dengan alasan"),
            ("/", "cari orang"),
            ("?", "bantuan ini"),
        ],
        vec![
            ("1–9", "move a row to the next person (A, B, ... –)"),
            ("s", "keep as divided: rows of one letter are one person, others are others"),
            ("r", "cannot tell"),
            ("n", "skip, on to the next"),
            ("u", "undo the last verdict"),
            ("c", "write a note (Enter decides nothing; Esc goes back)"),
            ("o", "show in full, with a reason"),
            ("/", "find a person"),
            ("?", "this help"),
        ],
    )
}

/// Takes what is said of the rows of a cluster and goes on to what waits next.
pub(super) fn divide(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let origin = ask.form.get("asal");
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let place = queue.place_of_cluster(origin);
    let rows = asked(queue, place, origin);
    let seen = night.cluster(&rows, Reader { language, unmasked: false })?.ok_or(Fault::NotFound)?;
    let cited: Vec<&str> = ask.form.all("baris").collect();
    let whose: Vec<Option<usize>> =
        ask.form.all("milik").map(|letter| PERSONS.iter().position(|known| *known == letter)).collect();
    let unclear = |id: &str, en: &str| Err(Fault::Unclear(language.pick(id.to_owned(), en.to_owned())));
    if cited.len() != whose.len() || cited.len() > MOST {
        return unclear("Tiap baris perlu satu huruf.", "Each row needs one letter.");
    }
    let mut judged = Judged { rows: Vec::new(), groups: None };
    let mut groups = Vec::new();
    for (row, whose) in cited.into_iter().zip(whose) {
        let Some(whose) = whose else {
            return unclear("Tiap baris perlu satu huruf.", "Each row needs one letter.");
        };
        // Only rows of this page are judged by it.
        let place =
            seen.around.rows.iter().position(|known| known.cited.row == row).ok_or(Fault::NotFound)?;
        let uid = seen.rows[place].uid;
        if whose != UNSAID && judged.rows.iter().all(|known| known.uid != uid) {
            judged.rows.push(DecidedRow { uid, row: row.to_owned() });
            groups.push(whose);
        }
    }
    if judged.rows.len() < 2 {
        return unclear("Nilai sedikitnya dua baris.", "Judge two rows at least.");
    }
    let answer = match ask.form.get("putusan") {
        "bagi" => {
            let mut persons = groups.clone();
            persons.sort_unstable();
            persons.dedup();
            judged.groups = Some(groups);
            let (rows, persons) = (judged.rows.len() as u64, persons.len() as u64);
            language.pick(
                format!("{} baris, {} orang", language.count(rows), language.count(persons)),
                format!("{} rows, {} persons", language.count(rows), language.count(persons)),
            )
        }
        "ragu" => language.pick("ragu", "cannot tell").to_owned(),
        _ => return unclear("putusan: bagi, ragu", "verdict: bagi, ragu"),
    };
    // Before the verdict is in force and the cluster no longer waits.
    let filter = ask.form.only(&FILTER);
    let next = judge::next(app, ask, &filter, place)?;
    let what = format!("{} {origin}", language.pick("Kelompok", "Cluster"));
    judge::say(app, ask, &judged, (what, cluster_address(origin, "")), &answer)?;
    Ok(Answer::Go(next))
}
