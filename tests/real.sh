#!/bin/sh
# tests/real.sh - four kinds of real records against sums computed independently, digit for digit.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sums() { "$python" "$srcdir/tests/oracle/real_sums.py" "$@"; }
cells() { "$TENFOUR" cells -q --set 'publish.periods=[year,month]' --set 'publish.partners=[each,world]' "$@"; }

echo "Ethiopia: 2010-2016 by month, procedure, destination; dollars with up to 14 decimals"
cells "$srcdir/tests/data/ethiopia-exports.yaml" "$shared"/trade-et-hs8/et-export-201*.csv.gz -o "$dir/et" \
    --set 'publish.levels=[8,6,4,2,0]'
sums ethiopia "$shared" "$dir/et"
"$TENFOUR" release -q "$srcdir/tests/data/ethiopia-exports.yaml" "$shared"/trade-et-hs8/et-export-201*.csv.gz \
    -o "$dir/release" --set 'publish.periods=[year]' --set 'publish.partners=[world]'
sums ethiopia "$shared" "$dir/release" value=2 value_nat=2 net_mass=3

echo "Korean-style declarations: importers, HS6, dates"
cells "$srcdir/tests/data/korea-declarations.yaml" "$shared"/microdata-declarations/kr-*.csv.gz -o "$dir/kr" \
    --set 'publish.levels=[6,4,2,0]' --set release.until=2021-12
sums korea "$shared" "$dir/kr"

echo "US imports: HTS10, period in the file name, national country codes"
cells "$srcdir/tests/data/us-imports-hts10.yaml" "$shared"/trade-us-hs10/us-*.csv.gz -o "$dir/us" \
    --set 'publish.levels=[10,8,6,4,2,0]' --set release.until=2025-12
sums us "$shared" "$dir/us"

echo "Synthetic declarations over the real TN VED list: windows-1251, semicolons, decimal commas, two currencies"
list=$shared/nomenclature/tnved-eaeu-10digit-ru.csv.gz
"$TENFOUR" synth -q -n 20000 --seed 3 --declarations --russian --list "$list" --encoding windows-1251 \
    --separator ';' --decimal , -o "$dir/tnved.csv"
cells "$srcdir/tests/data/tnved-declarations.yaml" "$dir/tnved.csv" -o "$dir/tnved" \
    --set "classification={file: $list, edition: TNVED-2022}" --set release.from=2023-01 --set release.until=2024-12
sums generated "$dir/tnved.csv" "$dir/tnved"
