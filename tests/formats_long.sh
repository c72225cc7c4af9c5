#!/bin/sh
# tests/formats_long.sh - five million published rows: memory and time of every format but the workbook, speed of the workbook.
# Reports what it measured, in seconds of processors, which other work on the machine does not change.  Fails beyond 2 GB,
# eight times CSV alone, or below 70,000 rows of a workbook a second.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
rows=${T4_FORMATS_RECORDS:-2500000}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
"$tenfour" synth --rows "$rows" --seed 3 -q -o "$work/records.csv" || exit 1

# measure NAME SETTING...: seconds and kilobytes of a release into $work/NAME.time
measure() {
    name=$1
    shift
    /usr/bin/time -f '%U %S %M' -o "$work/$name.time" "$tenfour" release "$srcdir/bench/declarations.yaml" "$work/records.csv" -q \
        -o "$work/$name" --set checks.unit_value=off --set publish.compress=gz "$@" || exit 1
    awk '{ print $1 + $2 }' "$work/$name.time"
}
command -v /usr/bin/time >/dev/null || { echo "skipped: time is not installed"; exit 77; }
alone=$(measure csv --set 'outputs=[csv]')
all=$(measure all --set 'outputs=[csv,sdmx,csvw,datapackage,dcat,ckan,html]')
published=$(zcat "$work"/all/data/hs*.csv.gz | grep -vc '^period,')
kilobytes=$(cut -d' ' -f3 "$work/all.time")
echo "$published rows: CSV alone $alone s, all formats but the workbook $all s, $((kilobytes / 1024)) MB"
[ "$kilobytes" -le 2097152 ] || { echo "FAIL: more than 2 GB"; bad=1; }
awk -v a="$alone" -v b="$all" 'BEGIN { exit b > 8 * a }' || { echo "FAIL: more than eight times CSV alone"; bad=1; }
rm -rf "$work/csv" "$work/all" "$work"/*.confidential

# One level that fits a workbook of several sheets; the time of CSV alone is taken off.
alone=$(measure csv2 --set 'outputs=[csv]' --set 'publish.levels=[6]')
book=$(measure book --set 'outputs=[csv,xlsx]' --set 'publish.levels=[6]')
published=$(zcat "$work/book/data/hs6.csv.gz" | grep -vc '^period,')
echo "$published rows of a workbook in $(awk -v a="$alone" -v b="$book" 'BEGIN { print b - a }') s more"
[ -n "$(ls "$work/book/xlsx" 2>/dev/null)" ] || { echo "FAIL: no workbook"; bad=1; }
awk -v n="$published" -v a="$alone" -v b="$book" 'BEGIN { exit b > a && n / (b - a) < 70000 }' ||
    { echo "FAIL: below 70,000 rows a second"; bad=1; }
exit $bad
