#!/usr/bin/env python3
"""ladder_lp.py CONTRIBUTIONS LADDER.json - the mean interval width of every open design by linear programs.

Reads finest cells (month, flow, hs, partner, usd), builds for each design the published sums over all
possible finest cells, and asks scipy's solver for the least and greatest value of every cell with trade.
Prints one line a design; exit 1 when the ladder's figure is another or a true value lies outside.
"""
import csv
import json
import sys
from collections import defaultdict

from scipy.optimize import linprog
from scipy.sparse import csr_matrix

DESIGNS = {  # as given on the command line: (digits, kind of period, partners) of each table
    "10 digits, open": [(10, "month", "each")],
    "6 digits, open": [(6, "month", "each")],
    "4 digits, open": [(4, "month", "each")],
    "10:quarter": [(10, "quarter", "each")],
    "10:month:world": [(10, "month", "world")],
    "6:month:world+2:month:each": [(6, "month", "world"), (2, "month", "each")],
    "10:quarter:world+2:month:each": [(10, "quarter", "world"), (2, "month", "each")],
}


def period_of(month, kind):
    return month if kind == "month" else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" if kind == "quarter" else month[:4]


def sums_of(cells, tables):
    """Every published total with the finest cells that it holds."""
    sums = defaultdict(set)
    for i, (month, code, partner) in enumerate(cells):
        for digits, kind, partners in tables:
            for level in (10, 6, 4, 2):
                if level > digits:
                    continue
                for who in ({partner, "W00"} if partners == "each" else {"W00"}):
                    sums[period_of(month, kind), code[:level], who].add(i)
    return list(sums.values())


def width_of(cells, value, tables):
    sums = sums_of(cells, tables)
    rows, columns = [], []
    for r, members in enumerate(sums):
        rows += [r] * len(members)
        columns += members
    matrix = csr_matrix(([1.0] * len(rows), (rows, columns)), shape=(len(sums), len(cells)))
    total = [sum(value[i] for i in members) for members in sums]
    width = 0.0
    for i, x in enumerate(value):
        if x <= 0:
            continue
        cost = [0.0] * len(cells)
        cost[i] = 1.0
        low = linprog(cost, A_eq=matrix, b_eq=total, method="highs").fun
        cost[i] = -1.0
        high = -linprog(cost, A_eq=matrix, b_eq=total, method="highs").fun
        if not low - 1e-6 <= x <= high + 1e-6:
            sys.exit(f"{cells[i]}: {x} outside {low} .. {high}")
        width += max(0.0, high - low)
    return width / sum(value)


def main():
    with open(sys.argv[1]) as file:
        true = defaultdict(float)
        for row in csv.DictReader(file):
            true[row["month"], row["hs"], row["partner"]] += float(row["usd"])
    months, codes, partners = ({key[k] for key in true} for k in range(3))
    cells = sorted((m, c, p) for m in months for c in codes for p in partners)
    value = [true.get(cell, 0.0) for cell in cells]
    told = {row["design"]: row["interval_width"] for row in json.load(open(sys.argv[2]))["designs"]}
    bad = 0
    for name, tables in DESIGNS.items():
        want = width_of(cells, value, tables)
        same = abs(told[name] - want) <= 1e-6 * max(1.0, want)
        bad += not same
        print(f"{name}: ladder {told[name]:.6f}, linear programs {want:.6f}{'' if same else ' DIFFERENT'}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
