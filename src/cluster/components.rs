//! Which rows hang together by links? Connected components, large ones split at higher and higher weights.

use crate::record::RowId;
use crate::score::Edge;

/// Bits by which the bar rises when a component is too large.
const RISE: f32 = 3.0;
/// No bar is higher: what still hangs together then is one component whatever its size.
const HIGHEST: f32 = 60.0;
/// No component.
const ALONE: u32 = u32::MAX;

/// Groups of rows that hang together, each ascending, side by side in memory: a night has hundreds of thousands.
pub(super) struct Components {
    /// Component `c` is `rows[starts[c]..starts[c + 1]]`.
    starts: Vec<u32>,
    rows: Vec<RowId>,
}

impl Components {
    pub(super) fn none() -> Components {
        Components { starts: vec![0], rows: Vec::new() }
    }

    pub(super) fn add(&mut self, rows: &[RowId]) {
        self.rows.extend_from_slice(rows);
        self.starts.push(self.rows.len() as u32);
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn rows(&self, component: usize) -> &[RowId] {
        &self.rows[self.starts[component] as usize..self.starts[component + 1] as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[RowId]> {
        (0..self.len()).map(|component| self.rows(component))
    }

    /// The same ordered by their smallest row.
    fn sorted(self) -> Components {
        let mut sorted = Components::none();
        let mut order: Vec<&[RowId]> = self.iter().collect();
        order.sort_unstable();
        order.into_iter().for_each(|rows| sorted.add(rows));
        sorted
    }
}

/// Components of two rows or more, ordered by their smallest row.
pub(super) fn components(rows: usize, links: &[&Edge], link: f32, at_most: usize) -> Components {
    let mut open = linked(rows, links.iter().copied(), f32::MIN);
    if open.iter().all(|component| component.len() <= at_most) {
        return open;
    }
    let mut done = Components::none();
    let mut bar = link + RISE;
    let mut slot = vec![u32::MAX; rows];
    loop {
        // Renumber the rows of the large components densely, so that a rise costs what they hold.
        let mut members: Vec<RowId> = Vec::new();
        for component in open.iter() {
            if component.len() > at_most && bar <= HIGHEST {
                members.extend_from_slice(component);
            } else {
                done.add(component);
            }
        }
        if members.is_empty() {
            return done.sorted();
        }
        for (place, row) in members.iter().enumerate() {
            slot[*row as usize] = place as u32;
        }
        let dense: Vec<Edge> = links
            .iter()
            .filter(|edge| slot[edge.a as usize] != u32::MAX && slot[edge.b as usize] != u32::MAX)
            .map(|edge| Edge { a: slot[edge.a as usize], b: slot[edge.b as usize], ..**edge })
            .collect();
        let finer = linked(members.len(), dense.iter(), bar);
        open = Components::none();
        for component in finer.iter() {
            let mut rows: Vec<RowId> = component.iter().map(|place| members[*place as usize]).collect();
            rows.sort_unstable();
            open.add(&rows);
        }
        for row in &members {
            slot[*row as usize] = u32::MAX;
        }
        bar += RISE;
    }
}

/// Which pairs of rows are links?
pub(super) struct Linked {
    /// Where the links of each row begin that it is the smaller row of.
    starts: Vec<u32>,
    others: Vec<RowId>,
}

impl Linked {
    pub(super) fn new(rows: usize, links: &[&Edge]) -> Linked {
        let mut starts = vec![0u32; rows + 1];
        for link in links {
            starts[link.a as usize] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut others = vec![0; links.len()];
        for link in links {
            let start = &mut starts[link.a as usize];
            *start -= 1;
            others[*start as usize] = link.b;
        }
        Linked { starts, others }
    }

    /// Whether two rows, the smaller first, are linked.
    #[inline]
    pub(super) fn holds(&self, a: RowId, b: RowId) -> bool {
        let of_a = self.starts[a as usize] as usize..self.starts[a as usize + 1] as usize;
        self.others[of_a].contains(&b)
    }
}

/// Components of two rows or more, by their smallest row.
fn linked<'e>(rows: usize, links: impl Iterator<Item = &'e Edge>, bar: f32) -> Components {
    let mut parent: Vec<u32> = (0..rows as u32).collect();
    for edge in links.filter(|edge| edge.weight >= bar) {
        let (x, y) = (root(&mut parent, edge.a), root(&mut parent, edge.b));
        // The smaller row is always the root, so the result does not depend on the order of links.
        parent[x.max(y) as usize] = x.min(y);
    }
    let mut size = vec![0u32; rows];
    for row in 0..rows as u32 {
        size[root(&mut parent, row) as usize] += 1;
    }
    let mut found = Components::none();
    let mut end = 0;
    // From here on where the next row of each root's component goes; nowhere for rows that stand alone.
    for size in &mut size {
        let begin = end;
        if *size > 1 {
            end += *size;
            found.starts.push(end);
        }
        *size = if *size > 1 { begin } else { ALONE };
    }
    found.rows = vec![0; end as usize];
    for row in 0..rows as u32 {
        let next = &mut size[root(&mut parent, row) as usize];
        if *next != ALONE {
            found.rows[*next as usize] = row;
            *next += 1;
        }
    }
    found
}

/// Where a row's chain of parents ends; the chain gets shorter on the way.
pub(super) fn root(parent: &mut [u32], mut row: u32) -> u32 {
    while parent[row as usize] != row {
        let up = parent[row as usize];
        parent[row as usize] = parent[up as usize];
        row = up;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_known_by_their_smaller_row() {
        let edge = |a, b| Edge { a, b, weight: 9.0, same: 1.0, family: 0.0 };
        let edges = [edge(3, 4), edge(0, 2), edge(3, 5), edge(0, 1)];
        let linked = Linked::new(6, &edges.iter().collect::<Vec<_>>());
        let held = |a: RowId| (a + 1..6).filter(|b| linked.holds(a, *b)).collect::<Vec<_>>();
        assert_eq!([held(0), held(1), held(3), held(5)], [vec![1, 2], vec![], vec![4, 5], vec![]]);
    }

    #[test]
    fn large_components_split_at_their_weakest_links() {
        let edge = |a, b, weight| Edge { a, b, weight, same: 1.0, family: 0.0 };
        let edges = [edge(0, 1, 20.0), edge(1, 2, 3.0), edge(2, 3, 20.0), edge(5, 6, 3.0)];
        let links: Vec<&Edge> = edges.iter().collect();
        let found = |at_most| -> Vec<Vec<RowId>> {
            components(8, &links, 2.0, at_most).iter().map(<[RowId]>::to_vec).collect()
        };
        assert_eq!(found(10), [vec![0, 1, 2, 3], vec![5, 6]]);
        assert_eq!(found(3), [vec![0, 1], vec![2, 3], vec![5, 6]]);
    }
}
