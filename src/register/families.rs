//! Which persons are one family? Joins persons by their family card (KK), by links the cluster stage found, and by
//! older cards where other evidence agrees, and never lets a card glue a village together.
//!
//! A KK is not a family by itself: it changes with moves, marriages and deaths, dozens of children of an
//! institution may stand in the manager's, and some rosters fill the column with one number. So each person has a
//! home card, the one survivorship chose; a second card only counts with evidence; a card with too many people
//! counts only where mother or head agree; and no family grows past a cap. What was not followed is kept in
//! [`Held`].

use rayon::prelude::*;

use super::persons::{Persons, number, sort_by_number};
use super::{Chosen, Held, HeldReason, Options, Picks};
use crate::cluster::Clusters;
use crate::record::{Kk, NameId, Relation, RowId};
use crate::region;
use crate::standardise::People;

/// More holders than this are no family by the card alone; census families of over twelve are below 1 in 1,000.
const CARD_MAX: usize = 12;
/// A card with up to this many holders is still one family when its rows agree on the head's name.
const HEADED_CARD_MAX: usize = 25;
/// Past this many holders equal mothers' names are chance, not kinship.
const MOTHER_CARD_MAX: usize = 200;
/// This many children of one institution on one card make it the institution's.
const WARDS: usize = 4;
/// No link or second card makes a family larger than this.
const FAMILY_MAX: u32 = 20;
/// Programme of children in institutional care, whose card is often the manager's.
const CARE: &str = "LKSA";

/// Families as the register holds them.
#[derive(Debug, Default)]
pub(super) struct Families {
    pub of: Vec<u32>,
    pub starts: Vec<u32>,
    pub members: Vec<u32>,
    pub held: Vec<Held>,
}

/// A person on a card, with the first of the person's rows that says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Holder {
    card: u64,
    person: u32,
    row: RowId,
}

/// Joins persons into families.
pub(super) fn join(
    people: &People,
    person_of: &[u32],
    starts: &[u32],
    rows: &[RowId],
    chosen: &Picks,
    clusters: &Clusters,
    options: &Options,
) -> Families {
    let persons = starts.len() - 1;
    let home: Vec<u64> = (0..persons as u32)
        .into_par_iter()
        .map(|person| {
            chosen.get(person, Chosen::Kk).and_then(|row| people.kk[row as usize]).map_or(0, Kk::value)
        })
        .collect();
    let care: Vec<bool> = options.sources.iter().map(|source| source.programme == CARE).collect();
    let mut joining = Joining {
        people,
        chosen,
        in_care: (0..persons)
            .into_par_iter()
            .map(|person| {
                rows[starts[person] as usize..starts[person + 1] as usize]
                    .iter()
                    .any(|&row| care.get(people.roster[row as usize].index()).copied().unwrap_or(false))
            })
            .collect(),
        card: home.clone(),
        home,
        parent: (0..persons as u32).collect(),
        size: vec![1; persons],
        held: Vec::new(),
    };
    let holders = holders(people, starts, rows);
    joining.by_card(&holders);
    joining.by_old_card(&holders);
    joining.by_link(clusters, person_of);
    let roots: Vec<u32> = (0..persons as u32).map(|person| joining.root(person)).collect();
    let Persons { person_of: of, starts, rows: members } = number(&roots);
    joining.held.sort_unstable_by_key(|held| (held.reason, held.row));
    Families { of, starts, members, held: joining.held }
}

/// Everyone on every card, once.
fn holders(people: &People, starts: &[u32], rows: &[RowId]) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    for (person, bounds) in starts.windows(2).enumerate() {
        let from = holders.len();
        for &row in &rows[bounds[0] as usize..bounds[1] as usize] {
            let Some(card) = people.kk[row as usize].map(Kk::value) else { continue };
            // A person with very many rows has few cards more than once; what is listed twice falls out below.
            if !holders[from..].iter().take(8).any(|known| known.card == card) {
                holders.push(Holder { card, person: person as u32, row });
            }
        }
    }
    sort_by_number(&mut holders, |holder| holder.card);
    holders.dedup_by_key(|holder| (holder.card, holder.person));
    holders
}

struct Joining<'a> {
    people: &'a People,
    chosen: &'a Picks,
    /// Whether a person is a child in institutional care.
    in_care: Vec<bool>,
    /// Each person's own card, 0 for none.
    home: Vec<u64>,
    /// Card of each root's family, 0 for none; an institution's card is none.
    card: Vec<u64>,
    /// Union-find: a root is the smallest person of its family.
    parent: Vec<u32>,
    size: Vec<u32>,
    held: Vec<Held>,
}

impl Joining<'_> {
    fn root(&mut self, person: u32) -> u32 {
        let mut here = person;
        while self.parent[here as usize] != here {
            let above = self.parent[self.parent[here as usize] as usize];
            self.parent[here as usize] = above;
            here = above;
        }
        here
    }

    /// Joins two families; false when they would outgrow the cap.
    fn unite(&mut self, a: u32, b: u32, cap: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let (smaller, larger) = (a.min(b), a.max(b));
        if self.size[a as usize] + self.size[b as usize] > cap {
            return false;
        }
        self.parent[larger as usize] = smaller;
        self.size[smaller as usize] += self.size[larger as usize];
        if self.card[smaller as usize] == 0 {
            self.card[smaller as usize] = self.card[larger as usize];
        }
        true
    }

    /// First pass: those whose home a card is, and the cards that are no family by themselves.
    fn by_card(&mut self, holders: &[Holder]) {
        for card in holders.chunk_by(|a, b| a.card == b.card) {
            if self.is_family(card) {
                let mut home = card.iter().filter(|holder| self.home[holder.person as usize] == holder.card);
                let Some(first) = home.next().copied() else { continue };
                let others: Vec<u32> = home.map(|holder| holder.person).collect();
                for other in others {
                    self.unite(first.person, other, HEADED_CARD_MAX as u32);
                }
            } else {
                for holder in card {
                    if self.home[holder.person as usize] == holder.card {
                        self.home[holder.person as usize] = 0;
                        self.card[holder.person as usize] = 0;
                    }
                }
                self.hold(HeldReason::InstitutionalKk, card[0].row, card.len());
                if card.len() <= MOTHER_CARD_MAX {
                    self.by_mother(card);
                }
            }
        }
    }

    /// Whether a card's holders can be one family.
    fn is_family(&self, card: &[Holder]) -> bool {
        let wards = card.iter().filter(|holder| self.in_care[holder.person as usize]).count();
        if wards >= WARDS && self.distinct(card, |joining, holder| joining.mother(holder.person)) != 1 {
            return false;
        }
        card.len() <= CARD_MAX
            || (wards == 0
                && card.len() <= HEADED_CARD_MAX
                && self.distinct(card, |joining, holder| joining.head(holder.person)) == 1)
    }

    /// How many different known names a card's holders give; names that nobody knows count as none.
    fn distinct(&self, card: &[Holder], name: impl Fn(&Self, &Holder) -> Option<NameId>) -> usize {
        let mut names: Vec<NameId> = card.iter().filter_map(|holder| name(self, holder)).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// On an institution's card, brothers and sisters are still brothers and sisters.
    fn by_mother(&mut self, card: &[Holder]) {
        let mut by_mother: Vec<(NameId, u32, RowId)> = card
            .iter()
            .filter_map(|holder| Some((self.mother(holder.person)?, holder.person, holder.row)))
            .collect();
        by_mother.sort_unstable();
        for siblings in by_mother.chunk_by(|a, b| a.0 == b.0) {
            for pair in siblings.windows(2) {
                if !self.unite(pair[0].1, pair[1].1, FAMILY_MAX) {
                    self.hold(HeldReason::FamilyTooLarge, pair[1].2, siblings.len());
                    break;
                }
            }
        }
    }

    /// Second pass: persons on a card that is not their home. The whole home moves to the other card with them or
    /// not at all, so this is where families could chain.
    fn by_old_card(&mut self, holders: &[Holder]) {
        let members = self.home_sizes();
        for card in holders.chunk_by(|a, b| a.card == b.card) {
            let at_home = |holder: &&Holder| self.home[holder.person as usize] == holder.card;
            let hosts: Vec<Holder> = card.iter().filter(at_home).copied().collect();
            if hosts.is_empty() {
                continue;
            }
            let guests: Vec<Holder> = card
                .iter()
                .filter(|holder| !at_home(holder) && self.home[holder.person as usize] != 0)
                .copied()
                .collect();
            for &guest in &guests {
                if !self.same_family(&hosts, &guests, guest, &members) {
                    self.hold(HeldReason::OldKk, guest.row, card.len());
                } else if !self.unite(hosts[0].person, guest.person, FAMILY_MAX) {
                    self.hold(HeldReason::FamilyTooLarge, guest.row, card.len());
                }
            }
        }
    }

    /// Evidence beyond the second card itself: one of the cards is a slip of the other, the whole home (or two of it)
    /// carries both, or a host and the guest name one head.
    fn same_family(
        &self,
        hosts: &[Holder],
        guests: &[Holder],
        guest: Holder,
        members: &[(u64, usize)],
    ) -> bool {
        let home = self.home[guest.person as usize];
        let moved = guests.iter().filter(|other| self.home[other.person as usize] == home).count();
        let together = moved >= 2 || moved == size_of(members, home);
        near(home, guest.card)
            || hosts.iter().any(|host| {
                (together && self.same_place(guest.person, host.person))
                    || self.same_head(guest.person, host.person)
            })
    }

    /// How many persons have each card as their home, by card.
    fn home_sizes(&self) -> Vec<(u64, usize)> {
        let mut homes: Vec<u64> = self.home.iter().copied().filter(|&home| home != 0).collect();
        homes.par_sort_unstable();
        homes.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
    }

    /// Third pass: links of the cluster stage, strongest first, each with evidence of its own.
    fn by_link(&mut self, clusters: &Clusters, person_of: &[u32]) {
        for link in &clusters.family_links {
            let (a, b) = (person_of[link.a as usize], person_of[link.b as usize]);
            let (root_a, root_b) = (self.root(a), self.root(b));
            if root_a == root_b || !self.kin(a, b, link.a, link.b) {
                continue;
            }
            let (card_a, card_b) = (self.card[root_a as usize], self.card[root_b as usize]);
            // Two families with cards of their own stay two, unless a card was mistyped or both are children of
            // one mother at one address: a link must not undo a marriage.
            let apart = card_a != 0 && card_b != 0 && card_a != card_b && !near(card_a, card_b);
            if apart && !self.children_of_one_house(a, b, link.a, link.b) {
                continue;
            }
            if !self.unite(a, b, FAMILY_MAX) {
                self.hold(HeldReason::FamilyTooLarge, link.a, 2);
            }
        }
    }

    /// Evidence that two persons are of one family: mother or head agree, or one is the other's mother, in places
    /// that do not contradict each other.
    fn kin(&self, a: u32, b: u32, row_a: RowId, row_b: RowId) -> bool {
        let same_card = self.home[a as usize] != 0 && self.home[a as usize] == self.home[b as usize];
        let mothers = (self.mother(a), self.mother(b));
        let same_mother = mothers.0.is_some() && mothers.0 == mothers.1;
        let mother_and_child = (mothers.0.is_some() && mothers.0 == self.name(b))
            || (mothers.1.is_some() && mothers.1 == self.name(a));
        self.same_place(a, b)
            && (same_card
                || same_mother
                || mother_and_child
                || (self.same_head(a, b) && self.same_address(row_a, row_b)))
    }

    fn children_of_one_house(&self, a: u32, b: u32, row_a: RowId, row_b: RowId) -> bool {
        let child = |row: RowId| self.people.relation[row as usize] == Relation::Child;
        child(row_a)
            && child(row_b)
            && self.mother(a).is_some()
            && self.mother(a) == self.mother(b)
            && self.same_address(row_a, row_b)
    }

    fn name(&self, person: u32) -> Option<NameId> {
        self.field(person, Chosen::Name).and_then(|row| self.people.name[row as usize])
    }

    fn mother(&self, person: u32) -> Option<NameId> {
        self.field(person, Chosen::Mother).and_then(|row| self.people.mother[row as usize])
    }

    /// The head's name on the row that gave the person its card; the person's own name where the row says head.
    fn head(&self, person: u32) -> Option<NameId> {
        let row = self.field(person, Chosen::Kk)? as usize;
        match self.people.relation[row] {
            Relation::Head => self.people.name[row],
            _ => self.people.head[row],
        }
    }

    fn same_head(&self, a: u32, b: u32) -> bool {
        self.head(a).is_some() && self.head(a) == self.head(b)
    }

    /// Whether two residences can be one: unknown agrees with anything.
    fn same_place(&self, a: u32, b: u32) -> bool {
        let place =
            |person| self.field(person, Chosen::Place).and_then(|row| self.people.place[row as usize]);
        match (place(a), place(b)) {
            (Some(a), Some(b)) => region::table().nested(a, b),
            _ => true,
        }
    }

    /// Whether two rows name the same RT and RW, or the same hamlet; both must be known.
    fn same_address(&self, a: RowId, b: RowId) -> bool {
        let (a, b) = (a as usize, b as usize);
        let people = self.people;
        let blocks = people.rt[a].is_some() && (people.rt[a], people.rw[a]) == (people.rt[b], people.rw[b]);
        let hamlets = people.hamlet[a].is_some() && people.hamlet[a] == people.hamlet[b];
        match (
            people.rt[a].is_some() && people.rt[b].is_some(),
            people.hamlet[a].is_some() && people.hamlet[b].is_some(),
        ) {
            (true, true) => blocks && hamlets,
            (true, false) => blocks,
            (false, _) => hamlets,
        }
    }

    fn field(&self, person: u32, field: Chosen) -> Option<RowId> {
        self.chosen.get(person, field)
    }

    fn hold(&mut self, reason: HeldReason, row: RowId, persons: usize) {
        self.held.push(Held { reason, row, persons: persons as u32 });
    }
}

fn size_of(members: &[(u64, usize)], home: u64) -> usize {
    members.binary_search_by_key(&home, |&(card, _)| card).map_or(0, |at| members[at].1)
}

/// Whether two sixteen-digit numbers differ by one digit or one swap of neighbours.
pub(crate) fn near(a: u64, b: u64) -> bool {
    let (mut a, mut b) = (a, b);
    let mut differing: [(u8, u64, u64); 2] = [(0, 0, 0); 2];
    let mut count = 0;
    for place in 0..16u8 {
        let (x, y) = (a % 10, b % 10);
        if x != y {
            if count == 2 {
                return false;
            }
            differing[count] = (place, x, y);
            count += 1;
        }
        a /= 10;
        b /= 10;
    }
    match count {
        2 => {
            let [(first, x, y), (second, z, w)] = differing;
            second == first + 1 && x == w && y == z
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: u64, b: u64, expected: bool) {
        assert_eq!(near(a, b), expected, "{a} {b}");
        assert_eq!(near(b, a), expected, "{b} {a}");
    }

    #[test]
    fn near_is_one_digit_or_one_swap() {
        check(3_314_014_101_900_002, 3_314_014_101_900_002, true);
        check(3_314_014_101_900_002, 3_314_014_101_900_003, true);
        check(3_314_014_101_900_012, 3_314_014_101_900_021, true);
        check(3_314_014_101_900_012, 3_314_014_101_900_023, false);
        check(3_314_014_101_900_102, 3_314_014_101_900_201, false);
    }
}
