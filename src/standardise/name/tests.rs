//! Is a name read apart from its titles, patronymics and aliases?

use super::*;

fn read(text: &str) -> NameReader {
    let mut reader = NameReader::default();
    reader.read(text, Names::Indonesian);
    reader
}

fn text(words: &Words) -> String {
    words.iter().collect::<Vec<_>>().join(" ")
}

fn check(cell: &str, expected: &str) {
    assert_eq!(text(&read(cell).name), expected, "{cell}");
}

#[test]
fn case_accents_and_signs() {
    check("Siti Aminah", "SITI AMINAH");
    check("  siti   AMINAH ", "SITI AMINAH");
    check("Nur'aini", "NURAINI");
    check("Ma\u{2019}ruf", "MARUF");
    check("Renée Müller", "RENEE MULLER");
    check("Abdul-Rahman", "ABDUL RAHMAN");
    check("SITI\u{a0}AMINAH", "SITI AMINAH");
    check("*SITI AMINAH*", "SITI AMINAH");
    check("S1TI AM1NAH", "SITI AMINAH");
    check("AM1N", "AMIN");
    check("BUDI 2", "BUDI");
    assert!(read("BUDI 2").digits);
}

#[test]
fn titles_in_front_are_stripped_and_tell_the_sex() {
    let check_sex = |cell: &str, name: &str, sex: Sex| {
        check(cell, name);
        assert_eq!(read(cell).sex.get(), sex, "{cell}");
    };
    check_sex("H. Slamet", "SLAMET", Sex::Male);
    check_sex("H SLAMET RIYADI", "SLAMET RIYADI", Sex::Male);
    check_sex("Hj. Siti Aminah", "SITI AMINAH", Sex::Female);
    check_sex("HJ.SITI AMINAH", "SITI AMINAH", Sex::Female);
    check_sex("K.H. Abdul Wahab", "ABDUL WAHAB", Sex::Male);
    check_sex("KH. ABDUL WAHAB", "ABDUL WAHAB", Sex::Male);
    check_sex("Prof. Dr. H. Sutrisno", "SUTRISNO", Sex::Male);
    check_sex("Drs. H. M. Yusuf", "MUHAMMAD YUSUF", Sex::Male);
    check_sex("Dra. Hj. Nurhayati, M.Pd", "NURHAYATI", Sex::Female);
    check_sex("Ny. Paijem", "PAIJEM", Sex::Female);
    check_sex("Tn. Paijo", "PAIJO", Sex::Male);
    check_sex("R.A. Kartini", "KARTINI", Sex::Female);
    check_sex("Raden Mas Suryo", "SURYO", Sex::Male);
    check_sex("R. Soepomo", "SOEPOMO", Sex::Unknown);
    check_sex("Siti Aminah, Hj.", "SITI AMINAH", Sex::Female);
    check_sex("IBU SUMIATI", "SUMIATI", Sex::Female);
    // A title alone is all the name there is.
    check_sex("H", "H", Sex::Unknown);
    check_sex("IBU", "IBU", Sex::Unknown);
}

#[test]
fn degrees_at_the_end_are_stripped() {
    for cell in [
        "Budi Santoso, S.Pd",
        "Budi Santoso, S.Pd.I",
        "BUDI SANTOSO S.PD",
        "BUDI SANTOSO SPD",
        "BUDI SANTOSO, SE",
        "BUDI SANTOSO SE",
        "Budi Santoso, S.E., M.M.",
        "Budi Santoso S. Pd",
        "Budi Santoso, A.Md.Keb",
        "BUDI SANTOSO, S.XYZ",
        "BUDI SANTOSO, ST",
        "Budi Santoso, S.T.",
        "BUDI SANTOSO S.T",
        "Budi Santoso ST",
        "BUDI SANTOSO, S.H., M.H.",
        "Ir. Budi Santoso, M.Sc., Ph.D.",
    ] {
        check(cell, "BUDI SANTOSO");
    }
    check("BUDI SE", "BUDI SE");
    check("Budi Santoso Se", "BUDI SANTOSO");
    check("SITI NUR MA", "SITI NUR MA");
    check("Aminah, S.T.", "AMINAH");
    check("RAHMAN, ABDUL", "RAHMAN ABDUL");
}

#[test]
fn position_decides_what_a_short_word_is() {
    check("St. Aminah", "SITI AMINAH");
    check("ST AMINAH", "SITI AMINAH");
    check("M. Rizki", "MUHAMMAD RIZKI");
    check("M RIZKI", "MUHAMMAD RIZKI");
    check("M.RIZKI", "MUHAMMAD RIZKI");
    check("MOH. SALEH", "MUHAMMAD SALEH");
    check("Moch Saleh", "MUHAMMAD SALEH");
    check("MHD. SALEH", "MUHAMMAD SALEH");
    check("AHMAD MUH SALEH", "AHMAD MUHAMMAD SALEH");
    check("ABD. RAHMAN", "ABDUL RAHMAN");
    check("ABD RAHMAN", "ABDUL RAHMAN");
    check("ACH. FAUZI", "AHMAD FAUZI");
    check("NR. HAYATI", "NUR HAYATI");
    check("SY. FATIMAH", "SYARIFAH FATIMAH");
    check("A. RAHMAN", "A RAHMAN");
    check("MUHAMAD SALEH", "MUHAMAD SALEH");
    check("BUDI M", "BUDI M");
    check("H.M. YUSUF", "MUHAMMAD YUSUF");
}

#[test]
fn patronymics_and_aliases_are_split_off() {
    let check_parts = |cell: &str, name: &str, father: &str, alias: &str| {
        let reader = read(cell);
        assert_eq!(
            (text(&reader.name), text(&reader.father), text(&reader.alias)),
            (name.into(), father.into(), alias.into()),
            "{cell}"
        );
    };
    check_parts("Ahmad bin Saleh", "AHMAD", "SALEH", "");
    check_parts("SITI BINTI H. ABDULLAH", "SITI", "ABDULLAH", "");
    check_parts("AHMAD BIN SALEH BIN UMAR", "AHMAD", "SALEH", "");
    check_parts("Ahmad b. Saleh", "AHMAD", "SALEH", "");
    check_parts("MARIA B. TUKAN", "MARIA B TUKAN", "", "");
    check_parts("RAJU A/L MUTHU", "RAJU", "MUTHU", "");
    check_parts("SITI (MBAK TI)", "SITI", "", "MBAK TI");
    check_parts("SUPARDI ALIAS JOKO", "SUPARDI", "", "JOKO");
    check_parts("SUPARDI als JOKO", "SUPARDI", "", "JOKO");
    check_parts("SUPARDI a.k.a. JOKO", "SUPARDI", "", "JOKO");
    check_parts("SUPARDI / JOKO", "SUPARDI", "", "JOKO");
    check_parts("SUPARDI QQ RINI", "SUPARDI", "", "RINI");
    check_parts("(SITI)", "SITI", "", "");
    check_parts("BINTI", "BINTI", "", "");
    assert_eq!(read("SITI BINTI SALEH").sex.get(), Sex::Female);
}

#[test]
fn the_dead_are_marked() {
    for cell in ["Slamet (Alm)", "ALM. SLAMET", "SLAMET, ALM.", "Slamet almarhum", "(ALM) SLAMET"] {
        check(cell, "SLAMET");
        assert!(read(cell).deceased, "{cell}");
    }
    check("SUTINI (ALMH)", "SUTINI");
    assert!(read("SUTINI ALMH.").deceased);
    assert!(!read("SALMAH").deceased);
    assert!(read("ALM").name.is_empty());
}

#[test]
fn spelled_letters_are_joined() {
    check("A S E P", "ASEP");
    check("J.A.Y.A", "JAYA");
    check("A S E P SUPRIADI", "ASEP SUPRIADI");
    check("H. A. M. RIFAI", "A M RIFAI");
}

#[test]
fn regional_particles() {
    let check_sex = |cell: &str, name: &str, sex: Sex| {
        check(cell, name);
        assert_eq!(read(cell).sex.get(), sex, "{cell}");
    };
    check_sex("I Wayan Suarta", "WAYAN SUARTA", Sex::Male);
    check_sex("NI WAYAN SUARTI", "WAYAN SUARTI", Sex::Female);
    check_sex("I MD. SUARTA", "MADE SUARTA", Sex::Male);
    check_sex("NI NYM RAI", "NYOMAN RAI", Sex::Female);
    check_sex("I GST NGR RAI", "GUSTI NGURAH RAI", Sex::Male);
    check_sex("NI MATUL", "NI MATUL", Sex::Unknown);
    check_sex("IDA BR. SIREGAR", "IDA SIREGAR", Sex::Female);
    check_sex("IDA BORU SIREGAR", "IDA SIREGAR", Sex::Female);
    check_sex("SYAMSU DG. NABA", "SYAMSU DAENG NABA", Sex::Unknown);
    check_sex("LA ODE HASAN", "LAODE HASAN", Sex::Unknown);
    check_sex("WA ODE SITI", "WAODE SITI", Sex::Unknown);
    check_sex("IB. Gede Rai", "IDA BAGUS GEDE RAI", Sex::Unknown);
}

#[test]
fn placeholders_are_no_names() {
    for cell in ["", "-", "TIDAK ADA", "null", "xxx", "...", "#N/A", "Tanpa Nama"] {
        assert!(read(cell).name.is_empty(), "{cell}");
    }
}

#[test]
fn plain_names_keep_every_word() {
    let check = |cell: &str, expected: &str| {
        let mut reader = NameReader::default();
        reader.read(cell, Names::Plain);
        assert_eq!(text(&reader.name), expected, "{cell}");
    };
    check("St. John O'Neill", "ST JOHN ONEILL");
    check("José María García-López", "JOSE MARIA GARCIA LOPEZ");
    check("Ольга Иванова", "ОЛЬГА ИВАНОВА");
    check("M. bin Laden", "M BIN LADEN");
    check("Mr. Man", "");
    check("John Child", "JOHN CHILD");
    check("Daughter Of A Smith", "A SMITH");
    check("Lady In The", "");
}

#[test]
fn words_that_are_no_names_are_sorted() {
    let words: Vec<&str> = include_str!("../../../assets/no_names.tsv").lines().skip(1).collect();
    assert!(words.is_sorted());
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Words on which the rules turn, with the signs that stand between them.
    const TRICKY: [&str; 40] = [
        "H", "Hj", "M", "MOH", "ST", "SE", "S", "PD", "I", "NI", "WAYAN", "MD", "BIN", "BINTI", "ALM",
        "ALIAS", "A", "B", "K", "QQ", "R", "RA", "DR", "DRS", "SITI", "AMINAH", "budi", "Santoso", "BR",
        "LA", "ODE", "DG", "AN", "IBU", "RADEN", "MAS", "J", "NUR", "SH", "0DE1",
    ];
    const SIGNS: [&str; 8] = [" ", ". ", ".", ", ", " / ", " (", ") ", "  "];

    fn tricky() -> impl Strategy<Value = String> {
        proptest::collection::vec((0..TRICKY.len(), 0..SIGNS.len()), 1..9).prop_map(|parts| {
            parts.into_iter().map(|(word, sign)| format!("{}{}", TRICKY[word], SIGNS[sign])).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_is_read(cell in "\\PC{0,40}") {
            read(&cell);
            let mut reader = NameReader::default();
            reader.read(&cell, Names::Plain);
        }

        #[test]
        fn a_canonical_name_stays_as_it_is(cell in tricky()) {
            let once = text(&read(&cell).name);
            let twice = text(&read(&once).name);
            prop_assert_eq!(once, twice, "{}", cell);
        }

        #[test]
        fn nothing_but_letters_and_single_spaces_remains(cell in tricky()) {
            let once = text(&read(&cell).name);
            prop_assert!(once.chars().all(|letter| letter.is_ascii_uppercase() || letter == ' '), "{}", once);
            prop_assert!(!once.contains("  "));
        }
    }
}
