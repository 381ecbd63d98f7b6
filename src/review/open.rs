//! How is something masked opened? With the officer's name and a reason, which are in the log before anything is shown;
//! after a quarter of an hour it is masked again.

use std::time::Instant;

use maud::{Markup, html};

use super::ask::{Answer, Ask, Fault, Told};
use super::judge::{needs_reason, note, now};
use super::layout::form_key;
use super::name_page::back;
use super::server::App;
use crate::state::{Opening, log_opening};

/// Logs an opening and goes back to the page, which then shows all.
pub(super) fn open(app: &App, ask: &Ask) -> Told {
    let (what, reason) = (ask.form.get("apa"), note(ask, "alasan")?);
    if reason.is_empty() {
        return Err(Fault::Unclear(needs_reason(ask.language())));
    }
    if !is_ours(what) {
        return Err(Fault::NotFound);
    }
    let date = now();
    let logged = format!("review {what}");
    let opening = Opening { date: &date, actor: &ask.session.officer, reason, what: &logged };
    log_opening(&app.settings.night.out, &opening)?;
    app.sessions.change(&ask.session.key, |session| {
        session.opened.insert(what.to_owned(), Instant::now());
    });
    Ok(Answer::Go(back(ask)))
}

/// Whether it names two rows or persons, and nothing else.
fn is_ours(what: &str) -> bool {
    let row = |text: &str| text.rsplit_once(':').is_some_and(|(_, row)| row.parse::<u32>().is_ok());
    let mut parts = what.split(' ');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(a), Some(b), None) if row(a) && row(b) => what.len() <= 200,
        _ => what.len() <= 1_000 && what.split(' ').all(|part| crate::register::code_of(part).is_some()),
    }
}

/// What asks for the reason, or says that it is open.
pub(super) fn opener(ask: &Ask, what: &str) -> Markup {
    let language = ask.language();
    html! {
        @if ask.session.has_opened(what) {
            p.terbuka { (language.pick("Terbuka; pembukaan ini tercatat.", "Opened; this opening is on record.")) }
        } @else {
            details.pembuka {
                summary data-tombol="o" { (language.pick("Buka penyamaran", "Show in full")) " " kbd { "o" } }
                form method="post" action="/buka" {
                    (form_key(ask))
                    input type="hidden" name="apa" value=(what);
                    input type="hidden" name="kembali" value=(ask.here());
                    label { (language.pick("Alasan (dicatat)", "Reason (kept on record)")) " "
                        input name="alasan" required maxlength="500" list="alasan-buka"; }
                    datalist #alasan-buka {
                        @for reason in language.pick(["verval lapangan", "aduan warga", "permintaan petugas Dukcapil"],
                            ["field verification", "citizen's complaint", "request of the civil registry"]) { option value=(reason) {} }
                    }
                    button { (language.pick("Buka", "Show")) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_rows_and_persons_are_opened() {
        assert!(is_ours("pkh:12 bdt:3"));
        for wrong in ["", "pkh:12", "pkh:12 bdt:x", "a b c", "P-XXXXX-XXXXX-X?"] {
            assert!(!is_ours(wrong), "{wrong}");
        }
    }
}
