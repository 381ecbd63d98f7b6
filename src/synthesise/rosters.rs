//! Which rosters are written, with what columns, in what file, and how carelessly? This file is one table, an
//! entry a roster: headers as in the exports of domain 7, defect rates as in domain 1.3, 8 and 9. Who is on a roster
//! is for `coverage`.

use super::misdate::{DateForm, DateHabits};
use super::misnumber::NikHabits;
use super::misspell::{Case, NameHabits};

/// What a column of a roster holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Running number within the file.
    Number,
    /// The roster's own row key.
    Key(KeyForm),
    /// The household's number in the base register.
    HouseholdKey,
    Nik,
    Kk,
    Name,
    /// The name as it fits on a card.
    PrintedName(usize),
    Mother,
    Father,
    Head,
    BirthPlace,
    Birth(DateForm),
    /// Place and date in one cell.
    PlaceAndDate(DateForm),
    /// Years; with the word behind them.
    Age,
    AgeInWords,
    Sex(SexForm),
    /// 1 head, 2 spouse, 3 child ...
    RelationCode,
    RelationName,
    /// Hamlet or street alone; RT and RW stand in their own columns.
    Street,
    /// Hamlet or street with RT and RW.
    Address,
    Rt,
    Rw,
    RtRw,
    Hamlet,
    Village,
    /// With "Kec. " before.
    District(&'static str),
    /// With "KAB. " or what the roster has before; a city has "KOTA " always.
    Regency(&'static str),
    Province,
    VillageCode,
    Amount,
    Job,
    Percentile,
    Decile,
    Disability,
    PregnantCount,
    ToddlerCount,
    PupilCount(i16, i16),
    ElderlyCount,
    DisabledCount,
    ComponentCount,
    MemberCount,
    /// Number of the PKH family, where the household has one.
    PkhNumber,
    CareHome,
    Died,
    School,
    Class,
    /// A word of a list in `words.tsv`.
    Word(&'static str),
    /// One of a few words.
    OneOf(&'static [&'static str]),
    Text(&'static str),
    /// So many random digits.
    Digits(u32),
    /// The person's bank account, so many digits; now and then a newer one.
    Account(u32),
}

/// How a roster numbers its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyForm {
    /// So many digits, the regency's code first.
    Regional(u32),
    /// So many digits.
    Digits(u32),
    /// A word, a slash, digits.
    Slashed(&'static str),
}

/// How sex is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SexForm {
    OneTwo,
    Letters,
    Words,
    /// PRIA, WANITA.
    OldWords,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileForm {
    Utf8 {
        delimiter: char,
        mark: bool,
        crlf: bool,
    },
    Windows {
        delimiter: char,
    },
    Utf16 {
        delimiter: char,
    },
    /// XLSX while the rows fit in a sheet, else comma-separated.
    Workbook,
}

impl FileForm {
    /// The same with another delimiter.
    pub(super) fn with(self, delimiter: char) -> FileForm {
        match self {
            FileForm::Utf8 { mark, crlf, .. } => FileForm::Utf8 { delimiter, mark, crlf },
            FileForm::Windows { .. } => FileForm::Windows { delimiter },
            FileForm::Utf16 { .. } => FileForm::Utf16 { delimiter },
            FileForm::Workbook => FileForm::Workbook,
        }
    }

    /// Between cells; none in a workbook.
    pub(super) fn delimiter(self) -> Option<char> {
        match self {
            FileForm::Utf8 { delimiter, .. }
            | FileForm::Windows { delimiter }
            | FileForm::Utf16 { delimiter } => Some(delimiter),
            FileForm::Workbook => None,
        }
    }
}

/// What stands under the last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Footer {
    None,
    /// A row with the sum of the amounts.
    Total,
    /// The sum, then who signs.
    TotalAndSignature,
}

/// In which order rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowOrder {
    /// By village, then by name.
    VillageAndName,
    /// By village, then as they came in.
    Village,
    /// As they came in.
    Arrival,
}

/// How a roster's clerks work; probabilities unless said otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// Years before the night that most rows were taken down.
    pub(super) age: f64,
    /// A row entered twice.
    pub(super) twice: f64,
    pub(super) nik: NikHabits,
    pub(super) kk_missing: f64,
    pub(super) kk_mistyped: f64,
    pub(super) name: NameHabits,
    pub(super) mother_missing: f64,
    pub(super) birth: DateHabits,
    pub(super) sex_missing: f64,
    pub(super) sex_wrong: f64,
    /// A slip in a village's or district's name.
    pub(super) place_misspelt: f64,
    pub(super) rt_missing: f64,
    /// RT/RW turned into a date by a spreadsheet.
    pub(super) rt_dated: f64,
}

/// One roster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roster {
    /// File stem, and so the roster's name.
    pub(super) name: &'static str,
    /// File ending for text files.
    pub(super) ending: &'static str,
    pub(super) file: FileForm,
    /// Title lines above the header.
    pub(super) titles: &'static [&'static str],
    /// Group headings above the header, by column, where the header has two rows.
    pub(super) groups: &'static [(usize, &'static str)],
    pub(super) columns: &'static [(&'static str, Cell)],
    /// Columns written once a group and left blank below.
    pub(super) fill_down: &'static [usize],
    /// The header again where the district changes.
    pub(super) header_again: bool,
    pub(super) footer: Footer,
    pub(super) order: RowOrder,
    /// Rupiah a payment: lowest, highest, step.
    pub(super) amount: (u64, u64, u64),
    pub(super) habits: Habits,
}

/// Indices into [`ROSTERS`].
pub(super) mod place {
    pub(in crate::synthesise) const BDT: usize = 0;
    pub(in crate::synthesise) const PKH: usize = 1;
    pub(in crate::synthesise) const SEMBAKO: usize = 2;
    pub(in crate::synthesise) const PBI: usize = 3;
    pub(in crate::synthesise) const PIP: usize = 4;
    pub(in crate::synthesise) const BLT: usize = 5;
    pub(in crate::synthesise) const LKSA: usize = 6;
    pub(in crate::synthesise) const ATENSI: usize = 7;
    pub(in crate::synthesise) const KUBE: usize = 8;
    pub(in crate::synthesise) const CARD: usize = 9;
    pub(in crate::synthesise) const DEATHS: usize = 10;
    pub(in crate::synthesise) const CIVIL: usize = 11;
}

const NIK: NikHabits = NikHabits {
    missing: 0.08,
    dummy: 0.006,
    relative: 0.01,
    card: 0.003,
    scientific: 0.0,
    fifteen: 0.0,
    mistyped: 0.025,
    length: 0.006,
    second: 0.5,
    dressed: 0.01,
    apostrophe: false,
};

const NAMES: NameHabits = NameHabits {
    spelling: 0.09,
    abbreviation: 0.3,
    slip: 0.03,
    dropped: 0.02,
    added: 0.006,
    turned: 0.01,
    joined: 0.03,
    titled: 0.2,
    nickname: 0.03,
    patronymic: 0.004,
    width: 0,
    case: Case::Upper,
};

const DATES: DateHabits = DateHabits {
    missing: 0.005,
    swapped: 0.02,
    year_off: 0.02,
    mistyped: 0.02,
    placeholder: 0.01,
    other_form: None,
};

const USUAL: Habits = Habits {
    age: 1.0,
    twice: 0.01,
    nik: NIK,
    kk_missing: 0.03,
    kk_mistyped: 0.015,
    name: NAMES,
    mother_missing: 0.06,
    birth: DATES,
    sex_missing: 0.005,
    sex_wrong: 0.006,
    place_misspelt: 0.012,
    rt_missing: 0.04,
    rt_dated: 0.0,
};

/// All rosters, in the order of [`place`].
pub(super) const ROSTERS: [Roster; 12] =
    [BDT, PKH, SEMBAKO, PBI, PIP, BLT, LKSA, ATENSI, KUBE, CARD, DEATHS, CIVIL];

const BDT: Roster = Roster {
    name: "bdt",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ';', mark: false, crlf: true },
    titles: &[],
    groups: &[],
    columns: &[
        ("IDBDT", Cell::HouseholdKey),
        ("IDARTBDT", Cell::Key(KeyForm::Regional(18))),
        ("Provinsi", Cell::Province),
        ("Kabupaten", Cell::Regency("")),
        ("Kecamatan", Cell::District("")),
        ("Desa", Cell::Village),
        ("Alamat", Cell::Address),
        ("Nama", Cell::Name),
        ("JnsKel", Cell::Sex(SexForm::OneTwo)),
        ("TmpLahir", Cell::BirthPlace),
        ("TglLahir", Cell::Birth(DateForm::Slashes)),
        ("Umur", Cell::Age),
        ("Hub_KRT", Cell::RelationCode),
        ("NIK", Cell::Nik),
        ("NoKK", Cell::Kk),
        ("namagadis_ibukandung", Cell::Mother),
        ("Jenis_cacat", Cell::Disability),
        ("NoPesertaPKH", Cell::PkhNumber),
        ("percentile", Cell::Percentile),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Village,
    amount: (0, 0, 1),
    habits: Habits {
        age: 4.0,
        twice: 0.012,
        nik: NikHabits { missing: 0.11, dummy: 0.012, relative: 0.02, mistyped: 0.035, ..NIK },
        name: NameHabits {
            spelling: 0.12,
            abbreviation: 0.35,
            titled: 0.1,
            nickname: 0.08,
            slip: 0.04,
            ..NAMES
        },
        birth: DateHabits { placeholder: 0.03, year_off: 0.03, ..DATES },
        mother_missing: 0.12,
        ..USUAL
    },
};

const PKH: Roster = Roster {
    name: "pkh",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ',', mark: false, crlf: false },
    titles: &[],
    groups: &[],
    columns: &[
        ("No Peserta PKH", Cell::PkhNumber),
        ("nama_penerima", Cell::Name),
        ("nik", Cell::Nik),
        ("no_kk", Cell::Kk),
        ("tgl_lahir", Cell::Birth(DateForm::YearFirst)),
        ("umur", Cell::Age),
        ("art", Cell::MemberCount),
        ("hamil", Cell::PregnantCount),
        ("aud", Cell::ToddlerCount),
        ("sd", Cell::PupilCount(7, 12)),
        ("smp", Cell::PupilCount(13, 15)),
        ("sma", Cell::PupilCount(16, 18)),
        ("disabil", Cell::DisabledCount),
        ("lansia", Cell::ElderlyCount),
        ("jml_komponen", Cell::ComponentCount),
        ("tahap", Cell::OneOf(&["1", "2", "3", "4"])),
        ("nominal", Cell::Amount),
        ("status", Cell::OneOf(&["AKTIF", "AKTIF", "AKTIF", "AKTIF", "AKTIF", "GRADUASI"])),
        ("nama_ibu_kandung", Cell::Mother),
        ("alamat", Cell::Street),
        ("rt", Cell::Rt),
        ("rw", Cell::Rw),
        ("kelurahan", Cell::Village),
        ("kecamatan", Cell::District("")),
        ("kabupaten", Cell::Regency("KAB. ")),
        ("provinsi", Cell::Province),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::VillageAndName,
    amount: (225_000, 1_500_000, 75_000),
    habits: Habits {
        nik: NikHabits { missing: 0.07, apostrophe: true, relative: 0.015, ..NIK },
        name: NameHabits { nickname: 0.03, ..NAMES },
        ..USUAL
    },
};

const SEMBAKO: Roster = Roster {
    name: "sembako",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: '|', mark: false, crlf: true },
    titles: &["DAFTAR KELUARGA PENERIMA MANFAAT PROGRAM SEMBAKO"],
    groups: &[],
    columns: &[
        ("No KKS", Cell::Key(KeyForm::Digits(16))),
        ("No Rekening", Cell::Account(10)),
        ("Nama Pengurus", Cell::Name),
        ("NIK Pengurus", Cell::Nik),
        ("No KK", Cell::Kk),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tanggal Lahir", Cell::Birth(DateForm::Long)),
        ("Nama Gadis Ibu Kandung", Cell::Mother),
        ("No Peserta PKH", Cell::PkhNumber),
        ("Nama Kepala Keluarga", Cell::Head),
        ("Alamat", Cell::Address),
        ("Desa/Kelurahan", Cell::Village),
        ("Kecamatan", Cell::District("")),
        ("Kabupaten/Kota", Cell::Regency("KAB. ")),
        ("Kode Wilayah", Cell::VillageCode),
        ("Tahap", Cell::OneOf(&["I", "II", "III", "IV"])),
        ("Nominal", Cell::Amount),
        ("Status", Cell::OneOf(&["BERHASIL", "BERHASIL", "BERHASIL", "GAGAL BUREKOL"])),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Village,
    amount: (200_000, 600_000, 200_000),
    habits: Habits {
        age: 2.0,
        nik: NikHabits { relative: 0.025, mistyped: 0.03, ..NIK },
        name: NameHabits { width: 25, slip: 0.035, ..NAMES },
        ..USUAL
    },
};

const PBI: Roster = Roster {
    name: "pbi_jkn",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ',', mark: true, crlf: true },
    titles: &[],
    groups: &[],
    columns: &[
        ("PSNOKA", Cell::Key(KeyForm::Digits(13))),
        ("NAMA", Cell::Name),
        ("NMCETAK", Cell::PrintedName(20)),
        ("JENKEL", Cell::Sex(SexForm::Letters)),
        ("TMPLHR", Cell::BirthPlace),
        ("TGLLHR", Cell::Birth(DateForm::WithTime)),
        ("NIK", Cell::Nik),
        ("NOKK", Cell::Kk),
        ("FLAGTANGGUNGAN", Cell::RelationName),
        ("NAMA_IBU_KANDUNG", Cell::Mother),
        ("ALAMAT", Cell::Street),
        ("RT", Cell::Rt),
        ("RW", Cell::Rw),
        ("KELURAHAN", Cell::Village),
        ("KECAMATAN", Cell::District("")),
        ("KABUPATEN", Cell::Regency("KAB. ")),
        ("PROVINSI", Cell::Province),
        ("SEGMEN", Cell::Text("PBI APBN")),
        ("BULAN", Cell::OneOf(&["6", "7"])),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Arrival,
    amount: (0, 0, 1),
    habits: Habits {
        age: 2.5,
        twice: 0.015,
        nik: NikHabits { missing: 0.075, relative: 0.03, mistyped: 0.03, dummy: 0.012, ..NIK },
        name: NameHabits { width: 30, titled: 0.08, ..NAMES },
        mother_missing: 0.25,
        birth: DateHabits { swapped: 0.03, ..DATES },
        ..USUAL
    },
};

const PIP: Roster = Roster {
    name: "pip",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ';', mark: false, crlf: false },
    titles: &[
        "Daftar Peserta Didik",
        "Penerima Program Indonesia Pintar",
        "Tanggal Unduh: 2026-06-30 08:12:44",
    ],
    groups: &[(21, "Data Ayah"), (24, "Data Ibu")],
    columns: &[
        ("No", Cell::Number),
        ("Nama", Cell::Name),
        ("NIPD", Cell::Digits(5)),
        ("JK", Cell::Sex(SexForm::Letters)),
        ("NISN", Cell::Key(KeyForm::Digits(10))),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tanggal Lahir", Cell::Birth(DateForm::YearFirst)),
        ("NIK", Cell::Nik),
        ("Agama", Cell::OneOf(&["Islam", "Islam", "Islam", "Kristen", "Katholik", "Hindu"])),
        ("Alamat", Cell::Street),
        ("RT", Cell::Rt),
        ("RW", Cell::Rw),
        ("Dusun", Cell::Hamlet),
        ("Kelurahan", Cell::Village),
        ("Kecamatan", Cell::District("Kec. ")),
        ("Kabupaten", Cell::Regency("Kab. ")),
        ("Kode Pos", Cell::Digits(5)),
        ("Jenis Tinggal", Cell::OneOf(&["Bersama orang tua", "Bersama orang tua", "Wali"])),
        ("Alat Transportasi", Cell::OneOf(&["Jalan kaki", "Sepeda", "Sepeda motor"])),
        ("Telepon", Cell::Text("")),
        ("Penerima KPS", Cell::OneOf(&["Ya", "Tidak"])),
        ("Nama", Cell::Father),
        ("Tahun Lahir", Cell::Text("")),
        ("Pekerjaan", Cell::Word("job")),
        ("Nama", Cell::Mother),
        ("Tahun Lahir", Cell::Text("")),
        ("Pekerjaan", Cell::Word("job")),
        ("Rombel Saat Ini", Cell::Class),
        ("Sekolah", Cell::School),
        ("Penerima KIP", Cell::Text("Ya")),
        ("Bank", Cell::Word("bank")),
        ("Nomor Rekening Bank", Cell::Account(12)),
        ("Layak PIP (usulan dari sekolah)", Cell::Text("Ya")),
        (
            "Alasan Layak PIP",
            Cell::OneOf(&["Pemegang PKH/KPS/KKS", "Siswa Miskin/Rentan Miskin", "Yatim Piatu"]),
        ),
        ("Nominal", Cell::Amount),
        ("No KK", Cell::Kk),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::VillageAndName,
    amount: (450_000, 1_800_000, 450_000),
    habits: Habits {
        age: 1.0,
        nik: NikHabits { missing: 0.14, relative: 0.015, ..NIK },
        kk_missing: 0.25,
        name: NameHabits { case: Case::Title, titled: 0.0, abbreviation: 0.25, ..NAMES },
        mother_missing: 0.02,
        ..USUAL
    },
};

const BLT: Roster = Roster {
    name: "blt_dd",
    ending: "csv",
    file: FileForm::Windows { delimiter: ';' },
    titles: &["DAFTAR PENERIMA BANTUAN LANGSUNG TUNAI DANA DESA", "TAHUN ANGGARAN 2026", ""],
    groups: &[],
    columns: &[
        ("No", Cell::Number),
        ("Kecamatan", Cell::District("")),
        ("Desa", Cell::Village),
        ("Nama Penerima", Cell::Name),
        ("L/P", Cell::Sex(SexForm::Letters)),
        ("Umur", Cell::Age),
        ("NIK", Cell::Nik),
        ("No KK", Cell::Kk),
        ("Dusun", Cell::Hamlet),
        ("RT/RW", Cell::RtRw),
        ("Pekerjaan", Cell::Job),
        ("Kabupaten", Cell::Regency("")),
        ("No Rek", Cell::Account(10)),
        ("Jumlah", Cell::Amount),
    ],
    fill_down: &[1, 2],
    header_again: true,
    footer: Footer::TotalAndSignature,
    order: RowOrder::Village,
    amount: (300_000, 900_000, 300_000),
    habits: Habits {
        age: 0.5,
        twice: 0.006,
        nik: NikHabits { missing: 0.38, scientific: 0.14, dummy: 0.02, relative: 0.02, ..NIK },
        kk_missing: 0.12,
        name: NameHabits { nickname: 0.08, titled: 0.3, dropped: 0.03, case: Case::Mixed, ..NAMES },
        place_misspelt: 0.0,
        rt_missing: 0.02,
        rt_dated: 0.06,
        ..USUAL
    },
};

const LKSA: Roster = Roster {
    name: "lksa",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ',', mark: true, crlf: true },
    titles: &["DATA ANAK ASUH", "LEMBAGA KESEJAHTERAAN SOSIAL ANAK", "KEADAAN JUNI 2026", ""],
    groups: &[],
    columns: &[
        ("No", Cell::Number),
        ("NIK", Cell::Nik),
        ("Nama Anak", Cell::Name),
        ("Jenis Kelamin", Cell::Sex(SexForm::Words)),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tanggal Lahir", Cell::Birth(DateForm::Dashes)),
        ("Usia", Cell::AgeInWords),
        ("Pendidikan", Cell::Class),
        ("Kategori", Cell::Word("care_kind")),
        ("Status", Cell::OneOf(&["Aktif", "Aktif", "Aktif", "Reunifikasi"])),
        ("Nama Ibu", Cell::Mother),
        ("Nama Sekolah", Cell::School),
        ("No KK", Cell::Kk),
        ("Nama LKSA", Cell::CareHome),
        ("Kecamatan", Cell::District("")),
        ("Kabupaten/Kota", Cell::Regency("Kabupaten ")),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Arrival,
    amount: (0, 0, 1),
    habits: Habits {
        age: 0.5,
        nik: NikHabits { missing: 0.6, ..NIK },
        kk_missing: 0.15,
        name: NameHabits { case: Case::Title, titled: 0.0, dropped: 0.03, nickname: 0.0, ..NAMES },
        mother_missing: 0.25,
        birth: DateHabits { missing: 0.03, placeholder: 0.02, ..DATES },
        ..USUAL
    },
};

const ATENSI: Roster = Roster {
    name: "atensi",
    ending: "tsv",
    file: FileForm::Utf8 { delimiter: '\t', mark: false, crlf: false },
    titles: &[],
    groups: &[],
    columns: &[
        ("No Registrasi", Cell::Key(KeyForm::Slashed("ATENSI"))),
        ("NIK", Cell::Nik),
        ("Nama PM", Cell::Name),
        ("Jenis Kelamin", Cell::Sex(SexForm::Words)),
        ("Tempat, Tanggal Lahir", Cell::PlaceAndDate(DateForm::Dashes)),
        ("Nama Ibu Kandung", Cell::Mother),
        ("Alamat Lengkap", Cell::Address),
        ("Desa/Kelurahan", Cell::Village),
        ("Kecamatan", Cell::District("Kec. ")),
        ("Kabupaten/Kota", Cell::Regency("Kab. ")),
        ("Provinsi", Cell::Province),
        ("Klaster", Cell::OneOf(&["Anak", "Lanjut Usia", "Penyandang Disabilitas", "Tuna Sosial"])),
        ("Jenis Layanan", Cell::OneOf(&["Permakanan", "Alat bantu", "YAPI", "Rehabilitasi"])),
        ("Nilai Bantuan", Cell::Amount),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Arrival,
    amount: (300_000, 2_400_000, 300_000),
    habits: Habits {
        nik: NikHabits { missing: 0.22, card: 0.02, ..NIK },
        name: NameHabits { case: Case::Title, ..NAMES },
        birth: DateHabits { other_form: Some((DateForm::Long, 0.2)), ..DATES },
        ..USUAL
    },
};

const KUBE: Roster = Roster {
    name: "kube",
    ending: "txt",
    file: FileForm::Utf16 { delimiter: '\t' },
    titles: &["KELOMPOK USAHA BERSAMA (KUBE) - DATA ANGGOTA"],
    groups: &[],
    columns: &[
        ("No", Cell::Number),
        ("Nama KUBE", Cell::Word("venture")),
        ("Nama Anggota", Cell::Name),
        ("NIK", Cell::Nik),
        ("No. KK", Cell::Kk),
        ("Jenis Kelamin", Cell::Sex(SexForm::OldWords)),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tgl Lahir", Cell::Birth(DateForm::Short)),
        ("Alamat", Cell::Street),
        ("RT/RW", Cell::RtRw),
        ("Desa/Kel", Cell::Village),
        ("Kecamatan", Cell::District("KEC. ")),
        ("Kab/Kota", Cell::Regency("KABUPATEN ")),
        ("Jabatan", Cell::OneOf(&["ANGGOTA", "ANGGOTA", "ANGGOTA", "KETUA", "BENDAHARA"])),
        ("Jumlah Bantuan", Cell::Amount),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::Total,
    order: RowOrder::Village,
    amount: (1_000_000, 2_000_000, 500_000),
    habits: Habits {
        age: 2.0,
        nik: NikHabits { missing: 0.12, scientific: 0.03, dressed: 0.06, ..NIK },
        name: NameHabits { titled: 0.4, case: Case::Mixed, ..NAMES },
        birth: DateHabits { other_form: Some((DateForm::Serial, 0.12)), ..DATES },
        rt_dated: 0.1,
        ..USUAL
    },
};

const CARD: Roster = Roster {
    name: "kartu_saraswati",
    ending: "csv",
    file: FileForm::Workbook,
    titles: &["DATA PEMEGANG KARTU SARASWATI", "DINAS SOSIAL"],
    groups: &[],
    columns: &[
        ("No Kartu", Cell::Key(KeyForm::Regional(12))),
        ("NIK", Cell::Nik),
        ("No KK", Cell::Kk),
        ("Nama Penerima", Cell::Name),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tanggal Lahir", Cell::Birth(DateForm::Slashes)),
        ("JK", Cell::Sex(SexForm::Letters)),
        ("Nama Ibu Kandung", Cell::Mother),
        ("Dukuh", Cell::Hamlet),
        ("RT", Cell::Rt),
        ("RW", Cell::Rw),
        ("Desa/Kelurahan", Cell::Village),
        ("Kecamatan", Cell::District("")),
        ("Kabupaten", Cell::Regency("KABUPATEN ")),
        ("Desil", Cell::Decile),
        ("Nominal", Cell::Amount),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Village,
    amount: (250_000, 1_000_000, 250_000),
    habits: Habits {
        age: 3.0,
        twice: 0.02,
        nik: NikHabits { missing: 0.1, fifteen: 0.15, ..NIK },
        birth: DateHabits { swapped: 0.05, ..DATES },
        ..USUAL
    },
};

const DEATHS: Roster = Roster {
    name: "kematian",
    ending: "csv",
    file: FileForm::Utf8 { delimiter: ';', mark: true, crlf: true },
    titles: &["LAPORAN KEMATIAN"],
    groups: &[],
    columns: &[
        ("No Akta Kematian", Cell::Key(KeyForm::Slashed("3314-KM"))),
        ("NIK", Cell::Nik),
        ("No KK", Cell::Kk),
        ("Nama", Cell::Name),
        ("Jenis Kelamin", Cell::Sex(SexForm::Words)),
        ("Tempat Lahir", Cell::BirthPlace),
        ("Tanggal Lahir", Cell::Birth(DateForm::Dashes)),
        ("Tanggal Meninggal", Cell::Died),
        ("Nama Ibu", Cell::Mother),
        ("Nama Ayah", Cell::Father),
        ("Alamat", Cell::Address),
        ("Desa/Kelurahan", Cell::Village),
        ("Kecamatan", Cell::District("")),
        ("Kabupaten/Kota", Cell::Regency("KAB. ")),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::Arrival,
    amount: (0, 0, 1),
    habits: Habits {
        nik: NikHabits { missing: 0.07, ..NIK },
        birth: DateHabits { other_form: Some((DateForm::Compact, 0.08)), ..DATES },
        ..USUAL
    },
};

const CIVIL: Roster = Roster {
    name: "asn",
    ending: "csv",
    file: FileForm::Windows { delimiter: ';' },
    titles: &[],
    groups: &[],
    columns: &[
        ("NIP", Cell::Key(KeyForm::Digits(18))),
        ("NIK", Cell::Nik),
        ("Nama", Cell::Name),
        ("TTL", Cell::PlaceAndDate(DateForm::Long)),
        ("L/P", Cell::Sex(SexForm::Letters)),
        ("Pekerjaan", Cell::Text("PNS")),
        ("Unit Kerja", Cell::Word("office")),
        ("Kecamatan", Cell::District("")),
        ("Kabupaten/Kota", Cell::Regency("KABUPATEN ")),
    ],
    fill_down: &[],
    header_again: false,
    footer: Footer::None,
    order: RowOrder::VillageAndName,
    amount: (0, 0, 1),
    habits: Habits {
        age: 1.5,
        twice: 0.003,
        nik: NikHabits { missing: 0.02, ..NIK },
        name: NameHabits { titled: 0.97, nickname: 0.0, abbreviation: 0.1, dropped: 0.002, ..NAMES },
        ..USUAL
    },
};
