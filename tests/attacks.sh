#!/bin/sh
# tests/attacks.sh - each link between tables in a pair: left out, the attack succeeds; on the program's pattern it fails.
set -eu
command -v /usr/bin/python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
/usr/bin/python3 -c 'import scipy.optimize' 2>/dev/null || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
/usr/bin/python3 "$srcdir/tests/oracle/attacks.py" "$TENFOUR" "$dir"
