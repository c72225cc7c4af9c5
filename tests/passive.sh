#!/bin/sh
# tests/passive.sh - passive confidentiality on Ethiopia's exports: requests hide what they mean and little else.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/trade-et-hs8" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$srcdir/tests/data/ethiopia-exports.yaml" "$dir/et.yaml"
cat >"$dir/requests.csv" <<'END'
code,flow,partner,from,until
09011100,X,DE,2016-03,2016-03
41,X,IT,2016-05,2016-05
06031100,DX,AE,2016-07,2016-08
12074000,X,IL,2010,2011
99999999,X,*,,
END
release() {
    "$TENFOUR" release -q "$dir/et.yaml" "$shared/trade-et-hs8/et-export-2016.csv.gz" -o "$dir/$1" \
        --set "protect={method: suppress, scope: passive, rules: {requests: requests.csv}}" \
        --set input.columns.value.decimals=2 --set input.columns.value_nat.decimals=2 \
        --set input.columns.net_mass.decimals=3 --set publish.units= --set 'publish.periods=[month, year]' \
        >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
}
release first
cat "$dir/first.confidential/agreements.csv"
[ "$(cut -d, -f6 "$dir/first.confidential/agreements.csv" | tr '\n' ' ')" = "outcome justified justified justified unmatched unmatched " ]
# Every figure that a request means is hidden in every table, with the general reason.
awk -F, 'FNR == 1 { next }
    ($1 == "2016-03" && $3 ~ /^09011100/ && $4 == "DE") || ($1 == "2016-05" && $3 ~ /^41/ && $4 == "IT") ||
    ($1 ~ /^2016-0[78]$/ && $2 == "DX" && $3 ~ /^06031100/ && $4 == "AE") {
        wanted++; if ($5 != "" || $6 != "Q" || $7 != "C") { print FILENAME, $0; bad = 1 } }
    END { if (wanted < 20) { print wanted " figures meant"; bad = 1 }; exit bad }' "$dir"/first/data/hs*.csv
# More than 99 % of the eight-digit figures stay open.
awk -F, 'NR > 1 { n++; hidden += $6 == "Q" } END { printf "%d of %d figures at 8 digits open: %.2f %%\n", n - hidden, n,
    100 * (n - hidden) / n; exit !(hidden > 10 && hidden < n / 100) }' "$dir/first/data/hs8.csv"
# Without the requests nothing is hidden; the rest of the tables is the same.
printf 'code,flow,partner\n99999999,X,*\n' >"$dir/requests.csv"
release none
! grep -q ',Q,' "$dir/none/data/hs8.csv"
grep -v ',Q,' "$dir/first/data/hs8.csv" >"$dir/open"
grep -vxFf "$dir/none/data/hs8.csv" "$dir/open" && { echo "an open figure changed"; exit 1; }
exit 0
