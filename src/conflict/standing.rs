//! Who stands where tonight? Who is served by which programme, who is deceased or a civil servant, which
//! programmes reach which regency: counted once, so that conflicts and tables cannot disagree.
//!
//! Only rows in force serve anyone; a retired row is kept and shown, and counts for nothing here.

use std::num::NonZeroU8;

use rayon::prelude::*;

use super::programmes::{EVERY_AID, EVERY_BASE, Kind, PROGRAMMES_MAX, Programme, Programmes, Rule, RuleKind};
use super::{Options, RuleInForce, Unit};
use crate::record::{Birth, Precision, RowId};
use crate::region::{RegionId, table};
use crate::register::{Chosen, Register};
use crate::standardise::{Marks, People};

/// A set of programmes, one bit each.
pub(super) type Set = u64;

/// A roster lists family members, not recipients, when more than this share of its families (in percent) has
/// several persons on it.
const MEMBER_LIST_SHARE: u64 = 25;
/// Fewer families than this decide nothing about a roster.
const MEMBER_LIST_FAMILIES: u64 = 20;

/// Facts about every person and family of the night.
#[derive(Debug)]
pub struct Standing<'a> {
    /// Programmes: those of the rules, then those only a roster names.
    pub programmes: Vec<Programme>,
    /// For each person, the programmes of its rows in force, bit `p` for `programmes[p]`.
    pub person: Vec<u64>,
    /// For each family, the programmes of its members.
    pub family: Vec<u64>,
    pub(super) people: &'a People,
    pub(super) register: &'a Register,
    pub(super) options: &'a Options,
    /// Rules in force tonight.
    pub(super) rules: Vec<Bound<'a>>,
    /// Names of the offices that own rosters, sorted.
    pub(super) owners: Vec<String>,
    /// Owner of each roster.
    owner_of: Vec<Option<u16>>,
    /// Where each person lives, at the finest known level, and the regency of it.
    home: Vec<(Option<RegionId>, Option<RegionId>)>,
    /// Programme of each roster.
    pub(super) programme_of: Vec<u8>,
    /// Rosters of a family programme that list every member.
    pub(super) lists_members: Vec<bool>,
    /// Deceased and civil servants, by person.
    pub(super) flags: Vec<u8>,
    /// Programmes that reach each regency, by region.
    reach: Vec<Set>,
    /// Programmes with any row in force.
    pub(super) present: Set,
    /// Base registers among the programmes.
    pub(super) bases: Set,
    /// Aid among the programmes.
    pub(super) aid: Set,
    /// Rows whose region code and names disagree, ascending.
    pub(super) displaced: Vec<RowId>,
}

/// A rule in force with its programmes as sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound<'a> {
    /// Place among the rules in force.
    pub at: u16,
    pub rule: &'a Rule,
    pub programmes: Set,
    pub with: Set,
    pub instead: Set,
}

/// The person is deceased.
pub(super) const DECEASED: u8 = 1;
/// The person is a civil servant, soldier or police officer.
pub(super) const CIVIL_SERVANT: u8 = 2;

impl<'a> Standing<'a> {
    /// Counts the night once.
    pub fn new(
        people: &'a People,
        register: &'a Register,
        rules: &'a Programmes,
        options: &'a Options,
    ) -> Standing<'a> {
        let (programmes, programme_of) = number_programmes(people, rules, options);
        let of_kind = |kind: Kind| set_of(&programmes, |programme| programme.kind == kind);
        let (bases, aid) = (of_kind(Kind::Base), of_kind(Kind::Aid));
        let mut displaced = options.displaced.clone();
        displaced.sort_unstable();
        displaced.dedup();
        let (owners, owner_of) = number_owners(&programmes, &programme_of, options);
        let mut standing = Standing {
            owners,
            owner_of,
            home: Vec::new(),
            rules: bind(rules, &programmes, options, aid, bases),
            person: Vec::new(),
            family: Vec::new(),
            people,
            register,
            options,
            lists_members: vec![false; programme_of.len()],
            programme_of,
            flags: Vec::new(),
            reach: Vec::new(),
            present: 0,
            bases,
            aid,
            displaced,
            programmes,
        };
        standing.find_homes();
        standing.count_persons();
        standing.count_families();
        standing.count_reach();
        standing
    }

    fn find_homes(&mut self) {
        let (register, people) = (self.register, self.people);
        self.home = (0..register.len() as u32)
            .into_par_iter()
            .map(|person| {
                let row = register.chosen_row(person, Chosen::Place);
                let place = row.and_then(|row| people.place[row as usize]);
                (place, place.and_then(|place| table().regency_of(place)))
            })
            .collect();
    }

    fn count_persons(&mut self) {
        let counted: Vec<(Set, u8)> = (0..self.register.len() as u32)
            .into_par_iter()
            .map(|person| {
                self.register.rows_of(person).iter().fold((0, 0), |(mut set, mut flags), &row| {
                    if self.active(row) {
                        set |= 1 << self.programme(row);
                    }
                    flags |= self.flags_of(row);
                    (set, flags)
                })
            })
            .collect();
        (self.person, self.flags) = counted.into_iter().unzip();
        self.present = self.person.iter().fold(0, |present, &set| present | set);
    }

    fn count_families(&mut self) {
        let register = self.register;
        self.family = (0..register.families() as u32)
            .into_par_iter()
            .map(|family| {
                register.members_of(family).iter().fold(0, |set, &person| set | self.person[person as usize])
            })
            .collect();
        let rosters = self.programme_of.len();
        let counts = (0..register.families() as u32)
            .into_par_iter()
            .fold(
                || (vec![[0u64; 2]; rosters], Vec::new()),
                |(mut counts, mut on), family| {
                    self.persons_on(family, &mut on);
                    for same in on.chunk_by(|a: &(u16, u32), b| a.0 == b.0) {
                        counts[usize::from(same[0].0)][0] += 1;
                        counts[usize::from(same[0].0)][1] += u64::from(same.len() > 1);
                    }
                    (counts, on)
                },
            )
            .map(|(counts, _)| counts)
            .reduce(
                || vec![[0; 2]; rosters],
                |mut one, other| {
                    for (one, other) in one.iter_mut().zip(&other) {
                        one[0] += other[0];
                        one[1] += other[1];
                    }
                    one
                },
            );
        self.lists_members = counts
            .iter()
            .enumerate()
            .map(|(roster, &[families, several])| {
                self.programmes[usize::from(self.programme_of[roster])].unit == Unit::Family
                    && families >= MEMBER_LIST_FAMILIES
                    && several * 100 > families * MEMBER_LIST_SHARE
            })
            .collect();
    }

    /// Each roster with each member of a family on it, once.
    fn persons_on(&self, family: u32, on: &mut Vec<(u16, u32)>) {
        on.clear();
        for &person in self.register.members_of(family) {
            for &row in self.register.rows_of(person) {
                if self.active(row) {
                    on.push((self.people.roster[row as usize].0, person));
                }
            }
        }
        on.sort_unstable();
        on.dedup();
    }

    /// A programme reaches a regency when one row in 200 of its rosters lies there, or at least 1,000 rows that are
    /// one in 100 of the regency's people: a few movers do not make a regency covered, and one regency of a
    /// national roster does not go lost.
    fn count_reach(&mut self) {
        let regions = table().len();
        let programmes = self.programmes.len();
        let mut residents = vec![0u64; regions];
        let mut slot = vec![u32::MAX; regions];
        let mut here: Vec<(usize, Vec<u64>)> = Vec::new();
        let mut total = vec![0u64; programmes];
        for person in 0..self.register.len() as u32 {
            let Some(regency) = self.regency(person).map(RegionId::index) else { continue };
            residents[regency] += 1;
            if slot[regency] == u32::MAX {
                slot[regency] = here.len() as u32;
                here.push((regency, vec![0; programmes]));
            }
            let counts = &mut here[slot[regency] as usize].1;
            for programme in members(self.person[person as usize]) {
                counts[programme] += 1;
                total[programme] += 1;
            }
        }
        self.reach = vec![0; regions];
        for (regency, counts) in &here {
            for (programme, &count) in counts.iter().enumerate() {
                let share = count > 0 && count * 200 >= total[programme];
                let many = count >= 1000 && count * 100 >= residents[*regency];
                if share || many {
                    self.reach[*regency] |= 1 << programme;
                }
            }
        }
    }

    /// Programmes that reach a regency where some persons live; where no regency is known, every programme with
    /// rows.
    pub(super) fn reach(&self, persons: &[u32]) -> Set {
        persons
            .iter()
            .filter_map(|&person| self.regency(person))
            .map(|regency| self.reach[regency.index()])
            .reduce(|one, other| one | other)
            .unwrap_or(self.present)
    }

    /// The regency a person lives in.
    pub(super) fn regency(&self, person: u32) -> Option<RegionId> {
        self.home[person as usize].1
    }

    /// The regency a person lives in, else one where the family does.
    pub(super) fn home_regency(&self, person: u32) -> Option<RegionId> {
        self.regency(person).or_else(|| {
            let family = self.register.members_of(self.register.family_of[person as usize]);
            family.iter().find_map(|&member| self.regency(member))
        })
    }

    /// Rules in force of a kind that count a unit, in file order.
    pub(super) fn rules_of(&self, kind: RuleKind, unit: Unit) -> impl Iterator<Item = &Bound<'a>> {
        self.rules.iter().filter(move |bound| bound.rule.kind == kind && bound.rule.unit == unit)
    }

    pub(super) fn rule_key(&self, rule: u16) -> &str {
        &self.rules[usize::from(rule)].rule.key
    }

    pub(super) fn rule_labels(&self, rule: u16) -> [&str; 2] {
        let rule = self.rules[usize::from(rule)].rule;
        [&rule.label, &rule.label_en]
    }

    /// The rules as tables name them.
    pub(super) fn rules_in_force(&self) -> Vec<RuleInForce> {
        let rule = |bound: &Bound<'_>| RuleInForce {
            key: bound.rule.key.clone(),
            basis: bound.rule.basis.clone(),
            labels: [bound.rule.label.clone(), bound.rule.label_en.clone()],
        };
        self.rules.iter().map(rule).collect()
    }

    /// Keys of the programmes.
    pub(super) fn programme_keys(&self) -> Vec<String> {
        self.programmes.iter().map(|programme| programme.key.clone()).collect()
    }

    /// Rosters that list members instead of recipients.
    pub(super) fn member_lists(&self) -> Vec<u16> {
        let rosters = self.lists_members.iter().enumerate();
        rosters.filter(|(_, lists)| **lists).map(|(roster, _)| roster as u16).collect()
    }

    /// The office that answers for a row's roster, by its number.
    pub(super) fn owner_of(&self, row: RowId) -> Option<u16> {
        self.owner_of[self.people.roster[row as usize].index()]
    }

    /// Whether a row is in force.
    pub(super) fn active(&self, row: RowId) -> bool {
        !self.people.marks[row as usize].has(Marks::INACTIVE)
    }

    /// A row's programme, index into `programmes`.
    pub(super) fn programme(&self, row: RowId) -> usize {
        usize::from(self.programme_of[self.people.roster[row as usize].index()])
    }

    /// Whether a row is in force and of one of some programmes.
    pub(super) fn serves(&self, row: RowId, programmes: Set) -> bool {
        programmes >> self.programme(row) & 1 == 1 && self.active(row)
    }

    /// The first of some rows by roster and place in it, so that a proof does not hang on tonight's row ids.
    pub(super) fn first(&self, rows: impl Iterator<Item = RowId>) -> Option<RowId> {
        rows.min_by_key(|&row| (self.people.roster[row as usize], self.people.row[row as usize]))
    }

    /// What a row says of the person: deceased, civil servant.
    pub(super) fn flags_of(&self, row: RowId) -> u8 {
        let marks = self.people.marks[row as usize];
        let kind = self.programmes[self.programme(row)].kind;
        let mut flags = 0;
        if marks.has(Marks::DECEASED) || kind == Kind::Deceased {
            flags |= DECEASED;
        }
        if marks.has(Marks::CIVIL_SERVANT) || (kind == Kind::CivilServant && self.active(row)) {
            flags |= CIVIL_SERVANT;
        }
        flags
    }

    /// Rupiah a row pays: its own amount, else the programme's; 0 where the roster is no aid.
    pub(super) fn amount(&self, row: RowId) -> Option<u64> {
        let programme = &self.programmes[self.programme(row)];
        if programme.kind != Kind::Aid {
            return Some(0);
        }
        self.people.amount[row as usize].map(|amount| u64::from(amount.get())).or(programme.amount)
    }

    /// The person's residence.
    pub(super) fn place(&self, person: u32) -> Option<RegionId> {
        self.home[person as usize].0
    }

    /// The smallest decile any of a person's rows gives.
    pub(super) fn decile(&self, person: u32) -> Option<u8> {
        let rows = self.register.rows_of(person).iter();
        rows.filter_map(|&row| self.people.decile[row as usize]).min().map(NonZeroU8::get)
    }

    /// Whether a row's component column names one of some words, or words that begin so; rules without words bind
    /// every row.
    pub(super) fn has_component(&self, row: RowId, words: &[String]) -> bool {
        words.is_empty()
            || self.people.component[row as usize].is_some_and(|text| {
                let component = self.people.texts.get(text);
                words.iter().any(|word| holds_word(component, word))
            })
    }

    /// A person's youngest and oldest possible age tonight.
    pub(super) fn age(&self, person: u32) -> Option<(i32, i32)> {
        let row = self.register.chosen_row(person, Chosen::Birth)?;
        age_on(self.people.birth[row as usize], self.options.night)
    }
}

/// Whether `text` holds `word` at its beginning or after a space.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}

/// Youngest and oldest age that a birth date allows on a day.
fn age_on(birth: Birth, night: jiff::civil::Date) -> Option<(i32, i32)> {
    let year = i32::from(birth.year()?);
    let turned = i32::from(night.year()) - year;
    let range = match (birth.precision(), birth.month(), birth.day()) {
        (Precision::Full, Some(month), Some(day)) => {
            let before = (night.month().unsigned_abs(), night.day().unsigned_abs()) < (month, day);
            let age = turned - i32::from(before);
            (age, age)
        }
        (Precision::Month, Some(month), _) if month != night.month().unsigned_abs() => {
            let age = turned - i32::from(night.month().unsigned_abs() < month);
            (age, age)
        }
        (Precision::Age, ..) => (turned - 2, turned + 1),
        _ => (turned - 1, turned),
    };
    (range.1 >= 0).then_some(range)
}

/// The members of a set, ascending.
pub(super) fn members(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let member = set.trailing_zeros() as usize;
            set &= set - 1;
            member
        })
    })
}

fn set_of(programmes: &[Programme], wanted: impl Fn(&Programme) -> bool) -> Set {
    programmes
        .iter()
        .enumerate()
        .filter(|(_, programme)| wanted(programme))
        .fold(0, |set, (index, _)| set | 1 << index)
}

/// Numbers the night's programmes. A roster whose programme no rule knows is aid to single persons, which is what
/// an unknown list most often is; past the largest number the rest share the last one.
fn number_programmes(people: &People, rules: &Programmes, options: &Options) -> (Vec<Programme>, Vec<u8>) {
    let mut programmes = rules.programmes.clone();
    let rosters = people.roster.iter().map(|roster| roster.index() + 1).max().unwrap_or(0);
    let programme_of = (0..rosters.max(options.rosters.len()))
        .map(|roster| {
            let (key, owner) = options
                .rosters
                .get(roster)
                .map_or(("", ""), |info| (info.programme.as_str(), info.owner.as_str()));
            let known = programmes.iter().position(|programme| programme.key == key);
            let at = known.unwrap_or_else(|| {
                if programmes.len() < PROGRAMMES_MAX {
                    programmes.push(unknown(key, owner));
                }
                programmes.len() - 1
            });
            at as u8
        })
        .collect();
    (programmes, programme_of)
}

/// The office that answers for each roster: the one it names, else its programme's.
fn number_owners(
    programmes: &[Programme],
    programme_of: &[u8],
    options: &Options,
) -> (Vec<String>, Vec<Option<u16>>) {
    let owner = |roster: usize| -> &str {
        let named = options.rosters.get(roster).map_or("", |info| info.owner.as_str());
        if named.is_empty() { &programmes[usize::from(programme_of[roster])].owner } else { named }
    };
    let named = |roster: &usize| !owner(*roster).is_empty();
    let mut owners: Vec<String> =
        (0..programme_of.len()).filter(named).map(|roster| owner(roster).to_owned()).collect();
    owners.sort_unstable();
    owners.dedup();
    let number = |roster| owners.binary_search_by(|known| known.as_str().cmp(owner(roster))).ok();
    let owner_of = (0..programme_of.len()).map(|roster| number(roster).map(|at| at as u16)).collect();
    (owners, owner_of)
}

fn unknown(key: &str, owner: &str) -> Programme {
    Programme {
        key: key.into(),
        label: key.into(),
        label_en: key.into(),
        kind: Kind::Aid,
        unit: Unit::Person,
        owner: owner.into(),
        period: String::new(),
        amount: None,
        age: None,
        deciles: None,
        service_place: false,
    }
}

fn bind<'a>(
    rules: &'a Programmes,
    programmes: &[Programme],
    options: &Options,
    aid: Set,
    bases: Set,
) -> Vec<Bound<'a>> {
    let set = |keys: &[String]| {
        keys.iter().fold(0, |set, key| match key.as_str() {
            EVERY_AID => set | aid,
            EVERY_BASE => set | bases,
            key => set | set_of(programmes, |programme| programme.key == key),
        })
    };
    rules
        .in_force(options.night)
        .enumerate()
        .map(|(at, rule)| Bound {
            at: at as u16,
            rule,
            programmes: set(&rule.programmes),
            with: set(&rule.with),
            instead: set(&rule.instead),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(birth: Birth, expected: Option<(i32, i32)>) {
        assert_eq!(age_on(birth, date(2025, 7, 1)), expected, "{birth:?}");
    }

    #[test]
    fn age_is_as_sure_as_the_birth_date() {
        check(Birth::new(Precision::Full, 2010, 7, 1), Some((15, 15)));
        check(Birth::new(Precision::Full, 2010, 7, 2), Some((14, 14)));
        check(Birth::new(Precision::Placeholder, 2010, 7, 1), Some((14, 15)));
        check(Birth::new(Precision::Month, 2010, 6, 0), Some((15, 15)));
        check(Birth::new(Precision::Month, 2010, 7, 0), Some((14, 15)));
        check(Birth::new(Precision::Year, 2010, 0, 0), Some((14, 15)));
        check(Birth::new(Precision::Age, 2010, 0, 0), Some((13, 16)));
        check(Birth::UNKNOWN, None);
        check(Birth::new(Precision::Full, 2055, 1, 1), None);
    }

    #[test]
    fn components_are_found_by_whole_words() {
        assert!(holds_word("ANAK YATIM", "YATIM"));
        assert!(holds_word("LANSIA70", "LANSIA"));
        assert!(holds_word("PKH LANJUT USIA", "LANJUT USIA"));
        assert!(!holds_word("DISABILITAS", "ABILITAS"));
        assert!(!holds_word("", "SD"));
    }

    #[test]
    fn members_of_a_set_come_in_order() {
        assert_eq!(members(0b1010_0001).collect::<Vec<_>>(), [0, 5, 7]);
        assert_eq!(members(0).count(), 0);
    }
}
