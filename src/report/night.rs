//! What is known when a night is over? Everything that tables, page and manifest are made from, borrowed from
//! the stages that made it.

use super::findings::Totals;
use super::language::Language;
use super::mask::Masking;
use super::sink::Sink;
use super::waterfall::Reader;
use crate::changes::Changes;
use crate::cluster::Clusters;
use crate::compare::Comparer;
use crate::conflict::{Conflicts, RosterInfo};
use crate::error::Result;
use crate::ingest::Intake;
use crate::record::{Field, NameId, RowId, TextColumn};
use crate::register::Register;
use crate::score::Scorer;
use crate::standardise::{Anomalies, People};
use crate::state::{RawCells, RawReader};

/// The results of a night.
#[derive(Clone, Copy)]
pub struct Night<'a> {
    /// The night's name in the settings ("Sragen").
    pub name: &'a str,
    /// The night's date, ISO.
    pub date: &'a str,
    /// Rosters in settings order.
    pub rosters: &'a [RosterInfo],
    /// What was read and refused.
    pub intake: &'a Intake,
    /// All rows.
    pub people: &'a People,
    /// Values that were repaired, doubted or not read.
    pub anomalies: &'a Anomalies,
    /// Which rows are one person.
    pub clusters: &'a Clusters,
    /// Who they are.
    pub register: &'a Register,
    /// Where rosters disagree, and who is reached by what.
    pub conflicts: &'a Conflicts,
    /// What they amount to, as counted when it was known which were dismissed.
    pub totals: &'a Totals,
    /// What is different from last night; none where that is not asked.
    pub changes: Option<&'a Changes>,
    /// The raw cells as read; where there are none, canonical values stand in.
    pub raw: &'a RawText,
    /// Whether tables for people show numbers in full.
    pub masking: Masking,
}

/// What pairs were judged by.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The rows made comparable.
    pub comparer: &'a Comparer<'a>,
    /// The model.
    pub scorer: &'a Scorer,
    /// Language of explanations.
    pub language: Language,
}

impl Evidence<'_> {
    /// Whom an explanation is for.
    pub(super) fn reader(&self, masking: Masking) -> Reader {
        Reader { language: self.language, unmasked: masking == Masking::Open }
    }
}

impl Night<'_> {
    /// The name of a row's roster.
    pub fn roster_of(&self, row: RowId) -> &str {
        &self.rosters[self.people.roster[row as usize].index()].name
    }

    /// Appends how a row is cited: `pkh:12`, the roster and the data row.
    pub fn push_citation(&self, out: &mut Sink, row: RowId) {
        out.push_str(self.roster_of(row));
        out.byte(b':');
        out.count(u64::from(self.people.row[row as usize]));
    }

    /// Appends a row's name as it was read, the canonical one where the raw text is not at hand.
    pub fn push_name(&self, out: &mut Sink, row: RowId) {
        let read = self.raw.name(row);
        if !read.is_empty() {
            out.push_str(read);
        } else if let Some(name) = self.people.name[row as usize] {
            self.push_canonical(out, name);
        }
    }

    /// Appends a name's canonical text, words joined by a space.
    pub(super) fn push_canonical(&self, out: &mut Sink, name: NameId) {
        for (place, &token) in self.people.names.tokens(name).iter().enumerate() {
            if place > 0 {
                out.byte(b' ');
            }
            out.push_str(self.people.tokens.text.get(token as usize));
        }
    }

    /// Appends a row's address as it was read, else its hamlet.
    pub fn push_address(&self, out: &mut Sink, row: RowId) {
        let read = self.raw.address(row);
        if !read.is_empty() {
            out.push_str(read);
        } else if let Some(hamlet) = self.people.hamlet[row as usize] {
            out.push_str(self.people.texts.get(hamlet));
        }
    }
}

/// The few raw columns that tables show, read back once.
#[derive(Clone, Debug, Default)]
pub struct RawText {
    name: Option<TextColumn>,
    correction: Option<TextColumn>,
    address: Option<TextColumn>,
}

impl RawText {
    /// The fields whose cells tables show.
    pub const FIELDS: [Field; 3] = [Field::Name, Field::NameCorrection, Field::Address];

    /// From cells that have been read; those of other fields are left out.
    pub fn of(cells: RawCells) -> RawText {
        let mut text = RawText::default();
        for (field, column) in cells {
            match field {
                Field::Name => text.name = Some(column),
                Field::NameCorrection => text.correction = Some(column),
                Field::Address => text.address = Some(column),
                _ => {}
            }
        }
        text
    }

    /// Reads the columns; those that no roster maps are left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(raw: &RawReader) -> Result<RawText> {
        let known = RawText::FIELDS.into_iter().filter(|field| raw.fields().contains(field));
        Ok(RawText::of(known.map(|field| Ok((field, raw.column(field)?))).collect::<Result<_>>()?))
    }

    /// The name that counts: a filled correction wins, as it does when names are standardised.
    pub fn name(&self, row: RowId) -> &str {
        let cell = |column: &'_ Option<TextColumn>| -> bool {
            column.as_ref().is_some_and(|column| !column.get(row as usize).is_empty())
        };
        let column = if cell(&self.correction) { &self.correction } else { &self.name };
        column.as_ref().map_or("", |column| column.get(row as usize))
    }

    /// The address line.
    pub fn address(&self, row: RowId) -> &str {
        self.address.as_ref().map_or("", |column| column.get(row as usize))
    }
}
