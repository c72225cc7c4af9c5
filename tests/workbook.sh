#!/bin/sh
# tests/workbook.sh - other programs read the workbook of a release and see the numbers of its CSV tables.
srcdir=${srcdir:-.}
here=$(pwd)
python=/usr/bin/python3
if ! "$python" -c 'import openpyxl' 2>/dev/null; then
    echo "python3-openpyxl is not installed"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/releases"
if ! T4_KEEP=$work/releases "$here/tests/unit/test_package" kept >"$work/log" 2>&1; then
    cat "$work/log"
    exit 1
fi
for release in small large; do
    "$python" "$srcdir/tests/workbook.py" "$work/releases/$release" openpyxl || exit 1
done
"$TENFOUR" release -q "$srcdir/examples/01-first-release/national.yaml" \
    "$srcdir/examples/01-first-release/records.csv" -o "$work/releases/summary"
"$python" "$srcdir/tests/workbook.py" "$work/releases/summary" summary || exit 1
# Totals that the release has no cells for: of further dimensions, of the world, of all goods; one month alone.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg,office,mode"
    split("Osh|Bishkek|Torugart", office, "|"); split("DE CN RU KZ", partner)
    n = split("010121 020110 060110 080810 220300 851712", code)
    for (month = 1; month <= 4; month++) for (i = 1; i <= 2400; i++)
        printf "2023-%02d,%s,%s,%s,f%d,%d.%02d,%d,%s,%s\n", month, draw(3) ? "M" : "X", code[1 + draw(n)], partner[1 + draw(3)],
            draw(41), draw(9110), i % 100, i, office[1 + draw(3)], draw(2) ? "sea" : "air" }
    function draw(most) { x = (x * 16807 + 7) % 2147483647; return int(x / 1000) % most }' >"$work/sums.csv"
cat >"$work/sums.yaml" <<'Y'
tenfour: 1
release: {id: sums, reporter: KG, vintage: v1, trade_system: special, valuation: {M: CIF, X: FOB}, source_type: mixed, licence: CC0-1.0,
  partner_concept: {M: origin, X: last_destination}, contact: x, status: final, title: {en: Trade, ky: Соода}}
input:
  columns: {period: {column: month}, flow: {column: flow}, code: {column: hs, digits: 6}, partner: {column: partner},
            trader: {column: firm}, value: {column: usd, unit: USD, decimals: 2}, net_mass: {column: kg, unit: kg, decimals: 0}}
  dimensions: {office: {column: office, open: true}, mode: {column: mode, open: true}}
publish: {levels: [6, 4, 2], periods: [month], partners: [each]}
protect: {method: suppress, rules: {minimum_contributors: 2}, insiders: exact, unions: off}
outputs: [csv, xlsx]
Y
sums() {
    name=$1
    shift
    "$TENFOUR" release -q "$work/sums.yaml" "$work/sums.csv" -o "$work/releases/$name" "$@" || exit 1
    "$python" "$srcdir/tests/workbook.py" "$work/releases/$name" sums || exit 1
}
sums each >"$work/said"
grep -q ' [1-9][0-9]* are hidden' "$work/said" || { cat "$work/said"; echo "hidden sums were meant"; exit 1; }
sums world --set 'publish.partners=[each,world]' --set 'publish.levels=[6,4,2,0]' --set 'publish.periods=[month,year]'
awk 'NR == 1 || /^2023-01/' "$work/sums.csv" >"$work/month.csv"
mv "$work/month.csv" "$work/sums.csv"
sums month
if ! command -v soffice >/dev/null; then
    echo "libreoffice-calc is not installed: read by openpyxl alone"
    exit 0
fi
for release in small large; do
    mkdir "$work/$release"
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
        --outdir "$work/$release" "$work/releases/$release"/xlsx/*.xlsx >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
    "$python" "$srcdir/tests/workbook.py" "$work/releases/$release" "$work/$release" || exit 1
done
mkdir "$work/summary"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir "$work/summary" "$work/releases/summary"/xlsx/*-summary-*.xlsx >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
"$python" "$srcdir/tests/workbook.py" "$work/releases/summary" summary "$work/summary" || exit 1
