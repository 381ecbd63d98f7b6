//! Who should have what and has not? Persons and families that a referral rule names, that the programme reaches
//! and does not serve.

use std::cell::OnceCell;

use rayon::prelude::*;

use super::found::{Aspect, Draft, Found};
use super::programmes::RuleKind;
use super::standing::{Bound, CIVIL_SERVANT, DECEASED, Standing, members};
use super::wording::{Office, Said, office};
use super::{Class, Unit};
use crate::record::RowId;
use crate::region::RegionId;

/// One person or family that is entitled to a programme and not served by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referral {
    /// Person; for a family programme its first member.
    pub person: u32,
    /// Family.
    pub family: u32,
    /// Residence at the finest known level.
    pub place: Option<RegionId>,
    /// The row that shows what the person or family already holds.
    pub row: RowId,
    /// Smallest usual payment in rupiah, when known.
    pub amount: Option<u64>,
    /// The rule that says so, index into [`Conflicts::rules`](super::Conflicts::rules); its label is the reason.
    pub rule: u16,
    /// Programme, index into [`Conflicts::programmes`](super::Conflicts::programmes).
    pub programme: u8,
    /// Whom the programme serves.
    pub unit: Unit,
}

/// The night's referrals, by person, then rule in file order; one a programme and unit, by the first rule that
/// names it.
pub fn referrals(standing: &Standing<'_>) -> Vec<Referral> {
    const RANGE: usize = 4096;
    let rules: Vec<&Bound<'_>> =
        standing.rules.iter().filter(|bound| bound.rule.kind == RuleKind::Referral).collect();
    if rules.is_empty() {
        return Vec::new();
    }
    let families = standing.register.families();
    let ranges: Vec<Vec<Referral>> = (0..families.div_ceil(RANGE))
        .into_par_iter()
        .map(|range| {
            let mut found = Vec::new();
            for family in range * RANGE..((range + 1) * RANGE).min(families) {
                of_family(standing, &rules, family as u32, &mut found);
            }
            found
        })
        .collect();
    let mut referrals: Vec<Referral> = ranges.into_iter().flatten().collect();
    // Stable: rules of one person stay in file order.
    referrals.sort_by_key(|referral| referral.person);
    referrals
}

fn of_family(standing: &Standing<'_>, rules: &[&Bound<'_>], family: u32, found: &mut Vec<Referral>) {
    let served = standing.family[family as usize];
    let persons = standing.register.members_of(family);
    let officials = persons.iter().any(|&person| standing.flags[person as usize] & CIVIL_SERVANT != 0);
    if officials {
        return;
    }
    // Several rules may ask for it.
    let known = OnceCell::new();
    let decile = || *known.get_or_init(|| persons.iter().filter_map(|&person| standing.decile(person)).min());
    // Programmes already referred to: bit by bit for the family, and for each person in turn.
    let mut referred = 0;
    for bound in rules.iter().filter(|bound| bound.with & served != 0 && bound.rule.unit == Unit::Family) {
        let Some(&person) = persons.iter().find(|&&person| standing.flags[person as usize] & DECEASED == 0)
        else {
            return;
        };
        let open = bound.programmes & standing.reach(persons) & !referred;
        if open == 0 || (bound.programmes | bound.instead) & served != 0 || !in_deciles(bound, decile) {
            continue;
        }
        referred |= open;
        refer(standing, bound, person, persons, open, found);
    }
    for &person in persons {
        let own = standing.person[person as usize];
        let mut referred = 0;
        for bound in rules.iter().filter(|bound| bound.with & served != 0 && bound.rule.unit == Unit::Person)
        {
            let open = bound.programmes & standing.reach(std::slice::from_ref(&person)) & !referred;
            let holds = if bound.rule.age.is_some() { served } else { own };
            if open == 0
                || holds & bound.with == 0
                || (bound.programmes | bound.instead) & own != 0
                || standing.flags[person as usize] & DECEASED != 0
                || !of_age(standing, bound, person)
                || !in_deciles(bound, decile)
            {
                continue;
            }
            referred |= open;
            refer(standing, bound, person, persons, open, found);
        }
    }
}

/// Whether a person's age is inside the rule's range for certain; an unknown age is not.
fn of_age(standing: &Standing<'_>, bound: &Bound<'_>, person: u32) -> bool {
    let Some([from, to]) = bound.rule.age else { return true };
    standing
        .age(person)
        .is_some_and(|(youngest, oldest)| youngest >= i32::from(from) && oldest <= i32::from(to))
}

/// Whether the family's smallest known decile is inside the rule's range.
fn in_deciles(bound: &Bound<'_>, decile: impl Fn() -> Option<u8>) -> bool {
    let Some([from, to]) = bound.rule.deciles else { return true };
    match decile() {
        Some(decile) => (from..=to).contains(&decile),
        None => !bound.rule.decile_known,
    }
}

fn refer(
    standing: &Standing<'_>,
    bound: &Bound<'_>,
    person: u32,
    persons: &[u32],
    open: u64,
    found: &mut Vec<Referral>,
) {
    // The row that shows what is held already: a person's own before another member's; of a family the first by
    // roster and place in it, so that the proof does not hang on how persons are numbered.
    let held_by = |persons: &[u32]| {
        let rows = persons.iter().flat_map(|&person| standing.register.rows_of(person)).copied();
        standing.first(rows.filter(|&row| standing.serves(row, bound.with)))
    };
    let own = if bound.rule.unit == Unit::Person { held_by(&[person]) } else { None };
    let Some(row) = own.or_else(|| held_by(persons)) else { return };
    for programme in members(open) {
        found.push(Referral {
            person,
            family: standing.register.family_of[person as usize],
            place: standing
                .place(person)
                .or_else(|| persons.iter().find_map(|&member| standing.place(member))),
            row,
            amount: standing.programmes[programme].amount,
            rule: bound.at,
            programme: programme as u8,
            unit: bound.rule.unit,
        });
    }
}

/// A referral as a conflict, so that it has a lasting identity and can be followed from night to night.
pub(super) fn draft(standing: &Standing<'_>, referral: &Referral, found: &mut Found) {
    let office = match standing.home_regency(referral.person) {
        Some(regency) => Office::Social(regency),
        None => office(standing, referral.person, std::iter::once(referral.row), found),
    };
    let draft = Draft {
        class: Class::BelumMenerima,
        severity: standing.rules[usize::from(referral.rule)].rule.severity,
        rule: Some(referral.rule),
        unit: referral.unit,
        person: referral.person,
        // Nothing is paid, so nothing is at risk; what could be paid stands in the referral.
        amount: Some(0),
        office,
        said: Said::Referred { programme: referral.programme },
        aspect: Aspect::Programme(usize::from(referral.programme)),
    };
    found.push(draft, std::iter::once(referral.row));
}
