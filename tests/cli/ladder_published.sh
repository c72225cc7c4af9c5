# Publications of any office as ladders: what is in a set, tables that overlap, a newer one as a design, hostile files.
cat >old.csv <<'END'
period,flow,code,partner,value_usd
2022,M,TOTAL,W00,1000
2022,M,8542310000,DE,100
2022,M,8542310000,CN,200
2022,M,8542390000,CN,50
2022,M,8471300000,CN,300
2022,M,8471500000,CN,150
2022,M,2710190000,RU,200
END
show() { cut -d, -f1-4,10; }
tenfour ladder old.csv --only -d 10 -d 4 -d 10:year:world --format csv | cut -d, -f1-4,10-11
echo 'totals and parts of several lengths, the world and partners, years and months: counted once'
{ cat old.csv
  printf '2022,M,%s,%s,%s\n' 85 DE 100 85 CN 250 8542 CN 250 854231 CN 200 84 W00 450 TOTAL CN 700 27 RU 200
  printf '2022-%02d,M,TOTAL,W00,80\n' 1 2 3 4 5 6; } >mixed.csv
tenfour ladder mixed.csv --only -d 10 -d 4 -d 10:year:world --format csv | cut -d, -f1-4,10-11
tenfour ladder mixed.csv --only -d 10 | tail -2
echo 'what a total has beyond its parts, a code of fewer digits, rows without a figure:'
cat >gaps.csv <<'END'
period,flow,code,partner,value_usd,value_status
2022,M,TOTAL,DE,1000,
2022,M,8542,DE,600,
2022,M,8542310000,DE,400,
2022,M,8542390000,DE,,Q
2022,M,27,DE,300,
2022,M,93,DE,,Q
2022,M,8471300000,CN,5,
2022,M,9306900000,CN,,Q
END
tenfour ladder gaps.csv --by heading
tenfour ladder gaps.csv --only -d 10 --format json | sed -n '/"publications"/,/]/p'
echo 'a newer one of another time: its structure'
cat >new.csv <<'END'
period,flow,code,partner,value_usd,value_status
2023,M,TOTAL,W00,900,
2023,M,TOTAL,DE,150,
2023,M,TOTAL,CN,550,
2023,M,TOTAL,RU,200,
2023,M,8542,DE,,Q
2023,M,8542,CN,250,
2023,M,8471,CN,300,
2023,M,27,RU,200,
END
tenfour ladder old.csv new.csv --only
echo 'of the same time: cell by cell'
sed 's/^2023/2022/' new.csv >same.csv
tenfour ladder old.csv same.csv --only -d 4 --format csv | cut -d, -f1-5,10-13
echo 'years against months, months that are no whole year, a pair of tables:'
months() { head -1 $1; for month in 01 02 03; do sed "1d; s/^202[23]/2022-$month/" $1; done; }
months same.csv >monthly.csv && tenfour ladder old.csv monthly.csv --only | tail -3
months old.csv >few.csv && tenfour ladder few.csv same.csv --only | tail -3
cat >pair.csv <<'END'
period,flow,code,partner,value_usd
2022,M,TOTAL,DE,100
2022,M,TOTAL,CN,700
2022,M,TOTAL,RU,200
2022,M,8542,W00,350
2022,M,8471,W00,450
2022,M,2710,W00,200
END
tenfour ladder old.csv pair.csv --only -d 4:year:world+0:year:each --format csv | cut -d, -f2-5,10-13
echo 'of another edition: digits alone'
tenfour ladder old.csv new.csv --edition-a HS2017 --edition-b HS2022 --only | tail -3
echo "groups beside their members, the world twice:"
{ cat old.csv; printf "2022,M,8542310000,%s,%s\n" G_EAEU 100 EU27_2020 100 World 300 WLD 300; } >groups.csv
tenfour ladder groups.csv --only -d 4 | tail -3
echo 'several files a side:'
head -4 old.csv >one.csv; { head -1 old.csv; tail -3 old.csv; } >two.csv
tenfour ladder --series one.csv two.csv --only -d 10 -d 4 --format csv | cut -d, -f1-4,10
tenfour ladder one.csv two.csv --new new.csv --only --format csv | cut -d, -f1-5,10
echo 'a later file counts:'
sed 's/,200$/,900/' two.csv >three.csv
tenfour ladder --series two.csv three.csv --only -d 10 | tail -2
echo 'negative values, shipments of one key:'
printf 'period,flow,code,partner,value_usd\n2022,M,847130,DE,-5\n2022,M,847150,DE,7\n2022,M,847150,DE,3\n2022,M,847150,CN,4\n' >odd.csv
tenfour ladder odd.csv --by heading --format csv
echo 'all goods by partner, and one row:'
printf 'period,flow,code,partner,value_usd\n2022,M,TOTAL,DE,30\n2022,M,TOTAL,CN,70\n' >goods.csv
tenfour ladder goods.csv
sed '3d' goods.csv >row.csv; tenfour ladder row.csv --format csv | cut -d, -f1-4,10
echo refused:
: >empty.csv; tenfour ladder empty.csv; echo "exit $?"
head -1 old.csv >header.csv; tenfour ladder header.csv; echo "exit $?"
sed 's/,[0-9]*$/,0/' old.csv >zero.csv; tenfour ladder zero.csv; echo "exit $?"
printf 'period,flow,code,partner,value_usd\n2022,M,TOTAL,DE,\n' >hidden.csv; tenfour ladder hidden.csv; echo "exit $?"
printf 'period,flow,code,partner,value_usd\n2022,M,8471,DE,99999999999999999999\n' >huge.csv; tenfour ladder huge.csv; echo "exit $?"
tenfour ladder old.csv --profile nobody; echo "exit $?"
tenfour ladder old.csv missing.csv; echo "exit $?"
tenfour ladder old.csv new.csv two.csv; echo "exit $?"
tenfour ladder old.csv --series --new new.csv; echo "exit $?"
tenfour ladder old.csv --set publish.levels=[4]; echo "exit $?"
tenfour ladder goods.csv --by heading; echo "exit $?"
tenfour ladder old.csv -d 10/suppress; echo "exit $?"
cp "$srcdir/tests/data/small.yaml" . && tenfour ladder small.yaml --new new.csv; echo "exit $?"
tenfour ladder --new new.csv; echo "exit $?"
echo 'from structure alone: lists of headings, of longer codes, of mixed lengths, with two tiers, of other days'
told() { printf "$1" >list.csv; tenfour ladder -w list.csv | cut -c1-60; }
told 'hs4,tier\n8534,1\n8542,2\n'
told 'code,tier\n8542310000,1\n854231,2\n854232,2\n9999999999,3\n'
told 'code,tier\n854231,1\n8542.31,2\n85,3\n' | grep -E '^(8541|8542|8547)'
printf 'code,tier,since,until\n854231,1,2023-05-19,\n847130,2,2024-02-23,\n853400,1,2023-05-19,2023-09-26\n' >list.csv
for day in 2023-06-01 2023-10-01 2024-03-01; do tenfour ladder -w list.csv --as-of $day --format csv | tail -n +2; echo; done
printf 'code,label\n8542310000,a\n8542310001,b\n8542900000,c\n' >fine.csv
tenfour ladder -w list.csv --classification fine.csv
printf 'code\n' >list.csv; tenfour ladder -w list.csv; echo "exit $?"
tenfour ladder -w list.csv --as-of soon; echo "exit $?"
