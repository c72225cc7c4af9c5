#!/bin/sh
# tests/exchange.sh - systems written as exchange files, read back, audited; any relations against another program.
set -eu
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Random tables with factors -3 .. 3, bounds, all statuses and levels.
"$python" - "$dir" <<'END'
import random
import sys
random.seed(7)
for n in range(12):
    cells = 30
    x = [random.randint(5, 90) for _ in range(cells)]
    lines = ["0", str(cells)]
    for i in range(cells):
        status = random.choices("suz", (20, 4, 2))[0]
        up, down = (random.randint(1, 4), random.randint(0, 4)) if status == "u" else (0, 0)
        slide = up + down + random.randint(0, 3) if status == "u" and random.random() < .3 else 0
        high = random.choice((x[i] + 50, "1e20"))
        lines.append(f"{i} {x[i]} {x[i] + .5} {status} 0 {high} {down} {up} {slide}")
    relations = []
    for _ in range(7):
        members = random.sample(range(cells), random.randint(3, 9))
        factors = [random.choice((-3, -2, -1, -1, -1, 1, 1, 1, 2, 0.5)) for _ in members]
        right = sum(f * x[c] for f, c in zip(factors, members))
        relations.append(f"{right} {len(members)} : " + " ".join(f"{c} ({f})" for f, c in zip(factors, members)))
    lines += [str(len(relations))] + relations
    open(f"{sys.argv[1]}/random{n}.jj", "w").write("\n".join(lines) + "\n")
END
done=0
for file in "$dir"/random*.jj; do
    status=0
    "$TENFOUR" protect "$file" -o "$dir/out.jj" --export "$dir/out.csv" >"$dir/log" 2>&1 || status=$?
    [ $status = 4 ] && continue
    [ $status = 0 ] || { cat "$dir/log"; exit 1; }
    "$python" "$srcdir/tests/oracle/jj_audit.py" "$dir/out.jj" "$dir/out.csv"
    "$TENFOUR" protect "$dir/out.jj" --audit >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
    done=$((done + 1))
done
[ $done -ge 6 ] || { echo "only $done of 12 random tables could be protected"; exit 1; }

shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/sdc" ] || { echo "skipped in part: ../shared/data is not there"; exit 77; }
# The pattern of a release, as other tools see it: a network, then a linked table.
"$TENFOUR" release "$srcdir/tests/data/reference-instance.yaml" "$shared/sdc/small.micro.csv.gz" \
    -o "$dir/small" --jj >/dev/null 2>&1
"$TENFOUR" protect "$dir/small.confidential/system.jj" --audit 2>&1 | sed 's/ [0-9,]* more.*·/ .../' | tee "$dir/said"
grep -q 'a network' "$dir/said"
grep -q 'every level is kept' "$dir/said"
[ "$(stat -c %a "$dir/small.confidential/system.jj")" = 600 ]
[ "$(($(wc -l <"$dir/small.confidential/system-cells.csv") - 1))" = "$(sed -n 2p "$dir/small.confidential/system.jj")" ]
# Every figure of a cell is that of the published table, where it is open.
awk -F, 'NR == FNR { if (FNR > 1) place[$1] = $2 FS $3 FS $4 FS $5; next }
    FNR <= 2 { next } NF == 1 { split($0, f, " "); if (f[4] == "s") print place[f[1]] FS f[2] }
    ' "$dir/small.confidential/system-cells.csv" "$dir/small.confidential/system.jj" | grep , | sort >"$dir/open"
cat "$dir"/small/data/hs*.csv | awk -F, '$1 ~ /^[0-9]/ && $5 != "" { print $1 FS $2 FS $3 FS $4 FS $5 }' | sort >"$dir/published"
cmp "$dir/open" "$dir/published"
