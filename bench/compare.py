#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do two folders of cell tables agree, cell by cell?  usage: compare.py OURS THEIRS

Both are ordered by key.  Columns that only one has are left out, and quantities where units are mixed.
"""
import csv
import glob
import os
import sys
from decimal import Decimal
from itertools import zip_longest

KEYS = ("period", "flow", "code", "partner")


def cells(line, header):
    return dict(zip(header, next(csv.reader([line or ""])), strict=True)) if line else None


def agree(ours, theirs):
    if ours is None or theirs is None or any(ours[k] != theirs[k] for k in KEYS):
        return False
    for column in ours.keys() & theirs.keys() - set(KEYS):
        a, b = ours[column], theirs[column]
        if column == "unit" and a != b:
            return False
        if column == "quantity" and "mixed" in (ours.get("unit"), theirs.get("unit")):
            continue
        if column != "unit" and a != b and Decimal(a or 0) != Decimal(b or 0):
            return False
    return True


def main():
    ours, theirs = sys.argv[1:3]
    paths = sorted(glob.glob(f"{theirs}/data/hs*.csv"))
    bad = 0
    for path in paths:
        name = os.path.basename(path)
        count = 0
        with open(f"{ours}/data/{name}", encoding="utf-8") as a, open(path, encoding="utf-8") as b:
            headers = [next(csv.reader([next(file)])) for file in (a, b)]
            for x, y in zip_longest(a, b):
                count += 1
                if (x == y and headers[0] == headers[1]) or agree(cells(x, headers[0]), cells(y, headers[1])):
                    continue
                bad += 1
                print(f"{name}: row {count}: {x!r} against {y!r}")
                if bad > 5:
                    sys.exit(1)
        print(f"{name}: {count} cells agree" if not bad else f"{name}: {bad} cells differ")
    sys.exit(1 if bad or not paths else 0)


main()
