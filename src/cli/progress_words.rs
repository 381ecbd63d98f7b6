//! How are the stages called in English? They name themselves in Indonesian, as the log does.

use crate::report::Language;

const STAGES: [(&str, &str); 17] = [
    ("membaca roster", "reading rosters"),
    ("membaca", "reading"),
    ("mengenali baris", "recognising rows"),
    ("menyusun pasangan di disk", "finding pairs on disk"),
    ("menyusun pasangan", "finding pairs"),
    ("membandingkan pasangan", "comparing pairs"),
    ("mencoba membandingkan", "trying comparisons"),
    ("melatih model", "training the model"),
    ("mengelompokkan", "clustering"),
    ("menyusun register", "making the register"),
    ("memeriksa konflik", "looking for conflicts"),
    ("menulis hasil", "writing the results"),
    ("menutup malam", "closing the night"),
    ("menerbitkan hasil", "publishing the results"),
    ("menerbitkan keadaan", "publishing the state"),
    ("membersihkan", "tidying up"),
    ("menyusun indeks", "making the index"),
];

/// A stage's label in the reader's language; what is not known stays as it is.
pub(super) fn stage(label: &str, language: Language) -> String {
    if language == Language::Indonesian {
        return label.to_owned();
    }
    for (known, english) in STAGES {
        if let Some(rest) = label.strip_prefix(known)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return format!("{english}{rest}");
        }
    }
    label.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_told_in_english() {
        assert_eq!(stage("membaca roster", Language::English), "reading rosters");
        assert_eq!(stage("membaca pkh", Language::English), "reading pkh");
        assert_eq!(stage("membaca pkh", Language::Indonesian), "membaca pkh");
        assert_eq!(stage("membacakan", Language::English), "membacakan");
    }

    /// A stage that is not in the table would be told in Indonesian to everybody.
    #[test]
    fn every_stage_of_the_program_is_in_the_table() {
        fn look(folder: &std::path::Path, met: &mut usize) {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    look(&entry, met);
                    continue;
                }
                let text = std::fs::read_to_string(&entry).unwrap();
                for label in
                    text.split("progress.begin(\"").skip(1).chain(text.split("        step(\"").skip(1))
                {
                    let label = label.split('"').next().unwrap();
                    *met += 1;
                    assert!(
                        STAGES.iter().any(|(known, _)| *known == label),
                        "{label} in {}",
                        entry.display()
                    );
                }
            }
        }
        let mut met = 0;
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for folder in ["pipeline", "state"] {
            look(&source.join(folder), &mut met);
        }
        assert!(met > 10, "{met} stages");
    }
}
