# Release designs side by side: by structure alone, on records with rules, between two releases; the same for any order and threads.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner); split("8542310000 8542310001 8542900000 8534000000 8471300000 8471500000", code)
    for (month = 1; month <= 12; month++) for (c = 1; c <= 6; c++) for (p = 1; p <= 4; p++) for (firm = 0; firm < 2 + (c * p) % 6; firm++)
        printf "2023-%02d,M,%s,%s,f%d,%d.00,%d\n", month, code[c], partner[p], (firm + p) % 9,
            (c * 37 + p * 101 + firm * 53 + month * 17) % 400 + 100, firm + 1 }' >records.csv
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: exact\n  unions: off/; s/\[10, 4, 2, 0\]/[10, 6, 4, 2, 0]/' "$srcdir/tests/data/small.yaml" >small.yaml
printf 'code,tier\n854231,1\n853400,4.A\n847150,3.A\n' >list.csv
tenfour ladder -w list.csv
open='--only -d 10 -d 6 -d 4 -d 2 -d 10:quarter -d 10:year:world -d 6:month:world+2:month:each -d 4/lists -d 10/adaptive -d 10:year:world/adaptive'
tenfour ladder small.yaml records.csv -w list.csv $open
tenfour ladder small.yaml records.csv -w list.csv --format csv $open | cut -d, -f1-9,14-24 | sed 's/\(\.[0-9][0-9][0-9]\)[0-9]*/\1/g'
echo 'suppressed designs leave nothing known exactly or within reach:'
tenfour ladder small.yaml records.csv --format csv | awk -F, '$1 ~ /^"[0-9]* digits$/ && $2 ~ /suppressed/ { print $1 "," $2, $15 + $16 + $20 + $21, ($5 > 0) }'
{ head -1 records.csv; tail -n +2 records.csv | sort -t, -k6n; } >sorted.csv
tenfour ladder small.yaml records.csv -w list.csv --simulate 300 --format json --threads 1 >one.json
tenfour ladder small.yaml sorted.csv -w list.csv --simulate 300 --format json --threads 3 | cmp - one.json && echo 'the same for any order and threads'
echo 'shown at 10, 8, 6, 4, 2, 0 digits:'
# By hand: 8542 holds 300, 240 and a lone trader's 30, which takes 240 along into 8542XX; 8534 holds 360: 660 of 930 are shown.
printf 'month,flow,hs,partner,firm,usd,kg\n' >few.csv
for firm in a b c d e f; do printf '2023-01,M,8542310000,DE,%s,50.00,1\n2023-01,M,8542900000,DE,%s,40.00,1\n2023-01,M,8534000000,DE,%s,60.00,1\n' $firm $firm $firm; done >>few.csv
printf '2023-01,M,8542320000,DE,z,30.00,1\n' >>few.csv
tenfour ladder small.yaml few.csv --format csv --only -d 10/adaptive | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "shown_10") n = i } NR > 1 { print $n "," $(n+1) "," $(n+2) "," $(n+3) "," $(n+4) "," $(n+5) }'
echo public:
tenfour ladder small.yaml records.csv -w list.csv --public --only -d 10 -d 4:month:world
tenfour ladder small.yaml records.csv --public --set publish.finest=4
tenfour ladder small.yaml records.csv --public --set publish.finest=adaptive; echo "exit $?"
tenfour ladder small.yaml records.csv --public --only -d 10/suppress; echo "exit $?"
tenfour ladder small.yaml records.csv --public --only -d 10 --set publish.partners=[world]; echo "exit $?"
echo between two releases:
tenfour release small.yaml records.csv -o old -q --set protect.method=none --set 'protect.reason=a test'
tenfour release small.yaml records.csv -o new -q --set 'publish.levels=[4,2,0]'
tenfour ladder old new -w list.csv --by heading
tenfour ladder old new --only --format csv | cut -d, -f1-9
echo page:
tenfour ladder small.yaml records.csv -w list.csv $open --page page.html -q --format csv >page.csv
stat -c '%a' page.html
grep -c '<circle' page.html; grep -c 'data-value="0.419446453"' page.html; grep -c '0.419446453' page.csv
echo refused:
tenfour ladder; echo "exit $?"
tenfour ladder small.yaml records.csv -d 9; echo "exit $?"
tenfour ladder small.yaml records.csv -d 4:week; echo "exit $?"
tenfour ladder small.yaml records.csv --by colour; echo "exit $?"
printf 'code\n85x\n' >bad.csv
tenfour ladder -w bad.csv; echo "exit $?"
echo 'the policy of the template:'
tenfour ladder small.yaml records.csv -w list.csv --set 'publish.finest={default: 4}' --set 'publish.finest_by=[{list: list.csv, level: 10}, {partners: [DE], flow: M, level: 6}]' --format csv | cut -d, -f1-5,10-15,20 | grep -e template -e '4 digits, open'
tenfour ladder small.yaml records.csv --set 'publish.finest={default: 4}' --only -d policy -d 4 -d policy:year:world/suppress
tenfour ladder small.yaml records.csv --set publish.finest=adaptive --only -d policy; echo "exit $?"
tenfour ladder small.yaml records.csv --only -d policy+2; echo "exit $?"
echo 'measures that are published beside the value change nothing:'
tenfour ladder small.yaml records.csv --only -d 10/suppress -d 4/suppress >with; tenfour ladder small.yaml records.csv --set publish.measures=[value] --only -d 10/suppress -d 4/suppress | cmp - with && echo same
echo 'usual designs with coarser time:'
tenfour ladder small.yaml records.csv --set publish.periods=[month,quarter,year] --format json | grep -o '"[0-9]* digits by [a-z]*[^"]*"\|"adaptive by [^"]*"' | sort -u
