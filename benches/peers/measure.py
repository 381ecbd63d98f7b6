"""How well, how fast and with how much memory does each tool find the same person?

    python measure.py SETS [--only TOOL ...] [--sets SET ...] [--padan PROGRAM]

Runs each tool on each set as a process of its own, one after the other, and writes `results/TOOL.json`; figures of
tools and sets that were not asked for stay as they were. `report.py` makes the table of docs/benchmarks.md of them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import datasets
import tool_padan

HERE = Path(__file__).resolve().parent
# Name of the tool, its script, what the script is told, and the package whose version is written down.
TOOLS = {
    "padan": None,
    "splink": ("tool_splink.py", [], "splink"),
    "goldenmatch-auto": ("tool_goldenmatch.py", ["auto"], "goldenmatch"),
    "goldenmatch-fs": ("tool_goldenmatch.py", ["fs"], "goldenmatch"),
    "recordlinkage": ("tool_recordlinkage.py", [], "recordlinkage"),
}
# A tool that has not come to an end by then is written down as such.
TIME_LIMIT = 1800


def main():
    arguments = argparse.ArgumentParser(description="Measure the tools on the data sets.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", nargs="*", default=list(TOOLS), choices=list(TOOLS), metavar="TOOL")
    arguments.add_argument("--sets", nargs="*", default=datasets.SETS, choices=datasets.SETS, metavar="SET")
    arguments.add_argument("--padan", default=os.environ.get("PADAN", "padan"))
    given = arguments.parse_args()
    for tool in given.only:
        kept = HERE / "results" / f"{tool}.json"
        figures = json.loads(kept.read_text()) if kept.exists() else {"sets": {}}
        figures["version"] = version_of(tool, given.padan)
        for name in given.sets:
            figures["sets"][name] = measure(tool, given.folder / name, given.padan)
            print(f"{tool:18} {name:18} {json.dumps(figures['sets'][name])}", flush=True)
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")


def version_of(tool, padan):
    """The version that is measured."""
    if TOOLS[tool] is not None:
        return version(TOOLS[tool][2])
    said = subprocess.run([padan, "--version"], check=True, capture_output=True, text=True)
    return said.stdout.split()[-1]


def measure(tool, folder, padan):
    """Run one tool on one set and compare what it finds with the truth."""
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "out"
        if TOOLS[tool] is None:
            command = tool_padan.command(padan, folder, out)
        else:
            script, told, _ = TOOLS[tool]
            command = [sys.executable, str(HERE / script), str(folder.resolve()), str(out), *told]
        cost = run(command, work)
        if "failed" in cost:
            return cost
        if TOOLS[tool] is None:
            clusters, pairs = tool_padan.collect(out)
            default = None
        else:
            clusters, pairs = pd.read_parquet(out / "clusters.parquet"), pd.read_parquet(out / "pairs.parquet")
            default = json.loads((out / "tool.json").read_text())["default"]
        figures = cost | compare(folder, clusters, pairs, default)
        if tool.startswith("goldenmatch"):
            figures |= wide(command, work, folder, figures)
    return figures


def wide(command, work, folder, figures):
    """GoldenMatch hands over no pair below its threshold: what a lower one would have given, at no cost counted."""
    out = Path(work) / "wide"
    command = [*command[:3], str(out), *command[4:], "wide"]
    if "failed" in run(command, work):
        return {}
    pairs = pd.read_parquet(out / "pairs.parquet")
    more = compare(folder, pd.read_parquet(out / "clusters.parquet"), pairs, None)
    kinds = ("best_pairs_f1", "best_clusters_f1")
    return {kind: max(more[kind], figures[kind]) for kind in kinds if kind in more and kind in figures}


def run(command, work):
    """Run a command to its end: CPU seconds, wall seconds, peak memory in MiB, or why it failed."""
    with open(Path(work) / "said.txt", "w+b") as said:
        began = time.monotonic()
        # Its own folder to run in: some tools leave files where they stand.
        process = subprocess.Popen(command, cwd=work, stdout=said, stderr=subprocess.STDOUT, env=environment())
        status, used = wait(process.pid, began)
        wall = time.monotonic() - began
        if status != 0:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            return {"failed": "over the time limit" if wall > TIME_LIMIT else (last or ["no word"])[0].split(":")[0][:80]}
    return {
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "wall_seconds": round(wall, 2),
        "peak_mib": round(used.ru_maxrss / 1024),
    }


def wait(process, began):
    """Wait for a process and take its own figures of use; one that is over the limit is ended."""
    while True:
        ended, status, used = os.wait4(process, os.WNOHANG)
        if ended:
            return status, used
        if time.monotonic() - began > TIME_LIMIT:
            os.kill(process, 9)
            _, status, used = os.wait4(process, 0)
            return status, used
        time.sleep(0.02)


def environment():
    """The tools' surroundings: modules of this folder, no colours."""
    return os.environ | {"PYTHONPATH": str(HERE), "NO_COLOR": "1"}


def compare(folder, clusters, pairs, default):
    """F1 of the pairs and of the clusters, as the tool decides and at the threshold that would have been best."""
    truth = pd.read_csv(folder / "truth.csv", dtype=str)
    ids = truth["roster"] + ":" + truth["row"]
    person = dict(zip(ids, truth["person"]))
    true_pairs = together(Counter(person.values()))
    figures = clusters_f1(clusters, person, true_pairs)
    if pairs is not None and len(pairs):
        pairs["true"] = pairs["left"].map(person) == pairs["right"].map(person)
        if default is not None:
            chosen = pairs.loc[pairs["probability"] >= default, "true"]
            figures["pairs_f1"] = f1(int(chosen.sum()), len(chosen), true_pairs)
        figures |= best_thresholds(pairs, person, true_pairs)
    return figures


def together(sizes):
    """Pairs within groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes.values())


def f1(right, said, true_pairs):
    """Pairwise F1, rounded as it is printed."""
    return round(2 * right / (said + true_pairs), 4) if said + true_pairs else None


def clusters_f1(clusters, person, true_pairs):
    """Precision, recall and F1 of all pairs within clusters."""
    said = together(Counter(clusters["cluster"]))
    right = together(Counter(zip(clusters["cluster"], clusters["id"].map(person))))
    return {
        "precision": round(right / said, 4) if said else None,
        "recall": round(right / true_pairs, 4),
        "clusters_f1": f1(right, said, true_pairs),
    }


def best_thresholds(pairs, person, true_pairs):
    """The best F1 over all thresholds, of the pairs and of the connected components at that threshold."""
    strength = "strength" if "strength" in pairs else "probability"
    pairs = pairs.sort_values(strength, ascending=False, kind="stable")
    group, people = {}, {}
    best_pairs = best_clusters = 0.0
    pairs_said = pairs_right = said = right = 0
    for _, tied in pairs.groupby(strength, sort=False):
        pairs_said += len(tied)
        pairs_right += int(tied["true"].sum())
        for a, b in zip(tied["left"], tied["right"]):
            said, right = join(a, b, group, people, person, said, right)
        best_pairs = max(best_pairs, f1(pairs_right, pairs_said, true_pairs))
        best_clusters = max(best_clusters, f1(right, said, true_pairs))
    return {"best_pairs_f1": best_pairs, "best_clusters_f1": best_clusters}


def join(left, other, group, people, person, said, right):
    """Join the components of two rows; the counts of pairs within components grow by those between the two."""
    a, b = root(left, group), root(other, group)
    if a == b:
        return said, right
    of_a = people.setdefault(a, Counter([person[a]]))
    of_b = people.setdefault(b, Counter([person[b]]))
    if of_a.total() < of_b.total():
        a, b, of_a, of_b = b, a, of_b, of_a
    said += of_a.total() * of_b.total()
    right += sum(count * of_a[who] for who, count in of_b.items())
    group[b] = a
    of_a.update(of_b)
    del people[b]
    return said, right


def root(row, group):
    """The row that stands for a row's component."""
    while row in group:
        row = group[row]
    return row


if __name__ == "__main__":
    main()
