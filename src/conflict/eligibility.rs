//! Is somebody served who may not be? The deceased, civil servants and their families, ages outside the range.

use super::programmes::{Condition, RuleKind};
use super::repeated::sum;
use super::standing::{Bound, CIVIL_SERVANT, DECEASED, Standing};
use super::{Class, Draft, Unit, wording};
use crate::record::RowId;
use crate::register::Chosen;

/// Rules that look at the recipient alone.
pub(super) fn person<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    let served = standing.person[person as usize] & standing.aid;
    if served == 0 {
        return;
    }
    let flags = standing.flags[person as usize];
    let persons = std::slice::from_ref(&person);
    for bound in eligibility_rules(standing, Unit::Person).filter(|bound| bound.programmes & served != 0) {
        match bound.rule.condition {
            Some(Condition::Deceased) if flags & DECEASED != 0 => {
                flagged(standing, bound, persons, DECEASED, drafts);
            }
            Some(Condition::CivilServant) if flags & CIVIL_SERVANT != 0 => {
                flagged(standing, bound, persons, CIVIL_SERVANT, drafts);
            }
            Some(Condition::Age) => age(standing, bound, person, drafts),
            _ => {}
        }
    }
}

/// Rules where one member's standing counts for the whole family.
pub(super) fn family<'a>(standing: &Standing<'a>, family: u32, drafts: &mut Vec<Draft<'a>>) {
    let served = standing.family[family as usize] & standing.aid;
    if served == 0 {
        return;
    }
    let persons = standing.register.members_of(family);
    let flags = persons.iter().fold(0, |flags, &person| flags | standing.flags[person as usize]);
    for bound in eligibility_rules(standing, Unit::Family).filter(|bound| bound.programmes & served != 0) {
        let flag = match bound.rule.condition {
            Some(Condition::Deceased) => DECEASED,
            Some(Condition::CivilServant) => CIVIL_SERVANT,
            // An age is a person's, whatever the rule's unit says.
            Some(Condition::Age) => {
                for &person in persons {
                    age(standing, bound, person, drafts);
                }
                continue;
            }
            None => continue,
        };
        if flags & flag != 0 {
            flagged(standing, bound, persons, flag, drafts);
        }
    }
}

fn eligibility_rules<'s, 'a>(standing: &'s Standing<'a>, unit: Unit) -> impl Iterator<Item = &'s Bound<'a>> {
    standing
        .rules
        .iter()
        .filter(move |bound| bound.rule.kind == RuleKind::NotEligible && bound.rule.unit == unit)
}

/// A unit that is served and has a member who is deceased or a civil servant.
fn flagged<'a>(
    standing: &Standing<'a>,
    bound: &Bound<'a>,
    persons: &[u32],
    flag: u8,
    drafts: &mut Vec<Draft<'a>>,
) {
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
    let (what, what_en) = match (flag, persons.len()) {
        (DECEASED, 1) => ("Penerima tercatat meninggal", "The recipient is recorded as deceased"),
        (DECEASED, _) => {
            ("Anggota keluarga penerima tercatat meninggal", "A member of the family is recorded as deceased")
        }
        (_, 1) => (
            "Penerima tercatat sebagai ASN, TNI atau Polri",
            "The recipient is recorded as civil servant, army or police",
        ),
        _ => (
            "Keluarga penerima memiliki anggota ASN, TNI atau Polri",
            "The family has a member recorded as civil servant, army or police",
        ),
    };
    let rule = bound.rule;
    let amount = sum(paid.iter().map(|&row| standing.amount(row)));
    let office = wording::office(standing, subject, paid.iter().copied());
    let mut rows = paid;
    rows.extend(rows_of().filter(|&row| standing.flags_of(row) & flag != 0));
    drafts.push(Draft {
        class: Class::TidakLayak,
        severity: rule.severity,
        rule: Some(rule),
        unit: rule.unit,
        person: if rule.unit == Unit::Family { persons[0] } else { subject },
        amount,
        office,
        message: format!(
            "{what} dan masih menerima {}. {}.",
            wording::programmes(standing, served, "dan"),
            rule.label
        ),
        message_en: format!(
            "{what_en} and still receives {}. {}.",
            wording::programmes(standing, served, "and"),
            rule.label_en
        ),
        aspect: String::new(),
        rows,
    });
}

/// A recipient whose age, as far as it is known, is outside the rule's range for certain.
fn age<'a>(standing: &Standing<'a>, bound: &Bound<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    let (Some([from, to]), Some((youngest, oldest))) = (bound.rule.age, standing.age(person)) else { return };
    let (young, old) = (oldest < i32::from(from), youngest > i32::from(to));
    if !young && !old {
        return;
    }
    let mut rows: Vec<RowId> = standing
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
    let rule = bound.rule;
    let served = rows.iter().fold(0, |set, &row| set | 1 << standing.programme(row));
    let amount = sum(rows.iter().map(|&row| standing.amount(row)));
    let office = wording::office(standing, person, rows.iter().copied());
    rows.extend(standing.register.chosen_row(person, Chosen::Birth));
    let (what, what_en) = if young { ("lebih muda", "younger") } else { ("lebih tua", "older") };
    drafts.push(Draft {
        class: Class::TidakLayak,
        severity: rule.severity,
        rule: Some(rule),
        unit: Unit::Person,
        person,
        amount,
        office,
        message: format!(
            "Penerima {} {what} dari batas usia. {}.",
            wording::programmes(standing, served, "dan"),
            rule.label
        ),
        message_en: format!(
            "The recipient of {} is {what_en} than the range. {}.",
            wording::programmes(standing, served, "and"),
            rule.label_en
        ),
        aspect: String::new(),
        rows,
    });
}
