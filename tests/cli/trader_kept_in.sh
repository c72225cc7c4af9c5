# A trader's id is never on the terminal or in JSON, and no published field may be read from its column.
sed 's/^  columns:/  encoding: utf-8\n  columns:/' "$srcdir/tests/data/small.yaml" >t.yaml
{ echo 'month,flow,hs,partner,firm,usd,kg'
  printf '2023-01,M,0101210000,DE,SECRET\3771,1,5\n2023-01,M,0101210000,DE,SECRET-2,1,5\n2023-01,M,0101210000,DE,SECRET2,1,5\n'
  printf '2023-01,M,0101210000,XX,SECRET3,1,5\n2023-01,M,8471.3O,DE,SECRET4,1e5,-5\n'; } >r.csv
tenfour check t.yaml r.csv --set checks.max_rejected=1 >out 2>&1
echo "exit $?"
grep -E '^r.csv|^trader_similar:' out
tenfour check t.yaml r.csv --set checks.max_rejected=1 --format json --log-format json >json 2>&1
grep -c SECRET out json
tenfour check t.yaml r.csv --set checks.max_rejected=1 --issues issues.csv -qq
grep -c SECRET issues.csv
for set in 'input.dimensions={office: {column: [post, FIRM]}}' 'input.columns.partner={column: firm, open: true}'; do
    tenfour release t.yaml r.csv -o release --set checks.max_rejected=1 --set "$set" 2>&1
    echo "exit $?"
done
ls
