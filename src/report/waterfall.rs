//! Why are two rows one person, or not? The match weight step by step, in words an officer reads.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::compare::{Comparer, levels};
use crate::record::{Birth, Digits16, NameId, Precision, RowId, Sex};
use crate::region;
use crate::score::{Band, Scorer, Verdict};
use crate::standardise::{NikMarks, People};

use super::Language;

/// One comparison of a pair: what was compared, how it agreed, and what that is worth.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The comparison's key (`birth`).
    pub comparison: String,
    /// What users call it.
    pub label: String,
    /// The level in words.
    pub level: String,
    /// The first row's value, masked unless asked for.
    pub first: String,
    /// The second row's value.
    pub second: String,
    /// Change of the match weight, log2.
    pub weight: f32,
    /// Match weight so far.
    pub total: f32,
}

/// The whole account of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct Waterfall {
    /// Match weight before anything is compared: how rare matches are between these rosters.
    pub prior: f32,
    /// One a comparison, in pattern order.
    pub steps: Vec<Step>,
    /// Match weight.
    pub weight: f32,
    /// Probability of the same person.
    pub same: f32,
    /// Probability of two members of one family.
    pub family: f32,
    /// Probability of strangers.
    pub stranger: f32,
    /// The verdict's band in the words that users know.
    pub band: String,
    /// The band.
    #[serde(skip)]
    pub verdict: Band,
}

/// Accounts for the weight of a pair.
pub fn waterfall(
    people: &People,
    comparer: &Comparer<'_>,
    scorer: &Scorer,
    a: RowId,
    b: RowId,
    language: Language,
    unmasked: bool,
) -> Waterfall {
    let (a, b) = (a.min(b), a.max(b));
    let pattern = comparer.compare(a, b);
    let (x, y) = (people.roster[a as usize], people.roster[b as usize]);
    let totals = scorer.steps(pattern, x, y);
    let Verdict { weight, same, family } = scorer.verdict(pattern, x, y);
    let steps = comparer.comparisons().into_iter().enumerate().map(|(field, comparison)| {
        let level = match pattern.level(field) {
            0 => language.pick("tidak ada di salah satu", "missing on one side"),
            level => language.pick(comparison.levels[level - 1].label, comparison.levels[level - 1].label_en),
        };
        Step {
            label: field_label(&comparison.key, language).into(),
            level: level.into(),
            first: value(people, a, field, unmasked),
            second: value(people, b, field, unmasked),
            weight: totals[field + 1] - totals[field],
            total: totals[field + 1],
            comparison: comparison.key,
        }
    });
    let band = scorer.thresholds.band(f64::from(same));
    Waterfall {
        prior: totals[0],
        steps: steps.collect(),
        weight,
        same,
        family,
        stranger: (1.0 - same - family).max(0.0),
        band: band.label().into(),
        verdict: band,
    }
}

/// Columns that a table takes at most: a terminal of 100, as a printed page holds.
const WIDTH: u16 = 100;

/// A step that moves the weight by less is no reason.
const REASON: f32 = 0.5;

impl Waterfall {
    /// The account as a table for a terminal, with the three chances below it.
    pub fn to_text(&self, language: Language) -> String {
        let mut table = Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(language.pick(
            ["Perbandingan", "Baris pertama", "Baris kedua", "Hasil", "Bobot", "Jumlah"],
            ["Comparison", "First row", "Second row", "Outcome", "Weight", "Total"],
        ));
        let line = |label: &str, cells: [&str; 3], weight: Cell, total: f32| {
            let [first, second, level] = cells.map(Cell::new);
            [Cell::new(label), first, second, level, weight, number(total)]
        };
        let start = language.pick("sebelum dibandingkan", "before comparing");
        table.add_row(line(start, [""; 3], number(self.prior), self.prior));
        for step in self.steps.iter().filter(|step| step.says_something()) {
            let cells = [step.first.as_str(), &step.second, &step.level];
            table.add_row(line(&step.label, cells, number(step.weight), step.total));
        }
        table.add_row(line(&self.band, [""; 3], Cell::new(""), self.weight));
        let share = |share: f32| language.percent(Some(f64::from(share)));
        let [same, family, stranger] = [self.same, self.family, self.stranger].map(share);
        let chances = match language {
            Language::Indonesian => {
                format!("Peluang: orang yang sama {same}, satu keluarga {family}, orang lain {stranger}.")
            }
            Language::English => {
                format!("Chances: same person {same}, same family {family}, strangers {stranger}.")
            }
        };
        format!("{table}\n{chances}\n")
    }

    /// The verdict in one sentence for a village officer, with the two strongest reasons for and against.
    pub fn sentence(&self, language: Language) -> String {
        let verdict = match self.verdict {
            Band::Certain => language.pick("Hampir pasti orang yang sama", "Almost surely the same person"),
            Band::Strong => {
                language.pick("Kemungkinan besar orang yang sama", "Very probably the same person")
            }
            Band::Review => language
                .pick("Belum dapat dipastikan, perlu diperiksa petugas", "Not certain; an officer must look"),
            Band::NoMatch if self.family >= 0.5 => language.pick(
                "Kemungkinan besar dua orang dari satu keluarga",
                "Very probably two people of one family",
            ),
            Band::NoMatch => language
                .pick("Kemungkinan besar dua orang yang berbeda", "Very probably two different people"),
        };
        let join = |reasons: Vec<String>| reasons.join(language.pick(" dan ", " and "));
        let (agree, differ) = (join(self.reasons(1.0, language)), join(self.reasons(-1.0, language)));
        let is_same = self.verdict >= Band::Review;
        let (because, but) = if is_same { (agree, differ) } else { (differ, agree) };
        let mut text = verdict.to_owned();
        match because.is_empty() {
            false => text.push_str(&format!(" {} {because}", language.pick("karena", "because of"))),
            true => text.push_str(language.pick(
                " karena isian yang dapat dibandingkan terlalu sedikit",
                " because too little can be compared",
            )),
        }
        if !but.is_empty() {
            let but_says = match (is_same, language) {
                (true, Language::Indonesian) => "; yang tidak mendukung",
                (true, Language::English) => "; against it",
                (false, Language::Indonesian) => "; yang mirip",
                (false, Language::English) => "; what is alike",
            };
            text.push_str(&format!("{but_says}: {but}"));
        }
        text.push('.');
        text
    }

    /// The two strongest reasons for (`sign` 1) or against (-1), strongest first.
    fn reasons(&self, sign: f32, language: Language) -> Vec<String> {
        let mut steps: Vec<&Step> = self.steps.iter().filter(|step| step.weight * sign >= REASON).collect();
        steps.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()));
        steps.into_iter().take(2).map(|step| step.phrase(language)).collect()
    }
}

impl Step {
    /// Whether an officer learns anything from it: both rows lack most fields of most rosters.
    fn says_something(&self) -> bool {
        self.weight.abs() >= 0.005 || !self.first.is_empty() || !self.second.is_empty()
    }

    /// The outcome as part of a sentence: it names its field where the level alone does not.
    fn phrase(&self, language: Language) -> String {
        let level = match self.level.split_once(", ") {
            Some((head, detail)) => format!("{head} ({detail})"),
            None => self.level.clone(),
        };
        let named = |words: &[&str]| words.iter().any(|word| self.level.contains(word));
        let field = match (language, self.comparison.as_str()) {
            (Language::English, _) => self.label.to_lowercase(),
            (_, "household") => return level,
            (_, "nik") => return level,
            (_, "name") if named(&["nama"]) => return level,
            (_, "birth") if named(&["tanggal lahir"]) => return level,
            (_, "sex") => return level,
            (_, "mother") if named(&["ibu"]) => return level,
            (_, "father") if named(&["ayah"]) => return level,
            (_, "name" | "birth" | "mother" | "father" | "birth_place" | "address") => {
                self.label.to_lowercase()
            }
            // A declared field goes by the operator's own word.
            _ => self.label.clone(),
        };
        format!("{field} {level}")
    }
}

fn number(value: f32) -> Cell {
    Cell::new(format!("{value:+.1}")).set_alignment(CellAlignment::Right)
}

/// What people call a comparison, by its key.
pub fn field_label(key: &str, language: Language) -> &str {
    let labels = match key {
        "name" => ["Nama", "Name"],
        "birth" => ["Tanggal lahir", "Birth date"],
        "sex" => ["Jenis kelamin", "Sex"],
        "nik" => ["NIK", "NIK"],
        "household" => ["KK dan tempat tinggal", "Family card and place"],
        "mother" => ["Nama ibu", "Mother's name"],
        "father" => ["Ayah atau kepala", "Father or head"],
        "birth_place" => ["Tempat lahir", "Birthplace"],
        "address" => ["Alamat", "Address"],
        other => [other, other],
    };
    language.pick(labels[0], labels[1])
}

/// A row's value of a comparison, by its place in the pattern; masked unless asked for.
pub fn value(people: &People, row: RowId, field: usize, unmasked: bool) -> String {
    let index = row as usize;
    let name = |name: Option<NameId>| name.map(|name| people.name_text(name)).unwrap_or_default();
    let digits = |digits: Option<Digits16>| {
        digits.map(|digits| if unmasked { digits.to_string() } else { digits.masked() }).unwrap_or_default()
    };
    let text = |text: Option<crate::record::TextId>| {
        text.map(|text| people.texts.get(text).to_string()).unwrap_or_default()
    };
    match field {
        levels::NAME => name(people.name[index]),
        levels::BIRTH => birth(people.birth[index], unmasked),
        levels::SEX => match people.sex[index] {
            Sex::Male => "L".into(),
            Sex::Female => "P".into(),
            Sex::Unknown => String::new(),
        },
        levels::NIK => {
            let doubt =
                if people.nik[index].is_some() && !people.nik_marks[index].trusted() { " ?" } else { "" };
            let lost = if people.nik_marks[index].has(NikMarks::LAST_DIGIT_LOST) { " (…0)" } else { "" };
            format!("{}{doubt}{lost}", digits(people.nik[index]))
        }
        levels::HOUSEHOLD => {
            let place = people.place[index].map(|place| region::table().name(place)).unwrap_or_default();
            let numbers = match (people.rt[index], people.rw[index]) {
                (Some(rt), Some(rw)) => format!(" {rt:03}/{rw:03}"),
                (Some(rt), None) => format!(" RT {rt:03}"),
                _ => String::new(),
            };
            format!("{} {place}{numbers}", digits(people.kk[index])).trim().into()
        }
        levels::MOTHER => name(people.mother[index]),
        levels::FATHER => name(people.father[index].or(people.head[index])),
        levels::BIRTH_PLACE => text(people.birth_place[index]),
        levels::ADDRESS => text(people.hamlet[index]),
        _ => {
            let extra = crate::compare::compared_extras(people)[field - levels::FIRST_EXTRA];
            let text = text(people.extras[extra].value[index]);
            if unmasked || text.len() < 8 || !text.is_ascii() {
                text
            } else {
                format!("{}…{}", &text[..2], &text[text.len() - 2..])
            }
        }
    }
}

/// Year of birth only, unless unmasked; a mark where the date is a placeholder.
fn birth(date: Birth, unmasked: bool) -> String {
    match date.year() {
        None => String::new(),
        Some(_) if unmasked => date.to_string(),
        Some(year) => match date.precision() {
            Precision::Full => format!("{year}-**-**"),
            Precision::Placeholder => format!("{year} (isian)"),
            Precision::Age => format!("~{year}"),
            Precision::Unknown | Precision::Year | Precision::Month => format!("{year}"),
        },
    }
}

#[cfg(test)]
#[path = "waterfall_tests.rs"]
mod tests;
