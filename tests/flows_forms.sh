#!/bin/sh
# tests/flows_forms.sh - small files in the layouts of many offices give the flows that were written into them.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
command -v python3 >/dev/null || { echo 'no python3'; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/flows_forms.py" "$tenfour" "$work"
