# SPDX-License-Identifier: MIT
"""Work quality/hiding.csv out anew from the published tables of a release.

usage: hiding.py RELEASE [PREFIX...]      (the prefixes stand on a watch list)
"""
import csv
import glob
import os
import re
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main():
    release, *listed = sys.argv[1:]
    tables = {int(re.search(r"hs(\d+)\.csv", p)[1]): read(p)
              for p in glob.glob(os.path.join(release, "data", "hs*.csv"))}
    digits = sorted(d for d in tables if d)
    wanted = {}
    rows, hidden = defaultdict(int), defaultdict(int)
    watched, watched_hidden = defaultdict(int), defaultdict(int)
    world = defaultdict(dict)                       # digits -> (period, flow, code) -> text
    for d in digits:
        for row in tables[d]:
            key = row["period"], row["flow"], row["code"][:2], d
            rows[key] += 1
            gone = any(row[m + "_status"] == "Q" for m in ("value", "net_mass"))
            hidden[key] += gone
            if any(row["code"].startswith(prefix) for prefix in listed):
                watched[key] += 1
                watched_hidden[key] += gone
            if row["partner"] == "W00":
                world[d][row["period"], row["flow"], row["code"]] = row["value"]
    for key in (k for k in rows if hidden[k]):
        period, flow, chapter, d = key
        total = world[2].get((period, flow, chapter))
        line = [str(rows[key]), str(hidden[key]), str(watched[key]), str(watched_hidden[key]), "", "", "", ""]
        if total:
            # Open members at the cut: of the level, and coarser ones that nothing divides further.
            opened = Decimal(0)
            for level in (l for l in digits if l <= d):
                finer = [l for l in digits if l > level]
                for (p, f, code), value in world[level].items():
                    if (p, f, code[:2]) != (period, flow, chapter) or not value:
                        continue
                    divided = finer and any(k[:2] == (p, f) and k[2].startswith(code) for k in world[finer[0]])
                    if level == d or not divided:
                        opened += Decimal(value)
            gone = Decimal(total) - opened
            line[4:7] = [total, "%.2f" % opened, "%.2f" % gone]
            if 0 <= gone <= Decimal(total) and Decimal(total) > 0:
                line[7] = str((gone / Decimal(total)).quantize(Decimal("0.0001"), ROUND_HALF_UP))
        wanted[period, flow, chapter, str(d)] = line
    told = {}
    for row in read(os.path.join(release, "quality", "hiding.csv")):
        values = list(row.values())
        told[tuple(values[:4])] = values[4:]
    assert told.keys() == wanted.keys(), (len(told), len(wanted))
    for key, line in wanted.items():
        assert told[key] == line, (key, told[key], line)
    full = sum(1 for line in wanted.values() if line[7])
    assert not listed or sum(watched_hidden.values()), "nothing listed is hidden: the test shows nothing"
    assert full > 10, "hardly a line has a share: the test shows nothing"
    print("%d lines agree, %d with a share" % (len(wanted), full))


main()
