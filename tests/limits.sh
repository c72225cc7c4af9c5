#!/bin/sh
# tests/limits.sh - fail when a header has a ceiling that `tenfour limits` does not tell.
# A ceiling is a constant of an enum or #define of the model, io, clean, job ... headers whose name ends in
# _MAX, _MOST, _LONGEST or _LIMIT; sizes of digests and printed texts are none.
srcdir=${srcdir:-.}
bad=0
names=$(sed -n 's/^ *\(#define \)\{0,1\}\(T4_[A-Z0-9_]*_\(MAX\|MOST\|LONGEST\|LIMIT\)\)[ =].*/\2/p;
    s/^ *enum { *\(T4_[A-Z0-9_]*_\(MAX\|MOST\|LONGEST\|LIMIT\)\)[ =].*/\1/p' \
    $(ls "$srcdir"/src/*/*.h | grep -v '/src/cli/') | sort -u)
# Sizes of the cube's own building blocks: nothing that input can reach.
names=$(echo "$names" | grep -vxE 'T4_EXTENT_MOST|T4_PACK_MOST')
[ -n "$names" ] || { echo "no ceilings found: the test is broken"; exit 1; }
for name in $names; do
    grep -q "LIMIT($name)" "$srcdir/src/cli/limits.c" || {
        echo "$name ($(grep -l "$name" "$srcdir"/src/*/*.h | head -1)) is not in src/cli/limits.c: add a row there, then make docs"; bad=1; }
done
exit $bad
