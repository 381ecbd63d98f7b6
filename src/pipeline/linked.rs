//! What do the later stages ask of a linkage? The persons, what lies between them, and what pairs were judged by: of a
//! linkage of tonight, or of the last night's when nothing has changed since.

use std::sync::Arc;

use jiff::civil::Date;

use super::linking::Linkage;
use super::options::{compare_options, roster_sizes};
use crate::block::Order;
use crate::cluster::{Constraints, Quality};
use crate::compare::{Comparer, Relatives};
use crate::score::{Model, Scorer};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::Found;

/// A linkage that is over.
pub(super) struct Linked<'a> {
    /// What it came to.
    pub(super) found: Found,
    /// The model used.
    pub(super) model: Model,
    /// Pairs that were compared tonight.
    pub(super) compared: u64,
    /// What officers have decided of tonight's rows.
    pub(super) decided: Constraints,
    /// What pairs were judged by, until it is taken; of a linkage of the last night it is made then.
    judges: Option<Judges<'a>>,
    people: &'a People,
    settings: &'a Settings,
    date: Date,
}

/// What pairs are judged by.
pub(super) struct Judges<'a> {
    /// The rows made comparable.
    pub(super) comparer: Comparer<'a>,
    /// The model laid out for these rosters.
    pub(super) scorer: Scorer,
}

impl<'a> Judges<'a> {
    /// What the pairs of a linkage that is over were judged by; `relatives` is the person of each row by its first
    /// clustering, empty when families were not asked.
    pub(super) fn again(
        people: &'a People,
        relatives: &[u32],
        model: &Model,
        settings: &Settings,
        date: Date,
    ) -> Judges<'a> {
        let order = Arc::new(Order::new(people));
        let comparer = Comparer::in_order(people, order, &model.frequencies, &compare_options(date));
        let comparer = match relatives {
            [] => comparer,
            _ => comparer.with_relatives(Relatives::new(people, relatives.to_vec())),
        };
        let scorer = Scorer::new(model, &comparer.comparisons(), &roster_sizes(settings, people));
        Judges { comparer, scorer }
    }
}

impl<'a> Linked<'a> {
    /// Closes a linkage of tonight: forgets the edges that were kept as likely family alone.
    pub(super) fn tonight(
        mut linkage: Linkage<'a>,
        quality: Option<Quality>,
        (people, settings, date): (&'a People, &'a Settings, Date),
    ) -> Linked<'a> {
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
        let judges = Some(Judges { comparer, scorer });
        let decided = Constraints::default();
        Linked { found, model, compared, decided, judges, people, settings, date }
    }

    /// The linkage of the last night once more, over the same rows.
    pub(super) fn again(
        people: &'a People,
        found: Found,
        model: Model,
        settings: &'a Settings,
        date: Date,
    ) -> Linked<'a> {
        let decided = Constraints::default();
        Linked { found, model, compared: 0, decided, judges: None, people, settings, date }
    }

    /// What pairs were judged by, for whoever asks: once, as the rows made comparable are the largest thing of a linkage.
    /// Whoever asks again has it made again.
    pub(super) fn judges(&mut self) -> Judges<'a> {
        self.judges.take().unwrap_or_else(|| {
            Judges::again(self.people, &self.found.relatives, &self.model, self.settings, self.date)
        })
    }
}
