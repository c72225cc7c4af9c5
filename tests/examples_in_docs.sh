#!/bin/sh
# tests/examples_in_docs.sh - every shell block of README.md and doc/ that follows a <!-- run --> line ends with exit 0.
# The blocks of one document run in order, in one folder with examples/ and templates/ beside, with `tenfour` on the PATH.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
bin=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd) || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/t4docs.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
PATH=$bin:$PATH
export PATH
bad=0 blocks=0

for document in "$srcdir"/README.md "$srcdir"/CONTRIBUTING.md "$srcdir"/doc/*.md; do
    grep -q '^<!-- run -->$' "$document" || continue
    rm -rf "$work/in" && mkdir "$work/in" && cd "$work/in" || exit 99
    ln -s "$srcdir/examples" "$srcdir/templates" .
    {
        echo 'set -eu'
        awk '/^<!-- run -->$/ { wanted = 1; next }
             /^```sh$/ && wanted { inside = 1; wanted = 0; printf "# line %d\n", NR; next }
             /^```$/ { inside = 0 }
             inside
             wanted && /[^ ]/ { wanted = 0 }' "$document"
    } >"$work/script"
    blocks=$((blocks + $(grep -c '^# line' "$work/script")))
    if ! sh -x "$work/script" >"$work/said" 2>&1; then
        echo "$document: an example fails:"
        tail -n 20 "$work/said"
        bad=1
    fi
done
echo "$blocks examples"
[ $blocks -gt 0 ] || { echo 'no example was found: the test is broken'; bad=1; }
exit $bad
