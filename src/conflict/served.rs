//! Which programmes serve each person tonight, and with how much a payment? Few lists of programmes repeat over many
//! persons, so each list stands once.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::programmes::Kind;
use super::standing::Standing;

/// One programme that serves a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Payment {
    /// Index into [`Conflicts::programmes`](super::Conflicts::programmes).
    pub programme: u8,
    /// Rupiah a payment over the person's rows in force, as far as known; none where no amount is known, and for base
    /// registers, which pay nothing.
    pub amount: Option<u64>,
}

/// The programmes of all persons: base registers and aid with a row in force, as coverage counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// For each person its list.
    pub of: Vec<u32>,
    /// The lists, each once, in the order of their first person; programmes in the order of the rules' file.
    pub lists: Vec<Vec<Payment>>,
}

/// Persons that are looked at in one go; the numbers of lists do not depend on who does it.
const RANGE: usize = 1 << 15;

/// Who is served by what.
pub(super) fn served(standing: &Standing<'_>) -> Served {
    let persons = standing.register.len();
    let parts: Vec<(Vec<Vec<Payment>>, Vec<u32>)> = (0..persons.div_ceil(RANGE))
        .into_par_iter()
        .map(|range| of_some(standing, range * RANGE..((range + 1) * RANGE).min(persons)))
        .collect();
    let mut served = Served { of: Vec::with_capacity(persons), lists: Vec::new() };
    let mut known: FxHashMap<Vec<Payment>, u32> = FxHashMap::default();
    for (lists, codes) in parts {
        let places: Vec<u32> = lists
            .into_iter()
            .map(|list| {
                *known.entry(list).or_insert_with_key(|list| {
                    served.lists.push(list.clone());
                    served.lists.len() as u32 - 1
                })
            })
            .collect();
        served.of.extend(codes.iter().map(|&code| places[code as usize]));
    }
    served
}

/// The lists of some persons, each once, and which of them each has.
fn of_some(standing: &Standing<'_>, persons: std::ops::Range<usize>) -> (Vec<Vec<Payment>>, Vec<u32>) {
    let mut known: FxHashMap<Vec<Payment>, u32> = FxHashMap::default();
    let (mut lists, mut codes) = (Vec::new(), Vec::with_capacity(persons.len()));
    let mut list: Vec<Payment> = Vec::new();
    for person in persons {
        list.clear();
        for &row in standing.register.rows_of(person as u32) {
            let programme = standing.programme(row);
            let kind = standing.programmes[programme].kind;
            if !matches!(kind, Kind::Base | Kind::Aid) || !standing.active(row) {
                continue;
            }
            let amount = standing.amount(row).filter(|_| kind == Kind::Aid);
            match list.iter_mut().find(|known| usize::from(known.programme) == programme) {
                Some(known) => {
                    known.amount = known.amount.map_or(amount, |sum| Some(sum + amount.unwrap_or(0)));
                }
                None => list.push(Payment { programme: programme as u8, amount }),
            }
        }
        list.sort_unstable_by_key(|payment| payment.programme);
        let code = match known.get(&list) {
            Some(&code) => code,
            None => {
                lists.push(list.clone());
                known.insert(list.clone(), lists.len() as u32 - 1);
                lists.len() as u32 - 1
            }
        };
        codes.push(code);
    }
    (lists, codes)
}
