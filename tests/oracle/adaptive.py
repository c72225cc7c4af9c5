# SPDX-License-Identifier: MIT
"""Monthly vintages of an adaptive release over 24 months: antichains, exact totals, certified, at most one change a year.

Some records come a month late and make cells safe that were not; the vintages of the second year are made from its
records alone, so that only the earlier release tells what was safe in the first.

With lids, CODE:LEVEL, no goods of these codes stand deeper: the first half are lines of finest_by, the rest never_finer.

Usage: adaptive.py TENFOUR TEMPLATE FOLDER SEED [CODE:LEVEL...]
"""
import collections
import csv
import random
import subprocess
import sys

tenfour, template, folder, seed = sys.argv[1:5]
lids = [(one.split(":")[0], int(one.split(":")[1])) for one in sys.argv[5:]]
random.seed(int(seed))
CODES = ["8542310000", "8542310001", "8542390000", "8542900000", "8541100000", "8541210000", "8471300000", "8471500000",
         "2710190000", "2710190001", "2701110000"]
MONTHS = ["%d-%02d" % (year, month) for year in (2022, 2023) for month in range(1, 13)]
FIRST = 10      # the vintage of this month is the first
# How many firms trade a code in a month drifts: codes become safe and unsafe.
often = {code: random.uniform(1, 6) for code in CODES}
rows = []
for number, month in enumerate(MONTHS):
    for code in CODES:
        often[code] = min(7, max(0.5, often[code] + random.uniform(-0.7, 0.7)))
        for firm in range(int(often[code] + random.random())):
            rows.append((number + (random.random() < 0.3), "%s,M,%s,%s,f%d,%d.00,1\n" % (month, code, random.choice(["DE", "FR"]), firm,
                                                           random.randrange(100, 900)), month))


limits = []
if lids:
    with open(folder + "/lids.csv", "w") as file:
        file.write("code,level\n" + "".join("%s,%d\n" % one for one in lids[len(lids) // 2:]))
    limits = ["--set", "publish.never_finer=%s/lids.csv" % folder, "--set", "publish.finest_by=[%s]" %
              ", ".join('{code: "%s", level: %d}' % one for one in lids[:len(lids) // 2])]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s: %s%s" % (" ".join(command), done.stdout, done.stderr))


level = {}          # (year, code) -> digits of its place, by vintage
changes = finer = limited = 0
previous = []
for last in range(FIRST, len(MONTHS)):
    records, out = folder + "/records.csv", "%s/v%02d" % (folder, last)
    with open(records, "w") as file:
        file.write("month,flow,hs,partner,firm,usd,kg\n" + "".join(row[1] for row in rows if row[0] <= last and row[2] <= MONTHS[last] and row[2][:4] == MONTHS[last][:4]))
    run(tenfour, "release", template, records, "-o", out, "-q", "--set", "release.vintage=v%02d" % last, *previous, *limits)
    run(tenfour, "cells", template, records, "-o", folder + "/cells", "--contributions", "--force", "-q")
    run(tenfour, "verify", out, "--certificate", out + ".confidential/certificate.txt", "--contributions",
        folder + "/cells/data/contributions.csv")
    previous = ["--previous", out]
    places = collections.defaultdict(set)
    total = collections.Counter()
    with open(out + "/data/partition.csv") as file:
        for row in csv.DictReader(file):
            places[row["period"][:4]].add(row["code"])
            total[row["period"]] += float(row["value"])
    with open(out + "/data/hs0.csv") as file:
        for row in csv.DictReader(file):
            if len(row["period"]) == 7 and row["partner"] == "W00":
                total[row["period"]] -= float(row["value"])
    if any(total.values()):
        sys.exit("vintage %d: the partition does not add up: %s" % (last, total))
    for codes in places.values():
        for a in codes:
            for b in codes:
                if a != b and "X" not in a and b.startswith(a):
                    sys.exit("vintage %d: %s stands above %s" % (last, a, b))
    with open(out + ".confidential/adaptive.csv") as file:
        for row in csv.DictReader(file):
            key, now = (row["year"], row["code"]), len(row["published"].rstrip("X"))
            turned = key not in level and ("2022", row["code"]) in level
            if any(row["code"].startswith(code) and now > digits for code, digits in lids):
                sys.exit("vintage %d: %s stands at %s" % (last, row["code"], row["published"]))
            limited += any(row["code"].startswith(code) and now == digits for code, digits in lids)
            if turned and now > level["2022", row["code"]]:
                finer += 1
            if key in level:
                changes += now != level[key]
                finer += now > level[key]
            level[key] = now
if finer:
    sys.exit("%d times a code was refined too soon" % finer)
if lids and not limited:
    sys.exit("no code stands at its lid: choose others")
print("%d vintages: antichains, totals exact, certified, nothing refined without a year of safety; %d coarsened to stay safe" %
      (len(MONTHS) - FIRST, changes))
