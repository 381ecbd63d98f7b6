//! Who is new, gone or back, and whose values, family or programmes changed? Tonight's persons beside yesterday's.

use rustc_hash::{FxHashMap, FxHashSet};

use super::join::{Joined, NEW, join_ids};
use super::prints::Prints;
use super::{About, Changes, Kind, Line, Who};
use crate::register::{Chosen, Ids, Lineage, LineageKind};

/// A person's programmes by key, ascending, with rupiah a payment as far as known.
pub type Payments = Vec<(String, Option<u64>)>;

/// Everybody in a register as another night needs to know them; all columns are equally long.
#[derive(Clone, Debug, Default)]
pub struct Persons {
    /// Ids, in the order of that night's register.
    pub ids: Ids,
    /// Family id of each.
    pub families: Ids,
    /// Prints of the chosen values.
    pub prints: Vec<Prints>,
    /// Which of the lists each is served by.
    pub served: Vec<u32>,
    /// Lists of programmes, each once.
    pub lists: Vec<Payments>,
    /// The night that gave each id.
    pub since: Vec<u32>,
}

/// Tonight's persons, as far as they are compared.
pub(super) struct Side<'a> {
    pub ids: &'a Ids,
    pub family: &'a (dyn Fn(usize) -> &'a str + Sync),
    pub prints: &'a [Prints],
    pub served: &'a [u32],
    pub lists: &'a [Payments],
    pub lineage: &'a [Lineage],
    /// Number of the night.
    pub number: u32,
    /// Ids that were gone yesterday and known before, with the night that gave them.
    pub once: &'a [(String, u32)],
}

impl Persons {
    /// The persons as they are compared with those of a night before.
    pub(super) fn side<'a>(
        &'a self,
        family: &'a (dyn Fn(usize) -> &'a str + Sync),
        lineage: &'a [Lineage],
        number: u32,
    ) -> Side<'a> {
        Side {
            ids: &self.ids,
            family,
            prints: &self.prints,
            served: &self.served,
            lists: &self.lists,
            lineage,
            number,
            once: &[],
        }
    }
}

/// Adds what changed about persons; gives the night that gave each of tonight's ids.
pub(super) fn compare(old: &Persons, new: &Side<'_>, changes: &mut Changes) -> Vec<u32> {
    let joined = if old.ids == *new.ids {
        Joined { before: (0..new.ids.len() as u32).collect(), gone: Vec::new() }
    } else {
        join_ids(&old.ids, new.ids)
    };
    let since = come_and_gone(old, new, &joined, changes);
    let lists = same_lists(&old.lists, new.lists);
    let mut others: Vec<(u32, u32)> = Vec::new();
    for (person, &before) in joined.before.iter().enumerate() {
        if before == NEW {
            continue;
        }
        let was = before as usize;
        let before_lines = changes.list.len();
        if old.prints[was] != new.prints[person] {
            for (field, chosen) in Chosen::ALL.into_iter().enumerate() {
                if old.prints[was][field] != new.prints[person][field] {
                    let line = Line::changed(person, About::Chosen(chosen));
                    changes.list.push(Line { unread: Some(before), ..line });
                }
            }
        }
        let (family_before, family) = (&old.families[was], (new.family)(person));
        if family_before != family {
            let texts = (changes.text(family_before), changes.text(family));
            changes.list.push(Line {
                before: texts.0,
                after: texts.1,
                ..Line::changed(person, About::Family)
            });
            changes.totals.family_changed += 1;
        }
        changes.totals.changed += u64::from(changes.list.len() > before_lines);
        if lists.get(old.served[was] as usize).copied().flatten() != Some(new.served[person]) {
            others.push((before, person as u32));
        }
    }
    Programmes { old, new, joined: &joined, kin: kin(new.lineage) }.compare(&others, changes);
    since
}

/// BARU, KEMBALI, HILANG, GABUNG and PISAH.
fn come_and_gone(old: &Persons, new: &Side<'_>, joined: &Joined, changes: &mut Changes) -> Vec<u32> {
    let of = |kind: LineageKind| new.lineage.iter().filter(move |lineage| lineage.kind == kind);
    let split: FxHashSet<&str> = of(LineageKind::Split).map(|lineage| lineage.new.as_str()).collect();
    let merged: FxHashSet<&str> = of(LineageKind::Merged).map(|lineage| lineage.old.as_str()).collect();
    let once: FxHashMap<&str, u32> = new.once.iter().map(|(id, since)| (id.as_str(), *since)).collect();
    let mut since = vec![new.number; new.ids.len()];
    let (mut fresh, mut back) = (Vec::new(), Vec::new());
    for (person, &before) in joined.before.iter().enumerate() {
        if before != NEW {
            since[person] = old.since[before as usize];
        } else if let Some(&night) = once.get(&new.ids[person]) {
            since[person] = night;
            back.push(person);
        } else if !split.contains(&new.ids[person]) {
            fresh.push(person);
        }
    }
    changes.totals.new += fresh.len() as u64;
    changes.totals.back += back.len() as u64;
    changes.list.extend(fresh.into_iter().map(|person| Line::about(Kind::New, Who::Tonight(person as u32))));
    changes.list.extend(back.into_iter().map(|person| Line::about(Kind::Back, Who::Tonight(person as u32))));
    for &place in &joined.gone {
        let id = &old.ids[place as usize];
        if !merged.contains(id) {
            changes.totals.gone += 1;
            let text = changes.text(id);
            changes.gone.push((text, old.since[place as usize]));
            changes.list.push(Line::about(Kind::Gone, Who::Gone(text)));
        }
    }
    for (kind, lineage_kind) in [(Kind::Merged, LineageKind::Merged), (Kind::Split, LineageKind::Split)] {
        for lineage in of(lineage_kind) {
            let is_person = lineage.old.starts_with('P');
            let total = match (kind, is_person) {
                (Kind::Merged, true) => &mut changes.totals.merged,
                (Kind::Merged, false) => &mut changes.totals.families_merged,
                (_, true) => &mut changes.totals.split,
                (_, false) => &mut changes.totals.families_split,
            };
            *total += 1;
            let (before, after) = (changes.text(&lineage.old), changes.text(&lineage.new));
            // The line is about the id that stands in tonight's register.
            let who = if is_person { Who::Gone(after) } else { Who::Nobody };
            let about = if is_person { About::Person } else { About::Family };
            changes.list.push(Line { about, before, after, ..Line::about(kind, who) });
        }
    }
    since
}

/// For each of yesterday's lists the same one among tonight's.
fn same_lists(old: &[Payments], new: &[Payments]) -> Vec<Option<u32>> {
    let places: FxHashMap<&Payments, u32> = new.iter().zip(0..).collect();
    old.iter().map(|list| places.get(list).copied()).collect()
}

/// For each id in tonight's lineage of persons all ids that it hangs together with.
fn kin(lineage: &[Lineage]) -> FxHashMap<&str, Vec<&str>> {
    let mut group: FxHashMap<&str, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for Lineage { old, new, .. } in lineage.iter().filter(|lineage| lineage.old.starts_with('P')) {
        let [a, b] = [old.as_str(), new.as_str()].map(|id| {
            *group.entry(id).or_insert_with(|| {
                groups.push(vec![id]);
                groups.len() - 1
            })
        });
        if a != b {
            let moved = std::mem::take(&mut groups[b]);
            moved.iter().for_each(|&id| _ = group.insert(id, a));
            groups[a].extend(moved);
        }
    }
    group.into_iter().map(|(id, at)| (id, groups[at].clone())).collect()
}

/// Who entered and left programmes.
struct Programmes<'a, 's> {
    old: &'a Persons,
    new: &'a Side<'s>,
    joined: &'a Joined,
    kin: FxHashMap<&'s str, Vec<&'s str>>,
}

/// Persons by id, those that lineage speaks of alone.
type Places<'a> = FxHashMap<&'a str, usize>;

impl Programmes<'_, '_> {
    /// Adds the entries of everybody, then the exits, then what is paid otherwise. `others` are persons of both nights
    /// whose lists differ. Ids that hang together count as one: who comes out of a split, or goes into another, brings
    /// the programmes along.
    fn compare(&self, others: &[(u32, u32)], changes: &mut Changes) {
        let (old, new) = (self.old, self.new);
        let places = |ids: &Ids| -> Vec<(usize, String)> {
            if self.kin.is_empty() {
                return Vec::new();
            }
            let all = ids.iter().enumerate().filter(|(_, id)| self.kin.contains_key(id));
            all.map(|(place, id)| (place, id.to_owned())).collect()
        };
        let (olds, news) = (places(&old.ids), places(new.ids));
        let olds: Places<'_> = olds.iter().map(|(place, id)| (id.as_str(), *place)).collect();
        let news: Places<'_> = news.iter().map(|(place, id)| (id.as_str(), *place)).collect();
        let of_kin = |id: &str, key: &str, night: &Places<'_>, served: &[u32], lists: &[Payments]| -> bool {
            self.kin.get(id).is_some_and(|kin| {
                let persons = kin.iter().filter_map(|id| night.get(id));
                persons.map(|&at| &lists[served[at] as usize]).any(|list| amount_in(list, key).is_some())
            })
        };
        let new_list = |person: usize| &new.lists[new.served[person] as usize];
        let old_list = |place: usize| &old.lists[old.served[place] as usize];

        let none = Payments::new();
        let fresh = self.joined.before.iter().enumerate().filter(|(_, before)| **before == NEW);
        let mut entered: Vec<(usize, &Payments)> = fresh.map(|(person, _)| (person, &none)).collect();
        entered.extend(others.iter().map(|&(was, person)| (person as usize, old_list(was as usize))));
        entered.sort_unstable_by_key(|(person, _)| *person);
        for (person, before) in entered {
            for (key, amount) in new_list(person) {
                let known = amount_in(before, key).is_some()
                    || of_kin(&new.ids[person], key, &olds, &old.served, &old.lists);
                if !known {
                    changes.programme(Kind::Entered, Who::Tonight(person as u32), key, *amount);
                }
            }
        }

        let mut left: Vec<(usize, Option<usize>)> =
            self.joined.gone.iter().map(|&place| (place as usize, None)).collect();
        left.extend(others.iter().map(|&(was, person)| (was as usize, Some(person as usize))));
        left.sort_unstable();
        for &(place, person) in &left {
            let after = person.map_or(&none, new_list);
            for (key, amount) in old_list(place) {
                let known = amount_in(after, key).is_some()
                    || of_kin(&old.ids[place], key, &news, new.served, new.lists);
                if !known {
                    let who = match person {
                        Some(person) => Who::Tonight(person as u32),
                        None => Who::Gone(changes.text(&old.ids[place])),
                    };
                    changes.programme(Kind::Left, who, key, *amount);
                }
            }
        }
        for &(was, person) in others {
            if self.kin.contains_key(&new.ids[person as usize]) {
                continue;
            }
            for (key, amount) in new_list(person as usize) {
                let before = amount_in(old_list(was as usize), key);
                if let Some(before) = before.filter(|before| before != amount) {
                    changes.paid_otherwise(person, key, before, *amount);
                }
            }
        }
    }
}

/// What a list says of a programme: none where it is not on it.
fn amount_in(list: &Payments, key: &str) -> Option<Option<u64>> {
    list.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok().map(|at| list[at].1)
}

impl Line {
    fn changed(person: usize, about: About) -> Line {
        Line { about, ..Line::about(Kind::Changed, Who::Tonight(person as u32)) }
    }
}
