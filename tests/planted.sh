#!/bin/sh
# tests/planted.sh - what is planted in synthetic records is found at ten digits, and lost at four, as the power printed says.
set -u
srcdir=${srcdir:-.}
command -v python3 >/dev/null || { echo "skip: no python3 (package python3)"; exit 77; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
python3 "$srcdir/tests/planted.py" "$TENFOUR" "$folder"
