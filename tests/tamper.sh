#!/bin/sh
# tests/tamper.sh - a release or its certificate edited in hundreds of ways: verify notices each and names what broke.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
template=$srcdir/tests/data/reference-instance.yaml
"$TENFOUR" release "$template" "$shared/sdc/tiny.micro.csv.gz" -o "$dir/tiny" -q
"$TENFOUR" cells "$template" "$shared/sdc/tiny.micro.csv.gz" -o "$dir/cells" --contributions -q
python3 "$srcdir/tests/oracle/tamper.py" "$TENFOUR" "$dir/tiny" "$dir/cells/data/contributions.csv" "${SEED:-1}"
