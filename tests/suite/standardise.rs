//! Do rows become people as `domain.md` asks? Whole chunks in, columns and anomalies out.

use jiff::civil::Date;
use padan::ingest::RowChunk;
use padan::record::{Field, Precision, RosterId, RowId, Sex, TextColumn};
use padan::region::Resolver;
use padan::standardise::{
    Anomalies, AnomalyCode, Cells, ExtraKind, Gathered, Habits, Marks, Names, NikMarks, Options, Part,
    People, standardise, standardise_all,
};

const NIGHT: Date = Date::constant(2026, 3, 10);

/// A chunk from lines of cells separated by `|`.
fn chunk(file: u16, fields: &[Field], lines: &[&str]) -> RowChunk {
    let mut cells: Vec<(Field, TextColumn)> =
        fields.iter().map(|&field| (field, TextColumn::default())).collect();
    for line in lines {
        let mut values = line.split('|');
        for (_, column) in &mut cells {
            column.push(values.next().unwrap_or("").trim());
        }
    }
    let count = lines.len() as u32;
    RowChunk {
        roster: RosterId(file),
        file,
        lines: (2..count + 2).collect(),
        rows: (1..=count).collect(),
        cells,
    }
}

fn options() -> Options {
    Options::new(NIGHT)
}

fn name(people: &People, row: usize) -> String {
    people.name[row].map(|name| people.name_text(name)).unwrap_or_default()
}

fn codes(anomalies: &Anomalies, row: RowId) -> Vec<&'static str> {
    anomalies.of(row).iter().map(|anomaly| anomaly.code.code()).collect()
}

#[test]
fn one_row_of_everything() {
    let fields = [
        Field::Nik,
        Field::Kk,
        Field::Name,
        Field::Mother,
        Field::BirthDate,
        Field::BirthPlace,
        Field::Sex,
        Field::Relation,
        Field::Address,
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Amount,
    ];
    let rows = chunk(
        0,
        &fields,
        &[
            "3314104107550003|3314100405120003|Hj. Siti Aminah, S.Pd|PAIJEM (ALMH)|01/07/1955|Kab. Sragen|P|Istri|\
         Dsn Krajan RT 01/02|Nglorog|Sragen|Sragen|Rp 600.000,00",
        ],
    );
    let (people, anomalies) = standardise_all(&[rows], &options());
    assert_eq!(anomalies.list, []);
    assert_eq!(name(&people, 0), "SITI AMINAH");
    assert_eq!(people.mother[0].map(|name| people.name_text(name)).as_deref(), Some("PAIJEM"));
    assert_eq!(people.nik[0].map(|nik| nik.to_string()).as_deref(), Some("3314104107550003"));
    assert!(people.nik_marks[0].trusted());
    assert_eq!(people.kk[0].map(|kk| kk.to_string()).as_deref(), Some("3314100405120003"));
    assert_eq!(
        (people.birth[0].to_string().as_str(), people.birth[0].precision()),
        ("1955-07-01", Precision::Placeholder)
    );
    assert_eq!(people.sex[0], Sex::Female);
    assert_eq!(people.birth_place[0].map(|text| people.texts.get(text)), Some("SRAGEN"));
    assert_eq!((people.rt[0].map(u16::from), people.rw[0].map(u16::from)), (Some(1), Some(2)));
    assert_eq!(people.hamlet[0].map(|text| people.texts.get(text)), Some("KRAJAN"));
    assert!(people.place[0].is_some());
    assert_eq!(people.amount[0].map(u32::from), Some(600_000));
    // The mother's mark of death is not the row's.
    assert_eq!(people.marks[0], Marks::default());
}

#[test]
fn damaged_numbers_are_named() {
    let fields = [Field::Nik, Field::Name, Field::BirthDate, Field::Sex];
    let rows = chunk(
        0,
        &fields,
        &[
            "3.31401E+15|BUDI|04-05-1980|L",
            "'3314100405800003|BUDI|04-05-1980|L",
            "3314104405800003|BUDI|04-05-1980|L",
            "3314100405800003|BUDI|23-11-1962|L",
            "3314102311620000|BUDI|23-11-1962|L",
            "1234567890123456|BUDI|23-11-1962|L",
            "3314103202800003|BUDI||L",
        ],
    );
    let (people, anomalies) = standardise_all(&[rows], &options());
    assert_eq!(codes(&anomalies, 0), ["NIK_NOTASI_ILMIAH"]);
    assert_eq!(people.nik_hints, [(0, 331_401)]);
    assert_eq!(codes(&anomalies, 1), ["NIK_TANDA_PETIK"]);
    assert_eq!(codes(&anomalies, 2), ["NIK_JENIS_KELAMIN_TIDAK_COCOK"]);
    assert!(people.nik_marks[2].has(NikMarks::SEX_CONTRADICTS));
    assert_eq!(codes(&anomalies, 3), ["NIK_TANGGAL_TIDAK_COCOK"]);
    assert!(!people.nik_marks[3].trusted());
    assert_eq!(codes(&anomalies, 4), ["NIK_DIGIT_AKHIR_HILANG"]);
    assert_eq!(codes(&anomalies, 5), ["NIK_ISIAN_PENGGANTI"]);
    assert_eq!(people.nik[5], None);
    assert_eq!(codes(&anomalies, 6), ["NIK_TANGGAL_MUSTAHIL"]);
}

#[test]
fn one_nik_for_a_family_is_shared_but_one_person_misspelt_is_not() {
    let fields = [Field::Nik, Field::Name, Field::BirthDate];
    let rows = chunk(
        0,
        &fields,
        &[
            // A family on the father's number.
            "3314100405800003|SUPARDI|04-05-1980",
            "3314100405800003|RINI WULANDARI|11-09-2009",
            "3314100405800003|BAGUS PRASETYO|23-02-2012",
            // One woman in four spellings, once with a typing error in the date.
            "3314104107550004|SITI NURHAYATI|01-07-1955",
            "3314104107550004|St. Nor Hayati|01-07-1956",
            "3314104107550004|NURHAYATI|11-07-1955",
            "3314104107550004|SITI NURHAYTI|",
            // Changed name, same birth date: one person as far as the number tells.
            "3314100203700005|SLAMET|02-03-1970",
            "3314100203700005|WIRYODIHARJO|02-03-1970",
        ],
    );
    let (people, anomalies) = standardise_all(&[rows], &options());
    let shared: Vec<bool> = people.nik_marks.iter().map(|marks| marks.has(NikMarks::SHARED)).collect();
    assert_eq!(shared, [true, true, true, false, false, false, false, false, false]);
    assert!(codes(&anomalies, 0).contains(&"NIK_DIPAKAI_BERSAMA"));
}

#[test]
fn a_number_under_many_names_is_a_placeholder() {
    let fields = [Field::Nik, Field::Name];
    let names = [
        "SUPARDI",
        "RINI WULANDARI",
        "BAGUS PRASETYO",
        "TUKIYEM",
        "YOHANES LERE",
        "KADEK ARIANI",
        "ZULKIFLI HASIBUAN",
        "MEGAWATI",
        "FERDINAND",
        "CUT MEUTIA",
        "OKTAVIANUS",
    ];
    let lines: Vec<String> = names.iter().map(|name| format!("3314100405800003|{name}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (people, anomalies) = standardise_all(&[chunk(0, &fields, &lines)], &options());
    assert!(people.nik.iter().all(Option::is_none));
    assert_eq!(codes(&anomalies, 3), ["NIK_ISIAN_PENGGANTI"]);
}

#[test]
fn a_family_card_in_the_nik_column_is_found_by_the_others_cards() {
    let fields = [Field::Nik, Field::Kk, Field::Name, Field::BirthDate];
    let rows = chunk(
        0,
        &fields,
        &[
            "3314100405800003|3314101203100007|SUPARDI|04-05-1980",
            "3314101203100007||BAGUS PRASETYO|23-02-2012",
            "3314101203100007|3314101203100007|RINI WULANDARI|11-09-2009",
            "3314104405800004|3314104405800004|SUTINI|04-05-1980",
        ],
    );
    let (people, anomalies) = standardise_all(&[rows], &options());
    assert_eq!(people.nik[1], None);
    assert!(codes(&anomalies, 1).contains(&"NIK_BERISI_KK"));
    assert_eq!(people.nik[2], None);
    assert!(people.kk[2].is_some());
    // The same digits twice, and a woman's day in them: the NIK was typed for the card.
    assert!(people.nik[3].is_some() && people.kk[3].is_none());
    assert_eq!(codes(&anomalies, 3), ["KK_BERISI_NIK"]);
}

#[test]
fn files_have_habits() {
    let fields = [Field::Nik, Field::Name, Field::BirthDate, Field::Sex];
    // US dates, and 1 for women.
    let mut lines = Vec::new();
    for day in 1..=28_u32 {
        let (man, woman) =
            (format!("331410{day:02}0580{:04}", day + 1), format!("331410{:02}0580{:04}", day + 40, day + 1));
        lines.push(format!("{man}|SUPARDI|05/{day:02}/1980|0"));
        lines.push(format!("{woman}|SUTINI|05/{day:02}/1980|1"));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (people, _) = standardise_all(&[chunk(0, &fields, &lines)], &options());
    assert!((0..people.len()).all(|row| people.birth[row].month() == Some(5)));
    assert_eq!((people.sex[0], people.sex[1]), (Sex::Male, Sex::Female));
    assert!(people.nik_marks.iter().all(|marks| marks.trusted()));

    let cut: Vec<String> = (0..30)
        .map(|index| format!("SITI {:.15}", format!("NUR AISYAH PUTRI {index}X")))
        .chain((0..20).map(|index| format!("BUDI {}", "ABCDEFGH".get(..index % 8).unwrap_or(""))))
        .collect();
    let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
    let (people, anomalies) = standardise_all(&[chunk(0, &[Field::Name], &cut)], &options());
    assert!(people.marks[0].has(Marks::NAME_CUT));
    assert_eq!(codes(&anomalies, 0), ["NAMA_TERPOTONG"]);
    assert!(!people.marks[40].has(Marks::NAME_CUT));
}

#[test]
fn what_stands_in_other_columns_fills_in() {
    let fields = [
        Field::Name,
        Field::NameCorrection,
        Field::PlaceAndDate,
        Field::Age,
        Field::Father,
        Field::Guardian,
        Field::Deceased,
        Field::Occupation,
        Field::Status,
        Field::Extra(0),
        Field::Extra(1),
    ];
    let rows = chunk(
        0,
        &fields,
        &[
            "SITI BINTI ABDULLAH|Siti Zulaikha|SRAGEN, 01-08-1955||||||Aktif|001-234|Cacat  fisik",
            "H. SLAMET|||8 tahun|PAIJO|WAGIMAN|Ya|PNS|Non Aktif||",
            "RINI|||||Ny. TUKIYEM||||-|",
            "BUDI|||||SURYADI|||||",
            "-||||||||||",
        ],
    );
    let mut options = options();
    options.extras = vec![("no".into(), ExtraKind::Identifier), ("keterangan".into(), ExtraKind::Text)];
    let (people, anomalies) = standardise_all(&[rows], &options);
    let text =
        |name: Option<padan::record::NameId>| name.map(|name| people.name_text(name)).unwrap_or_default();
    assert_eq!(name(&people, 0), "SITI ZULAIKHA");
    assert_eq!(people.sex[0], Sex::Female);
    assert_eq!(people.birth[0].to_string(), "1955-08-01");
    assert_eq!(people.birth_place[0].map(|id| people.texts.get(id)), Some("SRAGEN"));
    assert_eq!(people.extras[0].value[0].map(|id| people.texts.get(id)), Some("001234"));
    assert_eq!(people.extras[1].value[0].map(|id| people.texts.get(id)), Some("CACAT FISIK"));
    assert_eq!((name(&people, 1).as_str(), people.sex[1]), ("SLAMET", Sex::Male));
    assert_eq!(people.birth[1].to_string(), "~2018");
    assert_eq!(text(people.father[1]), "PAIJO");
    assert!(people.marks[1].has(Marks::DECEASED.with(Marks::CIVIL_SERVANT).with(Marks::INACTIVE)));
    assert_eq!(people.extras[0].value[2], None);
    assert_eq!((text(people.mother[2]).as_str(), text(people.father[2]).as_str()), ("TUKIYEM", ""));
    assert_eq!((text(people.mother[3]).as_str(), text(people.father[3]).as_str()), ("", "SURYADI"));
    assert_eq!(codes(&anomalies, 4), ["NAMA_KOSONG"]);
}

#[test]
fn an_address_names_the_village_where_no_column_does() {
    let fields = [Field::Name, Field::Address, Field::Rt, Field::District, Field::Regency];
    let rows = chunk(
        0,
        &fields,
        &[
            "BUDI|DSN KRAJAN RT 01/02 DESA NGLOROG||SRAGEN|KAB SRAGEN",
            "BUDI|DSN KRAJAN|03-Jan|SRAGEN|KAB SRAGEN",
        ],
    );
    let (people, _) = standardise_all(&[rows], &options());
    let table = padan::region::table();
    assert_eq!(people.place[0].map(|place| table.name(place)), Some("Nglorog"));
    assert_eq!(people.place[1].map(|place| table.name(place)), Some("Sragen"));
}

/// The code of a row's place, empty for none.
fn place(people: &People, row: usize) -> String {
    people.place[row].map(|place| padan::region::table().code(place)).unwrap_or_default()
}

#[test]
fn an_address_fills_whatever_place_column_is_missing_or_empty() {
    let fields = [Field::Address, Field::Village];
    let rows = chunk(
        0,
        &fields,
        &[
            // Banaran is a village of two districts of Sragen.
            "RT 2 RW 1 KEC. KALIJAMBE KAB. SRAGEN|BANARAN",
            "RT 2 RW 1|BANARAN",
            "DS. KRIKILAN KEC. KALIJAMBE KAB SRAGEN|-",
            // The column counts more than the address.
            "DS. KRIKILAN KEC. KALIJAMBE KAB SRAGEN|BANARAN",
        ],
    );
    let mut options = options();
    options.context = padan::region::table().by_code("33.14");
    let (people, _) = standardise_all(&[rows], &options);
    let found: Vec<String> = (0..4).map(|row| place(&people, row)).collect();
    assert_eq!(found, ["33.14.01.2009", "", "33.14.01.2005", "33.14.01.2009"]);
}

/// Rows of Sambirejo in Sragen, with a code a row.
fn coded(codes: &[&str]) -> RowChunk {
    let villages = ["Jambeyan", "Jetis"];
    let lines: Vec<String> = (0..40)
        .map(|row| format!("{}|Sambirejo|Sragen|{}", villages[row % 2], codes[row % codes.len()]))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    chunk(0, &[Field::Village, Field::District, Field::Regency, Field::VillageCode], &lines)
}

/// Chunks standardised as a night does it, one after another.
fn one_by_one(chunks: &[RowChunk], options: &Options, habits: &mut Habits) -> (People, Anomalies) {
    let mut gathered = Gathered::new(options, 0);
    let mut resolver = Resolver::new();
    for chunk in chunks {
        let habit = habits.learn(chunk, options);
        gathered.append(&standardise(&Cells::of(chunk), options, habit, &mut resolver, Part::default()));
    }
    gathered.finish()
}

#[test]
fn names_overrule_codes_that_are_not_what_the_settings_say() {
    use padan::region::CodeSystem::{self, Bps, Kemendagri, Undecided};
    let used = |codes: &[&str], declared: CodeSystem| {
        let mut options = options();
        options.codes = vec![declared];
        let mut habits = Habits::default();
        let (people, _) = one_by_one(&[coded(codes)], &options, &mut habits);
        assert_eq!(
            [place(&people, 0), place(&people, 1)],
            ["33.14.05.2002", "33.14.05.2003"],
            "names decide"
        );
        habits.overruled().first().map(|overruled| (overruled.declared, overruled.used))
    };
    let ministry = ["33.14.05.2002", "33.14.05.2003"];
    let statistics = ["3314060002", "3314060003"];
    assert_eq!(used(&ministry, Kemendagri), None);
    assert_eq!(used(&ministry, Undecided), None);
    assert_eq!(used(&ministry, Bps), Some((Bps, Undecided)));
    assert_eq!(used(&statistics, Bps), None);
    assert_eq!(used(&statistics, Kemendagri), Some((Kemendagri, Bps)));
    assert_eq!(used(&statistics, Undecided), Some((Undecided, Bps)));
    assert_eq!(used(&[ministry[0], statistics[1]], Kemendagri), Some((Kemendagri, Undecided)));
    assert_eq!(used(&["", ""], Undecided), None, "nothing speaks either way");
}

#[test]
fn a_few_wrong_codes_in_a_short_list_stay_wrong_codes() {
    let fields = [Field::Regency, Field::VillageCode];
    let (_, anomalies) = standardise_all(&[chunk(0, &fields, &["Kab. Sragen|11.01.01.2001"])], &options());
    assert_eq!(codes(&anomalies, 0), ["KODE_WILAYAH_BERBEDA_DENGAN_NAMA"]);
}

#[test]
fn keys_deciles_and_components_stand_beside_the_person() {
    let fields = [Field::Name, Field::UniqueKey, Field::Decile, Field::Component];
    let rows = chunk(
        0,
        &fields,
        &[
            "SITI|PKH-001|Desil 1|Lansia / Disabilitas",
            "SLAMET|pkh-001|4|-",
            "RINI|PKH-002|0|anak usia dini",
            "JOKO|-|sebelas|",
        ],
    );
    // Percentiles are known by the file, not by the cell.
    let percentiles = chunk(1, &[Field::Name, Field::Decile], &["TUTI|12", "WATI|37", "SRI|100"]);
    let (people, anomalies) = standardise_all(&[rows, percentiles], &options());
    assert!(people.key[0].is_some() && people.key[0] == people.key[1] && people.key[0] != people.key[2]);
    assert_eq!(people.key[3..], [None; 4]);
    let deciles: Vec<u8> =
        people.decile.iter().map(|decile| decile.map_or(0, std::num::NonZero::get)).collect();
    assert_eq!(deciles, [1, 4, 0, 0, 2, 4, 10]);
    let component = |row: usize| people.component[row].map_or("", |text| people.texts.get(text));
    assert_eq!([0, 1, 2, 3].map(component), ["LANSIA DISABILITAS", "", "ANAK USIA DINI", ""]);
    assert!(codes(&anomalies, 2).is_empty(), "0 is not ranked, which is no defect");
    assert_eq!(codes(&anomalies, 3), ["DESIL_TIDAK_TERBACA"]);
}

#[test]
fn tokens_and_names_count_their_rows() {
    let fields = [Field::Name, Field::Mother];
    let rows = chunk(
        0,
        &fields,
        &[
            "SITI AMINAH|SUTINI",
            "SITI AMINAH|SUTINI",
            "SITI SITI|AMINAH",
            "MOCH SALEH|SITI",
            "MUHAMAD SALEH|",
        ],
    );
    let (people, _) = standardise_all(&[rows], &options());
    let token = |text: &str| people.tokens.text.iter().position(|token| token == text).expect("a token");
    assert_eq!(people.tokens.rows[token("SITI")], 3);
    assert_eq!(people.tokens.rows[token("AMINAH")], 2);
    assert_eq!(people.tokens.mother_rows[token("SUTINI")], 2);
    assert_eq!(people.tokens.mother_rows[token("SITI")], 1);
    let first = people.name[0].expect("a name");
    assert_eq!(people.names.rows[padan::standardise::NameTable::index(first)], 2);
    assert_eq!(people.tokens.sound[token("MUHAMMAD")], people.tokens.sound[token("MUHAMAD")]);
    let joined =
        |row: usize| people.names.joined_sound[people.name[row].expect("a name").0.get() as usize - 1];
    assert_eq!(joined(3), joined(4));
}

#[test]
fn plain_names_are_left_alone() {
    let rows = chunk(0, &[Field::Name], &["St. José Núñez, SE", "ST JOSE NUNEZ SE"]);
    let mut options = options();
    options.names = Names::Plain;
    let (people, _) = standardise_all(&[rows], &options);
    assert_eq!(name(&people, 0), "ST JOSE NUNEZ SE");
    assert_eq!(people.name[0], people.name[1]);
}

/// Rows of a fixed recipe, enough for several chunks.
fn recipe(chunks: u16) -> Vec<RowChunk> {
    let fields = [
        Field::Nik,
        Field::Kk,
        Field::Name,
        Field::Mother,
        Field::BirthDate,
        Field::Sex,
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Address,
    ];
    const FIRST: [&str; 9] = ["MOCH", "Siti", "H. ACH", "NUR", "Sri", "I WAYAN", "M.", "Yohanes", "DJOKO"];
    const LAST: [&str; 11] = [
        "Hidayat",
        "Aminah",
        "SALEH",
        "wahyuni",
        "Suarta",
        "LERE",
        "Santoso, S.Pd",
        "(ALM)",
        "bin Umar",
        "Khoirul",
        "Lestari",
    ];
    let mut state = 12_345_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    (0..chunks)
        .map(|file| {
            let lines: Vec<String> = (0..400)
                .map(|_| {
                    let (day, month, year) = (next(28) + 1, next(12) + 1, 1940 + next(80));
                    let sex = next(2);
                    format!(
                        "3314{:02}{:02}{month:02}{:02}{:04}|331410{day:02}{month:02}12{:04}|{} {}|{} {}|{day:02}-{month:02}-{year}|{}|NGLOROG|SRAGEN|SRAGEN|RT {} RW 2",
                        next(20) + 1, day + 40 * sex, year % 100, next(9), next(50), FIRST[next(9) as usize],
                        LAST[next(11) as usize], FIRST[next(9) as usize], LAST[next(11) as usize],
                        if sex == 1 { "P" } else { "L" }, next(9),
                    )
                })
                .collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            chunk(file, &fields, &lines)
        })
        .collect()
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let chunks = recipe(12);
    let told = |(people, anomalies): (People, Anomalies)| (format!("{people:?}"), anomalies);
    let once = told(one_by_one(&chunks, &options(), &mut Habits::default()));
    assert!(!once.1.list.is_empty());
    for threads in [1, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let found = told(pool.install(|| standardise_all(&chunks, &options())));
        assert!(once == found, "{threads} threads differ from one");
    }
}

#[test]
fn anomalies_stand_in_row_order_and_once() {
    let (people, anomalies) = standardise_all(&recipe(3), &options());
    assert!(anomalies.list.is_sorted_by(|a, b| a < b));
    assert!(anomalies.list.iter().all(|anomaly| (anomaly.row as usize) < people.len()));
    assert!(anomalies.list.iter().any(|anomaly| anomaly.code == AnomalyCode::NikLastDigitLost));
}

#[test]
fn empty_input_gives_empty_people() {
    let (people, anomalies) = standardise_all(&[], &options());
    assert!(people.is_empty() && anomalies.list.is_empty());
    let (people, _) = standardise_all(&[chunk(0, &[Field::Name], &[])], &options());
    assert!(people.is_empty());
}
