#!/usr/bin/env bash
# Does a night stay linear that is made to be slow? One name on 5 % of the rows, one NIK on 5 %, one No. KK on 4 %,
# every birthday on 1 July, a roster of identical rows; each beside the same rosters unchanged.
#
#   benches/adversarial.sh                       all cases, 1 million rows
#   benches/adversarial.sh --rows 500000 1000000 growth too
#   benches/adversarial.sh --cases one-nik ...   some cases
#   benches/adversarial.sh --threads 1
#
# PADAN   the program to measure                                  [target/release/padan]
# WORK    where rosters and results are put                       [target/adversarial, which git does not see]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
padan=${PADAN:-$here/../target/release/padan}
work=${WORK:-$here/../target/adversarial}
sizes=() cases=() threads=
while [ $# -gt 0 ]; do
    case $1 in
        --rows) shift; while [ $# -gt 0 ] && [[ $1 != --* ]]; do sizes+=("$1"); shift; done; continue ;;
        --cases) shift; while [ $# -gt 0 ] && [[ $1 != --* ]]; do cases+=("$1"); shift; done; continue ;;
        --threads) shift; threads=$1 ;;
        *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    esac
    shift
done
[ ${#sizes[@]} -gt 0 ] || sizes=(1000000)
[ ${#cases[@]} -gt 0 ] || cases=(plain one-name one-nik one-kk one-birthday one-row)
if ! command -v "$padan" >/dev/null || [ ! -x /usr/bin/time ]; then
    echo "adversarial.sh: needs GNU time, and a built program (cargo build --release, or PADAN)" >&2
    exit 1
fi
padan=$(realpath "$(command -v "$padan")")
mkdir -p "$work/results"
work=$(cd "$work" && pwd)
# A night that takes longer hangs.
limit=3600

for rows in "${sizes[@]}"; do
    base=$work/rosters-$rows
    if [ ! -f "$base/.made" ]; then
        rm -rf "$base"
        # Of a hundred people the two rosters have about 112 rows.
        "$padan" --quiet synthesise --people $((rows * 100 / 112)) --seed 7 --out "$base" >/dev/null
        touch "$base/.made"
    fi
    for case in "${cases[@]}"; do
        folder=$work/$case result=$work/results/$case-$rows
        rm -rf "$folder" "$result"
        mkdir -p "$result"
        python3 "$here/adversarial_rosters.py" "$case" "$base" "$folder"
        "$padan" --quiet init "$folder" >/dev/null
        echo "$case: linking $rows rows" >&2
        timeout "$limit" /usr/bin/time -v -o "$result/time.txt" \
            "$padan" --quiet ${threads:+--threads "$threads"} run "$folder/padan.toml" --date 2026-07-01 \
            2>"$result/messages.txt" || echo "$case: failed: $(head -c 400 "$result/messages.txt")" >&2
        run=$folder/keluaran/2026-07-01
        if [ -f "$run/manifest.json" ]; then
            cp "$run/manifest.json" "$result/"
            du --bytes --summarize "$run" | cut -f1 >"$result/bytes.txt"
        fi
        rm -rf "$folder"
    done
done
python3 "$here/night_table.py" "$work/results"
