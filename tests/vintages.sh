#!/bin/sh
# tests/vintages.sh - what earlier releases and other tables show: attacks with and without reckoning with it.
set -eu
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
attack=$srcdir/tests/oracle/attack.py
fail() { echo "$1"; exit 1; }

# A year of twelve months, released as it grows: made up by a fixed recurrence.
awk 'function next_() { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) }
BEGIN { seed = 11; print "period,flow,hs10,partner,firm,value"
  split("0101000000 0102000000 0103000000", code); split("DE FR IT", partner)
  for (m = 1; m <= 12; m++) for (c = 1; c <= 3; c++) for (p = 1; p <= 3; p++) {
    n = next_() % 6
    for (k = 0; k < n; k++)
      printf "2023-%02d,M,%s,%s,F%d,%d\n", m, code[c], partner[p], next_() % 9, 50 + next_() % 900 } }' \
    >"$dir/year.csv"
sed 's/partners: \[each\]/partners: [each, world]/' "$srcdir/tests/data/attacks.yaml" >"$dir/year.yaml"
mkdir "$dir/apart" "$dir/series"
settings="--set protect.insiders=exact --set protect.unions=off"
release() {  # TEMPLATE RECORDS FOLDER OPTION...
    template=$1 records=$2 folder=$3
    shift 3
    "$TENFOUR" release "$template" "$records" -o "$folder" $settings "$@" >"$dir/log" 2>&1 ||
        { cat "$dir/log"; fail "$folder: no release"; }
}
all=
for month in 03 06 09 11 12; do
    awk -F, -v m=$month 'NR == 1 || substr($1, 6) <= m' "$dir/year.csv" >"$dir/until.csv"
    release "$dir/year.yaml" "$dir/until.csv" "$dir/apart/$month"
    if [ $month = 03 ]; then
        release "$dir/year.yaml" "$dir/until.csv" "$dir/series/$month"
    else
        release "$dir/year.yaml" "$dir/until.csv" "$dir/series/$month" --previous "$dir/series"
    fi
    all="$all $month"
done
folders() { for month in $all; do echo "$1/$month"; done; }
found=$("$python" "$attack" "$dir/year.csv" single $(folders "$dir/apart"))
[ "${found%% *}" != 0 ] || fail "five releases made apart from one another should give a firm away"
echo "releases that do not know of one another give away $found"
found=$("$python" "$attack" "$dir/year.csv" single $(folders "$dir/series"))
[ "${found%% *}" = 0 ] || fail "the series gives away $found"
# What was open stays open, with the same figure.
for month in 03 06 09 11; do
    for table in "$dir/series/$month"/data/*.csv; do
        grep -v ',,Q,' "$table" >"$dir/open.csv"
        grep -vxFf "$dir/series/12/data/${table##*/}" "$dir/open.csv" >"$dir/lost" && { cat "$dir/lost"; fail "$month: closed again"; }
    done
done
grep -q '^public,[1-9][0-9]*,0,0,0,0$' "$dir/series/12.confidential/protection.csv" || fail "the report does not count what is public"

# A late declaration is the whole difference of two vintages of an open figure: the report names the figure.
cp "$dir/year.csv" "$dir/late.csv"
open=$(grep -h '^2023-0[1-9],M,010[1-3],[DFI]' "$dir/series/12/data/hs4.csv" | grep -v ',,Q,' | head -1)
period=${open%%,*} code=$(echo "$open" | cut -d, -f3) partner=$(echo "$open" | cut -d, -f4)
echo "$period,M,${code}000000,$partner,F1,777" >>"$dir/late.csv"
release "$dir/year.yaml" "$dir/late.csv" "$dir/late" --previous "$dir/series"
grep -q "^known,$period,M,$code,$partner,.*revised" "$dir/late.confidential/protection.csv" ||
    { grep ^known "$dir/late.confidential/protection.csv"; fail "the change of $period $code $partner is not named"; }
# With the contributions behind the release before, the change is weighed: one trader's breaks the rule, four traders' keep it.
old=$(echo "$open" | cut -d, -f5)
new=$(grep -h "^$period,M,$code,$partner," "$dir/late/data/hs4.csv" | cut -d, -f5)
[ $((new - old)) = 777 ] || fail "the open figure went from $old to $new, which is not firm F1's 777"
echo "two vintages of an open figure: firm F1 declared $((new - old)) late"
"$TENFOUR" cells "$dir/year.yaml" "$dir/year.csv" -o "$dir/earlier" --contributions >/dev/null 2>&1
other=$(grep -h '^2023-0[1-9],M,010[1-3],[DFI]' "$dir/series/12/data/hs4.csv" | grep -v ',,Q,' | grep -v "^$period,M,$code,$partner," | head -1)
where=$(echo "$other" | cut -d, -f1),M,$(echo "$other" | cut -d, -f3)000000,$(echo "$other" | cut -d, -f4)
for firm in F2 F3 F4 F5; do echo "$where,$firm,21" >>"$dir/late.csv"; done
weighed="--set attacker.earlier_contributions=$dir/earlier/data/contributions.csv"
release "$dir/year.yaml" "$dir/late.csv" "$dir/weighed" --previous "$dir/series" $weighed
grep -q "^known,$period,M,$code,$partner,.*,revised: the change breaks a rule" "$dir/weighed.confidential/protection.csv" ||
    fail "the change by one firm is not told from others"
grep -q "^known,$(echo "$other" | cut -d, -f1-4),.*,revised: the change keeps the rules" "$dir/weighed.confidential/protection.csv" ||
    { grep ^known "$dir/weighed.confidential/protection.csv"; fail "the change of $other by four firms breaks no rule"; }
release "$dir/year.yaml" "$dir/late.csv" "$dir/held" --previous "$dir/series" $weighed --set attacker.changes=hide
grep -q "^$period,M,$code,$partner,,Q," "$dir/held/data/hs4.csv" || fail "the new figure is not held back"
set -- $("$python" "$attack" "$dir/late.csv" "$period M $code $partner" "$dir/held")
[ "$2" = inf ] || [ "$2" -gt $((new + 77)) ] || fail "the new figure is held back, but lies in $1 to $2"

# An outside table shows a figure that hides another.
rows() { printf '2023-01,M,%s000000,DE,%s,%s\n' "$@"; }
{ echo period,flow,hs10,partner,firm,value
  rows 0101 A 1000000 0102 B 900000 0103 C 20 0103 D 15 0103 E 15
  rows 0104 F 400000 0104 G 390000 0104 H 380000 0104 I 370000 0104 J 360000 0104 K 350000; } >"$dir/one.csv"
printf 'period,flow,code,partner,value\n2023-01,M,0102,DE,900000\n' >"$dir/outside.csv"
release "$srcdir/tests/data/attacks.yaml" "$dir/one.csv" "$dir/unaware"
set -- $("$python" "$attack" "$dir/one.csv" "2023-01 M 0101 DE" --known "$dir/outside.csv" "$dir/unaware")
[ "$2" -lt 1100000 ] || fail "with the outside table A's 1000000 should be known, found $1 to $2"
echo "an outside table that the model leaves out: A's 1000000 is $1 to $2"
release "$srcdir/tests/data/attacks.yaml" "$dir/one.csv" "$dir/aware" --set "attacker.also_public=[$dir/outside.csv]"
set -- $("$python" "$attack" "$dir/one.csv" "2023-01 M 0101 DE" --known "$dir/outside.csv" "$dir/aware")
[ "$2" -ge 1100000 ] || fail "with the outside table A's 1000000 is $1 to $2"
grep -q 'unsafe; already public' "$dir/aware.confidential/protection.csv" || fail "B's figure is not reported as already public"

# Bounds that everybody knows, true and false ones.
printf 'period,flow,code,partner,lower,upper\n2023-01,M,0103,DE,,60\n2023-01,M,0102,DE,,5\n' >"$dir/bounds.csv"
release "$srcdir/tests/data/attacks.yaml" "$dir/one.csv" "$dir/bounded" --set "attacker.bounds=$dir/bounds.csv"
grep -q '^public,0,0,0,0,1$' "$dir/bounded.confidential/protection.csv" || fail "a false bound is not listed"
for name in series/12 aware bounded held; do
    set -- "$srcdir/tests/data/attacks.yaml" "$dir/one.csv"
    [ $name != series/12 ] || set -- "$dir/year.yaml" "$dir/year.csv"
    [ $name != held ] || set -- "$dir/year.yaml" "$dir/late.csv"
    "$TENFOUR" cells "$1" "$2" -o "$dir/cells" --contributions --force >/dev/null 2>&1
    "$TENFOUR" verify "$dir/$name" --certificate "$dir/$name.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/log" 2>&1 && grep -q '^certificate *protected' "$dir/log" ||
        { cat "$dir/log"; fail "$name: not verified"; }
done

# Partners' figures of the same trade, within a tolerance: what they leave no room for is told, the rest is reckoned with.
printf 'period,flow,code,partner,value\n2023-01,M,0102,DE,905000\n' >"$dir/mirror.csv"
for tolerance in 1 40; do
    release "$srcdir/tests/data/attacks.yaml" "$dir/one.csv" "$dir/mirror-$tolerance" \
        --set "attacker.mirror={file: $dir/mirror.csv, tolerance: $tolerance}"
done
grep -q '^known,2023-01,M,0102,DE,900000,unsafe; public within its bounds' "$dir/mirror-1.confidential/protection.csv" ||
    fail "a partner's figure within 1 percent leaves no room, and the report does not say so"
grep -q '^known' "$dir/mirror-40.confidential/protection.csv" && fail "a partner's figure within 40 percent gives nothing away"
# The tight one is a bound that an attacker has: with it A's figure has to be safe all the same.
echo 'period,flow,code,partner,value' >"$dir/tight.csv"
echo '2023-01,M,0102,DE,900000' >>"$dir/tight.csv"
set -- $("$python" "$attack" "$dir/one.csv" "2023-01 M 0101 DE" --known "$dir/tight.csv" "$dir/unaware")
[ "$2" -lt 1100000 ] || fail "what partners report should give A's 1000000 away, found $1 to $2"
set -- $("$python" "$attack" "$dir/one.csv" "2023-01 M 0101 DE" --known "$dir/tight.csv" "$dir/mirror-1")
[ "$2" -ge 1100000 ] || fail "with the partners' figure A's 1000000 is $1 to $2"
