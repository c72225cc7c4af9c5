#!/bin/sh
# tests/editions.sh - codes of other editions: by hand on a small table, and on the correlations of the HS against python.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}
convert() { "$TENFOUR" codes convert "$@" --format csv 2>/dev/null | sed 1d; }

# Zero-stripped codes, blanks and points; 1:1, a split, a merger, a new one, one that ended.
cat >"$folder/map.csv" <<'END'
HS 2012;HS2007;Relationship
10121;0101.21;1:1
020110;0201 10;n:1
020120;0201 10;n:1
030111;030119;1:n
030111;030120;1:n
040100;;
END
map="--map $folder/map.csv"
is 'a split' '020110,020110,1:n,F020110,1,2,more,material,
020110,020120,1:n,F020110,1,2,,material,' "$(convert 020110 --from HS2007 --to HS2012 $map)"
is 'a merger, backwards' '030111,030119,1:n,F030119,2,1,,material,
030111,030120,1:n,F030119,2,1,,material,' "$(convert 030111 --from H4 --to 'HS 2007' $map)"
is 'zeros stay, finer codes' '0101210090,010121,1:1,F010121,1,1,same,material,by its first digits' \
    "$(convert 0101210090 --from HS2007 --to HS2012 $map)"
is 'a heading' '0301,0301,part,,0,0,,material,all codes below it' "$(convert 0301 --from HS2007 --to HS2012 $map)"
is 'none' '999999,,none,,0,0,,material,no code of this edition in the table' "$(convert 999999 --from HS2007 --to HS2012 $map)"
# Changes alone, over two years; what they do not name stayed.
printf 'Period,Origin code,Destination code\n20202021,8529 90 92,8529 90 96\n20202021,8529 90 97,8529 90 96\n20212022,85299096,85299098\n20212022,85299099,85299098\n' >"$folder/cn.csv"
is 'changes' '85299092,85299098,n:1,F85299092,3,1,,material,
01012100,01012100,1:1,,0,0,same,material,the tables hold changes alone and do not name it
85299096,,none,,0,0,,material,no code of this edition in the table' \
    "$(convert 85299092 01012100 85299096 --from CN2020 --to CN2022 --map "$folder/cn.csv")"
"$TENFOUR" codes convert 854890 --from HS2017 --to HS2022 2>"$folder/err" && fail 'without a map'
grep -q 'Statistics Division.*--map FILE' "$folder/err" || fail "where a map is to be had: $(cat "$folder/err")"
"$TENFOUR" codes convert 854890 --from HS2017 --to HS2022 $map 2>"$folder/err"
is 'no way there' 3 $?
grep -q 'they hold HS2007 to HS2012' "$folder/err" || fail "what the tables hold: $(cat "$folder/err")"
printf 'a,b\n1,2\n' >"$folder/none.csv"
"$TENFOUR" codes convert 854890 --from HS2017 --to HS2022 --map "$folder/none.csv" 2>"$folder/err" && fail 'no correlation table'

data=$srcdir/../shared/data
[ -f "$data/correlation/hs-all-adjacent-correlations.csv.gz" ] || { echo "without ../shared/data the HS is left out"; exit $bad; }
for kind in material strict; do
    "$TENFOUR" codes convert --list "$data/watchlists/chpl.csv" --from HS2022 --to HS2017 --families $kind \
        --map "$data/correlation/hs2022-to-hs2017.xlsx" --format csv >"$folder/$kind.csv" 2>/dev/null || fail "$kind"
    "$TENFOUR" codes convert --list "$data/watchlists/chpl.csv" --from HS2022 --to HS2017 --families $kind \
        --map "$data/correlation/hs-all-adjacent-correlations.csv.gz" >"$folder/$kind.txt" || fail "$kind, text"
done
# The same by union-find in python, from the other of the two tables, with the facts written down once more.
python3 - "$data" "$folder" <<'END' || bad=1
import collections, csv, gzip, re, sys
data, folder = sys.argv[1:]
links = {(b.zfill(6), a.zfill(6)) for a, b, _, step in
         csv.reader(gzip.open(data + '/correlation/hs-all-adjacent-correlations.csv.gz', 'rt')) if step == '2022 to 2017'}
chpl = [row['hs6'] for row in csv.DictReader(open(data + '/watchlists/chpl.csv'))]
def families(pairs):
    parent = {}
    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x
    for old, new in sorted(pairs):
        a, b = root((17, old)), root((22, new))
        parent[max(a, b)] = min(a, b)
    out = collections.defaultdict(set)
    for x in list(parent):
        out[root(x)].add(x)
    return {x: members for members in out.values() for x in members}
def aside(old, new):
    return new[:4] in ('8549', '8524') or (new == '852990' and old[:4] != '8529') or \
        (new in ('854151', '854159') and old[:4] != '8541')
kept = {pair for pair in links if not aside(*pair)}
bad = 0
def same(what, expected, found):
    global bad
    if expected != found:
        print('FAILED: %s: expected %r, found %r' % (what, expected, found))
        bad = 1
for kind, pairs in (('strict', links), ('material', kept | {('854150', '854151'), ('854150', '854159')})):
    of = families(pairs)
    rows = list(csv.DictReader(open('%s/%s.csv' % (folder, kind))))
    told = collections.defaultdict(set)
    for row in rows:
        told[row['code']].add(row['to'])
        members = of[(22, row['code'])]
        same(kind + ' family of ' + row['code'], (sum(y == 17 for y, _ in members), sum(y == 22 for y, _ in members)),
             (int(row['family_old']), int(row['family_new'])))
    same(kind, {code: {old for old, new in pairs if new == code} for code in chpl}, dict(told))
    whole = [c for c in chpl if all(code in chpl for year, code in of[(22, c)] if year == 22)]
    text = open('%s/%s.txt' % (folder, kind)).read()
    if kind == 'strict':
        same('one family', {1167}, {sum(y == 22 for y, _ in of[(22, c)]) for c in chpl})
        same('strict says so', True, 'One family of 1,167 HS2022 codes holds all 50 of the list.' in text)
    else:
        same('two are not whole', ['852589', '854149'], sorted(set(chpl) - set(whole)))
        same('whole', True, '%d stand in families that the list holds whole' % len(whole) in text)
        for code in set(chpl) - set(whole):
            others = sorted(c for y, c in of[(22, code)] if y == 22 and c not in chpl)
            same('named', True, '%s, with %s\n' % (code, ' '.join(others)) in text)
        same('set aside', True, '%s of %s links set aside' % (format(len(links - kept), ','), format(len(links), ',')) in text)
forth, back = collections.defaultdict(set), collections.defaultdict(set)
for old, new in links:
    forth[old].add(new)
    back[new].add(old)
def grade(code):
    if code not in forth or code not in back:
        return 'number not in both'
    rest = (forth[code] | back[code]) - {code}
    return 'same' if not rest else 'waste only' if all(c[:4] == '8549' for c in forth[code] - {code}) and back[code] == {code} else 'more'
grades = collections.Counter(map(grade, chpl))
same('grades of the trial', (23, 21), (grades['waste only'], grades['more']))
same('grades', True, '%d for waste only, %d for more' % (grades['waste only'], grades['more']) in text)
for row in csv.DictReader(open(folder + '/material.csv')):
    if row['to'] == row['code']:
        same('grade of ' + row['code'], grade(row['code']), row['scope'])
sys.exit(bad)
END
exit $bad
