//! Which rows share a key? Runs of equal keys, by counting into buckets first, so that each bucket is sorted in the
//! processor's first cache.

use crate::scatter::scatter;

/// Rows of a bucket, about.
const BUCKET: usize = 512;
/// Buckets at most: more would be written to all over memory.
const MOST_BUCKETS: usize = 1 << 12;

/// What a key that is none becomes; the one that would become it becomes another.
const NO_KEY: u64 = 0;

/// Room for the keys of one pass, used again for the next.
#[derive(Default)]
pub(super) struct Room {
    keys: Vec<u64>,
    ends: Vec<u32>,
    sorted: Vec<u64>,
    run: Vec<u32>,
}

/// Calls `visit` with the places of every run of one key, ascending, runs of a single place too; returns how many rows
/// have a key. `keyed` has the key of each row, `places` its place. The order of runs is always the same.
///
/// Keys are mixed and 32 bits of them kept beside those that choose the bucket, at least nine: two keys of a hundred
/// million fall together in one of a thousand nights, and then some rows more are compared.
pub(super) fn runs(
    room: &mut Room,
    keyed: impl Iterator<Item = Option<u64>>,
    places: &[u32],
    mut visit: impl FnMut(&[u32]),
) -> u64 {
    let Room { keys, ends, sorted, run } = room;
    let buckets = (places.len() / BUCKET).next_power_of_two().clamp(512, MOST_BUCKETS);
    let bucket = |key: u64| (key >> 32) as usize & (buckets - 1);
    keys.clear();
    ends.clear();
    ends.resize(buckets + 1, 0);
    keys.extend(keyed.map(|key| {
        let Some(key) = key else { return NO_KEY };
        let key = scatter(key).max(1);
        ends[bucket(key) + 1] += 1;
        key
    }));
    for index in 1..=buckets {
        ends[index] += ends[index - 1];
    }
    let count = ends[buckets];
    sorted.resize(count as usize, 0);
    for (&key, place) in keys.iter().zip(places).filter(|(key, _)| **key != NO_KEY) {
        let end = &mut ends[bucket(key)];
        sorted[*end as usize] = (key << 32) | u64::from(*place);
        *end += 1;
    }
    let mut start = 0;
    for end in &ends[..buckets] {
        let bucket = &mut sorted[start..*end as usize];
        bucket.sort_unstable();
        for same in bucket.chunk_by(|x, y| x >> 32 == y >> 32) {
            run.clear();
            run.extend(same.iter().map(|entry| *entry as u32));
            visit(run);
        }
        start = *end as usize;
    }
    u64::from(count)
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
            let places: Vec<u32> = (0..keys.len() as u32).collect();
            let mut room = Room::default();
            // What one pass leaves in the room must not be met in the next.
            runs(&mut room, keys.iter().map(|key| Some(key ^ 7)), &places, |_| {});
            let keyed = keys.iter().map(|key| (key % 7 != 3).then_some(*key));
            let count = runs(&mut room, keyed, &places, |run| found.push(run.to_vec()));
            expected.retain(|key, _| key % 7 != 3);
            prop_assert_eq!(count, expected.values().map(|run| run.len() as u64).sum::<u64>());
            found.sort();
            let mut expected: Vec<Vec<u32>> = expected.into_values().collect();
            expected.sort();
            prop_assert_eq!(found, expected);
        }
    }
}
