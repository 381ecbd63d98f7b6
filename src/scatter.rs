//! How is a number spread over all 64 bits, alike on every machine and in every run? By SplitMix64 (Steele, Lea and
//! Flood 2014): for samples that do not hang on the order of rows, for buckets, for made-up rosters.

/// Every bit of the number moves every bit of the result, and no two numbers become one.
pub(crate) fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::scatter;

    /// The first numbers of the published generator from seed 0: its state grows by a constant, which is added here.
    #[test]
    fn it_is_splitmix64() {
        assert_eq!(scatter(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(scatter(0x9e37_79b9_7f4a_7c15), 0x6e78_9e6a_a1b9_65f4);
    }
}
