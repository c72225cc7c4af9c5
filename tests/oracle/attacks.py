#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Attacks in pairs: each succeeds where one link between tables is left out, and fails on the program's pattern.

usage: attacks.py TENFOUR FOLDER

"Left out" means: the two tables of the link are protected each for itself (or the setting that knows
of it is off) and published both.  The attacker solves linear programs over the finest cells (scipy);
he knows which cells have trade, that they are at least 1, and all open figures.
"""
import csv
import os
import subprocess
import sys

from scipy.optimize import linprog

tenfour, folder = sys.argv[1:3]
SECRET = 777

TEMPLATE = """tenfour: 1
release: {id: attacks, reporter: KG, title: Attacks, vintage: v1, trade_system: general,
  valuation: {M: CIF, X: FOB}, partner_concept: {M: origin, X: last_destination},
  source_type: declarations, licence: MIT, contact: nobody@example.org, status: final}
input:
  columns:
    period: {column: month}
    flow: {column: flow}
    code: {column: hs, digits: 10}
    partner: {column: partner}
    trader: {column: firm}
    value: {column: usd, unit: USD, decimals: 0}
publish: {levels: [10], periods: [month], partners: [each], measures: [value]}
protect: {rules: {minimum_contributors: 3}, method: suppress, insiders: exact, unions: off}
outputs: [csv]
"""


def several(month, flow, code, partner, base):
    """Three firms of about the same size."""
    return [(month, flow, code, partner, f"f{partner}{code[-5:]}{k}", base + k) for k in range(3)]


def release(name, records, settings, files=()):
    path = f"{folder}/{name}"
    for what, text in (("yaml", TEMPLATE),):
        with open(f"{path}.{what}", "w") as f:
            f.write(text)
    with open(f"{path}.csv", "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["month", "flow", "hs", "partner", "firm", "usd"])
        # A residual's code is what became of one that was too short.
        writer.writerows([*r[:2], r[2].replace("84XX", "84714"), *r[3:]] for r in records)
    for file, text in files:
        with open(f"{folder}/{file}", "w") as f:
            f.write(text)
    command = [tenfour, "release", f"{path}.yaml", f"{path}.csv", "-o", path, "-q"]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True)
    rows = {}
    for table in sorted(os.listdir(f"{path}/data")):
        with open(f"{path}/data/{table}", newline="") as f:
            for row in csv.DictReader(f):
                rows[row["period"], row["flow"], row["code"], row["partner"]] = (
                    int(row["value"]) if row["value_status"] != "Q" else None)
    return rows


def holds(key, cell, groups):
    """Is the finest cell part of the published one?"""
    period, flow, code, partner = key
    month, leaf, finest, origin = cell
    return (month == period or (len(period) == 4 and month[:4] == period)) and \
        (leaf == flow or (flow in "MX" and leaf[-1] == flow)) and \
        (code == "TOTAL" or finest.startswith(code)) and \
        (partner in (origin, "W00") or origin in groups.get(partner, ()))


def interval(tables, records, target, groups, known=()):
    """Least and greatest value of a published cell, given all open figures and the cells that a firm is alone in."""
    cells = sorted({r[:4] for r in records})
    firms = {c: {r[4] for r in records if r[:4] == c} for c in cells}
    value = {c: sum(r[5] for r in records if r[:4] == c) for c in cells}
    rows, right = [], []
    for table in tables:
        for key, figure in table.items():
            if figure is not None:
                rows.append([1 if holds(key, c, groups) else 0 for c in cells])
                right.append(figure)
    bounds = [(value[c], value[c]) if firms[c] == set(known) else (1, None) for c in cells]
    cost = [1 if holds(target, c, groups) else 0 for c in cells]
    ends = []
    for sign in (1, -1):
        result = linprog([sign * c for c in cost], A_eq=rows or None, b_eq=right or None, bounds=bounds, method="highs")
        ends.append(sign * result.fun if result.status == 0 else float("inf"))
    return ends


def pair(name, target, records, parts, whole, groups={}, known=(), whole_files=()):
    """parts: (records, settings) of tables protected apart; whole: settings of the one release."""
    apart = [release(f"{name}-{i}", r, s) for i, (r, s) in enumerate(parts)]
    flows = [{r[1] for r in part} for part, _ in parts]
    apart = [{k: v for k, v in table.items() if k[1] in flow} for table, flow in zip(apart, flows)]
    low, high = interval(apart, records, target, groups, known)
    truth = sum(r[5] for r in records if holds(target, r[:4], groups))
    assert high - low < 1e-6 and abs(low - truth) < 1e-6, f"{name}: the attack on tables protected apart fails"
    together = release(f"{name}-whole", records, whole, whole_files)
    least, most = interval([together], records, target, groups, known)
    assert together.get(target, None) is None, f"{name}: the program publishes the target"
    assert most - least > 1e-6, f"{name}: the program's pattern gives {least} away"
    print(f"{name}: apart the attacker finds {low:.0f}; from one release {least:.0f} .. {most:.0f}")


MONTHS = [f"2023-{m:02}" for m in range(1, 13)]
A, B, C = "8471300000", "8471410000", "8471490000"

records = [r for m in MONTHS if m != "2023-05" for r in several(m, "M", A, "DE", 100)] + \
    [("2023-05", "M", A, "DE", "single", SECRET)]
pair("month against year", ("2023-05", "M", A, "DE"), records,
     [(records, []), (records, ["publish.periods=[year]"])], ["publish.periods=[month,year]"])


records = [("2023-01", "M", A, "DE", "single", SECRET)] + several("2023-01", "M", A, "FR", 200) + \
    several("2023-01", "M", A, "KZ", 300)
pair("world against partners", ("2023-01", "M", A, "DE"), records,
     [(records, []), (records, ["publish.partners=[world]"])], ["publish.partners=[each,world]"])

pair("group against members", ("2023-01", "M", A, "DE"), records,
     [(records, []), (records, ["publish.partners=[{EU: [DE,FR]}]"])], ["publish.partners=[each,{EU: [DE,FR]}]"],
     groups={"G_EU": ("DE", "FR")})

records = [("2023-01", "M", A, "DE", "single", SECRET)] + several("2023-01", "M", B, "DE", 200) + \
    several("2023-01", "M", C, "DE", 300)
pair("level 10 against 4", ("2023-01", "M", A, "DE"), records,
     [(records, []), (records, ["publish.levels=[4]"])], ["publish.levels=[10,4]"])

records = [("2023-01", "DX", A, "DE", "single", SECRET)] + several("2023-01", "RX", A, "DE", 200)
again = [r for r in records if r[1] == "RX"]
total = [(m, "X", *rest) for m, _, *rest in records]
pair("re-exports against exports", ("2023-01", "DX", A, "DE"), records,
     [(again, []), (total, [])], [])

two = ["protect.rules.minimum_contributors=2", "publish.partners=[each,world]"]
records = [("2023-01", "M", A, "DE", "one", 500), ("2023-01", "M", A, "FR", "two", SECRET)] + \
    several("2023-01", "M", A, "KZ", 5000)
pair("two singles in a row", ("2023-01", "M", A, "FR"), records,
     [(records, two + ["protect.insiders=off"])], two, known=("one",))

records = [("2023-01", "M", A, "DE", "one", 500), ("2023-01", "M", A, "CN", "one", 600),
           ("2023-01", "M", A, "FR", "two", SECRET)] + several("2023-01", "M", A, "KZ", 5000)
pair("one firm alone in two cells", ("2023-01", "M", A, "FR"), records,
     [(records, two + ["protect.insiders=off"])], two, known=("one",))

short = ["checks.code_length=residual"]
records = [("2023-01", "M", "84XX", "DE", "single", SECRET)] + several("2023-01", "M", A, "DE", 200) + \
    several("2023-01", "M", B, "DE", 300)
pair("a residual with one trader", ("2023-01", "M", "84XX", "DE"), records,
     [(records, short + ["publish.levels=[4]"]), (records, short + ["publish.levels=[2]"])],
     short + ["publish.levels=[4,2]"])

records = [("2023-01", "M", A, "DE", f"h{k}", v) for k, v in enumerate((300, 200, 277))] + \
    several("2023-01", "M", A, "FR", 200) + several("2023-01", "M", A, "KZ", 300)
pair("a holding against its members", ("2023-01", "M", A, "DE"), records, [(records, [])],
     ["protect.rules.holdings=holdings.csv"],
     whole_files=[("holdings.csv", "trader,holding\nH0,H\nH1,H\nH2,H\n")])
