//! How right are the clusters, where the truth is known? Takes the rows' persons and the pairs as a run gave them, and
//! a truth or labels, gives an [`Evaluation`]: pairwise and B-cubed figures, what probabilities and thresholds are
//! worth, where pairs were lost, who is hit more often, and the worst errors.

mod assignment;
mod calibration;
mod curve;
mod families;
mod known;
mod labels;
mod loss;
mod measure;
mod print;
mod print_pairs;
mod print_slices;
mod rows;
mod scored;
mod slices;
mod thresholds;
mod worst;

pub use assignment::{Assignment, read_members, read_truth};
pub use calibration::{Bin, Calibration, calibration};
pub use curve::write_curve;
pub use families::{FamilyMerges, Merges, family_merges};
pub use known::Known;
pub use labels::{LabelCounts, Labels, RosterIds, read_labels};
pub use loss::{LostAt, PairLoss, label_losses, losses, stages_by_pairs};
pub use measure::{
    Clusters, Evaluation, Measure, PairCounts, RosterFigures, RowCounts, evaluate, evaluate_labels,
};
pub use rows::{names_of_run, people_of_run};
pub use scored::{Scored, ScoredPair, probability_of, weight_of};
pub use slices::{By, Slice, Sliced, slices};
pub use thresholds::{Components, Point, Threshold, Thresholds, curve, thresholds};
pub use worst::{Kind, Values, WorstError, fill_values, worst, write_errors};
