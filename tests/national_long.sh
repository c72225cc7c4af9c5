#!/bin/sh
# tests/national_long.sh - a million records, ten digits, 24 months and years: released within 15 minutes and 4 GB, verified.
set -eu
ulimit -v 4194304
begin=$(date +%s)
sh "$srcdir/tests/national.sh" 1000000 24 20000
echo "released, verified and searched in $(($(date +%s) - begin)) s"
