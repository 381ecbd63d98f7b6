"""What does Splink find, set up as its documentation advises?

    python tool_splink.py FOLDER OUT [tuned]

The comparisons, blocking rules and training steps follow the examples of Splink's documentation on the same data: the
detailed model of its Febrl 4 example, its pseudopeople example, and the same choices carried over to the other sets.
Clusters are connected components of the pairs at 0.95 or above, the threshold of its examples.

From 300,000 rows on rules are narrower, as its guide to large data advises: a rule that brings strangers together by one
common value makes more pairs than a machine has time for. `tuned` spares what can be spared without another model: dates
are cast once, and numbers compared by Levenshtein instead of Damerau and Levenshtein.
"""

import logging
import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

import cleaning
import results

CLUSTER_AT = 0.95
PREDICT_FROM = 0.001
SAMPLED_PAIRS = 1e7
SEED = 2
DEFAULT_ITERATIONS = 25
FEWER_ITERATIONS = 15
# Rows from which rules are narrower.
LARGE = 300_000


def main(folder, out, way=""):
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = cleaning.read(folder)
    tuned = way == "tuned"
    try:
        linker = trained(table, tuned, iterations=DEFAULT_ITERATIONS)
    except ValueError:
        # On a few hundred rows a chance of a level can sink below what Splink accepts; its user would then stop earlier.
        linker = trained(table, tuned, iterations=FEWER_ITERATIONS)
    predicted = linker.inference.predict(threshold_match_probability=PREDICT_FROM)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=CLUSTER_AT
    )
    pairs = predicted.as_pandas_dataframe()[["id_l", "id_r", "match_probability", "match_weight"]]
    # Probabilities close to one differ only in their weights, so the sweep goes by weight.
    pairs.columns = ["left", "right", "probability", "strength"]
    members = clusters.as_pandas_dataframe()[["id", "cluster_id"]]
    members.columns = ["id", "cluster"]
    results.write(out, pairs, members, default=CLUSTER_AT)


def trained(table, tuned, iterations):
    """The model, trained in the order of the examples: how many match, then u by sampling, then m by EM."""
    rows = table.rows.astype(object).where(table.rows.notna(), None)
    if tuned and table.birth:
        rows[table.birth] = pd.to_datetime(rows[table.birth], errors="coerce").dt.date
    database = DuckDBAPI()
    settings = SettingsCreator(
        unique_id_column_name="id",
        link_type="link_only" if table.link_only else "dedupe_only",
        blocking_rules_to_generate_predictions=blocking_rules(table),
        comparisons=comparisons(table, tuned),
        max_iterations=iterations,
    )
    if table.link_only:
        inputs = [
            database.register(of_roster.drop(columns="roster").reset_index(drop=True), table_name=roster)
            for roster, of_roster in rows.groupby("roster")
        ]
    else:
        inputs = database.register(rows.drop(columns="roster"))
    linker = Linker(inputs, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(deterministic_rules(table), recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
    for rule in training_rules(table):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    return linker


def of_kind(table, *kinds):
    """The columns of these kinds, in their order."""
    return [column for column, kind in table.other.items() if kind in kinds]


def comparisons(table, tuned):
    """One comparison a column, from the comparison library."""
    near = cl.LevenshteinAtThresholds if tuned else cl.DamerauLevenshteinAtThresholds
    if "full_name" in table.other:
        # Indonesian names have no surname to compare by itself.
        chosen = [cl.NameComparison("full_name").configure(term_frequency_adjustments=True)]
    else:
        chosen = [
            cl.NameComparison(column).configure(term_frequency_adjustments=True)
            for column in (table.forename, table.surname)
        ]
    if table.birth:
        form = {} if tuned else {"datetime_format": "%Y-%m-%d"}
        chosen.append(cl.DateOfBirthComparison(table.birth, input_is_string=not tuned, **form))
    for column, kind in table.other.items():
        if kind == "identifier":
            chosen.append(near(column, [1, 2]))
        elif kind == "postcode":
            chosen.append(near(column, [1, 2]).configure(term_frequency_adjustments=True))
        elif kind == "name":
            chosen.append(cl.NameComparison(column).configure(term_frequency_adjustments=True))
        elif kind == "address":
            chosen.append(near(column).configure(term_frequency_adjustments=True))
        elif kind in ("initial", "sex"):
            chosen.append(cl.ExactMatch(column).configure(term_frequency_adjustments=kind == "initial"))
        elif kind == "number" and "address" not in table.other.values():
            chosen.append(cl.ExactMatch(column).configure(term_frequency_adjustments=True))
    if "full_name" in table.other:
        chosen.append(cl.ExactMatch("village").configure(term_frequency_adjustments=True))
    # One value in every row says nothing, and its levels cannot be trained.
    constant = {column for column in table.rows if table.rows[column].nunique() < 2 or almost_constant(table, column)}
    return [comparison for comparison in chosen if not constant & {comparison.create_output_column_name()}]


def almost_constant(table, column):
    """Nearly all rows share one value, as the postcode of a town."""
    counts = table.rows[column].value_counts(normalize=True)
    return len(counts) > 0 and counts.iloc[0] > 0.9


def blocking_rules(table):
    """Which pairs are compared: rules such as those of the examples, so that each true pair meets in one."""
    forename, surname = table.forename, table.surname
    if is_large(table):
        return [
            block_on("nik"),
            block_on("full_name", table.birth),
            block_on("full_name", "village"),
            block_on(table.birth, "village"),
            block_on("kk", forename),
            block_on("mother", forename, "village"),
        ]
    rules = [
        block_on(forename, surname),
        f"l.{forename} = r.{surname} and l.{surname} = r.{forename}",
    ]
    if table.birth:
        rules.append(block_on(table.birth))
    rules += [block_on(column) for column in of_kind(table, "identifier")]
    if "address_1" in table.other:
        rules += [block_on("state", "address_1"), block_on("street_number", "address_1"), block_on("postcode")]
    elif "street_name" in table.other:
        rules += [block_on("street_name"), block_on(forename), block_on(surname)]
    elif "full_name" in table.other:
        rules += [block_on("village", forename), block_on("full_name"), block_on("mother", "village")]
    else:
        rules += [block_on(forename), block_on(surname)]
    return rules


def deterministic_rules(table):
    """Rules that admit hardly a false pair, to estimate how many pairs match."""
    forename, surname = table.forename, table.surname
    # A family card number is shared by a family.
    rules = [block_on(column) for column in of_kind(table, "identifier") if column != "kk"]
    if table.birth and not table.other:
        # Names and dates alone, and each duplicate has an error somewhere: all three never agree.
        rules += [block_on(forename, table.birth), block_on(surname, table.birth)]
    elif table.birth:
        rules.append(block_on(forename, surname, table.birth))
    elif "address" in table.other:
        rules.append(block_on(forename, surname, "address"))
    return rules


def training_rules(table):
    """Two rules that share no column, so that every comparison is trained by one of them."""
    if is_large(table):
        return [block_on(table.birth, "village"), block_on("full_name", "mother")]
    if table.birth:
        second = "postcode" if "address_1" in table.other else table.surname
        if "full_name" in table.other:
            second = "full_name"
        return [block_on(table.birth), block_on(second)]
    return [block_on(table.forename), block_on(table.surname)]


def is_large(table):
    """Whether rules must be narrow; the only sets of that size are Indonesian rosters."""
    return len(table.rows) >= LARGE and "full_name" in table.other


if __name__ == "__main__":
    main(*sys.argv[1:])
