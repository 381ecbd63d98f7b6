//! Is somebody served who may not be? The deceased, civil servants and their families, ages outside the range.

use super::found::{Aspect, Draft, Found};
use super::programmes::{Condition, RuleKind};
use super::repeated::sum;
use super::standing::{Bound, CIVIL_SERVANT, DECEASED, Standing};
use super::wording::{Said, office};
use super::{Class, Unit};
use crate::record::RowId;
use crate::register::Chosen;

/// Rules that look at the recipient alone.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let served = standing.person[person as usize] & standing.aid;
    if served == 0 {
        return;
    }
    let flags = standing.flags[person as usize];
    let persons = std::slice::from_ref(&person);
    for bound in
        standing.rules_of(RuleKind::NotEligible, Unit::Person).filter(|bound| bound.programmes & served != 0)
    {
        match bound.rule.condition {
            Some(Condition::Deceased) if flags & DECEASED != 0 => {
                flagged(standing, bound, persons, DECEASED, found);
            }
            Some(Condition::CivilServant) if flags & CIVIL_SERVANT != 0 => {
                flagged(standing, bound, persons, CIVIL_SERVANT, found);
            }
            Some(Condition::Age) => age(standing, bound, person, found),
            _ => {}
        }
    }
}

/// Rules where one member's standing counts for the whole family.
pub(super) fn family(standing: &Standing<'_>, family: u32, found: &mut Found) {
    let served = standing.family[family as usize] & standing.aid;
    if served == 0 {
        return;
    }
    let persons = standing.register.members_of(family);
    let flags = persons.iter().fold(0, |flags, &person| flags | standing.flags[person as usize]);
    for bound in
        standing.rules_of(RuleKind::NotEligible, Unit::Family).filter(|bound| bound.programmes & served != 0)
    {
        let flag = match bound.rule.condition {
            Some(Condition::Deceased) => DECEASED,
            Some(Condition::CivilServant) => CIVIL_SERVANT,
            // An age is a person's, whatever the rule's unit says.
            Some(Condition::Age) => {
                for &person in persons {
                    age(standing, bound, person, found);
                }
                continue;
            }
            None => continue,
        };
        if flags & flag != 0 {
            flagged(standing, bound, persons, flag, found);
        }
    }
}

/// A unit that is served and has a member who is deceased or a civil servant.
fn flagged(standing: &Standing<'_>, bound: &Bound<'_>, persons: &[u32], flag: u8, found: &mut Found) {
    let rows_of = || persons.iter().flat_map(|&person| standing.register.rows_of(person).iter().copied());
    let paid: Vec<RowId> = rows_of()
        .filter(|&row| {
            standing.serves(row, bound.programmes) && standing.has_component(row, &bound.rule.components)
        })
        .collect();
    if paid.is_empty() {
        return;
    }
    let served = paid.iter().fold(0, |set, &row| set | 1 << standing.programme(row));
    let subject = persons
        .iter()
        .copied()
        .find(|&person| standing.flags[person as usize] & flag != 0)
        .unwrap_or(persons[0]);
    let rule = bound.rule;
    let draft = Draft {
        class: Class::TidakLayak,
        severity: rule.severity,
        rule: Some(bound.at),
        unit: rule.unit,
        person: if rule.unit == Unit::Family { persons[0] } else { subject },
        amount: sum(paid.iter().map(|&row| standing.amount(row))),
        office: office(standing, subject, paid.iter().copied(), found),
        said: Said::Flagged { flag, several: persons.len() > 1, served },
        aspect: Aspect::None,
    };
    let flagged = rows_of().filter(|&row| standing.flags_of(row) & flag != 0);
    found.push(draft, paid.iter().copied().chain(flagged));
}

/// A recipient whose age, as far as it is known, is outside the rule's range for certain.
fn age(standing: &Standing<'_>, bound: &Bound<'_>, person: u32, found: &mut Found) {
    let (Some([from, to]), Some((youngest, oldest))) = (bound.rule.age, standing.age(person)) else { return };
    let (young, old) = (oldest < i32::from(from), youngest > i32::from(to));
    if !young && !old {
        return;
    }
    let rows: Vec<RowId> = standing
        .register
        .rows_of(person)
        .iter()
        .copied()
        .filter(|&row| {
            standing.serves(row, bound.programmes) && standing.has_component(row, &bound.rule.components)
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let served = rows.iter().fold(0, |set, &row| set | 1 << standing.programme(row));
    let draft = Draft {
        class: Class::TidakLayak,
        severity: bound.rule.severity,
        rule: Some(bound.at),
        unit: Unit::Person,
        person,
        amount: sum(rows.iter().map(|&row| standing.amount(row))),
        office: office(standing, person, rows.iter().copied(), found),
        said: Said::Age { young, served },
        aspect: Aspect::None,
    };
    found.push(draft, rows.iter().copied().chain(standing.register.chosen_row(person, Chosen::Birth)));
}
