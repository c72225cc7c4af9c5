#!/bin/sh
# tests/bound.sh - known intervals and reconstructions, contradictions named, random releases against an independent program.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
case $srcdir in /*) ;; *) srcdir=$OLDPWD/$srcdir ;; esac
python=$(command -v /usr/bin/python3 || command -v python3) || { echo 'skipped: python3 is not installed'; exit 77; }
$python -c 'import scipy' 2>/dev/null || { echo 'skipped: python3-scipy is not installed'; exit 77; }
bad=0
fail() { echo "FAILED: $*"; bad=1; }
is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}
# lower,upper of PARTNER CODE KIND
of() {
    partner=$1 code=$2 kind=$3
    shift 3
    "$TENFOUR" bound "$@" --format csv >out 2>err
    status=$?
    $python - "$partner" "$code" "$kind" <<'PY'
import csv, sys
for r in csv.DictReader(open("out")):
    if [r["partner"], r["code"], r["kind"]] == sys.argv[1:]:
        print(r["lower"] + "," + r["upper"])
PY
}

# Frechet: rows 60, 40 are codes, columns 70, 30 partners.
cat >frechet.csv <<'E'
period,partner,flow,code,value
2024,DE,M,8542,70
2024,FR,M,8542,30
2024,W00,M,854231,60
2024,W00,M,854290,40
E
is 'bnd-01, bnd-02' '30,60' "$(of DE 854231 code frechet.csv --partners)"
is 'bnd-03, bnd-04' '0,30' "$(of FR 854290 code frechet.csv --partners)"
printf 'code,tier\n854231,1\n854232,1\n854233,1\n854239,1\n8534,4\n' >list.csv
printf 'code,floor\n854290,320\n' >floor.csv
printf 'period,flow,code,value\n2024,M,8542,500\n2024,M,8534,500\n' >total.csv
is 'bnd-05' '0,180' "$(of W00 8542 'listed part' total.csv --list list.csv --floor floor.csv)"
is 'bnd-06' '500,500' "$(of W00 8534 'listed part' total.csv --list list.csv)"
printf 'period,flow,code,value,net_kg\n2024,M,8542,10000,1000\n' >weight.csv
printf 'code,u_lo,u_hi\n8542,50,100\n854290,2,5\n' >rates.csv
is 'without weights' '0,10000' "$(of W00 8542 'listed part' weight.csv --list list.csv)"
is 'bnd-07, bnd-08' '5263.1578,8333.3334' "$(of W00 8542 'listed part' weight.csv --list list.csv --weights rates.csv)"
"$TENFOUR" bound weight.csv --list list.csv --weights rates.csv | grep -q '3070.18' || fail 'the width 3,070.18'
sed 's/1000$/10/' weight.csv >light.csv
"$TENFOUR" bound light.csv --list list.csv --weights rates.csv >out 2>err
is 'bnd-09: exit' 3 $?
grep -q infeasible out || fail 'bnd-09: the word infeasible'
grep -q 'weight of 8542, 2024: 10 kg' out || fail 'bnd-09: which fact'
grep -q '[^n]854231' out && grep -q '5263' out && fail 'bnd-09 prints a number'

# A contradiction far from the rest: only it is named, other headings keep their intervals.
cat >clash.csv <<'E'
period,partner,flow,code,value
2024,DE,M,8542,70
2024,FR,M,8542,30
2024,W00,M,8542,99
2024,W00,M,8541,10
E
of W00 854121 code clash.csv >found
is 'a contradiction: exit' 3 $status
is 'a contradiction: others' '0,10' "$(cat found)"
printf 'code,partner,floor\n854231,DE,50\n854290,DE,30\n854110,,1\n' >floor.csv
"$TENFOUR" bound frechet.csv --floor floor.csv >out 2>err
is 'floors over the total: exit' 3 $?
grep -A9 'cannot all hold' out >named
grep -q '854231, DE, at least 50' named && grep -q '854290, DE, at least 30' named || fail "floors named: $(cat named)"
grep -q 8541 named && fail "a floor that has nothing to do with it: $(cat named)"

printf 'code,floor\n854232,30\n' >floor.csv
"$TENFOUR" bound frechet.csv --floor floor.csv >out 2>err
is 'a floor where the release has nothing: exit' 3 $?

# Rounded totals: half a unit on either side. A zero may hide half of one.
printf 'period,flow,code,value\n2024,M,8542,3000\n2024,M,8541,0\n' >rounded.csv
is 'rounded' '0,3500' "$(of W00 854231 code rounded.csv --rounding 1000)"
is 'a rounded zero' '0,500' "$(of W00 854121 code rounded.csv --rounding 1000)"
# Hidden cells lie within what open ones leave of their parent.
printf 'period,flow,code,value,value_status\n2024,M,85,100,A\n2024,M,8541,60,A\n2024,M,8542,,Q\n2024,M,8543,,Q\n' >hidden.csv
is 'a hidden heading' '0,40' "$(of W00 854231 code hidden.csv)"
# What a table does not name below a row that it splits is nothing: the one hidden code has all the rest.
printf 'period,flow,code,value,value_status\n2024,M,8542,100,A\n2024,M,854231,60,A\n2024,M,854232,,Q\n' >named.csv
is 'the only hidden code' '40,40' "$(of W00 854232 code named.csv)"
# Twelve months of a year, of which the fine table is by year only.
{ echo period,flow,code,value; for m in 1 2 3; do echo "2024-0$m,M,8542,$m"; done
  echo 2024-Q1,M,854231,5; echo 2024-Q1,M,854232,1; } >quarter.csv
"$TENFOUR" bound quarter.csv --format csv >out
is 'a month from a quarter of codes' '2,3' "$(awk -F, '$1 == "2024-03" && $5 == "854231" {print $8 "," $9}' out)"

# Reconstruction: the known 2 x 2 tables.
table() { printf 'period,partner,flow,code,value\n%s\n' "$1" | tr ' ' '\n'; }
table '2023,A1,M,854231,1 2023,A2,M,854231,2 2023,A1,M,854232,3 2023,A2,M,854232,4' >seed.csv
table '2024,W00,M,854231,5 2024,W00,M,854232,5 2024,A1,M,8542,4 2024,A2,M,8542,6' >margins.csv
"$TENFOUR" bound margins.csv --detail seed.csv --complete --partners --format csv >out || fail 'reconstruction'
$python - <<'PY' || bad=1
import csv, math
x = (math.sqrt(601) - 21) / 2
want = {("854231", "A1"): x, ("854231", "A2"): 5 - x, ("854232", "A1"): 4 - x, ("854232", "A2"): 1 + x}
have = {(r["code"], r["partner"]): float(r["reconstructed"]) for r in csv.DictReader(open("out"))}
for k in want:
    if abs(want[k] - have[k]) > 1e-10:
        print("FAILED: ipf", k, want[k], have[k]); raise SystemExit(1)
PY
table '2023,A1,M,854231,0 2023,A2,M,854231,2 2023,A1,M,854232,3 2023,A2,M,854232,4' >seed.csv
table '2024,W00,M,854231,2 2024,W00,M,854232,7 2024,A1,M,8542,3 2024,A2,M,8542,6' >margins.csv
is 'ipf-zero' '854231,A1,0 854231,A2,2 854232,A1,3 854232,A2,4' "$("$TENFOUR" bound margins.csv --detail seed.csv --complete --partners --format csv |
    awk -F, '$4 ~ /^A/ {print $5 "," $4 "," $(NF - 2)}' | sort | tr '\n' ' ' | sed 's/ $//')"
sed 's/A2,M,8542,6/A2,M,8542,5/' margins.csv >off.csv
of A1 854231 code off.csv --detail seed.csv --complete --partners >found
is 'ipf-bad: exit' 3 $status
is 'ipf-bad' ',' "$(cat found)"

# Codes that the detail lacks are said, and get no guess.
"$TENFOUR" bound total.csv --detail seed.csv >out 2>err
grep -q 'are not in the detail: nothing of them is reconstructed' out || fail 'codes that the detail lacks'

# Shares that vary like Dirichlet's with a known kappa: the band holds 85 to 95 of 100.
$python - <<'PY'
import numpy as np
rng = np.random.default_rng(7)
print_rows = ["period,flow,code,value"]
for h in range(8501, 8531):
    n = rng.integers(3, 8)
    p = rng.dirichlet(np.ones(n) * 3)
    for m in range(24):
        for c, s in enumerate(rng.dirichlet(60 * p)):
            print_rows.append("%d-%02d,M,%d%02d00,%.2f" % (2022 + m // 12, m % 12 + 1, h, 10 + c, 1e7 * s))
open("dirichlet.csv", "w").write("\n".join(print_rows) + "\n")
PY
"$TENFOUR" bound --detail dirichlet.csv --backtest --format csv >out || fail 'backtest'
awk -F, '$1 == "all" {if ($6 < 0.85 || $6 > 0.95 || $4 <= 0 || $4 > 0.2) exit 1; seen = 1} END {exit !seen}' out ||
    fail "coverage of the band: $(tail -1 out)"
# Totals equal the published ones to 1e-9.
printf 'period,flow,code,value\n' >coarse.csv
for h in $(seq 8501 8530); do echo "2024-01,M,$h,$((h * 7919)).13"; done >>coarse.csv
"$TENFOUR" bound coarse.csv --detail dirichlet.csv --format csv >out
awk -F, '$6 == "code" {s[substr($5, 1, 4)] += $(NF - 2)} END {for (h in s) {t = h * 7919 + .13; d = (s[h] - t) / t; if (d > 1e-9 || d < -1e-9) exit 1; n++} exit n != 30}' out ||
    fail 'reconstructed totals'

# The page: well formed, with what it must say.
"$TENFOUR" bound total.csv --list list.csv --html page.html -q >/dev/null || fail 'page'
grep -q 'not proof of an offence' page.html && grep -q '<svg' page.html && grep -q 'sha256' page.html || fail 'what the page must say'
"$TENFOUR" bound total.csv --html page.html >/dev/null 2>err && fail 'a page that is there was replaced'
for threads in 1 2; do "$TENFOUR" bound coarse.csv --detail dirichlet.csv --format csv --threads $threads | cmp - out || fail "$threads threads"; done
{ head -1 coarse.csv; sed 1d coarse.csv | sort -r; } >turned.csv
"$TENFOUR" bound turned.csv --detail dirichlet.csv --format csv | cmp - out || fail 'order of rows'

# An office that goes from ten digits to four: the truth of every code and of every heading's listed part lies inside.
publish() { # FOLDER LEVELS RECORDS
    "$TENFOUR" release -q "$srcdir/tests/data/national.yaml" "$3" -o "$1" --set "publish.levels=[$2]" \
        --set 'publish.periods=[month]' --set 'protect={method: none, reason: synthetic}' --set 'outputs=[csv]' 2>err || { cat err; fail "release $1"; }
}
"$TENFOUR" synth -q -n 8000 --months 8 --partners 6 --traders 200 --seed 11 -o records.csv
awk -F, 'NR == 1 || $1 < "2023-06"' records.csv >before.csv
awk -F, 'NR == 1 || $1 >= "2023-06"' records.csv >after.csv
publish old 10 before.csv
publish new 4,0 after.csv
publish truth 10 after.csv
printf 'code\n854231\n854232\n851762\n8471\n' >watch.csv
"$TENFOUR" bound new --detail old --list watch.csv --partners --format csv >out 2>err || fail "ten to four: $(cat err)"
"$TENFOUR" bound new --detail old --list watch.csv --partners --weights history --format csv >weighed.csv 2>err
$python - truth/data/hs10.csv out <<'PY' || bad=1
import csv, decimal, sys
truth, known = {}, {}
listed = ("854231", "854232", "851762", "8471")
for r in csv.DictReader(open(sys.argv[1])):
    v = decimal.Decimal(r["value"])
    truth[r["period"], r["flow"], r["partner"], r["code"]] = v
seen, bad, within = set(), 0, 0
rows = list(csv.DictReader(open(sys.argv[2])))
codes = {r["code"] for r in rows if r["kind"] == "code"}
parts, others = {}, {}
below = {}
for (t, f, p, c), v in truth.items():
    below[t, f, p, c[:6]] = below.get((t, f, p, c[:6]), 0) + v
    if c.startswith(listed):
        parts[t, f, p, c[:4]] = parts.get((t, f, p, c[:4]), 0) + v
for r in rows:
    place = (r["period"], r["flow"], r["partner"])
    if r["kind"] == "listed part":
        v = parts.get(place + (r["code"],), 0)
    elif r["kind"] == "code":
        v = truth.get(place + (r["code"],), 0) if len(r["code"]) == 10 else below.get(place + (r["code"],), 0)
    else:
        continue
    within += 1
    if not decimal.Decimal(r["lower"]) <= v <= decimal.Decimal(r["upper"]):
        bad += 1
        print("FAILED: truth", v, r)
if bad or within < 1000:
    print("FAILED: %d of %d intervals miss the truth" % (bad, within))
    raise SystemExit(1)
PY

# Hostile files.
for text in 'code,floor\n854231,x\n' 'code,floor\n854231,-1\n' 'code\n854231\n' 'code,floor,ceiling\n8542,5,4\n' ''; do
    printf "$text" >floor.csv
    "$TENFOUR" bound total.csv --floor floor.csv >out 2>err && fail "floors '$text' were taken"
    grep -q 'floor.csv' err || fail "no file is named: $(cat err)"
done
printf 'period,flow,code,value\n2024,M,8542,6\n' >twice.csv
"$TENFOUR" bound total.csv twice.csv >out 2>err && fail 'a cell twice'
printf 'period,flow,code,value\n2024,M,8542,99999999999999999999\n' >huge.csv
"$TENFOUR" bound huge.csv >out 2>err && fail 'a value past all bounds'
grep -q 'too large' err || fail "a value past all bounds: $(cat err)"

$python "$srcdir/tests/bound.py" "$TENFOUR" "$folder" || bad=1
exit $bad
