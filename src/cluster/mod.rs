//! Which rows are one person? Takes edges and constraints, gives [`Clusters`] and the cuts that made them.
//! Same input, same clusters, in any order of input.

use crate::record::RowId;
use crate::score::{Band, Edge};

/// Why two rows that were linked did not end in one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CutReason {
    /// Two well-formed NIKs whose birth dates differ.
    DifferentNik,
    /// Twins: serials differ, and so do the first names.
    TwinSerial,
    /// Two rows of a roster that holds each person once.
    OneRowPerPerson,
    /// The other rows of the component weigh against it.
    Outweighed,
}

/// A link that was not followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Smaller row id.
    pub a: RowId,
    /// Larger row id.
    pub b: RowId,
    /// The pair's match weight.
    pub weight: f32,
    /// Why.
    pub reason: CutReason,
}

/// The night's clusters. Cluster numbers are dense, in the order of their smallest row.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Cluster of each row.
    pub of: Vec<u32>,
    /// Number of clusters.
    pub count: u32,
    /// For each row the probability that it belongs with the rest of its cluster (1 for a row alone).
    pub probability: Vec<f32>,
    /// For each row its band (a row alone is `Certain`).
    pub band: Vec<Option<Band>>,
    /// Pairs of rows in different clusters that are probably two members of one family, strongest first, a < b.
    pub family_links: Vec<Edge>,
    /// Pairs that need a person: near the threshold, or cut; ordered by what is at stake.
    pub review: Vec<Edge>,
    /// Links not followed.
    pub cuts: Vec<Cut>,
}
