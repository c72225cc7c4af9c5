#!/bin/sh
# tests/ladder_intervals.sh - every interval behind a ladder holds the truth, and its ends are those of linear programs.
srcdir=${srcdir:-.}
tenfour=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd)/tenfour
python=
for candidate in /usr/bin/python3 python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import scipy' 2>/dev/null || python=$candidate
done
[ -n "$python" ] || { echo 'skipped: python3-scipy is not installed'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
# Every interval of every usual design of synthetic national records holds the truth.
for density in dense thin; do
    "$tenfour" synth --rows 3000 --months 6 --partners 4 --traders 60 --density $density --seed 4 -o "$work/all.csv" --force 2>/dev/null
    printf 'code\n8471\n854231\n' >"$work/watch.csv"
    "$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/all.csv" -w "$work/watch.csv" --set 'publish.periods=[month, quarter]' \
        -d 4/suppress/lists -d 10:quarter:world+2:month:each/suppress --threads 1 --intervals "$work/all.int" --format json >"$work/all.json" || exit 1
    [ "$(stat -c %a "$work/all.int")" = 600 ] || exit 1
    "$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/all.csv" -w "$work/watch.csv" --set 'publish.periods=[month, quarter]' \
        -d 4/suppress/lists -d 10:quarter:world+2:month:each/suppress --threads 3 --intervals "$work/three.int" --format json |
        cmp - "$work/all.json" && cmp "$work/three.int" "$work/all.int" || exit 1
    "$python" "$srcdir/tests/oracle/ladder_intervals.py" "$work/all.csv" "$work/all.int" "$work/all.json" >"$work/told" || { cat "$work/told"; exit 1; }
    grep -c 'finest cells' "$work/told"
done
# Of few codes: ends of what is hidden against linear programs over the open cells alone.
{ echo code,label; for code in 8542310000 8542311000 8542319000 8542900000 8471300000 8471500000 8471600000 2710190000 2710191000 \
    8534000000 0207140000 0207141000; do echo "$code,goods $code"; done; } >"$work/fewcodes.csv"
for density in dense thin; do
    "$tenfour" synth --list "$work/fewcodes.csv" --rows 900 --months 6 --partners 4 --traders 120 --density $density --seed 7 \
        --surges 0 --switches 0 --diversions 0 -o "$work/few.csv" --force 2>/dev/null
    "$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/few.csv" --classification "$work/fewcodes.csv" --only \
        --set 'publish.periods=[month, quarter]' -d 10/suppress -d 4/suppress -d 10:quarter/suppress -d 10:month:world/suppress \
        -d 10:quarter:world/suppress -d 10:month:world+2:month:each/suppress --intervals "$work/few.int" --format json >"$work/few.json" || exit 1
    "$python" "$srcdir/tests/oracle/ladder_intervals.py" "$work/few.csv" "$work/few.int" "$work/few.json" 300 || exit 1
    # A group of partners beside its members: no network any more, so that ends are proven from outside.
    "$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/few.csv" --classification "$work/fewcodes.csv" --only \
        --set 'publish.periods=[month, quarter]' --set 'publish.partners=[each, world, {EAEU: [CN, RU]}]' -d 10/suppress -d 4/suppress \
        -d 10:month:world+2:month:each/suppress --intervals "$work/few.int" --format json >"$work/few.json" || exit 1
    "$python" "$srcdir/tests/oracle/ladder_intervals.py" "$work/few.csv" "$work/few.int" "$work/few.json" 300 CN,RU || exit 1
done
