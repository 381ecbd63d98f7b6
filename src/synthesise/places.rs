//! Where do synthetic people live? Chooses villages of the asked regencies, as many as the number of people
//! fills, each with a share of them. The region table itself is `crate::region`'s.

use crate::region::{Kind, Level, RegionId, RegionTable, table};

use super::words::Words;

/// Fewer people than this to a village and nobody has a neighbour of the same name, which no real list knows.
const PEOPLE_PER_VILLAGE: u64 = 400;
/// Whole districts are rarely covered by a small run; this many villages of one are taken before the next.
const VILLAGES_PER_DISTRICT: usize = 8;

/// A village with everything a roster may say about it.
#[derive(Clone, Debug)]
pub(super) struct Village {
    /// Ten digits.
    pub(super) code: u64,
    /// Whether it is a kelurahan.
    pub(super) urban: bool,
    pub(super) name: &'static str,
    pub(super) district: &'static str,
    /// "Sragen", without its kind.
    pub(super) regency: &'static str,
    pub(super) city: bool,
    pub(super) province: &'static str,
}

impl Village {
    /// Six digits.
    pub(super) fn district_code(&self) -> u32 {
        (self.code / 10_000) as u32
    }

    /// Four digits.
    pub(super) fn regency_code(&self) -> u32 {
        (self.code / 1_000_000) as u32
    }
}

/// Villages of one district and how many people to make there.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    /// Indices into [`Places::villages`].
    pub(super) villages: std::ops::Range<usize>,
    pub(super) people: u64,
}

/// All places of a run.
pub(super) struct Places {
    pub(super) villages: Vec<Village>,
    /// One a district, in code order.
    pub(super) settlements: Vec<Settlement>,
    /// District codes of the whole country: where strangers were first registered.
    pub(super) elsewhere: Vec<u32>,
}

impl Places {
    /// Settles `people` in `regencies` (4-digit codes), by their real population.
    pub(super) fn choose(regencies: &[u32], people: u64) -> Places {
        let table = table();
        let known: Vec<RegionId> =
            regencies.iter().filter_map(|code| table.by_number(Level::Regency, u64::from(*code))).collect();
        let words = Words::get();
        let total: f64 = known.iter().map(|id| weight(words, table, *id)).sum();
        let mut places = Places {
            villages: Vec::new(),
            settlements: Vec::new(),
            elsewhere: table.all(Level::District).iter().map(|id| table.number(*id) as u32).collect(),
        };
        let mut placed = 0.0;
        let mut given = 0;
        for regency in known {
            placed += weight(words, table, regency) / total * people as f64;
            let share = (placed.round() as u64).saturating_sub(given);
            given += share;
            places.settle(table, regency, share);
        }
        places
    }

    /// Spreads `people` over as many villages of a regency as they fill.
    fn settle(&mut self, table: &RegionTable, regency: RegionId, people: u64) {
        let wanted = (people / PEOPLE_PER_VILLAGE).max(2) as usize;
        let all = table.within(regency, Level::Village).len();
        let per_district =
            if wanted * 2 > all { usize::MAX } else { VILLAGES_PER_DISTRICT.min(wanted.div_ceil(2)) };
        let districts: Vec<RegionId> = table.children(regency).collect();
        let mut taken: Vec<(usize, Vec<RegionId>)> = Vec::new();
        let mut count = 0;
        // Districts are taken at even steps through the regency, so that a small run is not one corner of it.
        let step = (districts.len() * per_district.min(16) / wanted.max(1)).clamp(1, districts.len().max(1));
        for offset in 0..step {
            for (place, district) in districts.iter().enumerate().skip(offset).step_by(step) {
                if count >= wanted {
                    break;
                }
                let villages: Vec<RegionId> =
                    table.within(*district, Level::Village).iter().copied().take(per_district).collect();
                count += villages.len();
                taken.push((place, villages));
            }
        }
        taken.sort();
        let (mut placed, mut given) = (0, 0);
        for (_, villages) in taken {
            let start = self.villages.len();
            placed += villages.len() as u64;
            self.villages.extend(villages.iter().filter_map(|id| village(table, *id)));
            let up_to = people * placed / count.max(1) as u64;
            self.settlements.push(Settlement { villages: start..self.villages.len(), people: up_to - given });
            given = up_to;
        }
    }
}

/// A small regency gets more than its share, so that a small run shows it at all.
fn weight(words: &Words, table: &RegionTable, regency: RegionId) -> f64 {
    f64::from(words.thousands(table.number(regency) as u32)).powf(0.75)
}

fn village(table: &RegionTable, id: RegionId) -> Option<Village> {
    let district = table.parent(id)?;
    let regency = table.parent(district)?;
    let province = table.parent(regency)?;
    Some(Village {
        code: table.number(id),
        urban: table.kind(id) == Kind::UrbanVillage,
        name: table.name(id),
        district: table.name(district),
        regency: table.name(regency),
        city: table.kind(regency) == Kind::City,
        province: table.name(province),
    })
}
