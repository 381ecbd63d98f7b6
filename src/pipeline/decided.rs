//! Which of tonight's rows do the decisions of officers mean? For commands that read the rosters once more: tonight's
//! rows are known again among those of the last night.

use rustc_hash::FxHashMap;

use crate::cluster::Constraints;
use crate::error::Result;
use crate::record::RowId;
use crate::register;
use crate::settings::Settings;
use crate::standardise::{Fingerprints, People};
use crate::state::{self, Decision, Decisions, LastNight};

/// The decisions in force.
pub(super) fn in_force(settings: &Settings) -> Result<Vec<Decision>> {
    Ok(Decisions::look(&settings.night.state)?.map(|decisions| decisions.pairs()).unwrap_or_default())
}

/// What the decisions in force ask of clustering.
pub(super) fn constraints(settings: &Settings, people: &People) -> Result<Constraints> {
    let decisions = in_force(settings)?;
    if decisions.is_empty() {
        return Ok(Constraints::default());
    }
    Ok(state::constraints(&decisions, &rows_of(settings, people, &decisions)?).0)
}

/// Tonight's row of each lasting number that decisions name; none without a night before.
pub(super) fn rows_of(
    settings: &Settings,
    people: &People,
    decisions: &[Decision],
) -> Result<impl Fn(u64) -> Option<RowId> + use<>> {
    let last = LastNight::read(&settings.night.state, &settings.night.out)?;
    let remembered = last.map(|last| state::read_rows(&last.folder)).transpose()?.unwrap_or_default();
    let names: Vec<String> = settings.rosters.iter().map(|roster| roster.roster.name.clone()).collect();
    let recognised = register::recognise(people, &Fingerprints::new(people), &names, &remembered);
    Ok(rows_by_number(decisions, &recognised.uid))
}

/// The same where tonight's rows are known already: `uids` are their lasting numbers.
pub(super) fn rows_by_number(decisions: &[Decision], uids: &[u64]) -> impl Fn(u64) -> Option<RowId> + use<> {
    let mut rows: FxHashMap<u64, Option<RowId>> =
        decisions.iter().flat_map(|decision| &decision.rows).map(|row| (row.uid, None)).collect();
    for (row, uid) in uids.iter().enumerate() {
        if let Some(place) = rows.get_mut(uid) {
            *place = Some(row as RowId);
        }
    }
    move |uid| rows.get(&uid).copied().flatten()
}
