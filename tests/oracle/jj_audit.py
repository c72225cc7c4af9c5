#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""jj_audit.py FILE.jj CELLS.csv: intervals of the hidden cells of an exchange file by linear programs (HiGHS).

Reads the file by its own rules and compares with what `protect --export` says: no interval may be wider than the
program's, exact ones equal it to 1e-6, and every unsafe cell has room for its levels."""
import csv
import re
import sys

import numpy
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

words = re.findall(r"[():]|[^\s():]+", open(sys.argv[1], encoding="ascii").read())
words.reverse()
count = int(words.pop())
count = count or int(words.pop())
value, status, bounds, levels = [], [], [], []
for i in range(count):
    assert int(words.pop()) == i
    value.append(float(words.pop()))
    words.pop()
    status.append(words.pop())
    low, high = float(words.pop()), float(words.pop())
    bounds.append((None if low < -1e15 else low, None if high > 1e15 else high))
    levels.append(tuple(float(words.pop()) for _ in range(3)))
relations = int(words.pop())
matrix = lil_matrix((max(relations, 1), count))
right = numpy.zeros(max(relations, 1))
for r in range(relations):
    right[r] = float(words.pop())
    terms = int(words.pop())
    assert words.pop() == ":"
    for _ in range(terms):
        cell = int(words.pop())
        assert words.pop() == "("
        matrix[r, cell] = float(words.pop())
        assert words.pop() == ")"
assert not words
matrix = matrix.tocsr()
for i in range(count):
    if status[i] in "sz":
        bounds[i] = (value[i], value[i])
told = {int(row["cell"]): row for row in csv.DictReader(open(sys.argv[2], encoding="ascii"))}
hidden = [i for i in range(count) if status[i] in "um"]
step = max(1, len(hidden) // int(sys.argv[3])) if len(sys.argv) > 3 else 1
exact = 0
for i in hidden[::step]:
    cost = numpy.zeros(count)
    ends = []
    for sign in (1, -1):
        cost[i] = sign
        result = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
        ends.append(sign * result.fun if result.status == 0 else -sign * float("inf"))
    row = told[i]
    low = float(row["lower"]) if row["lower"] else -float("inf")
    high = float(row["upper"]) if row["upper"] else float("inf")
    near = 1e-6 * max(1, abs(value[i]))
    if low < ends[0] - near or high > ends[1] + near:
        sys.exit(f"cell {i}: told [{low}, {high}], the program says {ends}")
    if row["exact"] == "yes":
        exact += 1
        assert abs(low - ends[0]) <= near and abs(high - ends[1]) <= near, (i, low, high, ends)
    if status[i] == "u":
        lpl, upl, spl = levels[i]
        assert ends[1] >= value[i] + upl - near and ends[0] <= value[i] - lpl + near, (i, ends)
        assert ends[1] - ends[0] >= spl - near, (i, ends)
        assert ends[1] - ends[0] > near, (i, ends)
print(f"{len(hidden[::step])} of {len(hidden)} hidden cells audited, {exact} intervals exact")
