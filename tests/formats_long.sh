#!/bin/sh
# tests/formats_long.sh - five million published rows: memory and time of every format but the workbook, speed of the workbook.
# Fails beyond 2 GB, and where a format is missing.  Times are told, not judged, in seconds of processors: wanted are all
# formats in at most four times CSV alone, and 70,000 rows of a workbook a second (bench/BASELINE.md has what was measured).
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
# The two after each other, three times: the median of the ratios.
for round in 1 2 3; do
    rm -rf "$work/csv" "$work/all" "$work"/*.confidential
    alone=$(measure csv --set 'outputs=[csv]') || exit 1
    all=$(measure all --set 'outputs=[csv,sdmx,csvw,datapackage,dcat,ckan,html]') || exit 1
    echo "$alone $all $(awk -v a="$alone" -v b="$all" 'BEGIN { printf "%.2f", b / a }')" >>"$work/rounds"
    echo "round $round: CSV alone $alone s, all formats but the workbook $all s"
done
published=$(zcat "$work"/all/data/hs*.csv.gz | grep -vc '^period,')
kilobytes=$(cut -d' ' -f3 "$work/all.time")
echo "$published rows: $(cut -d' ' -f3 "$work/rounds" | sort -n | sed -n 2p) times CSV alone (median of three), $((kilobytes / 1024)) MB"
for file in sdmx/generic.xml sdmx/structure-specific.xml sdmx/data.sdmx.csv; do
    gzip -t "$work/all/$file.gz" || { echo "FAIL: $file.gz"; bad=1; }
done
[ -s "$work/all/index.html" ] && [ "$(wc -c <"$work/all/index.html")" -le 5242880 ] || { echo "FAIL: no page, or one beyond 5 MB"; bad=1; }
[ "$kilobytes" -le 2097152 ] || { echo "FAIL: more than 2 GB"; bad=1; }
rm -rf "$work/csv" "$work/all" "$work"/*.confidential

# One level that fits a workbook of several sheets; the time of CSV alone is taken off.
alone=$(measure csv2 --set 'outputs=[csv]' --set 'publish.levels=[6]')
book=$(measure book --set 'outputs=[csv,xlsx]' --set 'publish.levels=[6]')
published=$(zcat "$work/book/data/hs6.csv.gz" | grep -vc '^period,')
echo "$published rows of a workbook in $(awk -v a="$alone" -v b="$book" 'BEGIN { print b - a }') s more, $(
    awk -v n="$published" -v a="$alone" -v b="$book" 'BEGIN { printf "%d", n / (b - a) }') rows a second"
[ -n "$(ls "$work/book/xlsx" 2>/dev/null)" ] || { echo "FAIL: no workbook"; bad=1; }
exit $bad
