#!/bin/sh
# bench/surge.sh - 50,000 series of 60 months, one in fifty with a break: user time of tenfour surge, and the same bytes for
# any number of threads.  Usage: bench/surge.sh [TENFOUR [SERIES]]; the aim is 10 s on two cores.
set -eu
tenfour=${1:-./tenfour}
series=${2:-50000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v n="$series" 'BEGIN {
    srand(1)
    print "period,reporter,partner,flow,code,value"
    for (s = 0; s < n; s++) {
        level = 6 + 8 * rand()
        x = 0
        breaks = rand() < 0.02
        for (i = 0; i < 60; i++) {
            x = 0.5 * x + 0.3 * (rand() + rand() + rand() + rand() + rand() + rand() - 3) * 1.41
            if (rand() >= 0.02)
                printf "%d-%02d,AA,P%d,M,84%08d,%.0f\n", 2019 + int(i / 12), i % 12 + 1, s % 10, int(s / 10) * 17, exp(level + x + (breaks && i >= 40 ? 1.5 : 0))
        }
    }
}' >"$folder/flows.csv"
for threads in 1 2; do
    echo "threads $threads:"
    # shellcheck disable=SC3045
    ( time -p "$tenfour" surge "$folder/flows.csv" --format csv --threads $threads >"$folder/$threads.csv" ) 2>&1 | sed 's/^/  /'
done
cmp "$folder/1.csv" "$folder/2.csv" && echo 'the same bytes'
cut -d, -f5 "$folder/1.csv" | sort | uniq -c
