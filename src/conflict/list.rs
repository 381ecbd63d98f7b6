//! In which order do conflicts stand, and what are they called? By class, rule, person and rows; what a rule, an office
//! or a sentence is called stands once for all conflicts.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::found::Part;
use super::standing::Standing;
use super::{Class, Conflict, Conflicts, RuleInForce};
use crate::record::{RosterId, RowId};

/// Puts what was found into one list.
pub(super) fn merge(standing: &Standing<'_>, mut parts: Vec<Part>) -> Conflicts {
    let mut conflicts = Conflicts {
        rules: standing.rules_in_force(),
        programmes: standing.programme_keys(),
        ..Conflicts::default()
    };
    let texts = texts(&mut parts);
    let order = order(&parts, &conflicts.rules);
    conflicts.list.reserve_exact(order.len());
    conflicts.rows.reserve_exact(parts.iter().map(|part| part.rows.len()).sum());
    for &(part, at) in &order {
        let part = &parts[part as usize];
        let conflict = part.list[at as usize];
        let rows = rows_of(part, &conflict);
        let start = conflicts.rows.len() as u32;
        conflicts.rows.extend_from_slice(rows);
        conflicts.list.push(Conflict { rows: (start, conflict.rows.1), ..conflict });
    }
    drop(parts);
    number(texts, &mut conflicts);
    part_equal(standing, &mut conflicts);
    conflicts
}

fn rows_of<'a>(part: &'a Part, conflict: &Conflict) -> &'a [RowId] {
    &part.rows[conflict.rows.0 as usize..][..usize::from(conflict.rows.1)]
}

/// Offices and sentences, each once.
struct Texts {
    offices: Vec<String>,
    messages: Vec<[String; 2]>,
}

/// Numbers offices and sentences over all parts.
fn texts(parts: &mut [Part]) -> Texts {
    let mut texts = Texts { offices: Vec::new(), messages: Vec::new() };
    let mut offices: FxHashMap<String, u32> = FxHashMap::default();
    let mut messages: FxHashMap<[String; 2], u32> = FxHashMap::default();
    for part in parts {
        let office: Vec<u32> = part
            .offices
            .drain(..)
            .map(|office| {
                *offices.entry(office).or_insert_with_key(|office| {
                    texts.offices.push(office.clone());
                    texts.offices.len() as u32 - 1
                })
            })
            .collect();
        let message: Vec<u32> = part
            .messages
            .drain(..)
            .map(|message| {
                *messages.entry(message).or_insert_with_key(|message| {
                    texts.messages.push(message.clone());
                    texts.messages.len() as u32 - 1
                })
            })
            .collect();
        for conflict in &mut part.list {
            conflict.office = office[conflict.office as usize];
            conflict.message = message[conflict.message as usize];
        }
    }
    texts
}

/// Numbers offices and sentences once more, in the order of the list, so that it does not matter which were found
/// tonight and which on an earlier night; what no conflict says any longer goes.
fn number(texts: Texts, conflicts: &mut Conflicts) {
    const NONE: u32 = u32::MAX;
    let (mut offices, mut messages) = (vec![NONE; texts.offices.len()], vec![NONE; texts.messages.len()]);
    let place = |known: &mut u32, next: &mut u32| {
        if *known == NONE {
            *known = *next;
            *next += 1;
        }
        *known
    };
    let (mut office, mut message) = (0, 0);
    for conflict in &mut conflicts.list {
        conflict.office = place(&mut offices[conflict.office as usize], &mut office);
        conflict.message = place(&mut messages[conflict.message as usize], &mut message);
    }
    conflicts.offices = in_order(texts.offices, &offices, office);
    conflicts.messages = in_order(texts.messages, &messages, message);
}

/// The texts that have a place, each at it.
fn in_order<T: Default + Clone>(texts: Vec<T>, places: &[u32], kept: u32) -> Vec<T> {
    let mut ordered = vec![T::default(); kept as usize];
    for (text, &place) in texts.into_iter().zip(places) {
        if let Some(slot) = ordered.get_mut(place as usize) {
            *slot = text;
        }
    }
    ordered
}

/// Every conflict by its part and place: by class, rule, person, rows and id. Few classes and rules hold many
/// conflicts, and within each they come nearly in order, so they are dealt out first and then sorted.
fn order(parts: &[Part], rules: &[RuleInForce]) -> Vec<(u32, u32)> {
    let mut by_key: Vec<usize> = (0..rules.len()).collect();
    by_key.sort_by_key(|&rule| &rules[rule].key);
    let mut ranks = vec![0; rules.len()];
    for (rank, &rule) in by_key.iter().enumerate() {
        ranks[rule] = rank + 1;
    }
    let mut dealt: Vec<Vec<(u32, u32)>> = vec![Vec::new(); Class::ALL.len() * (rules.len() + 1)];
    for (at, part) in parts.iter().enumerate() {
        for (place, conflict) in part.list.iter().enumerate() {
            let rank = conflict.rule.map_or(0, |rule| ranks[usize::from(rule)]);
            dealt[conflict.class as usize * (rules.len() + 1) + rank].push((at as u32, place as u32));
        }
    }
    dealt.par_iter_mut().for_each(|same| {
        same.sort_by(|&(part_a, a), &(part_b, b)| {
            let (part_a, part_b) = (&parts[part_a as usize], &parts[part_b as usize]);
            let (a, b) = (&part_a.list[a as usize], &part_b.list[b as usize]);
            let rows = || rows_of(part_a, a).cmp(rows_of(part_b, b));
            a.person.cmp(&b.person).then_with(rows).then_with(|| a.id.cmp(&b.id))
        });
    });
    dealt.concat()
}

/// Two conflicts of one class and subject that nothing lasting tells apart take the next free numbers, in the order
/// of their rows in the rosters.
fn part_equal(standing: &Standing<'_>, conflicts: &mut Conflicts) {
    let people = standing.people;
    let mut by_id: Vec<(u64, u32)> =
        conflicts.list.iter().enumerate().map(|(place, conflict)| (conflict.id, place as u32)).collect();
    by_id.par_sort_unstable();
    for same in by_id.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|&(_, place)| {
            let rows = conflicts.rows_of(&conflicts.list[place as usize]).iter();
            let mut proof: Vec<(RosterId, u32)> =
                rows.map(|&row| (people.roster[row as usize], people.row[row as usize])).collect();
            proof.sort_unstable();
            proof
        });
        for (step, &(id, place)) in same.iter().enumerate().skip(1) {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&id.to_le_bytes());
            hasher.update(&(step as u64).to_le_bytes());
            conflicts.list[place as usize].id = first_bytes(&hasher.finalize());
        }
    }
}

pub(super) fn first_bytes(hash: &blake3::Hash) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}
