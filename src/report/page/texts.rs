//! What do the newer parts of the page say? Each text in Indonesian and in English, side by side, so that neither can be
//! forgotten.

/// A text in Indonesian and English.
pub(super) type Text = [&'static str; 2];

macro_rules! texts {
    ($($name:ident: $indonesian:literal, $english:literal;)*) => {
        $(pub(super) const $name: Text = [$indonesian, $english];)*
        #[cfg(test)]
        const ALL: &[(&str, Text)] = &[$((stringify!($name), $name)),*];
    };
}

texts! {
    CONTENTS: "Isi laporan", "Contents";
    FIGURES: "Angka-angkanya", "The figures";
    OTHER_PLACES: "daerah lain", "other places";

    SINCE_LAST_NIGHT: "Sejak malam sebelumnya", "Since last night";
    FIRST_NIGHT: "Ini malam pertama; belum ada malam sebelumnya untuk dibandingkan.",
        "This is the first night; there is none before it to compare with.";
    NOT_COMPARED_WITH_ANY: "Malam ini tidak dibandingkan dengan malam lain.", "This night was not compared with another.";
    PERSONS_CHANGED: "Orang", "Persons";
    CHANGE: "Perubahan", "Change";
    NEW: "baru", "new";
    BACK: "kembali", "back";
    GONE: "tidak ada lagi", "gone";
    MERGED: "digabung ke orang lain", "merged into another";
    SPLIT: "dipisah dari orang lain", "split from another";
    CHANGED: "isian berubah", "a value changed";
    AMOUNT_CHANGED: "nominal berubah", "amount changed";
    CASES_CHANGED: "Temuan bentrok", "Conflicts";
    STANDING: "Keadaan", "Status";
    CASE_NEW: "baru", "new";
    CASE_STILL: "masih terbuka", "still open";
    CASE_REOPENED: "dibuka lagi", "open again";
    CASE_RESOLVED: "selesai", "resolved";
    CASE_DISMISSED: "diabaikan petugas", "dismissed by an officer";
    PROGRAMMES_CHANGED: "Orang yang masuk dan keluar tiap program", "Who came into each programme and left it";
    ENTERED: "Masuk", "Entered";
    LEFT: "Keluar", "Left";
    A_PAYMENT: "Rupiah per penyaluran", "Rupiah a payment";

    DISMISSED: "Diabaikan", "Dismissed";
    NOT_SERIOUS: "lainnya", "other";
    BY_RULE: "Menurut aturan", "By rule";
    RULES_CAPTION: "Aturan yang dilanggar, dasar hukumnya, dan nilainya", "Rules that are broken, what they rest on, and what it comes to";
    RULE: "Aturan", "Rule";
    BASIS: "Dasar", "Basis";
    BY_PLACE: "Menurut kabupaten/kota, kecamatan, dan desa", "By regency, district and village";
    BY_PLACE_NOTE: "Tiap temuan dihitung di tempat tinggal orangnya. Makin gelap, makin dekat dengan daerah yang terbanyak \
                    pada jenis itu. Buka kecamatan untuk melihat desanya; yang terbuka ikut tercetak. Daerah yang tidak muat dijumlahkan pada baris terakhir.",
        "Each conflict counts where its person lives. The darker, the nearer to the place with most of that class. Unfold \
         a district to see its villages; what is unfolded is printed. Places that do not fit are summed in the last line.";
    REGENCIES_CAPTION: "Temuan tiap kabupaten/kota menurut jenis", "Conflicts of each regency or city by class";
    DISTRICTS_OF: "Kecamatan di", "Districts of";
    VILLAGES_OF: "Desa dan kelurahan di", "Villages of";

    SHADES: "Bagian dari program pada baris:", "Part of the row's programme:";
    COMBINATIONS: "Kombinasi program", "Combinations of programmes";
    UPSET_TITLE: "Orang menurut kombinasi tepat programnya (tiap orang pada satu baris), dan ukuran tiap program",
        "Persons by the exact combination of their programmes (each person on one line), and the size of each programme";
    COMBINATIONS_NOTE: "Satu baris berarti: dilayani tepat oleh program bertitik penuh, tidak oleh yang lain. Di samping \
                        batang: orang, dan rupiah per penyaluran sejauh diketahui.",
        "A line means: served by exactly the programmes with a full dot, and by no other. Beside the bar: persons, and rupiah \
         a payment as far as known.";
    SERVED_BY_NONE: "orang tidak ada di data dasar dan tidak dilayani program mana pun (misalnya hanya di daftar kematian atau ASN).",
        "persons are in no base register and served by no programme (on a list of deaths or civil servants alone, for one).";
    COMBINATION: "Tepat pada program", "Exactly in";
    PROGRAMMES: "Program", "Programmes";
    OTHER_COMBINATIONS: "kombinasi lain", "other combinations";

    REACH_CAPTION: "Siapa yang dijangkau tiap program, dan berapa yang dikenal data dasar",
        "Whom each programme reaches, and how many of them the base register knows";
    IN_BASE: "Di data dasar", "In the base";
    IN_BASE_SHARE: "bagian", "share";
    CHILDREN: "Anak", "Children";
    CHILDREN_IN_BASE: "Anak di data dasar", "Children in the base";
    IN_CARE: "Anak asuhan LKSA", "Children in care";
    IN_CARE_IN_BASE: "di data dasar", "in the base";
    WITHOUT_NIK: "Tanpa NIK", "No NIK";
    REFERRED: "Belum menerima", "Not served";
    REACH_NOTE: "Anak: di bawah 18 tahun; pada LKSA, anak dalam asuhan. Belum menerima: orang atau keluarga yang berhak tetapi \
                 belum dilayani program itu.",
        "Children: under 18; with LKSA, children in care. Not served: persons or families entitled to the programme and not \
         served by it.";
    FAMILIES_GET_NOTHING: "keluarga berhak tetapi tidak menerima apa pun", "families are entitled and get nothing";
    FAMILIES_GET_SOME: "menerima sebagian dari haknya, dari", "get part of what they may get, of";
    OF_BASE_FAMILIES: "keluarga di data dasar.", "families in the base register.";
    FAMILIES_IN_BASE: "keluarga di data dasar", "families in the base register";
    GET_NOTHING: "berhak dan tidak menerima apa pun", "entitled and get nothing";
    BASE_FAMILIES: "Keluarga data dasar", "Base families";
    FAMILIES_WAITING: "Belum menerima semua", "Wait for something";
    FAMILIES_NOTHING: "Tidak menerima apa pun", "Get nothing";
    COVERAGE_NOTE: "Kolom program: orang yang dilayani. Rinciannya: coverage.csv dan referrals.csv.",
        "Columns of programmes: persons served. In full: coverage.csv and referrals.csv.";

    ALONE: "Tanpa pasangan", "Alone";
    ALONE_NOTE: "Keyakinan: seberapa pasti baris itu milik orangnya. Tanpa pasangan: orangnya tidak dikenal baris lain mana pun.",
        "Certainty: how surely the row belongs to its person. Alone: no other row knows the person.";
    NIK_CAPTION: "Cacat NIK tiap daftar, baris", "Defects of NIKs in each roster, rows";
    DEFECT: "Cacat", "Defect";
    NIK_NOTE: "Satu baris dapat memiliki beberapa cacat. Makin gelap, makin besar bagian daftarnya. Tiap baris: anomalies.csv.",
        "A row may have several defects. The darker, the larger the part of its roster. Row by row: anomalies.csv.";
    REFUSALS_CAPTION: "Baris berkas yang bukan data atau tidak terbaca, menurut sebab", "Lines that are no data or were not read, by reason";
    OTHER_REASONS: "sebab lain", "other reasons";
    REFUSALS_NOTE: "Kepala kolom, judul, dan baris kosong termasuk di sini; isinya ada di refusals.csv.",
        "Heads of columns, titles and empty lines are among them; what they hold is in refusals.csv.";
    OTHER_FILES: "berkas lain", "other files";

    FROM_HALF: "50% sampai 100%", "50% to 100%";
    SPREAD_TITLE: "Sebaran bobot kecocokan pasangan baris", "How the match weights of pairs of rows are spread";
    SPREAD_NOTE: "Skala puluhan, agar pasangan ragu-ragu di antara dua bukit tetap terlihat. Di atas garis: berakhir sebagai satu \
                  orang; di bawahnya: tetap dua. Pasangan dengan peluang di bawah ambang terendah tidak disimpan.",
        "A scale of tens, so that the few pairs in doubt between the two hills are seen. Above the line: ended as one person; \
         below: stayed two. Pairs less probable than the lowest limit are not kept.";
    THRESHOLDS: "Ambang", "Thresholds";
    ENDED_ONE: "jadi satu orang", "ended as one";
    ENDED_APART: "tetap dua orang", "stayed two";
    WEIGHT_AXIS: "bobot kecocokan (bit)", "match weight (bits)";
    WEIGHT: "Bobot", "Weight";
    PAIRS: "pasangan", "pairs";
    EXPECTED_ONE: "diharapkan satu orang", "expected one person";
    EXPECTED_SHARE: "bagian yang diharapkan", "expected share";
    CALIBRATION_TITLE: "Yang dijanjikan model dan yang terjadi, menurut peluang", "What the model promises and what came of it, by probability";
    CALIBRATION_CAPTION: "Pasangan menurut peluang satu orang", "Pairs by the probability of being one person";
    PROBABILITY: "Peluang", "Probability";
    PROMISED: "dijanjikan model", "promised by the model";
    JUDGED_ONE: "petugas: satu orang", "officer: one person";
    JUDGED_TWO: "petugas: dua orang", "officer: two persons";
    CALIBRATION_NOTE: "Model yang baik menjanjikan bagian yang sama dengan kenyataan. Hasil pengelompokan dapat lebih tegas, karena \
                       baris lain ikut menentukan.",
        "A good model promises the share that comes true. Clustering may be firmer, since other rows have their say.";
    NOBODY_JUDGED: "Belum ada putusan petugas untuk dibandingkan.", "No officer has judged a pair yet.";
    JUDGED_NOTE: "Petugas biasanya memutuskan pasangan yang meragukan, jadi bagiannya bukan contoh acak.",
        "Officers mostly judge doubtful pairs, so their share is no random sample.";

    LEVELS: "Bobot tiap tingkat perbandingan", "What each level of comparison weighs";
    LEVELS_NOTE: "Batang: seberapa lebih sering tingkat itu terjadi pada satu orang daripada pada orang lain yang sembarang, \
                  dalam bit (1 bit = 2 kali). Garis kuning: daripada pada dua anggota satu keluarga. Isian kosong tidak berbobot.",
        "Bars: how much more often one person shows the level than strangers do, in bits (1 bit = twice). Yellow line: than two \
         members of one family. A missing value weighs nothing.";
    MODEL_ROWS: "baris melatih model ini,", "rows trained this model in";
    MODEL_STEPS: "langkah EM,", "steps of EM, with";
    MODEL_CLASSES: "kelas (satu orang, satu keluarga, orang lain)", "classes (one person, one family, strangers)";
    LEVEL: "Tingkat", "Level";
    M: "satu orang (m)", "one person (m)";
    FAMILY: "satu keluarga", "one family";
    U: "orang lain (u)", "strangers (u)";
    BITS: "bobot (bit)", "weight (bits)";

    NOT_COMPARED: "Yang tidak dibandingkan", "What was not compared";
    SHARE: "Bagian", "Share";
    ROSTERS_UNREAD: "Daftar tanpa satu baris pun:", "Rosters without a single row:";
    OVERSIZED_NOTE: "Tidak ada blok yang dibuang; yang dipecah dibandingkan menurut kunci yang lebih halus.",
        "No block is dropped; those that were split are compared by a finer key.";
    NOT_COMPARED_NOTE: "Laporan ini tidak dapat mengatakan apa pun tentang baris itu selain yang tertulis padanya: orangnya mungkin ada \
                        di daftar lain. Pasangan yang tidak bertemu kunci mana pun dinilai berbeda orang.",
        "Of these rows the report can say no more than what they hold: their persons may be in other rosters. Pairs that no key \
         brought together count as different people.";
    ALL_FINDINGS: "catatan seluruhnya", "findings in all";
    OTHER_FINDINGS: "catatan lain ada di manifest.json", "more are in manifest.json";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_both_languages() {
        for (name, [indonesian, english]) in ALL {
            assert!(!indonesian.trim().is_empty() && !english.trim().is_empty(), "{name}");
            assert!(!indonesian.contains("  ") && !english.contains("  "), "{name}");
            assert!(indonesian != english || matches!(*name, "NIK"), "{name} is the same in both");
            assert_eq!(indonesian.ends_with('.'), english.ends_with('.'), "{name}");
        }
    }
}
