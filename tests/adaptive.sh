#!/bin/sh
# tests/adaptive.sh - adaptive granularity over 24 months of vintages; with and without the table of the partition.
set -eu
python=$(command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: exact\n  unions: off/
    s/\[10, 4, 2, 0\]/[10, 6, 4, 2, 0]\n  finest: adaptive/; s/\[each, world\]/[world]/' "$srcdir/tests/data/small.yaml" >"$dir/small.yaml"
"$python" "$srcdir/tests/oracle/adaptive.py" "$TENFOUR" "$dir/small.yaml" "$dir" 4
# Only the tables by length: the same ones.
"$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/p" -q
"$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/h" -q --set publish.adaptive=hierarchy
[ -e "$dir/p/data/partition.csv" ]
[ ! -e "$dir/h/data/partition.csv" ]
for table in 10 6 4 2 0; do cmp "$dir/p/data/hs$table.csv" "$dir/h/data/hs$table.csv"; done
