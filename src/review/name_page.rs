//! Who is the officer, and how do they want to work? The first page: a name, the language, and whether what others said
//! is to be hidden.

use maud::html;

use super::ask::{Answer, Ask, Fault, Told};
use super::layout::{Tab, form_key, page};
use super::server::App;
use crate::report::Language;

/// Letters of a name at most.
const LONGEST: usize = 60;

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn ask_name(app: &App, ask: &Ask) -> Told {
    let (language, session) = (ask.language(), &ask.session);
    let title = language.pick("Siapa yang bekerja?", "Who is working?");
    let content = html! {
        div.sempit {
            h1 { (title) }
            p { (language.pick(
                "Nama Anda tertulis di setiap putusan dan setiap pembukaan penyamaran.",
                "Your name stands in every decision and in every opening of masked values.",
            )) }
            form.tegak method="post" action="/nama" {
                (form_key(ask))
                label for="nama" { (language.pick("Nama petugas", "Officer's name")) }
                input #nama name="nama" value=(session.officer) required maxlength=(LONGEST) autocomplete="name" autofocus;
                label.pilih {
                    input type="checkbox" name="buta" value="ya" checked[session.blind];
                    span {
                        (language.pick("Mode buta", "Blind mode"))
                        small { (language.pick(
                            "Putusan petugas lain disembunyikan, dan pasangan yang sudah mereka putus ikut ditanyakan: \
                             begitulah kesepakatan antarpetugas diukur.",
                            "Other officers' verdicts are hidden, and pairs they decided are asked too: that is how \
                             agreement between officers is measured.",
                        )) }
                    }
                }
                button.utama { (language.pick("Mulai", "Begin")) }
            }
        }
    };
    Ok(page(app, ask, Tab::Nowhere, title, &content))
}

pub(super) fn take_name(app: &App, ask: &Ask) -> Told {
    let name: String = ask.form.get("nama").split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Fault::Unclear(ask.language().pick(
            format!("Nama petugas diperlukan, paling panjang {LONGEST} huruf."),
            format!("An officer's name is needed, of at most {LONGEST} letters."),
        )));
    }
    let blind = ask.form.get("buta") == "ya";
    app.sessions.change(&ask.session.key, |session| {
        // Another officer's openings and undo are not this one's.
        if session.officer != name {
            session.opened.clear();
            session.said.clear();
        }
        session.officer = name;
        session.blind = blind;
    });
    Ok(Answer::Go("/antrean".into()))
}

pub(super) fn take_language(app: &App, ask: &Ask) -> Told {
    let Some(language) = Language::from_code(ask.form.get("bahasa")) else {
        return Err(Fault::Unclear("bahasa: id, en".into()));
    };
    app.sessions.change(&ask.session.key, |session| session.language = language);
    Ok(Answer::Go(back(ask)))
}

#[expect(clippy::unnecessary_wraps, reason = "a page like the others")]
pub(super) fn leave(app: &App, ask: &Ask) -> Told {
    app.sessions.end(&ask.session.key);
    let language = ask.language();
    let title = language.pick("Sampai jumpa", "Good-bye");
    Ok(Answer::Page(html! {
        (maud::DOCTYPE)
        html lang=(language.code()) {
            head { meta charset="utf-8"; title { (title) } link rel="stylesheet" href="/gaya.css"; }
            body { main.kesalahan #isi {
                h1 { (title) }
                p { (language.pick(
                    "Untuk masuk lagi, buka alamat yang dicetak oleh `padan review`.",
                    "To come back, open the address that `padan review` printed.",
                )) }
            } }
        }
    }))
}

/// Where a form came from: an address of this server, never another's.
pub(super) fn back(ask: &Ask) -> String {
    let place = ask.form.get("kembali");
    let own = place.starts_with('/') && !place.starts_with("//") && !place.contains(['\\', '\n']);
    if own && place.is_ascii() { place.to_owned() } else { "/".into() }
}
