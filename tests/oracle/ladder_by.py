# SPDX-License-Identifier: MIT
"""The parts of a ladder add up to its rows.

Usage: ladder_by.py RECORDS DESIGNS.csv BY.csv...: the tables by heading, chapter and partner against the one
of designs, and the value of every group and what 4 open digits exactly show of it against the records.
"""
import csv
import sys
from collections import defaultdict

records, designs, *tables = sys.argv[1:]
rows = {row["design"]: row for row in csv.DictReader(open(designs))}
cells = defaultdict(float)
for row in csv.DictReader(open(records)):
    cells[row["month"], row["hs"], row["partner"]] += float(row["usd"])
total = sum(cells.values())
counts = ["outsider_risk_exact", "outsider_risk_within", "insider_risk_exact", "insider_risk_within"]


def check(name, got, want):
    if abs(got - float(want)) > 1e-6 * max(1, abs(float(want))):
        sys.exit("%s: %r, not %s" % (name, got, want))


for table in tables:
    parts = list(csv.DictReader(open(table)))
    by = list(parts[0])[0]
    group = {"heading": lambda c: c[1][:4], "chapter": lambda c: c[1][:2], "partner": lambda c: c[2]}[by]
    value = defaultdict(float)
    for cell, amount in cells.items():
        value[group(cell)] += amount
    seen = {row[by] for row in parts} - {"(coarser)"}
    if seen != set(value):
        sys.exit("%s: %s" % (table, sorted(seen ^ set(value))))
    for design, row in rows.items():
        mine = [p for p in parts if p["design"] == design]
        real = [p for p in mine if p[by] != "(coarser)"]
        for p in real:
            check("%s, %s: value" % (table, p[by]), float(p["value"]), value[p[by]])
        for column in ("detail", "detail_exact", "hidden_value_share"):
            check("%s, %s: %s" % (table, design, column), sum(float(p[column]) * float(p["value"]) for p in real) / total, row[column])
        for column in counts:
            check("%s, %s: %s" % (table, design, column), sum(int(p[column]) for p in mine), row[column])
        listed = sum(float(p["listed_value"]) for p in real)
        for column in ("list_exact", "list_bounded", "list_gone"):
            check("%s, %s: %s" % (table, design, column),
                  sum(float(p[column] or 0) * float(p["listed_value"]) for p in real) / listed, row[column])
    # A cell of 4 digits is exact where no other of its heading could be.
    if by == "heading":
        codes = defaultdict(set)
        for month, code, partner in cells:
            codes[code[:4]].add(code)
        for p in parts:
            if p["design"] == "4 digits, open" and p[by] != "(coarser)":
                check("%s: exact" % p[by], float(p["detail_exact"]), len(codes[p[by]]) == 1)
    # As the template says: 8542 at ten digits, all else at four.
    deep = sum(amount for cell, amount in cells.items() if cell[1].startswith("8542")) / total
    for depth, share in ((10, deep), (6, deep), (4, 1), (2, 1), (0, 1)):
        check("policy, shown at %d" % depth, float(rows["as the template says, open"]["shown_%d" % depth]), share)
    print("%s: %d groups of %d designs add up" % (by, len(value), len(rows)))
