#!/bin/sh
# tests/mirror.sh - gaps by hand on a made-up pair, and the known ones of the shared mirror set.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
found() { "$TENFOUR" mirror "$@" --format csv || fail "exit $? of mirror $*"; }

# Two codes whose gaps cancel (40, -35, 5), one that only the exporter has, one that only the importer has.
cat >"$folder/x.csv" <<'END'
period,reporter,partner,code,value
2020,AA,BB,8542,100
2020,AA,BB,8541,50
2020,AA,BB,8471,25
2020,AA,BB,8517,7
2021,AA,BB,8542,200
END
cat >"$folder/m.csv" <<'END'
period,reporter,partner,code,value
2020,BB,AA,8542,60
2020,BB,AA,8541,85
2020,BB,AA,8471,20
2020,BB,AA,8536,3
2021,BB,AA,8542,30
END
found "$folder/x.csv" "$folder/m.csv" --level 4 --base 2020:2020 >"$folder/out"
# 175 sent, 165 arrived: lost 10/175; cancels 1 - 10/80; expected in 2021: 200 * 165/175 - 30.
grep -q '^BB,2020,175.00,165.00,0.0571428571,,0.0294117647,-0.0588405[0-9]*,0.875,3,7.00,3.00,' "$folder/out" || fail "2020: $(cat "$folder/out")"
grep -q '^BB,2021,200.00,30.00,0.85,158.57,' "$folder/out" || fail "2021: $(cat "$folder/out")"
# Freight of a tenth: 165 / 1.1 = 150.
found "$folder/x.csv" "$folder/m.csv" --level 4 --tau 0.1 --base 2020:2020 | grep -q '^BB,2020,175.00,150.00,' || fail 'tau'
printf 'period,reporter,partner,value\n2020,CC,DD,5\n' >"$folder/other.csv"
"$TENFOUR" mirror "$folder/x.csv" "$folder/other.csv" >/dev/null 2>"$folder/err"
[ $? = 3 ] && grep -q 'no importer of the one side' "$folder/err" || fail "strangers: $(cat "$folder/err")"
printf 'period,reporter,partner,value_eur\n2020,BB,AA,5\n' >"$folder/eur.csv"
sed '1s/value/value_usd/' "$folder/x.csv" >"$folder/usd.csv"
"$TENFOUR" mirror "$folder/usd.csv" "$folder/eur.csv" >/dev/null 2>"$folder/err"
[ $? = 3 ] && grep -q 'EUR beside others in USD' "$folder/err" || fail "two currencies: $(cat "$folder/err")"

shared=$srcdir/../shared/data/mirror
[ -d "$shared" ] || { echo "without ../shared/data the known gaps are left out"; exit $bad; }
found "$shared/eu27_exports_monthly.csv" "$shared/partner_imports_yearly.csv" >"$folder/out"
for expected in '^KG,2021,[0-9.]*,[0-9.]*,0.0680219779,' '^KG,2022,[0-9.]*,[0-9.]*,0.571469569,' \
    '^KG,2023,[0-9.]*,[0-9.]*,0.670245701,1542201220.75,' '^AM,2023,[0-9.]*,[0-9.]*,,,,,.*incomplete'; do
    grep -q "$expected" "$folder/out" || fail "no line $expected: $(grep -E '^(KG|AM),202' "$folder/out")"
done
exit $bad
