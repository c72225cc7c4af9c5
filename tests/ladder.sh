#!/bin/sh
# tests/ladder.sh - the ladder's intervals against linear programs of another solver; what the real watch list loses.
srcdir=${srcdir:-.}
tenfour=$(cd "$(dirname "${TENFOUR:-./tenfour}")" && pwd)/tenfour
python=
for candidate in /usr/bin/python3 python3; do
    [ -n "$python" ] || ! "$candidate" -c 'import scipy' 2>/dev/null || python=$candidate
done
[ -n "$python" ] || { echo 'skipped: python3-scipy is not installed'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
# One flow, six months, eight codes, three partners: some cells empty, values of every size.
awk 'BEGIN { srand(11); print "month,flow,hs,partner,firm,usd,kg"
    split("DE FR CN", partner); n = split("8542310000 8542310001 8542900000 8534000000 8471300000 8471500000 2710190000 2710190001", code)
    for (m = 1; m <= 6; m++) for (c = 1; c <= n; c++) for (p = 1; p <= 3; p++) if (rand() < 0.6)
        printf "2023-%02d,M,%s,%s,f%d,%d.00,1\n", m, code[c], partner[p], c, int(exp(rand() * 8)) + 1 }' >"$work/records.csv"
sed 's/\[10, 4, 2, 0\]/[10, 6, 4, 2]/' "$srcdir/tests/data/small.yaml" >"$work/small.yaml"
# The codes that exist are those that occur.
awk -F, 'NR == 1 { print "code,label" } NR > 1 && !seen[$3]++ { print $3 "," $3 }' "$work/records.csv" >"$work/codes.csv"
"$tenfour" ladder "$work/small.yaml" "$work/records.csv" --classification "$work/codes.csv" --only --format json \
    -d 10 -d 6 -d 4 -d 10:quarter -d 10:month:world -d 6:month:world+2:month:each \
    -d 10:quarter:world+2:month:each >"$work/ladder.json" || exit 1
"$python" "$srcdir/tests/oracle/ladder_lp.py" "$work/records.csv" "$work/ladder.json" || exit 1

# The same for a suppressed design: three codes of a subheading, two of them thin with each partner, as a rule hides them.
awk 'BEGIN { srand(7); print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner)
    n = split("8542310000 8542310001 8542310002 8471300000 8471300001 8471300002", code)
    for (m = 1; m <= 3; m++) for (c = 1; c <= n; c++) for (p = 1; p <= 4; p++) for (f = 0; f < (c % 3 == 0 ? 5 : 1); f++)
        printf "2023-%02d,M,%s,%s,f%d%d,%d.00,1\n", m, code[c], partner[p], c * 10 + p, f, 500 + int(rand() * 500) }' >"$work/thin.csv"
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: off\n  unions: off/' \
    "$work/small.yaml" >"$work/thin.yaml"
"$tenfour" ladder "$work/thin.yaml" "$work/thin.csv" --only -d 10/suppress --format json >"$work/thin.json" || exit 1
"$python" "$srcdir/tests/oracle/ladder_hidden.py" "$work/thin.csv" "$work/thin.json" || exit 1
# The same bytes for any number of threads: all usual designs, side by side and one after the other.
for threads in 1 3; do
    "$tenfour" ladder "$work/thin.yaml" "$work/thin.csv" --threads $threads --format csv >"$work/threads$threads.csv" || exit 1
done
cmp "$work/threads1.csv" "$work/threads3.csv" || exit 1

# By heading, chapter and partner every design's parts add up to its row.
printf 'code,tier\n854231,1\n847130,2\n' >"$work/list.csv"
by() {
    "$tenfour" ladder "$work/thin.yaml" "$work/records.csv" --classification "$work/codes.csv" -w "$work/list.csv" --format csv \
        --set 'publish.levels=[10, 6, 4, 2, 0]' --set 'publish.finest={default: 4, "8542": 10}' "$@"
}
by >"$work/designs.csv" && by --by heading >"$work/heading.csv" && by --by chapter >"$work/chapter.csv" &&
    by --by partner >"$work/partner.csv" || exit 1
"$python" "$srcdir/tests/oracle/ladder_by.py" "$work/records.csv" "$work/designs.csv" "$work/heading.csv" "$work/chapter.csv" \
    "$work/partner.csv" || exit 1
by --by heading --public | tail -n +2 | sed 's/"[^"]*"/quoted/' | cut -d, -f5- | grep '[0-9]' && { echo 'FAIL - --public tells what records do'; exit 1; }
by --by heading --public --format json | sed '/"by_heading"/,/\]/d' | grep -E '"(detail|risk_exact|shown|10)": [0-9]|"designs": \[\{|"heading"' | grep -v tiers &&
    { echo 'FAIL - --public tells what records do'; exit 1; }

# The sentences say what the tables say.
sentences() {
    "$tenfour" ladder "$template" "$records" -w "$work/list.csv" --set "publish.levels=[10, 6, 4, 2, 0]" --format "$@"
}
"$tenfour" synth -q --rows 2000 --months 4 --partners 3 --traders 200 --density dense --seed 3 -o "$work/dense.csv" || exit 1
for records in "$work/records.csv" "$work/dense.csv"; do
    template=$work/thin.yaml
    if [ "$records" = "$work/dense.csv" ]; then
        template=$srcdir/tests/data/national.yaml
        printf 'code,tier\n848190,1\n846269,1\n846239,1\n853929,2\n853952,2\n271019,2\n' >"$work/list.csv"
    fi
    sentences json >"$work/ladder.json" && sentences csv >"$work/designs.csv" && sentences csv --by heading >"$work/heading.csv" || exit 1
    "$python" "$srcdir/tests/oracle/ladder_sentences.py" "$work/ladder.json" "$work/designs.csv" "$work/heading.csv" || exit 1
done

# Granularity policies as designs: cells and hidden ones as in a release of the template, intervals by linear programs.
mkdir "$work/policies"
sed 's/\[10, 6, 4, 2\]/[10, 6, 4, 2, 0]/; s/\[value, net_mass\]/[value]/' "$work/thin.yaml" >"$work/policies/thin.yaml"
"$python" "$srcdir/tests/oracle/ladder_policy.py" "$tenfour" "$work/policies/thin.yaml" "$work/policies" 8 12 || exit 1
for finest in '{default: 4, "854231": 10}' '{default: 10, "8471": 6}' '{default: 10, "8542": 6, "854231000": 10}'; do
    "$tenfour" release "$work/policies/thin.yaml" "$work/thin.csv" -o "$work/out" -q --force --set "publish.finest=$finest" || exit 1
    want="$(tail -q -n +2 "$work"/out/data/hs*.csv | wc -l),$(grep -h ',,' "$work"/out/data/hs*.csv | wc -l)"
    told=$("$tenfour" ladder "$work/policies/thin.yaml" "$work/thin.csv" --set "publish.finest=$finest" --only -d policy/suppress \
        --format csv | awk -F, 'NR == 2 { print $3 "," $4 }')
    [ "$want" = "$told" ] && [ "${told#*,}" -gt 0 ] ||
        { echo "finest: $finest: $told cells and hidden ones, the release has $want"; exit 1; }
done

# Another template as a design on the same records: as it releases them by its own rules.
sed 's/^publish:/&\n  finest: {default: 10, "8471": 6}/; s/minimum_contributors: 3/minimum_contributors: 4/' "$work/policies/thin.yaml" >"$work/other.yaml"
"$tenfour" release "$work/other.yaml" "$work/thin.csv" -o "$work/out" -q --force || exit 1
want="$(tail -q -n +2 "$work"/out/data/hs*.csv | wc -l),$(grep -h ',,' "$work"/out/data/hs*.csv | wc -l)"
told=$("$tenfour" ladder "$work/policies/thin.yaml" "$work/thin.csv" --only -d "$work/other.yaml/suppress" --format csv |
    awk -F, 'NR == 2 { print $3 "," $4 }')
[ "$want" = "$told" ] && [ "${told#*,}" -gt 0 ] || { echo "another template: $told cells and hidden ones, its release has $want"; exit 1; }

# Every column of random small records, from the records alone.
mkdir "$work/all"
"$python" "$srcdir/tests/oracle/ladder_all.py" "$tenfour" "$srcdir/tests/data/small.yaml" "$work/all" 1 8 || exit 1

# Planted diversions, and which designs reveal them.
"$tenfour" synth --rows 6000 --months 18 --partners 4 --traders 60 --density dense --seed 5 --surges 6 --switches 6 \
    --diversions 6 --diverters 5 --truth "$work/truth.csv" -o "$work/synth.csv" 2>/dev/null || exit 1
"$tenfour" ladder "$srcdir/tests/data/national.yaml" "$work/synth.csv" --set 'publish.levels=[10, 6, 4, 2, 0]' \
    --set 'publish.periods=[month]' --diversions "$work/truth.csv" --only -d 10 -d 6 -d 4 -d 2 -d 10:month:world -d 10/suppress \
    --format json >"$work/planted.json" || exit 1
"$python" "$srcdir/tests/oracle/planted.py" "$work/synth.csv" "$work/truth.csv" "$work/planted.json" || exit 1
printf 'flow,code,from\nM,8542310000,soon\n' >"$work/bad.csv"
"$tenfour" ladder "$work/small.yaml" "$work/records.csv" --diversions "$work/bad.csv" 2>&1 | grep -q "bad.csv:2.*expected the first month" || exit 1

# The Common High Priority List of 2024-02-23 on the trees of 2022 and 2017.
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/watchlists" ] || { echo "the rest is left out: no ../shared/data"; exit 0; }
bad=0
expect() {
    if printf '%s\n' "$2" | grep -qE "$3"; then echo "ok - $1"; else echo "FAIL - $1"; printf '%s\n' "$2" | tail -4; bad=1; fi
}
new=$("$tenfour" ladder -w "$shared/watchlists/chpl.csv" --classification "$shared/nomenclature/hs2022-comtrade-H6.json.gz")
old=$("$tenfour" ladder -w "$shared/watchlists/chpl_hs2017.csv" --code-column hs6_2017 \
    --classification "$shared/nomenclature/hs2017-comtrade-H5.json.gz")
gone=$("$tenfour" ladder -w "$shared/watchlists/chpl.csv" --classification "$shared/nomenclature/hs2017-comtrade-H5.json.gz")
expect '50 listed codes, 24 headings, 152 codes, 21 mixed' "$new" '^50 listed codes lie under 24 headings .* among 152 codes .*; 21 headings mix'
expect 'three headings are listed whole' "$new" 'Listed whole: 8529, 8534, 8548\.$'
expect 'in 2017 8548 is mixed' "$old" '^8548 +2 +1 +1 '
expect 'six codes exist since 2022 only' "$gone" '^6 codes of the list are not in this edition'
# Headings by heading, as the shared table has them.
printf '%s\n' "$new" | awk '/^[0-9][0-9][0-9][0-9] / { print $1 "," $2 "," $3 "," $4 }' >"$work/told"
cut -d, -f1-4 "$shared/watchlists/chpl_headings.csv" | tail -n +2 | tr -d '\r' | cmp -s - "$work/told" &&
    echo 'ok - heading by heading' || { echo 'FAIL - heading by heading'; bad=1; }
exit $bad
