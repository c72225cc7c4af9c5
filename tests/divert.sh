#!/bin/sh
# tests/divert.sh - three legs by hand: matched trade at both levels, substitution, unit values, lacking periods, refusals.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
found() { "$TENFOUR" divert "$@" --format csv || fail "exit $? of divert $*"; }
has() { grep -q "$1" "$folder/out" || fail "no line $1: $(cat "$folder/out")"; }

# Two years before, two after.  Excesses in: 100, 0, 20; out: 0, 90, 15 (a = X1 - X0 over both years); direct 100 -> 20.
{
    echo period,reporter,partner,flow,code,value,net_kg
    for year in 2020 2021 2022 2023; do
        late=$([ $year -ge 2022 ] && echo 1 || echo 0)
        echo "$year,AA,CC,X,854211,$((50 - 40 * late)),"
        echo "$year,AA,BB,X,854211,$((10 + 50 * late)),$((5 + 25 * late))"
        echo "$year,AA,BB,X,854221,5,"
        echo "$year,AA,BB,X,854231,$((1 + 10 * late)),1"
        echo "$year,AA,DD,X,854231,999,1"
    done
} >"$folder/aa.csv"
{
    echo period,reporter,partner,flow,code,value,net_kg
    for year in 2020 2021 2022 2023; do
        late=$([ $year -ge 2022 ] && echo 1 || echo 0)
        echo "$year,BB,CC,X,854211,2,1"
        echo "$year,BB,CC,X,854221,$((1 + 45 * late)),"
        echo "$year,BB,CC,X,854231,$((1 + 7 * late)).5,2"
        echo "$year,CC,BB,M,854231,7777,1"
    done
} >"$folder/bb.csv"
found "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC >"$folder/out"
head -1 "$folder/out" | grep -q '^heading,codes,direct_expected,direct,via_expected,via,onward_expected,onward,substitution,matched,matched_coarse,spurious,anew,net_in,net_out,unit_in,unit_out,pass_through,' || fail "columns: $(head -1 "$folder/out")"
# matched min(100,0) + min(0,90) + min(20,14) = 14; at four digits min(120, 104) = 104.
has '^8542,3,100.00,20.00,32.00,152.00,9.00,113.00,1.5,14.00,104.00,90.00,104.00,120.00,104.00,'
# Unit values: of what has a weight alone, 142 / 62 and 21 / 6; a missing weight is no zero.
has ',2.29032258,3.5,1.52816901,mix,6,,,2,2$'
# The vectors: 15, 105, 90.
sed -i 's/^\(202[23],BB,CC,X,854231\),8.5/\1,9.0/' "$folder/bb.csv"
found "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC >"$folder/out"
has '^all,3,.*,15.00,105.00,90.00,105.00,'
# A fall in one code: excesses that are summed do not see it, those formed anew on the heading do.
sed -i 's/^\(202[01],AA,BB,X,854221\),5/\1,40/' "$folder/aa.csv"
found "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC >"$folder/out"
has '^all,3,.*,15.00,105.00,90.00,50.00,50.00,105.00,'
"$TENFOUR" divert "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC >"$folder/out" || fail text
has 'Formed anew: of excesses of the headings'
has 'no chance is given: too few periods or codes'
has 'not proof of an offence'
! grep -q 'p = ' "$folder/out" || fail 'a chance of four years'
# The receivers' imports where the senders say nothing; a year that one leg lacks is left out of all.
sed 's/^\(20[0-9]*\),BB,CC,X/\1,CC,BB,M/; /7777/d; /^2023/d' "$folder/bb.csv" >"$folder/cc.csv"
"$TENFOUR" divert "$folder/aa.csv" "$folder/aa.csv" "$folder/cc.csv" --via BB --destination CC >"$folder/out" || fail imports
has 'The onward leg is told by its receivers (imports)'
found "$folder/aa.csv" "$folder/aa.csv" "$folder/cc.csv" --via BB --destination CC --base 2020:2021 --after 2022:2023 >"$folder/out"
has '^all,.*,2,1$'

refuses() {
    expected=$1
    shift
    "$TENFOUR" divert "$@" >"$folder/out" 2>"$folder/err" && fail "taken: $*"
    grep -q "$expected" "$folder/err" || fail "expected '$expected': $(cat "$folder/err")"
}
refuses 'no row is of the onward leg' "$folder/aa.csv" "$folder/aa.csv" "$folder/aa.csv" --via BB --destination CC
refuses 'is not like 2019:2021' "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC --base 2020
refuses 'common periods in the base' "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC --after 2030:2031
refuses 'before the base ends' "$folder/aa.csv" "$folder/aa.csv" "$folder/bb.csv" --via BB --destination CC --base 2020:2022 --after 2022:2023
sed 's/8542\([0-9]*\),/8542,/' "$folder/bb.csv" >"$folder/short.csv"
refuses 'the onward leg has codes of 4 digits' "$folder/aa.csv" "$folder/aa.csv" "$folder/short.csv" --via BB --destination CC
exit $bad
