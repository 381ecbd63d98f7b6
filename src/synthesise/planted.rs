//! Which conflicts did the generator plant? Looks at a clan's rows with the truth in hand and names what an honest
//! conflict report should find, in the classes of the design.

use super::listing::NikUse;
use super::person::Clan;
use super::rosters::{ROSTERS, place};

/// A row of a clan, as the generator knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownRow {
    pub(super) roster: usize,
    /// Index into the district's rows of the roster.
    pub(super) row: usize,
    /// Index into the clan's people.
    pub(super) person: usize,
    pub(super) nik: NikUse,
    /// Four digits.
    pub(super) regency: u32,
}

/// One planted conflict.
#[derive(Clone, Debug)]
pub(super) struct Planted {
    pub(super) class: &'static str,
    /// Roster and row index within the district.
    pub(super) rows: Vec<(usize, usize)>,
    pub(super) person: u64,
    pub(super) household: u64,
    pub(super) note: &'static str,
}

/// Rosters that take one person for the family.
const FAMILY: [usize; 4] = [place::PKH, place::SEMBAKO, place::BLT, place::CARD];
/// Rosters that pay or insure.
const PAYING: [usize; 8] =
    [place::PKH, place::SEMBAKO, place::PBI, place::PIP, place::BLT, place::ATENSI, place::KUBE, place::CARD];

/// Finds all conflicts of a clan's rows.
pub(super) fn find(clan: &Clan, rows: &[KnownRow], planted: &mut Vec<Planted>) {
    for (index, person) in clan.people.iter().enumerate() {
        let own: Vec<&KnownRow> = rows.iter().filter(|row| row.person == index).collect();
        if own.is_empty() {
            continue;
        }
        let household = clan.households[person.household].number;
        let mut plant = |class, note, rows: Vec<(usize, usize)>| {
            planted.push(Planted { class, rows, person: person.number, household, note });
        };
        for roster in 0..ROSTERS.len() {
            let twice = marks(&own, |row| row.roster == roster);
            if twice.len() > 1 {
                plant("GANDA_DALAM_ROSTER", "dientri dua kali", twice);
            }
        }
        let firsts = marks(&own, |row| row.nik == NikUse::Own);
        let seconds = marks(&own, |row| row.nik == NikUse::Second);
        if !firsts.is_empty() && !seconds.is_empty() {
            plant("ORANG_DUA_NIK", "NIK kedua dari perekaman setelah pindah", [firsts, seconds].concat());
        }
        for row in &own {
            if let NikUse::Relative(other) = row.nik {
                let mut shared = vec![(row.roster, row.row)];
                shared.extend(
                    rows.iter()
                        .filter(|row| row.person == other && row.nik == NikUse::Own)
                        .map(|row| (row.roster, row.row)),
                );
                if shared.len() > 1 {
                    plant("NIK_DIPAKAI_BERSAMA", "NIK anggota keluarga lain", shared);
                }
            }
        }
        let paid = marks(&own, |row| PAYING.contains(&row.roster));
        if person.died.is_some() && !paid.is_empty() {
            let reported = marks(&own, |row| row.roster == place::DEATHS);
            let note = if reported.is_empty() {
                "meninggal, tidak dilaporkan"
            } else {
                "meninggal, ada akta kematian"
            };
            plant("TIDAK_LAYAK", note, [paid.clone(), reported].concat());
        }
        let listed = marks(&own, |row| row.roster == place::CIVIL);
        let aided = marks(&own, |row| FAMILY.contains(&row.roster));
        if !listed.is_empty() && !aided.is_empty() {
            plant("TIDAK_LAYAK", "ASN", [aided, listed].concat());
        }
        let regencies: Vec<u32> =
            own.iter().filter(|row| PAYING.contains(&row.roster)).map(|row| row.regency).collect();
        if regencies.iter().any(|regency| *regency != regencies[0]) {
            plant("DUA_DAERAH", "terdaftar di dua kabupaten/kota", paid);
        }
    }
    families(clan, rows, planted);
}

/// Conflicts of a whole household.
fn families(clan: &Clan, rows: &[KnownRow], planted: &mut Vec<Planted>) {
    for (index, household) in clan.households.iter().enumerate() {
        let own: Vec<&KnownRow> =
            rows.iter().filter(|row| clan.people[row.person].household == index).collect();
        let Some(first) = own.first() else { continue };
        let person = clan.people[first.person].number;
        for roster in FAMILY {
            let members = marks(&own, |row| row.roster == roster);
            let mut people: Vec<usize> =
                own.iter().filter(|row| row.roster == roster).map(|row| row.person).collect();
            people.dedup();
            if people.len() > 1 {
                planted.push(Planted {
                    class: "GANDA_PROGRAM_SATU_KELUARGA",
                    rows: members,
                    person,
                    household: household.number,
                    note: "suami dan istri sama-sama terdaftar",
                });
            }
        }
        let village = marks(&own, |row| row.roster == place::BLT);
        let central = marks(&own, |row| row.roster == place::PKH || row.roster == place::SEMBAKO);
        if !village.is_empty() && !central.is_empty() {
            planted.push(Planted {
                class: "PROGRAM_TIDAK_BOLEH_BERSAMAAN",
                rows: [village, central].concat(),
                person,
                household: household.number,
                note: "BLT Dana Desa bersama PKH atau Sembako",
            });
        }
    }
}

fn marks(rows: &[&KnownRow], wanted: impl Fn(&KnownRow) -> bool) -> Vec<(usize, usize)> {
    rows.iter().filter(|row| wanted(row)).map(|row| (row.roster, row.row)).collect()
}
