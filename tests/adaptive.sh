#!/bin/sh
# tests/adaptive.sh - adaptive granularity over 24 months of vintages; with and without the table of the partition.
set -eu
python=$(command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: exact\n  unions: off/
    s/\[10, 4, 2, 0\]/[10, 6, 4, 2, 0]\n  finest: adaptive/; s/\[each, world\]/[world]/' "$srcdir/tests/data/small.yaml" >"$dir/small.yaml"
"$python" "$srcdir/tests/oracle/adaptive.py" "$TENFOUR" "$dir/small.yaml" "$dir" 4
# The same under lids: of a heading, of one code whose neighbour stays fine, of a chapter.
mkdir "$dir/lids"
"$python" "$srcdir/tests/oracle/adaptive.py" "$TENFOUR" "$dir/small.yaml" "$dir/lids" 4 8541:6 2710190001:2 8542310000:4 84:4
# The ladder's adaptive design of the same template has the same cells.
awk 'BEGIN { srand(5); print "month,flow,hs,partner,firm,usd,kg"
    n = split("8542310000 8542310001 8542900000 8541100000 8541210000 8471300000 8471500000 2710190000 2710190001", code)
    for (m = 1; m <= 12; m++) for (c = 1; c <= n; c++) for (f = 1; f <= 1 + c % 5 + 2 * rand(); f++)
        printf "2023-%02d,M,%s,DE,f%d,%d.00,1\n", m, code[c], f, 100 * c + f }' >"$dir/year.csv"
printf 'code,level\n8541,6\n8542310000,4\n' >"$dir/lids.csv"
for lids in '[]' '[{code: "27", level: 4}]'; do
    set -- --set "publish.finest_by=$lids"
    [ "$lids" = '[]' ] || set -- "$@" --set publish.never_finer=lids.csv
    "$TENFOUR" release "$dir/small.yaml" "$dir/year.csv" -o "$dir/y" -q --force "$@"
    told=$("$TENFOUR" ladder "$dir/small.yaml" "$dir/year.csv" --only -d 10:month:world/adaptive --format csv "$@" | awk -F, 'NR == 2 { print $3 }')
    [ "$told" = "$(tail -q -n +2 "$dir"/y/data/hs*.csv | wc -l)" ]
    echo "adaptive with lids $lids: $told cells in the ladder and in the release"
done
# What must be shown and was cut stops the release: by a lid, or because it is not safe.
printf 'code,level,flow\n8541,4,M\n' >"$dir/lids.csv"
printf 'code,flow,partner\n854110,,\n8471300000,M,W00\n85,,\n' >"$dir/show.csv"
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; n = split("8541100000 8541210000 8471300000 8471500000", code)
    for (m = 1; m <= 2; m++) for (c = 1; c <= n; c++) for (f = 1; f <= (c == 3 ? 2 : 4); f++)
        printf "2023-%02d,M,%s,DE,f%d,%d.00,1\n", m, code[c], f, 100 * c + f }' >"$dir/few.csv"
status=0
"$TENFOUR" release "$dir/small.yaml" "$dir/few.csv" -o "$dir/c" -q --set publish.never_finer=lids.csv --set publish.must_show=show.csv \
    2>"$dir/said" || status=$?
[ $status = 2 ]
grep -q '854110 (line 2) has at most 4 digits by publish.never_finer; 8471300000 (line 3) has at most 4 digits by adaptive granularity' "$dir/said"
printf 'line,code,flow,partner,digits,by,by_line\n2,854110,M,DE,4,never_finer,2\n3,8471300000,M,DE,4,adaptive,\n' >"$dir/want"
cmp "$dir/want" "$dir/c.confidential.refused/conflicts.csv"
[ ! -e "$dir/c" ]
# One cut serves all partners.
printf 'code,level,partner\n8541,4,DE\n' >"$dir/lids.csv"
for by in 'publish.never_finer=lids.csv' 'publish.finest_by=[{partners: [DE], level: 6}]'; do
    status=0
    "$TENFOUR" release "$dir/small.yaml" "$dir/few.csv" -o "$dir/c" -q --set "$by" 2>"$dir/said" || status=$?
    [ $status = 2 ]
    grep -q 'one length for all partners' "$dir/said"
done
# Only the tables by length: the same ones.
"$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/p" -q
"$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/h" -q --set publish.adaptive=hierarchy
[ -e "$dir/p/data/partition.csv" ]
[ ! -e "$dir/h/data/partition.csv" ]
for table in 10 6 4 2 0; do cmp "$dir/p/data/hs$table.csv" "$dir/h/data/hs$table.csv"; done
