"""What does GoldenMatch find, left to configure itself as its documentation advises?

    python tool_goldenmatch.py FOLDER OUT MODE [wide]

MODE is `auto`, `dedupe_df` without any configuration, or `fs`, its Fellegi-Sunter configuration
(`auto_configure_probabilistic_df`). Both get the cleaned table without row ids, rosters and repeated columns. Clusters are its own.

It hands over only pairs at or above its threshold. With `wide` it runs once more with the thresholds of its own
configuration lowered, so that a better one can be looked for; measure.py does not count that run's cost.
"""

import sys

import goldenmatch
import pandas as pd
import pyarrow

import cleaning
import results


LOWERED_LINK = 0.05
LOWERED_BY = 0.2


def main(folder, out, mode, wide=None):
    table = cleaning.read(folder)
    ids = table.rows["id"]
    rows = table.rows.drop(columns=["id", "roster", *parts(table)]).astype("string")
    columns = pyarrow.Table.from_pandas(rows, preserve_index=False)
    config = None
    if mode == "fs":
        from goldenmatch.core.autoconfig import auto_configure_probabilistic_df

        config = auto_configure_probabilistic_df(columns)
    found = goldenmatch.dedupe_df(columns, config=config, confidence_required=False)
    if wide:
        found = goldenmatch.dedupe_df(columns, config=lowered(found.config), confidence_required=False)
    pairs = pd.DataFrame(found.scored_pairs, columns=["left", "right", "probability"])
    pairs["left"], pairs["right"] = ids.to_numpy()[pairs["left"]], ids.to_numpy()[pairs["right"]]
    cluster = pd.Series(range(len(ids)), index=range(len(ids))) + len(ids)
    for number, about in enumerate(found.clusters.values()):
        cluster[about["members"]] = number
    # What it hands over as scored pairs are those at or above its own threshold.
    members = pd.DataFrame({"id": ids, "cluster": cluster.to_numpy()})
    results.write(out, pairs, members, default=0.0)


def parts(table):
    """Columns that stand in another one as well: left in, they would count twice, and its results are worse."""
    if "full_name" in table.other:
        return [table.forename, table.surname]
    if "address" in table.other:
        return ["street_number", "street_name", "unit_number", "zipcode"]
    return []


def lowered(config):
    """Its own configuration with lower thresholds."""
    for key in config.matchkeys:
        if key.type == "probabilistic":
            key.link_threshold = LOWERED_LINK
            key.review_threshold = LOWERED_LINK
        elif key.threshold is not None:
            key.threshold = max(key.threshold - LOWERED_BY, 0.0)
    return config


if __name__ == "__main__":
    main(*sys.argv[1:])
