//! How are blocks kept that are too many for memory? On disk, each pass twice: block after block, and the block of each row.
//! A stretch of blocks is brought back at a time, and with it the blocks of its rows in all passes, by which pairs met
//! twice are told.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::block_of::{BlockOf, Column};
use super::chosen::Chosen;
use super::passes::{Candidates, Pass};
use crate::error::Result;
use crate::shelf::{Numbers, Shelf};

/// Parts that a night is asked for in. Every part goes once through the blocks of all rows, and holds so much less of them.
const PARTS: usize = if cfg!(test) { 3 } else { 8 };
/// Marks the first place of a block; places are smaller.
const BEGINS: u32 = 1 << 31;

/// A pass on disk.
pub(super) struct PassFile {
    /// Its places, block after block, the first of each marked.
    places: Numbers,
    /// Its block of each row.
    column: Numbers,
}

impl PassFile {
    /// Puts the blocks of a pass over so many rows away, if it has any.
    pub(super) fn put_away(mut pass: Pass, rows: usize, shelf: &Shelf<'_>) -> Result<Pass> {
        if pass.blocks() == 0 {
            return Ok(pass);
        }
        let marked = (0..pass.blocks()).flat_map(|block| {
            let (first, others) = pass.block(block).split_at(1);
            first.iter().map(|place| place | BEGINS).chain(others.iter().copied())
        });
        let places = shelf.put(marked)?;
        let column = shelf.put(Column::new(&pass, rows).0.into_iter())?;
        pass.file = Some(PassFile { places, column });
        pass.places = Vec::new();
        Ok(pass)
    }
}

/// Where a part begins in a pass: its first block, and that block's first place.
#[derive(Clone, Copy)]
struct Cut {
    block: u32,
    at: u32,
}

/// A pass without its blocks.
struct Kept {
    pass: Pass,
    /// Where each part begins, and where the last ends.
    cuts: Vec<Cut>,
}

/// The blocks of a night on disk.
pub(super) struct OnDisk {
    passes: Vec<Kept>,
    /// First number of units of each part, and after the last part the number of numbers.
    units: Vec<usize>,
}

impl OnDisk {
    /// Of passes that were put away; `bounds` are those of [`Candidates`].
    pub(super) fn new(passes: Vec<Pass>, bounds: &[u32]) -> OnDisk {
        let width = passes.len();
        let all = (bounds.len() / width).saturating_sub(1);
        let units: Vec<usize> = (0..=PARTS).map(|part| all * part / PARTS).collect();
        let kept = |(number, mut pass): (usize, Pass)| {
            let cut = |unit: &usize| {
                let block = bounds[unit * width + number];
                Cut { block, at: pass.starts[block as usize] }
            };
            let cuts = units.iter().map(cut).collect();
            pass.starts = Vec::new();
            Kept { pass, cuts }
        };
        OnDisk { passes: passes.into_iter().enumerate().map(kept).collect(), units }
    }

    pub(super) fn parts(&self) -> usize {
        self.units.len() - 1
    }

    /// Some parts at once, with all that is asked of their rows; with `only`, of the blocks in which a chosen row stands.
    pub(super) fn part(
        &self,
        whole: &Candidates,
        parts: Range<usize>,
        only: Option<&Chosen>,
    ) -> Result<Candidates> {
        let rows = whole.order.rows().len();
        let asked = Chosen::none(rows);
        let units = self.units[parts.start]..self.units[parts.end];
        let width = self.passes.len();
        let stretch = |(number, kept): (usize, &Kept)| {
            let bounds = units.clone().chain([units.end]).map(|unit| whole.bounds[unit * width + number]);
            let mut stretch = Stretch::new(kept, &parts, bounds.collect(), only, &asked);
            let here = kept.cuts[parts.start].at..kept.cuts[parts.end].at;
            kept.places(here, |place, begins| stretch.take(place, begins))?;
            Ok(stretch.end())
        };
        let stretches: Vec<(Pass, Vec<u32>)> =
            self.passes.par_iter().enumerate().map(stretch).collect::<Result<_>>()?;
        let read = |pass: usize, stretch, column: &mut Vec<u32>| self.passes[pass].column(stretch, column);
        let (passes, bounds): (Vec<Pass>, Vec<Vec<u32>>) = stretches.into_iter().unzip();
        let bounds: Vec<u32> =
            (0..=units.len()).flat_map(|unit| bounds.iter().map(move |of_pass| of_pass[unit])).collect();
        Ok(Candidates {
            block_of: BlockOf::of_some(rows, &asked, width, read)?,
            units: super::units::units(&passes, &bounds),
            passes,
            bounds,
            ..Candidates::empty(whole)
        })
    }
}

/// The blocks of some units of a pass, as they are read back.
struct Stretch<'s> {
    pass: Pass,
    /// Blocks of the pass that begin a unit, and the one after the last; and how many were kept before each that was
    /// reached.
    bounds: Vec<u32>,
    kept_before: Vec<u32>,
    /// The block that begins next.
    next: u32,
    /// Blocks from the current one on whose rows are compared with the next few only.
    windowed: &'s [u32],
    is_windowed: bool,
    only: Option<&'s Chosen>,
    asked: &'s Chosen,
}

impl<'s> Stretch<'s> {
    fn new(
        kept: &'s Kept,
        parts: &Range<usize>,
        bounds: Vec<u32>,
        only: Option<&'s Chosen>,
        asked: &'s Chosen,
    ) -> Stretch<'s> {
        let next = kept.cuts[parts.start].block;
        let windowed = &kept.pass.windowed[kept.pass.windowed.partition_point(|block| *block < next)..];
        let mut pass = Pass { stands: Arc::clone(&kept.pass.stands), ..Pass::default() };
        if only.is_none() {
            let end = kept.cuts[parts.end];
            pass.places.reserve_exact((end.at - kept.cuts[parts.start].at) as usize);
            pass.starts.reserve_exact((end.block - next) as usize + 1);
        }
        let kept_before = Vec::with_capacity(bounds.len());
        Stretch { pass, bounds, kept_before, next, windowed, is_windowed: false, only, asked }
    }

    fn take(&mut self, place: u32, begins: bool) {
        if begins {
            self.close();
            self.reach(self.next);
            self.is_windowed = self.windowed.first() == Some(&self.next);
            self.windowed = &self.windowed[usize::from(self.is_windowed)..];
            self.next += 1;
            self.pass.starts.push(self.pass.places.len() as u32);
        }
        self.pass.places.push(place);
    }

    /// Keeps the block that was read, or not.
    fn close(&mut self) {
        let Some(start) = self.pass.starts.last().map(|start| *start as usize) else { return };
        let places = &self.pass.places[start..];
        if self.only.is_none_or(|only| places.iter().any(|place| only.holds(*place))) {
            places.iter().for_each(|place| self.asked.add(*place));
            if self.is_windowed {
                self.pass.windowed.push(self.pass.starts.len() as u32 - 1);
            }
        } else {
            self.pass.places.truncate(start);
            self.pass.starts.pop();
        }
        self.is_windowed = false;
    }

    /// Notes how many blocks were kept before the units that begin at a block or before.
    fn reach(&mut self, block: u32) {
        while self.bounds.get(self.kept_before.len()).is_some_and(|bound| *bound <= block) {
            self.kept_before.push(self.pass.starts.len() as u32);
        }
    }

    /// The blocks, and for each unit how many lie before it.
    fn end(mut self) -> (Pass, Vec<u32>) {
        self.close();
        self.reach(u32::MAX);
        self.pass.starts.push(self.pass.places.len() as u32);
        (self.pass, self.kept_before)
    }
}

impl Kept {
    /// Calls `visit` with the places of a stretch of the pass, and whether each begins a block.
    fn places(&self, stretch: Range<u32>, mut visit: impl FnMut(u32, bool)) -> Result<()> {
        // A pass without blocks was not put away, and is not kept.
        let Some(file) = &self.pass.file else { return Ok(()) };
        let stretch = stretch.start as usize..stretch.end as usize;
        file.places.read(stretch, |place| visit(place & !BEGINS, place & BEGINS != 0))
    }

    /// Puts a stretch of its blocks by place into a buffer.
    fn column(&self, stretch: Range<usize>, column: &mut Vec<u32>) -> Result<()> {
        column.clear();
        let Some(file) = &self.pass.file else { return Ok(()) };
        file.column.read(stretch, |block| column.push(block))
    }
}
