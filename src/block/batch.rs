//! How are pairs handed on? Many at a time, so that the rows of all are looked at before any is compared.

/// Pairs handed on at once: as many as the processor's second cache holds everything of.
const BATCH: usize = 256;

/// Pairs on their way to whoever compares them.
pub(super) struct Batch<V> {
    pairs: [(u32, u32); BATCH],
    filled: usize,
    visit: V,
}

impl<V: FnMut(&[(u32, u32)])> Batch<V> {
    pub(super) fn new(visit: V) -> Batch<V> {
        Batch { pairs: [(0, 0); BATCH], filled: 0, visit }
    }

    /// Written down in any case and kept or not without a branch: what is met before cannot be foretold, and the rows
    /// of many pairs are so fetched from memory at once.
    #[inline]
    pub(super) fn take(&mut self, pair: (u32, u32), keep: bool) {
        self.pairs[self.filled] = pair;
        self.filled += usize::from(keep);
        if self.filled == BATCH {
            (self.visit)(&self.pairs);
            self.filled = 0;
        }
    }

    pub(super) fn end(mut self) {
        (self.visit)(&self.pairs[..self.filled]);
    }
}
