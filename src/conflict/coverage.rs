//! How far does each programme reach in each district? Persons and families served, how many of them the base
//! register knows (children in care among them), and how many are entitled and wait.

use super::programmes::Kind;
use super::referral::Referral;
use super::standing::{Standing, members};
use crate::region::{RegionId, table};

/// One region and programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageRow {
    /// Regency; none where no residence is known at that level.
    pub regency: Option<RegionId>,
    /// District; none for the regency's own line, which sums its districts and those without one.
    pub district: Option<RegionId>,
    /// Programme key.
    pub programme: String,
    /// Persons with a row in force of the programme.
    pub persons: u64,
    /// Families with such a person.
    pub families: u64,
    /// Of the persons, those the base register knows themselves.
    pub persons_in_base: u64,
    /// Of the families, those with a member in the base register.
    pub families_in_base: u64,
    /// Of the persons, those under 18: with LKSA, the children in care.
    pub children: u64,
    /// Of the children, those the base register knows.
    pub children_in_base: u64,
    /// Of the persons, those without any usable NIK.
    pub without_nik: u64,
    /// Persons and families referred to the programme: entitled, not served.
    pub not_served: u64,
    /// Rupiah a payment, as far as known.
    pub amount: u64,
    /// Everyone in the base register here, for shares.
    pub base_persons: u64,
    /// Families with a member in the base register here.
    pub base_families: u64,
}

/// Region by programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By region (unknown first, a regency before its districts), then programme in the order of the rules' file.
    /// Programmes without anyone served or waiting in a region have no line there.
    pub rows: Vec<CoverageRow>,
}

const CHILD: i32 = 17;

/// Counts the night's coverage. Each person counts where it lives, each family where its first member with a known
/// residence lives.
pub fn coverage(standing: &Standing<'_>, referrals: &[Referral]) -> Coverage {
    let mut areas = Areas::new(standing);
    let register = standing.register;
    let mut paid = vec![0u64; standing.programmes.len()];
    for person in 0..register.len() as u32 {
        let set = standing.person[person as usize];
        if set == 0 {
            continue;
        }
        let based = u64::from(set & standing.bases != 0);
        let child = u64::from(standing.age(person).is_some_and(|(_, oldest)| oldest <= CHILD));
        let bare = u64::from(no_nik(standing, person));
        if set & standing.aid != 0 {
            members(set).for_each(|programme| paid[programme] = 0);
            for &row in register.rows_of(person).iter().filter(|&&row| standing.serves(row, standing.aid)) {
                paid[standing.programme(row)] += standing.amount(row).unwrap_or(0);
            }
        }
        let [district, regency] = areas.of(standing.place(person));
        for area in [district, regency] {
            areas.base[area].0 += based;
            for programme in members(set) {
                let row = areas.cell(area, programme);
                row.persons += 1;
                row.persons_in_base += based;
                row.children += child;
                row.children_in_base += child * based;
                row.without_nik += bare;
                row.amount += if set & standing.aid == 0 { 0 } else { paid[programme] };
            }
        }
    }
    for family in 0..register.families() as u32 {
        let set = standing.family[family as usize];
        let based = u64::from(set & standing.bases != 0);
        let place = register.members_of(family).iter().find_map(|&person| standing.place(person));
        for area in areas.of(place) {
            areas.base[area].1 += based;
            for programme in members(set) {
                let row = areas.cell(area, programme);
                row.families += 1;
                row.families_in_base += based;
            }
        }
    }
    for referral in referrals {
        for area in areas.of(referral.place) {
            areas.cell(area, usize::from(referral.programme)).not_served += 1;
        }
    }
    areas.rows(standing)
}

/// Whether no row of a person has a NIK that could serve.
fn no_nik(standing: &Standing<'_>, person: u32) -> bool {
    !standing.register.rows_of(person).iter().any(|&row| {
        standing.people.nik[row as usize].is_some()
            && !standing.people.nik_marks[row as usize].has(crate::standardise::NikMarks::MALFORMED)
    })
}

/// Districts and regencies met so far, each with one line a programme. Area 0 is the unknown residence.
struct Areas<'s, 'a> {
    standing: &'s Standing<'a>,
    /// Area of each region, 0 for none yet.
    slot: Vec<u32>,
    /// Regency and district of each area.
    region: Vec<(Option<RegionId>, Option<RegionId>)>,
    /// Persons and families in the base register, by area.
    base: Vec<(u64, u64)>,
    cells: Vec<CoverageRow>,
}

impl<'s, 'a> Areas<'s, 'a> {
    fn new(standing: &'s Standing<'a>) -> Areas<'s, 'a> {
        let mut areas = Areas {
            standing,
            slot: vec![0; table().len()],
            region: Vec::new(),
            base: Vec::new(),
            cells: Vec::new(),
        };
        areas.open(None, None);
        // A sink for what must not be counted twice: the second area of someone without a district.
        areas.open(None, None);
        areas
    }

    fn open(&mut self, regency: Option<RegionId>, district: Option<RegionId>) -> usize {
        self.region.push((regency, district));
        self.base.push((0, 0));
        self.cells.resize(self.cells.len() + self.standing.programmes.len(), CoverageRow::default());
        self.region.len() - 1
    }

    fn cell(&mut self, area: usize, programme: usize) -> &mut CoverageRow {
        &mut self.cells[area * self.standing.programmes.len() + programme]
    }

    /// The district's and the regency's area of a residence; what has none of the two counts in the other, or in
    /// the unknown area, once.
    fn of(&mut self, place: Option<RegionId>) -> [usize; 2] {
        const UNKNOWN: usize = 0;
        const SINK: usize = 1;
        let Some(place) = place else { return [UNKNOWN, SINK] };
        let Some(regency) = table().regency_of(place) else { return [UNKNOWN, SINK] };
        let over = self.area(regency, Some(regency), None);
        match table().district_of(place) {
            Some(district) => [self.area(district, Some(regency), Some(district)), over],
            None => [over, SINK],
        }
    }

    fn area(&mut self, region: RegionId, regency: Option<RegionId>, district: Option<RegionId>) -> usize {
        let at = region.index();
        if self.slot[at] == 0 {
            self.slot[at] = self.open(regency, district) as u32;
        }
        self.slot[at] as usize
    }

    fn rows(self, standing: &Standing<'_>) -> Coverage {
        let mut order: Vec<usize> = (0..self.region.len()).filter(|&area| area != 1).collect();
        order.sort_unstable_by_key(|&area| self.region[area]);
        let programmes = standing.programmes.len();
        let mut rows = Vec::new();
        for area in order {
            for (at, programme) in standing.programmes.iter().enumerate() {
                let cell = &self.cells[area * programmes + at];
                let counted = matches!(programme.kind, Kind::Base | Kind::Aid);
                if counted && (cell.persons > 0 || cell.families > 0 || cell.not_served > 0) {
                    let (regency, district) = self.region[area];
                    let (base_persons, base_families) = self.base[area];
                    let programme = programme.key.clone();
                    rows.push(CoverageRow {
                        regency,
                        district,
                        programme,
                        base_persons,
                        base_families,
                        ..cell.clone()
                    });
                }
            }
        }
        Coverage { rows }
    }
}
