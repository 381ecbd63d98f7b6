//! In which block of each pass does a row stand? What tells whether two rows have met before.

use std::sync::atomic::{AtomicU32, Ordering};

use super::passes::Pass;

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

    /// Its block in each pass; a number of its own where it stands in none.
    pub(super) fn each(&self, place: u32) -> impl Iterator<Item = u32> {
        let rare = self.rare(place);
        let missing = self.rare_width - rare.len();
        self.of(place)[1..].iter().chain(rare).copied().chain(std::iter::repeat_n(ALONE | place, missing))
    }
}

/// The blocks of some rows only, while threads note them side by side.
pub(super) struct SomeBlocks {
    /// By place; [`NONE`] for rows that are not among them.
    of_some: Vec<u32>,
    cells: Vec<AtomicU32>,
    width: usize,
}

impl SomeBlocks {
    /// Every one of the rows at `places` alone, with room for its blocks in so many passes; `rows` are there in all.
    pub(super) fn alone(rows: usize, places: impl Iterator<Item = u32>, passes: usize) -> SomeBlocks {
        let width = 1 + passes;
        let mut blocks = SomeBlocks { of_some: vec![NONE; rows], cells: Vec::new(), width };
        for (at, place) in (0..).zip(places) {
            blocks.of_some[place as usize] = at;
            blocks.cells.extend((0..width).map(|_| AtomicU32::new(ALONE | place)));
        }
        blocks
    }

    /// Notes in which block of a pass the row at a place stands, if it is one of them.
    #[inline]
    pub(super) fn note(&self, pass: usize, place: u32, block: u32, windowed: bool) {
        let at = self.of_some[place as usize];
        if at == NONE {
            return;
        }
        let (column, value) = if windowed { (WINDOWED_COLUMN, WINDOWED) } else { (pass + 1, block) };
        self.cells[at as usize * self.width + column].store(value, Ordering::Relaxed);
    }

    /// What was noted.
    pub(super) fn noted(self) -> BlockOf {
        let SomeBlocks { of_some, cells, width } = self;
        let common = cells.into_iter().map(AtomicU32::into_inner).collect();
        BlockOf { of_some, common, width, ..BlockOf::default() }
    }
}
