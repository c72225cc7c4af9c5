#!/bin/sh
# tests/residuals.sh - goods not known to the last digit, and codes that end early, at lengths that have tables and that have none.
set -eu
python=$(command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed 's/^publish:/classification: {file: list.csv, edition: test}\nchecks: {max_rejected: 0}\n&/' "$srcdir/tests/data/small.yaml" >"$dir/small.yaml"
for seed in 1 2; do "$python" "$srcdir/tests/oracle/residuals.py" "$TENFOUR" "$dir/small.yaml" "$dir" $seed; done
