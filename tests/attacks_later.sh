#!/bin/sh
# tests/attacks_later.sh - attacks by insiders and on implied totals: each succeeds without the setting, fails with it.
set -eu
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
oracle=$srcdir/tests/oracle
header=period,flow,hs10,partner,firm,value

fail() { echo "$1"; exit 1; }
# release NAME RECORDS SETTING...
release() {
    name=$1 records=$2
    shift 2
    set -- $(for setting; do echo "--set $setting"; done)
    "$TENFOUR" release "$srcdir/tests/data/attacks.yaml" "$records" -o "$dir/$name" "$@" >"$dir/log" 2>&1 ||
        { cat "$dir/log"; fail "$name: no release"; }
}
# attack WHO CELL RELEASE... : least and most
attack() {
    who=$1 cell=$2
    shift 2
    "$python" "$oracle/attack.py" "$dir/records.csv" "$cell" --as "$who" "$@"
}
# narrow LEAST MOST VALUE PERCENT: is the value known from above within so many percent?
narrow() { [ "$2" != inf ] && [ "$2" -lt $(($3 + $3 * $4 / 100)) ]; }

rows() { printf '2023-01,M,%s000000,DE,%s,%s\n' "$@"; }
big() { rows 0104 F 400000 0104 G 390000 0104 H 380000 0104 I 370000 0104 J 360000 0104 K 350000; }

# An insider beside one big competitor: A is firm A's, B firm B's, C small; the total is open.
{ echo $header; rows 0101 A 1000000 0102 B 900000 0103 C 20 0103 D 15 0103 E 15; big; } >"$dir/records.csv"
for insiders in exact interval; do
    release "$insiders" "$dir/records.csv" protect.insiders=$insiders protect.unions=off
done
set -- $(attack B "2023-01 M 0101 DE" "$dir/exact")
narrow "$1" "$2" 1000000 10 || fail "exact: firm B should bound A's 1000000, found $1 to $2"
echo "one big competitor, insiders exact: firm B knows that A's 1000000 is at most $2"
set -- $(attack B "2023-01 M 0101 DE" "$dir/interval")
narrow "$1" "$2" 1000000 10 && fail "interval: firm B knows A's 1000000 to be at most $2"

# An insider with 99 percent of a hidden cell.
{ echo $header; rows 0101 A 1000000 0102 B 891000 0102 L 9000 0103 C 200 0103 D 150 0103 E 150; big; } >"$dir/records.csv"
for insiders in exact interval; do
    release "share-$insiders" "$dir/records.csv" protect.insiders=$insiders protect.unions=off
done
set -- $(attack B "2023-01 M 0101 DE" "$dir/share-exact")
narrow "$1" "$2" 1000000 10 || fail "exact: firm B, 99 percent of its cell, should bound A, found $1 to $2"
echo "99 percent of a hidden cell, insiders exact: firm B knows that A's 1000000 is at most $2"
set -- $(attack B "2023-01 M 0101 DE" "$dir/share-interval")
narrow "$1" "$2" 1000000 10 && fail "interval: firm B knows A's 1000000 to be at most $2"

# A coalition: three cells of one firm each hide one another, and two of the firms pool their books.
{ echo $header; rows 0101 A 1000000 0102 B 900000 0105 L 950000 0103 C 200 0103 D 150 0103 E 150; big; } >"$dir/records.csv"
printf 'trader,coalition\nB,pool\nL,pool\n' >"$dir/pool.csv"
release alone "$dir/records.csv" protect.insiders=interval protect.unions=off
release pool "$dir/records.csv" protect.insiders=interval protect.unions=off "attacker.coalitions=$dir/pool.csv"
set -- $(attack B,L "2023-01 M 0101 DE" "$dir/alone")
narrow "$1" "$2" 1000000 10 || fail "undeclared: B and L together should bound A, found $1 to $2"
echo "a coalition that nobody declared: B and L know that A's 1000000 is at most $2"
set -- $(attack B,L "2023-01 M 0101 DE" "$dir/pool")
narrow "$1" "$2" 1000000 10 && fail "declared: B and L know A's 1000000 to be at most $2"

# Two dominated siblings whose sum is dominated: both hidden, the sum is implied.
{ echo $header; rows 0101 A 1000000 0101 C 9000 0102 A 800000 0102 D 7000 0103 C 100000 0103 D 110000 0103 E 120000
  big; } >"$dir/records.csv"
for unions in off on; do
    release "unions-$unions" "$dir/records.csv" protect.insiders=exact protect.unions=$unions
done
if "$python" "$oracle/implied_totals.py" "$dir/records.csv" "$dir/unions-off" >"$dir/found"; then
    fail "unions off: no implied total is unsafe"
fi
sed -n 2p "$dir/found"
"$python" "$oracle/implied_totals.py" "$dir/records.csv" "$dir/unions-on" >"$dir/found" ||
    { cat "$dir/found"; fail "unions on: an implied total is unsafe"; }
"$TENFOUR" cells "$srcdir/tests/data/attacks.yaml" "$dir/records.csv" -o "$dir/cells" --contributions >/dev/null 2>&1
for name in unions-on; do
    "$TENFOUR" verify "$dir/$name" --certificate "$dir/$name.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" | grep -q '^certificate *protected' ||
        fail "$name: not verified"
done
