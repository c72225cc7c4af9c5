# The exit codes that scripts in offices depend on.
data=$srcdir/tests/data
code() { expected=$1; shift; tenfour "$@" -qq >/dev/null; got=$?; [ $got = "$expected" ] || echo "$*: exit $got, expected $expected"; }
code 0 check "$data/small.yaml" "$data/small.csv"
code 0 release "$data/small.yaml" "$data/small.csv" -o done
code 0 release "$data/small.yaml" "$data/small.csv" -o done --force
code 0 cells "$data/small.yaml" "$data/small.csv" -o cells
code 1 check "$data/small.yaml" missing.csv
code 1 release "$data/small.yaml" "$data/small.csv" -o /dev/null/out
code 2 check
code 2 check "$data/small.csv" "$data/small.csv"
code 2 release "$data/small.yaml" "$data/small.csv" -o done
code 2 release "$data/small.yaml" "$data/small.csv"
code 2 cells "$data/small.yaml" "$data/small.csv" -o cells
code 2 release "$data/small.yaml" "$data/small.csv" -o new --set release.licence=
code 2 release "$data/small.yaml" "$data/small.csv" -o new --set protect.reason=
sed 's/0101210000/01012X0000/' "$data/small.csv" >bad.csv
code 3 check "$data/small.yaml" bad.csv
code 3 release "$data/small.yaml" bad.csv -o new
printf 'flow,code,partner\nX,8471300000,FR\n' >must.csv
code 4 release "$data/small.yaml" "$data/small.csv" -o new --set protect.method=suppress \
    --set protect.rules.minimum_contributors=3 --set protect.rules.must="$PWD/must.csv" --set protect.reason=
ls -A | grep new | grep -v refused
exit 0
