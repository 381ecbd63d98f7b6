#!/usr/bin/env python3
"""What did the nights of night.sh cost? Reads the folder of results, prints Markdown tables: the whole night, how it
grows, each stage, and what `padan check` had predicted."""

import json
import math
import re
import sys
from pathlib import Path


def seconds_of_clock(text):
    """h:mm:ss or m:ss, as GNU time writes it."""
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def time_of(path):
    """The figures of `time -v`."""
    text = path.read_text()

    def field(name):
        return re.search(rf"{re.escape(name)}: (.+)", text).group(1)

    return {
        "wall": seconds_of_clock(field("Elapsed (wall clock) time (h:mm:ss or m:ss)")),
        "cpu": float(field("User time (seconds)")) + float(field("System time (seconds)")),
        "memory": int(field("Maximum resident set size (kbytes)")) * 1024,
        # Spilled and removed again counts here, beside what the run folder holds in the end.
        "disk": int(field("File system outputs")) * 512,
    }


def night_of(folder):
    """One night, or none when it did not end well."""
    if not (folder / "manifest.json").exists():
        return None
    manifest = json.loads((folder / "manifest.json").read_text())
    night = time_of(folder / "time.txt")
    # Nights of one series differ in their size alone: `night-100000`.
    night["name"], night["series"] = folder.name, folder.name.rpartition("-")[0]
    night["rows"] = manifest["counts"]["rows"]
    night["pairs"] = manifest["model"].get("candidate_pairs") or manifest["model"]["candidate_pairs_at_most"]
    night["conflicts"] = manifest["counts"]["conflicts"]
    night["stages"] = manifest["stages"]
    night["written"] = int((folder / "bytes.txt").read_text())
    evaluation = folder / "evaluate.json"
    night["f1"] = json.loads(evaluation.read_text())["pairwise"]["f1"] if evaluation.exists() else None
    check = folder / "check.json"
    night["check"] = json.loads(check.read_text()).get("estimate") if check.exists() else None
    return night


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join("---:" for _ in header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def count(number):
    return f"{number:,}"


def megabytes(number):
    return f"{number / 1e6:,.0f}"


def whole(nights):
    print("The whole night, files to outputs:\n")
    table(
        ["night", "rows", "pairs", "wall s", "CPU s", "peak MB", "run folder MB", "written MB", "pairs/CPU s", "F1"],
        [
            [
                night["name"],
                count(night["rows"]),
                count(night["pairs"]),
                f"{night['wall']:.1f}",
                f"{night['cpu']:.1f}",
                megabytes(night["memory"]),
                megabytes(night["written"]),
                megabytes(night["disk"]),
                count(next((stage["pairs_a_cpu_second"] for stage in night["stages"] if "pairs" in stage), 0)),
                "-" if night["f1"] is None else f"{night['f1']:.4f}",
            ]
            for night in nights
        ],
    )


def growth(nights):
    """x in cost ~ rows^x, between each size and the next."""
    steps = [(a, b) for a, b in zip(nights, nights[1:])
             if a["series"] == b["series"] and b["rows"] > 1.5 * a["rows"]]
    if not steps:
        return
    print("Growth, as x in rows^x:\n")

    def exponent(a, b, figure):
        return f"{math.log(b[figure] / a[figure]) / math.log(b['rows'] / a['rows']):.2f}"

    table(
        ["night", "from rows", "to rows", "pairs", "wall", "CPU", "peak memory", "run folder"],
        [
            [a["series"], count(a["rows"]), count(b["rows"])]
            + [exponent(a, b, figure) for figure in ("pairs", "wall", "cpu", "memory", "written")]
            for a, b in steps
        ],
    )


def stages(nights):
    print("Each stage: wall s / CPU s / peak MB of the process at its end.\n")
    names = []
    for night in nights:
        names += [stage["name"] for stage in night["stages"] if stage["name"] not in names]

    def cell(night, name):
        for stage in night["stages"]:
            if stage["name"] == name:
                peak = stage.get("peak_memory_bytes")
                peak = "-" if peak is None else megabytes(peak)
                return f"{stage['seconds']:.2f} / {stage['cpu_seconds']:.2f} / {peak}"
        return "-"

    rows = [[name] + [cell(night, name) for night in nights] for name in names]

    def between(night):
        """What no stage counts: start, model files, the tidying up at the end."""
        rest = [night[figure] - sum(stage[key] for stage in night["stages"])
                for figure, key in (("wall", "seconds"), ("cpu", "cpu_seconds"))]
        return f"{rest[0]:.2f} / {rest[1]:.2f} / {megabytes(night['memory'])}"

    rows.append(["(between)"] + [between(night) for night in nights])
    table(["stage"] + [night["name"] for night in nights], rows)


# A figure of the estimate, and the night's own that it should be within 30 % of.
PREDICTED = [
    ("rows", "rows", count),
    ("candidate_pairs", "pairs", count),
    ("memory_bytes", "memory", megabytes),
    ("disk_bytes", "written", megabytes),
    ("cpu_seconds", "cpu", "{:.1f}".format),
    ("seconds", "wall", "{:.1f}".format),
]


def predictions(nights):
    rows = []
    for night in nights:
        for key, figure, form in PREDICTED:
            if night["check"] and key in night["check"] and night[figure]:
                said, was = night["check"][key], night[figure]
                off = said / was - 1
                rows.append([night["name"], figure, form(said), form(was), f"{off:+.0%}", "" if abs(off) <= 0.3 else "off"])
    if rows:
        print("What `padan check` predicted:\n")
        table(["night", "figure", "predicted", "measured", "off by", ""], rows)


def main(folder):
    nights = [night for night in map(night_of, sorted(Path(folder).iterdir())) if night]
    nights.sort(key=lambda night: (night["series"], night["rows"]))
    if not nights:
        sys.exit(f"no night in {folder} ended well")
    whole(nights)
    growth(nights)
    stages(nights)
    predictions(nights)
    failed = [path.name for path in sorted(Path(folder).iterdir()) if not (path / "manifest.json").exists()]
    if failed:
        print(f"Did not end: {', '.join(failed)} (see messages.txt of each).")


if __name__ == "__main__":
    main(sys.argv[1])
