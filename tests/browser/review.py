"""Does the review page work as officers use it? A night is run, the page is served, and Chromium is driven over it with
the keyboard alone: open, decide, undo, search, print, download, at an office screen and at a phone's width. Every page is
held to axe-core's rules, and nothing may be said on the console."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PADAN, BROWSER, AXE = sys.argv[1:4]
PICTURES = Path(sys.argv[4]) if len(sys.argv) > 4 else None
SCREENS = [("kantor", 1366, 768), ("telepon", 390, 844)]
SERIOUS = {"serious", "critical"}


class Desk:
    """A night and the page over it."""

    def __init__(self, folder):
        self.folder = Path(folder) / "sragen"
        shutil.copytree("fixtures/sragen", self.folder)
        self.settings = str(self.folder / "padan.toml")
        subprocess.run([PADAN, "run", self.settings, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        self.server = subprocess.Popen(
            [PADAN, "review", self.settings, "--lang", "id"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.address = self.server.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        self.base = self.address.split("/?")[0]

    def decisions(self):
        told = subprocess.run(
            [PADAN, "decide", self.settings, "--list", "--json"], check=True, capture_output=True, text=True
        )
        return [d for d in json.loads(told.stdout)["decisions"] if d["taken_back"] is None]

    def close(self):
        self.server.kill()
        self.server.wait()


class Look:
    """One screen's page, with everything that is held against it."""

    def __init__(self, page, name, axe):
        self.page, self.name, self.axe, self.faults = page, name, axe, []
        page.on("console", lambda said: self.faults.append(f"console: {said.type} {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def at(self, what):
        """Holds the page as it stands now to the rules, and takes its picture."""
        page = self.page
        page.wait_for_load_state()
        if PICTURES:
            page.screenshot(path=PICTURES / f"{what}-{self.name}.png")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.faults.append(f"{what}: {wide} px wider than the screen")
        page.evaluate(self.axe)
        for fault in page.evaluate("axe.run()")["violations"]:
            if fault["impact"] in SERIOUS:
                where = [node["html"][:120] for node in fault["nodes"][:3]]
                self.faults.append(f"{what}: {fault['impact']} {fault['id']} {where}")

    def go(self, key):
        """Presses a key that leads to another page, and waits for it."""
        with self.page.expect_navigation(wait_until="load", timeout=60_000):
            self.page.keyboard.press(key)

    def wait(self, selector):
        """Waits for something, over the pages that say that the night is still being read."""
        self.page.wait_for_selector(selector, timeout=60_000)


def decide(look, desk, officer):
    """Twenty keys' work: a name, verdicts, a note, an undo; nothing but the keyboard."""
    page, keys = look.page, look.page.keyboard
    page.goto(desk.address)
    look.at("nama")
    assert "kunci=" not in page.url, "the key stays in the address bar"
    keys.type(officer)
    look.go("Enter")
    look.wait("table")
    look.at("antrean")
    look.go("n")
    look.wait(".palang")
    divide(look, desk)
    page.goto(desk.base + "/berikutnya?alasan=MENDEKATI_AMBANG")
    look.wait("form.putusan")
    look.at("pasangan")
    first = page.url
    before = len(desk.decisions())
    keys.press("c")
    keys.type("KTP dilihat, tombol s tidak memutus")
    keys.press("Enter")
    assert page.url == first, "Enter in the note decided something"
    keys.press("Escape")
    for key in "bsrn":
        here = page.url
        look.go(key)
        look.wait("form.putusan")
        assert page.url != here, f"{key} led nowhere"
    decisions = desk.decisions()
    assert len(decisions) == before + 2, decisions
    assert decisions[-2]["verdict"] == "different" and decisions[-2]["by"] == officer, decisions
    assert decisions[-2]["reason"].startswith("KTP dilihat"), decisions
    for _ in range(2):
        look.go("u")
        look.wait("p.pesan")
    assert len(desk.decisions()) == before + 1, "an undo did not undo"
    look.at("dibatalkan")
    keys.press("?")
    look.wait("dialog[open]")
    look.at("bantuan")
    keys.press("Escape")


def divide(look, desk):
    """All rows of a cluster at once: one is handed to another person by its number, kept, undone, and divided again."""
    page, keys = look.page, look.page.keyboard
    assert "/kelompok/" in page.url, page.url
    look.at("kelompok")
    here, before = page.url, len(desk.decisions())
    letter = page.locator('select[name="milik"]').first
    was = letter.input_value()
    keys.press("1")
    assert letter.input_value() != was, "a row's number does not move the row"
    keys.press("c")
    keys.type("kartu keluarga dilihat s")
    keys.press("Enter")
    keys.press("Escape")
    assert page.url == here, "Enter in the note decided something"
    look.go("s")
    look.wait(".palang")
    assert len(desk.decisions()) > before, "nothing was decided"
    assert page.url != here, "a divided cluster is asked again"
    look.go("u")
    look.wait(".palang")
    assert page.url == here and len(desk.decisions()) == before, "an undo did not undo"
    for key in "rs":
        look.go(key)
        look.wait(".palang")


def open_masked(look):
    """Masked values are shown for a reason only."""
    page, keys = look.page, look.page.keyboard
    assert "**" in page.inner_text("main")
    keys.press("o")
    keys.type("aduan warga")
    look.go("Enter")
    look.wait("p.terbuka")
    look.at("terbuka")


def find(look, desk):
    """A person by a misspelt name, printed."""
    page, keys = look.page, look.page.keyboard
    name = page.inner_text("section.banding tbody td.nilai").split()[0]
    look.go("/")
    look.wait("#q:focus")
    keys.type(name)
    look.go("Enter")
    look.wait("p.ringkas")
    look.at("cari")
    page.locator("table tbody th a").first.focus()
    look.go("Enter")
    look.wait("#identitas")
    look.at("orang")
    printed = page.pdf(format="A4") if look.name == "kantor" else b"%PDF"
    assert printed.startswith(b"%PDF"), "no PDF"
    if PICTURES and look.name == "kantor":
        (PICTURES / "orang.pdf").write_bytes(printed)


def lists(look, desk):
    """Conflicts, one of them assigned; agreement; downloads."""
    page = look.page
    page.goto(desk.base + "/konflik")
    look.wait("table")
    look.at("konflik")
    page.locator("table tbody th a").first.focus()
    look.go("Enter")
    look.wait("#tindakan")
    look.at("satu-konflik")
    page.locator('form:has(button[value="tugaskan"]) button').focus()
    look.go("Enter")
    look.wait("p.pesan")
    # Two at once from the list: dismissed, and taken back.
    page.goto(desk.base + "/konflik")
    for step in ("abaikan", "cabut"):
        boxes = page.locator('tbody input[type="checkbox"]')
        for place in (0, 1):
            boxes.nth(place).focus()
            page.keyboard.press("Space")
        page.locator('fieldset input[name="alasan"]').focus()
        page.keyboard.type("sudah diverval")
        page.locator(f'button[value="{step}"]').focus()
        look.go("Enter")
        look.wait("p.pesan")
        assert "2" in page.inner_text("p.pesan"), page.inner_text("p.pesan")
        page.goto(desk.base + ("/konflik?keadaan=diabaikan" if step == "abaikan" else "/konflik"))
    look.at("konflik-dicabut")
    page.goto(desk.base + "/kesepakatan")
    look.at("kesepakatan")
    page.goto(desk.base + "/antrean?keadaan=semua")
    look.wait("p.unduh")
    for ending, start in (("CSV", b"\xef\xbb\xbfrank;"), ("XLSX", b"PK")):
        with page.expect_download() as waiting:
            link = page.locator("p.unduh a", has_text=ending)
            link.focus()
            page.keyboard.press("Enter")
        assert Path(waiting.value.path()).read_bytes().startswith(start), ending


def in_english(look, desk):
    """Every page once more in the other language: as wide, as accessible, and without the first one's words."""
    page = look.page
    page.goto(desk.base + "/antrean?keadaan=semua")
    page.locator("button.teks[lang=en]").focus()
    look.go("Enter")
    look.wait("table")
    look.at("queue")
    for name, path in (("person", "/cari?q=siti"), ("conflict", "/konflik")):
        page.goto(desk.base + path)
        look.wait("table")
        look.at(name + "-list")
        page.locator("table tbody th a").first.focus()
        look.go("Enter")
        look.at(name)
    page.goto(desk.base + "/kesepakatan")
    look.at("agreement")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("button.teks[lang=id]").focus()
    look.go("Enter")


def blindly(look, desk, officer):
    """A second officer judges what the first has judged, without seeing it; then they are compared."""
    page, keys = look.page, look.page.keyboard
    page.goto(desk.base + "/nama")
    page.fill("#nama", officer)
    page.locator('input[name="buta"]').focus()
    keys.press("Space")
    page.locator("button.utama").focus()
    look.go("Enter")
    page.goto(desk.base + "/berikutnya?alasan=MENDEKATI_AMBANG")
    for key in "bsb":
        look.wait("form.putusan")
        assert "KTP dilihat" not in page.inner_text("main"), "a blind officer sees another's note"
        look.go(key)
    page.goto(desk.base + "/kesepakatan")
    assert officer in page.inner_text("main table"), "no agreement is counted"
    look.at("kesepakatan-dua")


def next_night(look, desk):
    """The decisions hold in the next night's register, and the page goes over to it by itself."""
    page = look.page
    verdicts = {}
    for decision in desk.decisions():
        verdicts.setdefault(tuple(sorted(row["row"] for row in decision["rows"])), set()).add(decision["verdict"])
    subprocess.run([PADAN, "run", desk.settings, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    run = max((desk.folder / "keluaran").glob("20*"), key=lambda run: run.stat().st_mtime)
    person = {}
    for line in (run / "members.csv").read_text(encoding="utf-8-sig").splitlines()[1:]:
        cells = line.split(";")
        person[f"{cells[0]}:{cells[2]}"] = cells[3]
    # What two officers decided otherwise holds neither way until they settle it.
    settled = {rows: said.pop() for rows, said in verdicts.items() if len(said) == 1}
    assert len(settled) >= 3, settled
    for (a, b), verdict in settled.items():
        assert (person[a] == person[b]) == (verdict == "same"), (a, b, verdict)
    for _ in range(60):
        page.goto(desk.base + "/antrean?keadaan=semua")
        if page.locator(".malam").count() and "ke-2" in page.inner_text(".malam"):
            break
        page.wait_for_timeout(500)
    look.wait("table")
    assert "ke-2" in page.inner_text(".malam")


def main():
    axe = Path(AXE).read_text()
    if PICTURES:
        PICTURES.mkdir(parents=True, exist_ok=True)
    faults = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        desk = Desk(folder)
        try:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
            for name, width, height in SCREENS:
                context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
                look = Look(context.new_page(), name, axe)
                decide(look, desk, "Sari " + name)
                open_masked(look)
                find(look, desk)
                lists(look, desk)
                in_english(look, desk)
                if name == SCREENS[0][0]:
                    blindly(look, desk, "Budi")
                else:
                    next_night(look, desk)
                faults += [f"{name}: {fault}" for fault in look.faults]
                context.close()
            browser.close()
        finally:
            desk.close()
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


main()
