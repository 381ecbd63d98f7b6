//! In which block of each pass does a row stand? What tells whether two rows have met before.

use std::ops::Range;

use rayon::prelude::*;

use super::chosen::Chosen;
use super::passes::Pass;
use crate::error::Result;

/// Marks a number that is no block's: the row alone, by its place, so that no two rows share it.
pub(super) const ALONE: u32 = 1 << 31;
/// Column of a row's blocks that says whether it stands in a windowed block of any pass.
pub(super) const WINDOWED_COLUMN: usize = 0;
/// What stands there when it does.
const WINDOWED: u32 = 0;
/// A row that no rare pass has.
const NONE: u32 = u32::MAX;
/// A pass is rare when it has fewer than one row in this many.
const RARE: usize = 4;

/// The block of every row in every pass, side by side. Two rows share a number only when they share the block.
///
/// Passes that few rows have (by a number of one programme, say) come last and are kept for those rows only.
#[derive(Default)]
pub(super) struct BlockOf {
    /// By place: where its blocks stand, when only some rows have any; empty when all do.
    of_some: Vec<u32>,
    /// By place: whether it is in a windowed block at all, then its block in each pass that is not rare.
    common: Vec<u32>,
    width: usize,
    /// By place: where in `rare` its blocks stand, in units of its width; empty without rare passes.
    rare_at: Vec<u32>,
    rare: Vec<u32>,
    rare_width: usize,
}

impl BlockOf {
    /// Whether few rows have the pass.
    pub(super) fn is_rare(pass: &Pass, rows: usize) -> bool {
        pass.rows() < rows / RARE
    }

    /// Notes the blocks of all passes, the rare ones last.
    pub(super) fn new(rows: usize, passes: &[Pass]) -> BlockOf {
        let width = 1 + passes.iter().take_while(|pass| !BlockOf::is_rare(pass, rows)).count();
        let mut block_of = BlockOf::alone(rows, width, &passes[width - 1..]);
        for (number, pass) in passes.iter().enumerate() {
            for block in 0..pass.blocks() {
                let (column, value) = if pass.is_windowed(block) {
                    (WINDOWED_COLUMN, WINDOWED)
                } else {
                    (number + 1, block as u32)
                };
                for place in pass.block(block) {
                    *block_of.cell(*place, column) = value;
                }
            }
        }
        block_of
    }

    /// Every row alone, with room for its blocks.
    fn alone(rows: usize, width: usize, rare_passes: &[Pass]) -> BlockOf {
        let mut common: Vec<u32> = Vec::with_capacity(rows * width);
        for place in 0..rows as u32 {
            common.extend(std::iter::repeat_n(ALONE | place, width));
        }
        let rare_width = rare_passes.len();
        let mut rare_at = if rare_passes.is_empty() { Vec::new() } else { vec![NONE; rows] };
        let mut held = 0;
        for place in rare_passes.iter().flat_map(|pass| &pass.places) {
            let at = &mut rare_at[*place as usize];
            if *at == NONE {
                *at = held;
                held += 1;
            }
        }
        let mut rare = vec![0; held as usize * rare_width];
        for (place, at) in (0..).zip(&rare_at).filter(|(_, at)| **at != NONE) {
            rare[*at as usize * rare_width..][..rare_width].fill(ALONE | place);
        }
        BlockOf { common, width, rare_at, rare, rare_width, ..BlockOf::default() }
    }

    fn cell(&mut self, place: u32, column: usize) -> &mut u32 {
        match column.checked_sub(self.width) {
            None => &mut self.common[place as usize * self.width + column],
            Some(column) => &mut self.rare[self.rare_at[place as usize] as usize * self.rare_width + column],
        }
    }

    /// Whether the row at a place is windowed at all, and its blocks in the passes that are not rare.
    #[inline]
    pub(super) fn of(&self, place: u32) -> &[u32] {
        let at = if self.of_some.is_empty() { place } else { self.of_some[place as usize] };
        &self.common[at as usize * self.width..][..self.width]
    }

    /// Its blocks in the rare passes; none when no rare pass has it.
    fn rare(&self, place: u32) -> &[u32] {
        match self.rare_at.get(place as usize) {
            None | Some(&NONE) => &[],
            Some(at) => &self.rare[*at as usize * self.rare_width..][..self.rare_width],
        }
    }

    /// Whether two rows share a block in one of the first rare passes.
    pub(super) fn meet_in_rare(&self, passes: usize, one: u32, other: u32) -> bool {
        self.rare(one).iter().zip(self.rare(other)).take(passes).any(|(x, y)| x == y)
    }

    /// In how many rare passes two rows share a block.
    #[inline]
    pub(super) fn times_met_in_rare(&self, one: u32, other: u32) -> u32 {
        if self.rare_width == 0 {
            return 0;
        }
        self.rare(one).iter().zip(self.rare(other)).map(|(x, y)| u32::from(x == y)).sum()
    }

    /// Whether two rows share a block of a pass.
    #[inline]
    pub(super) fn share(&self, pass: usize, one: u32, other: u32) -> bool {
        match (pass + 1).checked_sub(self.width) {
            None => self.of(one)[pass + 1] == self.of(other)[pass + 1],
            Some(column) => {
                self.rare(one).get(column).is_some_and(|block| self.rare(other).get(column) == Some(block))
            }
        }
    }

    /// Its block in each pass; a number of its own where it stands in none.
    pub(super) fn each(&self, place: u32) -> impl Iterator<Item = u32> {
        let rare = self.rare(place);
        let missing = self.rare_width - rare.len();
        self.of(place)[1..].iter().chain(rare).copied().chain(std::iter::repeat_n(ALONE | place, missing))
    }
}

/// What stands in a [`Column`] for a row that is in no block of the pass, and for one in a windowed block.
const ABSENT: u32 = u32::MAX;
const IN_WINDOWED: u32 = u32::MAX - 1;
/// Rows of which blocks are looked up at a time.
const LOOKED_UP: usize = 1 << 16;

/// In which block of one pass each row stands, by place.
pub(super) struct Column(pub(super) Vec<u32>);

impl Column {
    /// Of a pass whose places are in memory.
    pub(super) fn new(pass: &Pass, rows: usize) -> Column {
        let mut column = vec![ABSENT; rows];
        for block in 0..pass.blocks() {
            let value = if pass.is_windowed(block) { IN_WINDOWED } else { block as u32 };
            for place in pass.block(block) {
                column[*place as usize] = value;
            }
        }
        Column(column)
    }
}

impl BlockOf {
    /// The blocks of some rows only. `read` puts a stretch of the [`Column`] of a pass into a buffer.
    pub(super) fn of_some(
        rows: usize,
        some: &Chosen,
        passes: usize,
        read: impl Fn(usize, Range<usize>, &mut Vec<u32>) -> Result<()> + Sync,
    ) -> Result<BlockOf> {
        let width = 1 + passes;
        let places: Vec<u32> = some.places().collect();
        let mut of_some = vec![NONE; rows];
        (0..).zip(&places).for_each(|(at, place)| of_some[*place as usize] = at);
        let mut common = vec![0; places.len() * width];
        let (mut cells, mut left, mut stretches) = (&mut common[..], &places[..], Vec::new());
        for first in (0..rows).step_by(LOOKED_UP) {
            let stretch = first..rows.min(first + LOOKED_UP);
            let (here, others) = left.split_at(left.partition_point(|place| (*place as usize) < stretch.end));
            let (of_here, of_others) = cells.split_at_mut(here.len() * width);
            stretches.push((stretch, here, of_here));
            (left, cells) = (others, of_others);
        }
        stretches.into_par_iter().try_for_each_init(Vec::new, |column, (stretch, places, cells)| {
            for (cells, place) in cells.chunks_exact_mut(width).zip(places) {
                cells.fill(ALONE | place);
            }
            for pass in (0..passes).filter(|_| !places.is_empty()) {
                read(pass, stretch.clone(), column)?;
                for (cells, place) in cells.chunks_exact_mut(width).zip(places) {
                    match column[*place as usize - stretch.start] {
                        ABSENT => {}
                        IN_WINDOWED => cells[WINDOWED_COLUMN] = WINDOWED,
                        block => cells[pass + 1] = block,
                    }
                }
            }
            Ok(())
        })?;
        Ok(BlockOf { of_some, common, width, ..BlockOf::default() })
    }
}
