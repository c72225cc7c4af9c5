#!/bin/sh
# tests/coverage.sh SOURCE BUILD - build with --enable-coverage, run the tests, print lines run per file.
set -e
mkdir -p "$2"
cd "$2"
[ -f Makefile ] || "$1/configure" --enable-coverage >/dev/null
make >/dev/null
find . -name '*.gcda' -delete
make check >check.log 2>&1 || echo "some tests failed: see $2/check.log"
find . -name '*.gcda' -path './src/*' | while read -r data; do
    gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null
done | awk -v source="$1/" '
    /^File / { file = $2; gsub(/\047/, "", file); ours = sub("^" source, "", file) && file ~ /\.c$/ }
    /^Lines executed:/ && ours {
        split($0, part, /[:% ]+/); lines = part[5]; share = part[3]
        printf "%6.1f %% of %5d  %s\n", share, lines, file
        all += lines; run += lines * share / 100; ours = 0
    }
    END { if (all) printf "%6.1f %% of %5d  all\n", 100 * run / all, all }' | sort -n
