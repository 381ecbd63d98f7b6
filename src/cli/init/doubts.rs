//! What is `init` unsure of? One sentence each, for the officer to settle before the first run.

use crate::record::Field;
use crate::settings::Language;

/// Something to look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// A column taken by its values.
    Values { field: Field, header: String, share: f32 },
    /// A column whose header has a typing error.
    Typo { field: Field, header: String },
    /// A column of whose header only a part was understood.
    Partly { field: Field, header: String },
    /// A column whose values are not what its header says.
    Denied { field: Field, header: String },
    /// Two columns for one field.
    Rival { field: Field, chosen: String, other: String },
    /// A column without a header that would be a field.
    NoHeader { field: Field, column: usize },
    /// The head's NIK beside a name that may be another's.
    NikOfHead { header: String, taken: bool },
    /// NIK and family card stand in each other's column.
    Swapped { nik: String, kk: String },
    /// No rule of programmes goes by this name.
    Programme { key: String },
    /// File name and columns speak of different programmes.
    TwoProgrammes { chosen: String, other: String },
    /// Files that are one list in parts.
    Series { files: usize },
    /// Files with one layout and the same people: kept apart.
    Editions { first: String },
    /// Little to recognise anybody by.
    Thin,
}

impl Doubt {
    /// The sentence.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Indonesian => self.indonesian(),
            Language::English => self.english(),
        }
    }

    fn indonesian(&self) -> String {
        match self {
            Doubt::Values { field, header, share } => {
                let percent = percent(*share);
                format!("kolom \"{header}\" dianggap `{}` dari isinya ({percent} % cocok)", field.key())
            }
            Doubt::Typo { field, header } => {
                format!("judul \"{header}\" tampaknya salah ketik; dianggap `{}`", field.key())
            }
            Doubt::Partly { field, header } => {
                format!("judul \"{header}\" hanya sebagian dikenali; dianggap `{}`", field.key())
            }
            Doubt::Denied { field, header } => {
                format!("isi kolom \"{header}\" tidak seperti `{}`; tidak dipakai", field.key())
            }
            Doubt::Rival { field, chosen, other } => {
                format!("`{}`: dipilih \"{chosen}\", ada juga \"{other}\"", field.key())
            }
            Doubt::NoHeader { field, column } => {
                format!(
                    "kolom ke-{column} tanpa judul tampak seperti `{}`; beri judul agar dipakai",
                    field.key()
                )
            }
            Doubt::NikOfHead { header, taken: true } => {
                format!("\"{header}\" dipakai sebagai `nik`; pastikan nama pada baris itu kepala keluarganya")
            }
            Doubt::NikOfHead { header, taken: false } => {
                format!("\"{header}\" tidak dipakai: NIK kepala keluarga, sedangkan barisnya orang lain")
            }
            Doubt::Swapped { nik, kk } => {
                format!("isi \"{nik}\" dan \"{kk}\" tampaknya tertukar (NIK dan No. KK)")
            }
            Doubt::Programme { key } => {
                format!("program tidak dikenali; ditulis \"{key}\", ganti dengan kunci program yang benar")
            }
            Doubt::TwoProgrammes { chosen, other } => {
                format!("nama berkas menunjuk {chosen}, kolomnya seperti {other}; dipilih {chosen}")
            }
            Doubt::Series { files } => {
                format!("{files} berkas dianggap satu daftar; pisahkan bila tiap berkas daftar yang utuh")
            }
            Doubt::Editions { first } => {
                format!(
                    "berisi orang yang sama dengan \"{first}\"; bila ini edisi lama, hapus dari pengaturan"
                )
            }
            Doubt::Thin => "tanpa NIK dan tanggal lahir; pemadanan hanya dari nama dan alamat".into(),
        }
    }

    fn english(&self) -> String {
        match self {
            Doubt::Values { field, header, share } => {
                let percent = percent(*share);
                format!("column \"{header}\" taken for `{}` by its values ({percent} % fit)", field.key())
            }
            Doubt::Typo { field, header } => {
                format!("header \"{header}\" seems mistyped; taken for `{}`", field.key())
            }
            Doubt::Partly { field, header } => {
                format!("header \"{header}\" is understood in part; taken for `{}`", field.key())
            }
            Doubt::Denied { field, header } => {
                format!("the values of \"{header}\" are no `{}`; not used", field.key())
            }
            Doubt::Rival { field, chosen, other } => {
                format!("`{}`: \"{chosen}\" chosen, there is also \"{other}\"", field.key())
            }
            Doubt::NoHeader { field, column } => {
                format!(
                    "column {column} has no header and looks like `{}`; give it one to use it",
                    field.key()
                )
            }
            Doubt::NikOfHead { header, taken: true } => {
                format!("\"{header}\" used as `nik`; make sure that the row's name is the head of the family")
            }
            Doubt::NikOfHead { header, taken: false } => {
                format!("\"{header}\" not used: the head's NIK, and the row is another person")
            }
            Doubt::Swapped { nik, kk } => {
                format!("\"{nik}\" and \"{kk}\" seem to hold each other's numbers (NIK and No. KK)")
            }
            Doubt::Programme { key } => {
                format!("programme not recognised; written as \"{key}\", replace it by a programme's key")
            }
            Doubt::TwoProgrammes { chosen, other } => {
                format!("the file's name says {chosen}, its columns {other}; {chosen} chosen")
            }
            Doubt::Series { files } => {
                format!("{files} files taken for one list; split them if each is a full list")
            }
            Doubt::Editions { first } => {
                format!("holds the same people as \"{first}\"; remove it if it is an older edition")
            }
            Doubt::Thin => "neither NIK nor date of birth; linking by name and address only".into(),
        }
    }
}

fn percent(share: f32) -> u32 {
    (share * 100.0).round().clamp(0.0, 100.0) as u32
}
