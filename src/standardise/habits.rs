//! How does each file write what a single row cannot settle? The order of day and month, what 1 and 2 mean for sex
//! and relation, and the width at which names were cut. Learnt once, from a file's first chunk.

use super::birth::leading_pair;
use super::coded::{RelationCodes, SexCodes};
use super::identity_number::nik_date;
use super::{Names, Options, chunk_keys, place};
use crate::ingest::RowChunk;
use crate::record::{Digits16, Field, Sex, TextColumn};
use crate::region::{CodeSystem, CodeVote, Resolver, Verdict};

/// Rows that a vote needs before it overrules the usual coding.
const ENOUGH: usize = 20;

/// One file's habits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// Dates are written month first.
    pub(super) month_first: bool,
    /// Codes for sex.
    pub(super) sex: SexCodes,
    /// Codes for the relation to the head.
    pub(super) relation: RelationCodes,
    /// Names of exactly so many characters may have been cut.
    pub(super) name_width: Option<u16>,
    /// The decile column holds percentiles, 1 to 100.
    pub(super) percentiles: bool,
    /// Whose region codes it carries.
    pub(super) codes: CodeSystem,
}

/// The habits of all files met so far, by the intake's file number.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    files: Vec<Option<Habit>>,
    overruled: Vec<CodesOverruled>,
}

/// A file whose region codes are not those that its roster declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodesOverruled {
    /// The file, index into the intake's files.
    pub file: u16,
    /// What the settings declare; undecided when they declare nothing.
    pub declared: CodeSystem,
    /// How the codes were used instead.
    pub used: CodeSystem,
}

impl Habits {
    /// The habits of a chunk's file, learnt from the chunk when it is the file's first.
    pub fn learn(&mut self, chunk: &RowChunk, options: &Options) -> Habit {
        let file = usize::from(chunk.file);
        if self.files.len() <= file {
            self.files.resize(file + 1, None);
        }
        if let Some(habit) = self.files[file] {
            return habit;
        }
        let habit = habit(chunk, options);
        let declared = declared(chunk, options);
        if habit.codes != declared && habit.codes != CodeSystem::Kemendagri {
            self.overruled.push(CodesOverruled { file: chunk.file, declared, used: habit.codes });
        }
        self.files[file] = Some(habit);
        habit
    }

    /// Files whose names overruled what was declared of their region codes, in the order they were met.
    pub fn overruled(&self) -> &[CodesOverruled] {
        &self.overruled
    }
}

fn habit(chunk: &RowChunk, options: &Options) -> Habit {
    Habit {
        codes: codes(chunk, options),
        month_first: chunk.column(Field::BirthDate).is_some_and(|column| month_first(column, options.names)),
        sex: chunk.column(Field::Sex).map(|sex| sex_codes(sex, chunk.column(Field::Nik))).unwrap_or_default(),
        relation: chunk.column(Field::Relation).map(relation_codes).unwrap_or_default(),
        percentiles: chunk.column(Field::Decile).is_some_and(chunk_keys::percentiles),
        name_width: chunk.column(Field::Name).and_then(cut_width),
    }
}

fn declared(chunk: &RowChunk, options: &Options) -> CodeSystem {
    options.codes.get(chunk.roster.index()).copied().unwrap_or_default()
}

/// The declared code system, unless the names beside the codes speak against it: codes that a third or more of the
/// rows contradict decide nothing, whatever was declared. Where nothing speaks either way the declaration stands, and
/// without one the codes are the Ministry's, as most are.
fn codes(chunk: &RowChunk, options: &Options) -> CodeSystem {
    let declared = declared(chunk, options);
    if chunk.column(Field::VillageCode).is_none() {
        return declared;
    }
    let mut vote = CodeVote::default();
    place::vote_on_codes(chunk, options.context, &mut vote, &mut Resolver::new());
    let heard = vote.agree + vote.disagree + vote.shaped_bps;
    match (vote.verdict(), declared) {
        // A few wrong codes in a short list are wrong codes, not another system.
        (_, CodeSystem::Kemendagri) if heard < ENOUGH as u64 => CodeSystem::Kemendagri,
        (Verdict::Bps, _) => CodeSystem::Bps,
        // Declared the statistics office's and yet leading where the names do: of use only between places that the
        // names leave open.
        (Verdict::Kemendagri, CodeSystem::Bps) => CodeSystem::Undecided,
        (Verdict::Kemendagri, _) => CodeSystem::Kemendagri,
        (Verdict::Undecidable, CodeSystem::Bps) => CodeSystem::Bps,
        (Verdict::Undecidable, _) if heard > 0 => CodeSystem::Undecided,
        (Verdict::Undecidable, _) => CodeSystem::Kemendagri,
    }
}

/// Dates whose first number is over 12 say that the day comes first, dates whose second is, the month. Hardly a file is
/// without a few that were typed the other way round, so the many decide, and they are a fifth of all dates at least,
/// since seven days in twelve are over 12. A list from elsewhere is as likely one as the other; one from Indonesia
/// needs three such dates, and five for every one that speaks against it.
fn month_first(column: &TextColumn, names: Names) -> bool {
    let (mut pairs, mut day_first, mut month_first) = (0_usize, 0_usize, 0_usize);
    for (first, second) in column.iter().filter_map(leading_pair) {
        pairs += 1;
        day_first += usize::from((13..=31).contains(&first) && (1..=12).contains(&second));
        month_first += usize::from((13..=31).contains(&second) && (1..=12).contains(&first));
    }
    let (enough, odds) = match names {
        Names::Indonesian => (3, 5),
        Names::Plain => (1, 1),
    };
    month_first >= enough && month_first > odds * day_first && month_first * 5 >= pairs
}

/// What 0, 1 and 2 mean, by the day part of the NIKs beside them; 1 is men where there is no vote.
fn sex_codes(column: &TextColumn, niks: Option<&TextColumn>) -> SexCodes {
    let mut codes = SexCodes::default();
    let mut tally = [[0_usize; 2]; 3];
    let mut letters = [false; 3];
    for (index, cell) in column.iter().enumerate() {
        match cell.as_bytes() {
            [digit @ b'0'..=b'2'] => {
                let nik = niks.and_then(|niks| niks.get(index).parse().ok()).and_then(Digits16::new);
                if let Some(date) = nik.and_then(nik_date) {
                    tally[usize::from(digit - b'0')][usize::from(date.female)] += 1;
                }
            }
            [b'L' | b'l'] => letters[0] = true,
            [b'P' | b'p'] => letters[1] = true,
            [b'W' | b'w'] => letters[2] = true,
            _ => {}
        }
    }
    codes.p_is_male = letters == [false, true, true];
    for (digit, [men, women]) in tally.into_iter().enumerate() {
        // Four in five: NIKs of relatives are common, but not that common.
        if men + women >= ENOUGH && men.max(women) * 5 >= (men + women) * 4 {
            codes.digits[digit] = if men > women { Sex::Male } else { Sex::Female };
        }
    }
    codes
}

/// On the family card 2 is a husband who is not the head, which is rare beside wives (3); in the survey 2 is either
/// spouse, and common.
fn relation_codes(column: &TextColumn) -> RelationCodes {
    let mut counts = [0_usize; 12];
    for cell in column.iter() {
        if let Ok(code @ 1..=11) = cell.trim_start_matches('0').parse::<usize>() {
            counts[code] += 1;
        }
    }
    let above = counts[9] + counts[10] + counts[11];
    if above == 0 && counts[2] >= 5 && counts[2] * 4 > counts[3] {
        RelationCodes::Survey
    } else {
        RelationCodes::FamilyCard
    }
}

/// The greatest length, when names pile up on it: lengths thin out towards the end unless something cut them.
fn cut_width(column: &TextColumn) -> Option<u16> {
    const LONGEST: usize = 80;
    let mut counts = [0_usize; LONGEST + 1];
    for cell in column.iter() {
        counts[cell.chars().count().min(LONGEST)] += 1;
    }
    let width = counts.iter().rposition(|&count| count > 0)?;
    if !(15..LONGEST).contains(&width) {
        return None;
    }
    let piled = counts[width];
    let usual = matches!(width, 20 | 25 | 30);
    let before = counts[width - 1].max(counts[width - 2]);
    // At the widths that card and bank exports use a smaller pile is enough.
    let cut = piled >= 3 && (piled > 2 * before || (usual && piled >= 5 && piled > before));
    cut.then_some(width as u16)
}

#[cfg(test)]
mod tests;
