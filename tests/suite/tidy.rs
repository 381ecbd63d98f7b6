//! Does the tree keep the order that ARCHITECTURE.md promises? Imports draw the data flow, the middle does no IO.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in flow order, read from the numbered list of ARCHITECTURE.md ("1. `error` ...").
fn order() -> Vec<String> {
    let page = fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md is there");
    page.lines()
        .filter_map(|line| {
            let (number, rest) = line.split_once(". `")?;
            number.trim().parse::<u32>().ok()?;
            Some(rest.split('`').next()?.to_string())
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder of the tree")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    sources(Path::new("src"), &mut found);
    assert!(found.len() > 40, "the tree was found");
    found
}

/// The module a source file belongs to: the folder or file name right below `src`.
fn module(path: &Path) -> String {
    let first = path.components().nth(1).expect("a path below src");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// The code of a file without its tests, which may look anywhere.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    text.split("#[cfg(test)]").next().unwrap_or_default().to_string()
}

fn is_test(path: &Path) -> bool {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    name == "tests" || name.ends_with("_tests") || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn imports_follow_the_flow() {
    let order = order();
    let rank = |module: &str| order.iter().position(|name| name == module);
    let mut wrong = Vec::new();
    for path in all_sources().iter().filter(|path| !is_test(path)) {
        let own = module(path);
        if own == "lib" || own == "main" {
            continue;
        }
        let own_rank = rank(&own).unwrap_or_else(|| panic!("{own} is not in ARCHITECTURE.md's list"));
        let text = code(path);
        for (place, _) in text.match_indices("crate::") {
            let line_start = text[..place].rfind('\n').map_or(0, |end| end + 1);
            if text[line_start..place].trim_start().starts_with("//") {
                continue;
            }
            let rest = &text[place + 7..];
            let names: Vec<String> = match rest.strip_prefix('{') {
                Some(list) => list
                    .split('}')
                    .next()
                    .unwrap_or_default()
                    .split(',')
                    .map(|name| name.trim().to_string())
                    .collect(),
                None => vec![rest.to_string()],
            };
            for name in names {
                let target: String =
                    name.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                if let Some(target_rank) = rank(&target)
                    && target_rank > own_rank
                {
                    wrong.push(format!("{} imports {target}, which comes later", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_tree_is_listed() {
    let order = order();
    for path in all_sources() {
        let own = module(&path);
        assert!(
            own == "lib" || own == "main" || order.contains(&own),
            "{own} is not in ARCHITECTURE.md's list"
        );
    }
}

#[test]
fn every_file_opens_with_its_question() {
    for path in all_sources() {
        let text = fs::read_to_string(&path).expect("a source file");
        assert!(text.starts_with("//!"), "{} does not open with //!", path.display());
    }
}

#[test]
fn the_middle_touches_no_file_network_or_clock() {
    let middle = [
        "similarity",
        "region",
        "standardise",
        "block",
        "compare",
        "score",
        "cluster",
        "register",
        "conflict",
        "changes",
    ];
    let banned = [
        "std::fs",
        "std::net",
        "std::time",
        "File::open",
        "Zoned::now",
        "SystemTime",
        "thread::spawn",
        "ThreadPoolBuilder",
    ];
    for path in all_sources().iter().filter(|path| middle.contains(&module(path).as_str()) && !is_test(path))
    {
        let text = code(path);
        for word in banned {
            assert!(!text.contains(word), "{} uses {word}", path.display());
        }
    }
}

/// Lines a file may have before its tests: a file that is one table, and says so in its head, may be longer.
fn longest(text: &str) -> usize {
    let head: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    if head.join(" ").to_lowercase().contains("this file is one table") { 900 } else { 600 }
}

#[test]
fn only_a_table_that_says_so_may_be_long() {
    assert_eq!(longest("//! Which rosters? This file is\n//! one table: headers.\nuse std::fs;"), 900);
    assert_eq!(longest("//! How does one table become rows?\n\n/// This file is one table.\n"), 600);
    assert_eq!(longest("// This file is one table"), 600);
}

#[test]
fn files_stay_readable() {
    for path in all_sources().iter().filter(|path| !is_test(path)) {
        let text = code(path);
        let lines = text.lines().count();
        assert!(lines <= longest(&text), "{} has {lines} lines before its tests", path.display());
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        assert!(
            !["utils", "util", "common", "misc", "helpers", "base"].contains(&stem.as_str()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_run_fits_a_screen() {
    let text = fs::read_to_string("src/pipeline.rs").expect("the run");
    let start = text.find("pub fn run(").expect("the run's function");
    let length = text[start..].lines().position(|line| line == "}").expect("its end");
    assert!(length <= 70, "the run is {length} lines long");
}
