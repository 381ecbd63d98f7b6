//! Which rows share a key? Runs of equal keys, by counting into buckets first, so that each bucket is sorted in the
//! processor's first cache.

use crate::scatter::scatter;

/// Rows of a bucket, about.
const BUCKET: usize = 512;
/// Buckets at most: more would be written to all over memory.
const MOST_BUCKETS: usize = 1 << 12;

/// Calls `visit` with the places of every run of one key, ascending, runs of a single place too; returns how many rows
/// have a key. The order of runs is always the same.
///
/// Keys are mixed and 32 bits of them kept beside those that choose the bucket, at least nine: two keys of a hundred
/// million fall together in one of a thousand nights, and then some rows more are compared.
pub(super) fn runs(
    keyed: impl Iterator<Item = (u64, u32)>,
    rows: usize,
    mut visit: impl FnMut(&[u32]),
) -> u64 {
    let mut entries: Vec<(u64, u32)> = Vec::with_capacity(rows);
    entries.extend(keyed.map(|(key, place)| (scatter(key), place)));
    let buckets = (rows / BUCKET).next_power_of_two().clamp(512, MOST_BUCKETS);
    let bucket = |key: u64| (key >> 32) as usize & (buckets - 1);
    let mut ends = vec![0u32; buckets + 1];
    for (key, _) in &entries {
        ends[bucket(*key) + 1] += 1;
    }
    for index in 1..=buckets {
        ends[index] += ends[index - 1];
    }
    let mut sorted = vec![0u64; entries.len()];
    for (key, place) in &entries {
        let end = &mut ends[bucket(*key)];
        sorted[*end as usize] = (*key << 32) | u64::from(*place);
        *end += 1;
    }
    let count = entries.len() as u64;
    drop(entries);
    let mut run = Vec::new();
    let mut start = 0;
    for end in &ends[..buckets] {
        let bucket = &mut sorted[start..*end as usize];
        bucket.sort_unstable();
        for same in bucket.chunk_by(|x, y| x >> 32 == y >> 32) {
            run.clear();
            run.extend(same.iter().map(|entry| *entry as u32));
            visit(&run);
        }
        start = *end as usize;
    }
    count
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_key_is_one_run(keys in proptest::collection::vec(0u64..200, 0..2_000)) {
            let mut expected: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for (key, place) in keys.iter().zip(0..) {
                expected.entry(*key).or_default().push(place);
            }
            let mut found = Vec::new();
            let count = runs(keys.iter().copied().zip(0..), keys.len(), |run| found.push(run.to_vec()));
            prop_assert_eq!(count, keys.len() as u64);
            found.sort();
            let mut expected: Vec<Vec<u32>> = expected.into_values().collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
