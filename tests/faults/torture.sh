#!/bin/sh
# tests/faults/torture.sh - the n-th allocation fails, for n = 1, 2, 3 ... until the command succeeds: each time
# one clear message, exit 1, nothing written, nothing leaked.  Needs the sanitizers' build (TENFOUR_FAIL_ALLOC).
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
tenfour=${TENFOUR:-./tenfour}
work=$(mktemp -d "${TMPDIR:-/tmp}/t4torture.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
TMPDIR=$work
export TMPDIR
unset TENFOUR_THREADS TENFOUR_LOG
cd "$work" || exit 99
bad=0 step=8

# torture MOST OUTPUT ARGUMENT...: OUTPUT must not exist after a failure.  The first 20 allocations one by one,
# then in growing steps, so that a command with thousands of them takes seconds.
torture() {
    most=$1 output=$2
    shift 2
    n=1 tries=0
    while [ $n -lt "$most" ]; do
        rm -rf "$output" "$output.confidential"
        TENFOUR_FAIL_ALLOC=$n "$tenfour" "$@" >stdout 2>stderr
        code=$?
        tries=$((tries + 1))
        [ $code != 0 ] || break
        if [ $code != 1 ] || [ "$(wc -l <stderr)" != 1 ] || ! grep -q 'memory' stderr; then
            echo "tenfour $*: allocation $n failed, exit $code:"
            head -20 stderr
            bad=1
            return
        fi
        if [ -e "$output" ]; then
            echo "tenfour $*: allocation $n failed and $output was left"
            bad=1
            return
        fi
        n=$((n + 1 + (n > 20 ? n / step : 0)))
    done
    [ $code = 0 ] || { echo "tenfour $*: $most allocations were not enough"; bad=1; }
    [ $tries -gt 1 ] || { echo "tenfour $*: no allocation failed"; bad=1; }
    echo "tenfour $*: $tries failures, up to allocation $n"
}

torture 2000 none limits
torture 2000 none limits --format json
torture 2000 file limits --format csv -o file
torture 20000 none explain "$srcdir/templates/national-10-digit.yaml" --set 'publish.levels=[4]'
torture 20000 none explain --keys

# A release with every list that offices keep: what a reader makes of a failed allocation is no defect of its file.
"$tenfour" synth -n 300 --months 2 --traders 15 --partners 5 --density dense --seed 3 -o records.csv -q || exit 99
trader=$(sed -n 2p records.csv | cut -d, -f5) code=$(sed -n 2p records.csv | cut -d, -f3)
printf 'trader,holding,from,until\n%s,H,2023-01,2023-01\n' "$trader" >holdings.csv
printf 'trader,flow,code,partner,from,until\n%s,M,%s,*,,\n' "$trader" "$code" >requests.csv
printf 'code\n%s\n' "$code" >never.csv
printf 'hs6,tier\n%.6s,1\n' "$code" >watch.csv
sed -e 's/^protect: .*/protect: {rules: {p_percent: 10, holdings: holdings.csv, requests: requests.csv, never: never.csv}}/' \
    -e 's/^outputs: .*/outputs: [csv]/' -e 's/\(measures: .*quantity\]\)}/\1, lists: [{file: watch.csv}]}/' \
    "$srcdir/tests/data/national.yaml" >template.yaml
step=3
torture 200000 out release template.yaml records.csv -o out --threads 1 -q
exit $bad
