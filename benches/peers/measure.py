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
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pandas as pd

import data_sets
import tool_padan

HERE = Path(__file__).resolve().parent
# Name of the tool, its script, what the script is told, and the package whose version is written down.
TOOLS = {
    "padan": None,
    "splink": ("tool_splink.py", [], "splink"),
    "splink-tuned": ("tool_splink.py", ["tuned"], "splink"),
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
    known = [*data_sets.SETS, *data_sets.LARGE]
    arguments.add_argument("--sets", nargs="*", default=data_sets.SETS, choices=known, metavar="SET")
    arguments.add_argument("--padan", default=os.environ.get("PADAN", "padan"))
    given = arguments.parse_args()
    for tool in given.only:
        kept = HERE / "results" / f"{tool}.json"
        figures = json.loads(kept.read_text()) if kept.exists() else {"sets": {}}
        figures["version"] = version_of(tool, given.padan)
        for name in given.sets:
            if tool in data_sets.FOR_LARGE and name not in data_sets.LARGE:
                continue
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
    more = compare(folder, pd.read_parquet(out / "clusters.parquet"), pairs, 0.0)
    kinds = ("best_pairs_f1", "best_clusters_f1")
    return {kind: max(more[kind], figures[kind]) for kind in kinds if kind in more and kind in figures}


def run(command, work):
    """Run a command to its end: CPU seconds, wall seconds, peak memory in MiB, or why it failed."""
    figures = Path(work) / "cost.txt"
    with open(Path(work) / "said.txt", "w+b") as said:
        # Its own folder to run in: some tools leave files where they stand.
        small = [sys.executable, "-I", "-S", str(HERE / "cost.py"), str(TIME_LIMIT), str(figures), *command]
        subprocess.run(small, cwd=work, stdout=said, stderr=subprocess.STDOUT, env=environment(), check=True)
        status, cpu, wall, peak = (float(value) for value in figures.read_text(encoding="utf-8").split())
        if status != 0:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            return {"failed": "over the time limit" if wall > TIME_LIMIT else (last or ["?"])[0].split(":")[0][:80]}
    return {"cpu_seconds": round(cpu, 2), "wall_seconds": round(wall, 2), "peak_mib": round(peak)}


def environment():
    """The tools' surroundings: modules of this folder, no colours."""
    return os.environ | {"PYTHONPATH": str(HERE), "NO_COLOR": "1"}


class Component:
    """A group of rows, counted so that joining two groups says how many pairs come to be."""

    def __init__(self, rows=()):
        # Each row is a person and a file; where pairs within a file count too, every row is a file of its own.
        rows = list(rows)
        self.rows = len(rows)
        self.persons = Counter(person for person, _ in rows)
        self.files = Counter(file for _, file in rows)
        self.both = Counter(rows)

    def pairs(self):
        """How many pairs are said to be one person within the group, and how many of them are."""
        said = self.rows * (self.rows - 1) // 2 - pairs_in(self.files)
        return said, pairs_in(self.persons) - pairs_in(self.both)

    def take(self, other):
        """Join a smaller group to this one; the pairs between the two, said and right."""
        said = self.rows * other.rows - pairs_between(self.files, other.files)
        right = pairs_between(self.persons, other.persons) - pairs_between(self.both, other.both)
        self.rows += other.rows
        self.persons.update(other.persons)
        self.files.update(other.files)
        self.both.update(other.both)
        return said, right


def pairs_in(counts):
    """Pairs of rows that share a value."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def pairs_between(large, small):
    """Pairs of a row of one group and a row of the other that share a value."""
    return sum(count * large[value] for value, count in small.items() if value in large)


def compare(folder, clusters, pairs, default):
    """F1 of the pairs and of the clusters, as the tool decides and at the threshold that would have been best.

    `default` is the probability at which the tool decides, or none where the pairs say which it follows.
    """
    truth = pd.read_csv(folder / "truth.csv", dtype=str)
    ids = truth["roster"] + ":" + truth["row"]
    # Where two files are to be linked, pairs within a file are nobody's task: neither true nor said.
    linked = folder.name in data_sets.LINKED
    row = dict(zip(ids, zip(truth["person"], truth["roster"] if linked else ids)))
    people = truth.groupby("person").indices.values()
    true_pairs = sum(Component(row[ids[place]] for place in places).pairs()[1] for places in people)
    figures = of_clusters(clusters, row, true_pairs)
    if pairs is not None and len(pairs):
        left, right = pairs["left"].map(row), pairs["right"].map(row)
        asked = left.str[1] != right.str[1]
        pairs = pairs.assign(true=left.str[0] == right.str[0])[asked]
        chosen = pairs.loc[pairs["followed"] if default is None else pairs["probability"] >= default, "true"]
        figures["pairs_f1"] = f1(int(chosen.sum()), len(chosen), true_pairs)
        figures |= best_thresholds(pairs, row, true_pairs)
    return figures


def of_clusters(clusters, row, true_pairs):
    """Precision, recall and F1 of all pairs within clusters."""
    said = right = 0
    for _, members in clusters.groupby("cluster", observed=True)["id"]:
        if len(members) > 1:
            more_said, more_right = Component(row[member] for member in members).pairs()
            said, right = said + more_said, right + more_right
    return {
        "precision": round(right / said, 4) if said else None,
        "recall": round(right / true_pairs, 4),
        "clusters_f1": f1(right, said, true_pairs),
    }


def f1(right, said, true_pairs):
    """Pairwise F1, rounded as it is printed."""
    return round(2 * right / (said + true_pairs), 4)


def best_thresholds(pairs, row, true_pairs):
    """The best F1 over all thresholds, of the pairs and of the connected components at that threshold."""
    strength = "strength" if "strength" in pairs else "probability"
    pairs = pairs.sort_values(strength, ascending=False, kind="stable")
    group, components = {}, {}
    best_pairs = best_clusters = 0.0
    pairs_said = pairs_right = said = right = 0
    for _, tied in pairs.groupby(strength, sort=False):
        pairs_said += len(tied)
        pairs_right += int(tied["true"].sum())
        for a, b in zip(tied["left"], tied["right"]):
            a, b = root(a, group), root(b, group)
            if a == b:
                continue
            large = components.pop(a, None) or Component([row[a]])
            small = components.pop(b, None) or Component([row[b]])
            if large.rows < small.rows:
                a, b, large, small = b, a, small, large
            more_said, more_right = large.take(small)
            said, right = said + more_said, right + more_right
            group[b], components[a] = a, large
        best_pairs = max(best_pairs, f1(pairs_right, pairs_said, true_pairs))
        best_clusters = max(best_clusters, f1(right, said, true_pairs))
    return {"best_pairs_f1": best_pairs, "best_clusters_f1": best_clusters}


def root(row, group):
    """The row that stands for a row's component."""
    while row in group:
        row = group[row]
    return row


if __name__ == "__main__":
    main()
