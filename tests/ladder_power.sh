#!/bin/sh
# tests/ladder_power.sh - power, least diversions and the simulation of a ladder against figures worked out from raw records.
srcdir=${srcdir:-.}
tenfour=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd)/tenfour
python=
for candidate in /usr/bin/python3 python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import scipy' 2>/dev/null || python=$candidate
done
[ -n "$python" ] || { echo 'skipped: python3-scipy is not installed'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
# Power: noise that is known, then that of synthetic records, and the simulation beside the formula.
"$python" "$srcdir/tests/oracle/dilution.py" make "$work/dilution.csv" || exit 1
for code in 854231 847130; do
    printf 'code\n%s00%s\n' $code "$(case $code in 854231) echo 10 ;; *) echo 00 ;; esac)" >"$work/one.csv"
    "$tenfour" ladder "$srcdir/tests/data/small.yaml" "$work/dilution.csv" -w "$work/one.csv" --only -d 10 -d 4 --format csv \
        >"$work/one.out" && "$python" "$srcdir/tests/oracle/dilution.py" check $code "$work/one.out" || exit 1
done
for density in dense medium; do
    "$tenfour" synth --rows 12000 --months 24 --partners 6 --traders 300 --density $density --seed 3 -o "$work/power.csv" --force 2>/dev/null
    "$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/power.csv" --set 'publish.periods=[month, quarter, year]' \
        --simulate 10000 --only -d 10 -d 8 -d 6 -d 4 -d 2 -d 10:quarter -d 4:quarter -d 10:month:world -d 10:quarter:world \
        -d 10:month:world+2:month:each -d 10/suppress -d 4:quarter/suppress -d 10:quarter/adaptive --format json >"$work/power.json" || exit 1
    "$python" "$srcdir/tests/oracle/power.py" "$work/power.csv" "$work/power.json" 0.01 || exit 1
done
# Totals of a list are series too: of the five codes with the most records.
codes=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "hs10") at = i } NR > 1 { n[$at]++ } END { for (c in n) print n[c], c }' \
    "$work/power.csv" | sort -k1,1nr -k2 | head -5 | awk '{ printf "%s%s", (NR > 1 ? "," : ""), $2 }')
{ echo code; echo "$codes" | tr , '\n'; } >"$work/list.csv"
"$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/power.csv" --set 'publish.periods=[month, quarter, year]' -w "$work/list.csv" \
    --simulate 10000 --only -d 10 -d 4 -d 4/lists -d 2:quarter/lists -d 4:month:world/lists -d 4/lists/suppress --format json \
    >"$work/power.json" || exit 1
"$python" "$srcdir/tests/oracle/power.py" "$work/power.csv" "$work/power.json" 0.01 "$codes" || exit 1
