//! What does the last night hold, for someone who looks into it? Its rows and what they were linked by, read from the
//! night's memory once and kept for as long as questions come: which pairs wait for an officer, and why two rows are one
//! person or not.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::again::model_of;
use super::around::{Component, Judge, around, veto};
use super::linked::Judges;
use super::opened_clusters::WeakCluster;
use super::options::block_options;
use super::reopened;
use crate::block;
use crate::cluster::{self, CutReason};
use crate::error::{Error, Result};
use crate::ingest::FileReading;
use crate::record::{Relation, RowId};
use crate::region::RegionId;
use crate::register::{self, Remembered};
use crate::report::waterfall::{Around, Cited, Reader, Waterfall, known_values, waterfall};
use crate::score::{Edge, Model};
use crate::settings::Settings;
use crate::standardise::People;
use crate::state::{self, Found, LastNight, NightMemory};

/// The last night, opened.
pub struct Opened<'a> {
    pub(super) judge: Judge<'a>,
    pub(super) component: Component,
    /// Pairs that wait, as the night found them.
    review: Vec<Edge>,
    pub(super) remembered: &'a Remembered,
    /// Names of the files.
    files: Vec<String>,
    settings: &'a Settings,
    /// Rows by cluster: where each cluster's begin, and all of them.
    starts: Vec<u32>,
    members: Vec<RowId>,
    /// Rows by family.
    families: FxHashMap<u64, Vec<RowId>>,
}

/// Why a pair waits for an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its probability lies near the threshold.
    NearThreshold,
    /// Linked by weight, apart by a fact.
    Cut(CutReason),
    /// In one person, which the other rows leave in doubt.
    WeaklyHeld,
}

/// A pair that waits for an officer. It holds no number and no date.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// The two rows, in row order.
    pub rows: [RowId; 2],
    /// Their lasting numbers.
    pub uids: [u64; 2],
    /// `roster:row` of each.
    pub cited: [String; 2],
    /// Name of each as it was standardised.
    pub names: [String; 2],
    /// Roster of each, index into the settings.
    pub rosters: [usize; 2],
    /// Person of each.
    pub persons: [String; 2],
    /// Where the first lives, else the second, at the finest level known.
    pub place: Option<RegionId>,
    /// Rupiah a payment that both rows name, together.
    pub amount: u64,
    /// Match weight.
    pub weight: f32,
    /// Probability of one person.
    pub same: f32,
    /// Why it waits.
    pub reason: Reason,
    /// The cluster that waits as a whole, of more than two rows; then the rows above are those most in doubt.
    pub cluster: Option<WeakCluster>,
}

impl Doubt {
    /// How uncertain it is which verdict is right, 0 to 1: at most where the chances are even. A pair that a fact keeps
    /// apart against its weight is in doubt whatever the probability says.
    pub fn uncertainty(&self) -> f64 {
        let even = 1.0 - (2.0 * f64::from(self.same) - 1.0).abs();
        if matches!(self.reason, Reason::Cut(_)) { even.max(0.5) } else { even }
    }

    /// Rupiah that hang on the verdict: the payments, by how uncertain it is.
    pub fn stake(&self) -> f64 {
        self.amount as f64 * self.uncertainty()
    }
}

/// A row of a family.
#[derive(Clone, Debug)]
pub struct FamilyRow {
    /// Where it stands.
    pub cited: Cited,
    /// Its person.
    pub person: String,
    /// Name, NIK, birth date, sex and place, masked unless asked for.
    pub values: [String; 5],
    /// Relation to the head.
    pub relation: Relation,
    /// Whether it is the row asked about, or another of its person.
    pub own: bool,
}

/// Two rows and everything around them.
#[derive(Clone, Debug)]
pub struct PairSeen {
    /// Where they stand.
    pub cited: [Cited; 2],
    /// Their lasting numbers.
    pub uids: [u64; 2],
    /// Their rosters, index into the settings.
    pub rosters: [usize; 2],
    /// Their persons.
    pub persons: [String; 2],
    /// Rupiah a payment.
    pub amounts: [Option<u32>; 2],
    /// Step by step.
    pub waterfall: Waterfall,
    /// The fact that forbids the two to be one person.
    pub forbidden: Option<CutReason>,
    /// The rows that hang on the two.
    pub around: Around,
    /// The family around each row; the second is empty where it is the same.
    pub families: [Vec<FamilyRow>; 2],
}

/// Rows of a cluster that are looked at to tell how weakly it is held; a larger one is no person.
pub(super) const LOOKED_AT: usize = 64;
/// Probability below which a row is weakly held by its person.
pub const WEAK: f32 = 0.95;
/// Rows of a family that are shown.
const FAMILY_ROWS: usize = 40;

/// Opens the last night and hands it to `work`. Without a memory that this program reads, the night is read and linked once
/// more from what it published. None when that is not there either, or the rosters of the settings are no longer those
/// of the night.
///
/// # Errors
/// When the night's rows or its model cannot be read.
pub fn opened<T>(
    settings: &Settings,
    last: &LastNight,
    work: impl FnOnce(&Opened<'_>) -> T,
) -> Result<Option<T>> {
    let (memory, remembered) = rayon::join(
        || last.file(state::night_memory::FILE).and_then(|_| state::read_night(&last.folder)),
        || state::read_rows(&last.folder),
    );
    let remembered = remembered?;
    let names = settings.rosters.iter().map(|roster| &roster.roster.name);
    if !names.eq(remembered.rosters.iter().take(settings.rosters.len())) {
        return Ok(None);
    }
    let (people, files, found) = match memory {
        Some(NightMemory { people, intake, found, .. }) => {
            let name =
                |file: &FileReading| file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (people, intake.files.iter().map(name).collect(), Some(found))
        }
        None => match reopened::rows(settings, last)? {
            Some((people, files)) => (people, files, None),
            None => return Ok(None),
        },
    };
    if people.len() != remembered.present {
        return Ok(None);
    }
    let found = match found {
        Some(found) => found,
        None => reopened::found(&people, settings, last, &remembered)?,
    };
    let model = model_of(&last.folder)?;
    Ok(Some(work(&Opened::of(&people, files, &remembered, (found, &model), settings, last.date))))
}

impl<'a> Opened<'a> {
    fn of(
        people: &'a People,
        files: Vec<String>,
        remembered: &'a Remembered,
        (found, model): (Found, &Model),
        settings: &'a Settings,
        date: Date,
    ) -> Opened<'a> {
        let Judges { comparer, scorer } = Judges::again(people, &found.relatives, model, settings, date);
        // Nothing is looked for among candidates here: what hangs together is known already.
        let candidates = block::block(&People::default(), &block_options(date));
        let judge = Judge::new(people, candidates, comparer, scorer, settings);
        let mut clusters = found.clusters;
        let review = std::mem::take(&mut clusters.review);
        let (starts, members) = cluster::group(&clusters.of, clusters.count);
        let mut families: FxHashMap<u64, Vec<RowId>> = FxHashMap::default();
        for (row, family) in remembered.family.iter().take(remembered.present).enumerate() {
            families.entry(*family).or_default().push(row as RowId);
        }
        let component = Component { rows: people.rows().collect(), clusters };
        Opened { judge, component, review, remembered, files, settings, starts, members, families }
    }

    /// The row that `roster:row` names.
    pub fn row(&self, cited: &str) -> Option<RowId> {
        let (name, row) = cited.rsplit_once(':')?;
        let row: u32 = row.parse().ok()?;
        let roster = self.settings.rosters.iter().position(|roster| roster.roster.name == name)?;
        row_of(self.judge.people, roster, row)
    }

    /// What waits for an officer: pairs that the night doubted, and for each row that its person holds weakly the row that
    /// holds it; where more than two rows hang on the answer, all of them at once. What is decided already is among them,
    /// for it may be taken back.
    pub fn doubts(&self) -> Vec<Doubt> {
        let clusters = &self.component.clusters;
        let cuts: FxHashMap<(RowId, RowId), CutReason> =
            clusters.cuts.iter().map(|cut| ((cut.a, cut.b), cut.reason)).collect();
        let mut pairs: Vec<Doubt> = Vec::new();
        let mut known: FxHashSet<(RowId, RowId)> = FxHashSet::default();
        for edge in &self.review {
            let reason =
                cuts.get(&(edge.a, edge.b)).map_or(Reason::NearThreshold, |reason| Reason::Cut(*reason));
            if known.insert((edge.a, edge.b)) {
                pairs.push(self.doubt(edge, edge.same, reason));
            }
        }
        for row in self.judge.people.rows() {
            let probability = clusters.probability[row as usize];
            if probability < WEAK
                && let Some(edge) = self.holds(row)
                && known.insert((edge.a, edge.b))
            {
                pairs.push(self.doubt(&edge, probability, Reason::WeaklyHeld));
            }
        }
        self.together(pairs)
    }

    /// The strongest link of a row to the others of its person.
    fn holds(&self, row: RowId) -> Option<Edge> {
        let members = self.members_of(self.component.clusters.of[row as usize]);
        if members.len() > LOOKED_AT {
            return None;
        }
        let others = members.iter().filter(|other| **other != row);
        let edges = others.map(|&other| self.judge.edge(row.min(other), row.max(other)));
        edges.max_by(|x, y| x.weight.total_cmp(&y.weight))
    }

    pub(super) fn members_of(&self, cluster: u32) -> &[RowId] {
        let cluster = cluster as usize;
        &self.members[self.starts[cluster] as usize..self.starts[cluster + 1] as usize]
    }

    fn doubt(&self, edge: &Edge, same: f32, reason: Reason) -> Doubt {
        let people = self.judge.people;
        let rows = [edge.a, edge.b];
        let name = |row: RowId| people.name[row as usize].map(|name| people.name_text(name));
        let amount = |row: RowId| people.amount[row as usize].map_or(0, |amount| u64::from(amount.get()));
        Doubt {
            rows,
            uids: rows.map(|row| self.remembered.uid[row as usize]),
            cited: rows.map(|row| self.cite(row).row),
            names: rows.map(|row| name(row).unwrap_or_default()),
            rosters: rows.map(|row| people.roster[row as usize].index()),
            persons: rows.map(|row| self.person(row)),
            place: rows.iter().find_map(|row| people.place[*row as usize]),
            amount: rows.into_iter().map(amount).sum(),
            weight: edge.weight,
            same,
            reason,
            cluster: None,
        }
    }

    /// Two rows and everything around them, as much as the reader may see.
    pub fn pair(&self, rows: [RowId; 2], reader: Reader) -> PairSeen {
        let people = self.judge.people;
        let family = |row: RowId| self.remembered.family[row as usize];
        let same_family = family(rows[0]) == family(rows[1]);
        let persons = |row: RowId| Some(self.person(row));
        let cite = |row: RowId| self.cite(row);
        PairSeen {
            cited: rows.map(cite),
            uids: rows.map(|row| self.remembered.uid[row as usize]),
            rosters: rows.map(|row| people.roster[row as usize].index()),
            persons: rows.map(|row| self.person(row)),
            amounts: rows.map(|row| people.amount[row as usize].map(std::num::NonZeroU32::get)),
            waterfall: waterfall(people, &self.judge.comparer, &self.judge.scorer, rows, reader),
            forbidden: veto(&self.judge, rows[0].min(rows[1]), rows[0].max(rows[1])),
            around: around(&self.judge, &self.component, &rows, &persons, &cite, reader),
            families: [
                self.family(rows[0], reader),
                if same_family { Vec::new() } else { self.family(rows[1], reader) },
            ],
        }
    }

    /// The rows of a row's family.
    fn family(&self, row: RowId, reader: Reader) -> Vec<FamilyRow> {
        let people = self.judge.people;
        let own = self.remembered.person[row as usize];
        let rows = self.families.get(&self.remembered.family[row as usize]).map_or(&[][..], Vec::as_slice);
        let shown = rows.iter().take(FAMILY_ROWS).map(|&other| FamilyRow {
            cited: self.cite(other),
            person: self.person(other),
            values: known_values(people, other, reader.unmasked),
            relation: people.relation[other as usize],
            own: self.remembered.person[other as usize] == own,
        });
        let mut shown: Vec<FamilyRow> = shown.collect();
        shown.sort_by(|x, y| (!x.own, &x.person, &x.cited.row).cmp(&(!y.own, &y.person, &y.cited.row)));
        shown
    }

    pub(super) fn person(&self, row: RowId) -> String {
        register::person_id(self.remembered.person[row as usize])
    }

    pub(super) fn cite(&self, row: RowId) -> Cited {
        let people = self.judge.people;
        let index = row as usize;
        let roster = &self.settings.rosters[people.roster[index].index()].roster.name;
        Cited {
            row: format!("{roster}:{}", people.row[index]),
            file: self.files.get(usize::from(people.file[index])).cloned().unwrap_or_default(),
            line: people.line[index],
        }
    }
}

/// The row of a roster, given as its place in the settings, by its number there.
pub(super) fn row_of(people: &People, roster: usize, row: u32) -> Option<RowId> {
    let from = people.roster.partition_point(|id| id.index() < roster);
    let to = people.roster.partition_point(|id| id.index() <= roster);
    let place = people.row[from..to].binary_search(&row).ok()?;
    Some((from + place) as RowId)
}

/// The error of a state without a night.
pub fn no_night(settings: &Settings) -> Error {
    Error::Input {
        what: message!(
            "{state}: belum ada malam yang dapat dilihat",
            "{state}: there is no night yet to look into",
            state = settings.night.state.display()
        ),
        next_step: message!("Jalankan malam lebih dahulu: padan run.", "Run the night first: padan run."),
    }
}
