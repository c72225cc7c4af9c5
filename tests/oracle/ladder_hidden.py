# SPDX-License-Identifier: MIT
"""The mean width of what a suppressed design hides, by linear programs made from the published totals alone.

Usage: ladder_hidden.py RECORDS LADDER.json; the rule is a minimum of three traders, and hides enough by itself.
"""
import csv
import json
import sys
from collections import defaultdict

from scipy.optimize import linprog
from scipy.sparse import csr_matrix

value, traders = defaultdict(int), defaultdict(set)
members = defaultdict(set)
with open(sys.argv[1]) as file:
    for row in csv.DictReader(file):
        finest = (row["month"], row["hs"], row["partner"])
        value[finest] += round(float(row["usd"]) * 100)
        for digits in (10, 6, 4, 2):
            for partner in (row["partner"], "W00"):
                key = (row["month"], row["hs"][:digits], partner)
                traders[key].add(row["firm"])
                members[key].add(finest)
row = json.load(open(sys.argv[2]))["designs"][0]
hidden = {key for key in traders if len(traders[key]) < 3}
if row["hidden_cells"] != len(hidden):
    sys.exit("the design hides %s cells, the rule %d: choose other records" % (row["hidden_cells"], len(hidden)))
unknown = [key for key in value if key in hidden]
number = {key: i for i, key in enumerate(unknown)}
rows, columns, rest = [], [], []
for key in members:
    inside = [number[m] for m in members[key] if m in number]
    if key in hidden or not inside:
        continue
    rows += [len(rest)] * len(inside)
    columns += inside
    rest.append(sum(value[m] for m in members[key] if m in number))
matrix = csr_matrix(([1.0] * len(rows), (rows, columns)), shape=(len(rest), len(unknown)))
width = 0.0
for i, key in enumerate(unknown):
    ends = []
    for sign in (1.0, -1.0):
        cost = [0.0] * len(unknown)
        cost[i] = sign
        done = linprog(cost, A_eq=matrix, b_eq=rest, bounds=(1, None), method="highs")
        ends.append(sign * done.fun)
    if not ends[0] - 1e-6 <= value[key] <= ends[1] + 1e-6:
        sys.exit("%s: the truth lies outside its interval" % (key,))
    width += ends[1] - ends[0]
width /= sum(value.values())
if row["intervals"] != "exact" or abs(row["interval_width"] - width) > 1e-7 * width:
    sys.exit("%s: width %s (%s), linear programs %.9f" % (row["design"], row["interval_width"], row["intervals"], width))
for digits in (10, 6, 4, 2):
    at = defaultdict(int)
    for (month, code, partner), amount in value.items():
        at[month, code[:digits], partner] += amount
    share = sum(amount for key, amount in at.items() if key not in hidden) / sum(value.values())
    if abs(row["shown"][str(digits)] - share) > 1e-8:
        sys.exit("shown at %d digits: %s, by hand %.9f" % (digits, row["shown"][str(digits)], share))
if row["shown"]["8"] is not None or row["shown"]["0"] is not None or abs(row["shown"]["10"] + row["hidden_value_share"] - 1) > 1e-8:
    sys.exit("shown: %s" % row["shown"])
print("%s: %d of %d cells hidden, width %.6f, linear programs %.6f; every truth inside" %
      (row["design"], len(hidden), len(traders), row["interval_width"], width))
