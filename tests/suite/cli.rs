//! Does the command line do what its help says? `init` on the layouts of well-known exports, and the ways of
//! going wrong. The people in these lists are made up by counting.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use padan::record::Field;
use padan::settings::{CodeSystem, Names, Settings};
use std::process::Command;
use tempfile::TempDir;

use crate::binary::Ended;

const MEN: [&str; 8] = [
    "SLAMET",
    "BUDI SANTOSO",
    "MUHAMMAD RIDWAN",
    "AGUS WIBOWO",
    "JOKO SUSILO",
    "AHMAD FAUZI",
    "EKO SAPUTRO",
    "HADI",
];
const WOMEN: [&str; 8] = [
    "SITI AMINAH",
    "SRI WAHYUNI",
    "DEWI LESTARI",
    "NUR HAYATI",
    "RINI SUSANTI",
    "SULASTRI",
    "ENDANG YULIATI",
    "TRI HANDAYANI",
];
const LAST: [&str; 7] = ["PRATAMA", "UTAMA", "SETIAWAN", "KURNIAWAN", "HARTONO", "WIJAYA", "GUNAWAN"];
const DISTRICTS: [&str; 4] = ["Kalijambe", "Plupuh", "Masaran", "Gemolong"];
const VILLAGES: [&str; 5] = ["Banaran", "Saren", "Krikilan", "Bukuran", "Ngebung"];

/// The value of a kind of column in row `i`.
fn value(kind: &str, i: usize) -> String {
    let woman = i % 2 == 1;
    let (day, month, year) = (i * 7 % 28 + 1, i * 5 % 12 + 1, 1950 + i * 11 % 60);
    let pick = |list: &[&str], at: usize| list[at % list.len()].to_owned();
    match kind {
        "nik" => {
            let day = if woman { day + 40 } else { day };
            format!("3314{:02}{day:02}{month:02}{:02}{:04}", i % 20 + 1, year % 100, i % 9 + 1)
        }
        "kk" => format!("3314{:02}{day:02}{month:02}{:02}{:04}", i % 20 + 1, 5 + i % 15, i + 1),
        "name" => {
            format!("{} {}", if woman { pick(&WOMEN, i / 2) } else { pick(&MEN, i / 2) }, pick(&LAST, i))
        }
        "mother" => format!("{} {}", pick(&WOMEN, i * 3), pick(&WOMEN, i + i / 8)),
        "head" => format!("{} {}", pick(&MEN, i), pick(&LAST, i * 2)),
        "d-m-y" => format!("{day:02}-{month:02}-{year}"),
        "iso" => format!("{year}-{month:02}-{day:02}"),
        "ymd" => format!("{year}{month:02}{day:02}"),
        "stamp" => format!("{day}/{month}/{year} 0:00:00"),
        "ttl" => format!("SRAGEN, {day:02}-{month:02}-{year}"),
        "recent" => format!("{day:02}-{month:02}-{}", 2021 + i % 3),
        "day" => day.to_string(),
        "month" => month.to_string(),
        "year" => year.to_string(),
        "age" => format!("{} tahun", i % 17 + 1),
        "LP" => if woman { "P" } else { "L" }.to_owned(),
        "12" => if woman { "2" } else { "1" }.to_owned(),
        "rt" => format!("{:03}", i % 9 + 1),
        "rtrw" => format!("{:03}/{:03}", i % 9 + 1, i % 5 + 1),
        "village" => pick(&VILLAGES, i),
        "district" => pick(&DISTRICTS, i),
        "regency" => "SRAGEN".to_owned(),
        "province" => "JAWA TENGAH".to_owned(),
        "code" => format!("33140{}{:04}", i % 9 + 1, 2001 + i % 10),
        "bps" => format!("1101{:02}0{:03}", i % 9 + 1, i % 10 + 1),
        "simeulue" => "SIMEULUE".to_owned(),
        "amount" => "600000".to_owned(),
        "yes" => if i.is_multiple_of(3) { "Ya" } else { "Tidak" }.to_owned(),
        "row" => (i + 1).to_string(),
        "small" => (i % 4).to_string(),
        "address" => format!("DSN KRAJAN RT {:02}", i % 9 + 1),
        "word" => pick(&["Islam", "SD", "Petani"], i),
        "given" => pick(&["mitchell", "joel", "sarah", "emily", "kyle"], i),
        "surname" => pick(&["obrien", "smith", "nguyen", "white"], i / 2),
        "phone" => format!("0812{:08}", i * 7919),
        "-" => String::new(),
        prefix => format!("{prefix}{:07}", i * 37 + 1),
    }
}

/// Writes a roster of 40 rows whose columns are given as `header=kind`, split by `|`.
fn roster(folder: &TempDir, file: &str, preamble: &str, columns: &str, delimiter: &str) {
    roster_from(folder, file, preamble, columns, delimiter, 0);
}

fn roster_from(folder: &TempDir, file: &str, preamble: &str, columns: &str, delimiter: &str, first: usize) {
    let columns: Vec<(&str, &str)> =
        columns.split('|').map(|column| column.rsplit_once('=').expect("header=kind")).collect();
    let mut text = preamble.to_owned();
    let join = |cells: Vec<String>| cells.join(delimiter);
    let _ = writeln!(text, "{}", join(columns.iter().map(|(header, _)| (*header).to_owned()).collect()));
    for i in first..first + 40 {
        let _ = writeln!(text, "{}", join(columns.iter().map(|(_, kind)| value(kind, i)).collect()));
    }
    std::fs::write(folder.path().join(file), text).expect("the roster is written");
}

fn padan(arguments: &[&str]) -> Command {
    let mut command = crate::binary::padan();
    command.args(arguments);
    command
}

/// Runs `init` and reads what it wrote.
fn init(folder: &Path) -> (Settings, String) {
    let output = padan(&["init", &folder.to_string_lossy()]).ended(0);
    let settings = Settings::read(&folder.join("padan.toml")).expect("what init writes can be read");
    (settings, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The columns of the only roster, `field=header+header`, in order.
fn columns(settings: &Settings, roster: &str) -> Vec<String> {
    let roster =
        settings.rosters.iter().find(|other| other.roster.name == roster).expect("the roster is there");
    let name = |field: Field| match field {
        Field::Extra(place) => settings.fields[usize::from(place)].name.clone(),
        field => field.key().to_owned(),
    };
    roster
        .roster
        .columns
        .iter()
        .map(|(field, headers)| format!("{}={}", name(*field), headers.join("+")))
        .collect()
}

/// Expects these columns (and no others) of a roster with this layout, and this programme.
#[track_caller]
fn check(file: &str, preamble: &str, layout: &str, delimiter: &str, programme: &str, expected: &str) {
    let folder = TempDir::new().expect("a folder");
    roster(&folder, file, preamble, layout, delimiter);
    let (settings, said) = init(folder.path());
    assert_eq!(settings.rosters.len(), 1, "{said}");
    assert_eq!(settings.rosters[0].programme, programme, "{said}");
    let expected: Vec<&str> = expected.split('|').collect();
    assert_eq!(columns(&settings, &settings.rosters[0].roster.name), expected, "{said}");
}

#[test]
fn bdt_members() {
    check(
        "bdt_art_2015.csv",
        "",
        "IDBDT=small|IDARTBDT=33|NoPesertaPBDT=small|Nama=name|JnsKel=12|TmpLahir=regency|TglLahir=d-m-y|Hub_KRT=small|\
         NIK=nik|NoKK=kk|NUK=small|Umur=small|Sta_kawin=small|namagadis_ibukandung=mother|ada_pkh=yes",
        ",",
        "BDT",
        "nik=NIK|kk=NoKK|name=Nama|mother=namagadis_ibukandung|birth_date=TglLahir|age=Umur|birth_place=TmpLahir|\
         sex=JnsKel|relation=Hub_KRT|unique_key=IDARTBDT",
    );
}

#[test]
fn siks_ng_listing() {
    check(
        "export.csv",
        "",
        "idsemesta=S|NIK=nik|NOKK=kk|Nama=name|Alamat=address|provinsi=province|kabupaten=regency|kecamatan=district|\
         desa_kelurahan=village|prop_capil=province|id_desa=code|FIRST_SK=word|PKH=yes|BPNT=yes|periode_pkh=small|\
         keterangan_disabilitas=-|keterangan_meninggal=-|verifyid=V",
        ";",
        "DTKS",
        "nik=NIK|kk=NOKK|name=Nama|address=Alamat|village=desa_kelurahan|district=kecamatan|regency=kabupaten|\
         province=provinsi|village_code=id_desa|deceased=keterangan_meninggal|unique_key=idsemesta",
    );
}

#[test]
fn p3ke_members() {
    check(
        "P3KE 2023.csv",
        "",
        "ID_keluarga_P3KE=small|provinsi=province|kabupaten=regency|kecamatan=district|kelurahan=village|\
         kode_kemdagri=code|desil_kesejahteraan=small|persentil=row|alamat=address|RT=rt|RW=rt|IDIndividu=IND|nama=name|\
         nama_perbaikan=-|NIK=nik|NIK_perbaikan=-|nomor_KK=kk|tanggal_lahir=stamp|padan_dukcapil=yes|\
         jenis_kelamin=LP|hubungan_dengan_KK=word|penerima_BPNT=yes|penerima_PKH=yes",
        "|",
        "P3KE",
        "nik=NIK|kk=nomor_KK|name=nama|name_correction=nama_perbaikan|birth_date=tanggal_lahir|sex=jenis_kelamin|\
         relation=hubungan_dengan_KK|address=alamat|rt=RT|rw=RW|village=kelurahan|district=kecamatan|regency=kabupaten|\
         province=provinsi|village_code=kode_kemdagri|decile=desil_kesejahteraan|unique_key=IDIndividu",
    );
}

#[test]
fn pkh_final_closing() {
    check(
        "final closing tahap.csv",
        "",
        "nama_penerima=name|nik=nik|no_kk=kk|tgl_lahir=iso|umur=small|art=small|hamil=small|aud=small|sd=small|smp=small|\
         sma=small|disabil=small|lansia=small|jml_komponen=small|nominal=amount|status=word|alamat_fc=address|\
         alamat=address|rt=rt|rw=rt|kelurahan=village|kecamatan=district|kabupaten=regency|provinsi=province",
        ";",
        "PKH",
        "nik=nik|kk=no_kk|name=nama_penerima|birth_date=tgl_lahir|age=umur|address=alamat|rt=rt|rw=rw|\
         village=kelurahan|district=kecamatan|regency=kabupaten|province=provinsi|amount=nominal|status=status",
    );
}

#[test]
fn pip_from_dapodik() {
    check(
        "daftar_pd.csv",
        "Daftar Peserta Didik;;;\nSD NEGERI 1;;;\nTanggal unduh: 2024-01-01;;;\n\n",
        "No=row|Nama=name|NIPD=row|JK=LP|NISN=00|Tempat Lahir=regency|Tanggal Lahir=iso|NIK=nik|Agama=word|Alamat=address|\
         RT=rt|RW=rt|Dusun=village|Kelurahan=village|Kecamatan=district|Kode Pos=small|HP=phone|Penerima KPS=yes|\
         No. KPS=-|Nama Ayah=head|Tahun Lahir Ayah=year|Pekerjaan Ayah=word|NIK Ayah=nik|Nama Ibu=mother|\
         Tahun Lahir Ibu=year|NIK Ibu=nik|Nama Wali=-|NIK Wali=-|Rombel Saat Ini=word|Penerima KIP=yes|Nomor KIP=-|\
         Nama di KIP=name|Bank=word|Nomor Rekening Bank=R|Rekening Atas Nama=name|Layak PIP (usulan dari sekolah)=yes|\
         No KK=kk|Jml. Saudara Kandung=small",
        ";",
        "PIP",
        "nik=NIK|kk=No KK|name=Nama|mother=Nama Ibu|father=Nama Ayah|guardian=Nama Wali|birth_date=Tanggal Lahir|\
         birth_place=Tempat Lahir|sex=JK|address=Alamat|rt=RT|rw=RW|hamlet=Dusun|village=Kelurahan|district=Kecamatan|\
         unique_key=NISN",
    );
}

#[test]
fn lksa_children() {
    check(
        "anak.csv",
        "DAFTAR ANAK ASUH\nLKSA HARAPAN\nKABUPATEN SRAGEN\n\n",
        "No=row|NIK=-|Nama Anak=name|Jenis Kelamin=LP|Tempat Lahir=regency|Tanggal Lahir=d-m-y|Usia=age|Pendidikan=word|\
         Kategori=word|Status=word|Tgl Masuk=recent|Nama Sekolah=word|KK/Akta=yes",
        ";",
        "LKSA",
        "nik=NIK|name=Nama Anak|birth_date=Tanggal Lahir|age=Usia|birth_place=Tempat Lahir|sex=Jenis Kelamin|\
         status=Status|component=Kategori",
    );
}

#[test]
fn kis_of_a_regency() {
    check(
        "kis.csv",
        "",
        "IDDTKS=small|provinsi=province|kabupaten=regency|kecamatan=district|kelurahan=village|rt=rt|rw=rt|dusun=village|\
         alamat=address|PSNOKA_BPJS=000|nama=name|tanggal_lahir=iso|tempat_lahir=regency|jenis_kelamin=LP|NIK=nik|\
         NOKK=kk|hub_keluarga=word|nama_ibu_kandung=mother|keterangan=word",
        "\t",
        "PBI-JKN",
        "nik=NIK|kk=NOKK|name=nama|mother=nama_ibu_kandung|birth_date=tanggal_lahir|birth_place=tempat_lahir|\
         sex=jenis_kelamin|relation=hub_keluarga|address=alamat|rt=rt|rw=rw|hamlet=dusun|village=kelurahan|\
         district=kecamatan|regency=kabupaten|province=provinsi|unique_key=PSNOKA_BPJS",
    );
}

#[test]
fn opensid_residents() {
    check(
        "penduduk.csv",
        "",
        "alamat=address|dusun=village|rw=rt|rt=rt|nama=name|no_kk=kk|nik=nik|sex=12|tempatlahir=regency|tanggallahir=iso|\
         agama_id=small|pendidikan_kk_id=small|status_kawin=small|kk_level=small|nama_ayah=head|nama_ibu=mother|\
         nik_ayah=nik|nik_ibu=nik",
        ";",
        "PENDUDUK",
        "nik=nik|kk=no_kk|name=nama|mother=nama_ibu|father=nama_ayah|birth_date=tanggallahir|birth_place=tempatlahir|\
         sex=sex|relation=kk_level|address=alamat|rt=rt|rw=rw|hamlet=dusun",
    );
}

#[test]
fn english_headers() {
    check(
        "food_aid.csv",
        "",
        "beneficiary_id=B|FullName=name|NationalID=nik|DateOfBirth=iso|Gender=LP|Mother's Name=mother|Address=address|\
         Village=village|Subdistrict=district|District=regency|Amount Paid=amount",
        ",",
        "SEMBAKO",
        "nik=NationalID|name=FullName|mother=Mother's Name|birth_date=DateOfBirth|sex=Gender|address=Address|\
         village=Village|district=Subdistrict|regency=District|amount=Amount Paid|unique_key=beneficiary_id",
    );
}

#[test]
fn abbreviated_headers_and_parts_of_dates() {
    check(
        "bst.csv",
        "",
        "NO_URT=row|NM_PENERIMA=name|NO_NIK=nik|NOKARTUKELUARGA=kk|THN_LHR=year|BLN_LHR=month|TGL_LHR=day|JNS_KEL=LP|\
         NM_IBU=mother|NM_KEC=district|NM_KEL=village|RT/RW=rtrw|NILAI_BANTUAN=amount|TGL_DAFTAR=recent",
        ";",
        "BST",
        "nik=NO_NIK|kk=NOKARTUKELUARGA|name=NM_PENERIMA|mother=NM_IBU|birth_day=TGL_LHR|birth_month=BLN_LHR|\
         birth_year=THN_LHR|sex=JNS_KEL|rt_rw=RT/RW|village=NM_KEL|district=NM_KEC|amount=NILAI_BANTUAN",
    );
}

#[test]
fn cryptic_headers_are_read_by_values() {
    check(
        "x.csv",
        "",
        "C1=row|C2=kk|C3=nik|C4=name|C5=recent|C6=d-m-y|C7=12|C8=rtrw|C9=village|C10=district|C11=amount|C12=mother",
        ";",
        "X",
        "nik=C3|kk=C2|name=C4|mother=C12|birth_date=C6|sex=C7|rt_rw=C8|village=C9|district=C10|amount=C11",
    );
}

#[test]
fn families_known_by_their_head() {
    check(
        "sembako.csv",
        "",
        "No KKS=6032|Nama Kepala Keluarga=head|NIK Kepala Keluarga=nik|No. KK=kk|Tempat/Tgl Lahir=ttl|Alamat=address|\
         Nama Bank=word|Nama Pendamping=name",
        ";",
        "SEMBAKO",
        "nik=NIK Kepala Keluarga|kk=No. KK|name=Nama Kepala Keluarga|place_and_date=Tempat/Tgl Lahir|address=Alamat|\
         unique_key=No KKS",
    );
}

#[test]
fn lists_from_elsewhere() {
    let folder = TempDir::new().expect("a folder");
    let layout = "rec_id=rec-|given_name=given|surname=surname|street_number=row|address_1=word|address_2=word|\
                  suburb=village|postcode=small|state=word|date_of_birth=ymd|soc_sec_id=51";
    roster(&folder, "dataset4a.csv", "", layout, ",");
    roster(&folder, "dataset4b.csv", "", layout, ",");
    let (settings, said) = init(folder.path());
    assert_eq!(settings.rosters.len(), 2, "{said}");
    assert_eq!(settings.names, Names::Plain);
    let expected = [
        "name=given_name+surname",
        "birth_date=date_of_birth",
        "address=street_number+address_1+address_2",
        "ssn=soc_sec_id",
        "postcode=postcode",
        "suburb=suburb",
        "state=state",
        "unique_key=rec_id",
    ];
    assert_eq!(columns(&settings, "dataset4a"), expected, "{said}");
    assert_eq!(columns(&settings, "dataset4b"), expected, "{said}");
}

#[test]
fn rosters_share_numbers_and_a_regency() {
    let folder = TempDir::new().expect("a folder");
    roster(
        &folder,
        "pkh.csv",
        "",
        "NIK=nik|Nama=name|No KKS=6032|No HP=phone|Kab=regency|Kode Lokal=KL",
        ";",
    );
    roster(&folder, "bpnt.csv", "", "NIK=nik|Nama=name|Nomor KKS=6032|kode_lokal=KL", ";");
    roster(&folder, "bst.csv", "", "NIK=nik|Nama=name|No KKS=word|Kode Wilayah=bps|Kabupaten=simeulue", ";");
    roster(&folder, "truth.csv", "", "roster=word|row=row|person=row|household=row", ",");
    std::fs::write(folder.path().join("catatan.txt"), "hanya catatan\n").expect("a note");
    let (settings, said) = init(folder.path());
    let names: Vec<&str> = settings.rosters.iter().map(|roster| roster.roster.name.as_str()).collect();
    assert_eq!(names, ["bpnt", "bst", "pkh"], "{said}");
    let declared: BTreeMap<&str, _> =
        settings.fields.iter().map(|field| (field.name.as_str(), field.kind)).collect();
    assert_eq!(declared.keys().copied().collect::<Vec<_>>(), ["kode_lokal", "no_kks"], "{said}");
    assert!(columns(&settings, "pkh").contains(&"no_kks=No KKS".to_owned()), "{said}");
    // The third roster's column holds words, not card numbers.
    assert!(!columns(&settings, "bst").iter().any(|column| column.starts_with("no_kks")), "{said}");
    assert_eq!(settings.rosters[1].region_codes, Some(CodeSystem::Bps), "{said}");
    assert!(said.contains("truth.csv: berkas kunci jawaban"), "{said}");
    assert!(said.contains("catatan.txt"), "{said}");
}

#[test]
fn a_series_is_one_roster_and_editions_are_not() {
    let folder = TempDir::new().expect("a folder");
    let layout = "NIK=nik|Nama=name|Nominal=amount";
    roster_from(&folder, "pkh_2024_01.csv", "", layout, ";", 0);
    roster_from(&folder, "pkh_2024_02.csv", "", layout, ";", 500);
    roster_from(&folder, "bst_2023.csv", "", layout, ";", 0);
    roster_from(&folder, "bst_2024.csv", "", layout, ";", 3);
    roster_from(&folder, "sumber_1.csv", "", layout, ";", 0);
    roster_from(&folder, "sumber_2.csv", "", layout, ";", 500);
    let (settings, said) = init(folder.path());
    let rosters: Vec<(String, String)> = settings
        .rosters
        .iter()
        .map(|roster| {
            let path = roster
                .roster
                .path
                .strip_prefix(folder.path())
                .expect("inside")
                .to_string_lossy()
                .into_owned();
            (roster.roster.name.clone(), path)
        })
        .collect();
    let expected = [
        ("bst_2023", "bst_2023.csv"),
        ("bst_2024", "bst_2024.csv"),
        ("pkh", "pkh_*.csv"),
        ("sumber_1", "sumber_1.csv"),
        ("sumber_2", "sumber_2.csv"),
    ];
    let expected: Vec<_> =
        expected.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).collect();
    assert_eq!(rosters, expected, "{said}");
    assert!(said.contains("bst_2024: berisi orang yang sama dengan \"bst_2023.csv\""), "{said}");
}

#[test]
fn settings_are_not_replaced_without_force() {
    let folder = TempDir::new().expect("a folder");
    roster(&folder, "pkh.csv", "", "NIK=nik|Nama=name", ";");
    let path = folder.path().to_string_lossy().into_owned();
    padan(&["init", &path]).ended(0);
    let first = std::fs::read(folder.path().join("padan.toml")).expect("written");
    let refused = padan(&["init", &path]).ended(1);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    padan(&["init", &path, "--force", "--quiet"]).ended(0);
    assert_eq!(std::fs::read(folder.path().join("padan.toml")).expect("written"), first);
    let english = padan(&["init", &path, "--force", "--lang", "en"]).ended(0);
    assert!(String::from_utf8_lossy(&english.stdout).contains("Columns recognised"));
}

#[test]
fn a_folder_without_rosters_says_what_was_seen() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("harga.csv"), "barang;harga\nberas;12000\ngula;15000\n")
        .expect("a file");
    let path = folder.path().to_string_lossy().into_owned();
    let output = padan(&["init", &path]).ended(1);
    let said = String::from_utf8_lossy(&output.stderr).replace(['\n', ' '], "");
    assert!(said.contains("harga.csv"), "{said}");
    assert!(!folder.path().join("padan.toml").exists());
}

#[test]
fn exit_codes_and_help() {
    let output = padan(&["--help"]).ended(0);
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for code in
        ["  0  done", "  1  could not run", "  2  the command line", "  3  done, but at least one roster"]
    {
        assert!(help.contains(code), "{code}");
    }
    padan(&["nonsense"]).ended(2);
    padan(&["run"]).ended(2);
    padan(&["run", "x.toml", "--date", "31/12/2024"]).ended(2);
    padan(&["run", "x.toml", "--memory", "much"]).ended(2);
    padan(&["run", "there/is/no.toml"]).ended(1);
    padan(&["completions", "bash"]).ended(0);
    let page = padan(&["man"]).ended(0);
    assert!(String::from_utf8_lossy(&page.stdout).contains(".TH padan 1"));
}

#[test]
fn settings_errors_show_the_line() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("padan.toml");
    std::fs::write(&path, "[night]\nnmae = \"Sragen\"\n").expect("written");
    let output = padan(&["run", &path.to_string_lossy()]).ended(1);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("nmae = \"Sragen\"") && said.contains("Maksudnya `name`?"), "{said}");
}
