//! What are the regions of a table called? Few regions repeat over many lines, so each is put into words once.

use super::night::Night;
use super::table::Column;
use crate::record::RowId;
use crate::region::{self, Level, RegionId};
use crate::register::Chosen;

/// The regions that a table's lines lie in.
pub(super) struct Places {
    /// Each region once, ascending.
    distinct: Vec<RegionId>,
    /// Place of each region in `distinct`, by the region's own number.
    slots: Vec<u32>,
}

impl Night<'_> {
    /// Where a person lives, at the finest level that is known.
    pub(super) fn residence(&self, person: u32) -> Option<RegionId> {
        let row = self.register.chosen_row(person, Chosen::Place)?;
        self.people.place[row as usize]
    }

    /// A column of the roster that each line's row is of.
    pub(super) fn rosters_column<'a>(
        &'a self,
        name: &str,
        row: impl Fn(usize) -> RowId + Send + Sync + 'a,
    ) -> Column<'a> {
        let names = self.rosters.iter().map(|roster| &roster.name);
        Column::label(name, names, move |at| u32::from(self.people.roster[row(at) as usize].0))
    }
}

impl Places {
    /// Notes which regions occur.
    pub(super) fn new(lines: impl Iterator<Item = Option<RegionId>>) -> Places {
        const UNMET: u32 = u32::MAX;
        let mut slots = vec![UNMET; region::table().len()];
        let mut distinct = Vec::new();
        for place in lines.flatten() {
            if slots[place.index()] == UNMET {
                slots[place.index()] = 0;
                distinct.push(place);
            }
        }
        distinct.sort_unstable();
        for (at, place) in distinct.iter().enumerate() {
            slots[place.index()] = at as u32;
        }
        Places { distinct, slots }
    }

    /// A column of the regions' codes.
    pub(super) fn codes<'a>(
        &self,
        name: &str,
        of: impl Fn(usize) -> Option<RegionId> + Send + Sync + 'a,
    ) -> Column<'a> {
        let labels = std::iter::once(String::new());
        let labels = labels.chain(self.distinct.iter().map(|&place| region::table().code(place)));
        let slots = self.slots.clone();
        Column::digit_label(name, labels, move |at| of(at).map_or(0, |place| slots[place.index()] + 1))
    }

    /// A column of the names that `text` gives the regions above at one level.
    pub(super) fn names<'a>(
        &self,
        name: &str,
        level: Level,
        text: impl Fn(RegionId) -> String,
        of: impl Fn(usize) -> Option<RegionId> + Send + Sync + 'a,
    ) -> Column<'a> {
        let mut labels = vec![String::new()];
        let mut last = None;
        // Regions ascend with their codes, so those of one region above are neighbours, or named twice.
        let above = |place: &RegionId| {
            let Some(above) = region::table().ancestor(*place, level) else { return 0 };
            if last.replace(above) != Some(above) {
                labels.push(text(above));
            }
            labels.len() as u32 - 1
        };
        let codes: Vec<u32> = self.distinct.iter().map(above).collect();
        let slots = self.slots.clone();
        Column::label(name, labels, move |at| of(at).map_or(0, |place| codes[slots[place.index()] as usize]))
    }
}
