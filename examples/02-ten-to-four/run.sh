#!/bin/sh
# run.sh [OUT] - publish the same records at ten and at four digits and show what the coarser release hides.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
first=$here/../01-first-release
out=${1:-out}
tenfour=${TENFOUR:-tenfour}
mkdir -p "$out"

"$tenfour" release "$first/national.yaml" "$first/records.csv" -o "$out/ten" --force -qq
"$tenfour" release "$first/national.yaml" "$first/records.csv" -o "$out/four" --force -qq \
    --set 'publish.levels=[4,2,0]' --set release.id=first-release-4

# Different codes in the column "code" of a table.
codes() { awk -F, 'NR > 1 { print $3 }' "$1" | sort -u | wc -l; }

{
    echo "Tables of the release at ten digits:  $(cd "$out/ten/data" && ls hs*.csv | sort -V | tr '\n' ' ')"
    echo "Tables of the release at four digits: $(cd "$out/four/data" && ls hs*.csv | sort -V | tr '\n' ' ')"
    echo
    for table in hs4.csv hs2.csv hs0.csv; do
        cmp -s "$out/ten/data/$table" "$out/four/data/$table" &&
            echo "$table is the same in both, byte for byte: the coarser release says nothing wrong, it says less."
    done
    echo
    echo "Codes that can be seen: $(codes "$out/ten/data/hs10.csv") at ten digits, $(codes "$out/four/data/hs4.csv") at four."
    echo
    echo "Imports of integrated circuits (8542) from the world, USD, as the four-digit release shows them:"
    awk -F, '$1 ~ /-0/ && $2 == "M" && $3 == "8542" && $4 == "W00" { printf "    %s  %-10s %14s\n", $1, $3, $5 }' \
        "$out/four/data/hs4.csv"
    echo "and as the ten-digit release shows them:"
    awk -F, '$1 ~ /-0/ && $2 == "M" && $4 == "W00" && ($3 ~ /^8542......$/ || $3 == "8542XX") {
        printf "    %s  %-10s %14s\n", $1, $3, $5 }' "$out/ten/data/hs10.csv" "$out/ten/data/hs6.csv" | sort
} | sed 's/ *$//' > "$out/what-is-hidden.txt"
cat "$out/what-is-hidden.txt"
