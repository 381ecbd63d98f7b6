//! Which pairs wait, in which order, and which of them does an officer want to see? Ordered by what is at stake: rupiah by
//! how uncertain the verdict is, then uncertainty alone.

use std::collections::BTreeMap;

use super::decided::{OfPair, Snapshot};
use super::fields::Fields;
use super::layout::{cluster_address, pair_address};
use super::words::reason_code;
use crate::pipeline::{Doubt, Opened, WeakCluster};
use crate::region::{self, RegionId};
use crate::settings::Settings;
use crate::state::OpinionAnswer;

/// The pairs of a night.
pub(super) struct Queue {
    /// The most at stake first.
    pub(super) doubts: Vec<Doubt>,
    /// Regencies that occur, by code.
    pub(super) regencies: Vec<RegionId>,
    /// Districts that occur, by code.
    pub(super) districts: Vec<RegionId>,
    /// Programmes that occur, by name.
    pub(super) programmes: Vec<String>,
    /// Programme of each roster, in settings order.
    programme_of: Vec<String>,
}

/// How a pair stands, for who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Nobody has said anything that counts here.
    Waiting,
    /// It could not be told.
    Unsure,
    /// Decided.
    Decided,
    /// Two decisions in force say otherwise.
    Disputed,
}

/// The names of a filter's fields.
pub(super) const FILTER: [&str; 4] = ["wilayah", "program", "alasan", "keadaan"];

/// What an officer wants to see.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub(super) region: Option<RegionId>,
    pub(super) programme: String,
    pub(super) reason: String,
    /// `menunggu` (also when empty), `ragu`, `diputus`, `beda` or `semua`.
    pub(super) standing: String,
}

/// Whose eyes the standing is for.
#[derive(Clone, Copy)]
pub(super) struct Eyes<'a> {
    pub(super) officer: &'a str,
    pub(super) blind: bool,
}

impl Filter {
    pub(super) fn of(fields: &Fields) -> Filter {
        Filter {
            region: region::table().by_code(fields.get("wilayah")),
            programme: fields.get("program").to_owned(),
            reason: fields.get("alasan").to_owned(),
            standing: fields.get("keadaan").to_owned(),
        }
    }

    fn wants(&self, standing: Standing) -> bool {
        match self.standing.as_str() {
            "semua" => true,
            "ragu" => standing == Standing::Unsure,
            "diputus" => standing == Standing::Decided,
            "beda" => standing == Standing::Disputed,
            _ => standing == Standing::Waiting,
        }
    }
}

impl Queue {
    pub(super) fn of(opened: &Opened<'_>, settings: &Settings) -> Queue {
        let mut doubts = opened.doubts();
        doubts.sort_by(|x, y| {
            let stake = y.stake().total_cmp(&x.stake());
            stake.then(y.uncertainty().total_cmp(&x.uncertainty())).then(x.rows.cmp(&y.rows))
        });
        let table = region::table();
        let places = doubts.iter().filter_map(|doubt| doubt.place);
        let by_code = |regions: BTreeMap<String, RegionId>| regions.into_values().collect::<Vec<_>>();
        let regencies = places.clone().filter_map(|place| table.regency_of(place));
        let districts = places.filter_map(|place| table.district_of(place));
        let regencies = by_code(regencies.map(|place| (table.code(place), place)).collect());
        let districts = by_code(districts.map(|place| (table.code(place), place)).collect());
        let programme_of: Vec<String> =
            settings.rosters.iter().map(|roster| roster.programme.clone()).collect();
        let mut programmes: Vec<String> = doubts
            .iter()
            .flat_map(|doubt| doubt.rosters)
            .filter_map(|roster| programme_of.get(roster).cloned())
            .collect();
        programmes.sort_unstable();
        programmes.dedup();
        Queue { doubts, regencies, districts, programmes, programme_of }
    }

    /// The programme of a roster.
    pub(super) fn programme(&self, roster: usize) -> &str {
        self.programme_of.get(roster).map_or("", String::as_str)
    }

    /// Places of the pairs that are wanted, in order.
    pub(super) fn wanted(&self, filter: &Filter, decided: &Snapshot, eyes: Eyes<'_>) -> Vec<usize> {
        let wanted = self.doubts.iter().enumerate().filter(|(_, doubt)| {
            self.is_of(filter, doubt) && filter.wants(standing_of(doubt, decided, eyes))
        });
        wanted.map(|(place, _)| place).collect()
    }

    fn is_of(&self, filter: &Filter, doubt: &Doubt) -> bool {
        let table = region::table();
        let here =
            |outer: RegionId| doubt.place.is_some_and(|place| place == outer || table.contains(outer, place));
        filter.region.is_none_or(here)
            && (filter.programme.is_empty()
                || doubt.rosters.iter().any(|roster| self.programme(*roster) == filter.programme))
            && (filter.reason.is_empty() || reason_code(doubt.reason) == filter.reason)
    }

    /// The place of a pair, in either order of its rows, or of the cluster that holds both.
    pub(super) fn place(&self, [a, b]: [&str; 2]) -> Option<usize> {
        let pair = self.doubts.iter().position(|doubt| {
            let [x, y] = doubt.cited.each_ref().map(String::as_str);
            doubt.cluster.is_none() && ((x, y) == (a, b) || (x, y) == (b, a))
        });
        pair.or_else(|| self.place_of_cluster(a).filter(|place| self.place_of_cluster(b) == Some(*place)))
    }

    /// The place of the cluster that a row is in.
    pub(super) fn place_of_cluster(&self, row: &str) -> Option<usize> {
        let holds = |cluster: &WeakCluster| cluster.cited.iter().any(|cited| cited == row);
        self.doubts.iter().position(|doubt| doubt.cluster.as_ref().is_some_and(holds))
    }

    /// The page of a place: of a pair, or of a cluster.
    pub(super) fn address(&self, place: usize, query: &str) -> String {
        let doubt = &self.doubts[place];
        let cited = doubt.cited.each_ref().map(String::as_str);
        if doubt.cluster.is_some() { cluster_address(cited[0], query) } else { pair_address(cited, query) }
    }
}

/// How a pair or a cluster stands. A cluster stands as its weak rows do: each with some other row of it.
pub(super) fn standing_of(doubt: &Doubt, decided: &Snapshot, eyes: Eyes<'_>) -> Standing {
    let Some(cluster) = &doubt.cluster else { return standing(decided.pair(doubt.uids), eyes) };
    let mut all = Standing::Decided;
    for &weak in &cluster.weak {
        let others = cluster.members.iter().filter(|other| **other != weak);
        let of_row = others.map(|&other| standing(decided.pair([weak, other]), eyes));
        // Of what is said of one row, what says most counts; of the rows, the one of which least is said.
        match of_row.max().unwrap_or(Standing::Waiting) {
            Standing::Disputed => return Standing::Disputed,
            stands => all = all.min(stands),
        }
    }
    all
}

/// How a pair stands. Who looks blindly sees only what they said themselves.
pub(super) fn standing(known: Option<&OfPair>, eyes: Eyes<'_>) -> Standing {
    let Some(known) = known else { return Standing::Waiting };
    let mut own = known.opinions.iter().rev().filter(|opinion| opinion.by == eyes.officer);
    if eyes.blind {
        return match own.next().map(|opinion| opinion.answer) {
            None => Standing::Waiting,
            Some(OpinionAnswer::Unsure) => Standing::Unsure,
            Some(_) => Standing::Decided,
        };
    }
    let verdicts: Vec<_> = known.decisions.iter().map(|decision| decision.verdict).collect();
    match verdicts.split_first() {
        Some((first, rest)) if rest.iter().any(|other| other != first) => Standing::Disputed,
        Some(_) => Standing::Decided,
        None if known.opinions.iter().any(|opinion| opinion.answer == OpinionAnswer::Unsure) => {
            Standing::Unsure
        }
        None => Standing::Waiting,
    }
}
