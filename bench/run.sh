#!/bin/sh
# SPDX-License-Identifier: MIT
# bench/run.sh - measure tenfour on jobs J0, J1, J2, release and gz beside the engines that are installed.
#
# usage: run.sh [ROWS] [RUNS]     ROWS default 1000000, RUNS default 3 (medians of interleaved runs)
# environment: TENFOUR (program), BENCH_DIR (scratch folder), BENCH_PEERS ("duckdb datatable sqlite" or "")
# Nothing is written into the project.  Timings on a busy machine mean little: look at the ratios.
set -eu
rows=${1:-1000000}
runs=${2:-3}
here=$(cd "$(dirname "$0")" && pwd)
TENFOUR=${TENFOUR:-tenfour}
dir=${BENCH_DIR:-${TMPDIR:-/tmp}/tenfour-bench}
mkdir -p "$dir/peers"
input=$dir/records-$rows.csv
template=$here/declarations.yaml
threads=$(nproc)

[ -s "$input" ] || { echo "making $rows records ..."; "$TENFOUR" synth --rows "$rows" --seed 1 -o "$input"; }
[ -s "$input.gz" ] || gzip -1 -k "$input"

peers=${BENCH_PEERS-auto}
if [ "$peers" = auto ]; then
    peers=
    if command -v node >/dev/null && command -v npm >/dev/null; then
        cp "$here"/peers/package.json "$here"/peers/package-lock.json "$here"/peers/duckdb.mjs "$dir/peers/"
        (cd "$dir/peers" && { [ -d node_modules ] || npm install --no-save --silent >/dev/null 2>&1; }) && peers="$peers duckdb"
    fi
    command -v Rscript >/dev/null && Rscript -e 'quit(status = !requireNamespace("data.table", quietly = TRUE))' \
        >/dev/null 2>&1 && peers="$peers datatable"
    command -v sqlite3 >/dev/null && peers="$peers sqlite"
fi

# measure NAME COMMAND...: appends "wall cpu peak_kb" to $dir/times-NAME
measure() {
    name=$1
    shift
    /usr/bin/time -o "$dir/time" -f '%e %U %S %M' "$@" >"$dir/out-$name" 2>&1 || { cat "$dir/out-$name"; return 1; }
    tail -n 1 "$dir/time" | awk '{ print $1, $2 + $3, $4 }' >>"$dir/times-$name"
}
median() { sort -n "$dir/times-$1" | awk '{ l[NR] = $0 } END { print l[int((NR + 1) / 2)] }'; }

ours() { # ours JOB INPUT OUTPUT
    case $1 in
        J0) set -- "$2" "$3" --set 'publish.levels=[4]' --set 'input.columns.trader=' ;;
        J1) set -- "$2" "$3" ;;
        J2) set -- "$2" "$3" --set 'publish.levels=[10,8,6,4,2,0]' --set 'publish.periods=[month,quarter,year]' \
                --set 'publish.partners=[each,world]' ;;
    esac
    in=$1; out=$2
    shift 2
    rm -rf "$out"
    measure "$job-tenfour$suffix" "$TENFOUR" cells "$template" "$in" -o "$out" "$@"
}

rm -f "$dir"/times-*
for job in ${BENCH_JOBS:-J0 J1 J2}; do
    i=0
    while [ $i -lt "$runs" ]; do
        suffix=; ours $job "$input" "$dir/$job-tenfour"
        suffix=-gz; ours $job "$input.gz" "$dir/$job-tenfour-gz"
        for peer in $peers; do
            rm -rf "$dir/$job-$peer"
            case $peer in
                duckdb) measure "$job-duckdb" node "$dir/peers/duckdb.mjs" $job "$input" "$dir/$job-duckdb" "$threads" ;;
                datatable) [ $job = J2 ] || measure "$job-datatable" Rscript "$here/peers/datatable.R" $job "$input" "$dir/$job-datatable" "$threads" ;;
                sqlite) [ $job != J0 ] || measure "$job-sqlite" sh "$here/peers/sqlite.sh" J0 "$input" "$dir/$job-sqlite" ;;
            esac
        done
        i=$((i + 1))
    done
    [ ! -d "$dir/$job-duckdb" ] || python3 "$here/compare.py" "$dir/$job-tenfour" "$dir/$job-duckdb"
done
i=0
while [ $i -lt "$runs" ]; do
    rm -rf "$dir/release" "$dir/release.confidential"
    measure release-tenfour "$TENFOUR" release "$template" "$input" -o "$dir/release"
    i=$((i + 1))
done

bytes=$(stat -c %s "$input")
printf '\n%-22s %9s %9s %9s %12s %8s\n' "job, engine" "wall s" "CPU s" "peak MB" "rows/s" "GB/s"
for file in "$dir"/times-*; do
    name=${file##*/times-}
    median "$name" | awk -v n="$name" -v r="$rows" -v b="$bytes" \
        '{ printf "%-22s %9.2f %9.2f %9.0f %12.0f %8.2f\n", n, $1, $2, $3 / 1024, r / $1, b / $1 / 1e9 }'
done
for job in ${BENCH_JOBS:-J0 J1 J2}; do
    for peer in $peers; do
        [ -f "$dir/times-$job-$peer" ] || continue
        { median "$job-tenfour"; median "$job-$peer"; } | tr '\n' ' ' |
            awk -v j="$job" -v p="$peer" '{ printf "%s: wall %.3f x %s, peak memory %.2f x\n", j, $1 / $4, p, $3 / $6 }'
    done
done
