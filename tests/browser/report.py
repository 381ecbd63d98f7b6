"""Can everybody read report.html? A night is run in both languages, and its page opened from the disk in Chromium, at an
office screen and at a phone's width: nothing on the console, nothing wider than the screen but in a box that says so,
axe-core's rules kept, tables sorted with the keyboard, nothing asked of the network, and a print on A4 that is short and
whole."""

import re
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
# Pages of A4 that the demo night may take.
MOST_PAPER = 14


def night(folder, language):
    """The demo night's page, of its second night: what changed stands on it too."""
    place = Path(folder) / language
    shutil.copytree("fixtures/sragen", place, ignore=shutil.ignore_patterns("keluaran", "keadaan"))
    settings = place / "padan.toml"
    settings.write_text(re.sub('report_language = "[a-z]+"', f'report_language = "{language}"', settings.read_text()))
    for date in ["2026-07-01", "2026-07-02"]:
        subprocess.run([PADAN, "run", settings, "--quiet", "--date", date], check=True, stdout=subprocess.DEVNULL)
    return place / "keluaran/2026-07-02/report.html"


def check_screen(page, axe):
    """What is wrong with the page as it stands on this screen."""
    faults = []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        faults.append(f"{wide} px wider than the screen")
    silent = page.evaluate(
        """[...document.querySelectorAll('.scroll')]
        .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1 && !box.matches('.wide')).length"""
    )
    if silent:
        faults.append(f"{silent} tables go on beyond their box and do not say so")
    unseen = page.evaluate("[...document.querySelectorAll('svg.plot')].filter((plot) => !plot.querySelector('desc')?.textContent).length")
    if unseen:
        faults.append(f"{unseen} pictures without words")
    page.evaluate(axe)
    for fault in page.evaluate("axe.run()")["violations"]:
        if fault["impact"] in SERIOUS:
            where = [node["html"][:120] for node in fault["nodes"][:3]]
            faults.append(f"{fault['impact']} {fault['id']} {where}")
    return faults


def check_sorting(page):
    """Sorts the first table by its second column with the keyboard, twice: most first, then least."""
    button = page.locator("section[aria-labelledby=temuan] table.sort thead th.number button").first
    read = """() => [...document.querySelector('section[aria-labelledby=temuan] table.sort').tBodies[0].rows]
        .map((row) => Number(row.cells[1].textContent.replace(/[.,]/g, '').replace('·', '0')))"""
    button.focus()
    page.keyboard.press("Enter")
    down = page.evaluate(read)
    page.keyboard.press("Enter")
    up = page.evaluate(read)
    sorted_both = down == sorted(down, reverse=True) and up == sorted(up) and len(set(down)) > 2
    return [] if sorted_both else [f"not sorted: {down} {up}"]


def check_paper(page, folder, name):
    """How many pages of A4 it takes."""
    file = Path(folder) / f"{name}.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    if PICTURES:
        shutil.copy(file, PICTURES / f"laporan-{name}.pdf")
    pages = len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))
    return [] if 1 < pages <= MOST_PAPER else [f"{pages} pages of A4"]


def main():
    axe, faults = Path(AXE).read_text(), []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for language in ["id", "en"]:
            report = night(folder, language)
            assert f'<html lang="{language}"' in report.read_text(), "the page is not in its language"
            for screen, width, height in SCREENS:
                context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
                page, found = context.new_page(), []
                page.on("console", lambda said: found.append(f"console: {said.type} {said.text}"))
                page.on("pageerror", lambda error: found.append(f"script: {error}"))
                page.on("request", lambda asked: asked.url.startswith("file:") or found.append(f"asks for {asked.url}"))
                page.goto(report.as_uri())
                if PICTURES:
                    page.screenshot(path=PICTURES / f"laporan-{language}-{screen}.png", full_page=True)
                if width > 1000:
                    found += check_paper(page, folder, language)
                found += check_screen(page, axe)
                found += check_sorting(page)
                faults += [f"report.html, {language}, {screen}: {fault}" for fault in found]
                context.close()
        browser.close()
    for fault in faults:
        print(fault, file=sys.stderr)
    print("tests/browser: report.html", "FAILED" if faults else "ok, in both languages, on screen, phone and paper")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
