//! Which codes were valid once? Crosswalks of retired regencies and districts, and the state of a NIK's prefix.
//!
//! A NIK keeps the code of the place of first registration for life, so retired codes stay valid in NIKs.

use super::RegionId;

const REGENCIES: &str = include_str!("../../assets/region_retired_regencies.tsv");
const DISTRICTS: &str = include_str!("../../assets/region_retired_districts.tsv");

/// What a region code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeLookup {
    /// A code of today.
    Current(RegionId),
    /// A retired code, and the region of today that took its place (for a village code its district or regency).
    Retired(RegionId),
    /// A retired code whose successor is not known.
    RetiredUnknown,
    /// Never a code, as far as known.
    Unknown,
}

/// What the first six digits of a NIK or No. KK stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixStatus {
    /// A district of today.
    Current,
    /// A district retired since 2016.
    Retired,
    /// Some district of a regency retired before 2016, whose districts are not on record.
    RetiredRegency,
    /// Neither now nor, as far as known, ever a district.
    Unknown,
}

/// The state of all million prefixes, two bits each.
#[derive(Debug)]
pub(super) struct PrefixTable(Vec<u8>);

impl PrefixTable {
    /// All unknown.
    pub(super) fn new() -> PrefixTable {
        PrefixTable(vec![0; 250_000])
    }

    pub(super) fn set(&mut self, prefix: u32, status: PrefixStatus) {
        let bits = match status {
            PrefixStatus::Unknown => 0,
            PrefixStatus::Current => 1,
            PrefixStatus::Retired => 2,
            PrefixStatus::RetiredRegency => 3,
        };
        let shift = prefix % 4 * 2;
        let cell = &mut self.0[prefix as usize / 4];
        *cell = *cell & !(3 << shift) | bits << shift;
    }

    pub(super) fn get(&self, prefix: u32) -> PrefixStatus {
        let Some(cell) = self.0.get(prefix as usize / 4) else {
            return PrefixStatus::Unknown;
        };
        match cell >> (prefix % 4 * 2) & 3 {
            0 => PrefixStatus::Unknown,
            1 => PrefixStatus::Current,
            2 => PrefixStatus::Retired,
            _ => PrefixStatus::RetiredRegency,
        }
    }
}

/// Retired codes and their successors, sorted by the old code.
#[derive(Debug)]
pub(super) struct Retired {
    regencies: Vec<(u32, Option<u32>)>,
    districts: Vec<(u32, Option<u32>)>,
}

impl Retired {
    pub(super) fn load() -> Retired {
        Retired { regencies: pairs(REGENCIES), districts: pairs(DISTRICTS) }
    }

    /// The successor of a retired regency.
    pub(super) fn regency(&self, old: u32) -> Option<u32> {
        find(&self.regencies, old)?
    }

    /// Whether a regency of today once had a code in a province.
    pub(super) fn was_in(&self, province: u32, regency: u32) -> bool {
        self.regencies.iter().any(|(old, new)| *new == Some(regency) && old / 100 == province)
    }

    /// For a retired district its successor, when one is known.
    pub(super) fn district(&self, old: u32) -> Option<Option<u32>> {
        find(&self.districts, old)
    }

    /// Enters the retired prefixes; a code that is in use today stays current.
    pub(super) fn mark(&self, prefixes: &mut PrefixTable) {
        let mut enter = |prefix, status| {
            if prefixes.get(prefix) != PrefixStatus::Current {
                prefixes.set(prefix, status);
            }
        };
        // Where the retired districts are listed, the list is the answer; for the moves before 2016 it is not
        // known which districts there were, so all are possible. Kecamatan are numbered from 01.
        let listed = |regency| self.districts.iter().any(|(district, _)| district / 100 == regency);
        for &(regency, _) in self.regencies.iter().filter(|(regency, _)| !listed(*regency)) {
            (1..100).for_each(|district| enter(regency * 100 + district, PrefixStatus::RetiredRegency));
        }
        for &(district, _) in &self.districts {
            enter(district, PrefixStatus::Retired);
        }
    }
}

fn find(pairs: &[(u32, Option<u32>)], old: u32) -> Option<Option<u32>> {
    let index = pairs.binary_search_by_key(&old, |(code, _)| *code).ok()?;
    Some(pairs[index].1)
}

/// The first two columns of a crosswalk below its header; a code without successor has an empty second column.
fn pairs(table: &str) -> Vec<(u32, Option<u32>)> {
    let mut rows = Vec::new();
    for line in table.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(Ok(old)), Some(new)) = (cells.next().map(str::parse), cells.next()) {
            rows.push((old, new.parse().ok()));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::{Level, table};
    use super::*;

    #[test]
    fn crosswalks_parse_sorted_and_end_in_codes_of_today() {
        let check = |table_text: &str, rows: usize, level: Level, lost: usize| {
            let read = pairs(table_text);
            assert_eq!(read.len(), rows);
            assert!(read.is_sorted_by(|a, b| a.0 < b.0));
            assert_eq!(read.iter().filter(|(_, new)| new.is_none()).count(), lost);
            for (old, new) in read {
                assert_eq!(table().by_number(level, u64::from(old)), None, "{old} is in use");
                assert!(new.is_none_or(|new| table().by_number(level, u64::from(new)).is_some()), "{old}");
            }
        };
        check(REGENCIES, 36, Level::Regency, 0);
        check(DISTRICTS, 594, Level::District, 2);
    }
}
