#!/bin/sh
# tests/flows_hostile.sh - workbooks and tables that lie, break off or blow up end in a clear error.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
command -v python3 >/dev/null || { echo 'no python3'; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/flows_hostile.py" "$tenfour" "$work" $(ls "$srcdir"/../shared/data/releases-ru/*2018*.xls 2>/dev/null)
