#!/bin/sh
# tests/months24.sh - twenty-four monthly releases one after the other, with late declarations, then quarters and years:
# each certified against all that is public, nothing public counted as hidden, and what the totals lose to it told.
set -eu
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() { echo "$1"; exit 1; }
sed 's/partners: \[each\]/partners: [each, world]/' "$srcdir/tests/data/attacks.yaml" >"$dir/t.yaml"
mkdir "$dir/all"
# Records by a fixed recurrence; the seventh column is the month in which a declaration comes in: one in twenty is late.
awk 'function next_() { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) }
BEGIN { seed = 24
  split("0101000000 0102000000 0103000000 0104000000", code); split("DE FR IT", partner)
  for (m = 1; m <= 24; m++) for (c = 1; c <= 4; c++) for (p = 1; p <= 3; p++) {
    n = next_() % 8
    for (k = 0; k < n; k++)
      printf "%d-%02d,M,%s,%s,F%d,%d,%d\n", 2022 + (m > 12), (m - 1) % 12 + 1, code[c], partner[p], next_() % 9,
          50 + next_() % 900, m + (next_() % 20 == 0) } }' >"$dir/records"
# records_at MONTH [FROM [UNTIL]]: what is known in a month, of some months (1..24)
records_at() {
    echo period,flow,hs10,partner,firm,value
    awk -F, -v now="$1" -v from="${2:-1}" -v until="${3:-24}" 'BEGIN { OFS = "," }
        { m = (substr($1, 1, 4) - 2022) * 12 + substr($1, 6) } $7 <= now && m >= from && m <= until { print $1, $2, $3, $4, $5, $6 }' \
        "$dir/records"
}
release() {  # NAME OPTION...
    name=$1
    shift
    "$TENFOUR" release "$dir/t.yaml" "$dir/now.csv" -o "$dir/all/$name" "$@" >"$dir/log" 2>&1 || { cat "$dir/log"; fail "$name: no release"; }
    "$TENFOUR" cells "$dir/t.yaml" "$dir/now.csv" -o "$dir/cells" --contributions --force >/dev/null 2>&1
    "$TENFOUR" verify "$dir/all/$name" --certificate "$dir/all/$name.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/log" 2>&1 && grep -q '^certificate *protected' "$dir/log" ||
        { cat "$dir/log"; fail "$name: not verified"; }
}
m=0
while [ $m -lt 24 ]; do
    m=$((m + 1))
    # The month and the two before it, as they stand now.
    records_at $m $((m > 2 ? m - 2 : 1)) $m >"$dir/now.csv"
    set --
    [ $m = 1 ] || set -- --previous "$dir/all"
    release "$(printf 'm%02d' $m)" --set 'publish.periods=[month]' "$@"
done
records_at 24 >"$dir/now.csv"
release n-quarters --set 'publish.periods=[quarter]' --previous "$dir/all"
release o-years --set 'publish.periods=[year]' --previous "$dir/all"
# What was open and is unrevised stays open: no later release hides it or counts it as hidden.
"$python" - "$dir" <<'END' || fail "a public figure was hidden later"
import collections, csv, glob, sys
records = [r.split(",") for r in open(sys.argv[1] + "/records").read().split()]
public, bad = {}, 0
for m, folder in enumerate(sorted(glob.glob(sys.argv[1] + "/all/m??")), 1):
    now = collections.Counter()
    for period, flow, code, partner, firm, value, known in records:
        if int(known) <= m:
            for c in (code[:4], "TOTAL"):
                for p in (partner, "W00"):
                    now[period, flow, c, p] += int(value)
    for table in ("hs4", "hs0"):
        for r in csv.DictReader(open("%s/data/%s.csv" % (folder, table))):
            cell = (r["period"], r["flow"], r["code"], r["partner"])
            if r["value"]:
                assert int(r["value"]) == now[cell], cell
                public[cell] = now[cell]
            elif public.get(cell) == now[cell]:
                bad += 1
                print("month %d hides %s, which is public" % (m, " ".join(cell)))
sys.exit(bad > 0)
END
# Nobody from outside can work out a figure of one firm alone from all of it.
cp "$dir/now.csv" "$dir/truth.csv"
found=$("$python" "$srcdir/tests/oracle/attack.py" "$dir/truth.csv" single --revised $(ls -d "$dir"/all/m?? "$dir/all/n-quarters" "$dir/all/o-years"))
[ "${found%% *}" = 0 ] || fail "the series gives away $found"
# The totals that this costs are told, and compared with one release of everything.
"$TENFOUR" release "$dir/t.yaml" "$dir/now.csv" -o "$dir/once" --set 'publish.periods=[month, quarter, year]' >/dev/null 2>&1
for kind in quarter year; do
    [ $kind = quarter ] && series=n-quarters || series=o-years
    grep "^length,$kind," "$dir/all/$series.confidential/protection.csv" >"$dir/series" || fail "$series: the totals are not counted"
    grep "^length,$kind," "$dir/once.confidential/protection.csv" >"$dir/single"
    awk -F, -v kind=$kind '{ hidden[NR] = $4 + $5; all[NR] = $3 + $4 + $5; lost[NR] = $8 }
        END { printf "%ss: %d of %d hidden after 24 monthly releases, %d in one release of everything; value hidden for others %d against %d\n",
                  kind, hidden[1], all[1], hidden[2], lost[1], lost[2]; exit all[1] != all[2] }' "$dir/series" "$dir/single" ||
        fail "$kind: other figures in the series than in one release"
done
