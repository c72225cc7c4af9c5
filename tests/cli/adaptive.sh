# Adaptive granularity: the finest safe codes, a residual, each record once; certified; a promise of detail that is broken stops.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; n = split("8542310000 8542310001 8542900000 8471300000 8471500000 0101210000 0101290000 0201100000", code)
    for (month = 1; month <= 24; month++) for (c = 1; c <= n; c++) for (firm = 0; firm < (c % 3 == 0 ? 1 : c == 8 && month > 12 ? 1 : 4); firm++)
        printf "%d-%02d,M,%s,%s,f%d,%d.00,%d\n", 2022 + (month > 12), (month - 1) % 12 + 1, code[c], firm % 2 ? "DE" : "FR", firm,
            (c * 37 + firm * 3 + month * 17) % 100 + 100, firm + 1 }' >records.csv
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  method: rollup\n  insiders: exact\n  unions: off/; s/\[10, 4, 2, 0\]/[10, 6, 4, 2, 0]\n  finest: adaptive/; s/\[each, world\]/[world]/' "$srcdir/tests/data/small.yaml" >small.yaml
tenfour release small.yaml records.csv -o out | grep -v '^publish\|^memory\|^read\|^protect'
cat out.confidential/adaptive.csv
grep -E '^(period|2022-01|2023-01)' out/data/partition.csv | cut -d, -f1-5
for month in 2022-07 2023-12; do awk -F, -v m=$month '$1 == m && FNR > 1 { sum[FILENAME] += $5 } END { for (f in sum) print m, f, sum[f] }' out/data/partition.csv out/data/hs0.csv; done | sort
tenfour verify out --certificate out.confidential/certificate.txt >verified; echo "verify: $?"; grep -E '^(tables|sums)' verified | cut -c1-40
echo 'changes of a code in its year:'
awk -F, 'NR > 1 { if ($2 SUBSEP $3 in is) changes++; is[$2, $3] = $4 } END { print changes + 0 }' out.confidential/adaptive.csv
echo promise:
tenfour release small.yaml records.csv -o new -q --set publish.minimum_level=2 --previous out; echo "exit $?"
tenfour release small.yaml records.csv -o new2 -q --set publish.minimum_level=6; echo "exit $?"
tenfour release small.yaml records.csv -o new3 -q --set protect.method=suppress --set publish.finest=2 --set publish.minimum_level=2 --previous out; echo "exit $?"
tenfour release small.yaml records.csv -o new4 -q --set protect.rules.minimum_contributors=9 2>refused; echo "exit $?"; cut -c1-72 refused
