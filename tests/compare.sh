#!/bin/sh
# tests/compare.sh - two releases held against each other: what got coarser, causes, revisions, units, sums, editions; by hand.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}
cd "$folder" || exit 1
compare() { "$TENFOUR" compare "$@" --format csv | sed 1d; }
lines() { # FINDING, then columns of compare's output
    awk -F, -v want="$1" -v columns="$2" 'BEGIN { n = split(columns, c, " ") }
        $1 == want { for (i = 1; i <= n; i++) printf "%s%s", $c[i], i < n ? " " : "; " }' out
}

# --- from ten digits to four inside one file, and as two files -------------------------------------
python3 - <<'END'
import random
random.seed(3)
codes = [c for h in ('8542', '8534', '8529', '0101', '2709') for c in {
    '8542': ('8542310000', '8542320000', '8542330000', '8542390000', '8542900000'), '8534': ('8534001100', '8534009000'),
    '8529': ('8529100000', '8529900000'), '0101': ('0101210000', '0101290000', '0101300000'), '2709': ('2709000000',)}[h]]
months = ['2023-%02d' % m for m in range(1, 13)]
rows = [(m, p, c, random.randrange(100, 10 ** 6)) for m in months for p in ('DE', 'CN') for c in codes]
def write(name, wanted, digits):
    cells, totals = {}, {}
    for m, p, c, v in rows:
        if m in wanted:
            key = (m, p, c[:digits(m)])
            cells[key] = cells.get(key, 0) + v
            totals[m] = totals.get(m, 0) + v
    with open(name, 'w') as f:
        f.write('period,reporter,partner,flow,code,value_usd\n')
        for (m, p, c), v in sorted(cells.items()):
            f.write('%s,KG,%s,M,%s,%d.00\n' % (m, p, c, v))
        for m, v in sorted(totals.items()):
            f.write('%s,KG,W00,M,TOTAL,%d.00\n' % (m, v))
write('series.csv', months, lambda m: 10 if m < '2023-06' else 4)
write('old.csv', months[:5], lambda m: 10)
write('new.csv', months[5:], lambda m: 4)
write('all10.csv', months, lambda m: 10)
write('all4.csv', months, lambda m: 4)
END
printf 'code,tier\n854231,1\n854232,1\n854233,1\n854239,1\n853400,4\n852910,3\n852990,3\n' >list.csv
for sides in '--series series.csv' 'old.csv new.csv' 'all10.csv series.csv'; do
    compare $sides --watchlist list.csv >out
    is "$sides: verdict" 'coarser 2023-06; ' "$(lines verdict '11 3')"
    is "$sides: digits" '10 4; ' "$(lines digits '7 8')"
    is "$sides: codes" '13 5; ' "$(lines codes '7 8')"
    is "$sides: told alone" '7 1; ' "$(lines list_alone '7 8')"
    is "$sides: told together" '0 2; ' "$(lines list_together '7 8')"
    is "$sides: not told any more" '0 4; ' "$(lines list_gone '7 8')"
done
"$TENFOUR" compare old.csv new.csv --watchlist list.csv >text
grep -q '^B is coarser: 13 ten-digit codes became 5 headings from 2023-06 .*; 7 watch-list codes were visible, 1 still is, 2 more' text ||
    fail "the first sentence: $(sed -n 4p text)"
grep -q '^Findings are statistical leads, not proof' text || fail 'no word on what findings are'
compare old.csv new.csv >out
is 'each lost code and where it stands now' "$(cut -d, -f5 old.csv | sed 1d | grep -v TOTAL | sort -u | sed 's/\(....\).*/& level \1;/' | tr '\n' ' ')" \
    "$(awk -F, '$1 == "vanished" { print $6, $11, $12 ";" }' out | sort | tr '\n' ' ')"
is 'nothing to hold against' '' "$(lines level '7')"
# Ten digits against four of the same months: every cell again, and no revision.
compare all10.csv all4.csv >out
is 'values at four digits' '120 both 120 exact; 12 both 12 exact; ' "$(awk -F'"' '/^level/ { print $2 }' out |
    awk -F', ' '{ printf "%s %s; ", $1, $2 }')"
is 'no revision' '' "$(lines revision 6)"
compare all4.csv all10.csv >out
is 'the other way round' 'finer 2023-01; ' "$(lines verdict '11 3')"
# Months against a year and quarters: added up where they are whole.
awk -F, -v OFS=, 'NR > 1 { k = $2 OFS $3 OFS $4 OFS $5; sum[k] += $6; q[$2 OFS $3 OFS $4 OFS $5 "@" int((substr($1, 6) + 2) / 3)] += $6 }
    END { print "period,reporter,partner,flow,code,value_usd" >"year.csv"; print "period,reporter,partner,flow,code,value_usd" >"quarters.csv"
          for (k in sum) printf "2023,%s,%d.00\n", k, sum[k] >"year.csv"
          for (k in q) { split(k, x, "@"); printf "2023-Q%s,%s,%d.00\n", x[2], x[1], q[k] >"quarters.csv" } }' all4.csv
for coarse in year quarters; do
    compare all10.csv $coarse.csv >out
    is "months against $coarse" 'coarser; ' "$(lines verdict 11)"
    is "months against $coarse, no revision" '' "$(lines revision 6)"
    grep -q "^level,.* 0 revised" out || fail "months against $coarse: $(grep ^level out)"
done
compare old.csv year.csv >out
is 'five months are no year' '' "$(lines level 6)"
"$TENFOUR" compare old.csv new.csv --fail-on coarser >text
is 'exit 5 when it is coarser' 5 $?
"$TENFOUR" compare new.csv new.csv --fail-on any >text
is 'partial years are told on request' 5 $?
"$TENFOUR" compare all4.csv all4.csv --fail-on any >text
is 'nothing to tell' 0 $?
"$TENFOUR" compare old.csv new.csv --fail-on worse >text 2>err && fail 'an alarm that there is not'

# --- causes ----------------------------------------------------------------------------------------------
head=period,reporter,partner,flow,code,value,value_status
cat >a.csv <<END
$head
2022,KG,DE,M,8542,100.00,A
2022,KG,DE,M,854231,60.00,A
2022,KG,DE,M,854232,30.00,A
2022,KG,DE,M,854233,10.00,A
2022,KG,DE,M,8541,40.00,A
2022,KG,DE,M,854110,30.00,A
2022,KG,DE,M,854121,10.00,A
2022,KG,DE,M,8534,9.00,A
2022,KG,DE,M,853400,9.00,A
2022,KG,DE,M,854890,5.00,A
2022,KG,DE,M,8504,30.00,A
2022,KG,DE,M,850410,20.00,A
2022,KG,DE,M,850440,10.00,A
2022,KG,DE,M,270900,7.00,A
2022,KG,W00,M,270900,17.00,A
2022,KG,FR,M,270900,10.00,A
END
# 854233 hidden, 854232 left out and missing in the sum; 854121 left out and not missing; 850440 left out, a hole in the sum; 853400 at four digits; 854890 retired.
cat >b.csv <<END
$head
2023,KG,DE,M,8542,110.00,A
2023,KG,DE,M,854231,60.00,A
2023,KG,DE,M,854233,,Q
2023,KG,DE,M,8541,50.00,A
2023,KG,DE,M,854110,50.00,A
2023,KG,DE,M,8534,9.00,A
2023,KG,DE,M,270900,7.00,A
2023,KG,W00,M,270900,7.00,A
2023,KG,DE,M,8504,30.00,A
2023,KG,DE,M,850410,20.00,A
2023,KG,DE,M,010121,1.00,A
END
compare a.csv b.csv >out
is 'causes' '270900 850440 confidential 8504; 853400 level 8534; 854121 zero 8541; 854232 confidential 8542; 854233 confidential ; 854890 retired ; FR  confidential; ' \
    "270900 $(awk -F, '$1 == "vanished" && $6 { print $6, $11, $12 ";" }' out | sort | tr '\n' ' ')$(awk -F, '$1 == "vanished" && $5 { printf "%s  %s; ", $5, $11 }' out)"
is 'what came' '010121 unknown; ' "$(lines appeared '6 11')"
is 'what is hidden' 'B 2023 50; ' "$(lines hidden '2 3 8')"
is 'file and line' 'b.csv 12; ' "$(lines appeared '13 14')"

# --- revisions, rounding, units ---------------------------------------------------------------------------
python3 - <<'END'
import random
random.seed(5)
cells = [('%d' % y, p, c, random.randrange(10 ** 6, 10 ** 9)) for y in (2021, 2022) for p in ('DE', 'CN', 'TR')
         for c in ('0101', '2709', '8542', '8471')]
def write(name, show, changed=()):
    with open(name, 'w') as f:
        f.write('period,reporter,partner,flow,code,value\n')
        for i, (y, p, c, v) in enumerate(cells):
            f.write('%s,KG,%s,X,%s,%s\n' % (y, p, c, show(v + (12345 if i in changed else 0))))
write('cents.csv', lambda v: '%d.%02d' % (v // 100, v % 100))
write('units.csv', lambda v: '%d' % ((v + 50) // 100))
write('revised.csv', lambda v: '%d.%02d' % (v // 100, v % 100), (4, 17))
write('thousand.csv', lambda v: '%.5f' % (v / 100 / 1000))
write('other.csv', lambda v: '%.2f' % (v / 100 * 0.92))
END
compare cents.csv units.csv >out
is 'rounding is no revision' '' "$(lines revision 6)"
grep -q '^level,.*24 both, [0-9]* exact, [0-9]* rounding, 0 revised' out || fail "rounding: $(grep ^level out)"
compare cents.csv revised.csv >out
is 'what was revised' "2021 CN 0101 123.45; 2022 CN 2709 123.45; " "$(awk -F, '$1 == "revision" && $6 != "TOTAL" { printf "%s %s %s %s; ", $3, $5, $6, $9 }' out)"
compare cents.csv thousand.csv >out
is 'thousands' 'A / B is 10^3; ' "$(lines scale 12)"
is 'thousands are no revision' '' "$(lines revision 6)"
compare thousand.csv cents.csv >out
is 'thousands, the other way' 'A / B is 10^-3; ' "$(lines scale 12)"
compare cents.csv other.csv >out
case $(lines scale 12) in 'A / B is 1.0869'*) ;; *) fail "another currency: $(lines scale 12)" ;; esac
"$TENFOUR" compare cents.csv thousand.csv >text
grep -q '^Unit: values of A are 1,000 times those of the other side in 24 of 24 cells' text || fail "the unit in words: $(grep Unit text)"
sed '1s/value/value_usd/' cents.csv >usd.csv
sed '1s/value/value_eur/' cents.csv >eur.csv
"$TENFOUR" compare usd.csv eur.csv --fail-on scale >text
is 'two currencies' 5 $?
grep -q '^Values are in USD in A and in EUR in B: they are not compared' text || fail 'two currencies in words'

# Three vintages: 2021 exports went up, then down; turnover needs both flows.
printf 'period,reporter,partner,flow,code,value\n2021,KG,DE,X,2709,1001\n2021,KG,DE,M,2709,503\n2022,KG,DE,X,2709,907\n' >v1.csv
sed 's/1001/1101/' v1.csv >v2.csv
sed 's/1001/1061/' v1.csv >v3.csv
compare v1.csv v2.csv v3.csv >out
is 'drift' '2021 M 503 503 3 vintages 0 upwards 0 downwards;2021 X 1001 1061 3 vintages 1 upwards 1 downwards;2021  1504 1564 3 vintages 1 upwards 1 downwards;2022 X 907 907 3 vintages 0 upwards 0 downwards;' \
    "$(awk -F, '$1 == "drift" { print $3, $4, $7, $8, $12 $13 $14 ";" }' out | tr -d '"\n')"
is 'first against last' '60; ' "$(awk -F, '$1 == "revision" && $6 != "TOTAL" { printf "%s; ", $9 }' out)"

# --- sums, the part that no detail tells, whole years ------------------------------------------------------------
python3 - <<'END'
with open('short.csv', 'w') as f:
    f.write('period,reporter,partner,flow,code,value\n')
    for y in range(2015, 2025):
        part = 0.001 if y < 2022 else 0.017
        f.write('%d,KG,W00,M,TOTAL,100003\n' % y)
        f.write('%d,KG,DE,M,8542,%.0f\n%d,KG,CN,M,2709,40001\n' % (y, 60002 - 100000 * part, y))
END
compare --series short.csv >out
is 'the jump' '2022 jump;2023 jump;2024 jump;' "$(awk -F, '$1 == "unallocated" && $11 { printf "%s %s;", $3, $11 }' out)"
is 'the shares' '-100 -1700 ' "$(awk -F, '$1 == "unallocated" && ($3 == 2021 || $3 == 2022) { printf "%s ", $9 }' out)"
is 'the sums' 10 "$(awk -F, '$1 == "sum"' out | wc -l)"
"$TENFOUR" compare --series short.csv --fail-on unallocated >text
is 'exit 5 on a jump' 5 $?
grep -q 'jumps to 1.70 % in 2022' text || fail 'the jump in words'
python3 - <<'END'
with open('armenia.csv', 'w') as f:
    f.write('period,reporter,partner,flow,code,value\n')
    for y, times in ((2021, 100), (2022, 150), (2023, 12)):
        for i in range(20):
            f.write('%d,AM,P%02d,M,TOTAL,%d\n' % (y, i, times * (i + 1)))
END
compare --series armenia.csv >out
is 'a part of a year' '2023; ' "$(lines partial 3)"

# --- what is not like the other -----------------------------------------------------------------------------------
printf 'period,reporter,flow,code,net_kg,value\n2021,KG,M,8542,5.5,\n2021,KG,M,2709,4,\n' >mass.csv
sed 's/5.5/6.5/' mass.csv >mass2.csv
compare mass.csv mass2.csv >out
is 'masses, where there are no values' 'net mass in kg; 8542 5.5 6.5; TOTAL 9.5 10.5; ' "$(lines measure 12)$(lines revision '6 7 8')"
printf 'period,reporter,flow,code,value\n2021-YTD06,KG,M,8542,7\n2021-YTD07,KG,M,8542,9\n' >ytd.csv
"$TENFOUR" compare ytd.csv ytd.csv --fail-on any >text
is 'years to date' 0 $?

# --- editions --------------------------------------------------------------------------------------------------------
printf 'HS2022,HS2017\n854231,854231\n854800,854890\n852581,852580\n852589,852580\n854921,854890\n854921,854231\n' >map.csv
printf 'period,reporter,partner,flow,code,value,edition\n2021,KG,DE,M,854231,10,H5\n2021,KG,DE,M,854890,20,H5\n2021,KG,DE,M,852580,30,H5\n' >hs17.csv
printf 'period,reporter,partner,flow,code,value,edition\n2021,KG,DE,M,854231,10,H6\n2021,KG,DE,M,854800,20,H6\n2021,KG,DE,M,852581,11,H6\n2021,KG,DE,M,852589,19,H6\n' >hs22.csv
for map in '' '--map map.csv' '--map map.csv --families strict'; do
    "$TENFOUR" compare hs17.csv hs22.csv $map --fail-on any >text
    is "an edition alone is no alarm ($map)" 0 $?
done
compare hs17.csv hs22.csv --map map.csv >out
is 'families' '6 digits 3 both; 0 digits 1 both; ' "$(awk -F, '$1 == "level" { print $6, $12 }' out | tr -d '"' | sed 's/$/; /' | tr -d '\n')"
is 'nothing is lost' '' "$(lines vanished 6)"
compare hs17.csv hs22.csv >out
is 'without a map' '852580 edition; 854890 edition; ' "$(lines vanished '6 11' | tr ';' '\n' | sed 's/^ //' | grep . | sort | sed 's/$/; /' | tr -d '\n')"
sed 's/852589,19/852589,15/' hs22.csv >less.csv
compare hs17.csv less.csv --map map.csv >out
is 'a revision within a family' 'F852581: 852581 852589 30 26; TOTAL 60 56; ' "$(lines revision '6 7 8')"

# --- pages ------------------------------------------------------------------------------------------------------------
"$TENFOUR" compare old.csv new.csv --watchlist list.csv --html page.html >text || fail 'a page'
grep -q 'Less detail than before' page.html || fail 'the warning of the page'
grep -q 'not proof of an offence' page.html || fail 'the sentence of the page'
grep -q 'id="gone"' page.html || fail 'tables of the page'
"$TENFOUR" compare old.csv new.csv --html page.html >text 2>err && fail 'a page over another one'
"$TENFOUR" compare old.csv >text 2>err && fail 'one side alone'

# --- what offices published ---------------------------------------------------------------------------------------------
data=$OLDPWD/$srcdir/../shared/data
case $srcdir in /*) data=$srcdir/../shared/data ;; esac
[ -d "$data/releases-ru" ] || { echo "without ../shared/data what offices published is left out"; exit $bad; }
compare -q "$data/releases-ru/ru-fts-total-2018-release.xls" "$data/releases-ru/ru-fts-total-2019-release.xls" >out
is 'turnover of 2018 in the releases of 2018 and 2019, million USD' '692565.7 692615.8 revised; ' \
    "$(awk -F, '$1 == "turnover" && $3 == 2018 { printf "%.1f %.1f %s; ", $7 / 1e6, $8 / 1e6, $11 }' out)"
is 'every month was revised' 12 "$(awk -F, '$1 == "turnover" && $3 ~ /2018-[01]/ && $11 == "revised"' out | wc -l)"
"$TENFOUR" compare -q "$data/releases-kg-kz-uz-am-ge/kz-trade-by-country-2019.xls" \
    "$data/releases-kg-kz-uz-am-ge/kz-trade-by-country-2020.xls" --fail-on any >text
is 'no false alarm on figures that are rounded and renamed' 0 $?
grep -q '1 under another name' text || fail "a renamed partner: $(grep partners text)"

# All codes of HS 2017 against those of HS 2022 that their trade went to: an edition, and no policy.
python3 - "$data" <<'END'
import csv, gzip, sys
links = sorted((b.zfill(6), a.zfill(6)) for a, b, _, step in
               csv.reader(gzip.open(sys.argv[1] + '/correlation/hs-all-adjacent-correlations.csv.gz', 'rt')) if step == '2022 to 2017')
def aside(old, new):
    return new[:4] in ('8549', '8524') or (new == '852990' and old[:4] != '8529') or new in ('854151', '854159')
went = {}
for old, new in links:
    if not aside(old, new):
        went.setdefault(old, []).append(new)
went['854150'] = ['854151', '854159']
sums = {}
with open('hs17.csv', 'w') as f:
    f.write('period,reporter,partner,flow,code,value,edition\n')
    for i, (old, new) in enumerate(sorted(went.items())):
        f.write('2022,KG,DE,M,%s,%d,HS2017\n' % (old, 1009 + i * 7))
        code = new[i % len(new)]
        sums[code] = sums.get(code, 0) + 1009 + i * 7
with open('hs22.csv', 'w') as f:
    f.write('period,reporter,partner,flow,code,value,edition\n')
    for code, v in sorted(sums.items()):
        f.write('2022,KG,DE,M,%s,%d,HS2022\n' % (code, v))
END
for kind in material strict; do
    "$TENFOUR" compare hs17.csv hs22.csv --map "$data/correlation/hs2022-to-hs2017.xlsx" --families $kind --fail-on any >text
    is "HS 2017 to HS 2022, $kind" 0 $?
    grep -q '^Families of codes: .* 0 are revised' text || fail "$kind families: $(sed -n 4,9p text)"
    grep -q "$kind families: .* of 15,657 links set aside" text || fail "$kind: which links were set aside"
done
"$TENFOUR" compare hs17.csv hs22.csv --fail-on any >text
is 'the same without a map' 0 $?
exit $bad
