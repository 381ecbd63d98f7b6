//! Are a file's habits learnt from its first chunk?

use super::*;

fn column(cells: impl IntoIterator<Item = String>) -> TextColumn {
    let mut column = TextColumn::default();
    cells.into_iter().for_each(|cell| column.push(&cell));
    column
}

#[test]
fn a_file_that_writes_the_month_first() {
    let us = |first: u32| column((1..=28).map(move |day| format!("{first}/{day}/1980")));
    let month_first = |column: &TextColumn| month_first(column, Names::Indonesian);
    assert!(month_first(&us(5)));
    assert!(!month_first(&us(13)), "13 is no month");
    assert!(!month_first(&column((1..=12).map(|day| format!("{day}/{day}/1980")))), "nothing speaks for it");
    assert!(!month_first(&column((1..=28).map(|day| format!("{day}/5/1980")))));
    let undivided = column((1..=28).map(|day| format!("04{day:02}1980")));
    assert!(month_first(&undivided), "eight digits have an order too");
    assert!(!month_first(&column((1..=28).map(|day| format!("198004{day:02}")))), "the year comes first");
}

#[test]
fn a_few_dates_the_other_way_round_do_not_turn_a_file() {
    let dates = |us: usize, ours: usize| {
        let us = (0..us).map(|i| format!("{}/{}/1967", i % 12 + 1, i % 28 + 1));
        column(us.chain((0..ours).map(|i| format!("{}/6/1967", 13 + i % 15))))
    };
    assert!(month_first(&dates(144, 1), Names::Indonesian));
    assert!(month_first(&dates(144, 8), Names::Plain));
    assert!(month_first(&dates(144, 40), Names::Plain), "a mixed file is read as most of it is");
    assert!(!month_first(&dates(144, 40), Names::Indonesian));
    assert!(!month_first(&dates(8, 144), Names::Plain));
    let one = column(["12/25/1980".to_owned(), "03/04/1980".to_owned()]);
    assert!(month_first(&one, Names::Plain));
    assert!(!month_first(&one, Names::Indonesian), "one date is a slip here");
}

#[test]
fn digits_for_sex_are_voted_on_by_the_niks() {
    let niks = |day: u32| column((1..=30).map(move |serial| format!("331410{day}0580{serial:04}")));
    let ones = column((0..30).map(|_| "1".to_owned()));
    assert_eq!(sex_codes(&ones, Some(&niks(44))).digits[1], Sex::Female);
    assert_eq!(sex_codes(&ones, Some(&niks(14))).digits[1], Sex::Male);
    assert_eq!(sex_codes(&ones, None), SexCodes::default());
    let pria = column(["P", "W", "W"].map(ToOwned::to_owned));
    assert!(sex_codes(&pria, None).p_is_male);
    let usual = column(["P", "L", "W"].map(ToOwned::to_owned));
    assert!(!sex_codes(&usual, None).p_is_male);
}

#[test]
fn lists_of_relation_codes_are_told_apart() {
    let codes = |text: &str| relation_codes(&column(text.split(' ').map(ToOwned::to_owned)));
    assert_eq!(codes("1 2 3 3 1 2 3 3 1 2 3 1 2 3 1 2 3"), RelationCodes::Survey);
    assert_eq!(codes("1 3 4 4 1 3 4 1 3 4 1 3 4"), RelationCodes::FamilyCard);
    assert_eq!(codes("1 2 2 2 2 2 9"), RelationCodes::FamilyCard);
    assert_eq!(codes(""), RelationCodes::FamilyCard);
}

#[test]
fn names_that_pile_up_at_the_greatest_length_were_cut() {
    let lengths = |list: &[usize]| cut_width(&column(list.iter().map(|&length| "X".repeat(length))));
    assert_eq!(lengths(&[12, 14, 18, 19, 20, 20, 20, 20, 20]), Some(20));
    assert_eq!(lengths(&[12, 14, 18, 19, 19, 20, 21, 24]), None);
    assert_eq!(lengths(&[8, 8, 8, 8]), None, "short names are only short");
    assert_eq!(lengths(&[]), None);
}
