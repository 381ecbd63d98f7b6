//! Which passes bring two rows together?

use super::block_of::{ALONE, WINDOWED_COLUMN};
use super::passes::Candidates;
use crate::record::RowId;

impl Candidates {
    /// Whether the two rows are compared: some pass brings them together, and they are worth it (`worth`).
    pub fn meets(&self, one: RowId, other: RowId) -> bool {
        self.are_compared(self.order.place(one), self.order.place(other))
    }

    /// The rows that this one is compared with, ascending.
    pub fn partners(&self, row: RowId) -> Vec<RowId> {
        if self.passes.is_empty() {
            return Vec::new();
        }
        let place = self.order.place(row);
        let mut partners = Vec::new();
        for (pass, block) in self.passes.iter().zip(self.block_of.each(place)) {
            if block & ALONE == 0 {
                partners.extend_from_slice(pass.block(block as usize));
            }
            let Some(stands) = pass.stands.of(place) else { continue };
            let near = stands.saturating_sub(self.window)..stands.saturating_add(self.window + 1);
            let near = near.start as usize..(near.end as usize).min(pass.places.len());
            partners.extend_from_slice(&pass.places[near]);
        }
        partners.sort_unstable();
        partners.dedup();
        partners.retain(|other| *other != place && self.are_compared(place, *other));
        let mut partners: Vec<RowId> = partners.into_iter().map(|place| self.order.row(place)).collect();
        partners.sort_unstable();
        partners
    }

    fn are_compared(&self, one: u32, other: u32) -> bool {
        let blocks = self.block_of.each(one).zip(self.block_of.each(other));
        let first = blocks
            .zip(&self.passes)
            .position(|((x, y), pass)| x == y || pass.within_reach(one, other, self.window));
        first.is_some_and(|number| !self.is_told_apart(number, one, other))
    }

    /// How many passes bring the rows at two places together.
    #[inline]
    pub fn times_met(&self, one: u32, other: u32) -> u32 {
        let (blocks, others) = (self.block_of.of(one), self.block_of.of(other));
        let common: u32 = blocks[1..].iter().zip(&others[1..]).map(|(x, y)| u32::from(x == y)).sum();
        let windows = if blocks[WINDOWED_COLUMN] == others[WINDOWED_COLUMN] {
            self.passes.iter().filter(|pass| pass.within_reach(one, other, self.window)).count() as u32
        } else {
            0
        };
        common + self.block_of.times_met_in_rare(one, other) + windows
    }

    /// Whether one of the first `passes` passes brings the two together.
    #[inline]
    pub(super) fn met_before(&self, passes: usize, (one, blocks): (u32, &[u32]), other: u32) -> bool {
        let others = self.block_of.of(other);
        let common = passes.min(others.len() - 1);
        // Without a way out of the loop, so that many are compared at once.
        let equal =
            blocks[1..=common].iter().zip(&others[1..=common]).fold(false, |any, (x, y)| any | (x == y));
        equal
            || passes > common && self.block_of.meet_in_rare(passes - common, one, other)
            || blocks[WINDOWED_COLUMN] == others[WINDOWED_COLUMN]
                && self.passes[..passes].iter().any(|pass| pass.within_reach(one, other, self.window))
    }
}
