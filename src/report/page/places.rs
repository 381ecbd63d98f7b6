//! Where do the conflicts lie? Counted by class in every village, summed to districts and regencies; the page shows the
//! places with the most, and sums the rest, so that a national night is no larger than a regency's can be.

use std::collections::BTreeMap;

use crate::conflict::Class;
use crate::error::Severity;
use crate::region::{self, Level, RegionId};
use crate::report::findings::is_dismissed;
use crate::report::night::Night;

/// Classes of conflict.
pub(super) const CLASSES: usize = Class::ALL.len();

/// What lies in a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Conflicts by class.
    pub classes: [u64; CLASSES],
    /// Of them, the serious ones.
    pub serious: u64,
    /// Persons that they are about.
    pub persons: u64,
    /// Rupiah at risk a payment: each person once, with its largest amount.
    pub amount: u64,
}

impl Tally {
    pub fn conflicts(&self) -> u64 {
        self.classes.iter().sum()
    }

    pub fn add(&mut self, other: &Tally) {
        for (sum, more) in self.classes.iter_mut().zip(&other.classes) {
            *sum += more;
        }
        self.serious += other.serious;
        self.persons += other.persons;
        self.amount += other.amount;
    }
}

/// A place, and the places in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// None for what is not known at this level.
    pub region: Option<RegionId>,
    pub tally: Tally,
    /// Of most conflicts first.
    pub within: Vec<Place>,
}

/// Regencies with their districts with their villages, of most conflicts first.
pub(super) fn by_place(night: &Night<'_>) -> Vec<Place> {
    let mut tree: BTreeMap<[Option<RegionId>; 3], Tally> = BTreeMap::new();
    for (home, tally) in by_home(night) {
        tree.entry(path(home)).or_default().add(&tally);
    }
    let villages: Vec<([Option<RegionId>; 3], Tally)> = tree.into_iter().collect();
    level(&villages, 0)
}

/// Regency, district and village of a residence, as far as known.
fn path(home: Option<RegionId>) -> [Option<RegionId>; 3] {
    let above = |level| home.and_then(|home| region::table().ancestor(home, level));
    [above(Level::Regency), above(Level::District), above(Level::Village)]
}

/// The places of one level; the paths below are in order.
fn level(villages: &[([Option<RegionId>; 3], Tally)], depth: usize) -> Vec<Place> {
    if depth == 3 {
        return Vec::new();
    }
    let mut places: Vec<Place> = villages
        .chunk_by(|(a, _), (b, _)| a[depth] == b[depth])
        .map(|inside| {
            let mut tally = Tally::default();
            inside.iter().for_each(|(_, more)| tally.add(more));
            Place { region: inside[0].0[depth], tally, within: level(inside, depth + 1) }
        })
        .collect();
    // Stable: equal ones stay in the order of their codes.
    places.sort_by_key(|place| std::cmp::Reverse(place.tally.conflicts()));
    places
}

/// Every residence that has a conflict, at the finest level known, in the order of codes.
fn by_home(night: &Night<'_>) -> Vec<(Option<RegionId>, Tally)> {
    let regions = region::table().len();
    let slot = |home: Option<RegionId>| home.map_or(0, |home| home.index() + 1);
    let mut tallies: Vec<Option<Box<Tally>>> = vec![None; regions + 1];
    // One more than the largest amount of each person; 0 where it has no conflict.
    let mut largest = vec![0u64; night.register.len()];
    let mut homes: Vec<Option<RegionId>> = Vec::new();
    for (at, conflict) in night.conflicts.list.iter().enumerate() {
        if is_dismissed(night, at) {
            continue;
        }
        let home = night.residence(conflict.person);
        let tally = tallies[slot(home)].get_or_insert_with(|| {
            homes.push(home);
            Box::default()
        });
        tally.classes[conflict.class as usize] += 1;
        tally.serious += u64::from(conflict.severity == Severity::Serious);
        let largest = &mut largest[conflict.person as usize];
        *largest = (*largest).max(conflict.amount.unwrap_or(0).saturating_add(1));
    }
    for (person, &amount) in largest.iter().enumerate().filter(|(_, amount)| **amount > 0) {
        if let Some(tally) = &mut tallies[slot(night.residence(person as u32))] {
            tally.persons += 1;
            tally.amount += amount - 1;
        }
    }
    homes.sort_unstable();
    homes.into_iter().filter_map(|home| Some((home, *tallies[slot(home)].take()?))).collect()
}

/// The first places, and what the others come to.
pub(super) fn cut(places: &[Place], most: usize) -> (&[Place], Option<(usize, Tally)>) {
    // A line that sums one place is no shorter than that place.
    if places.len() <= most + 1 {
        return (places, None);
    }
    let (shown, rest) = places.split_at(most);
    let mut tally = Tally::default();
    rest.iter().for_each(|place| tally.add(&place.tally));
    (shown, Some((rest.len(), tally)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn village(code: &str, count: u64) -> ([Option<RegionId>; 3], Tally) {
        let mut tally = Tally { amount: 10 * count, persons: count, ..Tally::default() };
        tally.classes[0] = count;
        (path(region::table().by_code(code)), tally)
    }

    #[test]
    fn every_conflict_is_in_one_village_one_district_one_regency() {
        let mut villages = vec![
            village("33.14.01.2001", 2),
            village("33.14.01", 5),
            village("33.14.02.2001", 9),
            village("33.13", 1),
        ];
        villages.push(([None; 3], village("33.14", 4).1));
        villages.sort_by_key(|(path, _)| *path);
        let regencies = level(&villages, 0);
        let counts: Vec<u64> = regencies.iter().map(|place| place.tally.conflicts()).collect();
        assert_eq!(counts, [16, 4, 1]);
        let districts = &regencies[0].within;
        assert_eq!(districts.iter().map(|place| place.tally.conflicts()).collect::<Vec<_>>(), [9, 7]);
        // Those whose village is not known stand beside the villages.
        assert_eq!(districts[1].within.iter().filter(|place| place.region.is_none()).count(), 1);
        assert_eq!(regencies[1].region, None);
    }

    #[test]
    fn what_is_not_shown_is_summed() {
        let one = |count| Place { tally: village("33.14", count).1, ..Place::default() };
        let places = [one(9), one(5), one(3), one(1)];
        let (shown, rest) = cut(&places, 2);
        assert_eq!((shown.len(), rest.map(|(count, tally)| (count, tally.conflicts()))), (2, Some((2, 4))));
        assert_eq!(cut(&places, 3).1, None);
    }
}
