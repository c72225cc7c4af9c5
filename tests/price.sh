#!/bin/sh
# tests/price.sh - slopes by hand, planted mispricing found, missing masses counted and never zero, the mix of headings.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
found() { "$TENFOUR" price "$@" --format csv >"$folder/out" || fail "exit $? of price $*"; }
has() { grep -q "$1" "$folder/out" || fail "no line $1: $(head -20 "$folder/out")"; }

# Values 2, 4, 6, 8, 40 for 1 to 5 kg: Theil and Sen's slope 2, least squares 8; an empty and a zero mass are missing.
{
    echo period,reporter,partner,flow,code,value,net_kg
    for row in 2,1 4,2 6,3 8,4 40,5 40, 41,0; do echo "2020,AA,BB,X,854211,$row"; done
} >"$folder/slope.csv"
found "$folder/slope.csv" --show codes
has '^all,X,all,854211,5,2,kg,2.000000,0,2.000000,8.000000,[0-9.]*,0,0,too few$'

# Two codes at 10 and 1000 a kg within 2 %; one row of the first at a fifth.  ln: between 4.6 apart, within 0.02.
awk 'BEGIN {
    print "period,reporter,partner,flow,code,value,net_kg,qty,unit"
    for (i = 0; i < 40; i++) {
        kg = 10 + (i * 7) % 40
        price = (i % 2 ? 1000 : 10) * (1 + ((i * 13) % 5 - 2) / 100) * (i == 20 ? 0.2 : 1)
        printf "2023-%02d,AA,BB,X,%s,%.2f,%s,%d,%s\n", i % 12 + 1, i % 2 ? "854231" : "854211", price * kg, kg, 2 * kg, i % 4 < 2 ? "pcs" : "pairs"
    }
}' >"$folder/prices.csv"
found "$folder/prices.csv"
[ "$(wc -l <"$folder/out")" = 2 ] || fail "outliers: $(cat "$folder/out")"
has '^prices.csv:22,2023-09,AA,X,BB,854211,[0-9.]*,30,kg,1.9[0-9]*,10.0[0-9]*,0.[12][0-9]*,-[0-9.]*,20$'
cut -d, -f2- "$folder/out" >"$folder/first"
(head -1 "$folder/prices.csv"; sed 1d "$folder/prices.csv" | sort -t, -k7 -r) >"$folder/turned.csv"
for threads in 1 3; do
    found "$folder/turned.csv" --threads $threads
    cut -d, -f2- "$folder/out" | cmp - "$folder/first" || fail "another order of rows, $threads threads"
done
# Nearly all of the heading's spread is mix: python3 says how much.
found "$folder/prices.csv" --show headings
has '^X,8542,kg,40,2,0.9[0-9]*,0.9[0-9]*,'
if command -v python3 >/dev/null; then
    python3 - "$folder" <<'END' || fail 'mix'
import csv, math, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/prices.csv")))
y = {}
for r in rows:
    y.setdefault(r["code"], []).append(math.log(float(r["value"]) / float(r["net_kg"])))
every = [v for vs in y.values() for v in vs]
total = sum((v - sum(every) / len(every)) ** 2 for v in every)
within = sum(sum((v - sum(vs) / len(vs)) ** 2 for v in vs) for vs in y.values())
mean = within / (len(every) - len(y))
got = next(csv.DictReader(open(sys.argv[1] + "/out")))
want = [1 - within / total, (total - within - (len(y) - 1) * mean) / (total + mean), math.sqrt(total / within)]
sys.exit(any(abs(float(got[k]) - w) > 1e-8 * w for k, w in zip(["mix", "mix_adjusted", "widened"], want)))
END
fi
# By quantity the units stay apart.
found "$folder/prices.csv" --show codes --per quantity
[ "$(grep -c ',pairs,' "$folder/out") $(grep -c ',pcs,' "$folder/out")" = '2 2' ] || fail "units: $(cat "$folder/out")"
# All alike: degenerate, no number.
awk 'BEGIN { print "period,reporter,partner,flow,code,value,net_kg"; for (i = 1; i < 20; i++) print "2023-01,AA,BB,X,8542," 3 * i "," i }' >"$folder/alike.csv"
found "$folder/alike.csv" --show codes
has ',0,0,degenerate$'
! grep -qiE 'nan|inf' "$folder/out" || fail "no number: $(cat "$folder/out")"
found "$folder/alike.csv"
[ "$(wc -l <"$folder/out")" = 1 ] || fail 'outliers where all are alike'
"$TENFOUR" price "$folder/alike.csv" --per quantity >"$folder/out" 2>"$folder/err"
[ $? = 3 ] && grep -q '19 rows have a value alone' "$folder/err" || fail "no quantity: $(cat "$folder/err")"
"$TENFOUR" price "$folder/prices.csv" --html "$folder/page.html" >/dev/null || fail page
grep -q 'not proof of an offence' "$folder/page.html" && grep -q 'sha256' "$folder/page.html" || fail 'limits of the page'
exit $bad
