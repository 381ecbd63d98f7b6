//! What do a column's values say, whatever its header? Counts the shapes of a sample: identity numbers, dates,
//! sexes, names, places, amounts. What the column is called is the work of `headers`.

use std::collections::{BTreeMap, BTreeSet};

use super::places;

/// The shapes of a column's sample. Shares are of the filled cells, 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Cells looked at.
    pub cells: usize,
    /// Cells that hold something ("-" and "TIDAK ADA" do not).
    pub filled: usize,
    /// Distinct filled values.
    pub distinct: usize,
    /// 14 to 17 digits, or a number in Excel's scientific notation.
    pub long_number: f32,
    /// 16 digits with a possible region, and a date with or without 40 added to the day.
    pub nik: f32,
    /// Of those, a day above 40: a woman's NIK. A family card has none.
    pub plus_forty: f32,
    /// Of those, a year since 2004 and a day up to 31, as the date on a family card.
    pub issued: f32,
    /// A date in any form.
    pub date: f32,
    /// First and last year of the dates, the odd ones at both ends left out.
    pub years: Option<(u16, u16)>,
    /// A number that Excel would show as a date of birth.
    pub serial: f32,
    /// A year of birth.
    pub year: f32,
    /// A place and a date.
    pub place_and_date: f32,
    /// 1 to 31.
    pub day: f32,
    /// 1 to 12, or a month's name.
    pub month: f32,
    /// A number of years, with or without "tahun".
    pub age: f32,
    /// A word or letter for a sex.
    pub sex: f32,
    /// 1 or 2.
    pub one_or_two: f32,
    /// Letters, blanks and the signs of names.
    pub letters: f32,
    /// Two to five words of letters, or one, as names of people are.
    pub name: f32,
    /// Of the names, those of women by their endings or first word.
    pub female: f32,
    /// Mean number of words.
    pub words: f32,
    /// Two numbers of up to three digits with a sign between, with or without RT and RW.
    pub rt_rw: f32,
    /// Up to three digits.
    pub small_number: f32,
    /// Digits only.
    pub digits: f32,
    /// A sum of money: thousands, or with Rp.
    pub amount: f32,
    /// A region code of 6 to 10 digits, dotted or not.
    pub region_code: f32,
    /// Names of regions, by level: province, regency, district, village.
    pub region: [f32; 4],
    /// Words of an address (JL, RT, DUSUN).
    pub address: f32,
    /// A relation to the head of a family.
    pub relation: f32,
    /// Holds digits and has six signs or more, none of them a blank.
    pub identifier: f32,
    /// Whole numbers that go up by one from row to row.
    pub sequence: bool,
    /// Every filled value has the same number of signs.
    pub same_length: Option<usize>,
    /// The form of most values: `A` for letters, `9` for digits, other signs as they are.
    pub form: String,
}

impl Profile {
    /// Whether every cell is filled and no two are alike; a handful of rows says nothing.
    pub fn is_key(&self) -> bool {
        self.filled >= 5 && self.filled * 20 >= self.cells * 19 && self.distinct == self.filled
    }

    /// Whether two columns may hold the same kind of number.
    pub fn same_form(&self, other: &Profile) -> bool {
        let lengths = match (self.same_length, other.same_length) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        lengths && self.form == other.form
    }

    /// Share of distinct values among the filled.
    pub fn variety(&self) -> f32 {
        if self.filled == 0 { 0.0 } else { self.distinct as f32 / self.filled as f32 }
    }

    /// Whether the dates are spread as births are; admissions and payments lie within a few years.
    pub fn births(&self) -> bool {
        self.date > 0.6
            && self.years.is_some_and(|(first, last)| (1900..2021).contains(&first) && last - first >= 8)
    }
}

/// Words that stand for nothing.
const NOTHING: [&str; 16] = [
    "-",
    "--",
    "0",
    ".",
    "N/A",
    "NA",
    "NULL",
    "NONE",
    "NAN",
    "TIDAK ADA",
    "BELUM ADA",
    "TDK ADA",
    "KOSONG",
    "NIHIL",
    "#N/A",
    "\\N",
];

/// Counts the shapes of a sample.
pub fn profile<'a>(cells: impl IntoIterator<Item = &'a str>) -> Profile {
    let mut counts = Counts::default();
    let mut total = 0;
    for cell in cells {
        total += 1;
        let value = cell.trim().trim_start_matches('\'').trim();
        if value.is_empty() || NOTHING.contains(&value.to_uppercase().as_str()) {
            continue;
        }
        counts.add(value);
    }
    counts.finish(total)
}

#[derive(Default)]
struct Counts {
    profile: Profile,
    distinct: BTreeSet<String>,
    years: Vec<u16>,
    words: usize,
    names: usize,
    female: usize,
    previous: Option<i64>,
    steps: usize,
    lengths: BTreeSet<usize>,
    forms: BTreeMap<String, usize>,
}

impl Counts {
    fn add(&mut self, value: &str) {
        let upper = value.to_uppercase();
        let profile = &mut self.profile;
        profile.filled += 1;
        self.lengths.insert(value.chars().count());
        *self.forms.entry(form(&upper)).or_default() += 1;
        numbers(&upper, profile);
        if let Some(year) = year_of_date(&upper) {
            profile.date += 1.0;
            self.years.push(year);
        }
        if place_and_date(&upper) {
            profile.place_and_date += 1.0;
        }
        if is_sex(&upper) {
            profile.sex += 1.0;
        }
        let words = upper.split_whitespace().count();
        self.words += words;
        if is_letters(&upper) {
            profile.letters += 1.0;
            if (1..=6).contains(&words) && (3..=60).contains(&upper.len()) {
                profile.name += 1.0;
                self.names += 1;
                self.female += usize::from(is_female(&upper));
            }
            for (share, known) in profile.region.iter_mut().zip(places::levels_named(&upper)) {
                *share += f32::from(u8::from(known));
            }
        }
        if is_address(&upper) {
            profile.address += 1.0;
        }
        if RELATIONS.iter().any(|word| upper.contains(word)) && words <= 4 {
            profile.relation += 1.0;
        }
        if upper.len() >= 6
            && words == 1
            && upper.bytes().any(|byte| byte.is_ascii_digit())
            && upper
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_'))
        {
            profile.identifier += 1.0;
        }
        let number = upper.parse::<i64>().ok();
        if let (Some(previous), Some(number)) = (self.previous, number) {
            self.steps += usize::from(number == previous + 1);
        }
        self.previous = number;
        self.distinct.insert(upper);
    }

    fn finish(mut self, cells: usize) -> Profile {
        let mut profile = self.profile;
        profile.cells = cells;
        profile.distinct = self.distinct.len();
        if profile.filled == 0 {
            return profile;
        }
        let of_niks = profile.nik.max(1.0);
        profile.plus_forty /= of_niks;
        profile.issued /= of_niks;
        profile.female = self.female as f32 / self.names.max(1) as f32;
        profile.words = self.words as f32 / profile.filled as f32;
        profile.sequence = profile.filled > 2 && self.steps * 10 >= (profile.filled - 1) * 9;
        profile.same_length = (self.lengths.len() == 1).then(|| self.lengths.first().copied()).flatten();
        let most = self.forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        profile.form = most.map(|(form, _)| form).unwrap_or_default();
        self.years.sort_unstable();
        let odd = self.years.len() / 20;
        profile.years = self.years.get(odd).copied().zip(self.years.iter().rev().nth(odd).copied());
        let filled = profile.filled as f32;
        for share in [
            &mut profile.long_number,
            &mut profile.nik,
            &mut profile.date,
            &mut profile.serial,
            &mut profile.year,
            &mut profile.place_and_date,
            &mut profile.day,
            &mut profile.month,
            &mut profile.age,
            &mut profile.sex,
            &mut profile.one_or_two,
            &mut profile.letters,
            &mut profile.name,
            &mut profile.rt_rw,
            &mut profile.small_number,
            &mut profile.digits,
            &mut profile.amount,
            &mut profile.region_code,
            &mut profile.address,
            &mut profile.relation,
            &mut profile.identifier,
        ] {
            *share /= filled;
        }
        for share in &mut profile.region {
            *share /= filled;
        }
        profile
    }
}

/// `AB-0012` is `A-9`.
fn form(upper: &str) -> String {
    let mut form = String::new();
    for sign in upper.chars() {
        let class = match sign {
            _ if sign.is_alphabetic() => 'A',
            _ if sign.is_ascii_digit() => '9',
            _ => sign,
        };
        if !form.ends_with(class) {
            form.push(class);
        }
    }
    form
}

/// Shapes of numbers.
fn numbers(upper: &str, profile: &mut Profile) {
    let one = |share: &mut f32, yes: bool| *share += f32::from(u8::from(yes));
    let digits: String = upper.chars().filter(char::is_ascii_digit).collect();
    let plain = digits.len() == upper.len();
    let spaced = upper.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b' ' | b'-' | b','));
    let scientific = digits.len() >= 4 && upper.contains("E+") && upper.len() <= 22;
    one(&mut profile.digits, plain);
    one(&mut profile.long_number, scientific || (spaced && (14..=17).contains(&digits.len())));
    if spaced && digits.len() == 16 {
        sixteen(&digits, profile);
    }
    one(&mut profile.small_number, plain && digits.len() <= 3);
    one(&mut profile.one_or_two, plain && matches!(digits.as_str(), "1" | "2"));
    let value: i64 = if plain { digits.parse().unwrap_or(-1) } else { -1 };
    one(&mut profile.serial, (3_000..=47_000).contains(&value) && digits.len() <= 5);
    one(&mut profile.year, digits.len() == 4 && (1900..=2030).contains(&value));
    one(&mut profile.day, (1..=31).contains(&value));
    one(&mut profile.month, (1..=12).contains(&value) || (is_month(upper) && is_letters(upper)));
    one(&mut profile.age, is_age(upper, value));
    let money = upper.starts_with("RP") && !digits.is_empty();
    let thousands = value >= 10_000 && value % 1_000 == 0 && digits.len() <= 9;
    let grouped = spaced && !plain && digits.len() >= 5 && is_grouped(upper);
    one(&mut profile.amount, money || thousands || grouped);
    let dotted =
        upper.split('.').map(str::len).eq([2, 2, 2, 4]) || upper.split('.').map(str::len).eq([2, 2, 2]);
    let region = matches!(digits.len(), 6..=8 | 10) && (plain || (spaced && dotted));
    let province: u32 = digits.get(..2).and_then(|two| two.parse().ok()).unwrap_or(0);
    let regency_is_blank = digits.get(2..4) == Some("00");
    one(&mut profile.region_code, region && (11..=97).contains(&province) && !regency_is_blank);
    one(&mut profile.rt_rw, is_rt_rw(upper));
}

fn sixteen(digits: &str, profile: &mut Profile) {
    let two = |at: usize| digits[at..at + 2].parse::<u8>().unwrap_or(0);
    let (province, day, month, year) = (two(0), two(6), two(8), two(10));
    let man = (1..=31).contains(&day);
    let woman = (41..=71).contains(&day);
    if (11..=97).contains(&province) && (man || woman) && (1..=12).contains(&month) {
        profile.nik += 1.0;
        profile.plus_forty += f32::from(u8::from(woman));
        profile.issued += f32::from(u8::from(man && (4..=30).contains(&year)));
    }
}

fn is_age(upper: &str, value: i64) -> bool {
    if value >= 0 {
        return value <= 115;
    }
    let mut words = upper.split_whitespace();
    let number = words.next().and_then(|word| word.parse::<u8>().ok());
    number.is_some_and(|years| years <= 115)
        && words
            .next()
            .is_some_and(|word| matches!(word, "TAHUN" | "THN" | "TH" | "TH." | "BULAN" | "BLN" | "YEARS"))
}

/// "600.000" and "600,000.00": groups of three.
fn is_grouped(upper: &str) -> bool {
    let (whole, _) = match upper.rsplit_once([',', '.']) {
        Some((whole, cents)) if cents.len() == 2 => (whole, cents),
        _ => (upper, ""),
    };
    let mut groups = whole.split(['.', ',']);
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

/// "001/002", "RT 01 RW 02", "3 / 13".
fn is_rt_rw(upper: &str) -> bool {
    let marked = upper.contains("RT") && upper.contains("RW");
    let parts: Vec<&str> =
        upper.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let rest = upper.bytes().all(|byte| {
        byte.is_ascii_digit() || matches!(byte, b'/' | b' ' | b'.' | b'-' | b':' | b'R' | b'T' | b'W')
    });
    let signs = upper.contains('/') || marked;
    signs && rest && parts.len() == 2 && parts.iter().all(|part| part.len() <= 3)
}

fn is_letters(upper: &str) -> bool {
    upper.chars().all(|sign| {
        sign.is_alphabetic() || matches!(sign, ' ' | '.' | ',' | '\'' | '-' | '`' | '/' | '(' | ')')
    }) && upper.chars().any(char::is_alphabetic)
}

fn is_sex(upper: &str) -> bool {
    matches!(
        upper.trim_end_matches('.'),
        "L" | "P"
            | "LK"
            | "PR"
            | "LAKI"
            | "LAKI-LAKI"
            | "LAKI - LAKI"
            | "LAKI LAKI"
            | "LAKI2"
            | "PRIA"
            | "PEREMPUAN"
            | "WANITA"
            | "M"
            | "F"
            | "MALE"
            | "FEMALE"
            | "LELAKI"
            | "LAKI-2"
            | "1-LAKI-LAKI"
            | "2-PEREMPUAN"
            | "1. LAKI-LAKI"
            | "2. PEREMPUAN"
            | "W"
    )
}

/// Names of women by their endings or first word; a lean, for telling a column of mothers from one of people.
fn is_female(upper: &str) -> bool {
    let first = upper.split_whitespace().next().unwrap_or("");
    let last = upper.split_whitespace().next_back().unwrap_or("");
    const FIRST: [&str; 12] =
        ["SITI", "SRI", "NI", "DEWI", "NUR", "ANI", "MARIA", "YULI", "ENDANG", "RINI", "SULASTRI", "WA"];
    const ENDS: [&str; 14] =
        ["WATI", "YANTI", "NI", "TI", "AH", "SIH", "YEM", "NEM", "INEM", "LIA", "TUN", "SARI", "NAH", "RI"];
    FIRST.contains(&first) || ENDS.iter().any(|end| last.ends_with(end))
}

fn is_address(upper: &str) -> bool {
    const WORDS: [&str; 20] = [
        "JL",
        "JLN",
        "JALAN",
        "RT",
        "RW",
        "GG",
        "GANG",
        "DUSUN",
        "DSN",
        "DUKUH",
        "DK",
        "DS",
        "KP",
        "KAMPUNG",
        "BLOK",
        "NO",
        "PERUM",
        "LINGKUNGAN",
        "STREET",
        "ROAD",
    ];
    upper.split(|sign: char| !sign.is_alphabetic()).any(|word| WORDS.contains(&word)) && upper.len() > 4
}

const RELATIONS: [&str; 12] = [
    "KEPALA KELUARGA",
    "KEPALA RUMAH TANGGA",
    "ISTRI",
    "SUAMI",
    "MENANTU",
    "CUCU",
    "MERTUA",
    "FAMILI LAIN",
    "ORANG TUA",
    "ANAK KANDUNG",
    "PEMBANTU",
    "KRT",
];

fn place_and_date(upper: &str) -> bool {
    let Some(at) = upper.find(|sign: char| sign.is_ascii_digit()) else { return false };
    let (place, date) = upper.split_at(at);
    let place = place.trim_end_matches([' ', ',', '/', ':', ';', '-']);
    place.chars().filter(|sign| sign.is_alphabetic()).count() >= 3
        && is_letters(place)
        && year_of_date(date.trim()).is_some()
}

/// The year of a date in any of the usual forms; none when it is no date.
pub fn year_of_date(upper: &str) -> Option<u16> {
    // A time of day may follow.
    let text = match upper.split_once(['T', ' ']) {
        Some((date, time)) if time.contains(':') && date.len() >= 6 => date,
        _ => upper,
    };
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = text.parse().ok()?;
        let (first, second, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
        return compact_date(number / 10_000, number / 100 % 100, number % 100)
            .or_else(|| compact_date(year, second, first))
            .or_else(|| compact_date(year, first, second));
    }
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .map(|part| part.trim_matches(','))
        .filter(|part| !part.is_empty())
        .collect();
    let [first, middle, last] = parts[..] else { return None };
    let month_ok = match middle.parse::<u8>() {
        Ok(month) => month <= 31,
        Err(_) => is_month(middle),
    };
    let day_first = first.parse::<u8>().is_ok_and(|day| day <= 31) && first.len() <= 2;
    let number = |text: &str| text.parse::<u16>().ok();
    match (first.len(), last.len()) {
        _ if !month_ok => None,
        (4, 1..=2) => number(first).filter(|year| (1850..=2100).contains(year)),
        (1..=2, 4) if day_first => number(last).filter(|year| (1850..=2100).contains(year)),
        (1..=2, 2) if day_first => {
            number(last).map(|year| if year <= 26 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    }
}

fn compact_date(year: u32, month: u32, day: u32) -> Option<u16> {
    ((1880..=2030).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then_some(year as u16)
}

fn is_month(word: &str) -> bool {
    const STARTS: [&str; 18] = [
        "JAN", "FEB", "PEB", "MAR", "MRT", "APR", "MEI", "MAY", "JUN", "JUL", "AGU", "AGT", "AGS", "AUG",
        "SEP", "OKT", "OCT", "DE",
    ];
    STARTS.iter().any(|start| word.starts_with(start)) || word.starts_with("NO")
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
