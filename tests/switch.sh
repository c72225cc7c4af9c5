#!/bin/sh
# tests/switch.sh - a made-up office goes from ten to four digits in June 2023: month, codes, values and watch list, against python.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
cd "$folder" || exit 1
"$TENFOUR" synth -n 30000 --months 9 --partners 12 --seed 8 -q -o records.csv || exit 1
cat >office.yaml <<END
tenfour: 1
release: {id: office, reporter: KG, title: {en: Trade}, vintage: v1, trade_system: general, valuation: {M: CIF, X: FOB},
  partner_concept: {M: origin, X: last_destination}, source_type: declarations, licence: CC-BY-4.0, contact: a@example.org,
  status: final}
input:
  columns:
    period: {column: period}
    flow: {column: flow}
    code: {column: hs10, digits: 10}
    partner: {column: partner}
    value: {column: value_usd, unit: USD, decimals: 2}
publish: {levels: [10, 0], periods: [month], partners: [each, world], measures: [value]}
protect: {method: none, reason: a made-up country}
END
mkdir all
for half in before after; do
    awk -F, -v half=$half 'NR == 1 || ($1 < "2023-06") == (half == "before")' records.csv >$half.csv
done
"$TENFOUR" release office.yaml before.csv -o all/a -q || exit 1
"$TENFOUR" release office.yaml after.csv -o all/b --set 'publish.levels=[4,0]' -q || exit 1
"$TENFOUR" release office.yaml records.csv -o whole --set 'publish.levels=[4,0]' -q || exit 1

list=$srcdir/../shared/data/watchlists/chpl.csv
[ -f "$list" ] || { echo "without ../shared/data a list of two codes is used"; list=list.csv; printf 'code\n854231\n853400\n' >list.csv; }
"$TENFOUR" compare all/a all/b --watchlist "$list" --format csv >pair.csv || fail 'two releases'
"$TENFOUR" compare --series all --watchlist "$list" --format csv >series.csv || fail 'a folder of releases'
"$TENFOUR" compare all/a whole --format csv >values.csv || fail 'the same months in two levels'
"$TENFOUR" compare all/a all/b --fail-on coarser >text
[ $? = 5 ] || fail 'exit 5'
grep -q '^  A .* CIF, FOB ' text || fail 'the valuation that a release says'
python3 - "$srcdir" "$list" <<'END' || bad=1
import collections, csv, sys
srcdir, watch = sys.argv[1:]
bad = 0
def same(what, expected, found):
    global bad
    if expected != found:
        print('FAILED: %s: expected %s, found %s' % (what, str(expected)[:300], str(found)[:300]))
        bad = 1
records = list(csv.DictReader(open('records.csv')))
before = {r['hs10'] for r in records if r['period'] < '2023-06'}
after = {r['hs10'][:4] for r in records if r['period'] >= '2023-06'}
tree = [r[0] for r in csv.reader(open(srcdir + '/templates/hs2022.csv')) if len(r[0]) == 6]
listed = {next(iter(r.values())) for r in csv.DictReader(open(watch))}
children = collections.defaultdict(set)
for code in tree:
    children[code[:4]].add(code)
blocked = {c for c in listed if c[:4] in after}
alone = {c for c in blocked if children[c[:4]] == {c}}
together = {c for c in blocked - alone if children[c[:4]] <= listed}
for name in 'pair.csv', 'series.csv':
    out = list(csv.DictReader(open(name)))
    one = {r['finding']: r for r in out}
    same(name + ' verdict', ('coarser', '2023-06'), (one['verdict']['cause'], one['verdict']['period']))
    same(name + ' digits', ('10', '4'), (one['digits']['old'], one['digits']['new']))
    same(name + ' codes', (str(len(before)), str(len(after))), (one['codes']['old'], one['codes']['new']))
    same(name + ' list', (str(len(listed)), str(len(alone))), (one['list_alone']['old'], one['list_alone']['new']))
    same(name + ' list together', str(len(together)), one['list_together']['new'])
lost = {r['code']: (r['cause'], r['note']) for r in csv.DictReader(open('pair.csv')) if r['finding'] == 'vanished' and r['code']}
same('lost codes', {c: ('level', c[:4]) for c in before if c[:4] in after}, {c: x for c, x in lost.items() if x[0] == 'level'})
same('all others without trade', {c for c in before if c[:4] not in after}, {c for c, x in lost.items() if x[0] == 'zero'})
# Ten digits added up are the four digits of the same months, to the cent.
cells = collections.Counter()
for r in records:
    if r['period'] < '2023-06':
        cells[r['period'], r['flow'], r['hs10'][:4], r['partner']] += 1
level = [r for r in csv.DictReader(open('values.csv')) if r['finding'] == 'level' and r['code'] == '4 digits'][0]
same('cells', '%d both, %d exact, 0 rounding, 0 revised' % (len(cells), len(cells)), level['note'][:level['note'].index(', 0 in A')])
total = sum(int(r['value_usd'].replace('.', '')) for r in records if r['period'] < '2023-06')
same('their sum', total, round(float(level['new']) * 100))
sys.exit(bad)
END
exit $bad
