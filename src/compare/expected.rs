//! How often would two strangers agree? Chances of each level for a random pair, the ground that weights stand on.
//!
//! Most levels are measured on random pairs. Agreement on a rare value is too rare to be met by sampling, and
//! where it is met it is nearly always one person; its chance is computed from value counts instead: the share
//! of rows with the value times the chance that independent words make it again.

use rayon::prelude::*;

use super::levels::{self, Condition};
use super::memory::Role;
use super::{Comparer, LEVELS};
use crate::record::{Birth, NameId, Precision, RowId};
use crate::scatter::scatter;
use crate::spare::Spare;
use crate::standardise::{NameTable, NikMarks, People};

/// Random pairs drawn; enough for chances down to one in 100,000.
const DRAWS: u64 = 600_000;
/// Random pairs compared at once.
const DRAWS_AT_ONCE: u64 = 4_096;
/// Rows that they are drawn from, about: few enough to stay near the processor, enough to stand for a million.
const POOL: f64 = 262_144.0;
/// Draws that the shipped chances of equal regions and equal serials in two NIKs count for, and those chances.
const SHIPPED_DRAWS: f64 = 2_000.0;
const SHIPPED_REGION: f64 = 0.3;
const SHIPPED_SERIAL: f64 = 0.03;
/// Dates from which years can be counted.
const FEWEST_DATES: f64 = 100.0;
const DAYS_OF_A_YEAR: f64 = 365.25;
/// Chances below this are not told apart from it.
const FLOOR: f64 = 1e-8;

/// Chance of each level, by comparison, given that both values are there and the level's condition.
#[derive(Clone, Debug)]
pub struct Expected {
    /// `chance[comparison][level]`; index 0 (missing) is unused.
    pub chance: Vec<Vec<f64>>,
    /// Between which two chances the truth must lie, where value counts tell; `chance` itself still contains true
    /// matches, unless both are the same.
    pub range: Vec<Vec<Option<(f64, f64)>>>,
    /// Share of random pairs in which the comparison is not missing, by condition of the level.
    pub present: Vec<Vec<f64>>,
    /// How far the names are Indonesian, 0 to 1.
    pub familiarity: f64,
}

/// Measures a random pair's chances. Deterministic: pairs are drawn by a hash of their number.
pub fn expected(comparer: &Comparer<'_>) -> Expected {
    let people = comparer.people;
    let comparisons = comparer.comparisons();
    let counts = sampled_counts(comparer, comparisons.len());
    let drawn = counts[0].iter().sum::<u64>().max(1) as f64;
    let mut chance = Vec::new();
    let mut present = Vec::new();
    for (comparison, counts) in comparisons.iter().zip(&counts) {
        let condition = |level: usize| comparison.levels[level - 1].condition;
        let total = |wanted: Condition| -> f64 {
            (1..=comparison.levels.len())
                .filter(|level| condition(*level) == wanted)
                .map(|level| counts[level] as f64)
                .sum()
        };
        let by_level = |level: usize| {
            // Half a draw a level keeps an unseen level possible.
            (counts[level] as f64 + 0.5) / (total(condition(level)) + 0.5 * comparison.levels.len() as f64)
        };
        chance.push(
            std::iter::once(0.0).chain((1..=comparison.levels.len()).map(by_level)).collect::<Vec<f64>>(),
        );
        let share = |level: usize| total(condition(level)) / drawn;
        present.push(std::iter::once(0.0).chain((1..=comparison.levels.len()).map(share)).collect());
    }
    let range = chance.iter().map(|levels| vec![None; levels.len()]).collect();
    let familiarity = comparer.names.familiarity;
    let mut expected = Expected { chance, range, present, familiarity };
    names(comparer, &mut expected);
    births(&comparer.births(), &mut expected);
    niks(people, &mut expected);
    identifiers(people, &comparisons, &mut expected);
    expected
}

impl Expected {
    fn set(&mut self, comparison: usize, level: usize, chance: f64) {
        let chance = chance.clamp(FLOOR, 1.0);
        self.chance[comparison][level] = chance;
        self.range[comparison][level] = Some((chance, chance));
    }

    /// A chance counted among all pairs, true matches with them, and the chance by which it is judged.
    fn set_counted(&mut self, comparison: usize, level: usize, counted: f64, judged: f64) {
        let judged = judged.clamp(FLOOR, 1.0);
        self.chance[comparison][level] = counted.max(judged);
        self.range[comparison][level] = Some((judged * 0.5, judged * 3.0));
    }
}

fn sampled_counts(comparer: &Comparer<'_>, fields: usize) -> Vec<[u64; LEVELS]> {
    let rows = comparer.people.len() as u64;
    let all = rows * rows.saturating_sub(1) / 2;
    let pool = if all <= DRAWS { Vec::new() } else { pool(comparer) };
    let draw = |number: u64| -> (u32, u32) {
        if all <= DRAWS {
            return unranked(number);
        }
        let row = |number: u64| pool[(scatter(number) % pool.len() as u64) as usize];
        (row(2 * number), row(2 * number + 1))
    };
    let runs = all.min(DRAWS).div_ceil(DRAWS_AT_ONCE);
    let counting = Spare::new();
    (0..runs).into_par_iter().for_each(|run| {
        let make = || (vec![[0u64; LEVELS]; fields], comparer.comparing());
        counting.lend(make, |(counts, comparing)| {
            let numbers = run * DRAWS_AT_ONCE..all.min(DRAWS).min((run + 1) * DRAWS_AT_ONCE);
            let pairs: Vec<(u32, u32)> = numbers.map(draw).filter(|(a, b)| a != b).collect();
            comparing.compare_all(&pairs, |_, _, pattern| {
                for (field, counts) in counts.iter_mut().enumerate() {
                    counts[pattern.level(field)] += 1;
                }
            });
        });
    });
    let mut sum = vec![[0u64; LEVELS]; fields];
    for (part, _) in counting.all() {
        for (sum, part) in sum.iter_mut().flatten().zip(part.into_iter().flatten()) {
            *sum += part;
        }
    }
    sum
}

/// Whether a row is one of the given share of all rows, by what it says.
pub(super) fn drawn(contents: &[u64], share: f64) -> impl Fn(&RowId) -> bool {
    let limit = (share * u64::MAX as f64) as u64;
    move |row| share >= 1.0 || scatter(contents[*row as usize]) < limit
}

/// Places of the rows that pairs are drawn from, in the order of what the rows say, so that the order of files does
/// not matter; few enough to stay near the processor.
fn pool(comparer: &Comparer<'_>) -> Vec<u32> {
    let contents = comparer.contents();
    let share = POOL / contents.len() as f64;
    let mut rows: Vec<RowId> = comparer.people.rows().filter(drawn(contents, share)).collect();
    if rows.len() < POOL as usize / 4 {
        // Rows that say the same are all in or all out: then every so many-th of all.
        rows = comparer.people.rows().collect();
    }
    rows.par_sort_unstable_by_key(|row| (contents[*row as usize], *row));
    let every = rows.len().div_ceil(2 * POOL as usize).max(1);
    rows.into_iter().step_by(every).map(|row| comparer.order.place(row)).collect()
}

/// The pair of that number, where few rows let every pair be drawn once: (0, 1), (0, 2), (1, 2), (0, 3) ...
fn unranked(number: u64) -> (u32, u32) {
    let a = ((((8 * number + 1) as f64).sqrt() - 1.0) / 2.0) as u64;
    let a = if (a + 1) * (a + 2) / 2 <= number {
        a + 1
    } else if a * (a + 1) / 2 > number {
        a - 1
    } else {
        a
    };
    let b = number - a * (a + 1) / 2;
    (b as u32, (a + 1) as u32)
}

/// Exact levels of own and mothers' names, from the counts of names and words, and looser ones that a sample is too
/// small for.
fn names(comparer: &Comparer<'_>, expected: &mut Expected) {
    let names = &comparer.people.names;
    let [counted, judged] = name_chances(comparer, &names.rows, Role::Own);
    for level in 1..usize::from(levels::NAME_ALIKE) {
        if judged[level] > 0.0 {
            expected.set_counted(levels::NAME, level, counted[level], judged[level]);
        }
    }
    // Rare words agree by sound about as often as by letter, a slip apart four times as often (two bits), and
    // with words left out twice as often, since either name may be the longer.
    let rare = judged[1] + judged[2] + judged[3];
    if rare > 0.0 {
        for (level, times) in [(levels::NAME_ALIKE, 1.0), (levels::NAME_SLIP, 4.0), (levels::NAME_PART, 2.0)]
        {
            expected.set(levels::NAME, usize::from(level), times * rare);
        }
    }
    let [counted, judged] = name_chances(comparer, &names.mother_rows, Role::Mother);
    for level in [1, 2] {
        if judged[level] > 0.0 {
            expected.set_counted(levels::MOTHER, level, counted[level], judged[level]);
        }
    }
    let floor = judged[1] * 0.5;
    for chance in &mut expected.chance[levels::MOTHER][3..] {
        *chance = chance.max(floor);
    }
}

/// Chance that two random rows carry one name, by the level of that agreement: as counted, true matches with it, and
/// as independent words would make it, the share of each name times the chance that its words come together again.
fn name_chances(comparer: &Comparer<'_>, rows: &[u32], role: Role) -> [[f64; LEVELS]; 2] {
    let filled: f64 = rows.iter().map(|rows| f64::from(*rows)).sum();
    let mut shares: Vec<(usize, u32, f32)> = Vec::new();
    for (index, rows) in rows.iter().enumerate().filter(|(_, rows)| **rows > 0) {
        let name = NameId(std::num::NonZeroU32::MIN.saturating_add(index as u32));
        debug_assert_eq!(NameTable::index(name), index);
        let (bits, level) = comparer.names.own(role, name);
        shares.push((level, *rows, bits));
    }
    // Summed in an order that does not depend on which name came first.
    shares.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
    let mut chances = [[0.0f64; LEVELS]; 2];
    for (level, rows, bits) in shares {
        let rows = f64::from(rows);
        chances[0][level] += rows * (rows - 1.0) / (filled * (filled - 1.0)).max(1.0);
        chances[1][level] += rows / filled * (-f64::from(bits)).exp2();
    }
    chances
}

/// Equal birth dates from the shares of years, days taken to be even: too rare for a sample to tell, and where many
/// rows have a copy nearly all that a sample finds are copies.
fn births(births: &[Birth], expected: &mut Expected) {
    let of = |precision: Precision| births.iter().filter(move |birth| birth.precision() == precision);
    let (full, placeholders) =
        (of(Precision::Full).count() as f64, of(Precision::Placeholder).count() as f64);
    // Chance that two of the dates are one: as counted, and as the years alone make it.
    let same = |precision: Precision| -> [f64; 2] {
        let rows = of(precision).count() as f64;
        let share = |count: f64| count * (count - 1.0).max(0.0) / (rows * (rows - 1.0)).max(1.0);
        let runs = |mut values: Vec<u32>| -> f64 {
            values.sort_unstable();
            values.chunk_by(|x, y| x == y).map(|run| share(run.len() as f64)).sum()
        };
        let dates = runs(of(precision).map(|birth| birth.packed()).collect());
        let years = runs(of(precision).map(|birth| u32::from(birth.year().unwrap_or(0))).collect());
        [dates, years]
    };
    if full >= FEWEST_DATES {
        let [dates, years] = same(Precision::Full);
        let judged = years / DAYS_OF_A_YEAR;
        expected.set_counted(levels::BIRTH, levels::BORN_SAME_DAY, dates, judged);
        // Day and month exchanged: both at most twelve.
        expected.set_counted(levels::BIRTH, levels::BORN_SWAPPED, 0.3 * judged, 0.3 * judged);
    }
    if placeholders >= FEWEST_DATES {
        let [dates, years] = same(Precision::Placeholder);
        let share = placeholders / (full + placeholders);
        // Given that one of the two is a placeholder.
        let both = share * share / (1.0 - (1.0 - share).powi(2));
        let judged = years * both / 2.0;
        expected.set_counted(levels::BIRTH, levels::BORN_SAME_PLACEHOLDER, dates * both, judged);
    }
}

/// NIK levels from the shares of regions and serials, each under its condition.
fn niks(people: &People, expected: &mut Expected) {
    let trusted = |row: &usize| people.nik_marks[*row].trusted();
    let niks: Vec<_> = (0..people.len()).filter(trusted).filter_map(|row| people.nik[row]).collect();
    let region = agreement(niks.iter().map(|nik| u64::from(nik.region())), SHIPPED_REGION);
    let serial = agreement(niks.iter().map(|nik| u64::from(nik.serial())), SHIPPED_SERIAL);
    let field = levels::NIK;
    // Only a NIK whose last digit may be lost agrees in this way.
    let marked =
        (0..people.len()).filter(trusted).filter(|row| people.nik_marks[*row].has(NikMarks::LAST_DIGIT_LOST));
    let lost = 1.0 - (1.0 - marked.count() as f64 / niks.len().max(1) as f64).powi(2);
    // Serials of one day and district are small numbers: near ones are about three times as likely as equal ones,
    // and half of the others agree in all but the last digit.
    let next = (3.0 * serial).min(0.5);
    let given_agreement = [
        region * serial,
        region * (serial + 0.5 * (1.0 - serial)) * lost,
        serial * 0.05 * (1.0 - region),
        region * next,
        region * (1.0 - serial - next).max(0.05),
        1.0 - region,
        5e-4,
        5e-4,
    ];
    // Births that differ are borne out by nearly all NIKs; a slip of the hand is in one of twenty.
    let given_difference =
        [1e-6, region * serial * 1e-3, region * serial, region * (1.0 - serial), 1.0 - region, 0.05];
    for (level, chance) in given_agreement.into_iter().chain(given_difference).enumerate() {
        expected.set(field, level + 1, chance);
    }
    let suspect = people.nik_marks.iter().filter(|marks| marks.has(NikMarks::SHARED)).count();
    let shared = (suspect as f64 / people.len() as f64).powi(2).max(1e-5);
    expected.set(field, 15, shared * 0.05);
    expected.set(field, 16, shared * 0.05);
    expected.set(field, 17, 1.0 - shared);
}

/// Chance that the values of two rows agree, from value counts; `shipped` counts for as many draws as elsewhere.
fn agreement(values: impl Iterator<Item = u64>, shipped: f64) -> f64 {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    let pairs = |rows: usize| rows as f64 * (rows as f64 - 1.0) / 2.0;
    let equal: f64 = values.chunk_by(|x, y| x == y).map(|run| pairs(run.len())).sum();
    (equal + SHIPPED_DRAWS * shipped) / (pairs(values.len()) + SHIPPED_DRAWS)
}

/// Declared identifiers name one person or card: strangers share one only by a slip of the hand.
fn identifiers(people: &People, comparisons: &[levels::Comparison], expected: &mut Expected) {
    for (offset, extra) in super::compared_extras(people).into_iter().enumerate() {
        let column = &people.extras[extra];
        let field = levels::FIRST_EXTRA + offset;
        if !comparisons[field].is_identifier() {
            continue;
        }
        let mut values: Vec<_> = column.value.iter().flatten().collect();
        values.sort_unstable();
        values.dedup();
        let distinct = values.len().max(1) as f64;
        expected.set(field, 1, 0.2 / distinct);
        expected.set(field, 2, (2.0 / distinct).min(0.05));
    }
}
