#!/bin/sh
# tests/timed.sh SCRIPT - run a test; the last line of its log says how long it took (the slowest are shown by bootstrap).
begin=$(date +%s%N)
code=0
sh "$@" || code=$?
echo "# took $((($(date +%s%N) - begin) / 1000000)) ms"
exit $code
