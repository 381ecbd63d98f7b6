//! Which pairs need no comparing tonight? Two rows that are as they were, and came into their blocks as they did, are
//! scored as they were: their pair is looked up, or known to lie below the floor.

use crate::block::Order;
use crate::record::RowId;
use crate::score::{Edge, Verdict};
use crate::state::LinkageMemory;

/// What the last night's scoring says of tonight's pairs, by tonight's places.
pub(super) struct Reuse {
    /// Whether the row at a place is as it was.
    as_it_was: Vec<bool>,
    /// Pairs of the place `p`, as the smaller of the two: `pairs[starts[p]..starts[p + 1]]`.
    starts: Vec<u32>,
    pairs: Vec<(u32, Verdict)>,
}

impl Reuse {
    /// `lasting` are the numbers of tonight's rows, `earlier` their places among the rows of earlier nights.
    pub(super) fn new(
        memory: &LinkageMemory,
        lasting: &[u64],
        earlier: &[Option<u32>],
        order: &Order,
    ) -> Reuse {
        let mut as_it_was = vec![false; lasting.len()];
        let mut place_of: Vec<u32> = vec![u32::MAX; memory.rows()];
        for (row, place) in (0..).zip(earlier) {
            let Some(place) = place.map(|place| place as usize) else { continue };
            let number = lasting[row as usize];
            if number != 0 && memory.lasting(place) == Some(number) {
                let here = order.place(row as RowId);
                as_it_was[here as usize] = true;
                place_of[place] = here;
            }
        }
        let places = |edge: &Edge| {
            let (x, y) = (*place_of.get(edge.a as usize)?, *place_of.get(edge.b as usize)?);
            (x != u32::MAX && y != u32::MAX).then_some((x.min(y), x.max(y)))
        };
        let mut starts = vec![0u32; lasting.len() + 1];
        for (first, _) in memory.edges().filter_map(|edge| places(&edge)) {
            starts[first as usize + 1] += 1;
        }
        for place in 0..lasting.len() {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let nothing = Verdict { weight: 0.0, same: 0.0, family: 0.0 };
        let mut pairs = vec![(0, nothing); starts.last().map_or(0, |end| *end as usize)];
        for edge in memory.edges() {
            let Some((first, second)) = places(&edge) else { continue };
            let at = &mut next[first as usize];
            pairs[*at as usize] =
                (second, Verdict { weight: edge.weight, same: edge.same, family: edge.family });
            *at += 1;
        }
        Reuse { as_it_was, starts, pairs }
    }

    /// Whether the pair of places is as it was.
    #[inline]
    pub(super) fn knows(&self, (x, y): (u32, u32)) -> bool {
        self.as_it_was[x as usize] && self.as_it_was[y as usize]
    }

    /// What a known pair came to; none below the floor. The smaller place first.
    #[inline]
    pub(super) fn verdict(&self, (x, y): (u32, u32)) -> Option<Verdict> {
        let pairs = &self.pairs[self.starts[x as usize] as usize..self.starts[x as usize + 1] as usize];
        pairs.iter().find(|(other, _)| *other == y).map(|(_, verdict)| *verdict)
    }
}
