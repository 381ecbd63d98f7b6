//! Who looks at the page? Browsers that came with the key from the printed address, each with a name of its own, a secret
//! of its own for its forms, and what it has opened.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::report::Language;

/// A session that nobody uses ends.
const IDLE: Duration = Duration::from_secs(8 * 3600);
/// What was opened is masked again.
const OPEN_FOR: Duration = Duration::from_secs(15 * 60);
/// Sessions kept at most; the one that was idle longest goes.
const MOST: usize = 64;
/// Verdicts that can be undone.
const UNDO: usize = 200;

/// A verdict, on a pair or on all rows of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undoable {
    /// The opinions that were written.
    pub(super) opinions: Vec<u64>,
    /// The decisions whose place they took.
    pub(super) replaced: Vec<u64>,
    /// The page of what was judged.
    pub(super) place: String,
    /// What it is called.
    pub(super) what: String,
}

/// One browser.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// What its cookie holds.
    pub(super) key: String,
    /// What its forms hold.
    pub(super) form_key: String,
    /// The officer's name; empty before it was asked.
    pub(super) officer: String,
    pub(super) language: Language,
    /// Whether what other officers said is hidden.
    pub(super) blind: bool,
    /// What is shown in full, and since when.
    pub(super) opened: BTreeMap<String, Instant>,
    /// What was said in this session and can be undone, the last at the end.
    pub(super) said: Vec<Undoable>,
    /// Said on the next page, once.
    pub(super) notice: Option<String>,
    seen: Instant,
}

impl Session {
    /// Nobody's session: for what everybody may have.
    pub(super) fn nobody(language: Language) -> Session {
        Session {
            key: String::new(),
            form_key: String::new(),
            officer: String::new(),
            language,
            blind: false,
            opened: BTreeMap::new(),
            said: Vec::new(),
            notice: None,
            seen: Instant::now(),
        }
    }

    /// Whether something is shown in full now.
    pub(super) fn has_opened(&self, what: &str) -> bool {
        self.opened.get(what).is_some_and(|since| since.elapsed() < OPEN_FOR)
    }

    /// Remembers a verdict that can be undone.
    pub(super) fn has_said(&mut self, verdict: Undoable) {
        if self.said.len() >= UNDO {
            self.said.remove(0);
        }
        self.said.push(verdict);
    }
}

/// All browsers.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    known: Mutex<BTreeMap<String, Session>>,
}

impl Sessions {
    /// Begins a session without a name.
    pub(super) fn begin(&self, language: Language) -> Result<Session> {
        let session = Session { key: secret()?, form_key: secret()?, ..Session::nobody(language) };
        let mut known = self.lock();
        known.retain(|_, session| session.seen.elapsed() < IDLE);
        if known.len() >= MOST
            && let Some(oldest) = known.values().min_by_key(|session| session.seen).map(|old| old.key.clone())
        {
            known.remove(&oldest);
        }
        known.insert(session.key.clone(), session.clone());
        Ok(session)
    }

    /// The session of a cookie.
    pub(super) fn find(&self, key: &str) -> Option<Session> {
        let mut known = self.lock();
        let session = known.get_mut(key).filter(|session| session.seen.elapsed() < IDLE)?;
        session.seen = Instant::now();
        Some(session.clone())
    }

    /// Changes a session; nothing where it has ended.
    pub(super) fn change(&self, key: &str, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.lock().get_mut(key) {
            change(session);
        }
    }

    /// What is to be said once, taken.
    pub(super) fn take_notice(&self, key: &str) -> Option<String> {
        self.lock().get_mut(key)?.notice.take()
    }

    /// Ends a session.
    pub(super) fn end(&self, key: &str) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Session>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 256 bits from the system's own source, as hexadecimal digits.
pub(super) fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Input {
        what: message!(
            "sistem tidak memberi angka acak: {error}",
            "the system gives no random numbers: {error}"
        ),
        next_step: message!(
            "Tanpa itu kunci tidak dapat dibuat; tidak ada yang dijalankan.",
            "Without them no key can be made; nothing was started."
        ),
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether two secrets are equal, without telling by time how far they agree.
pub(super) fn same_secret(a: &str, b: &str) -> bool {
    // Equality of hashes takes the same time wherever they differ.
    !a.is_empty() && blake3::hash(a.as_bytes()) == blake3::hash(b.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_idle_session_goes_when_there_are_too_many() {
        let sessions = Sessions::default();
        let first = sessions.begin(Language::English).unwrap();
        let kept: Vec<Session> = (0..MOST).map(|_| sessions.begin(Language::Indonesian).unwrap()).collect();
        assert!(sessions.find(&first.key).is_none());
        assert!(kept.iter().all(|session| sessions.find(&session.key).is_some()));
        sessions.end(&kept[0].key);
        assert!(sessions.find(&kept[0].key).is_none());
        assert!(same_secret(&first.key, &first.key) && !same_secret(&first.key, &first.form_key));
        assert!(!same_secret("", ""));
    }
}
