//! What is the table of regions, and how do two regions lie to each other?
//!
//! The asset is one line a region, in code order. Everything that a pair of rows needs (containment, the level
//! at which two regions meet) is integer work on one packed word a region; names stay where the asset was
//! unpacked. Loading costs one decompression and one pass; there is no hash map.

use std::io::Read;
use std::sync::OnceLock;

use super::retired::{PrefixTable, Retired};
use super::{CodeLookup, Kind, Level, PrefixStatus, RegionId};

/// Made by `scripts/make_regions.py`.
const PACKED: &[u8] = include_bytes!("../../assets/regions.tsv.gz");

/// All regions. Read once; see [`table`].
#[derive(Debug)]
pub struct RegionTable {
    /// The unpacked asset, which names point into.
    text: &'static str,
    /// Where each name stands in `text`.
    names: Vec<(u32, u8)>,
    /// One word a region, see [`Packed`]; ascending.
    packed: Vec<Packed>,
    /// The region one level up; provinces have none.
    parents: Vec<Option<RegionId>>,
    /// The index after the last descendant.
    ends: Vec<u32>,
    /// All regions of each level, in code order.
    levels: [Vec<RegionId>; 4],
    prefixes: PrefixTable,
    retired: Retired,
}

/// Province, regency, district (8 bits each), village (16 bits), kind (8 bits), from high to low, so that the
/// order of words is the order of codes and equal high parts mean a common ancestor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Packed(u64);

impl Packed {
    const PROVINCE: u32 = 40;
    const REGENCY: u32 = 32;
    const DISTRICT: u32 = 24;
    const VILLAGE: u32 = 8;

    /// From a code's number at a level, without its kind.
    fn new(level: Level, number: u64) -> Packed {
        let full = match level {
            Level::Province => number * 100_000_000,
            Level::Regency => number * 1_000_000,
            Level::District => number * 10_000,
            Level::Village => number,
        };
        Packed(
            (full / 100_000_000) << Packed::PROVINCE
                | (full / 1_000_000 % 100) << Packed::REGENCY
                | (full / 10_000 % 100) << Packed::DISTRICT
                | (full % 10_000) << Packed::VILLAGE,
        )
    }

    fn with_kind(self, kind: Kind) -> Packed {
        Packed(self.0 | kind as u64)
    }

    fn kind(self) -> Kind {
        match self.0 & 0xff {
            0 => Kind::Province,
            1 => Kind::Regency,
            2 => Kind::City,
            3 => Kind::District,
            4 => Kind::Village,
            5 => Kind::UrbanVillage,
            _ => Kind::CustomaryVillage,
        }
    }

    fn number(self) -> u64 {
        let part = |shift: u32, mask: u64| self.0 >> shift & mask;
        let regency = part(Packed::PROVINCE, 0xff) * 100 + part(Packed::REGENCY, 0xff);
        let district = regency * 100 + part(Packed::DISTRICT, 0xff);
        match self.kind().level() {
            Level::Province => regency / 100,
            Level::Regency => regency,
            Level::District => district,
            Level::Village => district * 10_000 + part(Packed::VILLAGE, 0xffff),
        }
    }
}

/// The embedded table, read on first use.
pub fn table() -> &'static RegionTable {
    static TABLE: OnceLock<RegionTable> = OnceLock::new();
    TABLE.get_or_init(RegionTable::load)
}

impl RegionTable {
    /// The asset is part of the program, and a test reads all of it: a fault here is a fault of the build.
    fn load() -> RegionTable {
        let mut text = String::with_capacity(2_200_000);
        flate2::read::GzDecoder::new(PACKED).read_to_string(&mut text).expect("the embedded regions unpack");
        let text: &'static str = text.leak();
        let mut table = RegionTable {
            text,
            names: Vec::with_capacity(92_000),
            packed: Vec::with_capacity(92_000),
            parents: Vec::with_capacity(92_000),
            ends: Vec::with_capacity(92_000),
            levels: Default::default(),
            prefixes: PrefixTable::new(),
            retired: Retired::load(),
        };
        let mut open: [Option<RegionId>; 4] = [None; 4];
        let mut start = 0;
        for line in text.lines() {
            table.push(line, start, &mut open);
            start += line.len() + 1;
        }
        table.close(&open, 0);
        table.retired.mark(&mut table.prefixes);
        table
    }

    /// Adds one line `code TAB kind TAB name`; `open` holds the region last seen at each level.
    fn push(&mut self, line: &'static str, start: usize, open: &mut [Option<RegionId>; 4]) {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let number = line.bytes().take(digits).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        let kind = match line.as_bytes()[digits + 1] {
            b'P' => Kind::Province,
            b'K' => Kind::Regency,
            b'O' => Kind::City,
            b'C' => Kind::District,
            b'D' => Kind::Village,
            b'L' => Kind::UrbanVillage,
            _ => Kind::CustomaryVillage,
        };
        let level = kind.level();
        let depth = level as usize;
        self.close(open, depth);
        open[depth..].fill(None);
        let id = RegionId::at(self.packed.len());
        open[depth] = Some(id);
        let name = digits + 3;
        self.names.push(((start + name) as u32, (line.len() - name) as u8));
        self.packed.push(Packed::new(level, number).with_kind(kind));
        self.parents.push(if depth == 0 { None } else { open[depth - 1] });
        self.ends.push(0);
        self.levels[depth].push(id);
        if level == Level::District {
            self.prefixes.set(number as u32, PrefixStatus::Current);
        }
    }

    /// Ends the regions of `open` from `depth` inwards before the next line.
    fn close(&mut self, open: &[Option<RegionId>; 4], depth: usize) {
        let end = self.packed.len() as u32;
        for region in open[depth..].iter().flatten() {
            self.ends[region.index()] = end;
        }
    }

    /// Regions at all levels.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Never; here because [`RegionTable::len`] is.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// The region of a code (2, 4, 6 or 10 digits, dotted or not), through the crosswalk when it is retired.
    pub fn by_code(&self, code: &str) -> Option<RegionId> {
        match self.lookup_code(code) {
            CodeLookup::Current(id) | CodeLookup::Retired(id) => Some(id),
            CodeLookup::RetiredUnknown | CodeLookup::Unknown => None,
        }
    }

    /// What a code (2, 4, 6 or 10 digits, dotted or not) stands for today.
    pub fn lookup_code(&self, code: &str) -> CodeLookup {
        match parse_code(code) {
            Some((level, number)) => self.lookup_number(level, number),
            None => CodeLookup::Unknown,
        }
    }

    /// What a code's number stands for today. A village of a retired district is answered by the district's
    /// successor, because villages were renumbered on the way.
    pub fn lookup_number(&self, level: Level, number: u64) -> CodeLookup {
        if let Some(id) = self.by_number(level, number) {
            return CodeLookup::Current(id);
        }
        let district = match level {
            Level::Province => return CodeLookup::Unknown,
            Level::Regency => None,
            Level::District => Some(number),
            Level::Village => Some(number / 10_000),
        };
        if let Some(successor) = district.and_then(|district| self.retired.district(district as u32)) {
            return match successor.and_then(|new| self.by_number(Level::District, u64::from(new))) {
                Some(id) => CodeLookup::Retired(id),
                None => CodeLookup::RetiredUnknown,
            };
        }
        let regency = district.map_or(number, |district| district / 100);
        match self.retired.regency(regency as u32) {
            Some(new) => self
                .by_number(Level::Regency, u64::from(new))
                .map_or(CodeLookup::RetiredUnknown, CodeLookup::Retired),
            None => CodeLookup::Unknown,
        }
    }

    /// The region whose current code is `number` at `level`; no crosswalk.
    pub fn by_number(&self, level: Level, number: u64) -> Option<RegionId> {
        if number >= 10_u64.pow(level.digits() as u32) {
            return None;
        }
        // Kinds of a level differ only in the low byte, and no two regions share the rest.
        let wanted = Packed::new(level, number);
        let index = self.packed.partition_point(|word| *word < wanted);
        let found = self.packed.get(index)?;
        (found.0 & !0xff == wanted.0 && found.kind().level() == level).then(|| RegionId::at(index))
    }

    /// The name alone: "Sragen".
    pub fn name(&self, id: RegionId) -> &'static str {
        let (start, length) = self.names[id.index()];
        &self.text[start as usize..start as usize + usize::from(length)]
    }

    /// The name with the word for its kind, as letters write it: "Kabupaten Sragen", "Distrik Merauke".
    pub fn full_name(&self, id: RegionId) -> String {
        let name = self.name(id);
        let province = self.packed[id.index()].0 >> Packed::PROVINCE;
        let word = match (self.kind(id), province) {
            (Kind::Province, _) if name.starts_with("Daerah ") => return name.to_owned(),
            (Kind::Province, _) => "Provinsi",
            (Kind::Regency, 31) => "Kabupaten Administrasi",
            (Kind::City, 31) => "Kota Administrasi",
            (Kind::Regency, _) => "Kabupaten",
            (Kind::City, _) => "Kota",
            (Kind::District, 91..=96) => "Distrik",
            (Kind::District, 34) if self.parent(id).map(|up| self.kind(up)) == Some(Kind::City) => {
                "Kemantren"
            }
            (Kind::District, 34) => "Kapanewon",
            (Kind::District, _) => "Kecamatan",
            (Kind::Village, 34) => "Kalurahan",
            (Kind::Village, 91..=96) => "Kampung",
            (Kind::Village, _) => "Desa",
            (Kind::UrbanVillage, _) => "Kelurahan",
            (Kind::CustomaryVillage, _) => "Desa Adat",
        };
        if name.starts_with(word) { name.to_owned() } else { format!("{word} {name}") }
    }

    /// The code with dots: "33.14.01.2001".
    pub fn code(&self, id: RegionId) -> String {
        let number = self.number(id);
        let level = self.level(id);
        let digits = format!("{number:0width$}", width = level.digits());
        match level {
            Level::Province => digits,
            Level::Regency => format!("{}.{}", &digits[..2], &digits[2..]),
            Level::District => format!("{}.{}.{}", &digits[..2], &digits[2..4], &digits[4..]),
            Level::Village => {
                format!("{}.{}.{}.{}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..])
            }
        }
    }

    /// The code as a number: 2, 4, 6 or 10 digits.
    pub fn number(&self, id: RegionId) -> u64 {
        self.packed[id.index()].number()
    }

    /// The region's level.
    pub fn level(&self, id: RegionId) -> Level {
        self.kind(id).level()
    }

    /// What the region is by law.
    pub fn kind(&self, id: RegionId) -> Kind {
        self.packed[id.index()].kind()
    }

    /// The region one level up.
    pub fn parent(&self, id: RegionId) -> Option<RegionId> {
        self.parents[id.index()]
    }

    /// The region at `level` that holds this one, itself included; none when `level` is further in.
    pub fn ancestor(&self, id: RegionId, level: Level) -> Option<RegionId> {
        let mut id = id;
        while self.level(id) > level {
            id = self.parent(id)?;
        }
        (self.level(id) == level).then_some(id)
    }

    /// The province it lies in.
    pub fn province_of(&self, id: RegionId) -> Option<RegionId> {
        self.ancestor(id, Level::Province)
    }

    /// The regency or city it lies in, when it is that fine.
    pub fn regency_of(&self, id: RegionId) -> Option<RegionId> {
        self.ancestor(id, Level::Regency)
    }

    /// The district it lies in, when it is that fine.
    pub fn district_of(&self, id: RegionId) -> Option<RegionId> {
        self.ancestor(id, Level::District)
    }

    /// The regions one level in, in code order.
    pub fn children(&self, id: RegionId) -> impl Iterator<Item = RegionId> + '_ {
        let end = self.ends[id.index()] as usize;
        let mut next = id.index() + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then(|| RegionId::at(next))?;
            next = self.ends[next] as usize;
            Some(child)
        })
    }

    /// All regions at `level` within `outer` (itself when it is of that level), in code order.
    pub fn within(&self, outer: RegionId, level: Level) -> &[RegionId] {
        let all = self.all(level);
        let first = all.partition_point(|id| *id < outer);
        let last = all.partition_point(|id| id.index() < self.ends[outer.index()] as usize);
        &all[first..last]
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn contains(&self, outer: RegionId, inner: RegionId) -> bool {
        outer <= inner && inner.index() < self.ends[outer.index()] as usize
    }

    /// Whether one of the two is the other or lies in it, so that both can be one residence.
    pub fn nested(&self, a: RegionId, b: RegionId) -> bool {
        self.contains(a, b) || self.contains(b, a)
    }

    /// Whether a regency of today was numbered in this province before a split.
    pub fn was_in(&self, province: RegionId, regency: RegionId) -> bool {
        self.retired.was_in(self.number(province) as u32, self.number(regency) as u32)
    }

    /// All regions of a level, in code order.
    pub fn all(&self, level: Level) -> &[RegionId] {
        &self.levels[level as usize]
    }

    /// What the first six digits of a NIK or No. KK say: a district of today, a retired one, or nothing known.
    pub fn nik_prefix(&self, prefix: u32) -> PrefixStatus {
        self.prefixes.get(prefix)
    }

    /// The deepest level at which two regions are known to be the same; none when even the province differs.
    pub fn meet(&self, a: RegionId, b: RegionId) -> Option<Level> {
        let (a, b) = (self.packed[a.index()], self.packed[b.index()]);
        let differing = a.0 ^ b.0;
        let known = a.kind().level().min(b.kind().level());
        let common = if differing >> Packed::PROVINCE != 0 {
            return None;
        } else if differing >> Packed::REGENCY != 0 {
            Level::Province
        } else if differing >> Packed::DISTRICT != 0 {
            Level::Regency
        } else if differing >> Packed::VILLAGE != 0 {
            Level::District
        } else {
            Level::Village
        };
        Some(common.min(known))
    }

    /// The innermost region that holds both.
    pub fn common(&self, a: RegionId, b: RegionId) -> Option<RegionId> {
        self.ancestor(a, self.meet(a, b)?)
    }
}

/// Level and number of a code as typed: dots, spaces, dashes, a leading apostrophe and Excel's final ".0" aside.
pub(super) fn parse_code(code: &str) -> Option<(Level, u64)> {
    let code = code.trim();
    let code = match code.strip_suffix(".0") {
        Some(whole) if !whole.contains('.') => whole,
        _ => code,
    };
    let mut number = 0;
    let mut digits = 0;
    for byte in code.bytes() {
        match byte {
            b'0'..=b'9' if digits < 10 => {
                number = number * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'.' | b' ' | b'-' | b'\'' | b'/' => {}
            _ => return None,
        }
    }
    Some((Level::of_digits(digits)?, number))
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
