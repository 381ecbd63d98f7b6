//! What does an officer compare? Both rows field by field with what differs marked, the weights as a picture, the families,
//! and the rows that hang on the two.

use maud::{Markup, PreEscaped, html};

use super::layout::{cluster_address, pair_address};
use super::server::App;
use super::words;
use crate::pipeline::{FamilyRow, PairSeen};
use crate::report::Language;
use crate::report::waterfall::{Size, Step, Value, chart, classes_bar};

/// Both rows side by side.
pub(super) fn side_by_side(app: &App, seen: &PairSeen, language: Language) -> Markup {
    let programme = |side: usize| {
        app.settings.rosters.get(seen.rosters[side]).map_or("", |roster| roster.programme.as_str())
    };
    let amount = |side: usize| seen.amounts[side].map(|amount| language.rupiah(u64::from(amount)));
    let told = seen.waterfall.steps.iter().filter(|step| {
        !step.first.text.is_empty() || !step.second.text.is_empty() || step.weight.abs() >= 0.05
    });
    html! {
        section.banding aria-labelledby="banding" {
            h2.sr #banding { (language.pick("Isian kedua baris", "What both rows say")) }
            table.padat {
                caption { (language.pick("Yang berbeda ditandai.", "What differs is marked.")) }
                thead { tr {
                    th scope="col" { (language.pick("Isian", "Field")) }
                    @for side in [0, 1] {
                        th scope="col" {
                            span.roster { (programme(side)) } " " (seen.cited[side].row)
                            small { (seen.cited[side].file) ", " (language.pick("baris", "line")) " " (seen.cited[side].line) }
                        }
                    }
                    th.angka scope="col" { (language.pick("Bobot", "Weight")) }
                } }
                tbody {
                    @for step in told { (field(step, language)) }
                    @if seen.amounts.iter().any(Option::is_some) {
                        tr { th scope="row" { (language.pick("Rupiah per pembayaran", "Rupiah a payment")) }
                            @for side in [0, 1] { td { @if let Some(amount) = amount(side) { (amount) } @else { (missing(language)) } } }
                            td {} }
                    }
                    tr { th scope="row" { (language.pick("Orang saat ini", "Person now")) }
                        @for side in [0, 1] { td { a href=(format!("/orang/{}", seen.persons[side])) { (seen.persons[side]) } } }
                        td { @if seen.persons[0] == seen.persons[1] { span.tanda { (language.pick("satu", "one")) } } } }
                }
            }
        }
    }
}

fn field(step: &Step, language: Language) -> Markup {
    let class = match step.weight {
        weight if weight >= 0.05 => "angka tambah",
        weight if weight <= -0.05 => "angka kurang",
        _ => "angka",
    };
    let weight = language.decimal(f64::from(step.weight), 1);
    html! {
        tr {
            // What was not compared says so by its dash; the words would only make the table longer.
            th scope="row" { (step.label) @if step.weight.abs() >= 0.05 { small { (step.level) } } }
            td.nilai { (value(&step.first, language)) }
            td.nilai { (value(&step.second, language)) }
            td class=(class) { @if step.weight >= 0.05 { "+" (weight) } @else if step.weight <= -0.05 { (weight) } @else { "–" } }
        }
    }
}

/// A value with what the other row has otherwise marked; a missing one is said, not left blank.
pub(super) fn value(value: &Value, language: Language) -> Markup {
    html! {
        @if value.text.is_empty() { (missing(language)) }
        @for (text, differs) in value.runs() { @if differs { mark { (text) } } @else { (text) } }
    }
}

fn missing(language: Language) -> Markup {
    html! { span.kosong { (language.pick("(kosong)", "(empty)")) } }
}

/// The waterfall and the three chances.
pub(super) fn weights(seen: &PairSeen, language: Language) -> Markup {
    let title = format!("{} – {}", seen.cited[0].row, seen.cited[1].row);
    html! {
        section.bobot aria-labelledby="bobot" {
            h2.sr #bobot { (language.pick("Bobot langkah demi langkah", "Weights step by step")) }
            (plain(&classes_bar(&seen.waterfall, "peluang", language)))
            (plain(&chart(&seen.waterfall, Size::Small, "tangga", &title, language)))
        }
    }
}

/// A picture without styles of its own: the page's security policy takes styles from the sheet alone.
fn plain(picture: &Markup) -> Markup {
    PreEscaped(picture.0.replace(" style=\"max-width:100%;height:auto\"", ""))
}

/// The families around both rows.
pub(super) fn families(seen: &PairSeen, language: Language) -> Markup {
    let [first, second] = &seen.families;
    html! {
        @if first.len() + second.len() > 0 {
            section aria-labelledby="keluarga" {
                h2 #keluarga { (language.pick("Keluarga", "Family")) }
                div {
                    @for (side, family) in [first, second].into_iter().enumerate() {
                        @if !family.is_empty() { (family_table(family, &seen.cited[side].row, second.is_empty(), language)) }
                    }
                }
            }
        }
    }
}

fn family_table(family: &[FamilyRow], row: &str, of_both: bool, language: Language) -> Markup {
    let head = if of_both {
        language.pick("Keluarga kedua baris", "The family of both rows").to_owned()
    } else {
        format!("{} {row}", language.pick("Keluarga", "The family of"))
    };
    html! {
        div.gulir tabindex="0" role="region" aria-label=(head) {
            table.padat {
                caption { (head) }
                thead { tr {
                    th scope="col" { (language.pick("Baris", "Row")) }
                    th scope="col" { (language.pick("Nama", "Name")) }
                    th scope="col" { (language.pick("Lahir", "Born")) }
                    th scope="col" { "L/P" }
                    th scope="col" { (language.pick("Hubungan", "Relation")) }
                } }
                tbody { @for line in family {
                    tr.sendiri[line.own] {
                        th scope="row" { (line.cited.row) }
                        td { a href=(format!("/orang/{}", line.person)) { @if line.values[0].is_empty() { (line.person) } @else { (line.values[0]) } } small { (line.values[1]) } }
                        td { (line.values[2]) } td { (line.values[3]) } td { (words::relation(line.relation, language)) }
                    }
                } }
            }
        }
    }
}

/// The rows that links join to the two, by group.
pub(super) fn around(seen: &PairSeen, language: Language) -> Markup {
    let around = &seen.around;
    let row = |place: usize| around.rows[place].cited.row.as_str();
    html! {
        @if around.tells() {
            section aria-labelledby="sekitar" {
                h2 #sekitar { (language.pick("Baris di sekitarnya", "The rows around them")) }
                div.dua.rata {
                    @for (group, places) in around.groups() {
                        div.kelompok {
                            h3 {
                                (around.group_name(group, language))
                                @if places.len() > 1 { " " a.kecil href=(cluster_address(row(places[0]), "")) { (language.pick("berdampingan", "side by side")) } }
                            }
                            ul.polos { @for &place in &places {
                                li.sendiri[around.rows[place].asked] { (row(place)) ": " (around.rows[place].known()) }
                            } }
                            @for link in around.links.iter().filter(|link| places.contains(&link.rows[0])) {
                                p.kecil {
                                    a href=(pair_address(link.rows.map(row), "")) { (row(link.rows[0])) " – " (row(link.rows[1])) } " "
                                    (language.decimal(f64::from(link.weight), 1)) ": " (link.because)
                                }
                            }
                            @for strain in around.strains.iter().filter(|strain| places.contains(&strain.rows[0])) {
                                p.kecil.larangan {
                                    (language.pick("Perhatikan", "Mind")) ": "
                                    a href=(pair_address(strain.rows.map(row), "")) { (row(strain.rows[0])) " – " (row(strain.rows[1])) } ". " (strain.because)
                                }
                            }
                        }
                    }
                }
                @for gap in &around.gaps {
                    p.larangan.kecil {
                        a href=(pair_address(gap.rows.map(row), "")) { (row(gap.rows[0])) " – " (row(gap.rows[1])) }
                        " (" (language.decimal(f64::from(gap.weight), 1)) "). " (gap.sentence(language))
                    }
                }
            }
        }
    }
}
