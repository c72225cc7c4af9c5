# A release is verified with its certificate; an edited number breaks a sum that is named.
awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner)
    for (code = 1; code <= 6; code++) for (p = 1; p <= 4; p++) for (firm = 0; firm < (code * p) % 5; firm++)
        printf "2023-01,M,010%d%d10000,%s,f%d,%d.00,%d\n", 1 + code % 2, code, partner[p], (firm + p) % 7,
            (code * 37 + p * 101 + firm * 53) % 400 + 1, firm + 1 }' >records.csv
template() { sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: exact\n  unions: off/' "$srcdir/tests/data/small.yaml"; }
template >small.yaml
tenfour release small.yaml records.csv -o out -q || echo "release: $?"
certificate=out.confidential/certificate.txt
tenfour verify out --certificate $certificate
tenfour verify out --certificate $certificate --format json
tenfour verify out --key $certificate; echo "exit $?"
sed -i 's/^\(2023.*,TOTAL,W00,\)[0-9]*/\17/' out/data/hs0.csv
tenfour verify out --certificate $certificate; echo "exit $?"
tenfour release small.yaml records.csv -o out -q --force || echo "release: $?"
tenfour cells small.yaml records.csv -o cells --contributions -q
tenfour verify out --certificate $certificate --contributions cells/data/contributions.csv
sed -i 's/,DE,F1,/,DE,F9,/' cells/data/contributions.csv
tenfour verify out --certificate $certificate --contributions cells/data/contributions.csv -q; echo "exit $?"
tenfour verify out --contributions cells/data/contributions.csv; echo "exit $?"
# Rounded for publication: the certificate knows the exact numbers behind.
tenfour release small.yaml records.csv -o round -q --set 'publish.units={value: 100}' || echo "release: $?"
tenfour verify round --certificate round.confidential/certificate.txt | head -3
sed -i 's/^\(2023.*,TOTAL,W00,\)9/\18/' round/data/hs0.csv
tenfour verify round --certificate round.confidential/certificate.txt >/dev/null; echo "exit $?"
