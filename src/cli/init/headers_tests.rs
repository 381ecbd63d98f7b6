//! Is every way of writing a header read right, and nothing taken for what it is not?

use super::{Meaning, Part, SYNONYMS, extras, read};
use crate::record::Field;

#[track_caller]
fn check(header: &str, expected: Option<Meaning>) {
    assert_eq!(read(header).map(|reading| reading.meaning), expected, "{header}");
}

#[track_caller]
fn check_field(headers: &[&str], field: Field) {
    for header in headers {
        check(header, Some(Meaning::Field(field)));
    }
}

#[track_caller]
fn check_extra(header: &str, name: &str) {
    match read(header).map(|reading| reading.meaning) {
        Some(Meaning::Extra(place)) => assert_eq!(extras()[place].name, name, "{header}"),
        other => panic!("{header}: {other:?}"),
    }
}

#[test]
fn the_table_parses_whole() {
    let text = include_str!("../../../assets/header_synonyms.tsv");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, list) = line.split_once('\t').unwrap_or_else(|| panic!("{line}"));
        let first = list.split('|').next().unwrap();
        assert!(SYNONYMS.known.contains_key(first), "{name} is not understood");
        let clean = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        for header in list.split('|') {
            assert!(!header.is_empty() && header.bytes().all(clean), "{name}: {header:?}");
        }
    }
}

#[test]
fn no_header_has_two_meanings() {
    let mut seen = std::collections::BTreeMap::new();
    let text = include_str!("../../../assets/header_synonyms.tsv");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, list) = line.split_once('\t').unwrap();
        for header in list.split('|') {
            if let Some(earlier) = seen.insert(header, name) {
                assert_eq!(earlier, name, "{header}");
            }
        }
    }
}

#[test]
fn the_person() {
    check_field(
        &[
            "NIK",
            "No. KTP",
            "NIK Pengurus",
            "nik_art",
            "NO_NIK_PENERIMA",
            "Nomor Induk Kependudukan (16 digit)",
        ],
        Field::Nik,
    );
    check_field(
        &["nomorIndukKependudukan", "1. NIK", "f_nik", "NIK (PENGURUS/ART)", "NIK Siswa"],
        Field::Nik,
    );
    check_field(&["No KK", "Nomor Kartu Keluarga", "NO.KK", "noKK", "nomor_kk", "KK"], Field::Kk);
    check_field(
        &["Nama", "NAMA LENGKAP", "nm_penerima", "NM_LENGKAP", "Nama Penerima Manfaat", "NMPST", "full name"],
        Field::Name,
    );
    check_field(
        &["Nama Lengkap Anak", "Nama Peserta Didik", "NAMA_KPM", "Nama Siswa", "NmPenerima"],
        Field::Name,
    );
    check_field(&["nama_perbaikan", "Perbaikan Nama"], Field::NameCorrection);
}

#[test]
fn the_family_of_the_person() {
    check_field(&["Nama Ibu Kandung", "NM_IBU", "namagadis_ibukandung", "Ibu Kandung"], Field::Mother);
    check_field(&["Nama Gadis Ibu Kandung", "mother's maiden name"], Field::Mother);
    check_field(&["Nama Ayah", "DATA AYAH NAMA"], Field::Father);
    check_field(&["Nama Wali", "Nama Orang Tua/Wali", "Nama Ayah/Ibu"], Field::Guardian);
    check_field(&["Nama_KRT", "Nama Kepala Keluarga", "NAMA KK", "Kepala Rumah Tangga"], Field::Head);
    check_field(
        &["Hub_KRT", "Hubkel", "hubungan_dengan_KK", "Status Hubungan Dalam Keluarga", "Hubungan Keluarga"],
        Field::Relation,
    );
}

#[test]
fn another_persons_values_are_not_the_persons() {
    for header in [
        "NIK Ayah",
        "Tahun Lahir Ayah",
        "Tanggal Lahir Ibu",
        "Nama Bank",
        "Nama Sekolah",
        "Nama Pendamping",
        "Tanggal Masuk",
        "Tgl Daftar",
        "Pekerjaan Ayah",
        "Jumlah ART",
        "Status Perkawinan",
        "NIK_perbaikan",
        "No",
        "Rekening Atas Nama",
        "Penerima KIP",
        "Alamat Sekolah",
    ] {
        check(header, Some(Meaning::Other));
    }
    check("NIK Kepala Keluarga", Some(Meaning::Part(Part::NikOfHead)));
    check("NIK KK", Some(Meaning::Part(Part::NikOfHead)));
}

#[test]
fn birth_and_sex() {
    check_field(
        &["Tanggal Lahir", "TGL_LHR", "TGLLHRPST", "tglLahir", "Tgl. Lahir Anak", "DOB"],
        Field::BirthDate,
    );
    check_field(&["Tanggal Lahir (dd/mm/yyyy)", "date_of_birth", "TglLahir"], Field::BirthDate);
    check_field(&["Tempat Lahir", "TmpLahir", "TMPLHR", "Kabupaten Lahir"], Field::BirthPlace);
    check_field(
        &["TTL", "Tempat/Tgl Lahir", "Tempat, Tanggal Lahir", "TEMPAT DAN TANGGAL LAHIR"],
        Field::PlaceAndDate,
    );
    check_field(&["Usia", "UMUR (TH)", "age"], Field::Age);
    check_field(&["Tahun Lahir", "thn_lahir"], Field::BirthYear);
    check_field(&["JK", "L/P", "JnsKel", "Jenis Kelamin", "JENKEL", "jk (L/P)", "gender"], Field::Sex);
}

#[test]
fn places() {
    check_field(&["Alamat", "ALAMAT_KTP", "Alamat Domisili", "alamat lengkap"], Field::Address);
    check_field(&["RT", "NO_RT", "Alamat RT"], Field::Rt);
    check_field(&["RW"], Field::Rw);
    check_field(&["RT/RW", "RT-RW"], Field::RtRw);
    check_field(
        &["desa_kelurahan", "Kelurahan/Desa", "NM_DESA", "Nama Desa/Kelurahan", "Kel."],
        Field::Village,
    );
    check_field(&["Kecamatan", "NMKEC", "nama_kecamatan"], Field::District);
    check_field(&["Kab/Kota", "nama_kabupaten_kota", "KABUPATEN"], Field::Regency);
    check_field(&["Provinsi", "nama_provinsi"], Field::Province);
    check_field(&["kode_kemdagri", "Kode Wilayah", "kode desa/kelurahan"], Field::VillageCode);
    check("KDKEC", Some(Meaning::Part(Part::CodeOfDistrict)));
    check("KDDESA", Some(Meaning::Part(Part::CodeOfVillage)));
}

#[test]
fn the_programme() {
    check_field(
        &["Nominal", "Jumlah Bantuan", "NILAI BANTUAN (RP)", "Jumlah (Rp)", "Besaran Bantuan"],
        Field::Amount,
    );
    check_field(&["Tahap", "PERIODE", "Periode Salur"], Field::Period);
    check_field(&["desil_kesejahteraan", "Desil"], Field::Decile);
    check_field(&["Status", "Status Penerima"], Field::Status);
    check_field(&["Pekerjaan", "PEKERJAAN_ART"], Field::Occupation);
    check_field(&["Komponen", "KOMPONEN PKH"], Field::Component);
    check_field(&["Tgl Meninggal", "keterangan_meninggal"], Field::Deceased);
    check_extra("No Peserta PKH", "no_pkh");
    check_extra("Nomor KKS", "no_kks");
    check_extra("PSNOKA", "noka_bpjs");
    check_extra("Nomor Kartu BPJS", "noka_bpjs");
    check_extra("No. HP", "phone");
    check_extra("soc_sec_id", "ssn");
    check_extra("NISN", "nisn");
    check_extra("Nomor Rekening Bank", "rekening");
}

#[test]
fn typing_errors_are_forgiven_where_nothing_else_is_near() {
    check_field(&["Tangal Lahir", "TANGGAL LAHR"], Field::BirthDate);
    check_field(&["Kecamtan"], Field::District);
    check_field(&["Jenis Kelamn"], Field::Sex);
    check("Zxqw", None);
    check("F01", None);
    check("", None);
}

#[test]
fn parts_of_foreign_lists() {
    check("given_name", Some(Meaning::Part(Part::GivenName)));
    check("surname", Some(Meaning::Part(Part::Surname)));
    check("first name", Some(Meaning::Part(Part::GivenName)));
    check("street_number", Some(Meaning::Part(Part::StreetNumber)));
    check("address_2", Some(Meaning::Part(Part::StreetSecond)));
    check_field(&["address_1"], Field::Address);
    check_field(&["rec_id"], Field::UniqueKey);
    check_extra("postcode", "postcode");
    check_extra("suburb", "suburb");
    check_extra("city", "city");
    for header in ["fname_c1", "fname_c2", "FIRST_NM", "name_first"] {
        check(header, Some(Meaning::Part(Part::GivenName)));
    }
    check_field(&["dob", "DOB", "geburtsdatum"], Field::BirthDate);
    check_field(&["by"], Field::BirthYear);
    check_field(&["bm"], Field::BirthMonth);
    check_field(&["bd"], Field::BirthDay);
    for header in ["cluster", "ent_id", "simulant_id"] {
        check(header, Some(Meaning::Part(Part::Truth)));
    }
}

#[test]
fn a_header_may_begin_with_its_owner() {
    check_extra("mailing_address_city", "city");
    check_extra("mailing_address_zipcode", "postcode");
    check_field(&["mailing_address_street_name", "home_address", "mailing_address"], Field::Address);
    check("mailing_address_po_box", Some(Meaning::Part(Part::StreetSecond)));
    check("patient_first_name", Some(Meaning::Part(Part::GivenName)));
    check_extra("employer_name", "employer");
    check_extra("res_city_desc", "city");
    check_extra("postcode_clean", "postcode");
    check("first_name_std", Some(Meaning::Part(Part::GivenName)));
    check("email_opt_in", Some(Meaning::Other));
    for header in ["employer_id", "employer_city", "spouse_first_name", "dependent_1_ssn", "spouse_ssn"] {
        check(header, Some(Meaning::Other));
    }
}

#[test]
fn a_twin_column_ranks_below_the_first() {
    let first = read("NIK").unwrap();
    let second = read("NIK (2)").unwrap();
    assert_eq!(first.meaning, second.meaning);
    assert!(second.confidence < first.confidence);
}

#[test]
fn headers_of_village_offices() {
    check_field(&["No. Identitas", "NIK/No. KTP", "No Induk Kependudukan", "ID_NIK", "nik_16"], Field::Nik);
    check_field(
        &["nm lgkp", "NAMA PESERTA PBI", "Nama KPM PKH", "Nama Penerima KPM BPNT", "nama_warga"],
        Field::Name,
    );
    check_field(&["Nama (sesuai KTP)", "Nama Pengurus/KPM", "Full Name of Beneficiary"], Field::Name);
    check_field(&["jns_klmn", "J. Kelamin", "Jns. Kel.", "Gender (L/P)"], Field::Sex);
    check_field(&["Tgl. Lahir", "lahir_tgl", "Tanggal Lhr", "tgl lhr"], Field::BirthDate);
    check_field(&["T.T.L", "tmp_tgl_lahir"], Field::PlaceAndDate);
    check_field(&["No. K.K", "no kartu kel", "kk_no"], Field::Kk);
    check_field(&["ibu kdg", "Nama Ibu Kdg", "Name of Mother"], Field::Mother);
    check_field(&["ds", "Desa/Kel.", "Kel/Desa"], Field::Village);
    check_field(&["kcmtn", "Kec.", "sub_district"], Field::District);
    check_field(&["Thp", "tahap_ke", "Tahap Salur"], Field::Period);
    check_field(&["Total Diterima", "Besar Bantuan (Rp)", "Jml Bantuan"], Field::Amount);
    for header in ["Nama Suami", "Tanggal Penyaluran", "Kode Bank", "Nama Ketua Kelompok", "Kelompok Umur"] {
        check(header, Some(Meaning::Other));
    }
}

#[test]
fn headers_of_an_unrelated_generator() {
    check_field(&["Nama Orang Tua (Ibu)", "NM ORTU IBU"], Field::Mother);
    check_field(&["NAMA IBU RUMAH TANGGA", "NAMA IBU HAMIL", "Nama Balita"], Field::Name);
    check_field(&["TANGGAL/BULAN/TAHUN LAHIR", "Tgl/Bln/Thn Lahir"], Field::BirthDate);
    check_field(&["Alamat (Jalan/Dusun)", "Jalan/Dusun", "DOMISILI", "Alamat Tmpt Tinggal"], Field::Address);
    for header in ["NIK IBU", "Data Ibu NIK"] {
        check(header, Some(Meaning::Part(Part::NikOfMother)));
    }
}
