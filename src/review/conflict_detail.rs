//! What is one conflict, and what was done about it? All of it on a page, with the ways to assign, resolve, dismiss, and
//! take each of these back.

use maud::{Markup, html};

use super::ask::{Answer, Ask, Fault, Told};
use super::conflict_page::standing;
use super::conflicts::{Conflicts, Standing};
use super::decided::Snapshot;
use super::judge::{needs_reason, note, write};
use super::layout::{Tab, form_key, page};
use super::name_page::back;
use super::server::App;
use super::words;
use crate::report::Language;
use crate::state::{HandlingStep, Said};

/// Conflicts handled at once at most.
const MOST: usize = 200;

pub(super) fn conflict(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let night = app.nights.now(&app.settings);
    let conflicts = night.conflicts()?;
    let line = conflicts.line(ask.part(0)).ok_or(Fault::NotFound)?;
    let decided = app.decided.now(&app.settings);
    let id = conflicts.ids.get(line);
    let content = html! {
        div.judul {
            h1 { (id) " " span class=(format!("tanda {}", conflicts.severity.get(line))) { (words::severity(conflicts.severity.get(line), language)) } }
            p.ringkas { (words::class(conflicts.class.get(line), language)) }
        }
        p.kalimat { (conflicts.message[usize::from(language == Language::English)].get(line)) }
        (facts(conflicts, line, &decided, language))
        (done(ask, conflicts, line, &decided, language))
    };
    Ok(page(app, ask, Tab::Conflicts, id, &content))
}

fn facts(conflicts: &Conflicts, line: usize, decided: &Snapshot, language: Language) -> Markup {
    let rows: Vec<&str> = conflicts.rows.get(line).split(", ").filter(|row| !row.is_empty()).collect();
    html! {
        dl.isian {
            dt { (language.pick("Orang", "Person")) }
            dd { a href=(format!("/orang/{}", conflicts.person.get(line))) { (conflicts.name.get(line)) " " (conflicts.person.get(line)) } }
            @if !conflicts.family.get(line).is_empty() { dt { (language.pick("Keluarga", "Family")) } dd { (conflicts.family.get(line)) } }
            dt { (language.pick("Wilayah", "Region")) } dd { (words::place(conflicts.place[line])) }
            dt { (language.pick("Program", "Programmes")) } dd { (conflicts.programmes_of(line)) }
            dt { (language.pick("Baris", "Rows")) }
            dd {
                (rows.join(", "))
                @if let [a, b] = rows[..] { " " a href=(super::layout::pair_address([a, b], "")) { (language.pick("bandingkan", "compare")) } }
            }
            dt { (language.pick("Rupiah per pembayaran", "Rupiah a payment")) }
            dd { @if let Some(amount) = conflicts.amount[line] { (language.rupiah(amount)) } @else { (language.pick("tidak diketahui", "not known")) } }
            dt { (language.pick("Kantor", "Office")) } dd { (conflicts.office.get(line)) }
            @if !conflicts.rule.get(line).is_empty() {
                dt { (language.pick("Aturan", "Rule")) } dd { (conflicts.rule.get(line)) " – " (conflicts.basis.get(line)) }
            }
            @if !conflicts.since.get(line).is_empty() {
                dt { (language.pick("Sejak", "Since")) } dd { (language.day_of(conflicts.since.get(line))) }
            }
            dt { (language.pick("Keadaan", "Standing")) } dd { strong { (standing(conflicts, line, decided, language)) } }
        }
    }
}

/// What was done, and what can be.
fn done(ask: &Ask, conflicts: &Conflicts, line: usize, decided: &Snapshot, language: Language) -> Markup {
    let id = conflicts.ids.get(line);
    let form = |step: &str, words: &str, extra: Markup, needs_reason: bool| {
        html! {
            form.kotak method="post" action="/tindakan" {
                (form_key(ask))
                input type="hidden" name="konflik" value=(id); input type="hidden" name="kembali" value=(ask.here());
                (extra)
                label { (language.pick("Keterangan", "Note")) " " input name="alasan" maxlength="500" required[needs_reason]; }
                button name="langkah" value=(step) { (words) }
            }
        }
    };
    let to = html! { label { (language.pick("Kepada", "To")) " " input name="kepada" required maxlength="60" value=(ask.session.officer); } };
    html! {
        section aria-labelledby="tindakan" {
            h2 #tindakan { (language.pick("Tindak lanjut", "Handling")) }
            @if let Some(step) = decided.handlings.get(id) {
                p { (match step.step {
                        HandlingStep::Assigned => format!("{} {}", language.pick("Ditugaskan kepada", "Assigned to"), step.assignee),
                        HandlingStep::Resolved => language.pick("Dilaporkan selesai", "Noted as resolved").to_owned(),
                    })
                    ", " (step.by) ", " (words::moment(&step.at, language)) @if !step.reason.is_empty() { ": " (step.reason) } "." }
            }
            @if let Some([by, reason, at]) = decided.dismissals.get(id) {
                p { (language.pick("Diabaikan", "Dismissed")) ", " (by) ", " (words::moment(at, language)) ": " (reason) "." }
            }
            div.dua.rata {
                @match conflicts.standing(line, decided) {
                    Standing::Dismissed => {
                        (form("buka", language.pick("Buka lagi", "Open again"), html! {}, true))
                    }
                    other => {
                        (form("tugaskan", language.pick("Tugaskan", "Assign"), to, false))
                        @if other != Standing::Resolved { (form("selesai", language.pick("Laporkan selesai", "Note as resolved"), html! {}, true)) }
                        (form("abaikan", language.pick("Abaikan", "Dismiss"), html! {}, true))
                        @if other != Standing::Open { (form("batal", language.pick("Cabut langkah terakhir", "Take the last step back"), html! {}, true)) }
                    }
                }
            }
            p.kecil { (language.pick(
                "Konflik yang dilaporkan selesai tetap terdaftar sampai roster tidak lagi memuatnya; yang diabaikan tidak dihitung mulai malam berikutnya.",
                "A conflict noted as resolved stays listed until the rosters no longer show it; a dismissed one does not count from the next night on.",
            )) }
        }
    }
}

/// Takes a step in the handling of one or more conflicts.
pub(super) fn handle(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let night = app.nights.now(&app.settings);
    let conflicts = night.conflicts()?;
    let ids: Vec<String> = ask.form.all("konflik").map(str::to_owned).collect();
    let unclear = |id: &str, en: &str| Err(Fault::Unclear(language.pick(id.to_owned(), en.to_owned())));
    if ids.is_empty() || ids.len() > MOST {
        return unclear(
            "Pilih dahulu konfliknya (paling banyak 200).",
            "Choose the conflicts first (200 at most).",
        );
    }
    // An id that the night does not have would be noted for ever and mean nothing.
    if !ids.iter().all(|id| conflicts.line(id).is_some()) {
        return Err(Fault::NotFound);
    }
    let step = ask.form.get("langkah");
    let (reason, to) = (note(ask, "alasan")?, ask.form.get("kepada"));
    if step == "tugaskan" && (to.is_empty() || to.chars().count() > 60) {
        return unclear("Tulis nama petugas yang ditugasi.", "Say whom to assign it to.");
    }
    if step != "tugaskan" && reason.is_empty() {
        return Err(Fault::Unclear(needs_reason(language)));
    }
    let by = ask.session.officer.as_str();
    let mut done = 0;
    let known = write(app, |decisions, at| {
        let said = Said { at, by, reason };
        match step {
            "tugaskan" => decisions.handle(&ids, HandlingStep::Assigned, to, said)?,
            "selesai" => decisions.handle(&ids, HandlingStep::Resolved, "", said)?,
            "abaikan" => ids.iter().try_for_each(|id| decisions.dismiss(id, said).map(drop))?,
            "buka" => ids.iter().try_for_each(|id| decisions.take_back_dismissal(id, said))?,
            "batal" => {
                let steps: Vec<u64> =
                    ids.iter().filter_map(|id| Some(decisions.handlings().get(id.as_str())?.id)).collect();
                steps.into_iter().try_for_each(|step| decisions.take_back_handling(step, said))?;
            }
            "cabut" => {
                let dismissed = decisions.dismissals();
                for id in &ids {
                    if dismissed.contains_key(id) {
                        decisions.take_back_dismissal(id, said)?;
                        done += 1;
                    } else if let Some(step) = decisions.handlings().get(id.as_str()).map(|step| step.id) {
                        decisions.take_back_handling(step, said)?;
                        done += 1;
                    }
                }
                return Ok(true);
            }
            _ => return Ok(false),
        }
        done = ids.len();
        Ok(true)
    })?;
    if !known {
        return unclear("Langkah ini tidak dikenal.", "This step is not known.");
    }
    let count = language.count(done as u64);
    let words =
        language.pick(format!("Tercatat untuk {count} konflik."), format!("Noted for {count} conflicts."));
    app.sessions.change(&ask.session.key, |session| session.notice = Some(words));
    Ok(Answer::Go(back(ask)))
}
