//! How does the page show who is reached? Each programme against the base register, children in care among them, then
//! every regency and district by programme, and the families that wait.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::families::{Area, Waiting, waiting};
use super::paper::{Paper, heat};
use super::plot::strip;
use super::texts;
use crate::conflict::CoverageRow;
use crate::region::RegionId;

/// Regencies that have a line, and districts on the whole page.
const REGENCIES: usize = 40;
const DISTRICTS: usize = 800;
/// The programme of children in care.
const CARE: &str = "LKSA";

/// What stands in an area, programme by programme.
#[derive(Clone, Default)]
struct Covered {
    /// By programme, in the order of the night's programmes.
    programmes: Vec<CoverageRow>,
    waiting: Waiting,
    base_families: u64,
    base_persons: u64,
}

/// A regency with its districts.
struct Regency {
    region: Option<RegionId>,
    covered: Covered,
    districts: Vec<(Option<RegionId>, Covered)>,
}

/// The whole part.
pub(super) fn coverage(paper: &Paper<'_>) -> Markup {
    let programmes = programmes(paper);
    let regencies = regencies(paper, &programmes);
    let total = sum(regencies.iter().map(|regency| &regency.covered), programmes.len());
    html! {
        (programme_table(paper, &programmes, &total))
        (families(paper, &total))
        (area_table(paper, &programmes, paper.words.coverage_caption,
            &regencies.iter().map(|regency| (regency.region, &regency.covered)).collect::<Vec<_>>(), REGENCIES))
        p.note { (paper.say(texts::COVERAGE_NOTE)) }
        @let most = (DISTRICTS / regencies.len().clamp(1, REGENCIES)).max(8);
        @for (place, regency) in regencies.iter().take(REGENCIES).enumerate().filter(|(_, regency)| regency.region.is_some() && regency.districts.len() > 1) {
            @let name = paper.region(regency.region);
            details.place open[place == 0] {
                summary {
                    strong { (name) } " · "
                    (paper.count(regency.covered.base_families)) " " (paper.say(texts::FAMILIES_IN_BASE)) ", "
                    (paper.count(regency.covered.waiting.nothing)) " " (paper.say(texts::GET_NOTHING))
                }
                (area_table(paper, &programmes, &format!("{} {name}", paper.say(texts::DISTRICTS_OF)),
                    &regency.districts.iter().map(|(region, covered)| (*region, covered)).collect::<Vec<_>>(), most))
            }
        }
    }
}

/// Keys of the programmes that coverage counts, in the order of the rules' file.
fn programmes(paper: &Paper<'_>) -> Vec<String> {
    let conflicts = paper.night.conflicts;
    let counted = |key: &&String| conflicts.coverage.rows.iter().any(|row| row.programme == **key);
    conflicts.programmes.iter().filter(counted).cloned().collect()
}

/// Every regency, the ones with most people first.
fn regencies(paper: &Paper<'_>, programmes: &[String]) -> Vec<Regency> {
    let conflicts = paper.night.conflicts;
    let waiting = waiting(paper.night.register, conflicts);
    let mut areas: BTreeMap<Area, Covered> = BTreeMap::new();
    let empty =
        || Covered { programmes: vec![CoverageRow::default(); programmes.len()], ..Covered::default() };
    for row in &conflicts.coverage.rows {
        let covered = areas.entry([row.regency, row.district]).or_insert_with(empty);
        covered.base_families = row.base_families;
        covered.base_persons = row.base_persons;
        if let Some(at) = programmes.iter().position(|key| *key == row.programme) {
            covered.programmes[at] = row.clone();
        }
    }
    for (&[regency, district], families) in &waiting {
        // A regency's own line sums its districts, and those whose district is not known.
        for area in
            [[regency, None], [regency, district]].into_iter().take(if district.is_some() { 2 } else { 1 })
        {
            let sum = &mut areas.entry(area).or_insert_with(empty).waiting;
            sum.waiting += families.waiting;
            sum.nothing += families.nothing;
        }
    }
    let mut regencies: Vec<Regency> = Vec::new();
    for ([regency, district], covered) in areas {
        match (district, regencies.last_mut().filter(|last| last.region == regency)) {
            (Some(_), Some(last)) => last.districts.push((district, covered)),
            (Some(_), None) => {
                regencies.push(Regency {
                    region: regency,
                    covered: empty(),
                    districts: vec![(district, covered)],
                });
            }
            (None, _) => regencies.push(Regency { region: regency, covered, districts: Vec::new() }),
        }
    }
    // Stable: equal ones stay in the order of their codes.
    regencies.sort_by_key(|regency| std::cmp::Reverse(persons(&regency.covered)));
    regencies
}

fn persons(covered: &Covered) -> u64 {
    covered.programmes.iter().map(|row| row.persons).sum()
}

fn sum<'c>(areas: impl Iterator<Item = &'c Covered>, programmes: usize) -> Covered {
    let mut total = Covered { programmes: vec![CoverageRow::default(); programmes], ..Covered::default() };
    for area in areas {
        total.waiting.waiting += area.waiting.waiting;
        total.waiting.nothing += area.waiting.nothing;
        total.base_families += area.base_families;
        total.base_persons += area.base_persons;
        for (sum, row) in total.programmes.iter_mut().zip(&area.programmes) {
            sum.persons += row.persons;
            sum.families += row.families;
            sum.persons_in_base += row.persons_in_base;
            sum.families_in_base += row.families_in_base;
            sum.children += row.children;
            sum.children_in_base += row.children_in_base;
            sum.without_nik += row.without_nik;
            sum.not_served += row.not_served;
            sum.amount += row.amount;
        }
    }
    total
}

/// Each programme over all regions.
fn programme_table(paper: &Paper<'_>, programmes: &[String], total: &Covered) -> Markup {
    let words = paper.words;
    html! {
        div.scroll {
            table.sort {
                caption { (paper.say(texts::REACH_CAPTION)) }
                thead { tr {
                    th scope="col" { (words.programme) }
                    th.number scope="col" { (words.persons) }
                    th.number scope="col" { (words.families) }
                    th.plain scope="col" { (paper.say(texts::IN_BASE)) }
                    @for text in [texts::IN_BASE_SHARE, texts::CHILDREN, texts::CHILDREN_IN_BASE, texts::WITHOUT_NIK, texts::REFERRED, texts::A_PAYMENT] {
                        th.number scope="col" { (paper.say(text)) }
                    }
                } }
                tbody {
                    @for (key, row) in programmes.iter().zip(&total.programmes) {
                        tr {
                            th scope="row" { (key) }
                            (paper.cell(row.persons)) (paper.cell(row.families))
                            td { (strip(&[(row.persons_in_base, "fill"), (row.persons - row.persons_in_base.min(row.persons), "none")], row.persons)) }
                            td.n { (paper.share(row.persons_in_base, row.persons)) }
                            (paper.cell(row.children))
                            td.n { @if row.children == 0 { "–" } @else { (paper.count(row.children_in_base)) " (" (paper.share(row.children_in_base, row.children)) ")" } }
                            (paper.cell(row.without_nik)) (paper.cell(row.not_served))
                            td.n { (paper.rupiah(row.amount)) }
                        }
                    }
                }
            }
        }
        p.note { (paper.say(texts::REACH_NOTE)) }
    }
}

/// Families of the base register, and those that wait, as one bar with its words.
fn families(paper: &Paper<'_>, total: &Covered) -> Markup {
    let Waiting { waiting, nothing } = total.waiting;
    let whole = total.base_families.max(waiting);
    html! {
        div.measure {
            p {
                strong { (paper.count(nothing)) } " " (paper.say(texts::FAMILIES_GET_NOTHING)) "; "
                (paper.count(waiting - nothing)) " " (paper.say(texts::FAMILIES_GET_SOME)) " "
                (paper.count(total.base_families)) " " (paper.say(texts::OF_BASE_FAMILIES))
            }
            (strip(&[(nothing, "serious-fill"), (waiting - nothing, "wait-fill"), (whole - waiting, "none")], whole))
        }
    }
}

/// Areas by programme: people served, and families that wait.
fn area_table(
    paper: &Paper<'_>,
    programmes: &[String],
    caption: &str,
    areas: &[(Option<RegionId>, &Covered)],
    most: usize,
) -> Markup {
    let shown = &areas[..if areas.len() <= most + 1 { areas.len() } else { most }];
    let rest = &areas[shown.len()..];
    let care = programmes.iter().position(|key| key == CARE);
    let line = |covered: &Covered| {
        html! {
            (paper.cell(covered.base_families)) (paper.cell(covered.waiting.waiting))
            @if covered.waiting.nothing == 0 { (paper.cell(0)) }
            @else { td class=(heat(covered.waiting.nothing, covered.base_families)) { (paper.count(covered.waiting.nothing)) } }
            @if let Some(care) = care {
                @let row = &covered.programmes[care];
                (paper.cell(row.children)) (paper.cell(row.children_in_base))
            }
            @for row in &covered.programmes { (paper.cell(row.persons)) }
        }
    };
    html! {
        div.scroll {
            table.sort.places {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (paper.words.region) }
                    th.number scope="col" { (paper.say(texts::BASE_FAMILIES)) }
                    th.number scope="col" { (paper.say(texts::FAMILIES_WAITING)) }
                    th.number scope="col" { (paper.say(texts::FAMILIES_NOTHING)) }
                    @if care.is_some() {
                        th.number scope="col" { (paper.say(texts::IN_CARE)) }
                        th.number scope="col" { (paper.say(texts::IN_CARE_IN_BASE)) }
                    }
                    @for name in programmes { th.number scope="col" { (name) } }
                } }
                tbody {
                    @for (region, covered) in shown {
                        tr { th scope="row" { (paper.region(*region)) } (line(covered)) }
                    }
                    @if !rest.is_empty() {
                        tr.rest {
                            th scope="row" { (paper.count(rest.len() as u64)) " " (paper.say(texts::OTHER_PLACES)) }
                            (line(&sum(rest.iter().map(|(_, covered)| *covered), programmes.len())))
                        }
                    }
                }
            }
        }
    }
}
