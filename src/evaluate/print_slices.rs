//! How are slices, families, labels and the worst errors shown on a terminal?

use super::families::{FamilyMerges, Merges};
use super::labels::LabelCounts;
use super::print::{begin, cells, figure};
use super::slices::{By, Slice, UNKNOWN};
use super::worst::{Kind, WorstError};
use crate::report::Language;

/// Groups of a kind that a terminal shows; the JSON has all.
const MOST_GROUPS: usize = 12;
/// Errors that a terminal shows.
const MOST_ERRORS: usize = 10;

/// The slices, a table a kind; of many groups those with the most errors.
pub(super) fn slices(slices: &[Slice], language: Language) -> String {
    let mut text = String::new();
    for of_kind in slices.chunk_by(|a, b| a.by == b.by) {
        let mut shown: Vec<&Slice> = of_kind.iter().collect();
        if shown.len() > MOST_GROUPS {
            shown.sort_by_key(|slice| std::cmp::Reverse(slice.wrongly_merged + slice.missed));
            shown.truncate(MOST_GROUPS);
        }
        let mut table = begin(&[
            kind_name(of_kind[0].by, language),
            language.pick("baris", "rows"),
            language.pick("presisi", "precision"),
            "recall",
            "F1",
            language.pick("salah disatukan", "wrongly merged"),
            language.pick("terlewat", "missed"),
            "",
        ]);
        for slice in &shown {
            let mut row = vec![group_name(slice, language).to_owned()];
            row.push(slice.rows.map_or_else(String::new, |rows| language.count(rows)));
            row.extend(cells(slice.pairwise));
            row.extend([language.count(slice.wrongly_merged), language.count(slice.missed)]);
            row.push(marks(slice, language));
            table.add_row(row);
        }
        text.push_str(&format!("{table}\n"));
        if shown.len() < of_kind.len() {
            let left = (of_kind.len() - shown.len()) as u64;
            text.push_str(&match language {
                Language::Indonesian => {
                    format!(
                        "{} lagi ada di --json; di atas yang paling banyak salahnya.\n",
                        language.count(left)
                    )
                }
                Language::English => {
                    format!(
                        "{} more are in --json; above, those with the most errors.\n",
                        language.count(left)
                    )
                }
            });
        }
        text.push('\n');
    }
    if text.is_empty() {
        return text;
    }
    let title = language.pick(
        "Siapa lebih sering salah disatukan atau terlewat?",
        "Who is wrongly merged or missed more often?",
    );
    let note = language.pick(
        "Pasangan dihitung pada setiap kelompok barisnya. ! = di bawah angka keseluruhan, melebihi kebetulan (95%).",
        "A pair counts in the group of each of its rows. ! = below the whole by more than chance explains (95%).",
    );
    format!("{title}\n{text}{note}\n\n")
}

fn marks(slice: &Slice, language: Language) -> String {
    match (slice.less_precise, slice.less_found) {
        (true, true) => language.pick("! presisi, recall", "! precision, recall"),
        (true, false) => language.pick("! presisi", "! precision"),
        (false, true) => "! recall",
        (false, false) => "",
    }
    .to_owned()
}

fn kind_name(by: By, language: Language) -> &'static str {
    match by {
        By::Rosters => language.pick("dua roster", "two rosters"),
        By::Regency => language.pick("kabupaten/kota", "regency"),
        By::Sex => language.pick("jenis kelamin", "sex"),
        By::Age => language.pick("umur", "age"),
        By::Name => language.pick("jenis nama", "kind of name"),
        By::Nik => "NIK",
        By::BirthDate => language.pick("tanggal lahir di baris", "birth date in the row"),
    }
}

fn group_name(slice: &Slice, language: Language) -> &str {
    match (slice.by, slice.group.as_str()) {
        (_, UNKNOWN) => language.pick("tidak diketahui", "unknown"),
        (By::Sex, "L") => language.pick("laki-laki", "male"),
        (By::Sex, "P") => language.pick("perempuan", "female"),
        (By::Nik, "trusted") => language.pick("wajar", "sound"),
        (By::Nik, "doubtful") => language.pick("diragukan", "doubtful"),
        (By::Nik | By::BirthDate, "none") => language.pick("tidak ada", "none"),
        (By::BirthDate, "full") => language.pick("lengkap", "full"),
        (By::BirthDate, "placeholder") => language.pick("tanggal isian", "placeholder"),
        (By::BirthDate, "coarse") => language.pick("tahun atau umur saja", "year or age only"),
        (By::Name, "one_word") => language.pick("satu kata", "one word"),
        (By::Name, "four_words") => language.pick("empat kata atau lebih", "four words or more"),
        (By::Name, "muhammad") => "MUHAMMAD …",
        (By::Name, "siti") => "SITI …",
        (By::Name, "birth_order") => language.pick("urutan lahir Bali", "Balinese birth order"),
        (By::Name, "patronymic") => "bin/binti",
        (By::Name, "titled") => language.pick("bergelar", "with a title"),
        (By::Name, "initials") => language.pick("berinisial", "with an initial"),
        (_, group) => group,
    }
}

impl FamilyMerges {
    /// Merges within families.
    pub(super) fn to_text(self, language: Language) -> String {
        let mut table = begin(&[
            language.pick("pasangan orang serumah", "pairs of persons of one household"),
            language.pick("pasangan", "pairs"),
            language.pick("disatukan", "merged"),
            language.pick("tiap 1.000", "per 1,000"),
        ]);
        let mut line = |name: &str, merges: Merges| {
            table.add_row([
                name.to_owned(),
                language.count(merges.pairs),
                language.count(merges.merged),
                merges.per_thousand().map_or_else(|| "–".to_owned(), |rate| format!("{rate:.2}")),
            ]);
        };
        line(language.pick("kembar (lahir sehari)", "twins (born on one day)"), self.twins);
        line(language.pick("saudara sejenis kelamin", "siblings of one sex"), self.same_sex_siblings);
        line(language.pick("lainnya, sejenis kelamin", "others of one sex"), self.same_sex_others);
        line(language.pick("berlainan jenis kelamin", "of different sex"), self.other_sex);
        let title = language.pick("Anggota keluarga yang disatukan", "Members of one family merged");
        format!("{title}\n{table}\n\n")
    }
}

impl LabelCounts {
    /// What became of the labels.
    pub(super) fn to_text(&self, language: Language) -> String {
        let mut table = begin(&[language.pick("label", "labels"), language.pick("jumlah", "count")]);
        for (indonesian, english, count) in [
            ("dalam berkas", "in the file", self.records),
            ("dipakai", "used", self.used),
            ("di antaranya satu orang", "of them one person", self.matches),
            ("berulang", "named again", self.repeated),
            ("barisnya tidak ditemukan", "row not found", self.not_found),
            ("kuncinya ada pada beberapa baris", "key on several rows", self.ambiguous),
            ("tanpa keputusan", "without a verdict", self.without_verdict),
            ("bertentangan", "contradictory", self.contradictory),
        ] {
            table.add_row([language.pick(indonesian, english).to_owned(), language.count(count)]);
        }
        let mut text = format!("{table}\n");
        for ids in &self.ids {
            let taken = if ids.keys {
                language.pick("kunci baris roster (unique_key)", "the roster's own keys (unique_key)")
            } else {
                language.pick("nomor baris", "row numbers")
            };
            let (found, all) = (language.count(ids.found), language.count(ids.ids));
            text.push_str(&match language {
                Language::Indonesian => {
                    format!("{}: dibaca sebagai {taken}; ditemukan {found} dari {all}\n", ids.roster)
                }
                Language::English => format!("{}: read as {taken}; found {found} of {all}\n", ids.roster),
            });
        }
        if !self.unknown_rosters.is_empty() {
            let said =
                language.pick("Roster yang tidak ada di malam ini:", "Rosters that the run does not have:");
            text.push_str(&format!("{said} {}\n", self.unknown_rosters.join(", ")));
        }
        if !self.first_not_found.is_empty() {
            let records: Vec<String> = self.first_not_found.iter().map(u64::to_string).collect();
            let said = language.pick("Label pertama yang tidak ditemukan:", "First labels not found:");
            text.push_str(&format!("{said} {}\n", records.join(", ")));
        }
        let note = language.pick(
            "Semua angka di bawah hanya tentang pasangan berlabel.",
            "All figures below are about labelled pairs only.",
        );
        format!("{text}{note}\n\n")
    }
}

/// The first of the worst errors, each with what its rows say.
pub(super) fn worst(errors: &[WorstError], language: Language) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let title = language.pick("Kesalahan terburuk", "The worst errors");
    let mut text = format!("{title}\n");
    // Some of each kind, the worst first: a screen of one kind alone hides the others.
    let mut shown: Vec<&WorstError> = Vec::new();
    for kind in [Kind::FalseMerge, Kind::Missed, Kind::NotKept] {
        let most = if kind == Kind::FalseMerge { MOST_ERRORS / 2 } else { MOST_ERRORS / 4 };
        shown.extend(errors.iter().filter(|error| error.kind == kind).take(most));
    }
    for error in shown {
        let kind = match error.kind {
            Kind::FalseMerge => language.pick("dua orang disatukan", "two persons merged"),
            Kind::Missed => language.pick("satu orang terpisah", "one person apart"),
            Kind::NotKept => language.pick(
                "satu orang terpisah, tidak pernah dibandingkan atau jauh di bawah ambang",
                "one person apart, never compared or far below the threshold",
            ),
        };
        let weight = error.match_weight.map_or_else(String::new, |weight| {
            let said = language.pick("bobot", "weight");
            format!(", {said} {weight:.1}, p {}", figure(error.match_probability))
        });
        text.push_str(&format!(
            "\n{}:{}  {}:{}  {kind}{weight}\n",
            error.roster_a, error.row_a, error.roster_b, error.row_b
        ));
        if !error.pattern.is_empty() {
            text.push_str(&format!("  {}\n", error.pattern));
        }
        for values in &error.values {
            let label = crate::report::waterfall::field_label(&values.comparison, language);
            let missing = |said: &str| if said.is_empty() { "–".to_owned() } else { said.to_owned() };
            text.push_str(&format!("  {label}: {} | {}\n", missing(&values.a), missing(&values.b)));
        }
    }
    text.push('\n');
    text.push_str(language.pick(
        "Mengapa: padan explain SETTINGS roster:baris roster:baris. Semuanya: --errors FILE.csv.\n",
        "Why: padan explain SETTINGS roster:row roster:row. All of them: --errors FILE.csv.\n",
    ));
    text
}
