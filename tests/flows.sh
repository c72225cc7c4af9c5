#!/bin/sh
# tests/flows.sh - published files of many offices are read as they are, and come to the sums that others compute.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
data=$srcdir/../shared/data
[ -d "$data" ] || { echo "no $data with the published files"; exit 77; }
command -v python3 >/dev/null || { echo 'no python3'; exit 77; }
python3 "$srcdir/tests/flows.py" "$tenfour" "$data"
