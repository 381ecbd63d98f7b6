//! What do the later stages ask of a linkage? The persons, what lies between them, and what pairs were judged by: of a
//! linkage of tonight, or of the last night's when nothing has changed since.

use std::sync::Arc;

use jiff::civil::Date;

use super::linking::{EDGE_FLOOR, Linkage};
use super::options::{compare_options, roster_sizes};
use crate::block::Order;
use crate::cluster::{Constraints, Quality};
use crate::compare::{Comparer, Relatives};
use crate::report::{self, ScoredPairs};
use crate::score::{Model, Scorer};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::Found;

/// A linkage that is over.
pub(super) struct Linked<'a> {
    /// What it came to.
    pub(super) found: Found,
    /// The rows made comparable.
    pub(super) comparer: Comparer<'a>,
    /// The model used.
    pub(super) model: Model,
    /// The model laid out for these rosters.
    pub(super) scorer: Scorer,
    /// Pairs that were compared tonight.
    pub(super) compared: u64,
    /// What officers have decided of tonight's rows.
    pub(super) decided: Constraints,
}

impl<'a> Linked<'a> {
    /// Closes a linkage of tonight: forgets which rows met, and the edges that were kept as likely family alone.
    pub(super) fn tonight(mut linkage: Linkage<'a>, quality: Option<Quality>) -> Linked<'a> {
        linkage.candidates.forget_pairs();
        let all_edges = linkage.keep_listed() as u64;
        let Linkage {
            candidates,
            comparer,
            model,
            scorer,
            pairs,
            compared,
            edges,
            clusters,
            second_pass,
            ..
        } = linkage;
        let found = Found {
            clusters,
            edges,
            all_edges,
            pairs,
            relatives: comparer.first_persons().to_vec(),
            passes: candidates.reports,
            not_compared: candidates.not_compared,
            without_key: candidates.without_key,
            second_pass,
            quality,
        };
        Linked { found, comparer, model, scorer, compared, decided: Constraints::default() }
    }

    /// The linkage of the last night once more, over the same rows.
    pub(super) fn again(
        people: &'a People,
        mut found: Found,
        model: Model,
        settings: &Settings,
        date: Date,
    ) -> Linked<'a> {
        let order = Arc::new(Order::new(people));
        let comparer = Comparer::in_order(people, order, &model.frequencies, &compare_options(date));
        let relatives = std::mem::take(&mut found.relatives);
        let comparer = if relatives.is_empty() {
            comparer
        } else {
            comparer.with_relatives(Relatives::new(people, relatives))
        };
        let scorer = Scorer::new(&model, &comparer.comparisons(), &roster_sizes(settings, people));
        Linked { found, comparer, model, scorer, compared: 0, decided: Constraints::default() }
    }

    /// What pairs were judged by, for explanations.
    pub(super) fn evidence(&self, language: report::Language) -> report::Evidence<'_> {
        report::Evidence { comparer: &self.comparer, scorer: &self.scorer, language }
    }

    /// What was weighed, as `pairs.parquet` lists it.
    pub(super) fn scored_pairs(&self) -> ScoredPairs<'_> {
        ScoredPairs {
            edges: &self.found.edges,
            floor: EDGE_FLOOR,
            comparer: &self.comparer,
            scorer: &self.scorer,
        }
    }
}
