#!/bin/sh
# tests/national_long.sh - a million records, ten digits, 24 months and years, protected and verified.
exec sh "$srcdir/tests/national.sh" 1000000 24 20000
