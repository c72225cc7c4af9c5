#!/bin/sh
# tests/trace.sh - every check of trace on a ledger made for it and on an innocent twin; the shared ledger with its known findings.
set -u
srcdir=${srcdir:-.}
command -v python3 >/dev/null || { echo "skip: no python3 (package python3)"; exit 77; }
python3 "$srcdir/tests/trace.py" || exit 1
shared=$srcdir/../shared/data/vectors/trace
[ -d "$shared" ] || { echo "without ../shared/data the known ledger is left out"; exit 0; }
bad=0
for digits in 10 6 4 2; do
    "$TENFOUR" trace "$shared/events.csv" "$shared/entities.csv" --digits $digits --format csv |
        awk -F, -v d=$digits 'NR > 1 {print d "," $3 "," $1 "," $5 "," $6 "," $7}'
done >found.$$
sed 1d "$shared/expected_findings.csv" | tr -d '\r' | diff - found.$$ || bad=1
rm -f found.$$
exit $bad
