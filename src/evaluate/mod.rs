//! How right are the clusters, where the truth is known? Takes the rows' persons as a run gave them and as the
//! truth has them, gives an [`Evaluation`]: pairwise and B-cubed figures from counts, and where pairs were lost.

mod assignment;
mod loss;
mod measure;
mod print;

pub use assignment::{Assignment, read_members, read_truth};
pub use loss::{LostAt, PairLoss, losses};
pub use measure::{Clusters, Evaluation, Measure, PairCounts, RosterFigures, RowCounts, evaluate};
