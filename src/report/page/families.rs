//! How many families get nothing of what they may get? A family is entitled where it is referred to a programme; it gets
//! nothing where no aid serves any of its members.

use std::collections::BTreeMap;

use crate::conflict::Conflicts;
use crate::region::{self, RegionId};
use crate::register::Register;

/// Families that wait for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Referred to one programme at least.
    pub waiting: u64,
    /// Of them, those that no aid reaches at all.
    pub nothing: u64,
}

/// Regency and district of a residence.
pub(super) type Area = [Option<RegionId>; 2];

/// Families that wait, by district; a family counts where its first referral lives.
pub(super) fn waiting(register: &Register, conflicts: &Conflicts) -> BTreeMap<Area, Waiting> {
    let aid = |programme: u8| conflicts.aid.get(usize::from(programme)).copied().unwrap_or(false);
    let reaches: Vec<bool> =
        conflicts.served.lists.iter().map(|list| list.iter().any(|payment| aid(payment.programme))).collect();
    let mut reached = vec![false; register.families()];
    for (&family, &list) in register.family_of.iter().zip(&conflicts.served.of) {
        reached[family as usize] |= reaches[list as usize];
    }
    let mut met = vec![false; register.families()];
    let mut areas: BTreeMap<Area, Waiting> = BTreeMap::new();
    for referral in &conflicts.referrals {
        let family = referral.family as usize;
        if std::mem::replace(&mut met[family], true) {
            continue;
        }
        let table = region::table();
        let area = [
            referral.place.and_then(|place| table.regency_of(place)),
            referral.place.and_then(|place| table.district_of(place)),
        ];
        let waiting = areas.entry(area).or_default();
        waiting.waiting += 1;
        waiting.nothing += u64::from(!reached[family]);
    }
    areas
}
