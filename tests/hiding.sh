#!/bin/sh
# tests/hiding.sh - what a release says of how much it hides, worked out anew from its published tables alone.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TENFOUR" synth -q -n 9000 --months 12 --partners 8 --traders 200 -o "$dir/records.csv"
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/out"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/out"
