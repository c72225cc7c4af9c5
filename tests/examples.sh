#!/bin/sh
# tests/examples.sh - every example runs as its README says, and what comes out is what its folder expected/ holds.
srcdir=${srcdir:-.}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
ran=0
for run in "$srcdir"/examples/[0-9]*/run.sh; do
    example=$(basename "$(dirname "$run")")
    expected=$(dirname "$run")/expected
    if ! sh "$run" "$dir/$example" > "$dir/$example.log" 2>&1; then
        cat "$dir/$example.log"
        echo "$example failed"
        bad=1
    fi
    for file in $(cd "$expected" && find . -type f | LC_ALL=C sort); do
        diff -u "$expected/$file" "$dir/$example/$file" || { echo "$example: $file differs"; bad=1; }
        ran=$((ran + 1))
    done
done
[ $ran -gt 0 ] || { echo "no example was compared: the test is broken"; bad=1; }
exit $bad
