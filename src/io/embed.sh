#!/bin/sh
# src/io/embed.sh FOLDER FILE... - print C source that holds the files, named relative to FOLDER.
# Run by make; needs nothing but POSIX od, sed and sort.
set -e
folder=$1
shift
echo '/* SPDX-License-Identifier: MIT */'
echo '/* Made by src/io/embed.sh from the data files; do not edit. */'
echo '#include "io/embedded.h"'
number=0
table=
for name in $(printf '%s\n' "$@" | sed "s|^.*templates/||" | LC_ALL=C sort); do
    echo "static const unsigned char file_$number[] = {"
    file=$folder/$name
    [ -f "$file" ] || file=templates/$name   # made by this build
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    echo '0};'   # a closing NUL, not counted, so that texts can be used as they are
    table="$table    {\"$name\", file_$number, sizeof(file_$number) - 1},
"
    number=$((number + 1))
done
echo 'const t4_embedded t4_embedded_files[] = {'
printf '%s' "$table"
echo '    {0}};'
echo "const size_t t4_embedded_count = $number;"
