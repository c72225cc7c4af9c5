# Good records: exit 0, one summary; from files, a stream and gzip alike.
data=$srcdir/tests/data
tenfour check "$data/small.yaml" "$data/small.csv" | sed 's/ in [0-9.]* s / in T s /'
tenfour check "$data/small.yaml" <"$data/small.csv" | sed 's/ in [0-9.]* s / in T s /'
gzip -c "$data/small.csv" | tenfour check "$data/small.yaml" - --threads 2 --memory 64M | sed 's/ in [0-9.]* s / in T s /'
tenfour check -q "$data/small.yaml" "$data/small.csv"
tenfour check -q "$data/small.yaml" "$data/small.csv" --tmp no/such/folder
echo "exit $?"
tenfour check -q "$data/small.yaml" "$data/small.csv" --memory 1K --threads 2
echo "exit $?"
