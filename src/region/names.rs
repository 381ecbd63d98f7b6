//! Which regions bear a name? An index of canonical names, the words that say what kind of region is meant, and
//! the nearest name when none is spelt so.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::spelling::{Words, abbreviates, distance};
use super::{Kind, Level, RegionId, table};

const ALIASES: &str = include_str!("../../assets/region_aliases.tsv");
const KIND_WORDS: &str = include_str!("../../assets/region_kind_words.tsv");

/// The index over all regions, made on first use.
#[derive(Debug)]
pub(super) struct NameIndex {
    /// Hash of the canonical name and its bearer, ascending.
    exact: Hashed,
    /// Likewise for names that begin with a word for a kind ("Kampung Baru"), without that word.
    bare: Hashed,
    /// Canonical names run together, in table order.
    keys: String,
    ends: Vec<u32>,
    /// Words for kinds, by the first of them.
    kind_words: FxHashMap<String, Vec<(Words, KindWord)>>,
}

/// What a word before (or after) a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KindWord {
    /// It is of this kind.
    Kind(Kind),
    /// The cell says that there is nothing.
    Blank,
}

/// One reading of a cell: the words of the name, and the kind that the cell said it is.
#[derive(Clone, Debug)]
pub(super) struct Form {
    words: Words,
    /// The kind that words before or behind the name say it is.
    kind: Option<Kind>,
}

impl Form {
    /// The canonical name.
    pub(super) fn key(&self) -> &str {
        self.words.key(0, self.words.len())
    }
}

/// The regions that bear a name.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In code order; empty when there is none.
    pub(super) places: Vec<RegionId>,
    /// Kabupaten or kota, desa or kelurahan, when the words said so.
    pub(super) kind: Option<Kind>,
}

/// The regions with the nearest spelling to a name that none bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nearest {
    /// None near enough.
    None,
    /// Exactly one at the least distance.
    One(RegionId),
    /// Several at the least distance.
    Several,
}

/// The index over the embedded table.
pub(super) fn names() -> &'static NameIndex {
    static NAMES: OnceLock<NameIndex> = OnceLock::new();
    NAMES.get_or_init(NameIndex::load)
}

/// Regions by the hash of a name, sorted and each once.
#[derive(Debug)]
struct Hashed {
    entries: Vec<(u64, RegionId)>,
    /// Where the entries begin whose hash has these 16 bits in front.
    starts: Vec<u32>,
}

impl Default for Hashed {
    fn default() -> Hashed {
        Hashed::of(Vec::new())
    }
}

impl Hashed {
    fn of(mut entries: Vec<(u64, RegionId)>) -> Hashed {
        entries.sort_unstable();
        entries.dedup();
        let mut starts = vec![0; 1 << 16];
        let mut next = 0;
        for (front, start) in (0..).zip(&mut starts) {
            while entries.get(next).is_some_and(|entry| entry.0 >> 48 < front) {
                next += 1;
            }
            *start = next as u32;
        }
        Hashed { entries, starts }
    }

    /// The entries from the first with this hash on.
    fn from(&self, hash: u64) -> &[(u64, RegionId)] {
        let start = self.starts[(hash >> 48) as usize] as usize;
        let before = self.entries[start..].iter().take_while(|entry| entry.0 < hash).count();
        &self.entries[start + before..]
    }
}

impl NameIndex {
    fn load() -> NameIndex {
        let regions = table();
        let mut index = NameIndex {
            exact: Hashed::default(),
            bare: Hashed::default(),
            keys: String::with_capacity(1_100_000),
            ends: Vec::with_capacity(regions.len()),
            kind_words: kind_words(),
        };
        let (mut exact, mut bare) = (Vec::with_capacity(regions.len() + 200), Vec::new());
        let mut words = Words::default();
        for place in 0..regions.len() {
            let id = RegionId::at(place);
            words.read(regions.name(id));
            let key = words.key(0, words.len());
            index.keys.push_str(key);
            index.ends.push(index.keys.len() as u32);
            exact.push((hash(key), id));
            let level = regions.level(id);
            if level >= Level::District
                && let Some((_, length)) = index.leading(level, &words, 0, words.len())
                && length < words.len()
            {
                bare.push((hash(words.key(length, words.len())), id));
            }
        }
        for (alias, code) in ALIASES.lines().skip(1).filter_map(|line| line.split_once('\t')) {
            if let Some(id) = regions.by_code(code) {
                words.read(alias);
                exact.push((hash(words.key(0, words.len())), id));
            }
        }
        (index.exact, index.bare) = (Hashed::of(exact), Hashed::of(bare));
        index
    }

    /// The canonical name of a region.
    fn key(&self, id: RegionId) -> &str {
        let start = if id.index() == 0 { 0 } else { self.ends[id.index() - 1] as usize };
        &self.keys[start..self.ends[id.index()] as usize]
    }

    /// Regions of `level` whose canonical name or alias is `key`, within `outer` when given; in code order.
    fn bearers(
        &self,
        list: &Hashed,
        level: Level,
        key: &str,
        outer: Option<RegionId>,
    ) -> impl Iterator<Item = RegionId> {
        let regions = table();
        let hash = hash(key);
        list.from(hash)
            .iter()
            .take_while(move |entry| entry.0 == hash)
            .map(|entry| entry.1)
            .filter(move |id| regions.level(*id) == level)
            .filter(move |id| outer.is_none_or(|outer| regions.contains(outer, *id)))
    }

    /// Regions of `level` within `outer` that bear the name of the first form that any bears, and the kind that
    /// this form names. A village of the kind named goes before one that is not; for regencies the caller weighs
    /// the kind against the province.
    pub(super) fn find(&self, level: Level, forms: &[Form], outer: Option<RegionId>) -> Found {
        for list in [&self.exact, &self.bare] {
            for form in forms {
                let mut places: Vec<RegionId> = self.bearers(list, level, form.key(), outer).collect();
                if places.is_empty() {
                    continue;
                }
                if level == Level::Village
                    && let Some(kind) = form.kind
                    && places.iter().any(|id| table().kind(*id) == kind)
                {
                    places.retain(|id| table().kind(*id) == kind);
                }
                return Found { places, kind: form.kind };
            }
        }
        Found::default()
    }

    /// The one region among `candidates` whose name is nearest to any of the forms, when none bears it: by
    /// edits, else as an abbreviation of it or it of them.
    pub(super) fn nearest(&self, forms: &[Form], candidates: &[RegionId]) -> Nearest {
        let mut least = usize::MAX;
        let mut found = Nearest::None;
        for &id in candidates {
            let key = self.key(id);
            let Some(edits) = forms.iter().filter_map(|form| distance(form.key(), key)).min() else {
                continue;
            };
            if edits < least {
                least = edits;
                found = Nearest::One(id);
            } else if edits == least {
                found = Nearest::Several;
            }
        }
        if found == Nearest::None { self.abbreviated(forms, candidates) } else { found }
    }

    fn abbreviated(&self, forms: &[Form], candidates: &[RegionId]) -> Nearest {
        // The last form is the one without words for the kind.
        let Some(form) = forms.last() else { return Nearest::None };
        let mut full = Words::default();
        let mut found = Nearest::None;
        for &id in candidates {
            if self.key(id).as_bytes().first() != form.key().as_bytes().first() {
                continue;
            }
            full.read(table().name(id));
            if abbreviates(&form.words, &full) || abbreviates(&full, &form.words) {
                found = if found == Nearest::None { Nearest::One(id) } else { return Nearest::Several };
            }
        }
        found
    }

    /// Whether a cell's name could be this region's, misspelt or not.
    pub(super) fn could_be(&self, forms: &[Form], id: RegionId) -> bool {
        forms.iter().any(|form| form.key() == self.key(id))
            || matches!(self.nearest(forms, &[id]), Nearest::One(_))
    }

    /// The readings of a cell at a level, the fullest first: as it stands, then without the words for a kind
    /// before it ("Kec.", "Kel/Desa") or, for regencies, behind it ("Bandung, Kota"). "Kota Baru" must be tried
    /// as Kotabaru before it is a city called Baru. Empty when the cell says nothing.
    pub(super) fn forms(&self, level: Level, cell: &str) -> Vec<Form> {
        let mut words = Words::default();
        words.read(without_code(level, cell));
        let mut forms = Vec::new();
        let (mut from, mut to) = (0, words.len());
        let mut kind = None;
        if !words.has_letters()
            || matches!(self.leading(level, &words, 0, to), Some((KindWord::Blank, length)) if length == to)
        {
            return forms;
        }
        let mut stripped = 0;
        while from < to {
            forms.push(Form { words: words.part(from, to), kind });
            let word = if let Some((word, length)) = self.leading(level, &words, from, to) {
                from += length;
                word
            } else if level == Level::Regency
                && let Some((word, 1)) = self.leading(level, &words, to - 1, to)
            {
                to -= 1;
                word
            } else {
                break;
            };
            // "Kab/Kota Sukabumi" names two kinds, and so none.
            stripped += 1;
            kind = kind_of(word).filter(|named| stripped == 1 || kind == Some(*named));
        }
        forms
    }

    /// The longest words for a kind of `level` at the beginning of `from..to`, and how many they are.
    fn leading(&self, level: Level, words: &Words, from: usize, to: usize) -> Option<(KindWord, usize)> {
        let entries = self.kind_words.get(words.get(from))?;
        let fits = |(phrase, kind): &(Words, KindWord)| {
            let at_level = match kind {
                KindWord::Kind(kind) => kind.level() == level,
                KindWord::Blank => true,
            };
            at_level
                && from + phrase.len() <= to
                && (0..phrase.len()).all(|index| phrase.get(index) == words.get(from + index))
        };
        let (phrase, kind) =
            entries.iter().filter(|entry| fits(entry)).max_by_key(|(phrase, _)| phrase.len())?;
        Some((*kind, phrase.len()))
    }
}

/// A cell without the code that some exports write before the name ("33.14 SRAGEN", "3314 - SRAGEN"): exactly as
/// many digits as a code of the level has, so that "2 x 11 Kayu Tanam" keeps its figures.
fn without_code(level: Level, cell: &str) -> &str {
    let is_code =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b' ' | b'-' | b'[' | b']' | b'(' | b')');
    let end = cell.bytes().take_while(|byte| is_code(*byte)).count();
    let digits = cell.bytes().take(end).filter(u8::is_ascii_digit).count();
    if digits == level.digits() { &cell[end..] } else { cell }
}

fn kind_of(word: KindWord) -> Option<Kind> {
    if let KindWord::Kind(kind) = word { Some(kind) } else { None }
}

/// The words for kinds, by their first word.
fn kind_words() -> FxHashMap<String, Vec<(Words, KindWord)>> {
    let mut by_first: FxHashMap<String, Vec<(Words, KindWord)>> = FxHashMap::default();
    for (phrase, kind) in KIND_WORDS.lines().skip(1).filter_map(|line| line.split_once('\t')) {
        let kind = match kind {
            "province" => KindWord::Kind(Kind::Province),
            "regency" => KindWord::Kind(Kind::Regency),
            "city" => KindWord::Kind(Kind::City),
            "district" => KindWord::Kind(Kind::District),
            "village" => KindWord::Kind(Kind::Village),
            "urban_village" => KindWord::Kind(Kind::UrbanVillage),
            _ => KindWord::Blank,
        };
        let mut words = Words::default();
        words.read(phrase);
        by_first.entry(words.get(0).to_owned()).or_default().push((words, kind));
    }
    by_first
}

/// FNV-1a with a final mix: the same everywhere, and no two names of the table share a value (a test holds it).
fn hash(key: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::super::CodeLookup;
    use super::*;

    fn found(level: Level, cell: &str) -> Vec<String> {
        let forms = names().forms(level, cell);
        names().find(level, &forms, None).places.into_iter().map(|id| table().code(id)).collect()
    }

    #[test]
    fn a_regency_is_found_in_any_of_its_spellings() {
        let check =
            |cell: &str, expected: &[&str]| assert_eq!(found(Level::Regency, cell), expected, "{cell}");
        check("Sragen", &["33.14"]);
        check("KAB. SRAGEN", &["33.14"]);
        check("Kab/Kota Sragen", &["33.14"]);
        check("KODYA PAYAKUMBUH", &["13.76"]);
        check("KOTA BARU", &["63.02"]);
        check("Kab. Kota Baru", &["63.02"]);
        check("KOTA MOBAGU", &["71.74"]);
        check("SIAU TAGULANDANG BIARO", &["71.09"]);
        check("KAB. KEP. SIAU TAGULANDANG BIARO", &["71.09"]);
        check("Toli Toli", &["72.04"]);
        check("TOLI-TOLI", &["72.04"]);
        check("Jakarta Pusat", &["31.71"]);
        check("Kota Adm. Jakarta Pusat", &["31.71"]);
        check("Ogan Komering Ulu Timur", &["16.08"]);
        check("Kab. OKU Timur", &["16.08"]);
        check("Sukabumi", &["32.02", "32.72"]);
        check("Bandung, Kota", &["32.04", "32.73"]);
        check("33.14 SRAGEN", &["33.14"]);
        check("[3314] KAB. SRAGEN", &["33.14"]);
        check("-", &[]);
        check("3314", &[]);
        check("TIDAK ADA", &[]);
    }

    #[test]
    fn a_province_is_found_by_its_short_name() {
        let check =
            |cell: &str, expected: &str| assert_eq!(found(Level::Province, cell), [expected], "{cell}");
        check("Jateng", "33");
        check("PROV. JAWA TENGAH", "33");
        check("Propinsi Jawa Tengah", "33");
        check("DIY", "34");
        check("D.I. Yogyakarta", "34");
        check("DKI JAKARTA", "31");
        check("Sumatra Utara", "12");
        check("Kep. Riau", "21");
        check("Bangka Belitung", "19");
    }

    #[test]
    fn words_for_the_kind_fall_away_and_tell_the_kind() {
        let check = |level, cell: &str, key: &str, kind| {
            let forms = names().forms(level, cell);
            let last = forms.last().expect("the cell has a name");
            assert_eq!((last.key(), last.kind), (key, kind), "{cell}");
        };
        check(Level::District, "Kec. Gemolong", "GEMOLONG", Some(Kind::District));
        check(Level::District, "DISTRIK MERAUKE", "MERAUKE", Some(Kind::District));
        check(Level::Village, "Kel. Nglorog", "NGLOROG", Some(Kind::UrbanVillage));
        check(Level::Village, "Ds Krikilan", "KRIKILAN", Some(Kind::Village));
        check(Level::Village, "Desa/Kel. Krikilan", "KRIKILAN", None);
        check(Level::Regency, "BANDUNG, KOTA", "BANDUNG", Some(Kind::City));
        check(Level::Regency, "Kabupaten Kota Baru", "BARU", None);
    }

    #[test]
    fn no_two_names_share_a_hash() {
        let regions = table();
        let mut keys: Vec<(u64, &str)> = Level::ALL
            .into_iter()
            .flat_map(|level| regions.all(level))
            .map(|id| (hash(names().key(*id)), names().key(*id)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        assert!(keys.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn aliases_are_sorted_and_lead_somewhere() {
        let rows: Vec<_> = ALIASES.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
        assert!(rows.len() > 100 && rows.is_sorted_by(|a, b| a.0 < b.0));
        for (alias, code) in rows {
            assert!(matches!(table().lookup_code(code), CodeLookup::Current(_)), "{alias}");
        }
        let kinds: Vec<_> = KIND_WORDS.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
        assert!(kinds.is_sorted_by(|a, b| a.0 < b.0));
    }
}
