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
"$TENFOUR" mirror "$folder/x.csv" "$folder/m.csv" --level 4 --tau 0.1 --base 2020:2020 | grep -q 'Imports divided by 1 + tau, tau = 0.1' ||
    fail 'the convention is not named'
# Dual-use goods from Lithuania to Kazakhstan as the press had them: 28 sent and 9 found, then 84 and 11.
printf 'period,reporter,partner,value\n2022,LT,KZ,28\n2023,LT,KZ,84\n' >"$folder/lt.csv"
printf 'period,reporter,partner,value\n2022,KZ,LT,9\n2023,KZ,LT,11\n' >"$folder/kz.csv"
found "$folder/lt.csv" "$folder/kz.csv" --base 2022:2022 >"$folder/out"
grep -q '^KZ,2022,28.00,9.00,0.678571429,,' "$folder/out" && grep -q '^KZ,2023,84.00,11.00,0.869047619,16.00,' "$folder/out" ||
    fail "Lithuania to Kazakhstan: $(cat "$folder/out")"
printf 'period,reporter,partner,value\n2020,CC,DD,5\n' >"$folder/other.csv"
"$TENFOUR" mirror "$folder/x.csv" "$folder/other.csv" >/dev/null 2>"$folder/err"
[ $? = 3 ] && grep -q 'no importer of the one side' "$folder/err" || fail "strangers: $(cat "$folder/err")"
printf 'period,reporter,partner,value_eur\n2020,BB,AA,5\n' >"$folder/eur.csv"
sed '1s/value/value_usd/' "$folder/x.csv" >"$folder/usd.csv"
"$TENFOUR" mirror "$folder/usd.csv" "$folder/eur.csv" >/dev/null 2>"$folder/err"
[ $? = 3 ] && grep -q 'EUR beside others in USD' "$folder/err" || fail "two currencies: $(cat "$folder/err")"

# Guards: twice as many codes reported in 2021 (coverage), more arrived than was sent in the base (origin).
awk 'BEGIN {
    print "period,reporter,partner,code,value"
    for (year = 2019; year <= 2022; year++) for (i = 0; i < (year > 2020 ? 12 : 6); i++) print year ",AA,BB,84" 10 + i ",100"
}' >"$folder/x.csv"
awk 'BEGIN {
    print "period,reporter,partner,code,value"
    for (year = 2019; year <= 2022; year++) for (i = 0; i < 12; i++) print year ",BB,AA,84" 10 + i "," (year < 2022 ? 120 : 60)
}' >"$folder/m.csv"
found "$folder/x.csv" "$folder/m.csv" --level 4 --base 2019:2020 >"$folder/out"
grep -q '^BB,2020,.*,origin$' "$folder/out" && grep -q '^BB,2021,.*,coverage origin$' "$folder/out" &&
    grep -q '^BB,2022,1200.00,720.00,0.4,720.00,.*,edition origin$' "$folder/out" || fail "guards: $(cat "$folder/out")"
"$TENFOUR" mirror "$folder/x.csv" "$folder/m.csv" --level 4 --html "$folder/page.html" >/dev/null || fail page
grep -q 'not proof of an offence' "$folder/page.html" && grep -q 'sha256' "$folder/page.html" || fail 'limits of the page'

# Weights: of six exporters to six importers two of each are off by a factor of three; they get the larger errors, and the
# weighted values of the others stay near the truth, 1000 a pair.
awk -v side=x 'function off(k, t) { return k < 4 ? 1 + ((k * 7 + t) % 5 - 2) / 200 : (k + t) % 2 ? 3 : 1 / 3 }
BEGIN {
    x = "period,reporter,partner,value"
    print x >"'"$folder"'/wx.csv"
    print x >"'"$folder"'/wm.csv"
    for (year = 2015; year <= 2022; year++) for (e = 0; e < 6; e++) for (i = 0; i < 6; i++) {
        printf "%d,X%d,I%d,%.2f\n", year, e, i, 1000 * off(e, year + i) >"'"$folder"'/wx.csv"
        printf "%d,I%d,X%d,%.2f\n", year, i, e, 1000 * off(i, year + e + 1) >"'"$folder"'/wm.csv"
    }
}'
"$TENFOUR" mirror "$folder/wx.csv" "$folder/wm.csv" --weights >"$folder/out" || fail weights
[ "$(awk '$2 ~ /ports$/ {print $1}' "$folder/out" | tail -4 | sort | tr '\n' ' ')" = 'I4 I5 X4 X5 ' ] ||
    fail "the least reliable: $(tail -20 "$folder/out")"
found "$folder/wx.csv" "$folder/wm.csv" --weights >"$folder/out"
awk -F, '$1 == "I0" && ($13 < 5000 || $13 > 7000) {bad = 1} END {exit bad}' "$folder/out" || fail "weighted: $(grep ^I0 "$folder/out")"

# One leg as every file tells it; where none does, that is said and nothing filled in.
printf 'period,reporter,partner,flow,value_usd\n2021,KG,RU,X,200\n2022,KG,RU,X,500\n' >"$folder/kg.csv"
printf 'period,reporter,partner,flow,value_rub\n2021,RU,KG,M,1000\n2022,RU,KG,M,2000\n' >"$folder/ru.csv"
printf 'no flows at all\n' >"$folder/other.csv"
"$TENFOUR" mirror --leg KG:RU --year 2022 "$folder/kg.csv" "$folder/ru.csv" "$folder/other.csv" -q >"$folder/out" || fail leg
grep -q 'kg.csv.*KG.*exports.*USD.*150.0' "$folder/out" && grep -q 'ru.csv.*RU.*imports.*RUB.*100.0' "$folder/out" &&
    grep -q 'growth from 100.0 to 150.0' "$folder/out" && grep -q 'not read as flows' "$folder/out" || fail "leg: $(cat "$folder/out")"
"$TENFOUR" mirror --leg KG:RU --year 2020 "$folder/kg.csv" -q >"$folder/out" || fail leg
grep -q 'No source holds trade from KG to RU in both 2019 and' "$folder/out" || fail "no leg: $(cat "$folder/out")"
"$TENFOUR" mirror "$folder/kg.csv" >/dev/null 2>"$folder/err"
[ $? = 2 ] && grep -q 'expected EXPORTS and IMPORTS' "$folder/err" || fail "one file: $(cat "$folder/err")"

shared=$srcdir/../shared/data/mirror
[ -d "$shared" ] || { echo "without ../shared/data the known gaps are left out"; exit $bad; }
found "$shared/eu27_exports_monthly.csv" "$shared/partner_imports_yearly.csv" >"$folder/out"
for expected in '^KG,2021,[0-9.]*,[0-9.]*,0.0680219779,' '^KG,2022,[0-9.]*,[0-9.]*,0.571469569,' \
    '^KG,2023,[0-9.]*,[0-9.]*,0.670245701,1542201220.75,' '^AM,2023,[0-9.]*,[0-9.]*,,,,,.*incomplete'; do
    grep -q "$expected" "$folder/out" || fail "no line $expected: $(grep -E '^(KG|AM),202' "$folder/out")"
done
grep -q '^AM,2022,.*,hub origin$' "$folder/out" || fail "more arrived in Armenia than was sent: $(grep ^AM,2022 "$folder/out")"
# The growth of exports to Russia in 2022, from whatever file holds the leg.
for leg in KZ:RU KG:RU; do
    "$TENFOUR" mirror --leg $leg --year 2022 -q "$shared"/../comtrade-samples/*.gz "$shared"/../releases-kg-kz-uz-am-ge/*.[cx]* >"$folder/$leg" ||
        fail "$leg"
done
grep -q '^imf-imts.* RU .*imports.* 25.1 ' "$folder/KZ:RU" && grep -q '^imf-imts.* RU .*imports.* 133.4 ' "$folder/KG:RU" ||
    fail "the leg in the shared data: $(cat "$folder/KZ:RU" "$folder/KG:RU")"
exit $bad
