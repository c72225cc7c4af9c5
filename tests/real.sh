#!/bin/sh
# tests/real.sh - four kinds of real records against sums computed independently, digit for digit.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
python=$(command -v /usr/bin/python3 python3 | head -n 1) || true
[ -n "$python" ] || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

publish='--set publish.periods=[year,month] --set publish.partners=[each,world]'

"$TENFOUR" cells "$srcdir/tests/data/ethiopia-exports.yaml" "$shared"/trade-et-hs8/et-export-201*.csv.gz \
    -o "$dir/et" --set 'publish.levels=[8,6,4,2,0]' $publish
"$python" "$srcdir/tests/oracle/real_sums.py" ethiopia "$shared" "$dir/et"

"$TENFOUR" cells "$srcdir/tests/data/korea-declarations.yaml" "$shared"/microdata-declarations/kr-*.csv.gz \
    -o "$dir/kr" --set 'publish.levels=[6,4,2,0]' $publish
"$python" "$srcdir/tests/oracle/real_sums.py" korea "$shared" "$dir/kr"

"$TENFOUR" cells "$srcdir/tests/data/us-imports-hts10.yaml" "$shared"/trade-us-hs10/us-*.csv.gz \
    -o "$dir/us" --set 'publish.levels=[10,8,6,4,2,0]' --set release.until=2025-12 $publish || exit 1
