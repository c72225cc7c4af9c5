#!/usr/bin/env python3
"""Audit a protected release by linear programs written from the equations alone (scipy's HiGHS).

usage: lp_audit.py RECORDS.csv.gz RELEASE [MOST]

Adds the records up anew, finds primaries and levels by the p % rule with p = 10, reads which cells the
release hides, and asks for every primary (or MOST of them, evenly chosen) how far it can move.  Shares no
code and no number with the program but the release's own files.
"""
import collections, csv, gzip, math, os, sys
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

def levels(code):
    return [code, code[:8], code[:6], code[:4], code[:2], "TOTAL"]

def main():
    records, release = sys.argv[1], sys.argv[2]
    most = int(sys.argv[3]) if len(sys.argv) > 3 else 10**9
    cells = collections.defaultdict(lambda: collections.defaultdict(int))
    with gzip.open(records, "rt") as file:
        rows = list(csv.DictReader(file))
    quarters = len({r["period"] for r in rows}) > 1
    for r in rows:
        times = ["2020-" + r["period"], "2020"] if quarters else ["2020-Q1"]
        for code in levels(r["hs10"]):
            for partner in (r["partner"], "W00"):
                for time in times:
                    cells[code, partner, time][r["firm"]] += int(r["value"])
    value = {c: sum(f.values()) for c, f in cells.items()}
    hidden = set()
    published = 0
    for level in (10, 8, 6, 4, 2, 0):
        with open(os.path.join(release, "data", "hs%d.csv" % level)) as file:
            for r in csv.DictReader(file):
                cell = (r["code"], r["partner"], r["period"])
                published += 1
                if r["value"] == "":
                    hidden.add(cell)
                elif int(r["value"]) != value[cell]:
                    sys.exit("%s: published %s, records %d" % (cell, r["value"], value[cell]))
    if published != len(cells):
        sys.exit("%d cells published, %d in the records" % (published, len(cells)))
    # what adds up to what
    sums = collections.defaultdict(list)
    for code, partner, time in cells:
        if code != "TOTAL":
            parent = "TOTAL" if len(code) == 2 else code[:-2]
            sums[(parent, partner, time), "code"].append((code, partner, time))
        if partner != "W00":
            sums[(code, "W00", time), "partner"].append((code, partner, time))
        if quarters and time != "2020":
            sums[(code, partner, "2020"), "time"].append((code, partner, time))
    number = {c: i for i, c in enumerate(sorted(hidden))}
    entries, count = [], 0
    for (parent, _), parts in sums.items():
        row = [(number[c], s) for c, s in [(parent, 1)] + [(p, -1) for p in parts] if c in number]
        entries += [(count, i, s) for i, s in row]
        count += bool(row)
    matrix = csr_matrix(([e[2] for e in entries], ([e[0] for e in entries], [e[1] for e in entries])),
                        shape=(count, len(number)))
    bounds = [(1 - value[c], None) for c in sorted(hidden)]
    primaries = []
    for c, firms in cells.items():
        largest = sorted(firms.values(), reverse=True)[:2] + [0]
        need = 0.1 * largest[0] - (value[c] - largest[0] - largest[1])
        if need > 0:
            if c not in hidden:
                sys.exit("%s is a primary and open" % (c,))
            primaries.append((c, need))
    primaries.sort()
    narrow = 0
    for c, need in primaries[::max(1, len(primaries) // most)]:
        for sign in (1, -1):
            cost = np.zeros(len(number))
            cost[number[c]] = -sign
            found = linprog(cost, A_eq=matrix, b_eq=np.zeros(count), bounds=bounds, method="highs")
            reach = math.inf if found.status == 3 else -found.fun
            level = need if sign > 0 else min(need, value[c] - 1)
            if found.status not in (0, 3) or reach < level - 1e-6 * max(1, level):
                print("%s: %s reaches %g of %g" % (c, "upper" if sign > 0 else "lower", reach, level))
                narrow += 1
    print("%d cells, %d hidden, %d primaries: %d too narrow" % (len(cells), len(hidden), len(primaries), narrow))
    sys.exit(narrow > 0)

main()
