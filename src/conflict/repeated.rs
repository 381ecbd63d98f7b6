//! Is one person on one roster twice, or served in two regencies?

use super::found::{Aspect, Draft, Found};
use super::programmes::{Kind, RuleKind};
use super::standing::Standing;
use super::wording::{Office, Said, office};
use super::{Class, Unit};
use crate::error::Severity;
use crate::record::RowId;
use crate::region::{RegionId, table};

/// Both checks for one person.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let rows = standing.register.rows_of(person);
    if rows.len() < 2 {
        return;
    }
    let mut active: Vec<RowId> = rows.iter().copied().filter(|&row| standing.active(row)).collect();
    // Row ids follow the rosters, but that is for the stages before to promise.
    active.sort_unstable_by_key(|&row| (standing.people.roster[row as usize], row));
    for same in
        active.chunk_by(|&a, &b| standing.people.roster[a as usize] == standing.people.roster[b as usize])
    {
        if same.len() > 1 {
            twice(standing, person, same, found);
        }
    }
    two_regencies(standing, person, &active, found);
}

/// Two rows of one roster: what a programme pays one person twice is at risk; a base register or a list of deaths
/// pays nothing and only needs tidying.
fn twice(standing: &Standing<'_>, person: u32, rows: &[RowId], found: &mut Found) {
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
    let rule = standing.rules.iter().find(|bound| bound.rule.kind == kind && bound.programmes >> at & 1 == 1);
    let declared = standing.options.rosters.get(roster).is_some_and(|info| info.one_row_per_person);
    let severity = match (programme.kind, rule) {
        (Kind::Aid, Some(bound)) => bound.rule.severity,
        _ if declared => Severity::Serious,
        _ => Severity::Warning,
    };
    let draft = Draft {
        class: Class::GandaDalamRoster,
        severity,
        rule: if programme.kind == Kind::Aid { rule.map(|bound| bound.at) } else { None },
        unit: Unit::Person,
        person,
        amount: extra(rows.iter().map(|&row| standing.amount(row))),
        office: office(standing, person, rows.iter().copied(), found),
        said: Said::Twice { rows: rows.len(), roster: roster as u16 },
        aspect: Aspect::Roster(rows[0]),
    };
    found.push(draft, rows.iter().copied());
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
fn two_regencies(standing: &Standing<'_>, person: u32, active: &[RowId], found: &mut Found) {
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
    if at.iter().all(|place| place.0 == at[0].0) {
        return;
    }
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
    let list = found.list(regencies.iter().map(|rows| rows[0].0.index() as u32).collect());
    let draft = Draft {
        class: Class::DuaDaerah,
        severity,
        rule: None,
        unit: Unit::Person,
        person,
        amount: if seen == 0 { Some(0) } else { amount },
        office: Office::SocialOf(list),
        said: Said::Regencies { list, repeated },
        aspect: Aspect::None,
    };
    found.push(draft, at.iter().map(|&(_, row)| row));
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
