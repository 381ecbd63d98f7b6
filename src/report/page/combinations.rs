//! In which combinations of programmes do people stand? Each person in exactly one: the programmes that serve it, base
//! registers among them. Shown as an UpSet plot (Lex et al. 2014), a line a combination.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::paper::Paper;
use super::plot::{Frame, bar, label, line, step, tenth, told_bar};
use super::texts;
use crate::conflict::Served;

/// Combinations that have a line of their own; the rest is summed in one.
const SHOWN: usize = 24;

/// People who are served by exactly these programmes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Combination {
    /// Indices of the programmes, ascending; empty for those whom none serves.
    pub programmes: Vec<u8>,
    pub persons: u64,
    /// Rupiah a payment to all of them, as far as known.
    pub amount: u64,
}

/// The combinations that occur, of most persons first.
pub(super) fn combinations(served: &Served) -> Vec<Combination> {
    let mut persons = vec![0u64; served.lists.len()];
    for &list in &served.of {
        persons[list as usize] += 1;
    }
    let mut totals: BTreeMap<Vec<u8>, (u64, u64)> = BTreeMap::new();
    for (list, &count) in served.lists.iter().zip(&persons) {
        let total = totals.entry(list.iter().map(|payment| payment.programme).collect()).or_default();
        total.0 += count;
        total.1 += count * list.iter().filter_map(|payment| payment.amount).sum::<u64>();
    }
    let mut combinations: Vec<Combination> = totals
        .into_iter()
        .map(|(programmes, (persons, amount))| Combination { programmes, persons, amount })
        .collect();
    // Stable: equal ones stay in the order of their programmes.
    combinations.sort_by_key(|combination| std::cmp::Reverse(combination.persons));
    combinations
}

/// The plot, and the table of its numbers.
pub(super) fn upset(paper: &Paper<'_>) -> Markup {
    let all = combinations(&paper.night.conflicts.served);
    let (none, some): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|combination| combination.programmes.is_empty());
    if some.is_empty() {
        return html! {};
    }
    let shown = &some[..some.len().min(SHOWN)];
    let rest = &some[shown.len()..];
    html! {
        h3 { (paper.say(texts::COMBINATIONS)) }
        (plot(paper, shown, rest))
        p.note {
            (paper.say(texts::COMBINATIONS_NOTE))
            @if let Some(none) = none.first() {
                " " (paper.count(none.persons)) " " (paper.say(texts::SERVED_BY_NONE))
            }
        }
        details.figures {
            summary { (paper.say(texts::FIGURES)) }
            (table(paper, shown, rest))
        }
    }
}

fn names(paper: &Paper<'_>, combination: &Combination) -> String {
    let keys = &paper.night.conflicts.programmes;
    let name = |&programme: &u8| keys.get(usize::from(programme)).map_or("", String::as_str);
    combination.programmes.iter().map(name).collect::<Vec<_>>().join(" + ")
}

/// Persons and rupiah of combinations together.
fn sum(combinations: &[Combination]) -> (u64, u64) {
    combinations.iter().fold((0, 0), |sum, other| (sum.0 + other.persons, sum.1 + other.amount))
}

fn table(paper: &Paper<'_>, shown: &[Combination], rest: &[Combination]) -> Markup {
    html! {
        div.scroll {
            table.sort {
                caption { (paper.say(texts::COMBINATIONS)) }
                thead { tr {
                    th scope="col" { (paper.say(texts::COMBINATION)) }
                    th.number scope="col" { (paper.say(texts::PROGRAMMES)) }
                    th.number scope="col" { (paper.words.concerned) }
                    th.number scope="col" { (paper.say(texts::A_PAYMENT)) }
                } }
                tbody {
                    @for combination in shown {
                        tr {
                            th scope="row" { (names(paper, combination)) }
                            td.n { (combination.programmes.len()) }
                            td.n { (paper.count(combination.persons)) }
                            td.n { (paper.rupiah(combination.amount)) }
                        }
                    }
                    @if !rest.is_empty() {
                        tr.rest {
                            th scope="row" { (paper.count(rest.len() as u64)) " " (paper.say(texts::OTHER_COMBINATIONS)) }
                            td {}
                            td.n { (paper.count(sum(rest).0)) }
                            td.n { (paper.rupiah(sum(rest).1)) }
                        }
                    }
                }
            }
        }
    }
}

/// Measures of the plot.
const DOTS: f64 = 8.0;
const COLUMN: f64 = 26.0;
const ROW: f64 = 21.0;
const SIZES: f64 = 56.0;
const BARS: f64 = 520.0;

/// One line a combination: its programmes as dots, its persons as a bar; above, the size of each programme.
fn plot(paper: &Paper<'_>, shown: &[Combination], rest: &[Combination]) -> Markup {
    let keys = &paper.night.conflicts.programmes;
    let mut used: Vec<u8> =
        shown.iter().chain(rest).flat_map(|combination| &combination.programmes).copied().collect();
    used.sort_unstable();
    used.dedup();
    // About six tenths of the letters' height is their width.
    let longest = used.iter().map(|&programme| key_of(keys, programme).chars().count()).max().unwrap_or(0);
    let head = SIZES + 26.0 + 7.6 * longest as f64;
    let lines = shown.len() + usize::from(!rest.is_empty());
    let left = DOTS + COLUMN * used.len() as f64 + 14.0;
    let (width, height) = (left + BARS + 190.0, head + ROW * lines as f64 + 30.0);
    let most = shown.iter().map(|combination| combination.persons).chain([sum(rest).0]).max().unwrap_or(1);
    let x = |persons: u64| left + BARS * persons as f64 / most as f64;
    let y = |place: usize| head + ROW * place as f64;
    let column = |place: usize| DOTS + COLUMN * (place as f64 + 0.5);
    let persons_of = |programme: u8| -> u64 {
        let has = |combination: &&Combination| combination.programmes.contains(&programme);
        shown.iter().chain(rest).filter(has).map(|combination| combination.persons).sum()
    };
    let largest = used.iter().map(|&programme| persons_of(programme)).max().unwrap_or(1);
    let ticks = step(most, 5);
    let inside = html! {
        @for (place, &programme) in used.iter().enumerate() {
            @let size = SIZES * persons_of(programme) as f64 / largest as f64;
            (bar(column(place) - 8.0, SIZES + 4.0 - size, 16.0, size, "soft-bar"))
            text.s transform=(format!("translate({} {}) rotate(-90)", tenth(column(place) + 3.5), head - 8.0)) {
                (key_of(keys, programme))
            }
        }
        @for tick in (0..=most / ticks).map(|place| place * ticks) {
            (line([x(tick), head - 4.0], [x(tick), y(lines)], "grid"))
            (label(x(tick), head - 9.0, "s mid soft", &paper.count(tick)))
        }
        (label(left, head - 26.0, "s soft", paper.words.persons))
        @for (at, combination) in shown.iter().enumerate() {
            @let middle = y(at) + ROW / 2.0;
            @if at % 2 == 0 { (bar(0.0, y(at), width, ROW, "stripe")) }
            @for (place, programme) in used.iter().enumerate() {
                @let on = combination.programmes.contains(programme);
                circle class=(if on { "dot" } else { "hole" }) cx=(tenth(column(place))) cy=(tenth(middle)) r="6" {}
            }
            @if let (Some(first), Some(last)) = (place_of(&used, combination.programmes.first()), place_of(&used, combination.programmes.last())) {
                @if first < last { (line([column(first), middle], [column(last), middle], "joint")) }
            }
            @let class = if combination.programmes.len() > 1 { "fill" } else { "soft-fill" };
            (told_bar([left, y(at) + 4.0], [(x(combination.persons) - left).max(1.0), ROW - 8.0], class, &format!("{}: {}", names(paper, combination), paper.count(combination.persons))))
            (label(x(combination.persons) + 6.0, middle + 4.0, "s", &line_label(paper, combination.persons, combination.amount)))
        }
        @if !rest.is_empty() {
            @let (persons, amount) = sum(rest);
            @let middle = y(shown.len()) + ROW / 2.0;
            text.s x=(tenth(left - 8.0)) y=(tenth(middle + 4.0)) text-anchor="end" {
                (paper.count(rest.len() as u64)) " " (paper.say(texts::OTHER_COMBINATIONS))
            }
            (bar(left, y(shown.len()) + 4.0, (x(persons) - left).max(1.0), ROW - 8.0, "none"))
            (label(x(persons) + 6.0, middle + 4.0, "s", &line_label(paper, persons, amount)))
        }
    };
    let says = shown
        .iter()
        .take(5)
        .map(|combination| format!("{}: {}", names(paper, combination), paper.count(combination.persons)))
        .collect::<Vec<_>>()
        .join("; ");
    Frame { id: "kombinasi", title: paper.say(texts::UPSET_TITLE), says: &says, width, height: tenth(height) }
        .figure(&inside)
}

fn line_label(paper: &Paper<'_>, persons: u64, amount: u64) -> String {
    let persons = paper.count(persons);
    if amount == 0 { persons } else { format!("{persons} · {}", paper.short_rupiah(amount)) }
}

fn key_of(keys: &[String], programme: u8) -> &str {
    keys.get(usize::from(programme)).map_or("", String::as_str)
}

fn place_of(used: &[u8], programme: Option<&u8>) -> Option<usize> {
    used.binary_search(programme?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::Payment;

    #[test]
    fn each_person_is_in_one_combination() {
        let pays = |programme: u8, amount: Option<u64>| Payment { programme, amount };
        let served = Served {
            of: vec![0, 1, 1, 2, 3, 0],
            lists: vec![
                vec![pays(0, None)],
                vec![pays(0, None), pays(2, Some(300))],
                vec![pays(0, None), pays(2, Some(500))],
                vec![],
            ],
        };
        let found = combinations(&served);
        let expected = [(vec![0, 2], 3, 1_100), (vec![0], 2, 0), (vec![], 1, 0)];
        let expected =
            expected.map(|(programmes, persons, amount)| Combination { programmes, persons, amount });
        assert_eq!(found, expected);
        assert_eq!(found.iter().map(|one| one.persons).sum::<u64>(), served.of.len() as u64);
    }
}
