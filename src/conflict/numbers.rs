//! What is wrong with the NIKs? One person with two, one number on several people, and defects of the number
//! itself, said once a person however many rows carry it.

use rayon::prelude::*;

use super::repeated::extra;
use super::standing::Standing;
use super::{Class, Draft, ROWS_MAX, Unit, wording};
use crate::error::Severity;
use crate::record::{Digits16, RowId};
use crate::region::table;
use crate::register::near;
use crate::standardise::NikMarks;

/// Checks of one person's numbers.
pub(super) fn person<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
    two(standing, person, drafts);
    defects(standing, person, drafts);
}

/// Two numbers that can both be trusted and that no slip of the hand explains.
fn two<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
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
    let count = far.len();
    let same_date = far.windows(2).all(|pair| pair[0] / 10_000 % 1_000_000 == pair[1] / 10_000 % 1_000_000);
    let (hint, hint_en) = if same_date {
        (
            "tanggal lahir di dalamnya sama, tanda pendaftaran kedua",
            "the birth dates in them agree, the mark of a second registration",
        )
    } else {
        (
            "tanggal lahir di dalamnya berbeda, mungkin NIK anggota keluarga lain",
            "the birth dates in them differ, perhaps a relative's number",
        )
    };
    drafts.push(Draft {
        class: Class::OrangDuaNik,
        severity: Severity::Warning,
        rule: None,
        unit: Unit::Person,
        person,
        amount: None,
        office: consolidation(standing, person),
        message: format!("Satu orang memakai {count} NIK yang sah; {hint}. Perlu konsolidasi NIK."),
        message_en: format!("One person uses {count} valid NIKs; {hint_en}. Needs consolidation."),
        aspect: String::new(),
        rows: rows
            .iter()
            .copied()
            .filter(|&row| people.nik[row as usize].is_some_and(|nik| far.contains(&nik.value())))
            .collect(),
    });
}

/// Whether the second is the first with its last digit lost to 15-digit arithmetic.
fn truncated(whole: u64, cut: u64) -> bool {
    cut.is_multiple_of(10) && whole / 10 == cut / 10
}

/// Numbers are consolidated by the civil registration office of the regency.
fn consolidation(standing: &Standing<'_>, person: u32) -> String {
    standing.home_regency(person).map_or_else(
        || "Dinas Dukcapil".into(),
        |regency| format!("Dinas Dukcapil {}", table().full_name(regency)),
    )
}

/// Defects by mark, in the order they are named: words, English words, whether it makes the number unusable.
const DEFECTS: [(NikMarks, &str, &str, bool); 4] = [
    (NikMarks::MALFORMED, "susunan angka tidak mungkin", "impossible structure", true),
    (NikMarks::DATE_CONTRADICTS, "tanggal lahir tidak sesuai", "birth date contradicts", true),
    (NikMarks::SEX_CONTRADICTS, "jenis kelamin tidak sesuai", "sex contradicts", false),
    (NikMarks::LAST_DIGIT_LOST, "digit terakhir mungkin hilang", "last digit may be lost", false),
];

/// All defects of a person's numbers in one conflict.
fn defects<'a>(standing: &Standing<'a>, person: u32, drafts: &mut Vec<Draft<'a>>) {
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
    let (mut words, mut words_en, mut proof, mut unusable) = (Vec::new(), Vec::new(), Vec::new(), false);
    for (mark, word, word_en, fatal) in DEFECTS {
        let count = with(mark).count();
        if count > 0 {
            words.push(format!("{word} ({count} baris)"));
            words_en.push(format!("{word_en} ({count} rows)"));
            proof.extend(with(mark).take(ROWS_MAX));
            unusable |= fatal;
        }
    }
    if words.is_empty() {
        return;
    }
    let sound = rows.iter().any(|&row| {
        let marks = people.nik_marks[row as usize];
        people.nik[row as usize].is_some() && marks.trusted() && marks.0 & named == 0
    });
    let (hint, hint_en) = if sound {
        ("; baris lain memberi NIK yang baik", "; other rows give a sound NIK")
    } else {
        ("; tidak ada baris lain dengan NIK yang baik", "; no other row gives a sound NIK")
    };
    drafts.push(Draft {
        class: Class::NikAnomali,
        severity: if unusable && !sound { Severity::Warning } else { Severity::Info },
        rule: None,
        unit: Unit::Person,
        person,
        amount: None,
        office: wording::office(standing, person, proof.iter().copied()),
        message: format!("Anomali NIK: {}{hint}.", words.join(", ")),
        message_en: format!("Defects of the NIK: {}{hint_en}.", words_en.join(", ")),
        aspect: String::new(),
        rows: proof,
    });
}

/// One number on rows of different persons. A number whose last digit is lost is the same for siblings and proves
/// nothing, so those rows stay out.
pub(super) fn shared<'a>(standing: &Standing<'a>, drafts: &mut Vec<Draft<'a>>) {
    let people = standing.people;
    let mut rows: Vec<(u64, u32, RowId)> = people
        .nik
        .par_iter()
        .enumerate()
        .filter_map(|(row, nik)| {
            let nik = (*nik)?;
            let lost = people.nik_marks[row].has(NikMarks::LAST_DIGIT_LOST);
            (!lost).then_some((nik.value(), standing.register.person_of[row], row as RowId))
        })
        .collect();
    rows.par_sort_unstable();
    for same in rows.chunk_by(|a, b| a.0 == b.0).filter(|same| same[0].1 != same[same.len() - 1].1) {
        drafts.push(number(standing, same));
    }
}

fn number<'a>(standing: &Standing<'a>, same: &[(u64, u32, RowId)]) -> Draft<'a> {
    let register = standing.register;
    let mut persons: Vec<&[(u64, u32, RowId)]> = same.chunk_by(|a, b| a.1 == b.1).collect();
    // The order of ids outlasts the order of rows, and so does the conflict's identity.
    persons.sort_unstable_by_key(|rows| &register.person_ids[rows[0].1 as usize]);
    let person = persons[0][0].1;
    let mut families: Vec<u32> = persons.iter().map(|rows| register.family_of[rows[0].1 as usize]).collect();
    families.sort_unstable();
    families.dedup();
    let count = persons.len();
    let (hint, hint_en, severity) = if families.len() == 1 {
        ("satu keluarga", "one family", Severity::Warning)
    } else {
        ("keluarga yang berbeda", "different families", Severity::Serious)
    };
    // Several numbers may be shared by the same first person: the others' ids tell them apart.
    let others: Vec<&str> = persons[1..]
        .iter()
        .take(ROWS_MAX)
        .map(|rows| register.person_ids[rows[0].1 as usize].as_str())
        .collect();
    let aspect = others.join(" ");
    Draft {
        class: Class::NikDipakaiBersama,
        severity,
        rule: None,
        unit: Unit::Person,
        person,
        amount: extra(persons.iter().map(|rows| {
            super::repeated::sum(
                rows.iter()
                    .filter(|(_, _, row)| standing.serves(*row, standing.aid))
                    .map(|&(_, _, row)| standing.amount(row)),
            )
        })),
        office: consolidation(standing, person),
        message: format!(
            "Satu NIK dipakai {count} orang dari {hint}; nilai berisiko: pembayaran atas NIK itu selain kepada satu orang."
        ),
        message_en: format!(
            "One NIK is used by {count} people of {hint_en}; at risk: what it is paid for beyond one person."
        ),
        aspect,
        rows: persons
            .iter()
            .take(ROWS_MAX)
            .filter_map(|rows| standing.first(rows.iter().map(|&(_, _, row)| row)))
            .collect(),
    }
}
