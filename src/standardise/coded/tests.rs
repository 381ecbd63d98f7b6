//! Are short coded cells read in every form that rosters use?

use super::*;

#[test]
fn sex_in_every_coding() {
    let check = |text: &str, expected| assert_eq!(sex(text, SexCodes::default()), expected, "{text}");
    for text in [
        "L",
        "l",
        "LK",
        "Laki-laki",
        "LAKI LAKI",
        "Laki - Laki",
        "1",
        "01",
        "Pria",
        "M",
        "male",
        "1. Laki-laki",
    ] {
        check(text, Sex::Male);
    }
    for text in ["P", "PR", "Perempuan", "2", "Wanita", "F", "FEMALE", "2 - Perempuan", "W"] {
        check(text, Sex::Female);
    }
    for text in ["", "-", "L/P", "9", "??"] {
        check(text, Sex::Unknown);
    }
    let pria = SexCodes { p_is_male: true, ..SexCodes::default() };
    assert_eq!(sex("P", pria), Sex::Male);
    assert_eq!(sex("W", pria), Sex::Female);
}

#[test]
fn relation_by_word_and_by_either_list_of_codes() {
    let check = |text: &str, codes, expected| assert_eq!(relation(text, codes), expected, "{text}");
    use RelationCodes::{FamilyCard, Survey};
    check("Kepala Keluarga", FamilyCard, Relation::Head);
    check("ISTRI", FamilyCard, Relation::Spouse);
    check("3. Anak", Survey, Relation::Child);
    check("4", FamilyCard, Relation::Child);
    check("3", FamilyCard, Relation::Spouse);
    check("3", Survey, Relation::Child);
    check("01", FamilyCard, Relation::Head);
    check("Orang Tua", FamilyCard, Relation::Parent);
    check("Famili Lain", FamilyCard, Relation::OtherRelative);
    check("", FamilyCard, Relation::Unknown);
    check("99999999999", FamilyCard, Relation::Unknown);
}

#[test]
fn ages_in_years() {
    let check = |text: &str, expected| assert_eq!(age(text), expected, "{text}");
    check("8 tahun", Some(8));
    check("35", Some(35));
    check("35,5", Some(35));
    check("7 bln", Some(0));
    check("18 bulan", Some(1));
    check("250", None);
    check("tua", None);
}

#[test]
fn amounts_in_rupiah() {
    let check = |text: &str, expected: u32| {
        assert_eq!(amount(text).map(NonZeroU32::get), Some(expected).filter(|&value| value > 0), "{text}");
    };
    check("Rp 1.500.000,00", 1_500_000);
    check("1500000.00", 1_500_000);
    check("1,500,000", 1_500_000);
    check("1.500.000", 1_500_000);
    check("Rp200.000,-", 200_000);
    check("200000", 200_000);
    check("200rb", 200_000);
    check("1,5 juta", 1_500_000);
    check("6E+05", 600_000);
    check("1,5E+06", 1_500_000);
    check("750.000", 750_000);
    check("225000.0", 225_000);
    check("0", 0);
    check("-", 0);
    check("99999999999", 0);
}

#[test]
fn marks_of_status_occupation_and_death() {
    assert_eq!(status_marks("Non Aktif"), Marks::INACTIVE);
    assert_eq!(status_marks("GRADUASI"), Marks::INACTIVE);
    assert_eq!(status_marks("Aktif"), Marks::default());
    assert!(status_marks("Dinonaktifkan karena meninggal dunia").has(Marks::DECEASED.with(Marks::INACTIVE)));
    assert_eq!(occupation_marks("PNS"), Marks::CIVIL_SERVANT);
    assert_eq!(occupation_marks("Pegawai Negeri Sipil"), Marks::CIVIL_SERVANT);
    assert_eq!(occupation_marks("Anggota TNI-AD"), Marks::CIVIL_SERVANT);
    assert_eq!(occupation_marks("Petani/Pekebun"), Marks::default());
    for text in ["Ya", "1", "Meninggal", "12-05-2021", "wafat", "Sudah meninggal"] {
        assert_eq!(death_marks(text), Marks::DECEASED, "{text}");
    }
    for text in ["", "Tidak", "0", "Masih Hidup", "Belum meninggal", "-", "T"] {
        assert_eq!(death_marks(text), Marks::default(), "{text}");
    }
}

#[test]
fn blanks_say_nothing() {
    for text in ["-", "", "...", "TIDAK ADA", "tidak ada", "#N/A", "null", "Belum Ada", "XXX"] {
        assert!(is_blank(text), "{text}");
    }
    for text in ["ADA", "SITI", "0", "Ольга"] {
        assert!(!is_blank(text), "{text}");
    }
}

#[test]
fn the_table_of_words_is_sorted_and_its_kinds_are_known() {
    let lines: Vec<&str> = WORDS.lines().skip(1).collect();
    assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 3, "{line}");
        assert!(cells[1].len() <= LONGEST);
        assert!(cells[0] != "relation" || relation_named(cells[2]) != Relation::Unknown, "{line}");
    }
}

mod total {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,40}") {
            sex(&text, SexCodes::default());
            relation(&text, RelationCodes::Survey);
            age(&text);
            amount(&text);
            status_marks(&text);
            occupation_marks(&text);
            death_marks(&text);
            is_blank(&text);
        }

        #[test]
        fn numbers_of_any_shape_are_read(text in "[0-9.,EeRp +-]{0,30}") {
            amount(&text);
            age(&text);
        }
    }
}
