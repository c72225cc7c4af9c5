#!/bin/sh
# tests/layers.sh - fail when a source file includes a header from a room it may not know.
srcdir=${srcdir:-.}
allowed() {
    case $1 in
        base)               echo base ;;
        model)              echo base model ;;
        io|clean|cube|stats|solve) echo base model "$1" ;;
        sdc)                echo base model stats solve sdc ;;
        synth)              echo base model synth ;;
        watch)              echo base model stats solve sdc watch ;;
        release)            echo base model io stats sdc release ;;
        job)                echo base model io clean cube stats solve sdc watch synth release job ;;
        cli)                echo base model io clean cube stats solve sdc watch synth release job cli ;;
    esac
}
bad=0
pairs=$(grep -H '^#include "[a-z0-9]*/' "$srcdir"/src/*/*.[ch] |
    sed 's|^.*/src/\([a-z0-9]*\)/\([^:]*\):#include "\([a-z0-9]*\)/.*|\1 \3 src/\1/\2|' | sort -u)
[ -n "$pairs" ] || { echo "no includes found: the test is broken"; exit 1; }
while read -r room used file; do
    case " $(allowed "$room") " in
        *" $used "*) ;;
        *) echo "$file: room '$room' must not include '$used'"; bad=1 ;;
    esac
done <<END
$(echo "$pairs" | awk '!seen[$1 " " $2]++')
END
# watch: only the ladder may know sdc.
for file in $(grep -l '^#include "sdc/' "$srcdir"/src/watch/*.[ch] 2>/dev/null); do
    case $(basename "$file") in ladder*) ;; *) echo "$file: only watch/ladder may include sdc"; bad=1 ;; esac
done
# The waiver is called from one place.
for file in $(grep -l 't4_protected_waive(' "$srcdir"/src/*/*.c); do
    case $file in */sdc/protected.c|*/job/publish.c) ;; *) echo "$file: t4_protected_waive() belongs to job/publish.c"; bad=1 ;; esac
done
# The inside of what is protected is known to sdc alone.
for file in $(grep -l '^#include "sdc/protected_state.h"' "$srcdir"/src/*/*.[ch]); do
    case $file in */sdc/*) ;; *) echo "$file: sdc/protected_state.h belongs to sdc"; bad=1 ;; esac
done
# Each third-party library is included by its owners only.
fence() {
    for file in $(grep -lE "^#include <($1)" "$srcdir"/src/*/*.[ch] 2>/dev/null); do
        case " $2 " in *" ${file#"$srcdir"/src/} "*) ;; *) echo "$file: <$1> belongs to $2"; bad=1 ;; esac
    done
}
fence 'isa-l|igzip_lib|isa-l.h' 'io/deflate.c io/inflate.c'
fence 'zlib.h' 'io/inflate.c'
fence 'xlsxwriter' 'release/book.h release/plainbook.c'
fence 'yaml.h' 'io/yaml.c'
fence 'jansson.h' 'io/json.c'
fence 'openssl/' 'base/digest.c'
fence 'libxml/' 'io/xmlread.c io/xmlwrite.c io/zipxml.c'
fence 'minizip/' 'io/zipxml.c'
fence 'freexl\.h' 'io/xls.c'
fence 'shapefil\.h' 'io/dbf.c'
fence 'sodium' 'io/minisign.c'
fence 'iconv.h' 'base/charset.c'
fence 'utf8proc' 'base/fold.c'
fence 'libpq-fe' 'io/postgres.c'
fence 'coin/|Clp_C' 'solve/lp.c'
fence 'gsl/' 'stats/counts.c stats/detail.c stats/fit.c stats/draws.c stats/power.c stats/quiet.c stats/robust.c stats/share.c stats/student.c solve/dense.c'
fence 'suitesparse/' 'solve/sparse.c'
exit $bad
