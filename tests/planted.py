# tests/planted.py TENFOUR FOLDER - surges, switches of codes and diversions planted in synthetic records: found at ten digits
# and lost at four as often as `surge --power` says, by the 99 % binomial interval (Clopper and Pearson 1934) of the hits.
import collections
import csv
import math
import random
import subprocess
import sys

tenfour, folder = sys.argv[1:3]
SIZE, START, BASELINE = 2, "2020-01", "2019-12"
rng = random.Random(2)


def run(*words):
    return subprocess.run([tenfour, *words], check=True, capture_output=True, text=True).stdout


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def tail(hits, n, p):
    """P(X >= hits) of a binomial."""
    return sum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(hits, n + 1))


def agrees(hits, n, p):
    return tail(hits, n, p) > 0.005 and 1 - tail(hits + 1, n, p) > 0.005


# Sixty headings of eight codes, three partners, six years.
with open(f"{folder}/list.csv", "w") as file:
    file.write("code,label\n")
    for h in range(60):
        for k in range(8):
            file.write(f"{2801 + h * 71}{10 + k * 5}{rng.randint(1000, 9999)},goods {h} {k}\n")
run("synth", "--list", f"{folder}/list.csv", "--rows", "250000", "--months", "72", "--from", "2017-01", "--partners", "3",
    "--traders", "300", "--density", "dense", "--surges", "0", "--switches", "0", "--diversions", "0", "--seed", "2",
    "-o", f"{folder}/records.csv")
value = collections.defaultdict(lambda: collections.Counter())
with open(f"{folder}/records.csv") as file:
    for r in csv.DictReader(file):
        if r["flow"] == "M":
            value[r["partner"], r["hs10"]][r["period"]] += float(r["value_usd"])
periods = sorted({p for s in value.values() for p in s})
before = [p for p in periods if p < START]
mean = {key: sum(s[p] for p in before) / len(before) for key, s in value.items()}
partners = sorted({p for p, _ in value})
codes = collections.defaultdict(list)
for _, code in sorted(value):
    if code not in codes[code[:4]]:
        codes[code[:4]].append(code)


def add(key, amount):
    for p in periods:
        if p >= START:
            value[key][p] = max(0, value[key][p] + amount)


planted = collections.defaultdict(list)
for i, heading in enumerate(sorted(codes)):
    kind = ("surge", "switch", "diversion")[i % 3]
    for partner in partners if kind != "diversion" else partners[:1]:
        code = rng.choice([c for c in codes[heading] if mean.get((partner, c), 0) > 0])
        goal = partner, code
        amount = SIZE * mean[goal]
        if kind == "switch":       # goods of a larger code are declared under this one
            donors = [c for c in codes[heading] if c != code and mean.get((partner, c), 0) > 1.2 * amount]
        elif kind == "diversion":  # the same goods come by way of this partner
            donors = [p for p in partners if p != partner and mean.get((p, code), 0) > 1.2 * amount]
        else:
            donors = [None]
        if not donors:
            continue
        add(goal, amount)
        if kind == "switch":
            add((partner, donors[0]), -amount)
        elif kind == "diversion":
            add((donors[0], code), -amount)
        planted[kind].append(goal)
with open(f"{folder}/flows.csv", "w") as file:
    file.write("period,reporter,partner,flow,code,value\n")
    for (partner, code), series in sorted(value.items()):
        for p in periods:
            if series[p]:
                file.write(f"{p},KG,{partner},M,{code},{series[p]:.2f}\n")

common = ("surge", f"{folder}/flows.csv", "--baseline-until", BASELINE, "--format", "csv", "--runs", "699", "--level")
power = {int(r["level"]): r for r in rows(run(*common, "10", "--power"))}
bad = 0
for level in (10, 4):
    found = {(r["partner"], r["code"]): r["finding"] for r in rows(run(*common, str(level)))}
    for kind, goals in sorted(planted.items()):
        hits = sum(found.get((p, c[:level])) in ("rise", "new") for p, c in goals)
        # A switch inside a heading adds nothing to it.
        p = float(power[level][f"seen_{SIZE}"]) if (kind, level) != ("switch", 4) else 0.02
        fine = agrees(hits, len(goals), p)
        print(f"{kind} at {level} digits: {hits} of {len(goals)} found, {100 * p:.0f} % predicted{'' if fine else ': NOT SO'}")
        bad += not fine
if float(power[10][f"seen_{SIZE}"]) < 2 * float(power[4][f"seen_{SIZE}"]):
    print("four digits see as much as ten: the test is broken")
    bad = 1
sys.exit(bad > 0)
