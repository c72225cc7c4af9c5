#!/bin/sh
# tests/ladder_planted.sh - diversions planted in replicates of national records are seen as often as a ladder tells beforehand.
srcdir=${srcdir:-.}
tenfour=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd)/tenfour
python=
for candidate in /usr/bin/python3 python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import scipy' 2>/dev/null || python=$candidate
done
[ -n "$python" ] || { echo 'skipped: python3-scipy is not installed'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
# Diversions in replicates of synthetic national records: what is seen of them, patterns of the planted records included.
"$python" "$srcdir/tests/oracle/planted_power.py" "$tenfour" "$srcdir/tests/data/national.yaml" "$work" 2 >"$work/seen" &&
    "$python" "$srcdir/tests/oracle/planted_power.py" "$tenfour" "$srcdir/tests/data/national.yaml" "$work" 1 small >"$work/small" ||
    { grep 'NOT SO' "$work/seen" "$work/small"; exit 1; }
# One diverter is hidden where five are seen, and 4 digits dilute both alike.
awk -F'[,:] *| seen' '$1 ~ /^10.suppress/ { seen[$2] = $3 } $1 ~ /^4.suppress/ { four[$2] = $3 }
    END { exit !(seen[1] == 0 && seen[5] > 0.5 && four[1] > 0 && four[1] == four[5]) }' "$work/small" || { cat "$work/small"; exit 1; }
# Synthetic records plant diversions by so many traders too.
"$tenfour" synth --list "$work/codes.csv" --rows 400000 --months 12 --partners 3 --density dense \
    --diversions 2 --diverters 20 --truth "$work/twenty.csv" -o /dev/null --force 2>/dev/null
awk -F, '$1 == "diversion" { n += split($10, who, "|") == 20; few += $11 < 20 } END { exit n != 2 || few }' "$work/twenty.csv" ||
    { cat "$work/twenty.csv"; exit 1; }
