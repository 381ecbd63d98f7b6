//! What is asked of a page, and what may it answer? A request without its network, and the answer before it has headers.

use maud::Markup;

use super::fields::Fields;
use super::sessions::Session;
use crate::error::Error;
use crate::report::Language;

/// A request that was let in.
pub(super) struct Ask {
    /// What the variable parts of the path say, in order.
    pub(super) parts: Vec<String>,
    /// The path, to come back to.
    pub(super) path: String,
    /// What stands behind the question mark.
    pub(super) query: Fields,
    /// What a form says; empty for what is only read.
    pub(super) form: Fields,
    /// Whose request it is.
    pub(super) session: Session,
}

impl Ask {
    pub(super) fn language(&self) -> Language {
        self.session.language
    }

    /// A variable part of the path.
    pub(super) fn part(&self, place: usize) -> &str {
        self.parts.get(place).map_or("", String::as_str)
    }

    /// Path and query, as another page's form gives them back.
    pub(super) fn here(&self) -> String {
        format!("{}{}", self.path, self.query.to_query())
    }
}

/// What a page answers.
pub(super) enum Answer {
    /// A whole page.
    Page(Markup),
    /// Another address of this server.
    Go(String),
    /// A file to be kept.
    File { name: String, kind: &'static str, bytes: Vec<u8> },
    /// Something that pages need.
    Asset { kind: &'static str, bytes: &'static [u8] },
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing is there.
    NotFound,
    /// Another kind of request is wanted here.
    NotThisWay,
    /// Not let in: wrong or no key, another's form, another site.
    Refused,
    /// The form or address says nothing that can be meant.
    Unclear(String),
    /// More than a page of ours would send.
    TooLarge,
    /// What is needed is still being read.
    Loading,
    /// The operator's trouble.
    Trouble(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Trouble(error)
    }
}

/// A page's result.
pub(super) type Told = Result<Answer, Fault>;
