# SPDX-License-Identifier: MIT
"""tests/bound.py - random releases with a known truth: intervals of tenfour bound hold it, equal those of an independent
linear program (scipy), and never widen when a true fact is added."""
import csv, itertools, os, random, subprocess, sys

import numpy as np
from scipy.optimize import linprog

tenfour, work = sys.argv[1:3]
HEADINGS = {"8542": ["8542310000", "8542320000", "8542900000"], "8541": ["8541100000", "8541500000"]}
CODES = sorted(c for group in HEADINGS.values() for c in group)
PARTNERS = ["CN", "DE", "FR"]
MONTHS = ["2024-01", "2024-02", "2024-03"]
bad = 0


def fail(text):
    global bad
    bad = 1
    print("FAILED:", text)


def write(name, head, rows):
    path = os.path.join(work, name)
    with open(path, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head] + rows)
    return path


def bound(*args):
    done = subprocess.run([tenfour, "bound", *args, "--format", "csv"], capture_output=True, text=True)
    return done.returncode, list(csv.DictReader(done.stdout.splitlines())), done.stderr


def below(code, level):
    return code.startswith(level) or level == "TOTAL"


class World:
    """Truth by code, partner, month; tables that are published of it."""

    def __init__(self, rng, name):
        self.rng, self.name = rng, name
        self.x = {k: (0 if rng.random() < 0.25 else rng.randrange(1, 10 ** rng.randrange(2, 7)))
                  for k in itertools.product(CODES, PARTNERS, MONTHS)}
        self.tables = []

    def table(self, level, partner_level, quarter, hide=0.0):
        codes = {0: ["TOTAL"], 4: sorted(HEADINGS), 10: CODES}[level]
        rows = []
        for code in codes:
            for p in (PARTNERS if partner_level else ["W00"]):
                for t in (["2024-Q1"] if quarter else MONTHS):
                    cells = [k for k in self.x if below(k[0], code) and p in (k[1], "W00") and t in (k[2], "2024-Q1")]
                    rows.append((t, p, code, cells, self.rng.random() < hide))
        self.tables.append(rows)

    def rows(self):
        out = []
        for rows in self.tables:
            for t, p, code, cells, hidden in rows:
                value = sum(self.x[k] for k in cells)
                if value:
                    out.append([t, self.name, p, "M", code, "" if hidden else "%d.%02d" % divmod(value, 100), "Q" if hidden else "A"])
        return out

    def program(self, floors=()):
        """Equations and bounds over all cells; None where a cell is known to be nothing."""
        keys = sorted(self.x)
        at = {k: i for i, k in enumerate(keys)}
        a, b, upper = [], [], [None] * len(keys)
        for rows in self.tables:
            for _, _, _, cells, hidden in rows:
                value = sum(self.x[k] for k in cells)
                if value == 0:
                    for k in cells:
                        upper[at[k]] = 0
                elif not hidden:
                    a.append([1 if k in cells else 0 for k in keys])
                    b.append(value)
        lower = [[-1 if k in cells else 0 for k in keys] for cells, _ in floors]
        return keys, np.array(a), np.array(b), [(0, u) for u in upper], np.array(lower) if lower else None, [-v for _, v in floors]


def solve(program, cells, sign):
    keys, a, b, limits, ub, ubv = program
    c = np.array([sign if k in cells else 0 for k in keys])
    scale = max(1.0, float(b.max()))
    r = linprog(c, A_eq=a, b_eq=b / scale, bounds=[(0, None if u is None else u / scale) for _, u in limits],
                A_ub=ub, b_ub=None if ub is None else np.array(ubv) / scale, method="highs")
    if r.status == 3:
        return None
    assert r.status == 0, r.message
    return sign * r.fun * scale / 100


def cells_of(row):
    return [k for k in itertools.product(CODES, PARTNERS, MONTHS)
            if k[0] == row["code"] and row["partner"] in (k[1], "W00") and k[2] == row["period"]]


detail = write("detail.csv", ["period", "reporter", "partner", "flow", "code", "value"],
               [["2023-%02d" % m, "old", p, "M", c, "1"] for m in (1, 2, 3) for p in PARTNERS for c in CODES])

# --- many worlds, each a reporter; then the same with one table more -------------------------------------------
rng = random.Random(20240101)
worlds, more = [], []
for i in range(30):
    w = World(rng, "R%02d" % i)
    w.table(4, True, False, hide=rng.choice([0, 0, 0.2]))
    for level, partners, quarter in rng.sample([(10, False, False), (4, False, False), (10, True, True), (10, False, True), (0, True, False)],
                                               rng.randrange(0, 3)):
        w.table(level, partners, quarter, hide=rng.choice([0, 0.3]))
    worlds.append(w)
head = ["period", "reporter", "partner", "flow", "code", "value", "value_status"]
code, first, err = bound(write("coarse.csv", head, [r for w in worlds for r in w.rows()]), "--detail", detail, "--complete", "--partners")
if code:
    fail("exit %d: %s" % (code, err))
by = {w.name: w for w in worlds}
programs = {w.name: w.program() for w in worlds}
compared = 0
for n, row in enumerate(first):
    w = by[row["reporter"]]
    cells = cells_of(row)
    if row["kind"] != "code" or not cells:
        if float(row["lower"]) > 0:
            fail("something must be where nothing is: %s" % row)
        continue
    truth = sum(w.x[k] for k in cells) / 100
    if not (float(row["lower"]) - 1e-9 <= truth <= (float(row["upper"]) if row["upper"] else 1e99) + 1e-9):
        fail("the truth %s is outside: %s" % (truth, row))
    if n % 9:
        continue
    low, high = solve(programs[w.name], cells, 1), solve(programs[w.name], cells, -1)
    compared += 1
    tolerance = 1e-3 + 1e-7 * float(row["upper"] or 0)
    if abs(low - float(row["lower"])) > tolerance or (high is None) != (row["upper"] == "") or \
            (high is not None and abs(high - float(row["upper"])) > tolerance):
        fail("the program says %s to %s: %s" % (low, high, row))
if compared < 100:
    fail("only %d intervals were compared with the independent program" % compared)

for w in worlds:      # all tables: only those that were not there yet
    have = {(len(rows), rows[0][0][:7], rows[0][1] == "W00", len(rows[0][2])) for rows in w.tables}
    w.table(4, False, True)
    if (9, "2024-01", True, 10) not in have and len(w.tables) < 4 and rng.random() < 0.7:
        w.table(4, False, False) if not any(r[0][1] == "W00" and r[0][2] in HEADINGS and r[0][0] == "2024-01" for r in w.tables) else None
code, second, err = bound(write("more.csv", head, [r for w in worlds for r in w.rows()]), "--detail", detail, "--complete", "--partners")
if code:
    fail("exit %d with more facts: %s" % (code, err))
place = lambda r: (r["reporter"], r["period"], r["partner"], r["code"], r["kind"])
now = {place(r): r for r in second}
for row in first:
    r = now.get(place(row))
    if r and (float(r["lower"]) < float(row["lower"]) - 1e-9 or (row["upper"] and (not r["upper"] or float(r["upper"]) > float(row["upper"]) + 1e-9))):
        fail("a true fact widened %s to %s" % (row, r))

# --- floors, ceilings and weights that are true: never wider, the truth inside, equal to the program ----------------
for i in range(6):
    w = World(rng, "R")
    w.table(4, True, False)
    w.table(0, False, False)
    if i % 2:
        w.table(10, False, True)
    coarse = write("side.csv", head, w.rows())
    chosen = rng.sample([k for k in sorted(w.x) if w.x[k] > 1], 8)
    floors = [([k], w.x[k] * rng.randrange(50, 101) // 100) for k in chosen]
    floor = write("floor.csv", ["code", "partner", "period", "floor"],
                  [[k[0], k[1], k[2], "%d.%02d" % divmod(v, 100)] for (k,), v in floors])
    program = w.program(floors)
    plain = {place(r): r for r in bound(coarse, "--detail", detail, "--complete", "--partners")[1]}
    code, rows, err = bound(coarse, "--detail", detail, "--complete", "--partners", "--floor", floor)
    if code:
        fail("exit %d with floors: %s" % (code, err))
    for n, row in enumerate(rows):
        cells = cells_of(row)
        if row["kind"] != "code" or not cells:
            continue
        truth = sum(w.x[k] for k in cells) / 100
        before = plain[place(row)]
        if not float(before["lower"]) <= float(row["lower"]) <= truth <= float(row["upper"]) <= float(before["upper"]):
            fail("floors: %s, before %s, truth %s" % (row, before, truth))
        if n % 5 == 0:
            low, high = solve(program, cells, 1), solve(program, cells, -1)
            if abs(low - float(row["lower"])) > 1e-2 or abs(high - float(row["upper"])) > 1e-2:
                fail("floors: the program says %s to %s: %s" % (low, high, row))
sys.exit(bad)
