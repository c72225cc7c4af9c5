#!/bin/sh
# tests/ladder_published.sh - ladders of publications: intervals against linear programs, real files against sums by hand.
srcdir=${srcdir:-.}
tenfour=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd)/tenfour
python=
for candidate in /usr/bin/python3 python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import scipy' 2>/dev/null || python=$candidate
done
[ -n "$python" ] || { echo 'skipped: python3-scipy is not installed'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
oracle() { "$python" "$srcdir/tests/oracle/ladder_published.py" "$@" || exit 1; }
ladder() { "$tenfour" ladder -q --format json "$@"; }

oracle make "$work"
cp "$work/new.csv" "$work/same.csv"
for new in same whole headless later; do
    ladder --classification "$work/codes.csv" --only "$work/old.csv" "$work/$new.csv" >"$work/$new.json" || exit 1
done
oracle check "$work"
# The same for any order of rows and number of threads.
{ head -1 "$work/old.csv"; tail -n +2 "$work/old.csv" | sort -r; } >"$work/sorted.csv"
mkdir "$work/again" && cp "$work/sorted.csv" "$work/again/old.csv" && cp "$work/new.csv" "$work/again" && cd "$work/again" || exit 1
ladder --threads 1 old.csv new.csv >sorted.json && cp ../old.csv . && ladder --threads 3 old.csv new.csv | cmp - sorted.json || exit 1
cd "$OLDPWD" || exit 1

shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/trade-et-hs8" ] || { echo "the rest is left out: no ../shared/data"; exit 0; }
# Codes that exist are those that occur, so that an even split can be made by hand.
codes() { echo code,label; zcat "$@" | "$python" -c 'import csv, sys
seen = {row[int(sys.argv[1])].strip() for row in csv.reader(sys.stdin)}
print("\n".join("%s,x" % code for code in sorted(code.zfill(8) if len(code) < 8 else code for code in seen if code.isdigit())))' "$column"; }
et=$shared/trade-et-hs8/et-export-2016.csv.gz
column=3 codes "$et" >"$work/et.csv"
ladder "$et" --classification "$work/et.csv" --by heading >"$work/et.json" || exit 1
oracle data "$work/et.json" 'HS Code' Destination 'FOB Value (USD)' "$et"
column=0 codes "$shared"/trade-us-hs10/us-imports-*.csv.gz >"$work/us.csv"
ladder --series "$shared"/trade-us-hs10/us-imports-*.csv.gz --classification "$work/us.csv" --by heading >"$work/us.json" || exit 1
oracle data "$work/us.json" hts10 cty_code total_value "$shared"/trade-us-hs10/us-imports-*.csv.gz
# Partners alone: what the world's totals, split evenly, would keep of a table by country.
kg=$shared/releases-kg-kz-uz-am-ge/kg-40300-20-import-by-country-1994-2023.xlsx
want=$("$tenfour" convert -q "$kg" --to flows -o - | awk -F, 'NR > 1 && $3 != "W00" && $7 > 0 { value[$1, $3] += $7; year[$1] += $7; partner[$3]; all += $7 }
    NR > 1 && $3 != "W00" { partner[$3] } END { for (p in partner) n++
        for (key in value) { split(key, at, SUBSEP); even = year[at[1]] / n; kept += value[key] < even ? value[key] : even }
        printf "%.7f", kept / all }')
got=$("$tenfour" ladder -q "$kg" --format csv | awk -F'",|,' '/year, world/ { for (i = 1; i <= NF; i++) print $i }' | sed -n 12p)
[ "$(printf %.7f "$got")" = "$want" ] || { echo "FAIL - of the table by country the world keeps $got, by hand $want"; exit 1; }
# The list on the ten-digit tree of the Eurasian union: codes behind its headings, counted by hand.
tree=$shared/nomenclature/tnved-eaeu-10digit-ru.csv.gz
want=$(zcat "$tree" | tr -d '\r"' | awk -F, 'NR == FNR { if (FNR > 1) { listed[substr($1, 1, 6)]; heading[substr($1, 1, 4)] } next }
    length($1) == 10 && !seen[$1]++ { six = substr($1, 1, 6); four = substr($1, 1, 4)
        if (six in listed) { mine++; held[four] } if (four in heading) all[four]++ }
    END { for (four in held) sum += all[four]; print sum, mine + 0 }' "$shared/watchlists/chpl.csv" -)
set -- $want
"$tenfour" ladder -w "$shared/watchlists/chpl.csv" --classification "$tree" |
    grep -q "there are $1 codes of 10 digits, $2 of them below listed codes" || { echo "FAIL - $1 codes of 10 digits, $2 listed"; exit 1; }
echo "$1 codes of 10 digits, $2 of them below listed codes"
