//! How does an account look on a terminal? A bar a comparison, from the weight before it to the weight after it, and
//! below it what both rows say.

use comfy_table::{Cell, ContentArrangement, LineStyle, Table, TableStyle};

use super::words::signed;
use super::{Step, Waterfall, words};
use crate::report::Language;
use crate::score::Band;

/// Columns that an account takes at most: a terminal of 100, as a printed page holds.
pub(super) const WIDTH: u16 = 100;
/// Of them, the bars.
const BARS: usize = 34;
/// And the words before them.
const WORDS: usize = 42;

impl Waterfall {
    /// The account for a terminal: bars, chances, values.
    pub fn to_text(&self, language: Language) -> String {
        format!("{}\n{}\n\n{}", self.bars(language), self.chances(language), self.values(language))
    }

    /// A line a step; `┊` marks the weight from which two rows are linked.
    fn bars(&self, language: Language) -> String {
        let scale = Scale::of(self);
        let family = self.family_matters();
        let mut text = String::new();
        let mut line = |words: &str, bar: String, weight: &str, total: &str, against: &str| {
            for (place, part) in wrapped(words, WORDS).into_iter().enumerate() {
                let line = if place == 0 {
                    format!("{part:<WORDS$} {bar} {weight:>6} {total:>6} {against:>8}")
                } else {
                    part
                };
                text.push_str(line.trim_end());
                text.push('\n');
            }
        };
        let head = language.pick(["Hasil", "Bobot", "Jumlah"], ["Outcome", "Weight", "Total"]);
        let blank = " ".repeat(BARS);
        let against = if family { language.pick("Keluarga", "Family") } else { "" };
        line(head[0], blank, head[1], head[2], if family { against } else { "" });
        let number = |value: f32| signed(value, language);
        let before = language.pick("sebelum dibandingkan", "before comparing");
        line(before, scale.bar(0.0, self.prior), &number(self.prior), &number(self.prior), "");
        for step in self.steps.iter().filter(|step| step.weighs()) {
            let against = if family { number(step.against_family) } else { String::new() };
            let bar = scale.bar(step.total - step.weight, step.total);
            line(&step.phrase(language), bar, &number(step.weight), &number(step.total), &against);
        }
        line(&self.band, scale.mark(self.weight), "", &number(self.weight), "");
        text
    }

    /// The three chances, and what decides between two of them.
    fn chances(&self, language: Language) -> String {
        let share = |share: f32| language.percent(Some(f64::from(share)));
        let [same, family, stranger] = [self.same, self.family, self.stranger].map(share);
        let mut text = match language {
            Language::Indonesian => {
                format!("Peluang: orang yang sama {same}, satu keluarga {family}, orang lain {stranger}.")
            }
            Language::English => {
                format!("Chances: same person {same}, same family {family}, strangers {stranger}.")
            }
        };
        if self.family_matters() {
            text.push_str(language.pick(
                "\nPertanyaannya: satu orang atau dua orang sekeluarga? Kolom Keluarga: bobot untuk satu orang \
                 (+) atau\nuntuk dua anggota keluarga (-).",
                "\nThe question: one person, or two of one family? Column Family: weight for one person (+) or \
                 for two\nmembers of a family (-).",
            ));
        }
        text
    }

    /// Both rows' values, side by side.
    fn values(&self, language: Language) -> String {
        let mut table = Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(language.pick(
            ["Isian", "Baris pertama", "Baris kedua", "Hasil"],
            ["Field", "First row", "Second row", "Outcome"],
        ));
        for step in self.steps.iter().filter(|step| step.says_something()) {
            table.add_row([&step.label, &step.first.text, &step.second.text, &step.level].map(Cell::new));
        }
        format!("{table}\n")
    }

    /// Whether it is the family that must be told from the one person: a column of its own is then worth its place.
    pub(super) fn family_matters(&self) -> bool {
        self.family_decides && self.family >= 0.01
    }

    /// The steps that move the weight.
    pub(super) fn weighing(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.weighs())
    }

    /// Names of the comparisons for which a row has nothing.
    pub(super) fn silent(&self, language: Language) -> String {
        let silent = self.steps.iter().filter(|step| !step.weighs());
        let names: Vec<&str> = silent.map(|step| words::field(&step.comparison, language)).collect();
        names.join(", ")
    }
}

/// Match weights on a line of characters.
struct Scale {
    low: f32,
    high: f32,
    link: f32,
}

impl Scale {
    fn of(waterfall: &Waterfall) -> Scale {
        let link = waterfall
            .limits
            .iter()
            .find(|limit| limit.band == Band::Strong)
            .map_or(0.0, |limit| limit.weight);
        let (low, high) = waterfall.range(link);
        Scale { low, high, link }
    }

    fn place(&self, weight: f32) -> usize {
        let part = (weight - self.low) / (self.high - self.low).max(0.1);
        ((part * (BARS - 1) as f32).round().max(0.0) as usize).min(BARS - 1)
    }

    /// A bar from one weight to another: full upwards, light downwards.
    fn bar(&self, from: f32, to: f32) -> String {
        let mut cells = self.empty();
        let (start, end) = (self.place(from.min(to)), self.place(from.max(to)));
        for cell in &mut cells[start..=end] {
            *cell = if to >= from { '█' } else { '▒' };
        }
        cells.into_iter().collect()
    }

    fn mark(&self, weight: f32) -> String {
        let mut cells = self.empty();
        cells[self.place(weight)] = '◆';
        cells.into_iter().collect()
    }

    fn empty(&self) -> Vec<char> {
        let mut cells = vec![' '; BARS];
        cells[self.place(self.link)] = '┊';
        cells
    }
}

impl Waterfall {
    /// The smallest and largest weight that a picture must hold, `link` among them.
    pub(super) fn range(&self, link: f32) -> (f32, f32) {
        let all = self.steps.iter().map(|step| step.total).chain([self.prior, 0.0, link]);
        all.fold((f32::MAX, f32::MIN), |(low, high), weight| (low.min(weight), high.max(weight)))
    }
}

/// A text in lines of at most `width` characters, broken at spaces.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        let length = line.chars().count();
        if length > 0 && length + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if length > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
