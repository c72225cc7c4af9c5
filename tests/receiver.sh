#!/bin/sh
# tests/receiver.sh - who loads one SDMX message after the other holds what the last release publishes: hidden and gone is gone.
set -eu
tenfour=${TENFOUR:?}
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files='data.sdmx.csv generic.xml structure-specific.xml'
bad=0
fail() { echo "FAIL - $*"; bad=1; }
cat >"$work/t.yaml" <<'Y'
tenfour: 1
release:
  {id: r, reporter: KG, vintage: v1, trade_system: special, valuation: {M: CIF, X: FOB}, source_type: mixed, licence: CC0-1.0,
   partner_concept: {M: origin, X: last_destination}, contact: x, status: final, title: {en: "Trade"}}
input:
  columns: {period: {column: month}, flow: {column: flow}, code: {column: hs, digits: 6}, partner: {column: partner, open: true},
            trader: {column: firm}, value: {column: som, unit: KGS, decimals: 2}, net_mass: {column: kg, unit: kg, decimals: 3}}
publish: {levels: [6, 4, 2, 0], periods: [month], partners: [each, world], measures: [value, net_mass],
          lists: [{file: list.csv, by: [tier, all]}]}
protect: {method: suppress, rules: {minimum_contributors: 2}, insiders: exact, unions: off}
outputs: [csv, sdmx]
Y
printf 'code,tier\n010121,1\n020110,2\n' >"$work/list.csv"
records() {   # records FIRST LAST GONE: months; of the twelve finest cells of each, that one is missing
    awk -v first="$1" -v last="$2" -v gone="$3" 'BEGIN { print "month,flow,hs,partner,firm,som,kg,office"
        for (month = first; month <= last; month++) for (i = 1; i <= 48; i++) {
            if (gone && (i + month) % 12 == gone) continue
            printf "2023-%02d,%s,%06d,P%d,f%d,%d.%02d,%d.5,%s\n", month, i % 3 ? "M" : "X", 10121 + i % 4 * 10000, i % 3, i % 7,
                i * 37 % 911 + 1, i, i, i % 2 ? "a<b>&\"c\"" : "plain" } }'
}
publish() {   # publish NAME RECORDS OPTION...
    name=$1 file=$2
    shift 2
    "$tenfour" release -q "$work/t.yaml" "$work/$file" -o "$work/$name" --set "release.vintage=$name" "$@" 2>"$work/log" ||
        { cat "$work/log"; fail "release $name"; exit 1; }
    "$tenfour" verify "$work/$name" >"$work/said" 2>&1 || { cat "$work/said"; fail "verify $name"; }
}
holds() {   # holds WHAT RELEASE...: every file
    what=$1
    shift
    for file in $files; do
        "$python" "$srcdir/tests/oracle/sdmx_receiver.py" "sdmx/$file" "$@" >"$work/told" || { cat "$work/told"; fail "$what: $file"; }
    done
}
records 1 3 0 >"$work/one.csv"
records 1 3 7 >"$work/fewer.csv"
records 3 4 0 >"$work/later.csv"
cd "$work"
publish v1 one.csv
holds "the first" v1
# Stricter rules, records that went.
publish v2 fewer.csv --previous v1 --set protect.rules.minimum_contributors=3
grep -q '"newly_hidden"' v2/changes.json || fail "newly hidden cells were meant"
holds "less" v1 v2
grep -q ' delete ' told || fail "nothing is deleted"
grep -q 'figures of an earlier release that are gone are deleted by all of them' said || fail "verify does not tell of deleted figures"
# A level, a measure and a list less, which a protected release refuses.
publish o1 one.csv --set protect.method=none --set protect.reason=test
sed 's/by: \[tier, all\]/by: [all]/' t.yaml >t.one && mv t.one t.yaml
publish o2 fewer.csv --previous o1 --set protect.method=none --set protect.reason=test --set 'publish.levels=[4,2,0]' --set 'publish.measures=[value]'
holds "coarser" o1 o2
grep -q ',D,M,KG,[MX],LIST-list-1,LIST,' o2/sdmx/data.sdmx.csv || fail "a list that is gone"
grep -q ',D,M,KG,[MX],[0-9]*,6,' o2/sdmx/data.sdmx.csv || fail "a level that is gone"
grep -q '<str:Code id="6">' o2/sdmx/structure.xml || fail "a code that is only deleted is in no list"
# More again: nothing to delete but what is hidden anew.
sed 's/by: \[all\]/by: [tier, all]/' t.yaml >t.one && mv t.one t.yaml
publish v3 one.csv --previous v2
holds "more" v1 v2 v3
# Other months: those before are left alone, as they are another release's; packed, SDMX-CSV 2.1.
publish v4 later.csv --previous v3 --set publish.compress=gz --set sdmx.csv=2.1
holds "later months" v1 v2 v3 v4
grep -q ' [1-9][0-9]* outside' told || fail "earlier months were touched"
# A further dimension with signs that XML escapes; the receiver that passes over deletions would hold too much.
sed -i 's/^input:/input:\n  dimensions: {office: {column: office, open: true}}/; s/, *$/,/' t.yaml
publish d1 one.csv
publish d2 fewer.csv --previous d1
holds "a dimension" d1 d2
sed -i 's/^\([^,]*,[^,]*\),D,.*//' d2/sdmx/data.sdmx.csv
sed -i '/^$/d' d2/sdmx/data.sdmx.csv
"$python" "$srcdir/tests/oracle/sdmx_receiver.py" sdmx/data.sdmx.csv d1 d2 >told && fail "the receiver would not notice"
"$tenfour" verify d2 >said 2>&1 && fail "verify accepts a file that deletes less than the others"
grep -q '^formats *fails *sdmx/generic.xml: tells to delete' said || { cat said; fail "verify names another check"; }
# What the tables hold is not to be deleted.
publish d3 fewer.csv --previous d1 --force
for file in generic.xml structure-specific.xml; do sed -i 's/action="Replace"/action="Delete"/' "d3/sdmx/$file"; done
"$tenfour" verify d3 >said 2>&1 && fail "verify accepts that everything is deleted"
grep -q '^formats *fails *sdmx/generic.xml: tells to delete what the tables hold' said || { cat said; fail "verify names another check"; }
# The shape of the global structure.
sed -i '/^  dimensions:/d' t.yaml
files=merchandise-trade.sdmx.csv
publish m1 one.csv --set sdmx.merchandise_trade=true
publish m2 fewer.csv --previous m1 --set sdmx.merchandise_trade=true --set protect.rules.minimum_contributors=3
holds "the global structure" m1 m2
sed -i '3s/,_Z,_Z,0,P\([0-9]\),/,_Z,_Z,0,P9,/' m2/sdmx/merchandise-trade.sdmx.csv
"$tenfour" verify m2 >said 2>&1 && fail "verify accepts twins that differ"
[ $bad = 1 ] || echo "ok"
exit $bad
