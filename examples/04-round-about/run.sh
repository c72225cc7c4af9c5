#!/bin/sh
# run.sh [OUT] - three legs of a made-up corridor: what changed, does it go round, at which price; one report of it all.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-out}
tenfour=${TENFOUR:-tenfour}
mkdir -p "$out"
aa=$here/aa-exports.csv bb=$here/bb-exports.csv

"$tenfour" surge "$aa" "$bb" --each-reporter --baseline-until 2022-02 --format json -q >"$out/surge.json"
"$tenfour" divert "$aa" "$aa" "$bb" --via BB --destination CC --base 2019:2021 --after 2022-03:2023-12 --format json -q >"$out/divert.json"
"$tenfour" price "$aa" "$bb" --each-partner --show headings --format json -q >"$out/mix.json"
"$tenfour" report "$out/surge.json" "$out/divert.json" "$out/mix.json" >"$out/report.txt"
"$tenfour" report "$out/surge.json" "$out/divert.json" "$out/mix.json" --source "$aa" --source "$bb" \
    --title 'A made-up corridor' --html "$out/report.html" --force
cat "$out/report.txt"
