#!/bin/sh
# tests/documents.sh - fail when a file of doc/ that is written from the program's tables is stale (make docs).
srcdir=${srcdir:-.}
tenfour=${TENFOUR:-./tenfour}
bad=0
for pair in man:tenfour.1 commands:commands.md limits:limits.md templates:templates.md; do
    file=$srcdir/doc/${pair#*:}
    if ! "$tenfour" document "${pair%%:*}" | diff -u "$file" - ; then
        echo "$file is stale: run make docs"
        bad=1
    fi
done
exit $bad
