//! Which conflicts does a filled-in file dismiss? Each line is dismissed, known already, right and so left open,
//! doubtful, empty, or refused with its reason.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::told::{Line, Refused, Told};
use super::{Who, conflicts_of};
use crate::error::Result;
use crate::labels::{ConflictLine, Judged};
use crate::state::{Decisions, Said, StateFolder};

/// Takes what the lines say.
pub(super) fn take(
    state: &StateFolder,
    decisions: &mut Decisions,
    lines: &[ConflictLine],
    who: &Who,
    at: &str,
    told: &mut Told,
) -> Result<()> {
    let judges = |line: &ConflictLine| matches!(line.judged, Judged::Dismiss | Judged::Keep);
    let mut ids: FxHashSet<String> = FxHashSet::default();
    if lines.iter().any(judges) {
        ids = conflicts_of(state.last())?.1.iter().map(str::to_uppercase).collect();
    }
    let in_force = decisions.dismissals();
    let both_ways = judged_both_ways(lines);
    let mut met: FxHashSet<&str> = FxHashSet::default();
    let mut asked: Vec<(Line, String, Said<'_>)> = Vec::new();
    for line in lines {
        let place = Line::of_conflict(line);
        match line.judged {
            Judged::Empty => told.empty += 1,
            Judged::Doubtful => told.doubtful += 1,
            Judged::Unreadable => told.refused.push((place, Refused::NoVerdict)),
            _ if both_ways.get(line.conflict.as_str()) == Some(&true) => {
                told.refused.push((place, Refused::BothWays));
            }
            _ if !ids.contains(&line.conflict) => told.refused.push((place, Refused::NoConflict)),
            Judged::Keep if in_force.contains_key(&line.conflict) => {
                told.refused.push((place, Refused::Dismissed));
            }
            Judged::Keep => told.kept += 1,
            Judged::Dismiss => match said(line, who, at) {
                _ if in_force.contains_key(&line.conflict) => {
                    told.known.push((place, in_force.get(&line.conflict).map(|known| known.id)));
                }
                Ok(_) if !met.insert(&line.conflict) => told.known.push((place, None)),
                Ok(said) => asked.push((place, line.conflict.clone(), said)),
                Err(refused) => told.refused.push((place, refused)),
            },
        }
    }
    let new: Vec<(String, Said<'_>)> =
        asked.iter().map(|(_, conflict, said)| (conflict.clone(), *said)).collect();
    let numbers = decisions.dismiss_all(&new)?;
    let waived =
        numbers.into_iter().zip(asked).map(|(number, (place, conflict, _))| (number, place, conflict));
    told.waived.extend(waived);
    told.refused.sort_by(|x, y| x.0.cmp(&y.0));
    Ok(())
}

/// Who dismisses a conflict and why: as its line says, else as the command line does.
fn said<'s>(line: &'s ConflictLine, who: &'s Who, at: &'s str) -> std::result::Result<Said<'s>, Refused> {
    let or = |own: &'s str, otherwise: &'s str| {
        Some(own.trim()).filter(|own| !own.is_empty()).or(Some(otherwise)).filter(|said| !said.is_empty())
    };
    let by = or(&line.by, &who.by).ok_or(Refused::NoOfficer)?;
    let reason = or(&line.reason, &who.reason).ok_or(Refused::NoReason)?;
    Ok(Said { at, by, reason })
}

/// Conflicts that are judged, and whether in two ways.
fn judged_both_ways(lines: &[ConflictLine]) -> BTreeMap<&str, bool> {
    let mut first: BTreeMap<&str, (Judged, bool)> = BTreeMap::new();
    for line in lines.iter().filter(|line| matches!(line.judged, Judged::Dismiss | Judged::Keep)) {
        let known = first.entry(&line.conflict).or_insert((line.judged, false));
        known.1 |= known.0 != line.judged;
    }
    first.into_iter().map(|(conflict, (_, both))| (conflict, both)).collect()
}
