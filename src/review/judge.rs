//! How does a verdict get into the file of decisions? Under the lock of the state, whole or not at all, with the officer's
//! name and note; and how is it taken back?

use std::sync::PoisonError;

use super::ask::{Answer, Ask, Fault, Told};
use super::fields::Fields;
use super::layout::pair_address;
use super::name_page::back;
use super::queue::{Eyes, FILTER, Filter};
use super::server::App;
use super::words;
use crate::error::Result;
use crate::report::Language;
use crate::report::waterfall::Reader;
use crate::state::lock::Lock;
use crate::state::{self, DecidedRow, Decisions, NewDecision, OpinionAnswer, Said, Verdict};

/// What a decision of this page says of where it comes from.
pub(super) const SOURCE: &str = "halaman periksa";
/// Letters of a note at most.
pub(super) const LONGEST_NOTE: usize = 500;

/// Writes something of an officer's under the lock of the state; a run or another command that holds it is waited for
/// half a second.
pub(super) fn write<T>(
    app: &App,
    work: impl FnOnce(&mut Decisions, &str) -> Result<T>,
) -> std::result::Result<T, Fault> {
    let _one = app.writing.lock().unwrap_or_else(PoisonError::into_inner);
    let root = &app.settings.night.state;
    let _lock = Lock::take(root, "review")?;
    let mut decisions = Decisions::open(root)?;
    let done = work(&mut decisions, &now())?;
    app.decided.renew(&app.settings, &decisions);
    Ok(done)
}

/// This moment (RFC 3339, seconds).
pub(super) fn now() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A note or reason as it was typed, of bounded length.
pub(super) fn note<'a>(ask: &'a Ask, name: &str) -> std::result::Result<&'a str, Fault> {
    let text = ask.form.get(name);
    if text.chars().count() <= LONGEST_NOTE {
        return Ok(text);
    }
    Err(Fault::Unclear(ask.language().pick(
        format!("Catatan paling panjang {LONGEST_NOTE} huruf."),
        format!("A note has {LONGEST_NOTE} letters at most."),
    )))
}

/// Takes a verdict on two rows and goes on to the next pair.
pub(super) fn judge(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let Some(answer) = words::answer_of(ask.form.get("putusan")) else {
        return Err(Fault::Unclear(
            language.pick("putusan: sama, beda, ragu", "verdict: sama, beda, ragu").into(),
        ));
    };
    let cited = [ask.form.get("a"), ask.form.get("b")];
    let note = note(ask, "catatan")?;
    let night = app.nights.now(&app.settings);
    let reader = Reader { language, unmasked: false };
    let seen = night.pair(cited, reader)?.ok_or(Fault::NotFound)?;
    let rows =
        [0, 1].map(|side: usize| DecidedRow { uid: seen.uids[side], row: seen.cited[side].row.clone() });
    // Before the verdict is in force and the pair no longer waits.
    let filter = ask.form.only(&FILTER);
    let next = next(app, ask, &filter, cited)?;
    let (opinion, contradicted) = say(app, ask, answer, &rows, note)?;
    let mut notice = format!("{} – {}: {}.", rows[0].row, rows[1].row, words::answer(answer, language));
    if contradicted && !ask.session.blind {
        notice.push_str(language.pick(
            " Bertentangan dengan keputusan lain yang berlaku: tidak satu pun diterapkan sampai salah satunya dicabut.",
            " It contradicts other decisions in force: none of them is applied until one is taken back.",
        ));
    }
    app.sessions.change(&ask.session.key, |session| {
        session.has_said(opinion);
        session.notice = Some(notice);
    });
    Ok(Answer::Go(next))
}

/// Writes the opinion, and the decision that follows from it; gives its number, and whether it contradicts others.
fn say(
    app: &App,
    ask: &Ask,
    answer: OpinionAnswer,
    rows: &[DecidedRow; 2],
    note: &str,
) -> std::result::Result<(u64, bool), Fault> {
    let (by, blind) = (ask.session.officer.as_str(), ask.session.blind);
    let uids = rows.each_ref().map(|row| row.uid);
    let of_pair = |decision: &state::Decision| {
        let [x, y] = decision.rows.each_ref().map(|row| row.uid);
        [x, y] == uids || [y, x] == uids
    };
    write(app, |decisions, at| {
        let reason = if note.is_empty() { SOURCE } else { note };
        // Openly, a verdict takes the place of whatever was decided; blindly, only of one's own.
        let otherwise = |verdict: Verdict| answer.verdict() != Some(verdict);
        let replaced: Vec<u64> = decisions
            .pairs()
            .iter()
            .filter(|decision| of_pair(decision) && otherwise(decision.verdict))
            .filter(|decision| decision.by == by || !blind && answer != OpinionAnswer::Unsure)
            .map(|decision| decision.id)
            .collect();
        let new =
            answer.verdict().filter(|verdict| decisions.known(*verdict, uids).is_none()).map(|verdict| {
                let (by, reason) = (by.to_owned(), reason.to_owned());
                NewDecision { verdict, rows: rows.clone(), by, reason, source: SOURCE.into() }
            });
        let said = Said { at, by, reason: note };
        let opinion = decisions.say(answer, rows, said, blind, new.as_ref(), &replaced)?;
        let in_force = decisions.pairs();
        let mine = decisions.opinions().find(|known| known.id == opinion).and_then(|known| known.decision);
        let contradicted = mine.is_some_and(|mine| {
            state::contradictions(&in_force).iter().any(|one| one.numbers().contains(&mine))
        });
        Ok((opinion, contradicted))
    })
}

/// The address of the pair that comes after one; of the queue when none waits.
pub(super) fn next(
    app: &App,
    ask: &Ask,
    filter: &Fields,
    cited: [&str; 2],
) -> std::result::Result<String, Fault> {
    let night = app.nights.now(&app.settings);
    let queue = night.queue()?;
    let decided = app.decided.now(&app.settings);
    let eyes = Eyes { officer: &ask.session.officer, blind: ask.session.blind };
    let wanted = queue.wanted(&Filter::of(filter), &decided, eyes);
    let here = queue.place(cited);
    let after = wanted.iter().find(|place| here.is_some_and(|here| **place > here));
    let next = after.or_else(|| wanted.first()).filter(|place| Some(**place) != here);
    let query = filter.to_query();
    Ok(next.map_or_else(
        || format!("/antrean{query}"),
        |place| pair_address(queue.doubts[*place].cited.each_ref().map(String::as_str), &query),
    ))
}

/// Takes back the last verdict of this session, and shows its pair again.
pub(super) fn undo(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let Some(&last) = ask.session.said.last() else {
        let words = language.pick("Tidak ada yang dapat dibatalkan.", "There is nothing to undo.");
        app.sessions.change(&ask.session.key, |session| session.notice = Some(words.into()));
        return Ok(Answer::Go(back(ask)));
    };
    let by = ask.session.officer.as_str();
    let opinion = write(app, |decisions, at| {
        let reason = language.pick("dibatalkan di halaman periksa", "undone on the review page");
        decisions.take_back_opinion(last, Said { at, by, reason })
    });
    app.sessions.change(&ask.session.key, |session| {
        // One that someone else took back cannot be undone again; one that met a busy state can.
        if !matches!(opinion, Err(Fault::Trouble(crate::error::Error::Busy { .. }))) {
            session.said.retain(|known| *known != last);
        }
    });
    let opinion = opinion?;
    let [a, b] = opinion.rows.each_ref().map(|row| row.row.as_str());
    let words = format!("{a} – {b}: {}", language.pick("putusan dibatalkan.", "verdict undone."));
    app.sessions.change(&ask.session.key, |session| session.notice = Some(words));
    Ok(Answer::Go(pair_address([a, b], &ask.form.only(&FILTER).to_query())))
}

/// Takes back a decision by its number, with a reason.
pub(super) fn take_back(app: &App, ask: &Ask) -> Told {
    let language = ask.language();
    let reason = note(ask, "alasan")?;
    let (Ok(number), false) = (ask.form.get("nomor").parse::<u64>(), reason.is_empty()) else {
        return Err(Fault::Unclear(needs_reason(language)));
    };
    let by = ask.session.officer.as_str();
    write(app, |decisions, at| decisions.take_back(number, Said { at, by, reason }))?;
    let words =
        language.pick(format!("Keputusan #{number} dicabut."), format!("Decision #{number} taken back."));
    app.sessions.change(&ask.session.key, |session| session.notice = Some(words));
    Ok(Answer::Go(back(ask)))
}

pub(super) fn needs_reason(language: Language) -> String {
    language.pick("Tulis alasannya.", "Say why.").into()
}
