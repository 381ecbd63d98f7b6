//! How does the page show conflicts? By class, by rule, and by place down to the village, each place by class.

use maud::{Markup, html};

use super::paper::{Paper, heat};
use super::places::{CLASSES, Place, Tally, by_place, cut};
use super::texts;
use crate::conflict::Class;
use crate::report::findings::{ClassTotal, RuleTotal, rule_totals};

/// Regencies that have a line, and are unfolded to their districts.
const REGENCIES: usize = 40;
/// Districts and villages that have a line on the whole page, about; they are dealt out evenly.
const DISTRICTS: usize = 800;
const VILLAGES: usize = 4_000;
/// Districts of the first regency up to which they are unfolded too.
const FEW: usize = 6;

/// The whole part.
pub(super) fn conflicts(paper: &Paper<'_>) -> Markup {
    let classes = &paper.night.totals.classes;
    if classes.is_empty() {
        return html! { p.none { (paper.words.no_conflicts) } };
    }
    html! {
        (class_table(paper, classes))
        (rule_table(paper, &rule_totals(paper.night)))
        (place_tables(paper, classes))
    }
}

fn class_label(paper: &Paper<'_>, class: Class) -> &'static str {
    paper.language.pick(class.label(), class.label_en())
}

fn class_table(paper: &Paper<'_>, classes: &[ClassTotal]) -> Markup {
    let words = paper.words;
    let sum = |of: fn(&ClassTotal) -> u64| paper.count(classes.iter().map(of).sum());
    let dismissed = classes.iter().any(|total| total.dismissed > 0);
    html! {
        div.scroll {
            table.sort {
                caption { (words.conflicts_caption) }
                thead {
                    tr {
                        th scope="col" { (words.class) }
                        @for name in [words.count, words.serious, words.concerned, words.amount, words.without_amount] {
                            th.number scope="col" { (name) }
                        }
                        @if dismissed { th.number scope="col" { (paper.say(texts::DISMISSED)) } }
                    }
                }
                tbody {
                    @for total in classes {
                        tr {
                            th scope="row" { (class_label(paper, total.class)) code { (total.class.code()) } }
                            (paper.cell(total.count)) (paper.cell(total.serious)) (paper.cell(total.persons))
                            td.n { (paper.rupiah(total.amount)) }
                            (paper.cell(total.without_amount))
                            @if dismissed { (paper.cell(total.dismissed)) }
                        }
                    }
                }
                tfoot {
                    tr {
                        th scope="row" { (words.sum) }
                        td.n { (sum(|total| total.count)) }
                        td.n { (sum(|total| total.serious)) }
                        td {} td {} td.n { (sum(|total| total.without_amount)) }
                        @if dismissed { td.n { (sum(|total| total.dismissed)) } }
                    }
                }
            }
        }
        p.note { (words.classes_note) }
    }
}

/// Which rules are broken, and on what they rest.
fn rule_table(paper: &Paper<'_>, rules: &[RuleTotal]) -> Markup {
    let known = &paper.night.conflicts.rules;
    html! {
        @if !rules.is_empty() {
            details.figures open {
                summary { (paper.say(texts::BY_RULE)) }
                div.scroll {
                    table.sort {
                        caption { (paper.say(texts::RULES_CAPTION)) }
                        thead { tr {
                            th scope="col" { (paper.say(texts::RULE)) }
                            th scope="col" { (paper.say(texts::BASIS)) }
                            @for name in [paper.words.count, paper.words.concerned, paper.words.amount] {
                                th.number scope="col" { (name) }
                            }
                        } }
                        tbody {
                            @for total in rules {
                                @let rule = &known[usize::from(total.rule)];
                                tr {
                                    th scope="row" { (paper.language.pick(&rule.labels[0], &rule.labels[1])) code { (rule.key) } }
                                    td { (rule.basis) }
                                    (paper.cell(total.count)) (paper.cell(total.persons))
                                    td.n { (paper.rupiah(total.amount)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How many lines each level may have.
struct Room {
    districts: usize,
    villages: usize,
}

fn room(regencies: &[Place]) -> Room {
    let shown = regencies.len().clamp(1, REGENCIES);
    let districts = (DISTRICTS / shown).max(8);
    let lines: usize = regencies.iter().take(shown).map(|place| place.within.len().min(districts)).sum();
    Room { districts, villages: (VILLAGES / lines.max(1)).clamp(4, 60) }
}

fn place_tables(paper: &Paper<'_>, classes: &[ClassTotal]) -> Markup {
    let columns: Vec<Class> =
        classes.iter().filter(|total| total.count > 0).map(|total| total.class).collect();
    let regencies = by_place(paper.night);
    let room = room(&regencies);
    let (shown, _) = cut(&regencies, REGENCIES);
    html! {
        h3 id="temuan-daerah" { (paper.say(texts::BY_PLACE)) }
        p.note { (paper.say(texts::BY_PLACE_NOTE)) }
        (place_table(paper, &columns, &regencies, REGENCIES, paper.say(texts::REGENCIES_CAPTION)))
        @for (place, regency) in shown.iter().enumerate().filter(|(_, regency)| regency.region.is_some()) {
            (unfold(paper, &columns, regency, (place == 0, texts::DISTRICTS_OF, room.districts), &|district| {
                let open = place == 0 && regency.within.len() <= FEW;
                unfold(paper, &columns, district, (open, texts::VILLAGES_OF, room.villages), &|_| html! {})
            }))
        }
    }
}

/// A place to be unfolded to the places in it; in a sentence where there is no more than one at each level.
fn unfold(
    paper: &Paper<'_>,
    columns: &[Class],
    place: &Place,
    (open, caption, most): (bool, texts::Text, usize),
    inside: &dyn Fn(&Place) -> Markup,
) -> Markup {
    let name = paper.region(place.region);
    if let Some(path) = only_path(place) {
        return in_a_sentence(paper, columns, &path);
    }
    html! {
        details.place open[open] {
            summary { (heading(paper, &name, &place.tally)) }
            (place_table(paper, columns, &place.within, most, &format!("{} {name}", paper.say(caption))))
            @for within in cut(&place.within, most).0.iter().filter(|within| within.region.is_some()) { (inside(within)) }
        }
    }
}

/// A place and what is in it, where that is one place at each level.
fn only_path(place: &Place) -> Option<Vec<&Place>> {
    let mut path = vec![place];
    while let [within] = path.last()?.within.as_slice() {
        path.push(within);
    }
    path.last()?.within.is_empty().then_some(path)
}

/// Where a few conflicts are, and of which classes.
fn in_a_sentence(paper: &Paper<'_>, columns: &[Class], path: &[&Place]) -> Markup {
    let tally = &path[0].tally;
    let known: Vec<String> =
        path.iter().filter(|place| place.region.is_some()).map(|place| paper.region(place.region)).collect();
    let of_class = |class: &Class| {
        let count = tally.classes[*class as usize];
        (count > 0).then(|| format!("{} {}", class_label(paper, *class), paper.count(count)))
    };
    let classes: Vec<String> = columns.iter().filter_map(of_class).collect();
    html! { p.place { (heading(paper, &known.join(" · "), tally)) ": " (classes.join(", ")) } }
}

fn heading(paper: &Paper<'_>, name: &str, tally: &Tally) -> Markup {
    html! {
        strong { (name) } " · " (paper.count(tally.conflicts())) " " (paper.words.conflicts)
        @if tally.serious > 0 { ", " (paper.count(tally.serious)) " " (paper.words.serious) }
        @if tally.amount > 0 { " · " (paper.language.rupiah(tally.amount)) }
    }
}

/// Places by class, each column shaded by its largest number.
fn place_table(paper: &Paper<'_>, columns: &[Class], places: &[Place], most: usize, caption: &str) -> Markup {
    let (shown, rest) = cut(places, most);
    // A village with one conflict needs no twelve columns.
    let occurs = |class: &&Class| places.iter().any(|place| place.tally.classes[**class as usize] > 0);
    let columns: Vec<Class> = columns.iter().filter(occurs).copied().collect();
    let mut largest = [0u64; CLASSES];
    for place in shown {
        for (largest, count) in largest.iter_mut().zip(place.tally.classes) {
            *largest = (*largest).max(count);
        }
    }
    let cells = |tally: &Tally, shaded: bool| {
        html! {
            (paper.cell(tally.conflicts())) (paper.cell(tally.serious)) (paper.cell(tally.persons))
            td.n { (paper.rupiah(tally.amount)) }
            @for &class in &columns {
                @let count = tally.classes[class as usize];
                @if count == 0 { td {} }
                @else if shaded { td class=(heat(count, largest[class as usize] * 2)) { (paper.count(count)) } }
                @else { td.n { (paper.count(count)) } }
            }
        }
    };
    html! {
        div.scroll {
            table.sort.places {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (paper.words.region) }
                    @for name in [paper.words.count, paper.words.serious, paper.words.concerned, paper.words.amount] {
                        th.number scope="col" { (name) }
                    }
                    @for &class in &columns { th.number.tall scope="col" { span { (class_label(paper, class)) } } }
                } }
                tbody {
                    @for place in shown {
                        tr { th scope="row" { (paper.region(place.region)) } (cells(&place.tally, true)) }
                    }
                    @if let Some((count, tally)) = rest {
                        tr.rest {
                            th scope="row" { (paper.count(count as u64)) " " (paper.say(texts::OTHER_PLACES)) }
                            (cells(&tally, false))
                        }
                    }
                }
            }
        }
    }
}
