//! What can nobody know of a roster's people, because it does not say it? One finding a roster, with what follows.

use crate::error::{Finding, Message, Severity};
use crate::record::Precision;
use crate::settings::Settings;
use crate::standardise::{ExtraKind, People};

/// A column that fewer than one row in twenty fills tells nothing of the roster.
const HARDLY_ANY: u64 = 20;

/// Rows below which the model stands on its shipped chances more than on the night's own.
const FEW_ROWS: usize = 300;

/// How many rows of a roster have each kind of evidence.
#[derive(Clone, Copy, Debug, Default)]
struct Filled {
    rows: u64,
    number: u64,
    name: u64,
    date: u64,
    /// Only a year of birth, or an age.
    year: u64,
    /// Any place, address or family card.
    place: u64,
}

/// Findings on what each roster lacks, in settings order, and on a night that is small altogether.
pub(super) fn findings(settings: &Settings, people: &People) -> Vec<Finding> {
    let counts = filled(settings, people);
    let names = settings.rosters.iter().map(|roster| roster.roster.name.as_str());
    let mut findings: Vec<Finding> =
        names.zip(counts).filter_map(|(name, filled)| lacking(name, filled)).collect();
    if (2..FEW_ROWS).contains(&people.len()) {
        findings.push(Finding {
            code: "BARIS_SEDIKIT",
            severity: Severity::Info,
            place: "model".into(),
            message: message!(
                "Hanya {rows} baris: peluang padan lebih banyak diambil dari bawaan program daripada dari data ini.",
                "Only {rows} rows: match probabilities come from the shipped chances more than from this data.",
                rows = people.len()
            ),
            next_step: message!(
                "Periksa setiap padanan; jumlahnya masih dapat dibaca satu per satu.",
                "Check every match; they are few enough to be read one by one."
            ),
        });
    }
    findings
}

fn filled(settings: &Settings, people: &People) -> Vec<Filled> {
    let identifiers = || people.extras.iter().filter(|column| column.kind == ExtraKind::Identifier);
    let places =
        || people.extras.iter().filter(|column| matches!(column.kind, ExtraKind::Text | ExtraKind::Code));
    let mut counts = vec![Filled::default(); settings.rosters.len()];
    for row in 0..people.len() {
        let count = &mut counts[people.roster[row].index()];
        let precision = people.birth[row].precision();
        let number = people.nik[row].is_some() || identifiers().any(|column| column.value[row].is_some());
        let dated = matches!(precision, Precision::Full | Precision::Placeholder | Precision::Month);
        let place = people.place[row].is_some()
            || people.kk[row].is_some()
            || people.hamlet[row].is_some()
            || places().any(|column| column.value[row].is_some());
        count.rows += 1;
        count.number += u64::from(number);
        count.name += u64::from(people.name[row].is_some());
        count.date += u64::from(dated);
        count.year += u64::from(!dated && people.birth[row].year().is_some());
        count.place += u64::from(place);
    }
    counts
}

/// What a roster lacks, the gravest lack first, and what follows for its people.
fn lacking(name: &str, filled: Filled) -> Option<Finding> {
    let has = |rows: u64| rows * HARDLY_ANY >= filled.rows;
    if filled.rows == 0 {
        return None;
    }
    let (code, severity, message, next_step) = match (
        has(filled.name),
        has(filled.number),
        has(filled.date),
        has(filled.year),
    ) {
        (false, ..) => (
            "TANPA_NAMA",
            Severity::Warning,
            message!(
                "Tanpa nama: nomor yang dipakai orang lain tidak dapat dibedakan dari nomor milik sendiri, dan orang \
                 tanpa nomor tidak dapat dicari.",
                "No names: a number that somebody else uses cannot be told from one's own, and people without a \
                 number cannot be found."
            ),
            message!(
                "Minta nama dari pemilik daftar; padanan di sini hanya sekuat nomornya.",
                "Ask the roster's owner for names; matches here are only as good as the numbers."
            ),
        ),
        (_, false, false, false) if !has(filled.place) => (
            "HANYA_NAMA",
            Severity::Warning,
            message!(
                "Hanya nama, tanpa nomor pengenal, tanggal lahir dan alamat: orang yang bernama sama tidak dapat \
                 dibedakan, dan orang yang ditulis dengan nama lain tidak dapat ditemukan.",
                "Names only, without identity number, birth date and address: people of one name cannot be told \
                 apart, and people written under another name cannot be found."
            ),
            message!(
                "Minta NIK atau tanggal lahir; jangan memutus bantuan atas dasar daftar ini saja.",
                "Ask for NIK or birth date; stop nobody's aid by this roster alone."
            ),
        ),
        (_, false, false, false) => (
            "TANPA_NOMOR_DAN_TANGGAL_LAHIR",
            Severity::Warning,
            message!(
                "Tanpa nomor pengenal dan tanggal lahir: dikenali dari nama dan tempat saja; orang senama di satu \
                 desa, juga bapak dan anak, tidak selalu dapat dibedakan.",
                "No identity number and no birth date: known by name and place only; people of one name in one \
                 village, father and son too, cannot always be told apart."
            ),
            message!(
                "Minta NIK atau tanggal lahir; periksa padanannya sebelum dipakai.",
                "Ask for NIK or birth date; check its matches before they are used."
            ),
        ),
        (_, false, false, true) => (
            "HANYA_TAHUN_LAHIR",
            Severity::Warning,
            message!(
                "Tanpa nomor pengenal, dan dari tanggal lahir hanya tahun atau umur: orang senama yang sebaya tidak \
                 dapat dibedakan.",
                "No identity number, and of the birth date only year or age: people of one name and age cannot be \
                 told apart."
            ),
            message!(
                "Minta NIK atau tanggal lahir lengkap; periksa padanannya sebelum dipakai.",
                "Ask for NIK or full birth date; check its matches before they are used."
            ),
        ),
        (_, false, true, _) => (
            "TANPA_NOMOR",
            Severity::Info,
            message!(
                "Tanpa nomor pengenal: dikenali dari nama, tanggal lahir dan tempat; nomor ganda atau pinjaman tidak \
                 dapat diperiksa.",
                "No identity number: known by name, birth date and place; numbers used twice or borrowed cannot be \
                 checked."
            ),
            Message::none(),
        ),
        (_, true, false, false) => (
            "TANPA_TANGGAL_LAHIR",
            Severity::Info,
            message!(
                "Tanpa tanggal lahir: nomor pinjaman, misalnya milik anggota keluarga, hanya tampak bila namanya jelas \
                 berbeda.",
                "No birth date: a borrowed number, such as a relative's, shows only where the name clearly differs."
            ),
            Message::none(),
        ),
        _ => return None,
    };
    Some(Finding { code, severity, place: name.to_owned(), message, next_step })
}
