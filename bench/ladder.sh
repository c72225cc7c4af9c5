#!/bin/sh
# bench/ladder.sh - the ladder on synthetic national records: wall and CPU time and peak memory for each density, and the
# same bytes for any number of threads.  Usage: bench/ladder.sh [TENFOUR [ROWS [DENSITY...]]]; run it beside an older build
# (TENFOUR of that) to compare.  OPTIONS: further options, such as '--only -d 10/suppress'.  The aim is a few minutes on two cores.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
tenfour=${1:-./tenfour}
rows=${2:-1000000}
[ $# -lt 2 ] && shift $# || shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for density in ${@:-dense medium thin}; do
    "$tenfour" synth -q --rows "$rows" --density "$density" --months 12 --seed 1 -o "$folder/records.csv" --force
    for threads in 2 1; do
        printf '%s, threads %s: ' "$density" "$threads"
        python3 - "$folder/$threads.csv" "$tenfour" ladder -q "$here/tests/data/national.yaml" "$folder/records.csv" \
            --set 'publish.periods=[month,quarter,year]' --format csv --threads "$threads" ${OPTIONS:-} <<'END'
import resource, subprocess, sys, time
start = time.time()
code = subprocess.call(sys.argv[2:], stdout=open(sys.argv[1], 'w'))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f'{time.time() - start:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of CPU, {used.ru_maxrss / 1048576:.2f} GiB'
      + (f', exit {code}' if code else ''))
END
    done
    cmp "$folder/1.csv" "$folder/2.csv" && echo "  the same bytes: $(($(wc -l <"$folder/1.csv") - 1)) designs"
done
