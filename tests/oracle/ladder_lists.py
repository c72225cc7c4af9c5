# SPDX-License-Identifier: MIT
"""The mean interval width of designs with list totals, by linear programs made from what is published alone.

Usage: ladder_lists.py RECORDS LIST LADDER.json; designs are DIGITS:PERIOD:PARTNERS[+...]/lists[/suppress].  In a suppressed one a
cell is hidden when it has fewer than three traders; the ladder's count of hidden cells says whether that was enough by itself.
"""
import csv
import json
import re
import sys
from collections import defaultdict

from scipy.optimize import linprog
from scipy.sparse import csr_matrix

with open(sys.argv[1]) as file:
    RECORDS = list(csv.DictReader(file))
with open(sys.argv[2]) as file:
    TIER = {row["code"]: row["tier"] for row in csv.DictReader(file)}
LENGTH = len(next(iter(TIER)))


def period_of(month, kind):
    return month if kind == "month" else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" if kind == "quarter" else month[:4]


def published(month, code, partner, tables):
    """Keys of the published figures that a finest cell counts in."""
    tier = TIER.get(code[:LENGTH])
    totals = [f"tier {tier}"] + (["all"] if len(set(TIER.values())) > 1 else []) if tier else []
    return {(period_of(month, kind), what, who) for digits, kind, partners in tables
            for who in ([partner] if partners == "each" else []) + ["W00"]
            for what in [code[:level] for level in (10, 6, 4, 2) if level <= int(digits)] + totals}


def width_of(tables, suppress):
    value, traders, members = defaultdict(int), defaultdict(set), defaultdict(list)
    for row in RECORDS:
        cell = row["month"], row["hs"], row["partner"]
        value[cell] += round(float(row["usd"]) * 100)
        for key in published(*cell, tables):
            traders[key].add(row["firm"])
    months, codes, countries = ({row[k] for row in RECORDS} for k in ("month", "hs", "partner"))
    cells = [(m, c, p) for m in sorted(months) for c in sorted(codes) for p in sorted(countries)
             if all(key in traders for key in published(m, c, p, tables))]
    for i, cell in enumerate(cells):
        for key in published(*cell, tables):
            members[key].append(i)
    hidden = {key for key in traders if suppress and len(traders[key]) < 3}

    def matrix(keys):
        rows = [r for r, key in enumerate(keys) for _ in members[key]]
        return csr_matrix(([1.0] * len(rows), (rows, [i for key in keys for i in members[key]])), shape=(len(keys), len(cells)))

    shown, unseen = sorted(set(traders) - hidden), sorted(hidden)
    equal, total = matrix(shown), [sum(value[cells[i]] for i in members[key]) for key in shown]
    more = {"A_ub": -matrix(unseen), "b_ub": [-1.0] * len(unseen)} if unseen else {}   # a hidden row: one unit at least
    width = 0.0
    for i, cell in enumerate(cells):
        ends = []
        for sign in (1.0, -1.0) if value[cell] > 0 else ():
            cost = [0.0] * len(cells)
            cost[i] = sign
            ends.append(sign * linprog(cost, A_eq=equal, b_eq=total, method="highs", **more).fun)
        if ends and not ends[0] - 1e-6 <= value[cell] <= ends[1] + 1e-6:
            sys.exit(f"{cell}: the truth lies outside its interval")
        width += max(0.0, ends[1] - ends[0]) if ends else 0.0
    return width / sum(value.values()), len(traders), len(hidden)


bad = 0
for row in json.load(open(sys.argv[3]))["designs"]:
    tables, suppress = re.fullmatch(r"(.*)/lists(/suppress)?", row["design"]).groups()
    want, figures, unseen = width_of([table.split(":") for table in tables.split("+")], suppress)
    pair, slack = "+" in tables, 1e-7 * max(1.0, want)
    same = (row["cells"], row["hidden_cells"], row["intervals"]) == (figures, unseen, "at most" if pair else "exact") and \
        -slack <= row["interval_width"] - want and (pair or row["interval_width"] - want <= slack)
    bad += not same
    print(f"{row['design']}: ladder {row['interval_width']:.6f} ({row['cells']} figures, {row['hidden_cells']} hidden), "
          f"linear programs {want:.6f} ({figures}, {unseen}){'' if same else ' DIFFERENT'}")
sys.exit(bad > 0)
