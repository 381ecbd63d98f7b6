//! Are headers and values weighed as an officer would? Small tables, one trap each.

use super::{Evidence, recognise};
use crate::cli::init::doubts::Doubt;
use crate::ingest::probe::Probe;
use crate::record::Field;

fn table(headers: &[&str], row: impl Fn(usize) -> Vec<String>) -> Probe {
    Probe {
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
        sample: (0..40).map(row).collect(),
        rows_estimate: 40,
        ..Probe::default()
    }
}

fn nik(i: usize) -> String {
    let day = i % 28 + 1 + if i % 2 == 1 { 40 } else { 0 };
    format!("331401{day:02}{:02}{:02}{:04}", i % 12 + 1, i * 7 % 100, i + 1)
}

fn kk(i: usize) -> String {
    format!("331401{:02}{:02}{:02}{:04}", i % 28 + 1, i % 12 + 1, 6 + i % 12, i + 1)
}

fn text(value: &str) -> String {
    value.to_owned()
}

fn header_of(probe: &Probe, field: Field) -> Option<String> {
    let recognised = recognise(probe);
    recognised.mapping(field).map(|mapping| recognised.columns[mapping.columns[0]].header.clone())
}

#[test]
fn values_deny_a_header() {
    let probe = table(&["KK/Akta", "Nama", "NIK"], |i| vec![text("Ada"), format!("Siti {i}"), nik(i)]);
    assert_eq!(header_of(&probe, Field::Kk), None);
    let probe = table(&["KK", "Nama"], |_| vec![text("Ada"), text("Siti Aminah")]);
    let recognised = recognise(&probe);
    assert!(recognised.mapping(Field::Kk).is_none());
    assert!(recognised.doubts.contains(&Doubt::Denied { field: Field::Kk, header: text("KK") }));
}

#[test]
fn the_members_number_wins_over_the_managers() {
    let probe = table(&["NIK Pengurus", "NIK ART", "Nama Pengurus", "Nama ART"], |i| {
        vec![nik(i + 7), nik(i), text("SRI WAHYUNI"), text("AGUS WIBOWO")]
    });
    assert_eq!(header_of(&probe, Field::Nik).as_deref(), Some("NIK ART"));
    assert_eq!(header_of(&probe, Field::Name).as_deref(), Some("Nama ART"));
    assert!(recognise(&probe).doubts.iter().any(|doubt| matches!(doubt, Doubt::Rival { .. })));
}

#[test]
fn swapped_numbers_are_noticed() {
    let probe = table(&["NIK", "No KK", "Nama"], |i| vec![kk(i), nik(i), text("SLAMET")]);
    assert!(recognise(&probe).doubts.iter().any(|doubt| matches!(doubt, Doubt::Swapped { .. })));
    let probe = table(&["NIK", "No KK", "Nama"], |i| vec![nik(i), kk(i), text("SLAMET")]);
    assert!(recognise(&probe).doubts.is_empty());
}

#[test]
fn one_and_two_are_a_sex_only_with_the_nik() {
    let probe = table(&["a", "b", "nik", "nama"], |i| {
        vec![(i % 3 % 2 + 1).to_string(), (i % 2 + 1).to_string(), nik(i), text("SLAMET")]
    });
    let recognised = recognise(&probe);
    let sex = recognised.mapping(Field::Sex).expect("the second column goes with the NIK");
    assert_eq!(sex.columns, [1]);
    assert!(matches!(sex.evidence, Evidence::Values(share) if share > 0.9));
}

#[test]
fn a_column_without_a_header_is_told() {
    let probe = table(&["", "Nama"], |i| vec![nik(i), text("SLAMET")]);
    let recognised = recognise(&probe);
    assert!(recognised.mapping(Field::Nik).is_none());
    assert!(recognised.doubts.contains(&Doubt::NoHeader { field: Field::Nik, column: 1 }));
}

#[test]
fn the_heads_nik_is_not_the_members() {
    let headers = ["NIK Kepala Keluarga", "Nama Kepala Keluarga", "Nama"];
    let probe = table(&headers, |i| vec![nik(i), text("AGUS"), text("SITI")]);
    assert_eq!(header_of(&probe, Field::Nik), None);
    let probe = table(&headers[..2], |i| vec![nik(i), text("AGUS")]);
    assert_eq!(header_of(&probe, Field::Nik).as_deref(), Some("NIK Kepala Keluarga"));
    assert_eq!(header_of(&probe, Field::Name).as_deref(), Some("Nama Kepala Keluarga"));
}

#[test]
fn one_column_with_place_and_date_under_a_date_header() {
    let probe = table(&["Nama", "Tanggal Lahir"], |i| {
        vec![text("SITI"), format!("SRAGEN, {:02}-07-19{:02}", i % 28 + 1, 30 + i)]
    });
    assert_eq!(header_of(&probe, Field::PlaceAndDate).as_deref(), Some("Tanggal Lahir"));
}

#[test]
fn whole_addresses_under_a_header_of_rt_and_rw() {
    let probe = table(&["Nama", "ALAMAT RT/RW"], |i| {
        vec![text("SITI"), format!("DUSUN KIDUL RT {:03} RW 002", i % 9 + 1)]
    });
    assert_eq!(header_of(&probe, Field::Address).as_deref(), Some("ALAMAT RT/RW"));
    assert_eq!(header_of(&probe, Field::RtRw), None);
}

#[test]
fn day_month_and_year_side_by_side_are_a_birth_date() {
    let row = |i: usize| {
        vec![text("SITI"), (i % 31 + 1).to_string(), (i % 12 + 1).to_string(), (2004 + i % 15).to_string()]
    };
    for headers in [["Nama", "Tgl", "Bln", "Thn Lahir"], ["Nama", "Tanggal", "Bulan", "Tahun"]] {
        let probe = table(&headers, row);
        let found = |field| header_of(&probe, field);
        assert_eq!(found(Field::BirthDay).as_deref(), Some(headers[1]));
        assert_eq!(found(Field::BirthMonth).as_deref(), Some(headers[2]));
        assert_eq!(found(Field::BirthYear).as_deref(), Some(headers[3]));
        assert_eq!((found(Field::Period), found(Field::Age)), (None, None));
    }
    // A payment's month and year stay a period.
    let probe =
        table(&["Nama", "Bulan", "Tahun"], |i| vec![text("SITI"), (i % 12 + 1).to_string(), text("2024")]);
    assert_eq!(header_of(&probe, Field::Period).as_deref(), Some("Bulan"));
    assert_eq!(header_of(&probe, Field::BirthYear), None);
}

#[test]
fn a_list_of_mothers_is_about_them() {
    for name in ["Nama Ibu", "NAMA IBU RUMAH TANGGA"] {
        let headers = [name, "NIK Ibu", "Nama Suami"];
        let probe = table(&headers, |i| vec![text("SITI AMINAH"), nik(i), text("SLAMET")]);
        assert_eq!(header_of(&probe, Field::Name).as_deref(), Some(name));
        assert_eq!(header_of(&probe, Field::Nik).as_deref(), Some("NIK Ibu"));
    }
    let probe = table(&["Nama Anak", "Nama Ibu", "NIK Ibu"], |i| vec![text("ALI"), text("SITI"), nik(i)]);
    assert_eq!(header_of(&probe, Field::Mother).as_deref(), Some("Nama Ibu"));
    assert_eq!(header_of(&probe, Field::Nik), None);
}

#[test]
fn a_nik_is_known_under_the_header_of_a_key() {
    let probe = table(&["id_penduduk", "nama"], |i| vec![nik(i), text("SLAMET")]);
    assert_eq!(header_of(&probe, Field::Nik).as_deref(), Some("id_penduduk"));
}

#[test]
fn a_place_under_a_header_of_birth() {
    let probe = table(&["Nama", "Lahir di", "tgl lhr"], |i| {
        vec![text("SITI AMINAH"), text("SRAGEN"), format!("{:02}/03/{}", i % 28 + 1, 1950 + i)]
    });
    assert_eq!(header_of(&probe, Field::BirthPlace).as_deref(), Some("Lahir di"));
    assert_eq!(header_of(&probe, Field::BirthDate).as_deref(), Some("tgl lhr"));
}
