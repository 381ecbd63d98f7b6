"""How do the figures of results/ become the table of docs/benchmarks.md?

    python report.py            replaces the table between the two marks in docs/benchmarks.md
"""

import json
from pathlib import Path

import data_sets

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: written by benches/peers/report.py -->", "<!-- end of figures -->"
TOOLS = ["padan", "splink", "splink-tuned", "goldenmatch-auto", "goldenmatch-fs", "recordlinkage"]
NAMES = {
    "padan": "Padan",
    "splink": "Splink",
    "splink-tuned": "Splink, tuned",
    "goldenmatch-auto": "GoldenMatch, auto",
    "goldenmatch-fs": "GoldenMatch, Fellegi-Sunter",
    "recordlinkage": "recordlinkage",
}


def main():
    figures = {}
    for tool in TOOLS:
        path = HERE / "results" / f"{tool}.json"
        if path.exists():
            figures[tool] = json.loads(path.read_text())
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(before + BEGIN + "\n\n" + tables(figures) + "\n" + END + after, encoding="utf-8")


def tables(figures):
    """Versions, F1 of the clusters side by side, the count of wins, and one full table."""
    compared = {tool: of_tool for tool, of_tool in figures.items() if tool not in data_sets.FOR_LARGE}
    versions = ", ".join(f"{NAMES[tool]} {of_tool['version']}" for tool, of_tool in compared.items())
    return "\n".join([f"Versions: {versions}.", "", *side_by_side(compared), "", *wins(compared), "", *full(figures)])


def side_by_side(figures):
    """F1 of the clusters: what a user gets, and in brackets what the best threshold would have given."""
    lines = ["| set | " + " | ".join(NAMES[tool] for tool in figures) + " |", "|---" * (len(figures) + 1) + "|"]
    for name in data_sets.SETS:
        cells = []
        for of_tool in figures.values():
            got = of_tool["sets"].get(name, {})
            best = got.get("best_clusters_f1")
            cells.append(figure(got.get("clusters_f1")) + (f" ({best:.4f})" if best is not None else ""))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def wins(figures):
    """On how many sets Padan's default beats the best that each peer could have had; said, not left to count."""
    lines = []
    for tool in figures:
        if tool == "padan":
            continue
        better, measured, behind = 0, 0, []
        for name in data_sets.SETS:
            ours = figures.get("padan", {"sets": {}})["sets"].get(name, {}).get("clusters_f1")
            theirs = figures[tool]["sets"].get(name, {})
            best = max((theirs.get(kind) or 0.0) for kind in ("clusters_f1", "best_clusters_f1"))
            if ours is not None and best:
                measured += 1
                better += ours >= best
                behind += [name] if ours < best else []
        lines.append(
            f"- Padan's clusters at its default are at least as good as those of {NAMES[tool]} at its best threshold on"
            f" {better} of {measured} sets" + (f"; behind on {', '.join(behind)}." if behind else ".")
        )
    return lines


def full(figures):
    """Everything measured, a line for each set and tool."""
    heads = ["set", "tool", "precision", "recall", "clusters F1", "best", "pairs F1", "best", "CPU s", "wall s", "MiB"]
    lines = ["| " + " | ".join(heads) + " |", "|---|---" + "|---:" * (len(heads) - 2) + "|"]
    for name in [*data_sets.SETS, *data_sets.LARGE]:
        for tool, of_tool in figures.items():
            got = of_tool["sets"].get(name)
            if got is None:
                continue
            if "failed" in got:
                lines.append(f"| {name} | {NAMES[tool]} | {got['failed']} |" + " |" * (len(heads) - 3))
                continue
            kinds = ("precision", "recall", "clusters_f1", "best_clusters_f1", "pairs_f1", "best_pairs_f1")
            quality = [figure(got.get(kind)) for kind in kinds]
            cost = [f"{got['cpu_seconds']:.1f}", f"{got['wall_seconds']:.1f}", f"{got['peak_mib']:,}"]
            lines.append(f"| {name} | {NAMES[tool]} | " + " | ".join(quality + cost) + " |")
    return lines


def figure(value):
    """Four digits, or a dash for what was not measured."""
    return "–" if value is None else f"{value:.4f}"


if __name__ == "__main__":
    main()
