#!/bin/sh
# tests/convert.sh - from format to format and back the figures stay what they were, digit by digit.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
fail() { echo "FAIL: $*"; bad=1; }
convert() { "$tenfour" convert "$@" 2>"$work/err" || { cat "$work/err"; fail "convert $*"; }; }
same() { cmp -s "$1" "$2" || fail "$3"; }

"$tenfour" release "$srcdir/examples/01-first-release/national.yaml" "$srcdir/examples/01-first-release/records.csv" -q \
    -o "$work/out" --set 'outputs=[csv,xlsx,sdmx]' 2>"$work/err" || { cat "$work/err"; exit 1; }

# One table to itself; the three SDMX files to the same table; the folder holds as many rows.
convert "$work/out/data/hs4.csv" -o - --to csv >"$work/hs4.csv"
same "$work/hs4.csv" "$work/out/data/hs4.csv" "a table is not itself"
for file in data.sdmx.csv generic.xml structure-specific.xml; do
    convert "$work/out/sdmx/$file" -o "$work/$file.to.csv"
    same "$work/$file.to.csv" "$work/data.sdmx.csv.to.csv" "$file holds other figures"
done
all=$work/data.sdmx.csv.to.csv
convert "$work/out" -o "$work/folder.csv"
[ "$(wc -l <"$work/folder.csv")" = "$(cat "$work"/out/data/hs*.csv | grep -vc '^period,')" ] ||
    [ "$(wc -l <"$work/folder.csv")" = "$(($(cat "$work"/out/data/hs*.csv | grep -vc '^period,') + 1))" ] || fail "rows of the folder"
# The same rows, but for the column of the reporter that SDMX has.
cut -d, -f1-4,6- "$all" | LC_ALL=C sort >"$work/a"
LC_ALL=C sort "$work/folder.csv" >"$work/b"
same "$work/a" "$work/b" "the folder and its SDMX differ"

# There and back.
for form in 'there.sdmx.csv --sdmx-csv 1.0' 'there.sdmx.csv --sdmx-csv 2.0' 'there.sdmx.csv.gz --sdmx-csv 2.1' 'there.xml' \
    'there.xml --to sdmx-generic' 'there.csv.gz'; do
    # shellcheck disable=SC2086
    (cd "$work" && convert "$all" -o $form && convert "${form%% *}" -o back.csv)
    same "$work/back.csv" "$all" "to $form and back"
    rm -f "$work"/there.*
done
convert "$all" -o "$work/there.xlsx"
convert "$work/there.xlsx" -o "$work/back.csv"
# A spreadsheet has numbers, not digits: 1.50 is 1.5.
plain() { awk -F, -v OFS=, '{ for (i = 1; i <= NF; i++) if ($i ~ /^-?[0-9]+\.[0-9]+$/) { sub(/0+$/, "", $i); sub(/\.$/, "", $i) } print }' "$1"; }
plain "$all" >"$work/a"
plain "$work/back.csv" >"$work/b"
same "$work/a" "$work/b" "to a workbook and back"
# The release's own workbook, made for people.
convert "$work/out/xlsx/first-release.xlsx" -o "$work/book.csv"
LC_ALL=C sort "$work/folder.csv" >"$work/c" && plain "$work/c" >"$work/a"
LC_ALL=C sort "$work/book.csv" >"$work/c" && plain "$work/c" >"$work/b"
same "$work/a" "$work/b" "the workbook of the release"
# An official example of another maker is read as it is.
if [ -d "$srcdir/../shared/data/sdmx" ]; then
    convert "$srcdir/../shared/data/sdmx/sdmx-csv-2.0-bis-data_v2.csv" -o "$work/bis.csv"
    [ "$(wc -l <"$work/bis.csv")" = 21 ] || fail "an SDMX-CSV file of the BIS: $(wc -l <"$work/bis.csv") lines"
fi

# What cannot be: exit 2 or 3, nothing written.
refuse() {
    code=$1
    shift
    "$tenfour" convert "$@" -o "$work/none.csv" >/dev/null 2>"$work/err"
    [ $? = "$code" ] || { cat "$work/err"; fail "exit status of convert $*"; }
    [ ! -e "$work/none.csv" ] || fail "something was written by convert $*"
}
printf 'a,b\n1,2\n' >"$work/other.csv"
refuse 3 "$work/other.csv"
printf '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>' >"$work/evil.xml"
refuse 3 "$work/evil.xml"
head -c 3000 "$work/out/sdmx/generic.xml" >"$work/cut.xml"
refuse 3 "$work/cut.xml"
head -c 3000 "$work/there.xlsx" >"$work/cut.xlsx"
refuse 3 "$work/cut.xlsx"
refuse 2 "$work/out/data/hs4.csv" --to pdf
(cat "$work/out/data/hs4.csv"; sed -n 2p "$work/out/data/hs4.csv") >"$work/twice.csv"
refuse 3 "$work/twice.csv"
exit $bad
