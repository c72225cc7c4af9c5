#!/bin/sh
# tests/compare_long.sh - 24 months of a million ten-digit cells against a hundred thousand four-digit ones, and edition families, in seconds.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
cd "$folder" || exit 1
python3 - "$srcdir" <<'END' || exit 99
import random, sys
random.seed(1)
codes = [line.split(',')[0] for line in open(sys.argv[1] + '/templates/hs2022.csv')]
codes = [c + s for c in codes if len(c) == 6 and c.isdigit() for s in ('1000', '9000')]
partners = ['DE', 'CN', 'TR', 'US', 'KZ']
old, new = open('old.csv', 'w'), open('new.csv', 'w')
for f in old, new:
    f.write('period,reporter,partner,flow,code,value\n')
cells = coarse = 0
for m in ['%d-%02d' % (y, m) for y in (2022, 2023) for m in range(1, 13)]:
    sums = {}
    for c in codes:
        for p in partners:
            if random.random() < 0.743:
                v = random.randrange(100, 10 ** 8)
                old.write('%s,KG,%s,M,%s,%d.%02d\n' % (m, p, c, v // 100, v % 100))
                sums[c[:4], p] = sums.get((c[:4], p), 0) + v
                cells += 1
    for (c, p), v in sorted(sums.items()):
        if p in ('DE', 'CN', 'TR', 'US'):
            new.write('%s,KG,%s,M,%s,%d.%02d\n' % (m, p, c, v // 100, v % 100))
            coarse += 1
print(cells, coarse)
END
for args in '' '--format csv'; do
    python3 -c 'import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=open("out", "w"))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.2f %d" % (used.ru_utime, used.ru_maxrss))
sys.exit(done.returncode)' "$TENFOUR" compare old.csv new.csv $args >used || fail "compare $args"
    echo "compare $args: $(cat used) (seconds of processor, KiB)"
    awk '{ exit !($1 < 15 && $2 < 1500000) }' used || fail "too slow or too large: $(cat used)"
done
grep -q '^level,,,,,4 digits,.*"116109 both, 116109 exact, 0 rounding, 0 revised' out || fail "cells: $(grep ^level out)"
exit $bad
