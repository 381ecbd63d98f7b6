//! How are blocks kept that are too many for memory? On disk, a file a pass, which nobody else sees; a stretch of them is
//! brought back at a time, and with it the blocks of its rows in all passes, by which pairs met twice are told.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::block_of::SomeBlocks;
use super::chosen::Chosen;
use super::passes::{Candidates, Pass, Unit};
use crate::error::{Error, Result};

/// Parts that a night is asked for in. Every part goes once through all blocks, and holds so much less of them.
const PARTS: usize = if cfg!(test) { 3 } else { 8 };
/// Marks the first place of a block; places are smaller.
const BEGINS: u32 = 1 << 31;
/// Bytes read or written at a time, a multiple of those of a place.
const AT_A_TIME: usize = 1 << 18;
/// Bytes of a place.
const PLACE: usize = size_of::<u32>();

/// The places of a pass on disk, block after block.
pub(super) struct PassFile {
    file: File,
    folder: PathBuf,
}

impl PassFile {
    /// Puts the blocks of a pass away into a file without a name in a folder; it is gone with the process.
    pub(super) fn put_away(mut pass: Pass, folder: &Path) -> Result<Pass> {
        let write = || -> io::Result<File> {
            let mut file = tempfile::tempfile_in(folder)?;
            let mut bytes = Vec::with_capacity(AT_A_TIME + PLACE);
            for block in 0..pass.blocks() {
                let mut mark = BEGINS;
                for place in pass.block(block) {
                    bytes.extend_from_slice(&(*place | mark).to_le_bytes());
                    mark = 0;
                    if bytes.len() >= AT_A_TIME {
                        file.write_all(&bytes)?;
                        bytes.clear();
                    }
                }
            }
            file.write_all(&bytes)?;
            Ok(file)
        };
        let file = write().map_err(|error| Error::file(folder, "cannot be written", error))?;
        pass.file = Some(PassFile { file, folder: folder.to_owned() });
        pass.places = Vec::new();
        Ok(pass)
    }

    /// Calls `visit` with so many places from one on, and whether each begins a block.
    fn read(&self, from: u32, places: u32, mut visit: impl FnMut(u32, bool)) -> Result<()> {
        let mut read = || -> io::Result<()> {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(u64::from(from) * PLACE as u64))?;
            let mut left = places as usize * PLACE;
            let mut bytes = vec![0; AT_A_TIME.min(left)];
            while left > 0 {
                let some = &mut bytes[..left.min(AT_A_TIME)];
                file.read_exact(some)?;
                left -= some.len();
                for place in some.chunks_exact(PLACE) {
                    let place = u32::from_le_bytes([place[0], place[1], place[2], place[3]]);
                    visit(place & !BEGINS, place & BEGINS != 0);
                }
            }
            Ok(())
        };
        read().map_err(|error| Error::file(&self.folder, "cannot be read", error))
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
    /// First unit of each part, and after the last part the number of units.
    units: Vec<usize>,
}

impl OnDisk {
    /// Of passes that were put away; `bounds` are those of [`Candidates`].
    pub(super) fn new(passes: Vec<Pass>, bounds: &[u32]) -> OnDisk {
        let width = passes.len();
        let all = (bounds.len() / width.max(1)).saturating_sub(1);
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
            kept.read(kept.cuts[parts.start].at, kept.cuts[parts.end].at, |place, begins| {
                stretch.take(place, begins);
            })?;
            Ok(stretch.end())
        };
        let stretches: Vec<(Pass, Vec<u32>)> =
            self.passes.par_iter().enumerate().map(stretch).collect::<Result<_>>()?;
        let blocks = SomeBlocks::alone(rows, asked.places(), width);
        self.passes
            .par_iter()
            .enumerate()
            .try_for_each(|(number, kept)| kept.note(number, &asked, &blocks))?;
        let (passes, bounds): (Vec<Pass>, Vec<Vec<u32>>) = stretches.into_iter().unzip();
        Ok(Candidates {
            passes,
            block_of: blocks.noted(),
            bounds: (0..=units.len())
                .flat_map(|unit| bounds.iter().map(move |of_pass| of_pass[unit]))
                .collect(),
            units: (0..units.len() as u32).map(|number| Unit { number }).collect(),
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
    /// Notes in which block each of some rows stands.
    fn note(&self, number: usize, asked: &Chosen, blocks: &SomeBlocks) -> Result<()> {
        let mut windowed = self.pass.windowed.iter().peekable();
        let (mut block, mut is_windowed) = (0, false);
        let mut next = 0;
        let all = self.cuts.last().map_or(0, |end| end.at);
        self.read(0, all, |place, begins| {
            if begins {
                block = next;
                next += 1;
                is_windowed = windowed.next_if_eq(&&block).is_some();
            }
            if asked.holds(place) {
                blocks.note(number, place, block, is_windowed);
            }
        })
    }

    fn read(&self, from: u32, to: u32, visit: impl FnMut(u32, bool)) -> Result<()> {
        // A pass that was not put away has no blocks.
        self.pass.file.as_ref().map_or(Ok(()), |file| file.read(from, to - from, visit))
    }
}
