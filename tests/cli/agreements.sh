# Requests and waivers: what is hidden is what traders asked for and what its protection needs; a waiver of one of two
# firms opens nothing, of both it does; the office is told which requests count.
sed -e 's/method: none/method: suppress/' -e '/reason:/d' -e 's/levels: \[10, 4, 2, 0\]/levels: [4, 0]/' \
    "$srcdir/tests/data/small.yaml" >base.yaml
cat >records.csv <<'END'
month,flow,hs,partner,firm,usd,kg
2023-01,M,0101210000,DE,anna,600,5
2023-01,M,0101210000,DE,berta,400,2
2023-01,M,0102290000,DE,anna,900,5
2023-01,M,0102290000,DE,cora,40,2
2023-01,M,0102290000,DE,dora,60,2
2023-01,M,0103910000,DE,cora,300,2
2023-01,M,0103910000,DE,dora,310,2
2023-01,M,0103910000,DE,emma,320,2
2023-01,M,0104100000,DE,dora,410,2
2023-01,M,0104100000,DE,emma,420,2
2023-01,M,0104100000,DE,fanny,430,2
2023-01,M,0101210000,CN,cora,700,2
2023-01,M,0101210000,CN,dora,710,2
2023-01,M,0101210000,CN,emma,720,2
2023-01,M,0102290000,CN,dora,510,2
2023-01,M,0102290000,CN,emma,520,2
2023-01,M,0102290000,CN,fanny,530,2
2023-01,M,0103910000,CN,dora,151,2
2023-01,M,0103910000,CN,emma,152,2
2023-01,M,0103910000,CN,fanny,153,2
END
hidden() { awk -F, '$6 == "Q" { printf "%s %s, ", $3, $4 }' out/data/hs4.csv out/data/hs0.csv; echo; }
cat base.yaml >passive.yaml
sed -i 's/^protect:/protect:\n  scope: passive\n  insiders: exact\n  unions: off\n  rules: {requests: requests.csv}/' passive.yaml
cat >requests.csv <<'END'
trader,flow,code,partner,from,until
 Anna ,M,0102,DE,2023-01,2023-12
berta,M,0101,*,,
cora,M,0101,CN,,2022-12
gina,M,01,*,,
END
# Anna has 90 % of 0102 from DE; Berta only 40 % of 0101; Cora's time is over; Gina is not there.
tenfour release -q passive.yaml records.csv -o out
hidden
cat out.confidential/agreements.csv
awk -F, '$6 == "Q" { print $7 }' out/data/hs4.csv | sort -u
# With rules beside them, 0101 from DE is unsafe too: two firms.
tenfour release -q passive.yaml records.csv -o out --force --set protect.scope=both --set protect.rules.minimum_contributors=3
hidden
# What a waiver taken for consent to open the figure would give away: Anna subtracts her own 600.
sed 's/^protect:/protect:\n  reason: test/; s/method: suppress/method: none/' base.yaml >open.yaml
tenfour release -q open.yaml records.csv -o open
awk -F, '$3 == "0101" && $4 == "DE" { printf "berta traded %.2f: the open figure less what anna knows\n", $5 - 600 }' \
    open/data/hs4.csv
# Waivers, rules alone: 0101 from DE has two firms; one of them agreed to be shown, then both.
sed 's/^protect:/protect:\n  insiders: exact\n  unions: off\n  rules: {minimum_contributors: 3, p_percent: 10, waivers: waivers.csv}/' base.yaml >waived.yaml
printf 'trader,code,flow,partner,from,until\nanna,0101,M,DE,2023,2023\n' >waivers.csv
tenfour release -q waived.yaml records.csv -o out --force
grep 0101,DE out/data/hs4.csv
printf 'trader,code,flow,partner\nanna,01*,M,DE\n' >waivers.csv
printf 'berta,0101,M,DE\nanna,0101,M,DE\n' >>waivers.csv
tenfour release -q waived.yaml records.csv -o out --force
grep 0101,DE out/data/hs4.csv
cat out.confidential/agreements.csv
# Errors name file and line.
printf 'trader,code,from\nanna,0101,spring\n' >requests.csv
tenfour release passive.yaml records.csv -o out --force; echo "exit $?"
# What a request kept to its own level would give away: the open heading is Anna's figure to a tenth.
awk -F, '$3 == "0102" && $4 == "DE" { printf "anna traded 900 of the %.2f that the heading shows\n", $5 }' open/data/hs4.csv
# A request for a ten-digit code where only headings are published means the heading: else 900 of its 1000 would show.
printf 'trader,flow,code,partner\nanna,M,0102290000,DE\n' >requests.csv
tenfour release -q passive.yaml records.csv -o out --force
grep 0102,DE out/data/hs4.csv
# Reasons, where the office wants them; the certificate then says what is not proven.
tenfour release -q waived.yaml records.csv -o out --force --set protect.conf_detail=full
cut -d, -f3,4,6,7 out/data/hs4.csv | grep Q
tenfour verify out --certificate out.confidential/certificate.txt | grep -c 'certificate  witnesses hold'
grep reasons out.confidential/certificate.txt
# Corrections: netted per firm and figure, weighed by size; the figure may lie as low as bounds.negative says.
sed '/,DE,cora,40,/s/40,2/-40,-2/' records.csv >corrected.csv
printf 'trader,code\n' >waivers.csv
tenfour release -q waived.yaml corrected.csv -o out --force --set bounds.negative=-50
awk -F '\t' '$1 == "H" && $13 == "0102" && $14 == "DE" { print $3, $4, $6, $7 }' out.confidential/certificate.txt
tenfour release -q waived.yaml corrected.csv -o out --force
awk -F '\t' '$1 == "H" && $13 == "0102" && $14 == "DE" { print ($4 < -1e15) }' out.confidential/certificate.txt
# A request that was justified a year ago needs less to go on: berta had 4000 of 4600 then, 400 of 1000 now.
sed 's/^2023-/2022-/; s/berta,400/berta,4000/' records.csv >before.csv
printf 'trader,flow,code,partner\nberta,M,0101,DE\n' >requests.csv
continued='protect.rules.requests={file: requests.csv, share: 75, share_continued: 35}'
tenfour release -q passive.yaml before.csv -o before --set "$continued"
tenfour release -q passive.yaml records.csv -o out --force --set "$continued"
grep 0101,DE out/data/hs4.csv
tenfour release -q passive.yaml records.csv -o out --force --set "$continued" --previous before
grep 0101,DE out/data/hs4.csv
