//! Who is served without being known to a base register? Asked only where a base register of the night reaches the
//! person's regency: what was not delivered cannot be missed.

use super::found::{Aspect, Draft, Found};
use super::programmes::RuleKind;
use super::repeated::sum;
use super::standing::{Bound, Set, Standing};
use super::wording::{Said, office};
use super::{Class, Unit};

/// Rules that ask for the person.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let served = standing.person[person as usize];
    check(standing, Unit::Person, std::slice::from_ref(&person), served, found);
}

/// Rules that are content with anyone of the family.
pub(super) fn family(standing: &Standing<'_>, family: u32, found: &mut Found) {
    check(
        standing,
        Unit::Family,
        standing.register.members_of(family),
        standing.family[family as usize],
        found,
    );
}

fn check(standing: &Standing<'_>, unit: Unit, persons: &[u32], served: Set, found: &mut Found) {
    if served & standing.bases != 0 || served & standing.aid == 0 || standing.present & standing.bases == 0 {
        return;
    }
    for bound in standing.rules_of(RuleKind::InBase, unit) {
        if bound.programmes & served != 0 && standing.reach(persons) & standing.bases != 0 {
            missing(standing, bound, persons, found);
        }
    }
}

fn missing(standing: &Standing<'_>, bound: &Bound<'_>, persons: &[u32], found: &mut Found) {
    let rows = || {
        let rows = persons.iter().flat_map(|&person| standing.register.rows_of(person).iter().copied());
        rows.filter(|&row| standing.serves(row, bound.programmes))
    };
    let Some(first) = rows().next() else { return };
    let unit = bound.rule.unit;
    let served = rows().fold(0, |set, row| set | 1 << standing.programme(row));
    let person = match unit {
        Unit::Person => standing.register.person_of[first as usize],
        Unit::Family => persons[0],
    };
    let draft = Draft {
        class: Class::TidakAdaDiBasis,
        severity: bound.rule.severity,
        rule: Some(bound.at),
        unit,
        person,
        amount: sum(rows().map(|row| standing.amount(row))),
        office: office(standing, person, rows(), found),
        said: Said::NotInBase { unit, served },
        aspect: Aspect::None,
    };
    found.push(draft, rows());
}
