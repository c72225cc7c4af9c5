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

# A code that changed its number with HS 2022: an edition, no surge; merged by a table its series goes on.
awk 'BEGIN {
    print "period,reporter,partner,flow,code,value"
    for (i = 0; i < 60; i++) {
        period = sprintf("%d-%02d", 2019 + int(i / 12), i % 12 + 1)
        print period ",AA,BB,X," (i < 36 ? "854890" : "854800") "," 100 + (i * 7) % 11
        print period ",AA,BB,X,854231," 100 + (i * 5) % 13
        if (i >= 39) print period ",AA,BB,X,854232," 100 + (i * 5) % 13
    }
}' >"$folder/edition.csv"
"$TENFOUR" surge "$folder/edition.csv" --format csv >"$folder/found.csv" || fail edition
grep -q '^all,X,BB,854800,new edition,2022-01,' "$folder/found.csv" || fail "a new number: $(grep 854800 "$folder/found.csv")"
grep -q '^all,X,BB,854232,new,2022-04,' "$folder/found.csv" || fail "new trade: $(grep 854232 "$folder/found.csv")"
! grep -qiE ',(-)?(nan|inf)' "$folder/found.csv" || fail 'no number'
printf 'HS2017,HS2022\n854890,854800\n854231,854231\n854232,854232\n' >"$folder/map.csv"
"$TENFOUR" surge "$folder/edition.csv" --map "$folder/map.csv" --from HS2017 --to HS2022 --format csv >"$folder/found.csv" ||
    fail map
grep -q '^all,X,BB,854800,,.*,60,' "$folder/found.csv" || fail "merged: $(cat "$folder/found.csv")"
[ "$(wc -l <"$folder/found.csv")" = 4 ] || fail "series of families: $(cat "$folder/found.csv")"
"$TENFOUR" surge "$folder/edition.csv" --map "$folder/map.csv" >/dev/null 2>"$folder/err"
[ $? = 2 ] && grep -q 'go together' "$folder/err" || fail "a table without editions: $(cat "$folder/err")"
"$TENFOUR" surge "$folder/edition.csv" --power --any-dependence --html "$folder/page.html" >"$folder/out" || fail page
grep -q 'Benjamini and Yekutieli' "$folder/page.html" && grep -q 'not proof' "$folder/page.html" && grep -q 'sha256' "$folder/page.html" ||
    fail 'what the page says'
"$TENFOUR" surge "$folder/edition.csv" --power --format csv >"$folder/out" || fail power
[ "$(cut -d, -f1 "$folder/out" | tr '\n' ' ')" = 'level 6 4 2 0 ' ] || fail "levels: $(cat "$folder/out")"

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
