#!/bin/sh
# tests/quality.sh [SECONDS] - value hidden beside the primaries against proven lower bounds, on tiny and five other seeds of it.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
/usr/bin/python3 -c 'import scipy.optimize' 2>/dev/null || { echo "skipped: python3-scipy is not installed"; exit 77; }
seconds=${1:-400}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# gap RECORDS PERCENT: hidden value of the release, its distance from the bound.
gap() {
    "$TENFOUR" release "$srcdir/tests/data/reference-instance.yaml" "$1" -o "$dir/out" --force -q
    hidden=$(awk -F'\t' '$1 == "H" && $5 == "S" { all += $3 } END { printf "%.6f", all / 1e6 }' \
        "$dir/out.confidential/certificate.txt")
    /usr/bin/python3 "$srcdir/tests/oracle/lower_bound.py" "$1" "$seconds" "$hidden" >"$dir/bound"
    echo "$(basename "$1"): $hidden M hidden; $(grep -v '^#' "$dir/bound" | tr '\n' ' ')"
    awk -v most="$2" '$1 == "gap" && $2 + 0 > most { exit 1 }' "$dir/bound" ||
        { echo "more than $2 % above the bound"; exit 1; }
}
gap "$shared/sdc/tiny.micro.csv.gz" 3
for seed in 901 902 903 904 905; do
    /usr/bin/python3 "$srcdir/tests/oracle/other_seed.py" "$shared/sdc" tiny $seed "$dir/tiny-$seed.csv"
    gap "$dir/tiny-$seed.csv" 10
done
