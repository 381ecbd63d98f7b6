#!/usr/bin/env bash
# Measures Padan and its peers on the public data sets, and writes the table of docs/benchmarks.md.
#
#   benches/peers/run.sh                      everything: install the peers, make the sets, run all tools on all sets
#   benches/peers/run.sh --only padan         Padan alone; the peers' figures in results/ stay as they are
#   benches/peers/run.sh --sets febrl3 ...    some sets only
#
# PADAN     the program to measure                        [padan]
# WORK      where the packages and the data sets are put  [target/peers, which git does not see]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-$here/../../target/peers}
padan=${PADAN:-padan}
if ! command -v "$padan" >/dev/null; then
    echo "run.sh: the program $padan is not there; build it (cargo build --release) and set PADAN to its path" >&2
    exit 1
fi
padan=$(realpath "$(command -v "$padan")")
mkdir -p "$work"
work=$(cd "$work" && pwd)
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
fi
# Installs nothing when all is there.
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
if [ ! -f "$work/sets/.made" ]; then
    "$work/venv/bin/python" "$here/data_sets.py" "$work/sets" --padan "$padan"
    touch "$work/sets/.made"
fi
for large in synthesised_million synthesised_five_million; do
    case " $* " in
        *" $large "*)
            if [ ! -f "$work/sets/.cells/$large.parquet" ]; then
                "$work/venv/bin/python" "$here/data_sets.py" "$work/sets" "$large" --padan "$padan"
            fi ;;
    esac
done
"$work/venv/bin/python" "$here/measure.py" "$work/sets" --padan "$padan" "$@"
"$work/venv/bin/python" "$here/report.py"
