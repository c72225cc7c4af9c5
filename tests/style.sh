#!/bin/sh
# tests/style.sh - fail when a file breaks a rule of style that a machine can see (CONTRIBUTING.md).
srcdir=${srcdir:-.}
cd "$srcdir" || exit 99
bad=0
code=$(ls src/*/*.[ch] tests/*/*.[ch] bench/*.[ch] 2>/dev/null)
texts=$(ls tests/*.sh tests/*/*.sh tests/cli/*.tap doc/*.md templates/*.* templates/*/*.* \
    examples/*/*.sh examples/*/*.md bench/*.sh ./*.md Makefile.am configure.ac bootstrap .ci/run 2>/dev/null)

awk '
function complain(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
# Tests hold tables of cases: they may be longer.
function most(usual, tests) { return name ~ /^tests\// ? tests : usual }
function length_of_file() {
    if (lines > most(600, 1000)) { printf "%s: %d lines; at most %d\n", name, lines, most(600, 1000); bad = 1 } }
# The line without strings and comments; `inside` a comment that goes on.
function bare(line) {
    if (inside) { if (!sub(/^.*\*\//, "", line)) return ""; inside = 0 }
    gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
    gsub(/\047(\\.|[^\047\\])\047/, "0", line)
    gsub(/\/\*[^*]*\*\//, "", line)
    gsub(/fflush\((stdout|stderr)\)/, "", line)
    if (line ~ /\/\*/ && line !~ /\*\//) { inside = 1; sub(/\/\*.*/, "", line) }
    return line
}
FNR == 1 {
    length_of_file(); name = FILENAME; start = 0; inside = 0
    room = FILENAME; sub(/^src\//, "", room)
    if ($0 != "/* SPDX-License-Identifier: MIT */") complain("the first line must be the SPDX licence line")
    if (FILENAME ~ /\.h$/) headed[substr(FILENAME, 1, length(FILENAME) - 2)] = 1
}
FNR == 2 && $0 !~ /^\/\*/ && FILENAME ~ /^(src|bench)\// {
    if (FILENAME ~ /\.h$/) complain("one sentence must say what the file is for")
    else unsaid[substr(FILENAME, 1, length(FILENAME) - 2)] = 1
}
{ lines = FNR }
/\t/ { complain("a tab") }
/[ \t\r]$/ { complain("a blank or CR at the line end") }
/^\{$/ { start = FNR; title = last }
/^\}$/ && start { if (FNR - start - 1 > most(100, 150)) complain("a function of " FNR - start - 1 " lines; at most " most(100, 150) ": " title); start = 0 }
/^[a-zA-Z_].*\(/ { last = $0 }
FILENAME ~ /^src\// {
    line = bare($0)
    if (room != "base/memory.c" && line ~ /(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|strdup|strndup|asprintf|vasprintf)\(/)
        complain("memory comes from base/memory")
    if (room !~ /^cli\// && line ~ /(^|[^A-Za-z0-9_.>])((printf|vprintf|puts|putchar|perror)\(|(stdout|stderr)([^a-zA-Z_0-9]|$))/)
        complain("only cli prints")
    if (room !~ /^cli\// && line ~ /(^|[^A-Za-z0-9_.>])(exit|abort|setlocale)\(/)
        complain("only cli exits or sets a locale")
}
END {
    length_of_file()
    for (file in unsaid) if (!(file in headed)) {
        printf "%s.c:2: one sentence must say what the file is for\n", file; bad = 1 }
    exit bad
}' $code || bad=1

grep -nE '[[:blank:]]+$' $texts && { echo 'blanks at line ends'; bad=1; }
[ "$(tail -q -c 1 $code $texts | tr -d '\n' | wc -c)" = 0 ] || { echo 'a file does not end with a newline'; bad=1; }

# Nothing of the machine that it was made on: its paths, and the registries that it asked.
grep -nE '(^|[^.A-Za-z0-9/])/(work|root|home)/[a-z]|(pypi|npmjs|golang|crates|debian)\.(org|io|com)|/wt/' \
    $code $texts | grep -v '^tests/style.sh:' && { echo 'a machine path or registry host'; bad=1; }

[ $bad = 0 ] || echo "style: see above"
exit $bad
