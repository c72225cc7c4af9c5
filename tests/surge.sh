#!/bin/sh
# tests/surge.sh - the known breaks of the EU's exports in 2022, and flows that are no flows.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }

refuses() {
    printf "$1" >"$folder/bad.csv"
    shift
    expected=$1
    shift
    "$TENFOUR" surge "$folder/bad.csv" "$@" >"$folder/out" 2>"$folder/err"
    status=$?
    [ $status = 3 ] && grep -q "$expected" "$folder/err" || fail "exit $status, expected 3 and '$expected': $(cat "$folder/err")"
}
refuses 'period,partner,flow,value\n2023-13,DE,X,5\n' "column 'period' holds '2023-13'"
refuses 'period,partner,flow,value\n2023-01,DE,Y,5\n' "imports or exports"
refuses 'period,partner,value\n2023-01,DE,5\n' 'say which with --flow'
refuses 'period,partner,flow,value\n2023-01,DE,X,5x\n' 'a number'
refuses 'partner,flow,value\nDE,X,5\n' "no column 'period'"
refuses 'period,partner,flow,code,value\n2023-01,DE,X,85-42,5\n' 'a code'
refuses 'period,partner,flow,value\n' 'no row'

shared=$srcdir/../shared/data/mirror/eu27_exports_monthly.csv
[ -f "$shared" ] || { echo "without ../shared/data the known breaks are left out"; exit $bad; }
"$TENFOUR" surge "$shared" --flow X --format csv >"$folder/found.csv" || fail 'the mirror set'
while read -r partner finding from; do
    grep -q "^all,X,$partner,TOTAL,$finding,$from," "$folder/found.csv" || fail "$partner: no $finding from $from"
done <<END
KG rise 2022-07
KZ rise 2022-05
AM rise 2022-05
RU fall 2022-03
END
grep -q '^all,X,KG,TOTAL,rise,2022-07,[0-9.]*,[0-9.]*,1044.25785,[0-9.e-]*,2022-06,2022-05,68,' "$folder/found.csv" ||
    fail "F, z or cumulative sum of KG: $(grep ',KG,' "$folder/found.csv")"
for threads in 1 2; do
    "$TENFOUR" surge "$shared" --flow X --format csv --threads $threads | cmp - "$folder/found.csv" || fail "$threads threads"
done
exit $bad
