#!/bin/sh
# tests/reconcile.sh - textbook adjustments, breaks to the last unit, a planted wrong figure, vintages, mirror, rounding.
set -u
srcdir=${srcdir:-.}
case $srcdir in /*) ;; *) srcdir=$(pwd)/$srcdir ;; esac
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
python=$(command -v /usr/bin/python3 || command -v python3) || { echo 'skipped: python3 is not installed'; exit 77; }
$python -c 'import numpy' 2>/dev/null || { echo 'skipped: python3-numpy is not installed'; exit 77; }
bad=0
fail() { echo "FAILED: $*"; bad=1; }
is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}

# x1 + x2 = x3 with variances 1, 4, 1: the gap of 3 is shared 1 : 4 : 1.
printf 'cell,value,variance\nx1,10,1\nx2,20,4\nx3,33,1\n' >cells.csv
printf 'relation,cell,coefficient\nsum,x1,1\nsum,x2,1\nsum,x3,-1\n' >relations.csv
is 'one sum' 'x1,10.5 x2,22 x3,32.5' "$("$TENFOUR" reconcile cells.csv --relations relations.csv -o - --format csv |
    awk -F, '$2 == "first" && NF == 6 {print $1 "," $4}' | tr '\n' ' ' | sed 's/ $//')"
# What they add up to may be given, factors need not be 1: 2 a - 3 b = 5.
printf 'cell,value,deviation\na,10,1\nb,3,1\n' >cells.csv
printf 'relation,cell,coefficient\nline,a,2\nline,b,-3\nline,,5\n' >relations.csv
is 'a wanted sum' 'line,2,6' "$("$TENFOUR" reconcile cells.csv --relations relations.csv --format csv | awk -F, 'NR == 2 {print $2 "," $3 "," $6}')"
is 'a wanted sum: proposals' '9.0769,4.3846' "$("$TENFOUR" reconcile cells.csv --relations relations.csv -o - --format csv |
    awk -F, 'NF == 6 && $2 == "first" {print $4}' | paste -sd,)"
# Relations that contradict one another have no solution.
printf 'relation,cell,coefficient\none,a,1\none,,5\ntwo,a,1\ntwo,,6\n' >relations.csv
"$TENFOUR" reconcile cells.csv --relations relations.csv >out 2>err
is 'no solution: exit' 3 $?
grep -q 'contradict one another' err || fail "no solution: $(cat err)"
# Bad tables: file and line are named.
printf 'relation,cell,coefficient\none,zzz,1\n' >relations.csv
"$TENFOUR" reconcile cells.csv --relations relations.csv >out 2>err && fail 'an unknown cell'
grep -q "relations.csv:2: cell 'zzz'" err || fail "an unknown cell: $(cat err)"
printf 'relation,cell,coefficient\none,a,1.5\n' >relations.csv
"$TENFOUR" reconcile cells.csv --relations relations.csv >out 2>err && fail 'a broken factor'
printf 'cell,value\na,1\na,2\n' >twice.csv
"$TENFOUR" reconcile twice.csv --relations relations.csv >out 2>err && fail 'a cell twice'

# Flows: every kind of relation.
cat >flows.csv <<'E'
period,reporter,partner,flow,code,value
2023-01,KG,DE,M,8542,100.5
2023-01,KG,DE,M,854231,60
2023-01,KG,DE,M,854290,40
2023-01,KG,FR,M,8542,10
2023-01,KG,W00,M,8542,111
2023-Q1,KG,DE,M,8542,300
2023-02,KG,DE,M,8542,100
2023-03,KG,DE,M,8542,100
E
is 'breaks' 'partners,KG M 2023-01 W00 8542 by partners,3,0.5
codes,KG M 2023-01 DE 8542 by codes,3,0.5
periods,KG M 2023-Q1 DE 8542 by periods,4,-0.5' "$("$TENFOUR" reconcile flows.csv --format csv | sed 1d | cut -d, -f1-3,6 | awk -F, '$1 == "partners"; $1 == "codes" {c = $0}; $1 == "periods" {p = $0} END {print c; print p}')"
"$TENFOUR" reconcile flows.csv --fail-on-break >/dev/null
is 'breaks: exit when asked' 5 $?
is 'with rounding' '' "$("$TENFOUR" reconcile flows.csv --rounding 1 --format csv | sed 1d)"
sed '3s/60/60.5/; 6s/111/110.5/; 7s/300/300.5/' flows.csv >right.csv
"$TENFOUR" reconcile right.csv | grep -q '8 figures, 3 relations: 0 broken' || fail "a right table: $("$TENFOUR" reconcile right.csv)"
is 'two vintages' 'KG M 2023-01 DE 854231,-0.5 KG M 2023-01 W00 8542,0.5 KG M 2023-Q1 DE 8542,-0.5' "$("$TENFOUR" reconcile flows.csv --against right.csv \
    --format csv | awk -F, '$1 == "vintages" {print $2 "," $6}' | sort | tr '\n' ' ' | sed 's/ $//')"
printf 'period,reporter,partner,flow,code,value\n2023-01,DE,KG,X,8542,90\n2023-01,DE,FR,X,8542,5\n' >mirror.csv
is 'two reporters' 'mirror,DE X,1,5.1' "$("$TENFOUR" reconcile right.csv --mirror mirror.csv --tau 0.06 --format csv |
    awk -F, '$1 == "mirror" {print $1 ",DE X," (NR - 1) "," $6}')"
# A detail that is hidden: only left out and said.
printf 'period,partner,flow,code,value,value_status\n2023,DE,M,8542,100,A\n2023,DE,M,854231,,Q\n2023,DE,M,854290,40,A\n' >hidden.csv
"$TENFOUR" reconcile hidden.csv | grep -q '1 relations have hidden members' || fail 'hidden members'
# DX and RX make X.
printf 'period,partner,flow,code,value\n2023,DE,X,8542,100\n2023,DE,DX,8542,70\n2023,DE,RX,8542,29\n2023,FR,DX,8542,1\n2023,FR,X,8542,1\n' >kinds.csv
is 'X = DX + RX' 'flows,X 2023 DE 8542 by flows,3,1' "$("$TENFOUR" reconcile kinds.csv --format csv | sed 1d | cut -d, -f1-3,6)"
# Rounding that is not said is recognised.
printf 'period,partner,flow,code,value\n2023,DE,M,8542,1000\n2023,DE,M,854231,2000\n2023,DE,M,854290,0\n2023,FR,M,8542,1000\n2023,FR,M,854231,1000\n' >thousands.csv
"$TENFOUR" reconcile thousands.csv | grep -q -- '--rounding 1000' || fail 'the rounding that would explain all'
# Nothing is changed silently, nothing replaced.
"$TENFOUR" reconcile flows.csv -o flows.csv >/dev/null 2>err && fail 'the flows were replaced'
"$TENFOUR" reconcile flows.csv -o proposals.csv --html page.html >/dev/null || fail 'proposals'
is 'proposals' 9 "$(wc -l <proposals.csv)"
grep -q 'not proof of an offence' page.html && grep -q '<svg' page.html && grep -q sha256 page.html || fail 'the page'
for threads in 1 2; do "$TENFOUR" reconcile flows.csv --table figures --format csv --threads $threads >out.$threads; done
{ head -1 flows.csv; sed 1d flows.csv | sort -r; } >turned.csv
"$TENFOUR" reconcile turned.csv --table figures --format csv >out.turned
cmp out.1 out.2 && sort out.1 >a && sort out.turned >b && cmp a b || fail 'order of rows or threads'

$python "$srcdir/tests/reconcile.py" "$TENFOUR" "$folder" || bad=1

# A release of a national file: every relation of it holds.
shared=$srcdir/../shared/data/trade-et-hs8/et-export-2014.csv.gz
[ -f "$shared" ] || { echo "without ../shared/data Ethiopia's file is left out"; exit $bad; }
"$TENFOUR" release "$srcdir/tests/data/ethiopia-exports.yaml" "$shared" -q -o et --set 'publish.levels=[8, 4, 2, 0]' --set 'publish.periods=[month, year]' \
    --set 'outputs=[csv]' 2>err || { cat err; fail 'Ethiopia'; }
"$TENFOUR" reconcile et --rounding 0.01 >out || fail 'Ethiopia: reconcile'
grep -q ': 0 broken' out && grep -q '[0-9]\{5\} relations' out || fail "Ethiopia: $(head -3 out)"
exit $bad
