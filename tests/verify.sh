#!/bin/sh
# tests/verify.sh - a release edited by hand in many ways: verify names the check that fails, and nothing fails in a whole one.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
fail() { echo "FAIL: $*"; bad=1; }

# Hidden cells, a group, two levels of codes, months to years, rounding of the value.
cat >"$work/t.yaml" <<'Y'
tenfour: 1
release: {id: t, reporter: KG, vintage: v1, trade_system: general, valuation: {M: CIF, X: FOB}, source_type: declarations, licence: CC-BY-4.0,
  partner_concept: {M: origin, X: last_destination}, contact: office, status: final, title: Trade}
input:
  columns: {period: {column: month}, flow: {column: flow}, code: {column: hs, digits: 6}, partner: {column: partner},
            trader: {column: firm}, value: {column: usd, unit: USD, decimals: 2}, net_mass: {column: kg, unit: kg, decimals: 0},
            quantity: {column: q, unit_column: u, decimals: 0}}
publish: {levels: [6, 2, 0], periods: [month, quarter, year], partners: [each, world, {EAEU: [KZ, RU]}]}
protect: {method: suppress, rules: {minimum_contributors: 3}, insiders: exact, unions: off}
outputs: [csv, xlsx, sdmx, csvw, datapackage]
Y
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg,q,u"; split("DE KZ RU CN", partner); split("M DX RX", flow)
    for (m = 1; m <= 12; m++) for (i = 0; i < 90; i++)
        printf "2023-%02d,%s,0%d0%d00,%s,f%d,%d.%02d,%d,%d,%s\n", m, flow[1 + i % 3], 1 + i % 2, 1 + i % 5, partner[1 + i % 4],
            (i * 7 + m) % 11, (i * 37 + m * 11) % 500 + 1, i, i + 1, i % 9, i % 2 ? "pcs" : "l" }' >"$work/r.csv"
"$tenfour" release "$work/t.yaml" "$work/r.csv" -q -o "$work/whole" || exit 1
"$tenfour" release "$work/t.yaml" "$work/r.csv" -q -o "$work/rounded" --set publish.units.value=100 \
    --set publish.units.net_mass=1000 || exit 1
for release in whole rounded; do
    "$tenfour" verify "$work/$release" >"$work/said" || { cat "$work/said"; fail "a whole release ($release)"; }
    awk '$1 == "tables" && $2 == "hold" && $3 > 500 { found++ } $1 == "sums" && $2 == "hold" && $3 > 200 { found++ }
        $1 == "formats" && $2 == "hold" { found++ } $1 == "workbook" && $2 == "holds" { found++ } END { exit found != 4 }' "$work/said" || { cat "$work/said"; fail "what was checked"; }
done
grep -q ' hidden' "$work/said" || fail "hidden cells were meant"

# edit NAME CHECK FILE SED: with fresh checksums, so that only what is meant can notice it.
edit() {
    rm -rf "$work/out"
    cp -r "$work/whole" "$work/out"
    sed "$4" "$work/whole/$3" >"$work/out/$3"
    cmp -s "$work/whole/$3" "$work/out/$3" && { fail "$1: nothing was edited"; return; }
    (cd "$work/out" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
    "$tenfour" verify "$work/out" >"$work/said" 2>"$work/err" && { fail "$1 is not noticed"; return; }
    [ "$("$tenfour" verify "$work/out" >/dev/null 2>&1; echo $?)" = 3 ] || fail "$1: exit status"
    awk -v check="$2" '$1 == check && $2 == "fails" { found = 1 } END { exit !found }' "$work/said" || { cat "$work/said"; fail "$1: not by '$2'"; }
}
edit "a number that is one more" sums data/hs2.csv '/^2023,M,01,W00,[0-9]/s/^\(2023,M,01,W00,\)\([0-9]*\)/\11\2/'
edit "a partner's number" formats data/hs6.csv '/,DE,[0-9]/{s/\(,DE,\)\([0-9]\)/\19\2/;:a;n;ba}'
edit "a number that is hidden" tables data/hs6.csv '/,,Q,C,/{s/,,Q,C,/,7.00,Q,C,/;:a;n;ba}'
edit "a blank without a reason" tables data/hs6.csv '/,,Q,C,/{s/,,Q,C,/,,A,F,/;:a;n;ba}'
edit "a hidden number said to be free" tables data/hs6.csv '/,,Q,C,/{s/,,Q,C,/,,Q,F,/;:a;n;ba}'
edit "a row twice" tables data/hs2.csv '2p'
edit "a row that is gone" formats data/hs2.csv '2d'
edit "rows out of order" tables data/hs2.csv '2{h;d};3{G}'
edit "a value in SDMX-CSV" formats sdmx/data.sdmx.csv '5s/\(,2023-*[0-9]*,\)/\19/'
edit "a value in generic data" formats sdmx/generic.xml '5s/ObsValue value="/&9/'
edit "a status in structure-specific data" formats sdmx/structure-specific.xml '5s/OBS_STATUS="."/OBS_STATUS="E"/'
edit "an observation that is gone" formats sdmx/structure-specific.xml '5d'
edit "a column of the Data Package" metadata datapackage.json '0,/"name": "flow"/s//"name": "flw"/'
edit "a size in the Data Package" metadata datapackage.json '0,/"bytes": /s//&1/'
edit "a hash in the Data Package" metadata datapackage.json '0,/sha256:./s//sha256:x/'
edit "a column of CSVW" metadata data/hs2.csv-metadata.json '0,/"name": "partner"/s//"name": "country"/'
edit "a size in the manifest" manifest manifest.json '0,/"bytes": /s//&1/'

# A workbook of other figures: the rounded release's beside the exact tables.
rm -rf "$work/out"; cp -r "$work/whole" "$work/out"; cp "$work/rounded/xlsx/t.xlsx" "$work/out/xlsx/t.xlsx"
"$tenfour" verify "$work/out" >"$work/said" 2>&1; grep -q '^workbook *fails *xlsx/t.xlsx' "$work/said" || fail "a workbook of other figures"

# Checksums alone: a byte, a file more, a file less.
rm -rf "$work/out"; cp -r "$work/whole" "$work/out"; printf x >>"$work/out/README.txt"
"$tenfour" verify "$work/out" >"$work/said" 2>&1; grep -q '^checksums *fails *README.txt' "$work/said" || fail "a byte more"
rm -rf "$work/out"; cp -r "$work/whole" "$work/out"; : >"$work/out/data/extra.csv"
"$tenfour" verify "$work/out" >"$work/said" 2>&1; grep -q '^checksums *fails *data/extra.csv' "$work/said" || fail "a file more"
rm "$work/out/data/extra.csv" "$work/out/codes/flow.csv"
"$tenfour" verify "$work/out" >"$work/said" 2>&1; grep -q '^checksums *fails *codes/flow.csv' "$work/said" || fail "a file less"
# Not a release at all.
mkdir "$work/none"
"$tenfour" verify "$work/none" >/dev/null 2>"$work/err"
[ $? -ge 2 ] || fail "an empty folder"
exit $bad
