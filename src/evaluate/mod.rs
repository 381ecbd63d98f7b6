//! How right are the clusters, where the truth is known? Takes the rows' persons and the pairs as a run gave them and
//! the truth, gives an [`Evaluation`]: pairwise and B-cubed figures from counts, what probabilities and thresholds
//! are worth, and where pairs were lost.

mod assignment;
mod calibration;
mod known;
mod loss;
mod measure;
mod print;
mod print_pairs;
mod scored;
mod thresholds;

pub use assignment::{Assignment, read_members, read_truth};
pub use calibration::{Bin, Calibration, calibration};
pub use known::Known;
pub use loss::{LostAt, PairLoss, losses, losses_by_pairs};
pub use measure::{Clusters, Evaluation, Measure, PairCounts, RosterFigures, RowCounts, evaluate};
pub use scored::{Scored, ScoredPair, probability_of, weight_of};
pub use thresholds::{Components, Point, Threshold, Thresholds, curve, thresholds};
