#!/bin/sh
# tests/startup.sh - `tenfour --version` takes under 20 ms: processor time of 20 runs, so that a busy machine does not matter.
tenfour=${TENFOUR:-./tenfour}
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    "$tenfour" --version >/dev/null || exit 1
done
# The second line of `times` is what the children took: 0m0.12s 0m0.05s
times >"${TMPDIR:-/tmp}/t4times.$$"
awk 'NR == 2 { gsub(/[ms]/, " "); ms = ($1 * 60 + $2 + $3 * 60 + $4) * 1000 / 20
    printf "%.1f ms a run\n", ms; exit !(ms < 20) }' "${TMPDIR:-/tmp}/t4times.$$"
code=$?
rm -f "${TMPDIR:-/tmp}/t4times.$$"
exit $code
