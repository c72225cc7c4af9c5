#!/bin/sh
# tests/ladder_lists.sh - list totals beside the tables of a design: intervals against linear programs of another solver.
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
sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: off\n  unions: off/' \
    "$work/small.yaml" >"$work/thin.yaml"
# The codes that exist are those that occur.
awk -F, 'NR == 1 { print "code,label" } NR > 1 && !seen[$3]++ { print $3 "," $3 }' "$work/records.csv" >"$work/codes.csv"
# Totals of a list beside the tables: two tiers and all, codes of six digits, everything open.
printf 'code,tier\n854231,1\n853400,1\n847130,2\n' >"$work/tiers.csv"
"$tenfour" ladder "$work/small.yaml" "$work/records.csv" --classification "$work/codes.csv" -w "$work/tiers.csv" --only \
    -d 4:month:each/lists -d 2:month:each/lists -d 6:month:each/lists -d 4:month:world/lists -d 4:quarter:each/lists \
    -d 4:month:world+2:month:each/lists -d 6:quarter:world+4:month:each/lists \
    --format json >"$work/lists.json" || exit 1
"$python" "$srcdir/tests/oracle/ladder_lists.py" "$work/records.csv" "$work/tiers.csv" "$work/lists.json" || exit 1
# Protected: totals over two thin codes are hidden with each partner and open for the world, and so is a thin heading.
awk 'BEGIN { srand(7); print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner)
    n = split("8542310000 8542310001 8542310002 8471300000 8471300001 8471300002 2710190000 2710190001", code)
    for (m = 1; m <= 2; m++) for (c = 1; c <= n; c++) for (p = 1; p <= 4; p++) for (f = 0; f < (c % 3 == 0 ? 5 : 1); f++)
        printf "2023-%02d,M,%s,%s,f%d%d,%d.00,1\n", m, code[c], partner[p], c * 10 + p, f, 500 + int(rand() * 500) }' >"$work/thinner.csv"
awk -F, 'NR == 1 { print "code,label" } NR > 1 && !seen[$3]++ { print $3 "," $3 }' "$work/thinner.csv" >"$work/thin.codes.csv"
printf 'code,tier\n8542310000,1\n2710190000,1\n' >"$work/tiers.csv"
"$tenfour" ladder "$work/thin.yaml" "$work/thinner.csv" --classification "$work/thin.codes.csv" -w "$work/tiers.csv" --only \
    -d 4:month:each/lists/suppress -d 10:month:each/lists/suppress -d 4:month:each/lists --format json >"$work/lists.json" || exit 1
"$python" "$srcdir/tests/oracle/ladder_lists.py" "$work/thinner.csv" "$work/tiers.csv" "$work/lists.json" || exit 1
