//! How far is the work? What a stage says about it; who shows it, and how, is the command line's affair.

/// Someone who wants to know how far the work is. Called from any thread.
pub trait Progress: Sync {
    /// A piece of work begins ("membaca pkh"), with its units when they are known. Ends the piece before it.
    fn begin(&self, label: &str, total: Option<u64>);
    /// So many more units are done.
    fn advance(&self, units: u64);
    /// The last piece of work is done.
    fn finish(&self);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn finish(&self) {}
}
