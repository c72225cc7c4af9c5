#!/bin/sh
# tests/fuzz/replay.sh - every fuzz target over its corpus and seeded mutations of it; a crash, a leak or an abort fails.
srcdir=${srcdir:-.}
builddir=$(dirname "${TENFOUR:-./tenfour}")
bad=0
for program in $T4_FUZZ_PROGRAMS; do
    name=${program##*/fuzz_}
    # A whole chain takes longer for each input.
    case $name in flows | records) mutations=$((${T4_FUZZ_MUTATIONS:-300} / 10)) ;; *) mutations=${T4_FUZZ_MUTATIONS:-300} ;; esac
    echo "$name:"
    "$builddir/$program" -m $mutations "$srcdir/tests/fuzz/corpus/$name" || { echo "$program failed"; bad=1; }
done
exit $bad
