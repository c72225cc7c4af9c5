#!/bin/sh
# tests/national.sh [ROWS MONTHS TRADERS] - synthetic national records protected, verified; no trader's id leaves the house.
set -eu
rows=${1:-20000} months=${2:-2} traders=${3:-400}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TENFOUR" synth -n "$rows" --months "$months" --traders "$traders" --partners 60 --density dense --seed 7 -o "$dir/records.csv" -q
begin=$(date +%s)
"$TENFOUR" release "$srcdir/tests/data/national.yaml" "$dir/records.csv" -o "$dir/out" >"$dir/said" 2>"$dir/told" ||
    { cat "$dir/told"; exit 1; }
echo "the release took $(($(date +%s) - begin)) s"
"$TENFOUR" cells "$srcdir/tests/data/national.yaml" "$dir/records.csv" -o "$dir/cells" --contributions -q 2>/dev/null
"$TENFOUR" verify "$dir/out" --certificate "$dir/out.confidential/certificate.txt" \
    --contributions "$dir/cells/data/contributions.csv" >"$dir/verified"
[ "$(grep -c 'protected' "$dir/verified")" = 2 ] || { cat "$dir/verified"; exit 1; }
grep -E '^(cells|protect|certify|publish)' "$dir/said"
grep -E '^(rule|level|component),' "$dir/out.confidential/protection.csv"
cut -d, -f5 "$dir/records.csv" | sed 1d | sort -u >"$dir/ids"
[ "$(wc -l <"$dir/ids")" -gt 100 ] || { echo "no traders: the test is broken"; exit 1; }
mkdir "$dir/open"
cp -R "$dir/out/." "$dir/open"
for book in "$dir"/open/xlsx/*.xlsx; do
    mkdir "$book.d" && (cd "$book.d" && python3 -m zipfile -e "$book" .) && rm "$book"
done
if grep -rqFf "$dir/ids" "$dir/open" "$dir/said" "$dir/told" "$dir/verified" \
    "$dir/out.confidential/certificate.txt" "$dir/out.confidential/protection.csv"; then
    echo "a trader's id is told"
    exit 1
fi
grep -qFf "$dir/ids" "$dir/cells/data/contributions.csv" || { echo "ids are not found where they are: the test is broken"; exit 1; }
