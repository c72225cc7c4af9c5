#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do two folders of cell tables agree, cell by cell?  usage: compare.py OURS THEIRS"""
import csv
import glob
import os
import sys
from decimal import Decimal
from itertools import zip_longest

KEYS = ("period", "flow", "code", "partner")


def number(text):
    return Decimal(text) if text else None


def agree(ours, theirs):
    common = [c for c in ours if c in theirs and c not in KEYS]
    for column in common:
        a, b = ours[column], theirs[column]
        if column == "unit":
            if a != b:
                return False
        elif column == "quantity" and "mixed" in (ours.get("unit"), theirs.get("unit")):
            continue
        elif (number(a) or 0) != (number(b) or 0):
            return False
    return True


def main():
    ours, theirs = sys.argv[1:3]
    bad = 0
    for path in sorted(glob.glob(f"{theirs}/data/hs*.csv")):
        name = os.path.basename(path)
        count = 0
        with open(f"{ours}/data/{name}", newline="") as a, open(path, newline="") as b:
            for x, y in zip_longest(csv.DictReader(a), csv.DictReader(b)):
                count += 1
                if x is None or y is None or any(x[k] != y[k] for k in KEYS) or not agree(x, y):
                    bad += 1
                    print(f"{name}: row {count}: {x} against {y}")
                    if bad > 5:
                        sys.exit(1)
        print(f"{name}: {count} cells agree")
    sys.exit(1 if bad else 0)


main()
