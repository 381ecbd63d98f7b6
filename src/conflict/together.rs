//! Do programmes meet that may not, or one programme twice in a family? Counted at the rule's own unit: a person, or
//! the family that the register knows, never the text of a card.

use super::found::{Aspect, Draft, Found};
use super::programmes::RuleKind;
use super::repeated::{extra, sum};
use super::standing::{Bound, Set, Standing, members};
use super::wording::{Said, office};
use super::{Class, Unit};
use crate::record::RowId;

/// Rules that count persons.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let served = standing.person[person as usize];
    if served.count_ones() < 2 {
        return;
    }
    for bound in standing.rules_of(RuleKind::NotTogether, Unit::Person) {
        if meet(bound, served) {
            not_together(standing, bound, person, std::slice::from_ref(&person), served, found);
        }
    }
}

/// Rules that count families.
pub(super) fn family(standing: &Standing<'_>, family: u32, found: &mut Found) {
    let served = standing.family[family as usize];
    if served & standing.aid == 0 {
        return;
    }
    let persons = standing.register.members_of(family);
    for bound in standing.rules.iter().filter(|bound| bound.rule.unit == Unit::Family) {
        match bound.rule.kind {
            RuleKind::NotTogether if meet(bound, served) => {
                not_together(standing, bound, persons[0], persons, served, found);
            }
            RuleKind::OncePerFamily if persons.len() > 1 => {
                for programme in members(bound.programmes & served) {
                    once(standing, bound, persons, programme, found);
                }
            }
            RuleKind::AtMost => at_most(standing, bound, persons, served, found),
            _ => {}
        }
    }
}

/// Whether both sides of a rule are served; a programme on both sides does not meet itself.
fn meet(bound: &Bound<'_>, served: Set) -> bool {
    let (one, other) = (bound.programmes & served, bound.with & served);
    one != 0 && other != 0 && (one | other).count_ones() > 1
}

/// Rows in force of some programmes, over a unit's persons.
fn serving(standing: &Standing<'_>, persons: &[u32], programmes: Set) -> Vec<RowId> {
    persons
        .iter()
        .flat_map(|&person| standing.register.rows_of(person).iter().copied())
        .filter(|&row| standing.serves(row, programmes))
        .collect()
}

fn not_together(
    standing: &Standing<'_>,
    bound: &Bound<'_>,
    person: u32,
    persons: &[u32],
    served: Set,
    found: &mut Found,
) {
    let (one, other) = (bound.programmes & served, bound.with & served & !bound.programmes);
    let other = if other == 0 { bound.with & served } else { other };
    let rows = serving(standing, persons, one | other);
    let paid = |side: Set| {
        sum(rows.iter().filter(|&&row| standing.serves(row, side)).map(|&row| standing.amount(row)))
    };
    // One of the two has to go; which, the office decides, so the smaller is what is at risk for certain.
    let amount = match (paid(one), paid(other)) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (known, None) | (None, known) => known,
    };
    let draft = Draft {
        class: Class::ProgramTidakBolehBersamaan,
        severity: bound.rule.severity,
        rule: Some(bound.at),
        unit: bound.rule.unit,
        person,
        amount,
        office: office(standing, person, rows.iter().copied(), found),
        said: Said::Together { unit: bound.rule.unit, served: one | other },
        aspect: Aspect::None,
    };
    found.push(draft, rows);
}

/// A family programme on several persons of a family. Rosters that list every member say nothing about it.
fn once(standing: &Standing<'_>, bound: &Bound<'_>, persons: &[u32], programme: usize, found: &mut Found) {
    // Most families have one member in a programme: that costs no list.
    let served = |person: &&u32| standing.person[**person as usize] >> programme & 1 == 1;
    if persons.iter().filter(served).count() < 2 {
        return;
    }
    let recipients: Vec<(u32, RowId)> = persons
        .iter()
        .flat_map(|&person| standing.register.rows_of(person).iter().map(move |&row| (person, row)))
        .filter(|&(_, row)| {
            standing.serves(row, 1 << programme)
                && !standing.lists_members[standing.people.roster[row as usize].index()]
        })
        .collect();
    let by_person = || recipients.chunk_by(|a, b| a.0 == b.0);
    let count = by_person().count();
    if count < 2 {
        return;
    }
    // What one person receives twice is the person's own conflict; here the largest row of each person counts.
    let paid = by_person().map(|rows| rows.iter().filter_map(|&(_, row)| standing.amount(row)).max());
    let rows = || recipients.iter().map(|&(_, row)| row);
    let draft = Draft {
        class: Class::GandaProgramSatuKeluarga,
        severity: bound.rule.severity,
        rule: Some(bound.at),
        unit: Unit::Family,
        person: persons[0],
        amount: extra(paid),
        office: office(standing, persons[0], rows(), found),
        said: Said::Each { members: count, programme: programme as u8 },
        aspect: Aspect::Programme(programme),
    };
    found.push(draft, rows());
}

/// More members on a family programme's roster than the programme pays for; only rosters that list members tell.
fn at_most(standing: &Standing<'_>, bound: &Bound<'_>, persons: &[u32], served: Set, found: &mut Found) {
    let Some(most) = bound.rule.at_most else { return };
    if bound.programmes & served == 0 || persons.len() <= most as usize {
        return;
    }
    let mut rows = serving(standing, persons, bound.programmes);
    rows.retain(|&row| standing.lists_members[standing.people.roster[row as usize].index()]);
    let mut listed: Vec<u32> = rows.iter().map(|&row| standing.register.person_of[row as usize]).collect();
    listed.dedup();
    if listed.len() <= most as usize {
        return;
    }
    let mut paid: Vec<u64> = rows.iter().filter_map(|&row| standing.amount(row)).collect();
    paid.sort_unstable_by(|a, b| b.cmp(a));
    let amount = (!paid.is_empty()).then(|| paid.iter().skip(most as usize).sum());
    let draft = Draft {
        class: Class::GandaProgramSatuKeluarga,
        severity: bound.rule.severity,
        rule: Some(bound.at),
        unit: Unit::Family,
        person: persons[0],
        amount,
        office: office(standing, persons[0], rows.iter().copied(), found),
        said: Said::TooMany { members: listed.len(), served: bound.programmes & served },
        aspect: Aspect::None,
    };
    found.push(draft, rows);
}
