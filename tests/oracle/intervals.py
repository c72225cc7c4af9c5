#!/usr/bin/env python3
"""Compare every interval of a confidential intervals.csv with linear programs written from the records (scipy's HiGHS).

usage: intervals.py RECORDS.csv.gz RELEASE INTERVALS.csv [MOST]

Adds the records up anew, takes from the release which cells it hides, and asks for every hidden cell (or MOST
ends, evenly chosen) how far it can move.  An interval must lie inside what the program allows; an end that
calls itself exact must agree to 1e-6.  No end may be looser than the attacker's bound.  Shares no code with
the program but its files.
"""
import collections, csv, gzip, math, os, sys
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

def levels(code):
    return [code, code[:8], code[:6], code[:4], code[:2], "TOTAL"]

def read_cells(records):
    with gzip.open(records, "rt") as file:
        rows = list(csv.DictReader(file))
    quarters = len({r["period"] for r in rows}) > 1
    cells = collections.Counter()
    for r in rows:
        for code in levels(r["hs10"]):
            for partner in (r["partner"], "W00"):
                for time in (["2020-" + r["period"], "2020"] if quarters else ["2020-Q1"]):
                    cells[code, partner, time] += int(r["value"])
    return cells, quarters

def read_hidden(release, cells):
    hidden, seen = set(), 0
    for level in (10, 8, 6, 4, 2, 0):
        with open(os.path.join(release, "data", "hs%d.csv" % level)) as file:
            for r in csv.DictReader(file):
                seen += 1
                cell = (r["code"], r["partner"], r["period"])
                if r["value"] == "":
                    hidden.add(cell)
                elif int(r["value"]) != cells[cell]:
                    sys.exit("%s: published %s, records %d" % (cell, r["value"], cells[cell]))
    if seen != len(cells):
        sys.exit("%d cells published, %d in the records" % (seen, len(cells)))
    return sorted(hidden)

def relations(cells, quarters, number):
    sums = collections.defaultdict(list)
    for code, partner, time in cells:
        if code != "TOTAL":
            parent = "TOTAL" if len(code) == 2 else code[:-2]
            sums[(parent, partner, time), "code"].append((code, partner, time))
        if partner != "W00":
            sums[(code, "W00", time), "partner"].append((code, partner, time))
        if quarters and time != "2020":
            sums[(code, partner, "2020"), "time"].append((code, partner, time))
    entries, count = [], 0
    for (parent, _), parts in sums.items():
        row = [(number[c], s) for c, s in [(parent, 1)] + [(p, -1) for p in parts] if c in number]
        entries += [(count, i, s) for i, s in row]
        count += bool(row)
    return csr_matrix(([e[2] for e in entries], ([e[0] for e in entries], [e[1] for e in entries])),
                      shape=(count, len(number)))

def main():
    cells, quarters = read_cells(sys.argv[1])
    hidden = read_hidden(sys.argv[2], cells)
    most = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9
    number = {c: i for i, c in enumerate(hidden)}
    matrix = relations(cells, quarters, number)
    bounds = [(1 - cells[c], None) for c in hidden]
    with open(sys.argv[3]) as file:
        told = {(r["code"], r["partner"], r["period"]): r for r in csv.DictReader(file)}
    if set(told) != set(hidden):
        sys.exit("%d intervals, %d hidden cells" % (len(told), len(hidden)))
    ends = [(c, side) for c in hidden for side in ("least", "most")]
    kinds, wrong = collections.Counter(), 0
    for c, side in ends:
        kinds[told[c][side + "_is"]] += 1
    checked = ends[::max(1, len(ends) // most)]
    for c, side in checked:
        sign = 1 if side == "most" else -1
        cost = np.zeros(len(hidden))
        cost[number[c]] = -sign
        found = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs")
        if found.status not in (0, 3):
            sys.exit("%s: no answer (%s)" % (c, found.message))
        reach = math.inf if found.status == 3 else -found.fun
        kind = told[c][side + "_is"]
        move = math.inf if kind == "no limit" else sign * (int(told[c][side]) - cells[c])
        close = 1e-6 * max(1, reach) if reach < math.inf else 0
        good = move == reach if math.inf in (move, reach) and kind != "or more" else \
            abs(move - reach) <= close if kind == "exact" else move <= reach + close
        if not good or int(told[c]["value"]) != cells[c] or move < 0:
            print("%s: %s %s (%s), by the program it moves %g" % (c, side, told[c][side], kind, reach))
            wrong += 1
    print("%d hidden cells: %s; %d ends by linear programs, %d wrong"
          % (len(hidden), ", ".join("%d %s" % (n, k) for k, n in sorted(kinds.items())), len(checked), wrong))
    sys.exit(wrong > 0)

main()
