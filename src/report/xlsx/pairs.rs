//! Which pairs does an officer decide, village by village?

use super::lists::{
    choose, officer_columns, person_id, places, push_birth, push_number, rank_of, row_name, task,
    verdict_colour,
};
use super::sheet::{Colour, Column, List, Shade};
use crate::record::RowId;
use crate::region::RegionId;
use crate::report::accounts::Accounts;
use crate::report::findings::reasons;
use crate::report::language::Language;
use crate::report::night::Night;
use crate::report::words::words;

/// The pairs that wait for an officer, village by village.
pub(super) fn pairs<'a>(night: &'a Night<'a>, accounts: &'a Accounts, language: Language) -> List<'a> {
    let pairs = &night.clusters.review;
    let home = |at: u32| pair_home(night, at as usize);
    let order =
        move |most: usize| choose((0..pairs.len() as u32).collect(), most, |at| at, |at| rank_of(home(at)));
    let verdicts = language.pick(
        [("sama", "satu orang"), ("beda", "dua orang"), ("ragu", "belum tahu")],
        [("same", "one person"), ("different", "two persons"), ("unsure", "cannot tell")],
    );
    // Columns G to N hold name, NIK, birth and mother of both, side by side.
    let different = [('G', 'H'), ('I', 'J'), ('K', 'L'), ('M', 'N')].map(|(a, b)| {
        let column = u16::from(b as u8 - b'A');
        let when = format!("=AND(LEN(${a}{{}})>0,LEN(${b}{{}})>0,${a}{{}}<>${b}{{}})");
        Colour { columns: (column - 1, column), when, shade: Shade::Different }
    });
    List {
        name: language.pick("Daftar verifikasi per desa", "To verify by village"),
        table: "review_queue.csv",
        about: language.pick(
            "Pasangan baris yang mungkin satu orang: petugas yang memutuskan. Desa demi desa; saat dicetak tiap desa mulai di halaman baru. Isian yang berbeda berwarna jingga.",
            "Pairs of rows that may be one person: an officer decides. Village by village, each on a page of its own when printed. Values that differ are orange.",
        ),
        task: task(verdicts, language),
        lines: pairs.len(),
        order: Box::new(order),
        columns: pair_columns(night, accounts, language),
        verdicts: Some(verdicts.map(|(word, _)| word)),
        colours: different.into_iter().chain([verdict_colour()]).collect(),
        printed: 16,
        tall: 4,
        page_of: Some(Box::new(move |at| rank_of(pair_home(night, at)))),
    }
}

/// Where the two rows of a pair are verified: the place of the first, else of the second.
fn pair_home(night: &Night<'_>, at: usize) -> Option<RegionId> {
    let pair = &night.clusters.review[at];
    night.people.place[pair.a as usize].or(night.people.place[pair.b as usize])
}

fn pair_columns<'a>(night: &'a Night<'a>, accounts: &'a Accounts, language: Language) -> Vec<Column<'a>> {
    let pairs = &night.clusters.review;
    let (a, b) = (|at: usize| pairs[at].a, |at: usize| pairs[at].b);
    let home = move |at: usize| pair_home(night, at);
    let codes = reasons(night);
    let names = words(language).reasons;
    let [rank, why, account, probability] = language.pick(
        ["No.", "Sebab", "Penjelasan", "Peluang satu orang"],
        ["No.", "Why it waits", "Explanation", "Probability of one person"],
    );
    let [name_a, name_b, birth_a, birth_b, mother_a, mother_b] = language.pick(
        ["Nama A", "Nama B", "Lahir A", "Lahir B", "Ibu A", "Ibu B"],
        ["Name A", "Name B", "Born A", "Born B", "Mother A", "Mother B"],
    );
    let [row_a, row_b, person_a, person_b] = language.pick(
        ["Baris A", "Baris B", "ID orang A", "ID orang B"],
        ["Row A", "Row B", "Person ID A", "Person ID B"],
    );
    let mut columns: Vec<Column<'a>> = officer_columns(language).into();
    columns.extend(places(language, home));
    columns.extend([
        Column::share(probability, 10, move |at| Some(f64::from(pairs[at].same))),
        row_name(night, name_a, a),
        row_name(night, name_b, b),
        row_number(night, "NIK A", a),
        row_number(night, "NIK B", b),
        row_birth(night, birth_a, a),
        row_birth(night, birth_b, b),
        row_mother(night, mother_a, a),
        row_mother(night, mother_b, b),
        Column::text(why, 30, move |at, out| out.push_str(names[codes[at] as usize])),
        Column::text(account, 60, |at, out| out.push_str(accounts.sentence(at))),
        Column::count(rank, 7, |at| Some(at as u64 + 1)),
        Column::text("Roster A", 14, move |at, out| out.push_str(night.roster_of(a(at)))),
        Column::count(row_a, 9, move |at| Some(u64::from(night.people.row[a(at) as usize]))),
        person_id(night, person_a, move |at| night.register.person_of[a(at) as usize]),
        Column::text("Roster B", 14, move |at, out| out.push_str(night.roster_of(b(at)))),
        Column::count(row_b, 9, move |at| Some(u64::from(night.people.row[b(at) as usize]))),
        person_id(night, person_b, move |at| night.register.person_of[b(at) as usize]),
    ]);
    columns
}

fn row_number<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> RowId + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(head, 18, move |at, out| push_number(night, of(at), out))
}

fn row_birth<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> RowId + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(head, 11, move |at, out| push_birth(night, of(at), out))
}

fn row_mother<'a>(
    night: &'a Night<'a>,
    head: &'static str,
    of: impl Fn(usize) -> RowId + Send + Sync + 'a,
) -> Column<'a> {
    Column::text(head, 20, move |at, out| {
        if let Some(mother) = night.people.mother[of(at) as usize] {
            night.push_canonical(out, mother);
        }
    })
}
