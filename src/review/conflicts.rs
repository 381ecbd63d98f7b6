//! Which conflicts has the night found, where and about whom? The night's table with the register beside it, in the order
//! of what they weigh: serious ones first, then by rupiah.

use rustc_hash::FxHashMap;

use super::decided::Snapshot;
use super::fields::Fields;
use super::interned::Interned;
use crate::error::Result;
use crate::record::TextColumn;
use crate::region::{self, RegionId};
use crate::report::read::{read_columns, read_known_columns};
use crate::settings::Settings;
use crate::state::{HandlingStep, LastNight};

/// The conflicts of a night, column by column.
pub(super) struct Conflicts {
    pub(super) ids: TextColumn,
    pub(super) class: Interned,
    pub(super) severity: Interned,
    pub(super) rule: Interned,
    pub(super) basis: Interned,
    pub(super) person: TextColumn,
    pub(super) family: TextColumn,
    pub(super) rows: TextColumn,
    pub(super) amount: Vec<Option<u64>>,
    pub(super) office: Interned,
    pub(super) message: [Interned; 2],
    pub(super) status: Interned,
    pub(super) since: Interned,
    pub(super) name: TextColumn,
    pub(super) place: Vec<Option<RegionId>>,
    /// For each conflict the rosters of its rows, a bit each.
    rosters: Vec<u64>,
    /// All lines, the heaviest first.
    order: Vec<u32>,
    by_id: FxHashMap<String, u32>,
    pub(super) regencies: Vec<RegionId>,
    pub(super) districts: Vec<RegionId>,
    pub(super) programmes: Vec<String>,
    programme_bits: Vec<(String, u64)>,
}

/// How a conflict stands now, the night's word and what was done since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing<'a> {
    /// As the night says.
    Open,
    /// Someone is to look into it.
    Assigned(&'a str),
    /// Noted as resolved; the rosters still show it.
    Resolved,
    /// Dismissed, by the night's word or since.
    Dismissed,
}

/// The names of a filter's fields.
pub(super) const FILTER: [&str; 5] = ["wilayah", "program", "kelas", "kantor", "keadaan"];

const COLUMNS: [&[&str]; 15] = [
    &["conflict_id"],
    &["class"],
    &["severity"],
    &["rule"],
    &["basis"],
    &["person_id"],
    &["family_id"],
    &["rows"],
    &["amount"],
    &["office"],
    &["message"],
    &["message_en"],
    &["status"],
    &["since"],
    &["unit"],
];

impl Conflicts {
    /// Reads the conflicts and the register of a night.
    pub(super) fn read(settings: &Settings, last: &LastNight) -> Result<Conflicts> {
        let table = [&last.folder, &last.run].map(|folder| folder.join("conflicts.parquet"));
        let table = table.iter().find(|path| path.exists()).unwrap_or(&table[0]);
        let columns = read_columns(table, &COLUMNS)?;
        let amount = columns[8].iter().map(|text| text.parse::<f64>().ok().map(|amount| amount as u64));
        let (name, place) = whom(last, &columns[5])?;
        let bits: FxHashMap<&str, u64> = settings
            .rosters
            .iter()
            .enumerate()
            .map(|(place, roster)| (roster.roster.name.as_str(), 1 << (place as u64).min(63)))
            .collect();
        let rosters = columns[7].iter().map(|rows| {
            let named = rows.split(", ").filter_map(|row| row.rsplit_once(':'));
            named.filter_map(|(roster, _)| bits.get(roster)).fold(0, |all, bit| all | bit)
        });
        let mut conflicts = Conflicts {
            class: Interned::of(&columns[1]),
            severity: Interned::of(&columns[2]),
            rule: Interned::of(&columns[3]),
            basis: Interned::of(&columns[4]),
            amount: amount.collect(),
            office: Interned::of(&columns[9]),
            message: [Interned::of(&columns[10]), Interned::of(&columns[11])],
            status: Interned::of(&columns[12]),
            since: Interned::of(&columns[13]),
            rosters: rosters.collect(),
            name,
            place,
            order: Vec::new(),
            by_id: columns[0].iter().enumerate().map(|(line, id)| (id.to_owned(), line as u32)).collect(),
            regencies: Vec::new(),
            districts: Vec::new(),
            programmes: Vec::new(),
            programme_bits: programme_bits(settings),
            ids: columns[0].clone(),
            person: columns[5].clone(),
            family: columns[6].clone(),
            rows: columns[7].clone(),
        };
        conflicts.put_in_order();
        conflicts.find_filters();
        Ok(conflicts)
    }

    fn put_in_order(&mut self) {
        let weight = |line: u32| match self.severity.get(line as usize) {
            "serious" => 0,
            "warning" => 1,
            _ => 2,
        };
        let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
        order.sort_by_key(|&line| {
            (weight(line), std::cmp::Reverse(self.amount[line as usize].unwrap_or(0)), line)
        });
        self.order = order;
    }

    fn find_filters(&mut self) {
        let table = region::table();
        let mut places: Vec<RegionId> = self.place.iter().copied().flatten().collect();
        places.sort_unstable();
        places.dedup();
        let unique = |regions: Vec<RegionId>| {
            let mut regions = regions;
            regions.sort_by_key(|region| table.code(*region));
            regions.dedup();
            regions
        };
        self.regencies = unique(places.iter().filter_map(|place| table.regency_of(*place)).collect());
        self.districts = unique(places.iter().filter_map(|place| table.district_of(*place)).collect());
        let met = self.rosters.iter().fold(0, |all, rosters| all | rosters);
        self.programmes = self
            .programme_bits
            .iter()
            .filter(|(_, bits)| bits & met != 0)
            .map(|(programme, _)| programme.clone())
            .collect();
    }

    /// The line of an id.
    pub(super) fn line(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|line| *line as usize)
    }

    /// The programmes of a conflict's rows.
    pub(super) fn programmes_of(&self, line: usize) -> String {
        let named = self.programme_bits.iter().filter(|(_, bits)| bits & self.rosters[line] != 0);
        named.map(|(programme, _)| programme.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// How a conflict stands now.
    pub(super) fn standing<'a>(&self, line: usize, decided: &'a Snapshot) -> Standing<'a> {
        let id = self.ids.get(line);
        if decided.dismissals.contains_key(id) {
            return Standing::Dismissed;
        }
        match decided.handlings.get(id) {
            Some(step) if step.step == HandlingStep::Resolved => Standing::Resolved,
            Some(step) => Standing::Assigned(&step.assignee),
            None => Standing::Open,
        }
    }

    /// The lines that are wanted, the heaviest first.
    pub(super) fn wanted(&self, fields: &Fields, decided: &Snapshot, officer: &str) -> Vec<usize> {
        let table = region::table();
        let region = table.by_code(fields.get("wilayah"));
        let asked = |column: &Interned, name: &str| match fields.get(name) {
            "" => None,
            // A text that no line has lets none through.
            text => Some(column.number(text).unwrap_or(u32::MAX)),
        };
        let (class, office) = (asked(&self.class, "kelas"), asked(&self.office, "kantor"));
        let programme = fields.get("program");
        let bits =
            self.programme_bits.iter().find(|(known, _)| known == programme).map_or(0, |(_, bits)| *bits);
        let standing = fields.get("keadaan");
        let wanted = self.order.iter().map(|line| *line as usize).filter(|&line| {
            class.is_none_or(|class| self.class.is(line, class))
                && office.is_none_or(|office| self.office.is(line, office))
                && (programme.is_empty() || self.rosters[line] & bits != 0)
                && region.is_none_or(|outer| {
                    self.place[line].is_some_and(|place| place == outer || table.contains(outer, place))
                })
                && is_standing(standing, self.standing(line, decided), officer)
        });
        wanted.collect()
    }
}

fn is_standing(asked: &str, standing: Standing<'_>, officer: &str) -> bool {
    match asked {
        "semua" => true,
        "ditugaskan" => matches!(standing, Standing::Assigned(_)),
        "saya" => standing == Standing::Assigned(officer),
        "selesai" => standing == Standing::Resolved,
        "diabaikan" => standing == Standing::Dismissed,
        _ => matches!(standing, Standing::Open | Standing::Assigned(_)),
    }
}

/// The programmes of the settings by name, each with its rosters' bits.
fn programme_bits(settings: &Settings) -> Vec<(String, u64)> {
    let mut bits: Vec<(String, u64)> = Vec::new();
    for (place, roster) in settings.rosters.iter().enumerate() {
        let bit = 1 << (place as u64).min(63);
        match bits.iter_mut().find(|(known, _)| *known == roster.programme) {
            Some((_, known)) => *known |= bit,
            None => bits.push((roster.programme.clone(), bit)),
        }
    }
    bits.sort();
    bits
}

/// Name and place of the person of each conflict, from the night's register.
fn whom(last: &LastNight, persons: &TextColumn) -> Result<(TextColumn, Vec<Option<RegionId>>)> {
    let table = [&last.folder, &last.run].map(|folder| folder.join("register.parquet"));
    let table = table.iter().find(|path| path.exists()).unwrap_or(&table[0]);
    let columns = read_known_columns(table, &[&["person_id"], &["name"], &["region_code"]])?;
    let mut columns = columns.into_iter().map(Option::unwrap_or_default);
    let [ids, names, codes] = [(); 3].map(|()| columns.next().unwrap_or_default());
    let places: FxHashMap<&str, usize> = ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
    let regions = region::table();
    let mut by_code: FxHashMap<&str, Option<RegionId>> = FxHashMap::default();
    let (mut name, mut place) = (TextColumn::with_capacity(persons.len()), Vec::with_capacity(persons.len()));
    for person in persons.iter() {
        let at = places.get(person).copied();
        name.push(at.filter(|at| *at < names.len()).map_or("", |at| names.get(at)));
        let code = at.filter(|at| *at < codes.len()).map_or("", |at| codes.get(at));
        place.push(*by_code.entry(code).or_insert_with(|| regions.by_code(code)));
    }
    Ok((name, place))
}
