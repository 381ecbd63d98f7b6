//! Is one person on one roster twice, or served in two regencies?

use super::programmes::{Kind, RuleKind};
use super::standing::{Standing, members};
use super::{Class, Draft, Unit, wording};
use crate::error::Severity;
use crate::record::RowId;
use crate::region::{RegionId, table};

/// Both checks for one person.
pub(super) fn person<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    let rows = standing.register.rows_of(person);
    if rows.len() < 2 {
        return;
    }
    let mut active: Vec<RowId> = rows.iter().copied().filter(|&row| standing.active(row)).collect();
    active.sort_unstable_by_key(|&row| (standing.people.roster[row as usize], row));
    for same in
        active.chunk_by(|&a, &b| standing.people.roster[a as usize] == standing.people.roster[b as usize])
    {
        if same.len() > 1 {
            twice(standing, person, same, drafts);
        }
    }
    two_regencies(standing, person, &active, drafts);
}

/// Two rows of one roster: what a programme pays one person twice is at risk; a base register or a list of deaths
/// pays nothing and only needs tidying.
fn twice<'a>(standing: &Standing<'a>, person: u32, rows: &[RowId], drafts: &mut Vec<Draft<'a>>) {
    let roster = standing.people.roster[rows[0] as usize].index();
    let at = standing.programme(rows[0]);
    let programme = &standing.programmes[at];
    if !matches!(programme.kind, Kind::Aid | Kind::Base) {
        return;
    }
    let kind = match programme.unit {
        Unit::Person => RuleKind::OncePerPerson,
        Unit::Family => RuleKind::OncePerFamily,
    };
    let rule = standing
        .rules
        .iter()
        .find(|bound| bound.rule.kind == kind && bound.programmes >> at & 1 == 1)
        .map(|bound| bound.rule);
    let declared = standing.options.rosters.get(roster).is_some_and(|info| info.one_row_per_person);
    let severity = match (programme.kind, rule) {
        (Kind::Aid, Some(rule)) => rule.severity,
        _ if declared => Severity::Serious,
        _ => Severity::Warning,
    };
    let name = wording::roster(standing, rows[0]);
    let count = rows.len();
    let (risk, risk_en) = match (programme.kind, programme.unit) {
        (Kind::Base, _) => ("data dasar perlu dirapikan", "the base register needs tidying"),
        (_, Unit::Person) => (
            "nilai berisiko: semua pembayaran selain yang terbesar",
            "at risk: every payment but the largest",
        ),
        (_, Unit::Family) => (
            "program ini dibayar per keluarga; nilai berisiko: semua pembayaran selain yang terbesar",
            "this programme pays one family once; at risk: every payment but the largest",
        ),
    };
    drafts.push(Draft {
        class: Class::GandaDalamRoster,
        severity,
        rule: if programme.kind == Kind::Aid { rule } else { None },
        unit: Unit::Person,
        person,
        amount: extra(rows.iter().map(|&row| standing.amount(row))),
        office: wording::office(standing, person, rows.iter().copied()),
        message: format!("Satu orang tercatat {count} kali dalam roster {name}; {risk}."),
        message_en: format!("One person is recorded {count} times in roster {name}; {risk_en}."),
        aspect: name.to_string(),
        rows: rows.to_vec(),
    });
}

/// What is paid beyond the largest payment; none when no payment is known.
pub(super) fn extra(payments: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    let (mut sum, mut largest, mut known) = (0, 0, false);
    for payment in payments.flatten() {
        sum += payment;
        largest = largest.max(payment);
        known = true;
    }
    known.then_some(sum - largest)
}

/// What is paid in all; none when no payment is known.
pub(super) fn sum(payments: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    payments.flatten().fold(None, |sum, payment| Some(sum.unwrap_or(0) + payment))
}

/// Rows in two regencies. A roster whose address is an institution's says nothing, nor does a row whose region
/// code and names disagree.
fn two_regencies<'a>(standing: &Standing<'a>, person: u32, active: &[RowId], drafts: &mut Vec<Draft<'a>>) {
    let mut at: Vec<(RegionId, RowId)> = active
        .iter()
        .copied()
        .filter(|&row| {
            let programme = &standing.programmes[standing.programme(row)];
            matches!(programme.kind, Kind::Aid | Kind::Base)
                && !programme.service_place
                && standing.displaced.binary_search(&row).is_err()
        })
        .filter_map(|row| Some((table().regency_of(standing.people.place[row as usize]?)?, row)))
        .collect();
    at.sort_unstable();
    let regencies: Vec<&[(RegionId, RowId)]> = at.chunk_by(|a, b| a.0 == b.0).collect();
    if regencies.len() < 2 {
        return;
    }
    let served: Vec<u64> = regencies
        .iter()
        .map(|rows| rows.iter().fold(0, |set, &(_, row)| set | 1 << standing.programme(row)) & standing.aid)
        .collect();
    let mut seen = 0;
    let mut repeated = 0;
    for &set in &served {
        repeated |= seen & set;
        seen |= set;
    }
    let severity = match (repeated != 0, served.iter().filter(|&&set| set != 0).count()) {
        (true, _) => Severity::Serious,
        (false, 2..) => Severity::Warning,
        _ => Severity::Info,
    };
    // Whichever regency is right, the rest of the payments are in the wrong one: the smaller side is at risk.
    let amount = extra(
        regencies
            .iter()
            .zip(&served)
            .filter(|(_, served)| **served != 0)
            .map(|(rows, _)| sum(rows.iter().map(|&(_, row)| standing.amount(row)))),
    );
    let names: Vec<String> = regencies.iter().map(|rows| table().full_name(rows[0].0)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let offices: Vec<String> = regencies.iter().map(|rows| wording::social_office(rows[0].0)).collect();
    let offices: Vec<&str> = offices.iter().map(String::as_str).collect();
    let (what, what_en) = if repeated == 0 {
        (String::new(), String::new())
    } else {
        let keys: Vec<&str> = members(repeated).map(|at| standing.programmes[at].key.as_str()).collect();
        (
            format!(" dan menerima {} di lebih dari satu daerah", wording::list(&keys, "dan")),
            format!(" and receives {} in more than one", wording::list(&keys, "and")),
        )
    };
    drafts.push(Draft {
        class: Class::DuaDaerah,
        severity,
        rule: None,
        unit: Unit::Person,
        person,
        rows: at.iter().map(|&(_, row)| row).collect(),
        amount: if seen == 0 { Some(0) } else { amount },
        office: wording::list(&offices, "dan"),
        message: format!("Satu orang tercatat di {}{what}; periksa domisili.", wording::list(&names, "dan")),
        message_en: format!(
            "One person is recorded in {}{what_en}; check the residence.",
            wording::list(&names, "and")
        ),
        aspect: String::new(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_risk_is_all_but_the_largest() {
        assert_eq!(extra([Some(5), Some(3), None, Some(5)].into_iter()), Some(8));
        assert_eq!(extra([None, None].into_iter()), None);
        assert_eq!(sum([Some(5), None].into_iter()), Some(5));
        assert_eq!(sum([None].into_iter()), None);
    }
}
