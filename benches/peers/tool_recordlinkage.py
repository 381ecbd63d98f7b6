"""What does recordlinkage find, set up as its documentation advises?

    python tool_recordlinkage.py FOLDER OUT

Blocking on single columns, Jaro-Winkler at 0.85 for names and texts and equality for the rest, as in the guides on
Febrl data, and the classifier of its guides that needs no labels, ECM with `binarize=0.8`. The package has no
clustering: clusters are connected components of the pairs it classifies as links.
"""

import sys

import pandas as pd
import recordlinkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

import cleaning
import results

ALIKE = 0.85
BINARISE = 0.8
DEFAULT = 0.5
# ECM takes the wrong group for the matches when nearly all pairs come of a few common values. The second figure was
# chosen of 20, 60, 150 and 500 by looking at the results, in the package's favour.
LARGEST_BLOCK = 500
LARGEST_BLOCK_IN_A_TOWN = 60


def main(folder, out):
    table = cleaning.read(folder)
    rows = table.rows.set_index("id").astype(object)
    rows = rows.where(rows.notna(), None)
    if table.birth:
        rows[["year", "month", "day"]] = rows[table.birth].str.split("-", expand=True)
    tables = [of_roster for _, of_roster in rows.groupby("roster")] if table.link_only else [rows]
    index = recordlinkage.Index()
    for columns in blocks(table, rows):
        index.block(columns)
    candidates = index.index(*tables)
    features = compare(table).compute(candidates, *tables)
    classifier = recordlinkage.ECMClassifier(binarize=BINARISE)
    classifier.fit(features)
    probability = classifier.prob(features)
    pairs = probability.rename("probability").rename_axis(["left", "right"]).reset_index()
    pairs = pairs[pairs["probability"] > 0.001]
    linked = pairs[pairs["probability"] >= DEFAULT]
    results.write(out, pairs, components(rows.index, linked), default=DEFAULT)


def blocks(table, rows):
    """Every column that names a person or a place closely, alone; with the forename where blocks grow too large."""
    columns = [table.forename, table.surname, *([table.birth] if table.birth else [])]
    wanted = ("identifier", "postcode", "street", "full_name")
    columns += [column for column, kind in table.other.items() if kind in wanted]
    # Lists of a country have few rows a value, one town's have hundreds.
    town = "village" in table.other or "street_name" in table.other
    largest = LARGEST_BLOCK_IN_A_TOWN if town else LARGEST_BLOCK
    chosen = []
    for column in columns:
        counts = rows[column].value_counts()
        if len(counts) and counts.iloc[0] <= largest:
            chosen.append([column])
        elif column == table.forename:
            chosen.append([table.forename, table.surname])
        elif counts.iloc[0] < len(rows) / 2:
            chosen.append([column, table.forename])
    return chosen


def compare(table):
    """One comparison a column."""
    chosen = recordlinkage.Compare()
    names = [table.forename, table.surname] if "full_name" not in table.other else ["full_name"]
    for column in names:
        chosen.string(column, column, method="jarowinkler", threshold=ALIKE, label=column)
    if table.birth and not table.other:
        # Names and dates alone: the parts of the date one by one, as in the guide on the cancer register.
        for part in ("year", "month", "day"):
            chosen.exact(part, part, label=part)
    elif table.birth:
        chosen.exact(table.birth, table.birth, label=table.birth)
    for column, kind in table.other.items():
        # A town's one postcode says nothing, and an address is compared whole.
        if table.rows[column].value_counts(normalize=True).iloc[0] > 0.9 or kind == "full_name":
            continue
        if kind in ("text", "name", "address", "street"):
            chosen.string(column, column, method="jarowinkler", threshold=ALIKE, label=column)
        else:
            chosen.exact(column, column, label=column)
    return chosen


def components(ids, linked):
    """Connected components of the linked pairs over all rows."""
    place = pd.Series(range(len(ids)), index=ids)
    left, right = place[linked["left"]].to_numpy(), place[linked["right"]].to_numpy()
    graph = coo_matrix(([1] * len(left), (left, right)), shape=(len(ids), len(ids)))
    return pd.DataFrame({"id": ids, "cluster": connected_components(graph, directed=False)[1]})


if __name__ == "__main__":
    main(*sys.argv[1:])
