#!/bin/sh
# tests/instances.sh - the larger reference instances made, released, verified: memory against its ceiling, seconds told.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
/usr/bin/python3 -c 'import numpy' 2>/dev/null || { echo "skipped: python3-numpy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
template=$srcdir/tests/data/reference-instance.yaml

# instance NAME SECONDS: at most 2 GB; seconds are told, with what two idle processors should need.
instance() {
    records=$shared/sdc/$1.micro.csv.gz
    if [ ! -f "$records" ]; then
        records=$dir/$1.csv
        /usr/bin/python3 "$shared/sdc/gen_instances.py" "$1" "$records" >/dev/null
    fi
    begin=$(date +%s%N)
    (ulimit -v 2097152; exec "$TENFOUR" release "$template" "$records" -o "$dir/$1" >"$dir/said" 2>&1) ||
        { cat "$dir/said"; exit 1; }
    took=$((($(date +%s%N) - begin) / 1000000))
    "$TENFOUR" cells "$template" "$records" -o "$dir/$1.cells" --contributions -q
    "$TENFOUR" verify "$dir/$1" --certificate "$dir/$1.confidential/certificate.txt" \
        --contributions "$dir/$1.cells/data/contributions.csv" | grep -q 'certificate *protected'
    echo "$1: $took ms; $(grep '^protect' "$dir/said")"
    [ $took -le $(($2 * 1000)) ] || echo "that is longer than $2 s, which two idle processors need not"
}
instance small 1
instance mid 3
instance small3d 5
instance medium 15
instance medium3d 60
instance large 120
