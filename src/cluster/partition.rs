//! Which split of a component has the largest sum of weights inside its parts?

/// Weight of a pair that a hard fact forbids: more than any sum of evidence for it.
pub(super) const VETO: f32 = -10_000.0;
/// Weight of a pair that an officer has decided to be two persons: no sum outweighs it.
pub(super) const FORBIDDEN: f32 = f32::NEG_INFINITY;
/// One pair's evidence is cut here, so that a single borrowed number cannot outvote everything else.
pub const MOST: f32 = 25.0;
/// Rows up to which every split is tried (3^n steps).
const EXACT_ROWS: usize = 8;

/// Weights of all pairs of a component's rows.
pub(super) struct Weights {
    rows: usize,
    weights: Vec<f32>,
}

impl Weights {
    /// One weight a pair of rows, within its bounds.
    pub(super) fn fill<T: Copy>(rows: &[T], weigh: impl Fn(T, T) -> f32) -> Weights {
        Weights::sums(rows.len(), |i, j| bounded(weigh(rows[i], rows[j])))
    }

    /// Sums of weights between units of rows, or [`FORBIDDEN`], as they are given.
    pub(super) fn sums(n: usize, sum: impl Fn(usize, usize) -> f32) -> Weights {
        let mut weights = vec![0.0; n * n];
        for i in 0..n {
            for j in i + 1..n {
                let weight = sum(i, j);
                (weights[i * n + j], weights[j * n + i]) = (weight, weight);
            }
        }
        Weights { rows: n, weights }
    }

    fn of(&self, i: usize, j: usize) -> f32 {
        self.weights[i * self.rows + j]
    }
}

/// A pair's weight as the sums count it.
pub(super) fn bounded(weight: f32) -> f32 {
    if weight <= VETO { VETO } else { weight.clamp(-MOST, MOST) }
}

/// The parts, each ascending, ordered by their first row.
pub(super) fn partition(weights: &Weights) -> Vec<Vec<usize>> {
    let n = weights.rows;
    let agree = (0..n).all(|i| (i + 1..n).all(|j| weights.of(i, j) >= 0.0));
    if agree {
        return vec![(0..n).collect()];
    }
    if n <= EXACT_ROWS { exact(weights) } else { local_search(weights, greedy(weights)) }
}

/// Tries every split: best[set] is the best sum for a set of rows, built from the part that holds its first row.
fn exact(weights: &Weights) -> Vec<Vec<usize>> {
    let n = weights.rows;
    let sets = 1usize << n;
    let mut inside = vec![0.0f32; sets];
    for set in 1..sets {
        let first = set.trailing_zeros() as usize;
        let rest = set & (set - 1);
        inside[set] =
            inside[rest] + (0..n).filter(|j| rest >> j & 1 == 1).map(|j| weights.of(first, j)).sum::<f32>();
    }
    let mut best = vec![0.0f32; sets];
    let mut part = vec![0usize; sets];
    for set in 1..sets {
        let first = set & set.wrapping_neg();
        let rest = set ^ first;
        let (mut top, mut chosen) = (f32::MIN, 0);
        let mut others = rest;
        loop {
            let candidate = others | first;
            let value = inside[candidate] + best[set ^ candidate];
            if value > top {
                (top, chosen) = (value, candidate);
            }
            if others == 0 {
                break;
            }
            others = (others - 1) & rest;
        }
        (best[set], part[set]) = (top, chosen);
    }
    let mut parts = Vec::new();
    let mut left = sets - 1;
    while left != 0 {
        let chosen = part[left];
        parts.push((0..n).filter(|i| chosen >> i & 1 == 1).collect());
        left ^= chosen;
    }
    parts
}

/// Joins the two parts with the largest sum between them until no sum is positive.
fn greedy(weights: &Weights) -> Vec<usize> {
    let n = weights.rows;
    let mut label: Vec<usize> = (0..n).collect();
    let mut sums = weights.weights.clone();
    loop {
        let (mut top, mut pair) = (0.0f32, None);
        for i in (0..n).filter(|i| label[*i] == *i) {
            for j in (i + 1..n).filter(|j| label[*j] == *j) {
                if sums[i * n + j] > top {
                    (top, pair) = (sums[i * n + j], Some((i, j)));
                }
            }
        }
        let Some((kept, gone)) = pair else {
            return label;
        };
        for k in 0..n {
            let sum = sums[kept * n + k] + sums[gone * n + k];
            (sums[kept * n + k], sums[k * n + kept]) = (sum, sum);
        }
        for part in &mut label {
            if *part == gone {
                *part = kept;
            }
        }
    }
}

/// Moves single rows to the part they fit best, until none moves; each round goes through the rows in order.
fn local_search(weights: &Weights, mut label: Vec<usize>) -> Vec<Vec<usize>> {
    let n = weights.rows;
    for _ in 0..n {
        let mut moved = false;
        for row in 0..n {
            let mut sums = vec![0.0f32; n + 1];
            for other in (0..n).filter(|other| *other != row) {
                sums[label[other]] += weights.of(row, other);
            }
            let mut used: Vec<usize> = label.clone();
            used.sort_unstable();
            used.dedup();
            let alone = (0..=n).find(|part| used.binary_search(part).is_err()).unwrap_or(n);
            let best = used
                .iter()
                .copied()
                .chain([alone])
                .fold(label[row], |best, part| if sums[part] > sums[best] + 1e-3 { part } else { best });
            if best != label[row] && best < n {
                label[row] = best;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); n + 1];
    for (row, part) in label.iter().enumerate() {
        parts[*part].push(row);
    }
    parts.retain(|part| !part.is_empty());
    parts.sort_unstable();
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(weights: &Weights, parts: &[Vec<usize>]) -> f32 {
        let inside = |part: &Vec<usize>| -> f32 {
            (0..part.len())
                .flat_map(|i| (i + 1..part.len()).map(move |j| (i, j)))
                .map(|(i, j)| weights.of(part[i], part[j]))
                .sum()
        };
        parts.iter().map(inside).sum()
    }

    /// Every partition of n rows, as labels.
    fn all_partitions(n: usize) -> Vec<Vec<Vec<usize>>> {
        let mut list: Vec<Vec<Vec<usize>>> = vec![vec![]];
        for row in 0..n {
            let mut next = Vec::new();
            for parts in list {
                for place in 0..=parts.len() {
                    let mut parts = parts.clone();
                    if place == parts.len() {
                        parts.push(vec![row]);
                    } else {
                        parts[place].push(row);
                    }
                    next.push(parts);
                }
            }
            list = next;
        }
        list
    }

    fn weights(n: usize, values: &[i8]) -> Weights {
        let mut values = values.iter().cycle();
        let rows: Vec<usize> = (0..n).collect();
        let matrix: Vec<f32> = (0..n * n).map(|_| f32::from(*values.next().unwrap_or(&0))).collect();
        Weights::fill(&rows, |i, j| matrix[i * n + j])
    }

    proptest! {
        #[test]
        fn exact_is_the_best_of_all(n in 2usize..7, values in proptest::collection::vec(-20i8..20, 40)) {
            let weights = weights(n, &values);
            let best = all_partitions(n).iter().map(|parts| value(&weights, parts)).fold(f32::MIN, f32::max);
            prop_assert!((value(&weights, &exact(&weights)) - best).abs() < 1e-2);
        }

        #[test]
        fn search_never_falls_below_its_start(n in 9usize..20, values in proptest::collection::vec(-20i8..20, 300)) {
            let weights = weights(n, &values);
            let start = greedy(&weights);
            let mut parts: Vec<Vec<usize>> = vec![Vec::new(); n];
            for (row, part) in start.iter().enumerate() {
                parts[*part].push(row);
            }
            let found = local_search(&weights, start);
            prop_assert!(value(&weights, &found) + 1e-2 >= value(&weights, &parts));
            prop_assert_eq!(found.iter().map(Vec::len).sum::<usize>(), n);
        }
    }
}
