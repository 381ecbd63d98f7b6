#!/usr/bin/env bash
# What does a night cost, and how does the cost grow with the rows? Made-up rosters, `padan init`, `padan check`,
# `padan run` under GNU time, `padan evaluate`; then the tables of night_table.py.
#
#   benches/night.sh                          100 thousand, 1 million and 10 million rows
#   benches/night.sh --rows 300000 ...        other sizes
#   benches/night.sh --huge                   100 million rows after the others
#   benches/night.sh --memory                 2 million rows within --memory 2G instead
#   benches/night.sh --threads 1              as many threads; figures of stages are clearest with one
#   benches/night.sh --tables                 only the tables of what was measured last
#   benches/night.sh --keep                   leave the run folders where they are
#
# PADAN   the program to measure                                  [target/release/padan]
# WORK    where rosters and results are put; rosters stay there   [target/night, which git does not see]
#
# A size that the disk has no room for is left out and said so. The seed is fixed: the same rosters on every machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
padan=${PADAN:-$here/../target/release/padan}
work=${WORK:-$here/../target/night}

sizes=()
huge=no memory= threads= keep=no tables=no
while [ $# -gt 0 ]; do
    case $1 in
        --rows) shift; while [ $# -gt 0 ] && [[ $1 != --* ]]; do sizes+=("$1"); shift; done; continue ;;
        --huge) huge=yes ;;
        --memory) memory=2G ;;
        --threads) shift; threads=$1 ;;
        --keep) keep=yes ;;
        --tables) tables=yes ;;
        *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    esac
    shift
done
if [ ${#sizes[@]} -eq 0 ]; then
    if [ -n "$memory" ]; then sizes=(2000000); else sizes=(100000 1000000 10000000); fi
    [ $huge = no ] || sizes+=(100000000)
fi
mkdir -p "$work/rosters" "$work/results"
work=$(cd "$work" && pwd)
if [ $tables = yes ]; then exec python3 "$here/night_table.py" "$work/results"; fi
if ! command -v "$padan" >/dev/null; then
    echo "night.sh: the program $padan is not there; build it (cargo build --release) or set PADAN to its path" >&2
    exit 1
fi
padan=$(realpath "$(command -v "$padan")")
if [ ! -x /usr/bin/time ]; then
    echo "night.sh: GNU time is not there; install it (Debian: apt-get install time)" >&2
    exit 1
fi

# Bytes a row on disk: as rosters, and as the run folder while raw cells and tables are written.
roster_bytes=230 run_bytes=800
# Rows that `padan synthesise` makes of a hundred people, about.
rows_of_hundred=155

has_room() { # rows, folder of rosters
    local need=$(($1 * run_bytes)) free
    [ -f "$2/.made" ] || need=$((need + $1 * roster_bytes))
    free=$(df --output=avail -B1 "$work" | tail -1)
    if [ "$need" -gt "$free" ]; then
        echo "night.sh: $1 rows left out: they take $((need >> 20)) MB of disk, and $((free >> 20)) MB are free" >&2
        return 1
    fi
}

make_rosters() { # rows, folder
    [ ! -f "$2/.made" ] || return 0
    rm -rf "$2"
    echo "making $1 rows" >&2
    "$padan" --quiet --lang en synthesise --people $(($1 * 100 / rows_of_hundred)) --seed 7 --out "$2" >&2
    "$padan" --quiet init "$2" >/dev/null
    touch "$2/.made"
}

measure() { # rows
    local rosters=$work/rosters/$1 result=$work/results/night-${memory:+$memory-}$1 options=(--quiet)
    has_room "$1" "$rosters" || return 0
    make_rosters "$1" "$rosters"
    # A first night: what an earlier measurement remembered would make it another.
    rm -rf "$result" "$rosters/keluaran" "$rosters/keadaan"
    mkdir -p "$result"
    [ -z "$threads" ] || options+=(--threads "$threads")
    echo "checking $1 rows" >&2
    "$padan" "${options[@]}" check "$rosters/padan.toml" --json ${memory:+--memory "$memory"} >"$result/check.json" ||
        rm -f "$result/check.json"
    echo "linking $1 rows" >&2
    # A night that fails or is refused is a result too: its message is kept, and the table says so.
    if ! /usr/bin/time -v -o "$result/time.txt" \
        "$padan" "${options[@]}" run "$rosters/padan.toml" --date 2026-07-01 ${memory:+--memory "$memory"} \
        2>"$result/messages.txt"; then
        echo "night.sh: $1 rows: the night failed: $(head -c 400 "$result/messages.txt")" >&2
        return 0
    fi
    local run=$rosters/keluaran/2026-07-01
    cp "$run/manifest.json" "$result/"
    du --bytes --summarize "$run" | cut -f1 >"$result/bytes.txt"
    echo "evaluating $1 rows" >&2
    "$padan" --quiet evaluate --run "$run" --truth "$rosters/truth.csv" --json >"$result/evaluate.json" ||
        rm -f "$result/evaluate.json"
    [ $keep = yes ] || rm -rf "$rosters/keluaran" "$rosters/keadaan"
}

for rows in "${sizes[@]}"; do
    measure "$rows"
done
python3 "$here/night_table.py" "$work/results"
