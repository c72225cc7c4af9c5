#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Aggregate clean records by brute force and compare with the tables of `tenfour cells`.

usage: brute.py RECORDS.csv FOLDER   (columns period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd)

Shares nothing with the program: Decimal sums in dictionaries, every cell of every level in
FOLDER/data/hsN.csv, with contributors and the two largest contributions.  Periods: months,
quarters and years; partners: each, W00 and G_ groups given as NAME=AA,BB arguments.
"""
import csv
import sys
from collections import defaultdict
from decimal import Decimal, getcontext

getcontext().prec = 80


def periods(month, kinds):
    year, number = month.split("-")
    return [p for kind, p in (("month", month), ("quarter", f"{year}-Q{(int(number) + 2) // 3}"),
                              ("year", year)) if kind in kinds]


def read_records(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row


def expected(path, level, kinds, partners, groups):
    cells = {}
    for row in read_records(path):
        code = "TOTAL" if level == 0 else row["hs10"][:level]
        places = [row["partner"]] if "each" in partners else []
        places += ["W00"] if "world" in partners else []
        places += ["G_" + name for name, members in groups.items() if row["partner"] in members]
        for period in periods(row["period"], kinds):
            for place in places:
                cell = cells.setdefault((period, row["flow"], code, place),
                                        [Decimal(0), Decimal(0), Decimal(0), set(), 0, defaultdict(Decimal)])
                value = Decimal(row["value_usd"])
                cell[0] += value
                cell[1] += Decimal(row["net_kg"] or 0)
                cell[2] += Decimal(row["qty"] or 0)
                if row["qty_unit"]:
                    cell[3].add(row["qty_unit"])
                cell[4] += 1
                cell[5][row["declarant_id"]] += value
    return cells


def compare(table, cells):
    wrong = 0
    seen = set()
    last = None
    with open(table, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (row["period"], row["flow"], row["code"], row["partner"])
            order = tuple(part.encode() for part in key)
            if last is not None and order <= last:
                print("order broken at", key)
                wrong += 1
            last = order
            seen.add(key)
            cell = cells.get(key)
            if cell is None:
                print("unexpected cell", key)
                wrong += 1
                continue
            tops = sorted((abs(v) for v in cell[5].values()), reverse=True) + [Decimal(0)]
            firms = len([f for f in cell[5] if f])
            unit = "mixed" if len(cell[3]) > 1 else "".join(cell[3])
            got = (Decimal(row["value"]), Decimal(row["net_mass"]), row["unit"], int(row["records"]),
                   int(row["contributors"]), Decimal(row["top1"]), Decimal(row["top2"]))
            want = (cell[0], cell[1], unit, cell[4], firms, tops[0], tops[1])
            quantity = row["quantity"]
            if got != want or (unit == "mixed") != (quantity == "") or (quantity and Decimal(quantity) != cell[2]):
                print("differs", key, "got", got, quantity, "want", want, cell[2])
                wrong += 1
            if wrong > 10:
                break
    missing = set(cells) - seen
    for key in sorted(missing)[:5]:
        print("missing cell", key)
    return wrong + len(missing), len(seen)


def main():
    records, folder = sys.argv[1:3]
    levels, kinds, partners, groups = [10, 8, 6, 4, 2], ["month"], ["each"], {}
    for argument in sys.argv[3:]:
        name, value = argument.split("=", 1)
        if name == "levels":
            levels = [int(v) for v in value.split(",")]
        elif name == "periods":
            kinds = value.split(",")
        elif name == "partners":
            partners = value.split(",")
        else:
            groups[name] = set(value.split(","))
    failed = 0
    for level in levels:
        wrong, count = compare(f"{folder}/data/hs{level}.csv",
                               expected(records, level, kinds, partners, groups))
        print(f"hs{level}: {count} cells, {wrong} wrong")
        failed += wrong
    sys.exit(1 if failed else 0)


main()
