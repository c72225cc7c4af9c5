# check tells every defect with its place and what was done; a trader is never named; files only where asked for.
data=$srcdir/tests/data
cat >june.csv <<'END'
month,flow,hs,partner,firm,usd,kg
2023-01,M,0101210000,DE,KG0012345678,100.10,5
2023-01,M,0101210000,DE,KG0012345679,50.005,2
2023-01,Q,8471300000,FR,KG0012345678,1000.01,7
2023-02,M,8471.3O,CN,KG0012345678,-1.5,1
2023-02,M,8471300000,Germny,KG0012345678,1,1
2023-02,M,8471300000,FR,,1,1
END
tenfour check "$data/small.yaml" june.csv --issues issues.csv --rejected rejected.csv | sed 's/ in [0-9.]* s / in T s /'
tenfour check -q "$data/small.yaml" june.csv --set checks.max_rejected=0.5 --format csv
echo "exit $?"
tenfour check "$data/small.yaml" june.csv --issues issues.csv -q 2>&1
echo "exit $?"
tenfour check "$data/small.yaml" june.csv >out 2>&1
tenfour check "$data/small.yaml" june.csv --format json -vv --log-format json >>out 2>&1
grep -c KG00 out
ls -l issues.csv rejected.csv | cut -c1-10
ls
