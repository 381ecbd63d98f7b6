"""What does Padan find, with settings that name the columns and nothing else?

Not run by itself: measure.py starts the command and reads the run's folder afterwards, so that the time and the
memory measured are those of `padan run` alone. Padan reads the files themselves, not the cleaned table.
"""

import shutil
from pathlib import Path

import pandas as pd

# The night of sets whose settings, written by `padan init`, name none.
NIGHT = "2026-07-01"


def command(program, folder, work):
    """The command for a set, on a copy of its folder because a run writes beside its settings."""
    shutil.copytree(folder, work, dirs_exist_ok=True)
    settings = Path(work) / "padan.toml"
    night = [] if "\ndate = " in settings.read_text(encoding="utf-8") else ["--date", NIGHT]
    return [program, "run", "-q", *night, str(settings)]


def collect(work):
    """The clusters, and the pairs where the run's folder has a table of them."""
    run = next(Path(work, "keluaran").glob("2*"))
    members = pd.read_parquet(run / "members.parquet", columns=["roster", "row", "person_id"])
    clusters = pd.DataFrame({"id": row_id(members["roster"], members["row"]), "cluster": members["person_id"]})
    return clusters, pairs(run)


def pairs(run):
    """The scored pairs of a run and which of them it follows; none where a run writes no such table."""
    path = run / "pairs.parquet"
    if not path.exists():
        return None
    table = pd.read_parquet(path)
    return pd.DataFrame(
        {
            "left": row_id(table["roster_a"], table["row_a"]),
            "right": row_id(table["roster_b"], table["row_b"]),
            "probability": table["match_probability"],
            "strength": table["match_weight"],
            "followed": table["outcome"] == "linked",
        }
    )


def row_id(roster, row):
    """`roster:row`, as all tools name rows."""
    return roster.astype(str) + ":" + row.astype(str)
