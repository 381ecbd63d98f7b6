//! What must be known of a region to choose and count residences? Its level, its name and the regency and
//! district it lies in. How names and codes become regions is the work of `region`.

use std::num::NonZeroU32;

use crate::record::TextColumn;
use crate::region::{Level, RegionId};

/// The region table as far as the register and the conflicts need it, by [`RegionId`].
#[derive(Clone, Debug, Default)]
pub struct Places {
    level: Vec<Level>,
    parent: Vec<Option<RegionId>>,
    name: TextColumn,
}

impl Places {
    /// An empty table: every region is then unknown.
    pub fn new() -> Places {
        Places::default()
    }

    /// The shipped region table.
    pub fn shipped() -> Places {
        let table = crate::region::table();
        let mut places = Places::new();
        for index in 1..=table.len() as u32 {
            if let Some(number) = NonZeroU32::new(index) {
                let id = RegionId(number);
                places.push(table.level(id), table.parent(id), &table.full_name(id));
            }
        }
        places
    }

    /// Appends the next region: the first becomes id 1. A parent stands before its children.
    pub fn push(&mut self, level: Level, parent: Option<RegionId>, name: &str) -> RegionId {
        self.level.push(level);
        self.parent.push(parent);
        self.name.push(name);
        RegionId(NonZeroU32::new(self.level.len() as u32).unwrap_or(NonZeroU32::MIN))
    }

    /// Regions held.
    pub fn len(&self) -> usize {
        self.level.len()
    }

    /// Whether it holds no region.
    pub fn is_empty(&self) -> bool {
        self.level.is_empty()
    }

    /// A region's level; none when the table does not hold it.
    pub fn level(&self, region: RegionId) -> Option<Level> {
        self.level.get(index(region)).copied()
    }

    /// A region's name as offices write it (`Kab. Sragen`); empty when the table does not hold it.
    pub fn name(&self, region: RegionId) -> &str {
        if index(region) < self.name.len() { self.name.get(index(region)) } else { "" }
    }

    /// The region itself or the one above it that has the wanted level.
    pub fn at(&self, region: RegionId, wanted: Level) -> Option<RegionId> {
        let mut here = region;
        loop {
            let level = self.level(here)?;
            if level == wanted {
                return Some(here);
            }
            if level < wanted {
                return None;
            }
            here = self.parent[index(here)]?;
        }
    }

    /// The regency a region lies in.
    pub fn regency(&self, region: RegionId) -> Option<RegionId> {
        self.at(region, Level::Regency)
    }

    /// The district a region lies in.
    pub fn district(&self, region: RegionId) -> Option<RegionId> {
        self.at(region, Level::District)
    }

    /// Whether one of the two lies in the other, or they are one.
    pub fn agree(&self, one: RegionId, other: RegionId) -> bool {
        if one == other {
            return true;
        }
        match (self.level(one), self.level(other)) {
            (Some(a), Some(b)) if a > b => self.at(one, b) == Some(other),
            (Some(a), Some(b)) if a < b => self.at(other, a) == Some(one),
            _ => false,
        }
    }
}

/// A region's place in tables that hold one entry a region.
pub(crate) fn index(region: RegionId) -> usize {
    region.0.get() as usize - 1
}
