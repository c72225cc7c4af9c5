#!/bin/sh
# tests/same_bytes.sh - a release with every format, changes and signature has the same bytes wherever and whenever it is made,
# plain and packed (tests/signoff.sh: signing off changes nothing but the manifest).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
example=$srcdir/examples/01-first-release
formats=csv,xlsx,sdmx,csvw,datapackage,dcat,ckan,html
"$TENFOUR" release -q "$example/national.yaml" "$example/records.csv" -o "$dir/before" --set publish.levels=[4,2,0]

# make FOLDER OPTION...: the release, its files listed with their digests.  The key of commitments is the same.
make() {
    folder=$1
    shift
    mkdir -p "$folder.confidential"
    chmod 700 "$folder.confidential"
    [ ! -f "$dir/key" ] || { cp "$dir/key" "$folder.confidential/key"; chmod 600 "$folder.confidential/key"; }
    "$TENFOUR" release -q "$example/national.yaml" "$example/records.csv" -o "$folder" --previous "$dir/before" \
        --set "outputs=[$formats]" --set release.vintage=2023-Q1_v2 "$@"
    cp "$folder.confidential/key" "$dir/key"
    (cd "$folder" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2)
}
make "$dir/one" --threads 1 >"$dir/one.sums"
[ -f "$dir/one/index.html" ] && [ -f "$dir/one/changes.json" ] && [ -f "$dir/one/xlsx/first-release-summary-ru.xlsx" ] ||
    { echo 'files are missing: the test shows nothing'; exit 1; }
sleep 1   # another second
mkdir -p "$dir/some/where else"
(
    umask 077
    TZ=Pacific/Auckland LC_ALL=C.UTF-8 LANG=ru_RU.UTF-8 LC_NUMERIC=de_DE.UTF-8 make "$dir/some/where else/two" --threads 3
) >"$dir/two.sums"
diff "$dir/one.sums" "$dir/two.sums" || { echo 'other bytes'; exit 1; }
(cd / && TZ=America/Lima make "$dir/three" --threads 2 --memory 64M) >"$dir/three.sums"
diff "$dir/one.sums" "$dir/three.sums" || { echo 'other bytes'; exit 1; }
# Packed, signed, with a watch list.
printf 'hs6,tier\n080810,1\n271012,2\n' >"$dir/watch.csv"
set -- --set publish.compress=gz --set "publish.lists=[{file: $dir/watch.csv, by: [tier, all]}]" --set sdmx.merchandise_trade=true
if command -v minisign >/dev/null; then
    minisign -G -W -f -p "$dir/a.pub" -s "$dir/a.key" >/dev/null
    set -- "$@" --sign "$dir/a.key"
fi
make "$dir/packed" --threads 1 "$@" >"$dir/packed.sums"
[ -f "$dir/packed/data/lists.csv.gz" ] || { echo 'no lists: the test shows less'; exit 1; }
(umask 027; cd /; TZ=Asia/Bishkek LANG=tr_TR.UTF-8 LC_ALL=C.UTF-8 make "$dir/some/packed" --threads 3 --memory 64M "$@") >"$dir/again.sums"
diff "$dir/packed.sums" "$dir/again.sums" || { echo 'other bytes, packed'; exit 1; }
[ "$(wc -l <"$dir/one.sums")" -gt 25 ] || { echo 'hardly a file was compared'; exit 1; }
