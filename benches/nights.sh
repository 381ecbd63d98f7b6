#!/usr/bin/env bash
# Do ids last, does a night that remembers end as one from scratch, and what does a night cost when little changed?
# Made-up nights (`padan synthesise --nights`) through one settings file with `padan run`; every night also
# `--from-scratch`, from the same yesterday; then the checks and tables of nights_table.py, which fail with 1.
#
#   benches/nights.sh                                30 nights of about 20 thousand rows, 2 % churn
#   benches/nights.sh --people 50000 --nights 10     other sizes
#   benches/nights.sh --churn 0.1 --seed 3           other chance
#   benches/nights.sh --plain-files                  every roster comes every night as it always does
#   benches/nights.sh --timed --rows 1000000         a full night, one unchanged and one of 1 %, instead; once a size
#   benches/nights.sh --threads 1                    as many threads
#   benches/nights.sh --tables                       only the checks and tables of what was measured last
#
# PADAN   the program to measure                                  [target/release/padan]
# WORK    where rosters, states and results are put               [target/nights, which git does not see]
#
# Timed sizes default to 1 million rows; 10 million take about 25 GB of disk and an hour.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
padan=${PADAN:-$here/../target/release/padan}
work=${WORK:-$here/../target/nights}

people=13000 nights=30 churn=0.02 seed=7 plain= threads= tables=no timed=no sizes=()
while [ $# -gt 0 ]; do
    case $1 in
        --people) shift; people=$1 ;;
        --nights) shift; nights=$1 ;;
        --churn) shift; churn=$1 ;;
        --seed) shift; seed=$1 ;;
        --plain-files) plain=--plain-files ;;
        --timed) timed=yes ;;
        --rows) shift; while [ $# -gt 0 ] && [[ $1 != --* ]]; do sizes+=("$1"); shift; done; continue ;;
        --threads) shift; threads=$1 ;;
        --tables) tables=yes ;;
        *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    esac
    shift
done
[ ${#sizes[@]} -gt 0 ] || sizes=(1000000)
mkdir -p "$work/results"
work=$(cd "$work" && pwd)
if [ $tables = yes ]; then exec python3 "$here/nights_table.py" "$work/results"; fi
if ! command -v "$padan" >/dev/null; then
    echo "nights.sh: the program $padan is not there; build it (cargo build --release) or set PADAN to its path" >&2
    exit 1
fi
padan=$(realpath "$(command -v "$padan")")
if [ ! -x /usr/bin/time ]; then
    echo "nights.sh: GNU time is not there; install it (Debian: apt-get install time)" >&2
    exit 1
fi
help=$("$padan" run --help)
# A program that cannot do a thing fails the checks that need it; the rest is measured all the same.
has() { grep -q -e "$1" <<<"$help"; }
# Rows that `padan synthesise` makes of a hundred people, about.
rows_of_hundred=155

date_of() { # night, from 1
    date -u -d "2026-07-01 + $(($1 - 1)) days" +%F
}

# Runs a night in a folder and leaves time and code in the result's files. Settings are named by the folder the program
# stands in, so that two folders print the same paths.
night() { # folder, night, result, options...
    local folder=$1 night=$2 result=$3 code=0
    shift 3
    local options=(--quiet)
    [ -z "$threads" ] || options+=(--threads "$threads")
    local run=("$padan" "${options[@]}" run padan.toml --date "$(date_of "$night")" "$@")
    (cd "$folder" && /usr/bin/time -f '%e %U %S %M' -o "$result.time" "${run[@]}" 2>"$result.messages") || code=$?
    if [ $code = 5 ] && has --accept; then
        # A made-up roster jumps now and then: an officer looks at it and says yes.
        code=0
        (cd "$folder" && /usr/bin/time -f '%e %U %S %M' -o "$result.time" "${run[@]}" \
            --accept "made-up rosters" --by nights.sh 2>"$result.messages") || code=$?
        echo "breaker" >"$result.breaker"
    fi
    # 3: a roster that was not sent.
    [ $code = 3 ] || [ $code = 0 ] || {
        echo "nights.sh: night $night ended with $code: $(head -c 400 "$result.messages")" >&2
        return 1
    }
    # The last line is the figures; above it GNU time may say that the program's code was not 0.
    tail -n 1 "$result.time" >"$result.time.part" && mv "$result.time.part" "$result.time"
}

# Yesterday as it is: state, run folders, settings; the rosters are the same files.
copy_yesterday() { # from, to
    rm -rf "$2"
    mkdir -p "$2"
    cp "$1/padan.toml" "$2/"
    # Nothing in a state or run folder is ever written again, but the decisions are: those are copied.
    [ ! -d "$1/keluaran" ] || cp -rl "$1/keluaran" "$2/keluaran"
    [ ! -d "$1/keadaan" ] || cp -r "$1/keadaan" "$2/keadaan"
    cp -rl "$1/masuk" "$2/masuk"
}

# Files of two run folders that are not the same to the byte; the manifest holds timings.
differing() { # run, run
    diff -rq --exclude=manifest.json "$1" "$2" | sed "s|$1|nightly|; s|$2|scratch|" || true
}

series() {
    local made=$work/series office=$work/office scratch=$work/scratch results=$work/results/series
    rm -rf "$made" "$office" "$scratch" "$results"
    mkdir -p "$office" "$results"
    echo "making $nights nights of $people people" >&2
    # shellcheck disable=SC2086
    "$padan" --quiet --lang en synthesise --people "$people" --seed "$seed" --out "$made" \
        --nights "$nights" --churn "$churn" $plain >/dev/null
    cp "$made/padan.toml" "$office/"
    has --from-scratch || echo "nights.sh: this program has no --from-scratch; nights are not compared" >&2
    for ((night = 1; night <= nights; night++)); do
        local folder result
        folder=$made/$(printf 'malam-%02d' "$night")
        result=$results/$(printf '%03d' "$night")
        rm -rf "$office/masuk"
        cp -rl "$folder" "$office/masuk"
        has --from-scratch && copy_yesterday "$office" "$scratch"
        night "$office" "$night" "$result-nightly"
        local run
        run=keluaran/$(date_of "$night")
        if has --from-scratch; then
            night "$scratch" "$night" "$result-scratch" --from-scratch
            differing "$office/$run" "$scratch/$run" >"$result-differs.txt"
        fi
        cp "$folder/truth.csv" "$result-truth.csv"
        cp "$office/$run/members.csv" "$result-members.csv"
        cp "$office/$run/lineage.csv" "$result-lineage.csv"
        echo "night $night: $(cut -d' ' -f1 "$result-nightly.time") s" >&2
    done
    rm -rf "$scratch"
}

timed() { # rows
    local made=$work/timed/$1 office=$work/office scratch=$work/scratch result=$work/results/timed-$1
    rm -rf "$office" "$scratch" "$result"
    mkdir -p "$office" "$result"
    if [ ! -f "$made/.made" ]; then
        rm -rf "$made"
        echo "making two nights of $1 rows" >&2
        "$padan" --quiet --lang en synthesise --people $(($1 * 100 / rows_of_hundred)) --seed "$seed" --out "$made" \
            --nights 2 --churn 0.01 --plain-files >/dev/null
        touch "$made/.made"
    fi
    cp "$made/padan.toml" "$office/"
    cp -rl "$made/malam-01" "$office/masuk"
    # The second night freezes what the first has learned; only from then on nothing but the rosters changes.
    for step in "1 full" "2 settled" "3 unchanged"; do
        echo "$1 rows: ${step#* }" >&2
        night "$office" "${step% *}" "$result/${step#* }"
    done
    rm -rf "$office/masuk"
    cp -rl "$made/malam-02" "$office/masuk"
    has --from-scratch && copy_yesterday "$office" "$scratch"
    echo "$1 rows: 1 % changed" >&2
    night "$office" 4 "$result/changed"
    if has --from-scratch; then
        echo "$1 rows: 1 % changed, from scratch" >&2
        night "$scratch" 4 "$result/scratch" --from-scratch
        differing "$office/keluaran/$(date_of 4)" "$scratch/keluaran/$(date_of 4)" >"$result/differs.txt"
    fi
    rm -rf "$office" "$scratch"
}

if [ $timed = yes ]; then
    for rows in "${sizes[@]}"; do timed "$rows"; done
else
    series
fi
exec python3 "$here/nights_table.py" "$work/results"
