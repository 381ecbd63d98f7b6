//! Do the commands say and return what their help promises? Exit codes, what check and explain print, the log of
//! openings, completions and manual pages; run as an officer would, on a small night.

use std::fs;
use std::path::{Path, PathBuf};

use std::process::Command;
use tempfile::TempDir;

use crate::binary::Ended;

fn padan() -> Command {
    crate::binary::padan()
}

/// A copy of a story's night, so that outputs do not land in the tree.
fn copy(story: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(story);
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let to = folder.path().join(path.file_name().unwrap());
        if path.is_file() {
            fs::copy(&path, to).unwrap();
        } else if path.ends_with("masuk") {
            fs::create_dir(&to).unwrap();
            for file in fs::read_dir(&path).unwrap().map(|file| file.unwrap().path()) {
                fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
            }
        }
    }
    let settings = folder.path().join("padan.toml");
    (folder, settings)
}

/// Runs and gives exit code, standard output and standard error.
fn say(arguments: &[&str]) -> (i32, String, String) {
    let output = padan().args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn holds(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let (folder, settings) = copy("moved_house");
    let settings = settings.to_str().unwrap();
    assert_eq!(say(&["run", "--date", "2026-07-01", settings]).0, 0);

    let (code, _, error) = say(&["run", "--jadwal", settings]);
    assert_eq!(code, 2, "{error}");
    let (code, _, error) = say(&["run", folder.path().join("tidak_ada.toml").to_str().unwrap()]);
    assert_eq!(code, 1, "{error}");

    let text = fs::read_to_string(settings).unwrap();
    fs::write(settings, text.replace("programme", "programe")).unwrap();
    let (code, _, error) = say(&["run", settings]);
    assert_eq!(code, 1, "{error}");
    holds(&error, &["programe", "programme", "padan.toml"]);
    fs::write(settings, text).unwrap();

    fs::remove_file(folder.path().join("pbi_jkn.csv")).unwrap();
    let (code, printed, error) = say(&["run", "--date", "2026-07-01", settings]);
    assert_eq!(code, 3, "{error}");
    holds(&printed, &["pbi_jkn.csv", "tidak ada", "report.html"]);
    let (code, printed, _) = say(&["check", settings]);
    assert_eq!(code, 3);
    holds(&printed, &["pbi_jkn.csv", "tidak ada"]);

    fs::remove_file(folder.path().join("bdt.csv")).unwrap();
    let (code, _, error) = say(&["run", "--date", "2026-07-02", settings]);
    assert_eq!(code, 1, "{error}");
    let (code, printed, _) = say(&["check", settings]);
    assert_eq!(code, 3);
    holds(&printed, &["Tidak ada satu baris pun yang terbaca"]);
}

#[test]
fn a_night_prints_its_rosters_and_ends_with_the_report() {
    let (_folder, settings) = copy("moved_house");
    let (code, printed, _) = say(&["run", "--date", "2026-07-01", settings.to_str().unwrap()]);
    assert_eq!(code, 0);
    holds(
        &printed,
        &["Padan · moved_house · 1 Juli 2026", "Baris dibaca", "bdt", "pbi_jkn", "Orang", "Laporan: "],
    );
    assert!(printed.ends_with("report.html\n"), "{printed}");
    assert!(printed.lines().all(|line| line.chars().count() <= 80 || line.contains("report.")), "{printed}");
    let (_, printed, _) = say(&["run", "--lang", "en", "--date", "2026-07-01", settings.to_str().unwrap()]);
    holds(&printed, &["Rows read", "Persons", "Report: "]);
}

/// The demo night has twelve rosters and twelve classes of conflict.
#[test]
fn a_night_fits_a_screen_and_follows_the_locale() {
    let (_folder, settings) = copy("sragen");
    let night = |date: &str, variables: &[(&str, &str)]| {
        let mut command = padan();
        command.args(["run", "--date", date]).arg(&settings).envs(variables.iter().copied());
        String::from_utf8(command.ended(0).stdout).unwrap()
    };
    let printed = night("2026-07-01", &[("LANG", "id_ID.UTF-8")]);
    assert!(printed.lines().count() <= 23, "{printed}");
    assert!(printed.lines().all(|line| line.chars().count() <= 80 || line.contains("report.")), "{printed}");
    assert!(!printed.contains('\u{1b}'), "colours are for terminals");
    holds(&printed, &["1 Juli 2026", "1.526", "roster lain", "jenis lain", "Buku kerja: "]);
    let printed = night("2026-07-02", &[("LANG", "id_ID.UTF-8"), ("LC_MESSAGES", "en_GB.UTF-8")]);
    holds(&printed, &["2 July 2026", "1,526", "Since last night", "other classes", "Workbook: "]);
    // Reports stay in the language of the settings.
    let page =
        fs::read_to_string(settings.with_file_name("keluaran").join("2026-07-02/report.html")).unwrap();
    holds(&page, &["Laporan pemadanan"]);
}

#[test]
fn check_counts_without_writing() {
    let (folder, settings) = copy("excel_ate_the_nik");
    let settings = settings.to_str().unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    let (code, printed, _) = say(&["check", settings]);
    assert_eq!(code, 0, "{printed}");
    holds(
        &printed,
        &[
            "Roster",
            "No. KK",
            "Tgl lahir",
            "NIK_NOTASI_ILMIAH",
            "Memori",
            "Ruang hasil",
            "Waktu",
            "Calon pasangan",
        ],
    );
    let (_, printed, _) = say(&["check", "--json", settings]);
    let profile: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let rosters = profile["rosters"].as_array().unwrap();
    let rows: u64 = rosters.iter().map(|roster| roster["rows"].as_u64().unwrap()).sum();
    assert_eq!(profile["estimate"]["rows"], rows);
    assert!(profile["estimate"]["candidate_pairs"].as_u64().unwrap() > 0);
    let bdt = &rosters[0];
    assert!(bdt["filled"]["nik"].as_u64() <= bdt["rows"].as_u64());
    assert!(bdt["filled"]["birth_date"].as_u64().unwrap() > 0, "{bdt}");
    assert_eq!(files(), before, "check writes nothing");

    // As many threads as the run would take: memory and time hang on them.
    let text = fs::read_to_string(settings).unwrap();
    fs::write(settings, format!("{text}\n[limits]\nthreads = 3\n")).unwrap();
    let (_, printed, _) = say(&["check", "--json", settings]);
    let profile: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(profile["estimate"]["threads"], 3);
}

/// Time is left out: a test cannot know what else the machine does. `benches/night.sh` measures it.
#[test]
fn check_predicts_what_the_run_then_takes() {
    let folder = tempfile::tempdir().unwrap();
    let people = ["synthesise", "-q", "--people", "10000", "--seed", "5", "--out"];
    padan().args(people).arg(folder.path()).ended(0);
    padan().args(["init", "-q"]).arg(folder.path()).ended(0);
    let settings = folder.path().join("padan.toml");
    let (_, printed, _) = say(&["check", "--json", "--memory", "20M", settings.to_str().unwrap()]);
    let said: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let findings = said["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["code"] == "MEMORI_TIDAK_CUKUP"), "{findings:?}");

    padan().args(["run", "-q", "--date", "2026-07-01"]).arg(&settings).ended(0);
    let run = folder.path().join("keluaran/2026-07-01");
    let manifest = fs::read_to_string(run.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let written: u64 =
        fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    let near = |key: &str, was: u64| {
        let predicted = said["estimate"][key].as_f64().unwrap();
        let off = predicted / was as f64 - 1.0;
        assert!(off.abs() <= 0.3, "{key}: {predicted} predicted, {was} came true");
    };
    assert_eq!(said["estimate"]["rows"], manifest["counts"]["rows"]);
    near("candidate_pairs", manifest["model"]["candidate_pairs"].as_u64().unwrap());
    near("disk_bytes", written);
    if let Some(peak) = manifest["peak_memory_bytes"].as_u64() {
        near("memory_bytes", peak);
    }
    let stages = manifest["stages"].as_array().unwrap();
    assert!(stages.iter().all(|stage| stage["cpu_seconds"].is_f64()), "{stages:?}");
    let score = stages.iter().find(|stage| stage["name"] == "score").unwrap();
    assert_eq!(score["pairs"], manifest["model"]["candidate_pairs"]);
}

/// The night of the family that moved, run once; its settings.
fn moved_house() -> (TempDir, PathBuf) {
    let (folder, settings) = copy("moved_house");
    padan().args(["run", "--quiet", "--date", "2026-07-01"]).arg(&settings).ended(0);
    (folder, settings)
}

#[test]
fn explain_accounts_for_rows_and_persons() {
    let (folder, settings) = moved_house();
    let settings = settings.to_str().unwrap();
    let (code, printed, error) = say(&["explain", settings, "bdt:1", "pbi_jkn:1"]);
    assert_eq!(code, 0, "{error}");
    holds(
        &printed,
        &["bdt:1", "baris 2, bdt.csv", "pbi_jkn:1", "karena", "Keduanya", "Peluang", "model.json"],
    );

    let members = fs::read_to_string(folder.path().join("keluaran/2026-07-01/members.csv")).unwrap();
    let person = members.lines().nth(1).unwrap().split(';').nth(3).unwrap().to_owned();
    let (code, printed, error) = say(&["explain", "--json", settings, &person, &person]);
    assert_eq!(code, 0, "{error}");
    let account: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert!(matches!(account["together"].as_str(), Some("linked" | "through_others")), "{account}");
    assert_eq!(account["model"]["kind"], "of_run");
    assert!(account["sentence"].as_str().unwrap().ends_with('.'));

    for (a, b, expected) in [
        ("bdt:1", "bdt:1", "baris yang sama"),
        ("bdt:999", "pbi_jkn:1", "tidak punya baris 999"),
        ("lurah:1", "pbi_jkn:1", "Roster yang ada: bdt, pbi_jkn"),
        ("P-XXXX", "pbi_jkn:1", "tidak ada orang P-XXXX"),
    ] {
        let (code, _, error) = say(&["explain", settings, a, b]);
        assert_eq!(code, 1, "{a} {b}");
        let unfolded = error.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        holds(&unfolded, &[expected]);
    }
}

#[test]
fn explain_writes_a_page_and_a_chart_that_need_nothing_else() {
    let (folder, settings) = moved_house();
    let settings = settings.to_str().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (html, svg) = (place("a.html"), place("a.svg"));
    let rows = ["bdt:1", "pbi_jkn:1", "--html", &html, "--svg", &svg];
    let (code, _, error) = say(&[&["explain", "--quiet", settings], &rows[..]].concat());
    assert_eq!(code, 0, "{error}");
    let page = fs::read_to_string(&html).unwrap();
    holds(&page, &["<html lang=\"id\"", "default-src 'none'", "Isian kedua baris", "<svg", "********"]);
    let chart = fs::read_to_string(&svg).unwrap();
    assert!(chart.starts_with("<svg") && page.contains(&chart), "the page holds the chart");
    for text in [&page, &chart] {
        // Nothing is fetched: the only address is the name space of the pictures.
        assert!(!text.replace("http://www.w3.org/2000/svg", "").contains("://"), "{text}");
    }
    let english = [&["explain", "--quiet", "--lang", "en", settings], &rows[..]].concat();
    assert_eq!(say(&english).0, 0);
    holds(&fs::read_to_string(&html).unwrap(), &["<html lang=\"en\"", "What both rows say"]);
}

#[test]
fn explain_tells_of_the_run_and_of_changed_rosters() {
    let (folder, settings) = moved_house();
    let settings = settings.to_str().unwrap();
    let ask = || -> serde_json::Value {
        let (code, printed, error) = say(&["explain", "--json", settings, "bdt:1", "pbi_jkn:1"]);
        assert_eq!(code, 0, "{error}");
        serde_json::from_str(&printed).unwrap()
    };
    let account = ask();
    assert_eq!(account["as_in_run"], true);
    let person = account["around"]["rows"][0]["person"].as_str().unwrap().to_owned();
    assert!(person.starts_with("P-"), "{account}");
    let roster = folder.path().join("bdt.csv");
    fs::write(&roster, format!("{}\n", fs::read_to_string(&roster).unwrap())).unwrap();
    assert_eq!(ask()["as_in_run"], serde_json::Value::Null, "the files are not the run's any more");
}

#[test]
fn the_review_queue_explains_itself() {
    let (folder, settings) = copy("twins_same_birthday");
    for (language, word) in [("id", "awal "), ("en", "start ")] {
        let run = ["run", "--quiet", "--date", "2026-07-01", "--lang", language, settings.to_str().unwrap()];
        assert_eq!(say(&run).0, 0);
        let run = folder.path().join("keluaran/2026-07-01");
        let queue = fs::read_to_string(run.join("review_queue.csv")).unwrap();
        let mut lines = queue.lines();
        assert!(lines.next().unwrap().ends_with(";reason;explanation;evidence"), "{queue}");
        let page = fs::read_to_string(run.join("report.html")).unwrap();
        match lines.next() {
            Some(line) => {
                holds(line, &[word]);
                holds(&page, &["<details class=\"pair\" open", "<svg"]);
            }
            None => assert!(!page.contains("<details")),
        }
    }
}

#[test]
fn train_shows_what_changes_and_writes_only_when_asked() {
    let (folder, settings) = copy("moved_house");
    let text = fs::read_to_string(&settings).unwrap();
    assert!(!text.contains("[model]"));
    let settings = settings.to_str().unwrap();
    let train =
        |options: &[&str]| say(&[&["train", "--quiet", settings, "--date", "2026-07-01"], options].concat());

    let (code, printed, error) = train(&[]);
    assert_eq!(code, 0, "{error}");
    holds(&printed, &["Belum ada model tersimpan", "Model baru", "Peluang awal", "Tidak ada yang ditulis"]);
    assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    // Without a file in the settings it goes into the state folder, and the next night takes it from there.
    let (code, printed, _) = train(&["--write"]);
    assert_eq!(code, 0);
    holds(&printed, &["Model ditulis", "keadaan"]);
    let kept = folder.path().join("keadaan/model.json");
    let renewed =
        fs::read_to_string(&kept).unwrap().replacen("\"code_version\": \"", "\"code_version\": \"uji ", 1);
    fs::write(&kept, &renewed).unwrap();
    for night in ["2026-07-01", "2026-07-02"] {
        let (code, _, error) = say(&["run", "--quiet", settings, "--date", night]);
        assert_eq!(code, 0, "{error}");
        let used = folder.path().join("keluaran").join(night).join("model.json");
        assert_eq!(fs::read_to_string(used).unwrap(), renewed);
    }
    // Once a night has it, it stays; and what is trained is held against it.
    fs::remove_file(&kept).unwrap();
    let (_, printed, _) = train(&["--lang", "en"]);
    holds(&printed, &["Old model: ", "malam-000002"]);
    fs::remove_dir_all(folder.path().join("keadaan")).unwrap();

    fs::write(settings, format!("{text}\n[model]\nfile = \"model.json\"\n")).unwrap();
    let model = folder.path().join("model.json");
    let (code, printed, _) = train(&["--write", "--lang", "en"]);
    assert_eq!(code, 0);
    holds(&printed, &["There is no saved model", "Model written"]);
    let first = fs::read(&model).unwrap();
    let (_, printed, _) = train(&["--write", "--lang", "en"]);
    holds(&printed, &["Old model: ", "No weight changes by 1 or more."]);
    assert!(!folder.path().join("model.json.1").exists(), "the same model is not kept twice");

    // A model of another format lacks what this one has; it is said to be of that format, and gives way.
    let old = String::from_utf8(first).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&old).unwrap();
    other["format"] = 99.into();
    other.as_object_mut().unwrap().shift_remove("frequencies");
    fs::write(&model, other.to_string()).unwrap();
    let (code, _, error) = say(&["run", "--quiet", settings, "--date", "2026-07-01"]);
    assert_eq!(code, 1);
    holds(&error, &["format 99", "padan train PENGATURAN --write"]);
    let (code, printed, _) = train(&["--write"]);
    assert_eq!(code, 0);
    holds(&printed, &["tidak dapat dibandingkan", "format 99", "model.json.1"]);
    assert_eq!(fs::read_to_string(&model).unwrap(), old);

    let (code, printed, _) = train(&["--json", "--out", folder.path().join("lain.json").to_str().unwrap()]);
    assert_eq!(code, 0);
    let renewal: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(
        (renewal["old"]["kind"].as_str(), renewal["change"]["only_new_links"].as_f64()),
        (Some("file"), Some(0.0))
    );
    assert_eq!(fs::read_to_string(folder.path().join("lain.json")).unwrap(), old);
}

#[test]
fn train_measures_both_models_by_labels() {
    let (folder, settings) = copy("moved_house");
    let labels = folder.path().join("label.csv");
    fs::write(
        &labels,
        "unique_id_l,source_dataset_l,unique_id_r,source_dataset_r,clerical_match_score\n\
         1,bdt,1,pbi_jkn,1.0\n1,bdt,1,bdt,1.0\n1,bdt,999,pbi_jkn,0.0\n",
    )
    .unwrap();
    let arguments = ["train", "--quiet", "--labels", labels.to_str().unwrap(), settings.to_str().unwrap()];
    let (code, printed, error) = say(&arguments);
    assert_eq!(code, 0, "{error}");
    holds(
        &printed,
        &["3 catatan dibaca, 1 pasangan dipakai, 2 tidak dapat dipakai", "barisnya tidak ada (catatan 3)"],
    );
    fs::write(&labels, "a,b\n1,2\n").unwrap();
    let (code, _, error) = say(&arguments);
    assert_eq!(code, 1);
    holds(&error, &["clerical_match_score"]);
}

#[test]
fn masked_values_are_opened_by_name_and_reason_only() {
    let (folder, settings) = moved_house();
    let settings = settings.to_str().unwrap();
    let rows = [settings, "bdt:1", "pbi_jkn:1"];
    let ask = |options: &[&str]| say(&[&["explain"], options, &rows].concat());
    let log = folder.path().join("keluaran/pembukaan.jsonl");

    let (_, masked, _) = ask(&[]);
    assert!(masked.contains("********"), "{masked}");
    for refused in [&["--buka-penyamaran"][..], &["--buka-penyamaran", "--by", "Ani"]] {
        assert_eq!(ask(refused).0, 2);
    }
    assert_eq!(ask(&["--buka-penyamaran", "--by", " ", "--reason", "aduan"]).0, 1);
    assert!(!log.exists(), "a refused opening is none");

    let (code, open, _) = ask(&["--buka-penyamaran", "--by", "Ani", "--reason", "aduan warga"]);
    assert_eq!(code, 0);
    assert!(!open.contains("********"), "{open}");
    let line: serde_json::Value = serde_json::from_str(fs::read_to_string(&log).unwrap().trim()).unwrap();
    assert_eq!((line["actor"].as_str(), line["reason"].as_str()), (Some("Ani"), Some("aduan warga")));
    assert_eq!(line["what"], "explain bdt:1 pbi_jkn:1");
}

#[test]
fn help_names_every_command_and_exit_code() {
    let (code, help, _) = say(&["--help"]);
    assert_eq!(code, 0);
    let commands =
        "init check run status verify explain train evaluate synthesise completions man".split(' ');
    holds(&help, &["Usage: padan", "Exit codes:", "  3  done, but", "padan init masuk"]);
    for command in commands {
        holds(&help, &[&format!("\n  {command}")]);
        let (code, help, _) = say(&[command, "--help"]);
        assert_eq!(code, 0, "{command}");
        holds(&help, &[&format!("Usage: padan {command}")]);
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{command}: too wide\n{help}");
    }
}

#[test]
fn shells_and_manuals_get_their_pages() {
    for (shell, expected) in [("bash", "_padan()"), ("zsh", "#compdef padan"), ("fish", "complete -c padan")]
    {
        let (code, script, _) = say(&["completions", shell]);
        assert_eq!(code, 0);
        holds(&script, &[expected, "explain"]);
    }
    let (code, page, _) = say(&["man"]);
    assert_eq!(code, 0);
    holds(&page, &[".TH padan 1", "SUBCOMMANDS"]);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(say(&["man", "--out", folder.path().to_str().unwrap()]).0, 0);
    for page in ["padan.1", "padan-run.1", "padan-check.1", "padan-explain.1"] {
        assert!(fs::metadata(folder.path().join(page)).unwrap().len() > 100, "{page}");
    }
}

#[test]
fn a_night_that_needs_more_memory_than_given_is_refused_before_it_links() {
    let (folder, settings) = copy("moved_house");
    let output = padan().args(["run", "--lang", "en", "--memory", "20M"]).arg(&settings).ended(1);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("rows need about") && said.contains("--memory"), "{said}");
    assert!(!folder.path().join("keluaran/2026-07-01").exists());
}
