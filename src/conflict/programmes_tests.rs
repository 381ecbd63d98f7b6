//! Are the programme rules read as they are written, and refused with the line and the next step?

use std::path::Path;

use jiff::civil::date;

use super::*;

fn extended(text: &str) -> Result<Programmes> {
    Programmes::shipped().extended(Path::new("aturan.toml"), text)
}

#[track_caller]
fn refused(text: &str, line: Option<usize>, what: &str, next_step: &str) {
    match extended(text) {
        Err(Error::Settings { line: at, what: said, next_step: step, .. }) => {
            assert_eq!(at, line, "{said:?}");
            assert!(said.en.contains(what), "{said:?}");
            assert!(step.en.contains(next_step), "{step:?}");
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn the_shipped_file_is_read_strictly_and_whole() {
    let shipped = Programmes::default().extended(Path::new("programmes.toml"), SHIPPED).unwrap();
    for key in [
        "DTKS",
        "DTSEN",
        "BDT",
        "P3KE",
        "PKH",
        "SEMBAKO",
        "BST",
        "BLT-DD",
        "PBI-JKN",
        "PBI-APBD",
        "PIP",
        "ATENSI",
        "LKSA",
        "KUBE",
        "BSU",
        "PRAKERJA",
        "BPUM",
        "PENA",
        "RUTILAHU",
        "SUBSIDI-LISTRIK",
        "KARTU-DAERAH",
        "KEMATIAN",
        "ASN",
    ] {
        assert!(shipped.programme(key).is_some(), "{key}");
    }
    assert_eq!(shipped.exclusions.len(), 15);
    assert_eq!(Programmes::shipped(), shipped);
    let mut keys: Vec<&str> = shipped.rules.iter().map(|rule| rule.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), shipped.rules.len(), "rule keys are unique");
    for rule in &shipped.rules {
        assert!(!rule.basis.is_empty() && rule.label != rule.label_en, "{}", rule.key);
    }
    assert_eq!(shipped.rules.iter().find_map(|rule| rule.at_most), Some(4));
}

#[test]
fn rules_are_in_force_on_their_days() {
    let shipped = Programmes::shipped();
    let keys = |day| shipped.in_force(day).map(|rule| rule.key.as_str()).collect::<Vec<_>>();
    let old = keys(date(2021, 6, 1));
    assert!(old.contains(&"BLTDD-2020") && old.contains(&"BST-PKH-SEMBAKO") && !old.contains(&"BLTDD-2023"));
    let new = keys(date(2023, 1, 1));
    assert!(!new.contains(&"BLTDD-2020") && new.contains(&"BLTDD-2023"));
    assert!(keys(date(2022, 12, 31)).contains(&"BLTDD-2020"));
}

#[test]
fn two_programmes_have_one_relation() {
    let shipped = Programmes::shipped();
    let check = |one, other, day, expected| {
        assert_eq!(shipped.relation(one, other, day), expected, "{one} {other}");
        assert_eq!(shipped.relation(other, one, day), expected, "{other} {one}");
    };
    check("PKH", "SEMBAKO", date(2024, 1, 1), Relation::Allowed);
    check("BLT-DD", "PKH", date(2021, 1, 1), Relation::NotAllowed);
    check("BLT-DD", "PKH", date(2024, 1, 1), Relation::Review);
    check("PIP", "KUBE", date(2024, 1, 1), Relation::Unsaid);
}

#[test]
fn a_users_file_extends_and_replaces() {
    let all = extended(
        r#"version = 1
[[programme]]
key = "SARASWATI"
label = "Kartu Saraswati"
kind = "aid"
unit = "family"
amount = 150000
[[programme]]
key = "PKH"
label = "PKH"
kind = "aid"
unit = "family"
[[rule]]
key = "SARASWATI-PKH"
kind = "not_together"
unit = "family"
programmes = ["SARASWATI"]
with = ["PKH"]
label = "Kartu Saraswati bagi yang tidak menerima PKH"
"#,
    )
    .unwrap();
    assert_eq!(all.programme("SARASWATI").unwrap().amount, Some(150_000));
    assert_eq!(all.programme("PKH").unwrap().amount, None);
    assert_eq!(all.programmes.len(), Programmes::shipped().programmes.len() + 1);
    let rule = all.rules.last().unwrap();
    assert_eq!(rule.severity, Severity::Warning, "a rule without severity warns");
    assert_eq!(extended("version = 1\nreplace = true\n").unwrap(), Programmes::default());
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_line() {
    refused("version = 2\n", None, "version 2", "version = 1");
    refused("version = 1\nprograme = 3\n", Some(2), "unknown field", "shipped");
    let rule =
        |body: &str| format!("version = 1\n[[rule]]\nkey = \"X\"\nunit = \"family\"\nlabel = \"x\"\n{body}");
    refused(
        &rule("kind = \"not_together\"\nprogrammes = [\"BLTDD\"]\nwith = [\"PKH\"]\n"),
        Some(3),
        "BLTDD",
        "BLT-DD",
    );
    refused(
        &rule("kind = \"not_together\"\nprogrammes = [\"PKH\"]\n"),
        Some(3),
        "with is missing",
        "Correct",
    );
    refused(&rule("kind = \"not_eligible\"\nprogrammes = [\"PKH\"]\n"), Some(3), "condition", "Correct");
    refused(
        &rule("kind = \"once_per_person\"\nprogrammes = [\"PIP\"]\n"),
        Some(3),
        "unit = \"person\" is missing",
        "Correct",
    );
    refused(
        &rule("kind = \"in_base\"\nprogrammes = [\"PIP\"]\nvalid_from = 07:30:00\n"),
        Some(3),
        "is not a day",
        "Correct",
    );
    refused(
        &rule("kind = \"not_eligible\"\ncondition = \"age\"\nage = [9, 3]\nprogrammes = [\"PIP\"]\n"),
        Some(3),
        "no range",
        "Correct",
    );
}
