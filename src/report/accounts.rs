//! Why does each pair of the review queue wait, in words? Made once for the queue and the workbook; on a night on which
//! nothing was sent no pair is weighed again, and they are taken from the last night's queue.

use rayon::prelude::*;

use super::kept::Kept;
use super::night::{Evidence, Night};
use super::read::read_columns;
use super::waterfall::without_values;
use crate::error::Result;
use crate::record::TextColumn;
use crate::score::Edge;

/// For each pair that waits its account. Neither text holds a value of the rows.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// In a sentence.
    sentences: TextColumn,
    /// Its waterfall as one short text.
    evidence: TextColumn,
}

impl Accounts {
    /// Takes them over where last night's queue stands; else there are none.
    ///
    /// # Errors
    /// When last night's queue cannot be read.
    pub(super) fn kept(kept: Option<&Kept>) -> Result<Accounts> {
        let Some(queue) = kept.and_then(|kept| kept.parquet("review_queue")) else {
            return Ok(Accounts::default());
        };
        let mut columns = read_columns(&queue, &[&["explanation"], &["evidence"]])?.into_iter();
        let mut next = || columns.next().unwrap_or_default();
        Ok(Accounts { sentences: next(), evidence: next() })
    }

    /// Makes them.
    pub(super) fn made(night: &Night<'_>, evidence: &Evidence<'_>) -> Accounts {
        let (comparer, scorer, language) = (evidence.comparer, evidence.scorer, evidence.language);
        let account = |pair: &Edge| {
            let said = without_values(night.people, comparer, scorer, [pair.a, pair.b], language);
            (said.sentence(language), said.short(language))
        };
        let made: Vec<(String, String)> = night.clusters.review.par_iter().map(account).collect();
        let mut accounts = Accounts::default();
        for (sentence, evidence) in &made {
            accounts.sentences.push(sentence);
            accounts.evidence.push(evidence);
        }
        accounts
    }

    /// Why a pair waits, in a sentence; empty where nobody knows.
    pub(super) fn sentence(&self, at: usize) -> &str {
        if at < self.sentences.len() { self.sentences.get(at) } else { "" }
    }

    /// What speaks for and against it, in short.
    pub(super) fn evidence(&self, at: usize) -> &str {
        if at < self.evidence.len() { self.evidence.get(at) } else { "" }
    }
}
