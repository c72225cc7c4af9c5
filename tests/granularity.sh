#!/bin/sh
# tests/granularity.sh - the granularity policy: by code, list, flow and partners, lids, what must be shown; certified.
set -eu
python=$(command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed 's/\[10, 4, 2, 0\]/[10, 6, 4, 2, 0]/; s/\[each, world\]/[each, world, {EAEU: [KZ, RU]}]/' \
    "$srcdir/tests/data/small.yaml" >"$dir/open.yaml"
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3, p_percent: 10}/' "$dir/open.yaml" >"$dir/small.yaml"
"$python" "$srcdir/tests/oracle/granularity.py" "$TENFOUR" "$dir/open.yaml" "$dir" 1 12

# Certified, and the contributions of the office fit the certificate; whatever the threads and the order of rows.
cp "$dir/records.csv" "$dir/some.csv"
printf 'code,tier\n854231,1\n271019,1\n' >"$dir/watch.csv"
set -- --set publish.finest=4 --set 'publish.finest_by=[{list: watch.csv, level: 10}, {partners: [EAEU], flow: X, level: 2}]' \
    --set 'publish.lists=[{file: watch.csv}]'
"$TENFOUR" cells "$dir/small.yaml" "$dir/some.csv" -o "$dir/cells" --contributions -q
"$TENFOUR" release "$dir/small.yaml" "$dir/some.csv" -o "$dir/a" -q "$@"
"$TENFOUR" verify "$dir/a" --certificate "$dir/a.confidential/certificate.txt" \
    --contributions "$dir/cells/data/contributions.csv" >"$dir/said"
[ "$(grep -c ' protected ' "$dir/said")" = 2 ]
(head -1 "$dir/some.csv"; tail -n +2 "$dir/some.csv" | sort -r) >"$dir/turned.csv"
"$TENFOUR" release "$dir/small.yaml" "$dir/turned.csv" -o "$dir/b" -q --threads 1 "$@"
for table in hs10 hs6 hs4 hs2 hs0 lists; do cmp "$dir/a/data/$table.csv" "$dir/b/data/$table.csv"; done
# A certificate whose places were moved is refused.
sed 's/^placed\t8542XX/placed\t8541/' "$dir/a.confidential/certificate.txt" >"$dir/moved.txt"
! cmp -s "$dir/moved.txt" "$dir/a.confidential/certificate.txt"
! "$TENFOUR" verify "$dir/a" --certificate "$dir/moved.txt" --contributions "$dir/cells/data/contributions.csv" >/dev/null 2>&1

# Conflicts stop the build: what the policy cuts, what the rules forbid.  All are listed, for the office alone.
printf 'code,level,flow,partner\n8542,6,,\n85,4,X,RU\n' >"$dir/lids.csv"
printf 'code,flow,partner\n854231,,\n8541,,\n8542310000,M,DE\n854110,X,W00\n' >"$dir/show.csv"
status=0
"$TENFOUR" release "$dir/small.yaml" "$dir/some.csv" -o "$dir/c" -q --set publish.never_finer=lids.csv \
    --set publish.must_show=show.csv 2>"$dir/said" || status=$?
[ $status = 2 ]
grep -q '854231 (line 2) has at most 4 digits by publish.never_finer; 8542310000 (line 4) .* 6 digits .*; 854110 (line 5)' "$dir/said"
cat >"$dir/want" <<'END'
line,code,flow,partner,digits,by,by_line
2,854231,X,RU,4,never_finer,3
4,8542310000,M,DE,6,never_finer,2
5,854110,X,RU,4,never_finer,3
END
cmp "$dir/want" "$dir/c.confidential.refused/conflicts.csv"
[ ! -e "$dir/c" ]
printf 'code,flow,partner\n8542310000,M,DE\n' >"$dir/show.csv"
status=0
"$TENFOUR" release "$dir/small.yaml" "$dir/some.csv" -o "$dir/d" -q --set protect.rules.minimum_contributors=9 \
    --set publish.must_show=show.csv 2>"$dir/said" || status=$?
[ $status = 2 ]
grep -q 'must be published are unsafe' "$dir/said"
! grep -q '85423' "$dir/said"
[ "$(grep -c '^give up,.*,8542310000,DE,' "$dir/d.confidential.refused/protection.csv")" = 4 ]   # months and measures
# A length that has no table.
status=0
"$TENFOUR" release "$dir/small.yaml" "$dir/some.csv" -o "$dir/e" -q --set 'publish.levels=[4, 0]' \
    --set publish.must_show=show.csv 2>"$dir/said" || status=$?
[ $status = 2 ]
grep -q '10 digits are not among publish.levels' "$dir/said"

# A promise of digits: held against the tables there are, and against what earlier releases show of the same flow and partner.
promised() { # EXIT NAME OPTION...
    want=$1 out=$dir/$2 status=0
    shift 2
    "$TENFOUR" release "$dir/open.yaml" "$dir/some.csv" -o "$out" -q "$@" 2>"$dir/said" || status=$?
    [ $status = "$want" ] || { echo "a promise: exit $status, expected $want: $*"; cat "$dir/said"; exit 1; }
}
promised 0 p10 --set publish.minimum_level=10
promised 2 p6 --set publish.minimum_level=6 --set 'publish.levels=[4, 0]'
promised 0 mixed --set 'publish.finest_by=[{flow: X, level: 4}, {partners: [DE], level: 6}]'
set -- --previous "$dir/mixed" --set release.vintage=v2 --set publish.minimum_level=0
promised 0 same "$@" --set 'publish.finest_by=[{flow: X, level: 4}, {partners: [DE], level: 6}]'
promised 2 flow "$@" --set 'publish.finest_by=[{flow: M, level: 4}]'
promised 2 partner "$@" --set 'publish.finest_by=[{partners: [RU], level: 4}]'
promised 2 tables "$@" --set 'publish.levels=[4, 0]'
