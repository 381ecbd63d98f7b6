//! Does the review page let in whom it should, and keep what officers decide? The server is driven over plain TCP, as a
//! browser and as those who mean harm would.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Ended, padan};

/// A night, and the page over it for as long as this lives.
struct Desk {
    folder: TempDir,
    server: Child,
    port: u16,
    key: String,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What the server answered.
struct Reply {
    code: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A browser that was let in.
struct Officer<'d> {
    desk: &'d Desk,
    cookie: String,
    form_key: String,
}

impl Desk {
    /// Over the first night of a small place, with many conflicts and nobody in doubt.
    fn of_a_place() -> Desk {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/nights");
        let folder = tempfile::tempdir().unwrap();
        fs::copy(fixture.join("padan.toml"), folder.path().join("padan.toml")).unwrap();
        copy(&fixture.join("malam-1"), &folder.path().join("masuk"));
        Desk::open(folder)
    }

    /// Over a night of which two pairs wait for an officer.
    fn of_two_pairs() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first_of_july_pairs");
        copy(&fixture, folder.path());
        Desk::open(folder)
    }

    /// Over the demo night, with clusters to be divided.
    fn of_the_demo() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sragen");
        fs::copy(fixture.join("padan.toml"), folder.path().join("padan.toml")).unwrap();
        copy(&fixture.join("masuk"), &folder.path().join("masuk"));
        Desk::open(folder)
    }

    fn open(folder: TempDir) -> Desk {
        padan()
            .args(["run", "--quiet", "--date", "2026-07-01"])
            .arg(folder.path().join("padan.toml"))
            .ended(0);
        Desk::serve(folder)
    }

    fn serve(folder: TempDir) -> Desk {
        let settings = folder.path().join("padan.toml");
        let mut server = padan()
            .args(["review", "--lang", "id"])
            .arg(&settings)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let rest = address.trim().strip_prefix("http://127.0.0.1:").expect("an address on loopback");
        let (port, key) = rest.split_once("/?kunci=").expect("an address with a key");
        Desk { port: port.parse().unwrap(), key: key.to_owned(), folder, server }
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("padan.toml")
    }

    /// Begins the page anew, as after the machine was switched off.
    fn again(mut self) -> Desk {
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        drop(self);
        Desk::serve(folder)
    }

    /// Sends a request as it stands, and reads the answer to its end.
    fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Reply { code, head: head.to_owned(), body: body.to_owned() }
    }

    fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> Reply {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        ))
    }

    /// Comes with the key and says a name.
    fn officer(&self, name: &str, blind: bool) -> Officer<'_> {
        let entry = self.request("GET", &format!("/?kunci={}", self.key), "", "");
        assert_eq!((entry.code, entry.header("location")), (303, Some("/")));
        let cookie = entry.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut officer = Officer { desk: self, cookie, form_key: String::new() };
        let page = officer.get("/nama").body;
        officer.form_key = value_of(&page, "kunci");
        let blind = if blind { "&buta=ya" } else { "" };
        assert_eq!(officer.post("/nama", &format!("nama={name}{blind}")).code, 303);
        officer
    }

    fn decisions(&self) -> Value {
        let output =
            padan().args(["decide", "--lang", "id"]).arg(self.settings()).args(["--list", "--json"]).ended(0);
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Officer<'_> {
    /// A page, waited for while the night is still being read.
    fn get(&self, path: &str) -> Reply {
        for _ in 0..60 {
            let reply = self.desk.request("GET", path, &format!("Cookie: {}\r\n", self.cookie), "");
            if reply.code != 503 {
                return reply;
            }
        }
        panic!("{path}: the night was never read");
    }

    fn post(&self, path: &str, form: &str) -> Reply {
        let headers =
            format!("Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", self.cookie);
        self.desk.request("POST", path, &headers, &format!("kunci={}&{form}", self.form_key))
    }

    /// The first pair of the queue.
    fn first_pair(&self) -> (String, String) {
        let list = self.get("/unduh/antrean.csv").body;
        let line: Vec<&str> = list.lines().nth(1).expect("a pair waits").split(';').collect();
        (format!("{}:{}", line[1], line[2]), format!("{}:{}", line[6], line[7]))
    }
}

/// Copies the files of a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// The value of a hidden field.
fn value_of(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let from = page.find(&field).unwrap_or_else(|| panic!("no field {name}: {page}")) + field.len();
    page[from..].split('"').next().unwrap().to_owned()
}

#[test]
fn nobody_gets_in_without_the_key_or_from_elsewhere() {
    let desk = Desk::of_a_place();
    for path in ["/", "/antrean", "/nama", "/konflik", "/unduh/konflik.csv", "/tidak-ada"] {
        assert_eq!(desk.request("GET", path, "", "").code, 403, "{path}");
    }
    assert_eq!(desk.request("GET", &format!("/?kunci={}", "0".repeat(64)), "", "").code, 403);
    let cookie = format!("Cookie: padan_{}={}\r\n", desk.port, "a".repeat(64));
    assert_eq!(desk.request("GET", "/antrean", &cookie, "").code, 403);
    // The name of another place bent to this machine.
    let request =
        format!("GET /?kunci={} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", desk.key);
    assert_eq!(desk.send(&request).code, 403);
    let refused = desk.request("GET", "/antrean", "", "");
    let policy = refused.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for (name, expected) in
        [("x-frame-options", "DENY"), ("x-content-type-options", "nosniff"), ("cache-control", "no-store")]
    {
        assert_eq!(refused.header(name), Some(expected));
    }

    let sari = desk.officer("Sari", false);
    let with = format!("Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", sari.cookie);
    let form = format!("kunci={}&nama=Budi", sari.form_key);
    let elsewhere = [
        "Origin: http://evil.example\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Host: evil.example\r\n",
    ];
    for header in elsewhere {
        let reply = desk.request("POST", "/nama", &format!("{with}{header}"), &form);
        assert!(matches!(reply.code, 400 | 403), "{header} {}", reply.code);
    }
    // Another officer's form key, none at all, and a form larger than any of ours.
    let budi = desk.officer("Budi", false);
    for key in [budi.form_key.as_str(), "", "x"] {
        let form = format!("kunci={key}&nama=Jahat");
        assert_eq!(desk.request("POST", "/nama", &with, &form).code, 403);
    }
    assert_eq!(desk.request("POST", "/nama", &with, &"a".repeat(100_000)).code, 413);
    assert_eq!(sari.get(&format!("/cari?q={}", "x".repeat(8_000))).code, 413);
    for path in
        ["/unduh/../../padan.toml", "/unduh/%2e%2e%2fpadan.csv", "/pasangan/pkh:1/..%2f..", "/orang/x%00"]
    {
        assert!(matches!(sari.get(path).code, 400 | 404), "{path}");
    }
    assert_eq!(sari.get("/putusan").code, 405);
    assert!(sari.get("/nama").body.contains("value=\"Sari\""));
    assert_eq!(sari.post("/keluar", "").code, 200);
    assert_eq!(sari.get("/antrean").code, 403);
}

#[test]
fn a_verdict_is_kept_undone_and_holds_the_next_night() {
    let desk = Desk::of_two_pairs();
    let sari = desk.officer("Sari+Dewi", false);
    let (a, b) = sari.first_pair();
    let page = sari.get(&format!("/pasangan/{a}/{b}")).body;
    assert!(
        page.contains("<svg") && page.contains("data-tombol=\"s\"") && !page.contains("style=\""),
        "{page}"
    );
    let said = format!("a={a}&b={b}&catatan=KTP+dilihat&putusan=");
    assert_eq!(sari.post("/putusan", &format!("{said}mungkin")).code, 400);
    assert_eq!(sari.post("/putusan", "a=pkh:1&b=pkh:1&putusan=sama").code, 404);
    assert_eq!(sari.post("/putusan", &format!("{said}beda")).code, 303);
    let list = desk.decisions();
    let decision = &list["decisions"][0];
    assert_eq!(
        (&decision["by"], &decision["reason"]),
        (&Value::from("Sari Dewi"), &Value::from("KTP dilihat"))
    );
    assert_eq!(
        (&decision["verdict"], &decision["rows"][0]["row"]),
        (&Value::from("different"), &Value::from(a.clone()))
    );
    // It is asked with the third row that hangs on it.
    assert!(sari.get("/antrean?keadaan=diputus").body.contains(&format!("/kelompok/{a}?")));
    assert!(!sari.get("/antrean").body.contains(&format!("/kelompok/{a}\"")));

    let undone = sari.post("/batal", "");
    assert_eq!(undone.header("location").unwrap(), format!("/pasangan/{a}/{b}"));
    assert_eq!(desk.decisions()["decisions"][0]["taken_back"]["by"], "Sari Dewi");
    assert_eq!(sari.post("/putusan", &format!("{said}sama")).code, 303);
    // A changed mind takes the place of the verdict before.
    assert_eq!(sari.post("/putusan", &format!("{said}beda")).code, 303);
    let list = desk.decisions();
    let in_force: Vec<&Value> = list["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|decision| decision["taken_back"].is_null())
        .collect();
    assert_eq!((in_force.len(), &in_force[0]["verdict"]), (1, &Value::from("different")));
    // Undone, the verdict before holds again; another officer's too, in that officer's name.
    assert_eq!(sari.post("/batal", "").code, 303);
    assert_eq!(in_force_of(&desk), [("same".into(), "Sari Dewi".into())]);
    let budi = desk.officer("Budi", false);
    assert_eq!(budi.post("/putusan", &format!("{said}beda")).code, 303);
    assert_eq!(in_force_of(&desk), [("different".into(), "Budi".into())]);
    assert_eq!(budi.post("/batal", "").code, 303);
    assert!(budi.get("/antrean").body.contains("berlaku lagi"));
    assert_eq!(in_force_of(&desk), [("same".into(), "Sari Dewi".into())]);
    // Who said it first can still take it back.
    assert_eq!(sari.post("/batal", "").code, 303);
    assert!(in_force_of(&desk).is_empty());
    assert_eq!(sari.post("/putusan", &format!("{said}beda")).code, 303);

    padan().args(["run", "--quiet", "--date", "2026-07-02"]).arg(desk.settings()).ended(0);
    let members = fs::read_to_string(desk.folder.path().join("keluaran/2026-07-02/members.csv")).unwrap();
    let person = |cited: &str| person_of(&members, cited);
    assert_ne!(person(&a), person(&b));
}

/// Verdict and officer of each decision in force.
fn in_force_of(desk: &Desk) -> Vec<(String, String)> {
    let list = desk.decisions();
    let in_force = list["decisions"].as_array().unwrap().iter().filter(|one| one["taken_back"].is_null());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    in_force.map(|one| (text(&one["verdict"]), text(&one["by"]))).collect()
}

/// Where each row of a cluster's page stands: row and letter.
fn letters(page: &str) -> Vec<(String, String)> {
    let lines = page.split("name=\"baris\" value=\"").skip(1);
    lines
        .map(|line| {
            let chosen = line.split(" selected").next().unwrap().rsplit("value=\"").next().unwrap();
            (line.split('"').next().unwrap().to_owned(), chosen.split('"').next().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn a_cluster_is_divided_undone_and_holds_the_next_night() {
    let desk = Desk::of_the_demo();
    let sari = desk.officer("Sari", false);
    let queue = sari.get("/antrean").body;
    let address = queue.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let address =
        address.into_iter().find(|link| link.starts_with("/kelompok/")).expect("a cluster waits").to_owned();
    let origin = address.strip_prefix("/kelompok/").unwrap().to_owned();
    let page = sari.get(&address).body;
    let rows = letters(&page);
    assert!(rows.len() > 2 && page.contains("<mark>") && page.contains("data-tombol=\"1\""), "{page}");
    assert!(rows.iter().any(|(_, letter)| letter == "B"), "{rows:?}");

    // All of them one person; undone; then the last row another.
    let send = |letter: &dyn Fn(usize) -> &'static str, verdict: &str| {
        let rows = rows.iter().enumerate();
        let said: Vec<String> =
            rows.map(|(at, (row, _))| format!("baris={row}&milik={}", letter(at))).collect();
        sari.post(
            "/kelompok",
            &format!("asal={origin}&putusan={verdict}&catatan=KK+dilihat&{}", said.join("&")),
        )
        .code
    };
    assert_eq!(send(&|_| "A", "mungkin"), 400);
    assert_eq!(send(&|_| "Z", "bagi"), 400);
    assert_eq!(send(&|at| if at == 0 { "A" } else { "–" }, "bagi"), 400);
    assert_eq!(
        sari.post(
            "/kelompok",
            &format!("asal={origin}&putusan=bagi&baris=pkh:1&milik=A&baris=pkh:2&milik=B")
        )
        .code,
        404
    );
    assert_eq!(send(&|_| "A", "bagi"), 303);
    let said = in_force_of(&desk);
    assert_eq!(said.len(), rows.len() - 1);
    assert!(said.iter().all(|(verdict, _)| verdict == "same"));
    assert!(!sari.get("/antrean").body.contains(&format!("\"{address}\"")), "a divided cluster still waits");
    assert!(sari.get("/antrean?keadaan=diputus").body.contains(&address));
    let undone = sari.post("/batal", "");
    assert_eq!(undone.header("location"), Some(address.as_str()));
    assert!(in_force_of(&desk).is_empty());
    let last = rows.len() - 1;
    assert_eq!(send(&|at| if at == last { "B" } else { "A" }, "bagi"), 303);
    assert_eq!(send(&|_| "–", "ragu"), 400);

    // The memory of the night is gone: the queue is made from what the night published.
    let list = sari.get("/unduh/antrean.csv?keadaan=semua").body;
    for entry in fs::read_dir(desk.folder.path().join("keadaan")).unwrap() {
        let _ = fs::remove_file(entry.unwrap().path().join("night.bin"));
    }
    let desk = desk.again();
    let sari = desk.officer("Sari", false);
    assert_eq!(sari.get("/unduh/antrean.csv?keadaan=semua").body, list);
    assert_eq!(letters(&sari.get(&address).body), rows);

    padan().args(["run", "--quiet", "--date", "2026-07-02"]).arg(desk.settings()).ended(0);
    let members = fs::read_to_string(desk.folder.path().join("keluaran/2026-07-02/members.csv")).unwrap();
    let persons: Vec<String> = rows.iter().map(|(row, _)| person_of(&members, row)).collect();
    assert!(persons[..last].iter().all(|person| *person == persons[0]), "{persons:?}");
    assert_ne!(persons[last], persons[0]);
}

/// The person of a row, from `members.csv`.
fn person_of(members: &str, cited: &str) -> String {
    let (roster, row) = cited.split_once(':').unwrap();
    let lines = members.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let line = lines.into_iter().find(|line| line[0] == roster && line[2] == row).unwrap();
    line[3].to_owned()
}

#[test]
fn nobody_waits_for_a_connection_that_says_nothing() {
    let desk = Desk::of_two_pairs();
    let sari = desk.officer("Sari", false);
    let stalled: Vec<TcpStream> = (0..60)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
            // Half a head, or a head whose body never comes.
            let half = format!("POST /putusan HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", desk.port);
            let body = format!("Cookie: {}\r\nContent-Length: 100\r\n\r\nkunci=", sari.cookie);
            stream.write_all(if number % 2 == 0 { half } else { half + &body }.as_bytes()).unwrap();
            stream
        })
        .collect();
    let since = std::time::Instant::now();
    assert_eq!(sari.get("/antrean").code, 200);
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    drop(stalled);
    // As many sessions as anyone opens: the oldest go, the page goes on.
    for _ in 0..80 {
        assert_eq!(desk.request("GET", &format!("/?kunci={}", desk.key), "", "").code, 303);
    }
    assert_eq!(desk.officer("Budi", false).get("/antrean").code, 200);
}

#[test]
fn a_second_officer_judges_blindly_and_agreement_is_counted() {
    let desk = Desk::of_two_pairs();
    let (sari, budi) = (desk.officer("Sari", false), desk.officer("Budi", true));
    let (a, b) = sari.first_pair();
    assert_eq!(sari.post("/putusan", &format!("a={a}&b={b}&catatan=rahasia&putusan=beda")).code, 303);
    let page = budi.get(&format!("/pasangan/{a}/{b}")).body;
    assert!(!page.contains("rahasia") && !page.contains("Sari"), "{page}");
    assert_eq!(budi.first_pair(), (a.clone(), b.clone()));
    assert_eq!(budi.post("/putusan", &format!("a={a}&b={b}&putusan=ragu")).code, 303);
    let page = sari.get("/kesepakatan").body;
    let found = desk.officer("Ani", false).get("/cari?q=paiman").body;
    assert!(found.contains("/orang/P-") && found.contains("PAIMAN"), "{found}");
    let person = format!("/orang/{}", found.split("/orang/").nth(1).unwrap().split('"').next().unwrap());
    let person = sari.get(&person).body;
    assert!(person.contains("3314********0009") && person.contains("bdt:4"), "{person}");
    // Neither as the register has it nor as the row wrote it.
    for told in ["3314060107500009", "01/07", "1950-07", "3314062103090002"] {
        assert!(!person.contains(told), "{told}: {person}");
    }
    assert!(page.contains("Budi – Sari") && page.contains("0,0%"), "{page}");
    assert!(!budi.get("/kesepakatan").body.contains(&format!("/pasangan/{a}/{b}")));
    let list = sari.get("/unduh/kesepakatan.csv");
    assert!(list.body.contains("Budi;Sari;1;0"), "{}", list.body);
}

#[test]
fn conflicts_are_assigned_resolved_dismissed_and_kept_as_lists() {
    let desk = Desk::of_a_place();
    let sari = desk.officer("Sari", false);
    let page = sari.get("/konflik").body;
    let id = value_of(&page, "konflik");
    let step = |step: &str, rest: &str| {
        sari.post("/tindakan", &format!("konflik={id}&kembali=/konflik&langkah={step}{rest}")).code
    };
    assert_eq!(step("tugaskan", "&kepada=Budi"), 303);
    assert!(sari.get("/konflik?keadaan=ditugaskan").body.contains("ditugaskan kepada Budi"));
    assert_eq!(step("selesai", ""), 400);
    assert_eq!(step("selesai", "&alasan=sudah+dihapus"), 303);
    assert!(sari.get(&format!("/konflik/{id}")).body.contains("dilaporkan selesai"));
    assert_eq!(step("batal", "&alasan=keliru"), 303);
    assert_eq!(step("abaikan", "&alasan=sudah+diverval"), 303);
    assert_eq!(desk.decisions()["dismissals"][0]["conflict"], id.as_str());
    assert!(!sari.get("/konflik").body.contains(&id));
    assert_eq!(step("buka", "&alasan=ternyata+belum"), 303);
    assert_eq!(sari.post("/tindakan", "konflik=C-0000000000000000&langkah=abaikan&alasan=x").code, 404);

    // Many at once from the list, and all of it taken back from there.
    let ids: Vec<String> = page
        .split("name=\"konflik\" value=\"")
        .skip(1)
        .take(3)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    let chosen = ids.iter().map(|id| format!("&konflik={id}")).collect::<String>();
    let many = |step: &str, rest: &str| {
        sari.post("/tindakan", &format!("kembali=/konflik&langkah={step}{chosen}{rest}")).code
    };
    assert_eq!(many("abaikan", ""), 400);
    assert_eq!(many("abaikan", "&alasan=sudah+diverval"), 303);
    let dismissed = sari.get("/konflik?keadaan=diabaikan").body;
    assert!(ids.iter().all(|id| dismissed.contains(id)));
    assert_eq!(many("cabut", "&alasan=keliru"), 303);
    assert!(sari.get("/konflik").body.contains("Tercatat untuk 3 konflik"));
    assert!(ids.iter().all(|id| sari.get("/konflik").body.contains(id)));

    let csv = sari.get("/unduh/konflik.csv?keadaan=semua");
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .contains("attachment; filename=\"konflik-2026-07-01.csv\"")
    );
    assert!(csv.body.starts_with("\u{feff}conflict_id;class;") && csv.body.contains(&id));
    assert!(sari.get("/unduh/antrean.xlsx").body.starts_with("PK"));
    assert_eq!(sari.get("/unduh/rahasia.csv").code, 404);
    // The page never sends anybody away from this server.
    let away = sari.post("/bahasa", "bahasa=en&kembali=//evil.example/");
    assert_eq!(away.header("location"), Some("/"));
    assert!(sari.get("/konflik").body.contains("lang=\"en\""));
}

#[test]
fn what_is_masked_opens_only_with_a_reason_that_is_logged() {
    let desk = Desk::of_two_pairs();
    let sari = desk.officer("Sari", false);
    let (a, b) = sari.first_pair();
    let path = format!("/pasangan/{a}/{b}");
    assert!(sari.get(&path).body.contains("**"));
    let open = format!("apa={a}+{b}&kembali={path}");
    assert_eq!(sari.post("/buka", &open).code, 400);
    assert_eq!(sari.post("/buka", "apa=../rahasia&alasan=x").code, 404);
    let log = desk.folder.path().join("keluaran/pembukaan.jsonl");
    assert!(!log.exists());
    assert_eq!(sari.post("/buka", &format!("{open}&alasan=aduan+warga")).code, 303);
    assert!(sari.get(&path).body.contains("pembukaan ini tercatat"));
    let line: Value = serde_json::from_str(fs::read_to_string(&log).unwrap().trim()).unwrap();
    assert_eq!((&line["actor"], &line["reason"]), (&Value::from("Sari"), &Value::from("aduan warga")));
    assert_eq!(line["what"], format!("review {a} {b}"));
    // One officer's opening is not another's.
    assert!(desk.officer("Budi", false).get(&path).body.contains("Buka penyamaran"));
}

#[test]
fn the_page_waits_for_a_run_that_is_going_on_and_writes_nothing() {
    let desk = Desk::of_two_pairs();
    let sari = desk.officer("Sari", false);
    let (a, b) = sari.first_pair();
    let lock = padan::state::lock::Lock::take(&desk.folder.path().join("keadaan"), "run").unwrap();
    let reply = sari.post("/putusan", &format!("a={a}&b={b}&putusan=sama"));
    assert_eq!(reply.code, 503);
    assert!(reply.body.contains("Tidak ada yang ditulis"), "{}", reply.body);
    drop(lock);
    assert_eq!(sari.post("/putusan", &format!("a={a}&b={b}&putusan=sama")).code, 303);
    assert_eq!(desk.decisions()["decisions"].as_array().unwrap().len(), 1);
}
