//! Do programmes meet that may not, or one programme twice in a family? Counted at the rule's own unit: a person, or
//! the family that the register knows, never the text of a card.

use super::programmes::RuleKind;
use super::repeated::{extra, sum};
use super::standing::{Bound, Set, Standing, members};
use super::{Class, Draft, Unit, wording};
use crate::record::RowId;

/// Rules that count persons.
pub(super) fn person<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    let served = standing.person[person as usize];
    for bound in standing.rules.iter().filter(|bound| bound.rule.unit == Unit::Person) {
        if bound.rule.kind == RuleKind::NotTogether && meet(bound, served) {
            not_together(standing, bound, person, std::slice::from_ref(&person), served, drafts);
        }
    }
}

/// Rules that count families.
pub(super) fn family<'a>(standing: &Standing<'a>, family: u32, drafts: &mut Vec<Draft<'a>>) {
    let served = standing.family[family as usize];
    if served & standing.aid == 0 {
        return;
    }
    let persons = standing.register.members_of(family);
    for bound in standing.rules.iter().filter(|bound| bound.rule.unit == Unit::Family) {
        match bound.rule.kind {
            RuleKind::NotTogether if meet(bound, served) => {
                not_together(standing, bound, persons[0], persons, served, drafts);
            }
            RuleKind::OncePerFamily if persons.len() > 1 => {
                for programme in members(bound.programmes & served) {
                    once(standing, bound, persons, programme, drafts);
                }
            }
            RuleKind::AtMost => at_most(standing, bound, persons, served, drafts),
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

fn not_together<'a>(
    standing: &Standing<'a>,
    bound: &Bound<'a>,
    person: u32,
    persons: &[u32],
    served: Set,
    drafts: &mut Vec<Draft<'a>>,
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
    let (who, who_en) = match bound.rule.unit {
        Unit::Person => ("Satu orang", "One person"),
        Unit::Family => ("Satu keluarga", "One family"),
    };
    let rule = bound.rule;
    drafts.push(Draft {
        class: Class::ProgramTidakBolehBersamaan,
        severity: rule.severity,
        rule: Some(rule),
        unit: rule.unit,
        person,
        amount,
        office: wording::office(standing, person, rows.iter().copied()),
        message: format!(
            "{who} menerima {}. {}; nilai berisiko: pembayaran yang lebih kecil.",
            wording::programmes(standing, one | other, "dan"),
            rule.label
        ),
        message_en: format!(
            "{who_en} receives {}. {}; at risk: the smaller payment.",
            wording::programmes(standing, one | other, "and"),
            rule.label_en
        ),
        aspect: String::new(),
        rows,
    });
}

/// A family programme on several persons of a family. Rosters that list every member say nothing about it.
fn once<'a>(
    standing: &Standing<'a>,
    bound: &Bound<'a>,
    persons: &[u32],
    programme: usize,
    drafts: &mut Vec<Draft<'a>>,
) {
    let recipients: Vec<(u32, RowId)> = persons
        .iter()
        .flat_map(|&person| standing.register.rows_of(person).iter().map(move |&row| (person, row)))
        .filter(|&(_, row)| {
            standing.serves(row, 1 << programme)
                && !standing.lists_members[standing.people.roster[row as usize].index()]
        })
        .collect();
    let mut by_person = recipients.chunk_by(|a, b| a.0 == b.0);
    let several = by_person.by_ref().take(2).count() > 1;
    if !several {
        return;
    }
    let count = recipients.chunk_by(|a, b| a.0 == b.0).count();
    // What one person receives twice is the person's own conflict; here the largest row of each person counts.
    let paid = recipients
        .chunk_by(|a, b| a.0 == b.0)
        .map(|rows| rows.iter().filter_map(|&(_, row)| standing.amount(row)).max());
    let rule = bound.rule;
    let key = &standing.programmes[programme].key;
    drafts.push(Draft {
        class: Class::GandaProgramSatuKeluarga,
        severity: rule.severity,
        rule: Some(rule),
        unit: Unit::Family,
        person: persons[0],
        amount: extra(paid),
        office: wording::office(standing, persons[0], recipients.iter().map(|&(_, row)| row)),
        message: format!(
            "{count} anggota satu keluarga masing-masing menerima {key}. {}; nilai berisiko: semua pembayaran selain yang terbesar.",
            rule.label
        ),
        message_en: format!(
            "{count} members of one family each receive {key}. {}; at risk: every payment but the largest.",
            rule.label_en
        ),
        aspect: key.clone(),
        rows: recipients.iter().map(|&(_, row)| row).collect(),
    });
}

/// More members on a family programme's roster than the programme pays for; only rosters that list members tell.
fn at_most<'a>(
    standing: &Standing<'a>,
    bound: &Bound<'a>,
    persons: &[u32],
    served: Set,
    drafts: &mut Vec<Draft<'a>>,
) {
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
    let rule = bound.rule;
    let count = listed.len();
    drafts.push(Draft {
        class: Class::GandaProgramSatuKeluarga,
        severity: rule.severity,
        rule: Some(rule),
        unit: Unit::Family,
        person: persons[0],
        amount,
        office: wording::office(standing, persons[0], rows.iter().copied()),
        message: format!(
            "{count} anggota satu keluarga tercatat dalam {}. {}; nilai berisiko: yang melebihi batas.",
            wording::programmes(standing, bound.programmes & served, "dan"),
            rule.label
        ),
        message_en: format!(
            "{count} members of one family are on {}. {}; at risk: what exceeds the limit.",
            wording::programmes(standing, bound.programmes & served, "and"),
            rule.label_en
        ),
        aspect: String::new(),
        rows,
    });
}
