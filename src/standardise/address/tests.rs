//! Are addresses read in every form that rosters write?

use super::*;

fn address(line: &str, rt: &str, rw: &str, rt_rw: &str, hamlet: &str) -> Address {
    let mut reader = AddressReader::default();
    // What the reader read before must not show.
    reader.read("DSN LAMA RT 9/8 NO 7, DESA TUA, KEC X, KAB Y", "", "", "", "DUSUN DULU");
    reader.read(line, rt, rw, rt_rw, hamlet).clone()
}

fn number(value: Option<Neighbourhood>) -> u16 {
    value.map_or(0, Neighbourhood::get)
}

/// RT and RW of an address line; 0 is unknown.
fn check_line(line: &str, rt: u16, rw: u16) {
    let found = address(line, "", "", "", "");
    assert_eq!((number(found.rt), number(found.rw)), (rt, rw), "{line}");
}

/// RT and RW of the columns rt, rw, rt_rw.
fn check_columns(cells: [&str; 3], rt: u16, rw: u16, notes: &[AddressNote]) {
    let found = address("", cells[0], cells[1], cells[2], "");
    assert_eq!((number(found.rt), number(found.rw)), (rt, rw), "{cells:?}");
    assert_eq!(found.notes.iter().collect::<Vec<_>>(), notes, "{cells:?}");
}

#[test]
fn rt_and_rw_are_read_in_every_form() {
    check_line("DSN KRAJAN RT 003/013", 3, 13);
    check_line("RT/RW 001/001", 1, 1);
    check_line("RT/RW: 02/04 Sambirejo", 2, 4);
    check_line("rt.003 rw. 013", 3, 13);
    check_line("rt003/rw013", 3, 13);
    check_line("RT01RW02", 1, 2);
    check_line("KRAJAN 003/013", 3, 13);
    check_line("RT 3 RW 13", 3, 13);
    check_line("Krajan, 3/13", 3, 13);
    check_line("RT. 03 / RW. 05", 3, 5);
    check_line("RT 03-RW 05", 3, 5);
    check_line("RT 03 - 05", 3, 5);
    check_line("RTRW 03/05", 3, 5);
    check_line("RT RW 03/05", 3, 5);
    check_line("RT II RW IV", 2, 4);
    check_line("RT.02/III", 2, 3);
    check_line("RT 5 RK 2", 5, 2);
    check_line("RW 05 RT 01", 1, 5);
    check_line("RT 05", 5, 0);
    check_line("RT - RW -", 0, 0);
    check_line("RT 000 RW 000", 0, 0);
    check_line("RT 0/0", 0, 0);
    check_line("RT -/RW 3", 0, 3);
    check_line("RT 03 - Desa Jetis", 3, 0);
    check_line("RT 03-Jan", 3, 1);
    check_line("", 0, 0);
    check_line("JL MAWAR NO 3/13", 0, 0);
}

#[test]
fn columns_hold_one_or_both() {
    check_columns(["003", "013", ""], 3, 13, &[]);
    check_columns(["RT 3", "RW 13", ""], 3, 13, &[]);
    check_columns(["3.0", "13.0", ""], 3, 13, &[]);
    check_columns(["III", "XIII", ""], 3, 13, &[]);
    check_columns(["-", "0", ""], 0, 0, &[]);
    check_columns(["000", "", ""], 0, 0, &[]);
    check_columns(["", "05", ""], 0, 5, &[]);
    check_columns(["003/013", "", ""], 3, 13, &[]);
    check_columns(["003/013", "13", ""], 3, 13, &[]);
    check_columns(["", "", "003/013"], 3, 13, &[]);
    check_columns(["", "", "003 013"], 3, 13, &[]);
    check_columns(["", "", "003013"], 3, 13, &[]);
    check_columns(["", "", "RT 3 RW 13"], 3, 13, &[]);
    check_columns(["", "", "3-13"], 3, 13, &[]);
    check_columns(["", "", "-"], 0, 0, &[]);
    check_columns(["ABC", "1", ""], 0, 1, &[AddressNote::RtRwUnreadable]);
    check_columns(["1234", "1", ""], 0, 1, &[AddressNote::RtRwUnreadable]);
}

#[test]
fn dates_that_spreadsheets_make_are_undone() {
    let dated = &[AddressNote::RtRwFromDate];
    check_columns(["", "", "03-Jan"], 3, 1, dated);
    check_columns(["", "", "01-Feb"], 1, 2, dated);
    check_columns(["", "", "3-Agt"], 3, 8, dated);
    check_columns(["", "", "Jan-32"], 1, 32, dated);
    check_columns(["", "", "2024-01-03"], 3, 1, dated);
    check_columns(["", "", "2024-01-03 00:00:00"], 3, 1, dated);
    check_columns(["", "", "03/01/2024"], 3, 1, dated);
    check_columns(["05-Mei", "", ""], 5, 5, dated);
}

#[test]
fn columns_count_more_than_the_line_and_a_difference_is_noted() {
    let found = address("DSN KRAJAN RT 01/02", "3", "", "", "");
    assert_eq!((number(found.rt), number(found.rw)), (3, 2));
    assert!(found.notes.has(AddressNote::RtRwDisagrees));
    let found = address("DSN KRAJAN RT 01/02", "001", "002", "", "");
    assert!(found.notes.is_empty());
}

/// `expected` is hamlet | street | number.
fn check_parts(line: &str, expected: &str) {
    let found = address(line, "", "", "", "");
    assert_eq!(format!("{}|{}|{}", found.hamlet, found.street, found.number), expected, "{line}");
}

#[test]
fn hamlet_street_and_number_are_told_apart() {
    check_parts("DSN KRAJAN RT 01/02", "KRAJAN||");
    check_parts("Dsn. Krajan Rt.01 Rw.02", "KRAJAN||");
    check_parts("KRAJAN RT 01/02", "KRAJAN||");
    check_parts("Dk. Ngepung RT 05", "NGEPUNG||");
    check_parts("LINGK. SUKASARI", "SUKASARI||");
    check_parts("Jorong Koto Tangah", "KOTO TANGAH||");
    check_parts("BR. TEGEH SARI", "TEGEH SARI||");
    check_parts("Banjar Tegeh Sari", "TEGEH SARI||");
    check_parts("DUSUN BANJAR SARI", "BANJAR SARI||");
    check_parts("Kp. Cibodas RT 02/05", "CIBODAS||");
    check_parts("DUSUN III", "3||");
    check_parts("Dusun Krajan II", "KRAJAN 2||");
    check_parts("JL. RAYA SUKOWATI NO. 12A RT 01/02", "|RAYA SUKOWATI|12A");
    check_parts("Jln Melati Gg. Buntu No 5", "|MELATI GG BUNTU|5");
    check_parts("GG MAWAR NO 7", "|GG MAWAR|7");
    check_parts("JL KAMPUNG BARU NO 3/13", "|KAMPUNG BARU|3/13");
    check_parts("JL. 17 AGUSTUS NO 045", "|17 AGUSTUS|45");
    check_parts("PERUM GRIYA INDAH BLOK C5 NO 12", "|PERUM GRIYA INDAH|C5 12");
    check_parts("Perum Griya Indah Blok C5/12", "|PERUM GRIYA INDAH|C5/12");
    check_parts("MERDEKA 12", "|MERDEKA 12|");
    check_parts("Ra'as RT 1 RW 2", "RAAS||");
    check_parts("RT 01 RW 02 KRAJAN", "KRAJAN||");
    check_parts("RT 01 RW 02 DSN KRAJAN", "KRAJAN||");
    check_parts("-", "||");
    check_parts("", "||");
}

#[test]
fn places_that_the_line_mentions_are_hints() {
    let check = |line: &str, expected: &str| {
        let found = address(line, "", "", "", "");
        let hints = format!("{}|{}|{}|{}", found.hamlet, found.village, found.district, found.regency);
        assert_eq!(hints, expected, "{line}");
    };
    check("Dsn Krajan RT 01/02 Ds. Jambeyan Kec. Sambirejo Kab. Sragen", "KRAJAN|JAMBEYAN|SAMBIREJO|SRAGEN");
    check("Krajan RT 01/02 Jambeyan, Sambirejo, Sragen 57293", "KRAJAN|JAMBEYAN|SAMBIREJO|SRAGEN");
    check("KRAJAN, JAMBEYAN, SAMBIREJO", "KRAJAN|JAMBEYAN|SAMBIREJO|");
    check("Kel. Cikole Kec. Cikole Kota Sukabumi", "|CIKOLE|CIKOLE|SUKABUMI");
    check("NAGARI KOTO TUO JORONG KOTO TANGAH", "KOTO TANGAH|KOTO TUO||");
}

#[test]
fn a_hamlet_column_is_read_without_its_word() {
    let hamlet = |column: &str| address("JL MAWAR NO 1", "", "", "", column).hamlet;
    assert_eq!(hamlet("Dsn. Krajan"), "KRAJAN");
    assert_eq!(hamlet("KRAJAN"), "KRAJAN");
    assert_eq!(hamlet("dusun II"), "2");
    assert_eq!(hamlet("Krajan 2"), "KRAJAN 2");
    assert_eq!(hamlet("-"), "");
}

#[test]
fn the_locality_is_the_hamlet_or_the_street_with_its_number() {
    let locality = |line: &str| address(line, "", "", "", "").locality(&mut String::new()).to_owned();
    assert_eq!(locality("DSN KRAJAN RT 1"), "KRAJAN");
    assert_eq!(locality("JL MAWAR NO 5"), "MAWAR 5");
    assert_eq!(locality("JL MAWAR"), "MAWAR");
    assert_eq!(locality("NO 5"), "5");
    assert_eq!(locality(""), "");
}

#[test]
fn any_text_is_survived() {
    for line in
        ["RT", "RW/", "RT/RW", "NO", "BLOK", "DSN", "((,,))", "RT 99999999999999999999", "é€ RT ü 1", "/-/-/"]
    {
        let found = address(line, line, line, line, line);
        assert!(found.rt.is_none_or(|rt| rt.get() < 1000), "{line}");
    }
}
