//! How is an account told? The verdict in a sentence for a village officer, with the strongest reasons; the account
//! as one short text; and the words for fields and bands.

use super::{Step, Waterfall};
use crate::report::Language;
use crate::score::Band;

/// Evidence below is no reason to name, in bits.
const REASON: f32 = 0.5;
/// Likeness below is not worth a word, in bits.
const ALIKE: f32 = 1.0;

impl Waterfall {
    /// The verdict in one sentence, with its strongest reasons.
    ///
    /// What shows that two rows are one person is what strangers do not share; what shows that they are two of one
    /// family is what a family shares and one person does not. So the reasons depend on the verdict.
    pub fn sentence(&self, language: Language) -> String {
        match self.verdict {
            Band::NoMatch if self.family >= 0.5 => self.family_sentence(language),
            Band::NoMatch => self.stranger_sentence(language),
            _ => self.same_sentence(language),
        }
    }

    fn same_sentence(&self, language: Language) -> String {
        let verdict = match self.verdict {
            Band::Certain => language.pick("Hampir pasti orang yang sama", "Almost surely the same person"),
            Band::Strong => {
                language.pick("Kemungkinan besar orang yang sama", "Very probably the same person")
            }
            _ => language
                .pick("Belum dapat dipastikan, perlu diperiksa petugas", "Not certain; an officer must look"),
        };
        let because = self.reasons(3, ALIKE, language, |step| step.against_strangers);
        let but = self.reasons(2, REASON, language, |step| -self.for_same(step));
        let mut text = verdict.to_owned();
        if self.verdict == Band::Review {
            push(&mut text, language.pick(". Mirip: ", ". Alike: "), &because, language);
            push(&mut text, language.pick("; meragukan: ", "; doubtful: "), &but, language);
            if self.family_decides && self.family >= 0.05 {
                text.push_str(language.pick(
                    "; bisa jadi dua orang dari satu keluarga",
                    "; they may be two people of one family",
                ));
            }
        } else {
            push(&mut text, language.pick(" karena ", " because of "), &because, language);
            push(&mut text, language.pick("; yang tidak mendukung: ", "; against it: "), &but, language);
        }
        if because.is_empty() {
            text.push_str(
                language.pick(
                    "; isian yang dapat dibandingkan hanya sedikit",
                    "; little of them can be compared",
                ),
            );
        }
        text.push('.');
        text
    }

    fn family_sentence(&self, language: Language) -> String {
        let shared = self.reasons(2, ALIKE, language, |step| step.against_strangers - step.against_family);
        let apart = self.reasons(2, REASON, language, |step| -step.against_family);
        let mut text = language
            .pick("Kemungkinan besar dua orang dari satu keluarga", "Very probably two people of one family")
            .to_owned();
        push(&mut text, language.pick(": ", ": "), &shared, language);
        let joint = if shared.is_empty() {
            language.pick(" karena ", " because of ")
        } else {
            language.pick(", tetapi ", ", but ")
        };
        push(&mut text, joint, &apart, language);
        text.push('.');
        text
    }

    fn stranger_sentence(&self, language: Language) -> String {
        let differ = self.reasons(2, REASON, language, |step| -step.against_strangers);
        let alike = self.reasons(2, ALIKE, language, |step| step.against_strangers);
        let mut text = language
            .pick("Kemungkinan besar dua orang yang berbeda", "Very probably two different people")
            .to_owned();
        if differ.is_empty() {
            text.push_str(language.pick(
                " karena yang sama terlalu umum atau terlalu sedikit",
                " because what they share is too common or too little",
            ));
        }
        push(&mut text, language.pick(" karena ", " because of "), &differ, language);
        push(&mut text, language.pick("; yang mirip: ", "; what is alike: "), &alike, language);
        text.push('.');
        text
    }

    /// What a step says for one person against the alternative that matters: strangers, and a family where that is
    /// what the pair may be.
    fn for_same(&self, step: &Step) -> f32 {
        if self.family_decides {
            step.against_strangers.min(step.against_family)
        } else {
            step.against_strangers
        }
    }

    /// The strongest reasons by a measure, strongest first.
    fn reasons(
        &self,
        most: usize,
        from: f32,
        language: Language,
        measure: impl Fn(&Step) -> f32,
    ) -> Vec<String> {
        let mut steps: Vec<&Step> = self.steps.iter().filter(|step| measure(step) >= from).collect();
        // Stable: of two equal ones the first compared is named first.
        steps.sort_by(|x, y| measure(y).total_cmp(&measure(x)));
        steps.into_iter().take(most).map(|step| step.phrase(language)).collect()
    }

    /// The two strongest reasons for one person, in short; what strangers do not share.
    pub fn strongest(&self, language: Language) -> String {
        let reasons = self.reasons(2, ALIKE, language, |step| step.against_strangers);
        let joint = language.pick(" dan ", " and ");
        if reasons.is_empty() { "-".to_owned() } else { reasons.join(joint) }
    }

    /// The account as one short text: "awal -15,1; nama sama (langka) +12,8; ...; jumlah +4,8".
    pub fn short(&self, language: Language) -> String {
        let mut parts = vec![format!("{} {}", language.pick("awal", "start"), signed(self.prior, language))];
        let said = self.steps.iter().filter(|step| step.weight.abs() >= 0.05);
        parts.extend(said.map(|step| format!("{} {}", step.phrase(language), signed(step.weight, language))));
        parts.push(format!("{} {}", language.pick("jumlah", "total"), signed(self.weight, language)));
        parts.join("; ")
    }

    /// What the two rows say otherwise, strongest first, with both values: "jenis kelamin beda (L dan P)".
    pub fn contradictions(&self, language: Language) -> Vec<String> {
        let against = |step: &Step| -step.against_strangers;
        let two_numbers = |step: &Step| step.comparison == "nik" && step.first.differs.contains(&true);
        let says_otherwise = |step: &&Step| against(step) >= REASON || two_numbers(step);
        let mut steps: Vec<&Step> = self.steps.iter().filter(says_otherwise).collect();
        steps.sort_by(|x, y| against(y).total_cmp(&against(x)));
        let and = language.pick("dan", "and");
        steps
            .into_iter()
            .map(|step| match (step.first.text.as_str(), step.second.text.as_str()) {
                ("", _) | (_, "") => step.phrase(language),
                (first, second) => format!("{}: {first} {and} {second}", step.phrase(language)),
            })
            .collect()
    }
}

/// Appends joined reasons behind their introduction, when there are any.
fn push(text: &mut String, introduction: &str, reasons: &[String], language: Language) {
    let Some((last, first)) = reasons.split_last() else { return };
    text.push_str(introduction);
    if !first.is_empty() {
        text.push_str(&first.join(", "));
        text.push_str(language.pick(" dan ", " and "));
    }
    text.push_str(last);
}

/// A weight with its sign, as the reader writes numbers.
pub(super) fn signed(value: f32, language: Language) -> String {
    // A weight that rounds to nothing has no sign.
    let value = if value.abs() < 0.05 { 0.0 } else { value };
    let text = format!("{value:+.1}");
    language.pick(text.replace('.', ","), text)
}

impl Step {
    /// The outcome as part of a sentence: it names its field where the level alone does not.
    pub fn phrase(&self, language: Language) -> String {
        let level = match self.level.split_once(", ") {
            Some((head, detail)) => format!("{head} ({detail})"),
            None => self.level.clone(),
        };
        let named = |words: &[&str]| words.iter().any(|word| self.level.contains(word));
        let field = match (language, self.comparison.as_str()) {
            (_, "household" | "sex") => return level,
            (Language::Indonesian, "nik") => return level,
            (Language::Indonesian, "name") if named(&["nama", "kata"]) => return level,
            (Language::Indonesian, "birth") if named(&["tanggal lahir"]) => return level,
            (Language::Indonesian, "mother") if named(&["ibu"]) => return level,
            (Language::Indonesian, "father") if named(&["ayah"]) => return level,
            (Language::English, "name") if named(&["name", "word"]) => return level,
            (Language::English, "birth") if named(&["apart"]) => return format!("born {level}"),
            (Language::English, "birth") if named(&["date"]) => return level,
            (Language::English, "mother") if named(&["mother"]) => return level,
            (Language::English, "father") if named(&["father"]) => return level,
            (Language::English, "nik") => "NIK".into(),
            (_, key) if field(key, language) == key => self.label.clone(),
            _ => lower_first(&self.label),
        };
        format!("{field} {level}")
    }
}

/// "Tanggal lahir" within a sentence; NIK and KK keep their letters.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// What users call a comparison; a declared field goes by the operator's own word.
pub fn field(key: &str, language: Language) -> &str {
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
        "relatives" => ["Anggota keluarga lain", "Other family members"],
        other => [other, other],
    };
    language.pick(labels[0], labels[1])
}

/// A band; the Indonesian words are those that officers know, also in English texts beside their meaning.
pub(super) fn band(band: Band, language: Language) -> &'static str {
    match (band, language) {
        (_, Language::Indonesian) => band.label(),
        (Band::Certain, _) => "PADAN PASTI (certain match)",
        (Band::Strong, _) => "PADAN KUAT (strong match)",
        (Band::Review, _) => "PERLU VERIFIKASI (to be verified)",
        (Band::NoMatch, _) => "TIDAK PADAN (no match)",
    }
}
