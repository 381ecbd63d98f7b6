//! Does a probability mean what it says? Among pairs said 0.9, nine in ten should be one person.

use serde::Serialize;

use super::known::Known;
use super::scored::Scored;

/// Limits of the bins of match probability: finer near 0 and 1, where most pairs are and decisions fall.
const LIMITS: [f64; 17] =
    [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.999_9];

/// How far the match probabilities can be believed, over the candidate pairs above the floor of which the truth is
/// known. Pairs that are listed for their cluster only are left out: having been joined, they are no fair sample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Pairs looked at.
    pub pairs: u64,
    /// Of them, those that are one person.
    pub matches: u64,
    /// How many the probabilities promise: their sum.
    pub expected_matches: f64,
    /// Expected calibration error: mean distance of promise and truth over the bins, weighted by pairs.
    pub expected_error: f64,
    /// Brier score: mean squared distance of probability and truth.
    pub brier: f64,
    /// The bins that hold a pair, ascending.
    pub bins: Vec<Bin>,
}

/// One bin of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Smallest probability in it.
    pub from: f64,
    /// Where the next begins.
    pub to: f64,
    /// Pairs.
    pub pairs: u64,
    /// Of them, those that are one person.
    pub matches: u64,
    /// Of the pairs, those that clustering cut although they were above the threshold.
    pub cut: u64,
    /// Mean probability said.
    pub said: f64,
    /// Share that is one person.
    pub found: f64,
    /// 95 % interval of that share (Wilson 1927).
    pub interval: [f64; 2],
}

/// Measures the probabilities of a run's candidate pairs; none where the truth of no pair is known.
pub fn calibration(scored: &Scored, known: &Known) -> Option<Calibration> {
    let judged = scored
        .candidates()
        .filter_map(|pair| Some((pair.probability(), known.same(pair.a, pair.b)?, pair.is_cut())));
    of_pairs(judged)
}

/// Weakest or strongest first does not matter, but sums run in the order given.
fn of_pairs(judged: impl Iterator<Item = (f64, bool, bool)>) -> Option<Calibration> {
    let mut sums = [(0_u64, 0_u64, 0.0_f64, 0_u64); LIMITS.len()];
    let mut squares = 0.0;
    for (probability, same, cut) in judged {
        let bin = LIMITS.partition_point(|limit| *limit <= probability).max(1) - 1;
        sums[bin].0 += 1;
        sums[bin].1 += u64::from(same);
        sums[bin].2 += probability;
        sums[bin].3 += u64::from(cut);
        squares += (probability - f64::from(u8::from(same))).powi(2);
    }
    let pairs: u64 = sums.iter().map(|sum| sum.0).sum();
    if pairs == 0 {
        return None;
    }
    let bins: Vec<Bin> = (0..LIMITS.len())
        .filter(|&at| sums[at].0 > 0)
        .map(|at| {
            let (pairs, matches, promised, cut) = sums[at];
            Bin {
                from: LIMITS[at],
                to: LIMITS.get(at + 1).copied().unwrap_or(1.0),
                pairs,
                matches,
                cut,
                said: promised / pairs as f64,
                found: matches as f64 / pairs as f64,
                interval: wilson(matches, pairs),
            }
        })
        .collect();
    let distance = |bin: &Bin| (bin.said - bin.found).abs() * bin.pairs as f64;
    Some(Calibration {
        pairs,
        matches: sums.iter().map(|sum| sum.1).sum(),
        expected_matches: sums.iter().map(|sum| sum.2).sum(),
        expected_error: bins.iter().map(distance).sum::<f64>() / pairs as f64,
        brier: squares / pairs as f64,
        bins,
    })
}

/// 95 % interval of a share (Wilson, JASA 22, 1927): it stays within 0 and 1 and is honest for few pairs.
pub(super) fn wilson(part: u64, whole: u64) -> [f64; 2] {
    if whole == 0 {
        return [0.0, 1.0];
    }
    let (n, share, z) = (whole as f64, part as f64 / whole as f64, 1.959_964_f64);
    let centre = share + z * z / (2.0 * n);
    let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    [centre - spread, centre + spread].map(|edge| (edge / (1.0 + z * z / n)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_case_by_hand() {
        // Two pairs said 0.85, of which one is right; two said 0.25, both wrong.
        let judged = [(0.85, true), (0.85, false), (0.25, false), (0.25, false)];
        let found = of_pairs(judged.into_iter().map(|(said, same)| (said, same, false))).unwrap();
        assert_eq!((found.pairs, found.matches), (4, 1));
        assert!((found.expected_matches - 2.2).abs() < 1e-12);
        // (2 * |0.85 - 0.5| + 2 * |0.25 - 0|) / 4
        assert!((found.expected_error - 0.3).abs() < 1e-12);
        // (0.15^2 + 0.85^2 + 2 * 0.25^2) / 4
        assert!((found.brier - 0.2175).abs() < 1e-12);
        let bins: Vec<(f64, f64, u64, u64)> =
            found.bins.iter().map(|bin| (bin.from, bin.to, bin.pairs, bin.matches)).collect();
        assert_eq!(bins, [(0.2, 0.3, 2, 0), (0.8, 0.9, 2, 1)]);
    }

    #[test]
    fn the_ends_have_bins_and_nothing_has_none() {
        let found =
            of_pairs([(0.0, false, false), (1.0, true, true), (0.999_9, true, false)].into_iter()).unwrap();
        assert_eq!(found.bins.iter().map(|bin| (bin.pairs, bin.cut)).collect::<Vec<_>>(), [(1, 0), (2, 1)]);
        assert_eq!(of_pairs(std::iter::empty()), None);
    }

    #[test]
    fn wilsons_interval_as_printed_in_tables() {
        let [low, high] = wilson(9, 10);
        assert!((low - 0.5958).abs() < 1e-4 && (high - 0.9821).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0, 0), [0.0, 1.0]);
    }
}
