# Exit 4: nothing is published, the report says what to give up; what was published before stays.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner)
    for (code = 1; code <= 6; code++) for (p = 1; p <= 4; p++) for (firm = 0; firm < (code * p) % 5; firm++)
        printf "2023-01,M,010%d%d10000,%s,f%d,%d.00,%d\n", 1 + code % 2, code, partner[p], (firm + p) % 7,
            (code * 37 + p * 101 + firm * 53) % 400 + 1, firm + 1 }' >records.csv
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3, must: must.csv}\n  insiders: exact\n  unions: off/' \
    "$srcdir/tests/data/small.yaml" >small.yaml
echo 'flow,code,partner' >must.csv
echo "M,TOTAL," >>must.csv
tenfour release small.yaml records.csv -o out -q; echo "totals open: exit $?"
cksum out/SHA256SUMS out.confidential/certificate.txt >before
# All that is safe in a heading's column: the unsafe figure there is what is missing to the sum.
printf 'M,0101,KZ\nM,0101210000,KZ\nM,0101610000,KZ\n' >>must.csv
tenfour release small.yaml records.csv -o out -q --force; echo "a column open: exit $?"
cksum out/SHA256SUMS out.confidential/certificate.txt | cmp - before
grep -A99 '^section,period,flow,code,partner,value,why' out.confidential.refused/protection.csv | grep '^give up'
stat -c %a out.confidential.refused out.confidential.refused/protection.csv
ls out.confidential.refused
# An unsafe figure itself on the list, and no release yet.
printf 'flow,code,partner\nM,0101210000,DE\n' >must.csv
tenfour release small.yaml records.csv -o new -q; echo "unsafe figure: exit $?"
ls -d new*; grep '^give up' new.confidential.refused/protection.csv
# Once a release stands, the report on the refused one is gone.
echo 'flow,code,partner' >must.csv
tenfour release small.yaml records.csv -o new -q; echo "nothing asked: exit $?"
ls -A | grep new
