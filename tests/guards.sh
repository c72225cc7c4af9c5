#!/bin/sh
# tests/guards.sh - the guards must bark: layers.sh, style.sh and limits.sh fail on planted violations.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/t4guards.XXXXXX") || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
bad=0

mkdir "$work/tree"
(cd "$srcdir" && tar cf - src tests/*.sh tests/unit Makefile.am configure.ac ./*.md templates) |
    (cd "$work/tree" && tar xf -)
chmod -R u+w "$work/tree"
src=$work/tree/src

# expect GUARD WORDS FILE: the guard fails on the tree and says WORDS; then FILE is made good again.
expect() {
    if srcdir=$work/tree sh "$work/tree/tests/$1" >"$work/said" 2>&1; then
        echo "$1 passes on a planted violation: $2"
        bad=1
    elif ! grep -q "$2" "$work/said"; then
        echo "$1 does not say '$2' but:"
        cat "$work/said"
        bad=1
    fi
    cat "$srcdir/src/$3" >"$src/$3"
}

for guard in layers.sh style.sh limits.sh; do
    srcdir=$work/tree sh "$work/tree/tests/$guard" >"$work/said" 2>&1 || {
        echo "$guard fails on the clean tree:"; cat "$work/said"; bad=1; }
done
echo '#include "sdc/protected.h"' >>"$src/base/run.c"
expect layers.sh "room 'base' must not include 'sdc'" base/run.c
echo '#include "cube/cube.h"' >>"$src/clean/cleaner.h"
expect layers.sh "room 'clean' must not include 'cube'" clean/cleaner.h
echo '#include <yaml.h>' >>"$src/model/period.c"
expect layers.sh 'belongs to io/yaml.c' model/period.c
echo 'void f(void) { t4_protected_waive(0); }' >>"$src/cli/main.c"
expect layers.sh 't4_protected_waive() belongs to job/publish.c' cli/main.c

echo 'static void *f(void) { return malloc(4); }' >>"$src/model/period.c"
expect style.sh 'model/period.c.*memory comes from base/memory' model/period.c
echo 'static void f(void) { printf("x"); }' >>"$src/model/period.c"
expect style.sh 'model/period.c.*only cli prints' model/period.c
echo 'static void f(void) { fprintf(stderr, "x"); }' >>"$src/model/period.c"
expect style.sh 'model/period.c.*only cli prints' model/period.c
echo 'static void f(void) { exit(1); }' >>"$src/model/period.c"
expect style.sh 'model/period.c.*only cli exits' model/period.c
{ echo 'void f(void)'; echo '{'; yes '    ;' | head -101; echo '}'; } >>"$src/model/period.c"
expect style.sh 'a function of 101 lines' model/period.c
yes '/* . */' | head -600 >>"$src/model/period.c"
expect style.sh 'model/period.c: .* lines; at most 600' model/period.c
sed -i 1d "$src/model/period.c"
expect style.sh 'model/period.c:1: the first line must be the SPDX' model/period.c
sed -i 2d "$src/model/period.h"
expect style.sh 'model/period.h:2: one sentence' model/period.h
printf '\tint x;\n' >>"$src/model/period.c"
expect style.sh 'model/period.c.*a tab' model/period.c
printf 'int x; \n' >>"$src/model/period.c"
expect style.sh 'model/period.c.*blank' model/period.c
printf 'int x;' >>"$src/model/period.c"
expect style.sh 'does not end with a newline' model/period.c
printf '/* see /%s/main */\n' work >>"$src/model/period.c"
expect style.sh 'machine path' model/period.c

echo 'enum { T4_PLANTED_MAX = 7 };' >>"$src/model/period.h"
expect limits.sh 'T4_PLANTED_MAX' model/period.h
exit $bad
