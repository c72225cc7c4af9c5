#!/bin/sh
# tests/protection.sh - releases of the reference instances, audited by linear programs that share no code.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

audit() {
    "$TENFOUR" release "$srcdir/tests/data/reference-instance.yaml" "$shared/sdc/$1.micro.csv.gz" \
        -o "$dir/$1" >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
    "$python" "$srcdir/tests/oracle/lp_audit.py" "$shared/sdc/$1.micro.csv.gz" "$dir/$1" "$2"
    # Every certified interval is inside what programs allow, and the same where it calls itself exact.
    "$python" "$srcdir/tests/oracle/intervals.py" "$shared/sdc/$1.micro.csv.gz" "$dir/$1" \
        "$dir/$1.confidential/intervals.csv" "$3"
    # No trader id leaves the house, and the certificate names none either.
    if grep -rlE 'C[0-9]{2}F[0-9]{4}' "$dir/$1" "$dir/$1.confidential/certificate.txt" \
        "$dir/$1.confidential/protection.csv" "$dir/$1.confidential/intervals.csv"; then echo "a trader id"; exit 1; fi
}
audit tiny 1000 1000
audit small 40 100
audit small3d 25 80
# The same bytes however many threads, however little memory, which cut the cells otherwise; and the same sums.
"$TENFOUR" release "$srcdir/tests/data/reference-instance.yaml" "$shared/sdc/small3d.micro.csv.gz" \
    -o "$dir/again" --threads 5 --memory 1M >/dev/null 2>&1
diff -r "$dir/again/data" "$dir/small3d/data"
cmp "$dir/again.confidential/control-totals.csv" "$dir/small3d.confidential/control-totals.csv"
