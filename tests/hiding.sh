#!/bin/sh
# tests/hiding.sh - what a release says of how much it hides, worked out anew from its published tables alone.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TENFOUR" synth -q -n 9000 --months 12 --partners 8 --traders 200 -o "$dir/records.csv"
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/out"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/out"
# The same with a watch list, whose codes are counted apart: at its own level and below.
printf 'code,tier\n8471,1\n854231,1\n2710,2\n39,2\n' >"$dir/watch.csv"
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/listed" \
    --set "publish.lists=[{file: $dir/watch.csv, by: [all]}]"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/listed" 8471 854231 2710 39
