//! What do the later stages ask of a linkage? The persons, what lies between them, and what pairs were judged by: of a
//! linkage of tonight, or of the last night's when nothing has changed since.

use std::sync::{Arc, OnceLock};

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
    /// The model used.
    pub(super) model: Model,
    /// Pairs that were compared tonight.
    pub(super) compared: u64,
    /// What officers have decided of tonight's rows.
    pub(super) decided: Constraints,
    /// What pairs were judged by; of a linkage of the last night it is made when somebody asks.
    judges: OnceLock<Judges<'a>>,
    people: &'a People,
    settings: &'a Settings,
    date: Date,
}

/// What pairs are judged by.
struct Judges<'a> {
    /// The rows made comparable.
    comparer: Comparer<'a>,
    /// The model laid out for these rosters.
    scorer: Scorer,
}

impl<'a> Linked<'a> {
    /// Closes a linkage of tonight: forgets which rows met, and the edges that were kept as likely family alone.
    pub(super) fn tonight(
        mut linkage: Linkage<'a>,
        quality: Option<Quality>,
        (people, settings, date): (&'a People, &'a Settings, Date),
    ) -> Linked<'a> {
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
        let judges = OnceLock::from(Judges { comparer, scorer });
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
        let (decided, judges) = (Constraints::default(), OnceLock::new());
        Linked { found, model, compared: 0, decided, judges, people, settings, date }
    }

    fn judges(&self) -> &Judges<'a> {
        self.judges.get_or_init(|| {
            let order = Arc::new(Order::new(self.people));
            let options = compare_options(self.date);
            let comparer = Comparer::in_order(self.people, order, &self.model.frequencies, &options);
            let relatives = &self.found.relatives;
            let comparer = if relatives.is_empty() {
                comparer
            } else {
                comparer.with_relatives(Relatives::new(self.people, relatives.clone()))
            };
            let sizes = roster_sizes(self.settings, self.people);
            let scorer = Scorer::new(&self.model, &comparer.comparisons(), &sizes);
            Judges { comparer, scorer }
        })
    }

    /// What pairs were judged by, for explanations.
    pub(super) fn evidence(&self, language: report::Language) -> report::Evidence<'_> {
        let Judges { comparer, scorer } = self.judges();
        report::Evidence { comparer, scorer, language }
    }

    /// What was weighed, as `pairs.parquet` lists it.
    pub(super) fn scored_pairs(&self) -> ScoredPairs<'_> {
        let Judges { comparer, scorer } = self.judges();
        ScoredPairs { edges: &self.found.edges, floor: EDGE_FLOOR, comparer, scorer }
    }
}
