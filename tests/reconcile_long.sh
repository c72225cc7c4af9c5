#!/bin/sh
# tests/reconcile_long.sh - 108 thousand figures with one wrong among them: found, in seconds of CPU; intervals of a national office too.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
python=$(command -v /usr/bin/python3 || command -v python3) || { echo 'skipped: python3 is not installed'; exit 77; }
exec $python - "$TENFOUR" "$folder" <<'PY'
import csv, os, random, resource, subprocess, sys

tenfour, work = sys.argv[1:3]
rng = random.Random(4)


def run(limit, *args):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([tenfour, *args, "--format", "csv"], capture_output=True, text=True, cwd=work)
    took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print("%s: %.1f s of CPU" % (args[0], took))
    if done.returncode or took > limit:
        print("FAILED: exit %d, %.1f s: %s" % (done.returncode, took, done.stderr))
        sys.exit(1)
    return csv.DictReader(done.stdout.splitlines())


x = {}
for m in range(1, 13):
    for h in ["%02d%02d" % (c, k) for c in range(1, 21) for k in range(1, 16)]:
        for p in ["P%02d" % i for i in range(25)]:
            v = rng.randint(1, 10 ** rng.randint(2, 7))
            for code in (h, h[:2], "TOTAL"):
                for partner in (p, "W00"):
                    for t in ("2023-%02d" % m, "2023"):
                        x[t, partner, code] = x.get((t, partner, code), 0) + v
x["2023-05", "P07", "0304"] += 54321
with open(os.path.join(work, "cube.csv"), "w") as f:
    f.write("period,reporter,partner,flow,code,value\n")
    f.writelines("%s,KG,%s,M,%s,%d\n" % (t, p, c, v) for (t, p, c), v in x.items())
print("%d figures" % len(x))
first = next(run(60, "reconcile", "cube.csv", "--table", "figures"))
if first["figure"] != "KG M 2023-05 P07 0304":
    print("FAILED: named is", first)
    sys.exit(1)

with open(os.path.join(work, "old.csv"), "w") as old, open(os.path.join(work, "new.csv"), "w") as new:
    old.write("period,partner,flow,code,value\n")
    new.write("period,partner,flow,code,value\n")
    for m in range(1, 25):
        for c in range(1, 98):
            for k in range(1, 13):
                for p in rng.sample(range(60), 8):
                    sums = 0
                    for d in range(6):
                        v = rng.randint(1, 10 ** rng.randint(2, 8))
                        sums += v
                        if m <= 12:
                            old.write("2022-%02d,P%02d,M,%02d%02d%02d0000,%d\n" % (m, p, c, k, 10 + d, v))
                    if m > 12:
                        new.write("2023-%02d,P%02d,M,%02d%02d,%d\n" % (m - 12, p, c, k, sums))
rows = sum(1 for _ in run(120, "bound", "new.csv", "--detail", "old.csv", "--partners"))
print("%d intervals" % rows)
sys.exit(rows < 500000)
PY
