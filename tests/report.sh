#!/bin/sh
# tests/report.sh - outputs of the commands on one page: recognised, told in words, hashed; all else is refused.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
bad=0
fail() { echo "FAILED: $*"; bad=1; }
json() { "$TENFOUR" "$@" --format json -q; }

# Two years a leg, as in tests/divert.sh: matched 14, at four digits 104.
{
    echo period,reporter,partner,flow,code,value,net_kg,edition
    for year in 2020 2021 2022 2023; do
        late=$([ $year -ge 2022 ] && echo 1 || echo 0)
        echo "$year,AA,CC,X,854211,$((50 - 40 * late)),3,HS2022"
        echo "$year,AA,BB,X,854211,$((10 + 50 * late)),5,HS2022"
        echo "$year,AA,BB,X,854231,$((1 + 10 * late)),1,HS2022"
    done
} >aa.csv
{
    echo period,reporter,partner,flow,code,value
    for year in 2020 2021 2022 2023; do
        late=$([ $year -ge 2022 ] && echo 1 || echo 0)
        echo "$year,BB,CC,X,854221,$((1 + 45 * late))"
        echo "$year,BB,CC,X,854231,$((1 + 7 * late)).5"
        echo "$year,BB,AA,M,854211,$((10 + 10 * late))"
    done
} >bb.csv
printf 'code,tier,since\n854211,1,2023-05-19\n854231,2,2024-02-23\n' >list.csv
awk 'BEGIN { print "period,reporter,partner,flow,code,value,net_kg"; for (i = 0; i < 60; i++) for (c = 0; c < 3; c++)
    printf "%d-%02d,AA,BB,M,85423%d,%d,%d\n", 2019 + int(i / 12), i % 12 + 1, c, (100 + (i * 7 + c) % 13) * (c == 1 && i > 40 ? 9 : 1), 10 + i % 5 }' >months.csv
json divert aa.csv aa.csv bb.csv --via BB --destination CC >divert.json || fail divert
json mirror aa.csv bb.csv --base 2020:2021 >mirror.json || fail mirror
json mirror --leg AA:BB --year 2022 aa.csv bb.csv >leg.json || fail leg
json surge months.csv >surge.json || fail surge
json surge months.csv --power >power.json || fail power
json price months.csv --show codes >prices.json || fail price
json price months.csv --show headings >mix.json || fail price
json price months.csv --z 0.5 >outliers.json || fail price
json watch list.csv aa.csv >watch.json || fail watch
json watch list.csv >tree.json || fail tree
awk -F, 'NR == 1 {print "period,reporter,partner,flow,code,value"; next} {sum[$1 ",AA," $3 ",X,8542"] += $6}
    END {for (key in sum) print key "," sum[key]}' aa.csv >coarse.csv
json bound coarse.csv --detail aa.csv >bound.json || fail bound
json compare aa.csv coarse.csv >compare.json || fail compare
cp "$srcdir"/examples/01-first-release/* . 2>/dev/null
json ladder national.yaml records.csv >ladder.json || fail ladder
printf 'event_id,date,type,lot_id,from,to,code,quantity,unit\n1,2023-01-01,IMPORT,L1,,F1,8542310000,10,pcs\n2,2023-02-01,EXPORT,L1,F1,,8542320000,4,pcs\n' >events.csv
"$TENFOUR" trace events.csv -o traced -q >/dev/null || fail trace

all='watch.json tree.json ladder.json mirror.json leg.json surge.json power.json divert.json outliers.json prices.json mix.json bound.json compare.json'
# shellcheck disable=SC2086
"$TENFOUR" report $all traced/summary.json --source aa.csv --watchlist list.csv --title 'A <corridor>' --html page.html || fail report
said() { grep -q "$1" page.html || fail "the page does not say: $1"; }
said 'A &lt;corridor&gt;'
said 'headings alone would match 104, of which 90 is spurious'
said 'of what was sent was not found to arrive'
said 'Sources that hold the leg in both years: 2 of 2; growth from 100.0 to 545.5 %'
said 'Of 3 series 1 are flagged: 1 rose, 0 fell, 0 are new'
said 'trade that doubles is seen'
said 'At least 4 pcs left without papers for them at ten digits, 0 at four'
said 'The second release is coarser'
said 'Watch list: list, 2 entries, last changed 2024-02-23'
said 'Edition of the codes: HS2022'
said 'Findings are statistical leads, not proof of an offence'
said 'Confidential'
for file in $all traced/summary.json aa.csv list.csv; do
    said "$(sha256sum "$file" | cut -c1-64)"
done
[ "$(grep -c '<h2>' page.html)" = 17 ] || fail "sections: $(grep -c '<h2>' page.html)"
[ "$(stat -c %a page.html)" = 600 ] || fail 'a page with records is open to all'
"$TENFOUR" report mirror.json --html public.html || fail public
[ "$(stat -c %a public.html)" != 600 ] && ! grep -q Confidential public.html || fail 'a public page'
"$TENFOUR" report divert.json >out || fail text
grep -q 'Matching is of codes' out && grep -q 'not said\|HS2022' out || fail "text: $(cat out)"

refuses() {
    expected=$1
    shift
    "$TENFOUR" report "$@" >out 2>err && fail "taken: $*"
    grep -q "$expected" err || fail "expected '$expected': $(cat err)"
}
echo '{"finding": 1}' >strange.json
echo '[]' >empty.json
echo '[{"p_adjusted": [' >broken.json
refuses 'of no known output; expected JSON of watch' strange.json
refuses 'has no rows' empty.json
refuses 'broken.json' broken.json
refuses 'not readable as JSON' aa.csv
refuses 'exists; --force replaces it' mirror.json --html public.html
# Rows of odd kinds are no crash: every value may be missing or of another kind.
echo '[{"p_adjusted": null, "cusum_alarm": {}, "finding": [], "before": true, "code": "<script>\u202e"}, 3, null]' >odd.json
"$TENFOUR" report odd.json --html odd.html || fail 'odd rows'
! grep -q '<script>.u202e' odd.html || fail 'a text of the file is markup'
exit $bad
