//! Which NIKs do not stand for one person? Numbers that are other people's family cards, placeholders known only by
//! how often they occur, and NIKs that clearly different people share. Only the whole night can tell.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::anomaly::{Anomaly, AnomalyCode as Code};
use super::identity_number::{DateFit, date_fit, nik_date};
use super::people::{NikMarks, People};
use crate::record::{Digits16, Field, NameId, Precision, RowId};

/// A NIK under so many clearly different names is a placeholder that no rule lists.
const DUMMY_NAMES: usize = 8;

/// Likeness of joined names (Jaro-Winkler) above which two spellings may still be one name.
const MAY_BE_ONE_NAME: f64 = 0.80;

/// A row whose NIK is a family card of the night, and whose own birth date does not confirm it, has a KK typed into
/// the NIK column.
pub(super) fn mark_misplaced(people: &mut People, anomalies: &mut Vec<Anomaly>) {
    let suspect = |row: usize| {
        people.nik[row].filter(|&nik| match nik_date(nik) {
            Some(date) => !date.female && date_fit(date, people.birth[row]) != DateFit::Agrees,
            None => true,
        })
    };
    let suspects: FxHashSet<u64> = (0..people.len()).filter_map(suspect).map(Digits16::value).collect();
    if suspects.is_empty() {
        return;
    }
    let cards: FxHashSet<u64> =
        people.kk.iter().flatten().map(|kk| kk.value()).filter(|kk| suspects.contains(kk)).collect();
    let misplaced: Vec<usize> = (0..people.len())
        .filter(|&row| suspect(row).is_some_and(|nik| cards.contains(&nik.value())))
        .collect();
    for row in misplaced {
        drop_nik(people, row, Code::NikHoldsKk, anomalies);
    }
}

/// Marks NIKs whose rows differ clearly in name and in birth date, as far as it is known, and drops those that stand
/// for anybody.
pub(super) fn mark_shared(people: &mut People, anomalies: &mut Vec<Anomaly>) {
    let mut numbers: Vec<(u64, RowId)> = people
        .nik
        .iter()
        .zip(0..)
        .filter_map(|(nik, row): (_, RowId)| nik.map(|nik| (nik.value(), row)))
        .collect();
    numbers.par_sort_unstable();
    let groups: Vec<&[(u64, RowId)]> =
        numbers.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
    let names = Names::of(people);
    let verdicts: Vec<Verdict> = groups.par_iter().map(|group| verdict(group, &names)).collect();
    for (group, verdict) in groups.into_iter().zip(verdicts) {
        for &(_, row) in group {
            match verdict {
                Verdict::OnePerson => {}
                Verdict::Dummy => drop_nik(people, row as usize, Code::NikDummy, anomalies),
                Verdict::Shared => {
                    let marks = &mut people.nik_marks[row as usize];
                    *marks = marks.with(NikMarks::SHARED);
                    anomalies.push(Anomaly { row, field: Field::Nik, code: Code::NikShared });
                }
            }
        }
    }
}

fn drop_nik(people: &mut People, row: usize, code: Code, anomalies: &mut Vec<Anomaly>) {
    people.nik[row] = None;
    people.nik_marks[row] = NikMarks::default();
    anomalies.push(Anomaly { row: row as RowId, field: Field::Nik, code });
}

/// What the rows under one NIK say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    OnePerson,
    Shared,
    Dummy,
}

fn verdict(group: &[(u64, RowId)], names: &Names<'_>) -> Verdict {
    let people = names.people;
    let same = |row: RowId, other: RowId| {
        let (row, other) = (row as usize, other as usize);
        people.name[row] == people.name[other] && people.birth[row] == people.birth[other]
    };
    let differ = |row, other| names.differ(row, other);
    if let [(_, row), rest @ ..] = group
        && rest.iter().all(|&(_, other)| same(*row, other))
    {
        return Verdict::OnePerson;
    }
    // One row for each distinct name and birth date is enough, and a few of them settle the matter.
    let mut seen: Vec<RowId> = Vec::with_capacity(group.len().min(4 * DUMMY_NAMES));
    let mut strangers: Vec<RowId> = Vec::new();
    let mut shared = false;
    for &(_, row) in group {
        if seen.iter().any(|&other| same(row, other)) {
            continue;
        }
        // All else is sooner told than whether names differ.
        shared = shared || seen.iter().any(|&other| may_be_two(row, other, people) && differ(row, other));
        if group.len() >= DUMMY_NAMES
            && people.name[row as usize].is_some()
            && strangers.iter().all(|&other| differ(row, other))
        {
            strangers.push(row);
        }
        if strangers.len() >= DUMMY_NAMES {
            return Verdict::Dummy;
        }
        if seen.len() < 4 * DUMMY_NAMES {
            seen.push(row);
        }
    }
    if shared { Verdict::Shared } else { Verdict::OnePerson }
}

/// Whether all but the names allows two persons: births apart, or, where one is unknown, mothers that are not known
/// to be one.
fn may_be_two(a: RowId, b: RowId, people: &People) -> bool {
    let born = |row: RowId| people.birth[row as usize].year();
    if born(a).is_some() && born(b).is_some() {
        return births_differ(a, b, people);
    }
    match (people.mother[a as usize], people.mother[b as usize]) {
        (Some(x), Some(y)) => joined(x, people) != joined(y, people),
        _ => true,
    }
}

/// Births so far apart that no placeholder, swap or slip of a digit explains it.
fn births_differ(a: RowId, b: RowId, people: &People) -> bool {
    let (a, b) = (people.birth[a as usize], people.birth[b as usize]);
    let (Some(year_a), Some(year_b)) = (a.year(), b.year()) else { return false };
    let apart = year_a.abs_diff(year_b);
    let exact = |precision| matches!(precision, Precision::Full | Precision::Month);
    if exact(a.precision()) && exact(b.precision()) {
        let parts = [a.month() == b.month(), a.day() == b.day(), apart == 0];
        let swapped = a.month() == b.day() && a.day() == b.month();
        return !swapped && parts.iter().filter(|&&same| same).count() < 2;
    }
    apart > 3
}

/// The names of the rows, and which words of them are common.
struct Names<'a> {
    people: &'a People,
    common: Vec<bool>,
}

impl Names<'_> {
    fn of(people: &People) -> Names<'_> {
        Names { people, common: people.tokens.text.iter().map(is_common).collect() }
    }

    /// Names without a word that sounds alike, no common spelling without spaces, and no close likeness.
    fn differ(&self, a: RowId, b: RowId) -> bool {
        let people = self.people;
        let (Some(a), Some(b)) = (people.name[a as usize], people.name[b as usize]) else { return false };
        if a == b || joined(a, people) == joined(b, people) {
            return false;
        }
        let tokens = &people.tokens;
        let (tokens_a, tokens_b) = (people.names.tokens(a), people.names.tokens(b));
        // Words as common as Muhammad or Siti say nothing where both names have others.
        let telling = |list: &[u32]| list.iter().any(|&token| !self.is_common(token));
        let both = telling(tokens_a) && telling(tokens_b);
        for &token in tokens_a.iter().filter(|&&token| !both || !self.is_common(token)) {
            if tokens_b.iter().any(|&other| {
                tokens.sound_alike(token, other)
                    || tokens.coarse[token as usize] == tokens.coarse[other as usize]
            }) {
                return false;
            }
        }
        strsim::jaro_winkler(&self.text(tokens_a, both), &self.text(tokens_b, both)) < MAY_BE_ONE_NAME
    }

    /// The words of a name run together; without the common ones when only telling words count.
    fn text(&self, tokens: &[u32], telling: bool) -> String {
        let kept = tokens.iter().filter(|&&token| !telling || !self.is_common(token));
        kept.map(|&token| self.people.tokens.text.get(token as usize)).collect()
    }

    fn is_common(&self, token: u32) -> bool {
        self.common[token as usize]
    }
}

fn joined(name: NameId, people: &People) -> u32 {
    people.names.joined_sound[super::NameTable::index(name)]
}

/// Muhammad, Ahmad, Abdul, Siti, Nur and Sri: the words that many names begin with.
fn is_common(text: &str) -> bool {
    let text = super::sound::family_spelling(text);
    matches!(text, "MUHAMMAD" | "AHMAD" | "ABDUL" | "SITI" | "SITTI" | "NUR" | "SRI")
}

#[cfg(test)]
mod tests;
