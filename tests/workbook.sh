#!/bin/sh
# tests/workbook.sh - other programs read the workbook of a release and see the numbers of its CSV tables.
srcdir=${srcdir:-.}
here=$(pwd)
python=/usr/bin/python3
if ! "$python" -c 'import openpyxl' 2>/dev/null; then
    echo "python3-openpyxl is not installed"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/releases"
if ! T4_KEEP=$work/releases "$here/tests/unit/test_package" kept >"$work/log" 2>&1; then
    cat "$work/log"
    exit 1
fi
for release in small large; do
    "$python" "$srcdir/tests/workbook.py" "$work/releases/$release" openpyxl || exit 1
done
"$TENFOUR" release -q "$srcdir/examples/01-first-release/national.yaml" \
    "$srcdir/examples/01-first-release/records.csv" -o "$work/releases/summary"
"$python" "$srcdir/tests/workbook.py" "$work/releases/summary" summary || exit 1
if ! command -v soffice >/dev/null; then
    echo "libreoffice-calc is not installed: read by openpyxl alone"
    exit 0
fi
for release in small large; do
    mkdir "$work/$release"
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
        --outdir "$work/$release" "$work/releases/$release"/xlsx/*.xlsx >"$work/log" 2>&1 ||
        { cat "$work/log"; exit 1; }
    "$python" "$srcdir/tests/workbook.py" "$work/releases/$release" "$work/$release" || exit 1
done
mkdir "$work/summary"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir "$work/summary" "$work/releases/summary"/xlsx/*-summary-*.xlsx >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
"$python" "$srcdir/tests/workbook.py" "$work/releases/summary" summary "$work/summary" || exit 1
