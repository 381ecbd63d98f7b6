//! Who is served without being known to a base register? Asked only where a base register of the night reaches the
//! person's regency: what was not delivered cannot be missed.

use super::programmes::RuleKind;
use super::repeated::sum;
use super::standing::{Bound, Set, Standing};
use super::{Class, Draft, Unit, wording};
use crate::record::RowId;

/// Rules that ask for the person.
pub(super) fn person<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    let served = standing.person[person as usize];
    check(standing, Unit::Person, std::slice::from_ref(&person), served, drafts);
}

/// Rules that are content with anyone of the family.
pub(super) fn family<'a>(standing: &Standing<'a>, family: u32, drafts: &mut Vec<Draft<'a>>) {
    check(
        standing,
        Unit::Family,
        standing.register.members_of(family),
        standing.family[family as usize],
        drafts,
    );
}

fn check<'a>(standing: &Standing<'a>, unit: Unit, persons: &[u32], served: Set, drafts: &mut Vec<Draft<'a>>) {
    if served & standing.bases != 0 || served & standing.aid == 0 || standing.present & standing.bases == 0 {
        return;
    }
    for bound in &standing.rules {
        if bound.rule.kind == RuleKind::InBase
            && bound.rule.unit == unit
            && bound.programmes & served != 0
            && standing.reach(persons) & standing.bases != 0
        {
            missing(standing, bound, persons, drafts);
        }
    }
}

fn missing<'a>(standing: &Standing<'a>, bound: &Bound<'a>, persons: &[u32], drafts: &mut Vec<Draft<'a>>) {
    let rows: Vec<RowId> = persons
        .iter()
        .flat_map(|&person| standing.register.rows_of(person).iter().copied())
        .filter(|&row| standing.serves(row, bound.programmes))
        .collect();
    let Some(&first) = rows.first() else { return };
    let served = rows.iter().fold(0, |set, &row| set | 1 << standing.programme(row));
    let person = match bound.rule.unit {
        Unit::Person => standing.register.person_of[first as usize],
        Unit::Family => persons[0],
    };
    let (who, who_en) = match bound.rule.unit {
        Unit::Person => ("Penerima", "A recipient of"),
        Unit::Family => ("Keluarga penerima", "A family that receives"),
    };
    drafts.push(Draft {
        class: Class::TidakAdaDiBasis,
        severity: bound.rule.severity,
        rule: Some(bound.rule),
        unit: bound.rule.unit,
        person,
        amount: sum(rows.iter().map(|&row| standing.amount(row))),
        office: wording::office(standing, person, rows.iter().copied()),
        message: format!(
            "{who} {} tidak ditemukan di data dasar. {}.",
            wording::programmes(standing, served, "dan"),
            bound.rule.label
        ),
        message_en: format!(
            "{who_en} {} was not found in the base register. {}.",
            wording::programmes(standing, served, "and"),
            bound.rule.label_en
        ),
        aspect: String::new(),
        rows,
    });
}
