//! What can be noticed while a place is read? A small closed set, kept as bits, with the words users read.

/// Something noticed while the place of a row was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceNote {
    /// The named regency does not lie in the named province; the regency counts.
    ProvinceWrong,
    /// The named province is the one that the regency belonged to before a split.
    ProvinceFormer,
    /// A kabupaten is called kota or the other way round, and no twin of that name exists.
    KindDiffers,
    /// A name was misspelt and read as the only near one.
    Misspelt,
    /// The province's name is not known.
    ProvinceUnknown,
    /// The regency's name is not known.
    RegencyUnknown,
    /// The district's name is not known in its regency.
    DistrictUnknown,
    /// The village's name is not known in its district.
    VillageUnknown,
    /// Several places fit; the place given is what they have in common.
    Ambiguous,
    /// Code and names mean different places; the names count.
    CodeDisagrees,
    /// The code is retired and was read through the crosswalk.
    CodeRetired,
    /// The code is not known.
    CodeUnknown,
    /// Only the front part of the code is known.
    CodeInPart,
    /// The place was given only together with the place that the whole roster is about.
    FromContext,
}

impl PlaceNote {
    /// All notes, in the order of the enum.
    pub const ALL: [PlaceNote; 14] = [
        PlaceNote::ProvinceWrong,
        PlaceNote::ProvinceFormer,
        PlaceNote::KindDiffers,
        PlaceNote::Misspelt,
        PlaceNote::ProvinceUnknown,
        PlaceNote::RegencyUnknown,
        PlaceNote::DistrictUnknown,
        PlaceNote::VillageUnknown,
        PlaceNote::Ambiguous,
        PlaceNote::CodeDisagrees,
        PlaceNote::CodeRetired,
        PlaceNote::CodeUnknown,
        PlaceNote::CodeInPart,
        PlaceNote::FromContext,
    ];

    /// The stable code of the anomaly.
    pub fn code(self) -> &'static str {
        match self {
            PlaceNote::ProvinceWrong => "PROVINSI_TIDAK_SESUAI",
            PlaceNote::ProvinceFormer => "PROVINSI_LAMA",
            PlaceNote::KindDiffers => "JENIS_KABUPATEN_KOTA_TIDAK_SESUAI",
            PlaceNote::Misspelt => "EJAAN_WILAYAH_DIPERBAIKI",
            PlaceNote::ProvinceUnknown => "PROVINSI_TIDAK_DIKENAL",
            PlaceNote::RegencyUnknown => "KABUPATEN_TIDAK_DIKENAL",
            PlaceNote::DistrictUnknown => "KECAMATAN_TIDAK_DIKENAL",
            PlaceNote::VillageUnknown => "DESA_TIDAK_DIKENAL",
            PlaceNote::Ambiguous => "WILAYAH_AMBIGU",
            PlaceNote::CodeDisagrees => "KODE_WILAYAH_BERBEDA_DENGAN_NAMA",
            PlaceNote::CodeRetired => "KODE_WILAYAH_LAMA",
            PlaceNote::CodeUnknown => "KODE_WILAYAH_TIDAK_DIKENAL",
            PlaceNote::CodeInPart => "KODE_WILAYAH_DIKENAL_SEBAGIAN",
            PlaceNote::FromContext => "WILAYAH_DARI_KONTEKS",
        }
    }

    /// One sentence for the officer.
    pub fn label(self) -> &'static str {
        match self {
            PlaceNote::ProvinceWrong => {
                "Kabupaten/kota tidak berada di provinsi yang tertulis; nama kabupaten/kota yang dipakai."
            }
            PlaceNote::ProvinceFormer => "Provinsi yang tertulis adalah provinsi sebelum pemekaran.",
            PlaceNote::KindDiffers => "Kabupaten tertulis sebagai kota atau sebaliknya.",
            PlaceNote::Misspelt => {
                "Nama wilayah salah ejaan dan dibaca sebagai satu-satunya nama yang mirip."
            }
            PlaceNote::ProvinceUnknown => "Nama provinsi tidak dikenal.",
            PlaceNote::RegencyUnknown => "Nama kabupaten/kota tidak dikenal.",
            PlaceNote::DistrictUnknown => "Nama kecamatan tidak dikenal di kabupaten/kota itu.",
            PlaceNote::VillageUnknown => "Nama desa/kelurahan tidak dikenal di kecamatan itu.",
            PlaceNote::Ambiguous => "Beberapa wilayah cocok; hanya bagian yang sama yang dipakai.",
            PlaceNote::CodeDisagrees => {
                "Kode wilayah menunjuk tempat lain daripada namanya; nama yang dipakai."
            }
            PlaceNote::CodeRetired => {
                "Kode wilayah sudah tidak berlaku dan dibaca sebagai wilayah penggantinya."
            }
            PlaceNote::CodeUnknown => "Kode wilayah tidak dikenal.",
            PlaceNote::CodeInPart => "Hanya bagian depan kode wilayah yang dikenal.",
            PlaceNote::FromContext => "Wilayah dilengkapi dari wilayah kerja daftar.",
        }
    }

    /// Whether an officer should see it; the rest is how reading normally goes.
    pub fn is_anomaly(self) -> bool {
        !matches!(self, PlaceNote::ProvinceFormer | PlaceNote::CodeRetired | PlaceNote::FromContext)
    }
}

/// A set of notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PlaceNotes(u16);

impl PlaceNotes {
    /// Adds a note.
    pub fn add(&mut self, note: PlaceNote) {
        self.0 |= 1 << note as u16;
    }

    /// Whether the note is in the set.
    pub fn has(self, note: PlaceNote) -> bool {
        self.0 >> note as u16 & 1 == 1
    }

    /// Whether nothing was noticed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The notes in the order of the enum.
    pub fn iter(self) -> impl Iterator<Item = PlaceNote> {
        PlaceNote::ALL.into_iter().filter(move |note| self.has(*note))
    }
}
