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
echo 'one firm has nearly all of the mass of 8542310001: where the mass is published that code is no place, and nothing is hidden:'
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; n = split("8542310000 8542310001 8542900000 8471300000", code)
    for (m = 1; m <= 2; m++) for (c = 1; c <= n; c++) for (f = 1; f <= 4; f++)
        printf "2023-%02d,M,%s,DE,f%d,%d.00,%d\n", m, code[c], f, 100 * c + f, c == 2 && f == 1 ? 500 : 10 * c + f }' >mass.csv
sed 's/minimum_contributors: 3/&, p_percent: 10/' small.yaml >mass.yaml
tenfour cells mass.yaml mass.csv -o cells --contributions -q
for measures in '[value]' '[value, net_mass]'; do
    tenfour release mass.yaml mass.csv -o mass -q --force --set "publish.measures=$measures"; echo "exit $?"
    cut -d, -f3- mass.confidential/adaptive.csv
    awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /_status$/) status[i] } FNR > 1 { for (i in status) hidden += $i != "A" } END { print hidden + 0 " hidden" }' mass/data/*.csv
    tenfour verify mass --certificate mass.confidential/certificate.txt --contributions cells/data/contributions.csv >verified; echo "verify: $?"; grep "^certificate" verified | cut -c1-92
done
cat mass/data/partition.csv
echo 'the three firms of 8471500000 and of 0201200000 are one holding: these codes are no places then, and nothing is hidden:'
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; n = split("8542310000 8542900000 8471300000 8471500000 0201100000 0201200000", code)
    for (m = 1; m <= 2; m++) for (c = 1; c <= n; c++) for (f = 1; f <= (c == 4 || c == 6 ? 3 : 5); f++)
        printf "2023-%02d,M,%s,DE,%s%d,%d.00,%d\n", m, code[c], c == 1 || c == 2 ? "g" : "h", f, 100 * c + f, 10 * c + f }' >held.csv
printf 'trader,holding\nh1,H\nh2,H\nh3,H\n' >holdings.csv
for holdings in '' --set=protect.rules.holdings=holdings.csv; do
    tenfour release small.yaml held.csv -o held -q --force $holdings; echo "exit $?"
    cut -d, -f3- held.confidential/adaptive.csv
    awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /_status$/) status[i] } FNR > 1 { for (i in status) hidden += $i != "A" } END { print hidden + 0 " hidden" }' held/data/*.csv
done
