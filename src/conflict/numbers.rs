//! What is wrong with the NIKs? One person with two, one number on several people, and defects of the number
//! itself, said once a person however many rows carry it.

use super::found::{Aspect, Draft, Found};
use super::repeated::{extra, sum};
use super::standing::Standing;
use super::wording::{Office, Said, office};
use super::{Class, ROWS_MAX, Unit};
use crate::error::Severity;
use crate::record::{Digits16, RowId};
use crate::register::{near, sort_by_number};
use crate::standardise::NikMarks;

/// Checks of one person's numbers.
pub(super) fn person(standing: &Standing<'_>, person: u32, found: &mut Found) {
    two(standing, person, found);
    defects(standing, person, found);
}

/// Two numbers that can both be trusted and that no slip of the hand explains.
fn two(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let people = standing.people;
    let rows = standing.register.rows_of(person);
    if rows.len() < 2 {
        return;
    }
    let mut trusted: Vec<u64> = rows
        .iter()
        .filter(|&&row| people.nik_marks[row as usize].trusted())
        .filter_map(|&row| people.nik[row as usize].map(Digits16::value))
        .collect();
    trusted.sort_unstable();
    trusted.dedup();
    // The numbers that are far from every earlier one. A person with very many is a finding by the first few.
    let mut far: Vec<u64> = Vec::new();
    for &nik in &trusted {
        if !far.iter().any(|&known| near(known, nik) || truncated(known, nik) || truncated(nik, known)) {
            far.push(nik);
        }
        if far.len() == ROWS_MAX {
            break;
        }
    }
    if far.len() < 2 {
        return;
    }
    let draft = Draft {
        class: Class::OrangDuaNik,
        severity: Severity::Warning,
        rule: None,
        unit: Unit::Person,
        person,
        amount: None,
        office: consolidation(standing, person),
        said: Said::Numbers {
            count: far.len(),
            same_date: far
                .windows(2)
                .all(|pair| pair[0] / 10_000 % 1_000_000 == pair[1] / 10_000 % 1_000_000),
        },
        aspect: Aspect::None,
    };
    let shown = |row: &RowId| people.nik[*row as usize].is_some_and(|nik| far.contains(&nik.value()));
    found.push(draft, rows.iter().copied().filter(shown));
}

/// Whether the second is the first with its last digit lost to 15-digit arithmetic.
fn truncated(whole: u64, cut: u64) -> bool {
    cut.is_multiple_of(10) && whole / 10 == cut / 10
}

/// Numbers are consolidated by the civil registration office of the regency.
fn consolidation(standing: &Standing<'_>, person: u32) -> Office {
    Office::Registration(standing.home_regency(person))
}

/// Defects by mark, in the order they are named: words, English words, whether it makes the number unusable.
pub(super) const DEFECTS: [(NikMarks, &str, &str, bool); 4] = [
    (NikMarks::MALFORMED, "susunan angka tidak mungkin", "impossible structure", true),
    (NikMarks::DATE_CONTRADICTS, "tanggal lahir tidak sesuai", "birth date contradicts", true),
    (NikMarks::SEX_CONTRADICTS, "jenis kelamin tidak sesuai", "sex contradicts", false),
    (NikMarks::LAST_DIGIT_LOST, "digit terakhir mungkin hilang", "last digit may be lost", false),
];

/// All defects of a person's numbers in one conflict.
fn defects(standing: &Standing<'_>, person: u32, found: &mut Found) {
    let people = standing.people;
    let rows = standing.register.rows_of(person);
    let all = rows.iter().fold(0, |all, &row| all | people.nik_marks[row as usize].0);
    let named = DEFECTS.iter().fold(0, |named, defect| named | defect.0.0);
    if all & named == 0 {
        return;
    }
    let with = |mark: NikMarks| {
        rows.iter().copied().filter(move |&row| {
            people.nik[row as usize].is_some() && people.nik_marks[row as usize].has(mark)
        })
    };
    let counts = DEFECTS.map(|defect| with(defect.0).count() as u32);
    if counts == [0; 4] {
        return;
    }
    let proof = || DEFECTS.iter().flat_map(|defect| with(defect.0).take(ROWS_MAX));
    let unusable = DEFECTS.iter().zip(counts).any(|(defect, count)| defect.3 && count > 0);
    let sound = rows.iter().any(|&row| {
        let marks = people.nik_marks[row as usize];
        people.nik[row as usize].is_some() && marks.trusted() && marks.0 & named == 0
    });
    let draft = Draft {
        class: Class::NikAnomali,
        severity: if unusable && !sound { Severity::Warning } else { Severity::Info },
        rule: None,
        unit: Unit::Person,
        person,
        amount: None,
        office: office(standing, person, proof(), found),
        said: Said::Defects { rows: counts, sound },
        aspect: Aspect::None,
    };
    found.push(draft, proof());
}

/// Numbers on rows of different persons.
pub(super) struct Shared {
    /// Number and person, once each, for numbers of several persons.
    holders: Vec<(u64, u32)>,
    /// Where each number's persons begin, and the end.
    starts: Vec<usize>,
}

/// One number on rows of different persons. A number whose last digit is lost is the same for siblings and proves
/// nothing, so those rows stay out.
pub(super) fn shared(standing: &Standing<'_>) -> Shared {
    let register = standing.register;
    let mut all: Vec<(u64, u32)> = Vec::new();
    for person in 0..register.len() as u32 {
        let from = all.len();
        for nik in register.rows_of(person).iter().filter_map(|&row| whole_number(standing, row)) {
            // A person with very many rows has few numbers more than once; what is listed twice falls out below.
            if !all[from..].iter().take(8).any(|&(known, _)| known == nik) {
                all.push((nik, person));
            }
        }
    }
    sort_by_number(&mut all, |&(nik, _)| nik);
    all.dedup();
    let mut shared = Shared { holders: Vec::new(), starts: vec![0] };
    for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        shared.holders.extend_from_slice(same);
        shared.starts.push(shared.holders.len());
    }
    shared
}

/// A row's number, unless its last digit is lost.
fn whole_number(standing: &Standing<'_>, row: RowId) -> Option<u64> {
    let lost = standing.people.nik_marks[row as usize].has(NikMarks::LAST_DIGIT_LOST);
    standing.people.nik[row as usize].filter(|_| !lost).map(Digits16::value)
}

impl Shared {
    /// Numbers of several persons.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The conflict of one of them.
    pub(super) fn draft(&self, standing: &Standing<'_>, at: u32, found: &mut Found) {
        let register = standing.register;
        let same = &self.holders[self.starts[at as usize]..self.starts[at as usize + 1]];
        let nik = same[0].0;
        let mut persons: Vec<u32> = same.iter().map(|&(_, person)| person).collect();
        // The order of ids outlasts the order of rows, and so does the conflict's identity.
        persons.sort_unstable_by_key(|&person| &register.person_ids[person as usize]);
        let mut families: Vec<u32> =
            persons.iter().map(|&person| register.family_of[person as usize]).collect();
        families.sort_unstable();
        families.dedup();
        let one_family = families.len() == 1;
        let rows = |person: u32| {
            let rows = register.rows_of(person).iter().copied();
            rows.filter(move |&row| whole_number(standing, row) == Some(nik))
        };
        let paid = |person: u32| {
            let paid = rows(person).filter(|&row| standing.serves(row, standing.aid));
            sum(paid.map(|row| standing.amount(row)))
        };
        // Several numbers may be shared by the same first person: the others' ids tell them apart.
        let others = found.list(persons[1..].iter().copied().take(ROWS_MAX).collect());
        let draft = Draft {
            class: Class::NikDipakaiBersama,
            severity: if one_family { Severity::Warning } else { Severity::Serious },
            rule: None,
            unit: Unit::Person,
            person: persons[0],
            amount: extra(persons.iter().map(|&person| paid(person))),
            office: consolidation(standing, persons[0]),
            said: Said::Shared { persons: persons.len(), one_family },
            aspect: Aspect::Others(others),
        };
        let proof = persons.iter().take(ROWS_MAX).filter_map(|&person| standing.first(rows(person)));
        found.push(draft, proof);
    }
}
