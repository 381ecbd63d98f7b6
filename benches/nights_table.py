#!/usr/bin/env python3
"""Did the nights of nights.sh hold what is promised? Reads the folder of results, prints Markdown tables and what does
not hold; ends with 1 when anything does not.

A row is known from night to night by the generator's own identity (`entry` of truth.csv), not by the program's."""

import csv
import sys
from collections import defaultdict
from pathlib import Path

# What an unchanged night of a million rows may take, and one of 1 % beside the full night (issue of nights).
UNCHANGED_SECONDS_PER_MILLION = 2.0
CHANGED_SHARE_OF_CPU = 0.15


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join("---:" for _ in header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def time_of(path):
    wall, user, system, memory = path.read_text().split()
    return {"wall": float(wall), "cpu": float(user) + float(system), "memory": int(memory) * 1024}


def read(path, delimiter):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


class Night:
    """Who bore which id one night: by rows, and by truth."""

    def __init__(self, prefix):
        self.number = int(prefix.name)
        truth = {(row["roster"], row["row"]): (row["entry"], row["person"]) for row in read(f"{prefix}-truth.csv", ",")}
        self.rows = len(truth)
        self.id_of, self.person_of = {}, {}
        self.entries = defaultdict(set)
        self.people = defaultdict(set)
        self.lost = 0
        for row in read(f"{prefix}-members.csv", ";"):
            known = truth.pop((row["roster"], row["row"]), None)
            if known is None:
                self.lost += 1
                continue
            entry, person = known
            self.id_of[entry], self.person_of[entry] = row["person_id"], person
            self.entries[row["person_id"]].add(entry)
            self.people[row["person_id"]].add(person)
        # Rows without a person, and members that are no row of the truth.
        self.lost += len(truth)
        self.lineage = {(row["old_id"], row["new_id"]) for row in read(f"{prefix}-lineage.csv", ";")}
        self.retired = {old for old, _ in self.lineage}
        self.breaker = Path(f"{prefix}-nightly.breaker").exists()
        self.nightly = time_of(Path(f"{prefix}-nightly.time"))
        scratch = Path(f"{prefix}-scratch.time")
        self.scratch = time_of(scratch) if scratch.exists() else None
        differs = Path(f"{prefix}-differs.txt")
        self.differs = differs.read_text().splitlines() if differs.exists() else None


class Past:
    """Every id and row so far."""

    def __init__(self):
        self.last = None
        # Where each row was last seen: its id, and all rows of that person then.
        self.seen = {}
        self.people = defaultdict(set)

    def compare(self, night):
        """Counts of one night against the nights before."""
        found = {"kept": 0, "changed": 0, "changed_people": 0, "given_away": 0, "unresolved": 0, "merged_or_split": 0}
        if self.last is not None:
            self.ids(night, found)
        for identity, people in night.people.items():
            before = self.people.get(identity)
            if before is not None and not before & people:
                found["given_away"] += 1
        for identity, entries in night.entries.items():
            rows = frozenset(entries)
            for entry in entries:
                self.seen[entry] = (identity, rows)
            self.people[identity] |= night.people[identity]
        self.last = night
        return found

    def ids(self, night, found):
        """Ids of persons whose rows neither came together nor went apart. Rows that were away for a night count too:
        they are where they were last seen."""
        changed_people = set()
        for identity, entries in night.entries.items():
            known = {entry for entry in entries if entry in self.seen}
            if not known:
                continue
            before = {self.seen[entry][0] for entry in known}
            # Everyone who was together with these rows when they were last seen and is there tonight.
            together = set()
            for entry in known:
                together |= self.seen[entry][1]
            here = {entry for entry in together if entry in night.id_of}
            # Rows that were away while others came to their person leave it when they come back: a split, said so.
            left = identity not in before and (next(iter(before)), identity) in night.lineage
            if len(before) > 1 or here != known or left and next(iter(before)) in night.entries:
                found["merged_or_split"] += 1
                continue
            found["kept"] += 1
            if identity not in before:
                found["changed"] += 1
                changed_people |= night.people[identity]
        # By truth: people whose rows, all of them, were one person that held nobody else, both nights.
        found["changed_people"] = len(changed_people)
        for identity, entries in self.last.entries.items():
            gone = identity not in night.entries
            if gone and any(entry in night.id_of for entry in entries) and identity not in night.retired:
                found["unresolved"] += 1


def series(folder, wrong):
    prefixes = sorted(path.with_name(path.name[:3]) for path in folder.glob("*-members.csv"))
    if not prefixes:
        return
    past, rows, total = Past(), [], defaultdict(int)
    for prefix in prefixes:
        night = Night(prefix)
        found = past.compare(night)
        for key, value in found.items():
            total[key] += value
        equal = "-" if night.differs is None else "yes" if not night.differs else "NO"
        rows.append([
            str(night.number), f"{night.rows:,}", f"{len(night.entries):,}", f"{found['merged_or_split']:,}",
            f"{found['kept']:,}", f"{found['changed']:,}", f"{found['given_away']:,}", f"{found['unresolved']:,}",
            equal, f"{night.nightly['wall']:.2f}", f"{night.nightly['cpu']:.2f}",
            "-" if night.scratch is None else f"{night.scratch['wall']:.2f}",
            "-" if night.scratch is None else f"{night.scratch['cpu']:.2f}",
            "yes" if night.breaker else "",
        ])
        if night.lost:
            wrong.append(f"night {night.number}: {night.lost} rows are in no person, or no rows of the truth")
        if night.differs:
            wrong.append(f"night {night.number} is not as from scratch: {'; '.join(night.differs)}")
        elif night.differs is None:
            total["not_compared"] += 1
    print("Nights in a row; a person is *kept* when its rows neither came together with others nor went apart:\n")
    table(["night", "rows", "persons", "merged, split", "kept", "id changed", "id given to others", "id unresolved",
           "as from scratch", "wall s", "CPU s", "scratch wall s", "scratch CPU s", "breaker"], rows)
    kept = max(total["kept"], 1)
    print(f"Persons whose id changed without a merge or split of their rows: {total['changed']:,} of {kept:,} "
          f"({total['changed'] / kept:.4%}), {total['changed_people']:,} people by truth.\n")
    if total["changed"]:
        wrong.append(f"{total['changed']} ids changed without a merge or split")
    if total["given_away"]:
        wrong.append(f"{total['given_away']} ids were given to other people")
    if total["unresolved"]:
        wrong.append(f"{total['unresolved']} ids are gone and stand in no lineage, though their rows are there")
    if total["not_compared"]:
        wrong.append(f"{total['not_compared']} nights were not compared with a run from scratch")


def timed(folder, wrong):
    size = int(folder.name.rpartition("-")[2])
    steps = ["full", "settled", "unchanged", "changed", "scratch"]
    times = {step: time_of(folder / f"{step}.time") for step in steps if (folder / f"{step}.time").exists()}
    if "changed" not in times:
        wrong.append(f"{folder.name}: the nights did not all end")
        return
    words = {"full": "first night", "settled": "same files again", "unchanged": "same files, third night",
             "changed": "1 % changed", "scratch": "1 % changed, from scratch"}
    full = times.get("scratch", times["full"])
    print(f"About {size:,} rows:\n")
    table(["night", "wall s", "CPU s", "peak MB", "CPU beside from scratch"],
          [[words[step], f"{time['wall']:.2f}", f"{time['cpu']:.2f}", f"{time['memory'] / 1e6:,.0f}",
            f"{time['cpu'] / full['cpu']:.1%}"] for step, time in times.items()])
    allowed = UNCHANGED_SECONDS_PER_MILLION * max(1.0, size / 1e6)
    if times["unchanged"]["wall"] > allowed:
        wrong.append(f"{folder.name}: an unchanged night took {times['unchanged']['wall']:.1f} s, allowed {allowed:.1f}")
    if times["changed"]["cpu"] > CHANGED_SHARE_OF_CPU * full["cpu"]:
        share = times["changed"]["cpu"] / full["cpu"]
        wrong.append(f"{folder.name}: a night of 1 % took {share:.0%} of the CPU of a full one")
    differs = folder / "differs.txt"
    if not differs.exists():
        wrong.append(f"{folder.name}: not compared with a run from scratch")
    elif differs.read_text():
        wrong.append(f"{folder.name}: the night of 1 % is not as from scratch: {differs.read_text()}")


def main(folder):
    folder, wrong = Path(folder), []
    if (folder / "series").exists():
        series(folder / "series", wrong)
    for path in sorted(folder.glob("timed-*"), key=lambda path: int(path.name.rpartition("-")[2])):
        timed(path, wrong)
    if not any(folder.iterdir()):
        sys.exit(f"no nights in {folder}")
    if wrong:
        print("Does not hold:\n")
        print("\n".join(f"- {line}" for line in wrong))
        sys.exit(1)
    print("All holds.")


if __name__ == "__main__":
    main(sys.argv[1])
