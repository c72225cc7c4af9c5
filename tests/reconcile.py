# SPDX-License-Identifier: MIT
"""tests/reconcile.py - random accounts with unequal reliabilities against numpy's pseudo-inverse; a planted wrong figure."""
import csv, os, random, subprocess, sys

import numpy as np

tenfour, work = sys.argv[1:3]
bad = 0


def fail(text):
    global bad
    bad = 1
    print("FAILED:", text)


def run(*args):
    done = subprocess.run([tenfour, "reconcile", *args], capture_output=True, text=True)
    if done.returncode:
        fail("exit %d: %s" % (done.returncode, done.stderr))
    return list(csv.DictReader(done.stdout.splitlines()))


def write(name, head, rows):
    path = os.path.join(work, name)
    with open(path, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head] + rows)
    return path


for seed, (rows, columns) in enumerate([(3, 4), (5, 6), (9, 9), (10, 12)]):
    rng = np.random.default_rng(seed)
    # A table with margins: rows, columns and the grand total; one relation follows from the others.
    x = rng.integers(100, 100000, (rows, columns)).astype(float)
    full = np.zeros((rows + 1, columns + 1))
    full[:rows, :columns] = x
    full[rows, :columns] = x.sum(axis=0)
    full[:, columns] = full[:, :columns].sum(axis=1)
    names = [["r%dc%d" % (i, j) for j in range(columns + 1)] for i in range(rows + 1)]
    flat = np.array(full).ravel() + rng.integers(-50, 50, full.size)
    share = rng.uniform(0.01, 0.2, full.size)
    index = {n: k for k, n in enumerate(n for row in names for n in row)}
    relations, a, want = [], [], []
    for i in range(rows + 1):
        relations.append(("row%d" % i, [(names[i][columns], 1)] + [(names[i][j], -1) for j in range(columns)]))
    for j in range(columns + 1):
        relations.append(("column%d" % j, [(names[rows][j], 1)] + [(names[i][j], -1) for i in range(rows)]))
    for _, terms in relations:
        line = np.zeros(full.size)
        for n, f in terms:
            line[index[n]] = f
        a.append(line)
    a = np.array(a)
    sd = share * np.abs(flat)
    v = np.diag(sd ** 2)
    gap = a @ flat
    scale = 1 / np.sqrt(np.diag(a @ v @ a.T))        # units of all sizes beside each other
    inverse = np.linalg.pinv((a @ v @ a.T) * np.outer(scale, scale), rcond=1e-10) * np.outer(scale, scale)
    change = -v @ a.T @ inverse @ gap
    checked = np.einsum("ki,kl,li->i", a, inverse, a)
    residual = -(a.T @ inverse @ gap) / np.sqrt(checked)
    figures = write("cells.csv", ["cell", "value", "share"], [[n, "%.0f" % flat[k], repr(share[k])] for n, k in index.items()])
    accounts = write("relations.csv", ["relation", "cell", "coefficient"], [[r, n, f] for r, terms in relations for n, f in terms])
    out = os.path.join(work, "proposals.csv")
    table = run(figures, "--relations", accounts, "--format", "csv", "--table", "figures", "-o", out, "--force")
    for row in csv.DictReader(open(out)):
        k = index[row["figure"]]
        if abs(float(row["change"]) - change[k]) > 2e-4 + 1e-8 * abs(change[k]):
            fail("%dx%d %s changes by %s, should by %.6f" % (rows, columns, row["figure"], row["change"], change[k]))
        if abs(float(row["value"]) + float(row["change"]) - float(row["proposed"])) > 1e-9:
            fail("proposal is not value and change: %s" % row)
    for row in table:
        k = index[row["figure"]]
        if row["residual"] and abs(float(row["residual"]) - residual[k]) > 2e-3 + 1e-4 * abs(residual[k]):
            fail("%dx%d residual of %s is %s, should be %.4f" % (rows, columns, row["figure"], row["residual"], residual[k]))
        if row["leverage"] and abs(float(row["leverage"]) - sd[k] ** 2 * checked[k]) > 1e-3:
            fail("%dx%d leverage of %s is %s, should be %.4f" % (rows, columns, row["figure"], row["leverage"], sd[k] ** 2 * checked[k]))
    shown = run(figures, "--relations", accounts, "--format", "csv", "--table", "relations")
    if sum(r["follows"] != "" for r in shown) != len(relations) - np.linalg.matrix_rank(a):
        fail("%d relations are said to follow, rank is %d of %d" % (sum(r["follows"] != "" for r in shown), np.linalg.matrix_rank(a), len(relations)))
    for r, (name, terms) in zip(shown, relations):
        if float(r["break"]) != sum(f * round(flat[index[n]]) for n, f in terms):
            fail("break of %s: %s" % (name, r["break"]))

# A cube of codes, partners, months and the year, right but for one figure, which is named first.
rng = random.Random(5)
for digits, where in ((4, ("2023-05", "P3", "0304")), (2, ("2023", "P1", "02")), (4, ("2023-07", "W00", "0102"))):
    x = {}
    for m in range(1, 13):
        for h in ["%02d%02d" % (c, k) for c in range(1, 5) for k in range(1, 6)]:
            for p in ["P%d" % i for i in range(6)]:
                v = rng.randint(1, 10 ** rng.randint(2, 7))
                for code in (h, h[:2], "TOTAL"):
                    for partner in (p, "W00"):
                        for t in ("2023-%02d" % m, "2023"):
                            x[t, partner, code] = x.get((t, partner, code), 0) + v
    right = write("right.csv", ["period", "reporter", "partner", "flow", "code", "value"],
                  [[t, "KG", p, "M", c, v] for (t, p, c), v in x.items()])
    if run(right, "--format", "csv"):
        fail("breaks in a cube that is right")
    x[where] += 5432
    wrong = write("wrong.csv", ["period", "reporter", "partner", "flow", "code", "value"],
                  [[t, "KG", p, "M", c, v] for (t, p, c), v in x.items()])
    found = run(wrong, "--format", "csv", "--table", "figures")
    if not found or found[0]["figure"] != "KG M %s %s %s" % where:
        fail("the wrong figure is %s, named is %s" % (where, found[:1]))
    breaks = run(wrong, "--format", "csv")
    if sorted(abs(float(b["break"])) for b in breaks) != [5432] * len(breaks) or len(breaks) < 2:
        fail("breaks: %s" % breaks)
sys.exit(bad)
