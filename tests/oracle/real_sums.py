#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sums of real national files by year, flow and level, computed independently of the program.

usage: real_sums.py KIND SHARED FOLDER [MEASURE=DECIMALS ...]
KIND: ethiopia | korea | us | generated (SHARED is then the generated file);  FOLDER holds data/hsN.csv of `tenfour cells` with levels,
years and the world published.  Every (year, flow, code) of every level must agree exactly, in
all digits of the input; with MEASURE=DECIMALS the figures were published rounded, once, after the
sum was made, half to even.
"""
import csv
import glob
import gzip
import os
import sys
from collections import defaultdict
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

getcontext().prec = 60


def rows(path, encoding="utf-8", **options):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", newline="", encoding=encoding) as file:
        yield from csv.DictReader(file, **options)


def number(text):
    return Decimal(text.replace(",", ".")) if text and text.strip() else Decimal(0)


def ethiopia(shared):
    for path in sorted(glob.glob(f"{shared}/trade-et-hs8/et-export-201*.csv.gz")):
        for r in rows(path):
            amounts = {"value": number(r["FOB Value (USD)"]), "value_nat": number(r["FOB Value (ETB)"]),
                       "net_mass": number(r["Net.Wt. (Kg)"])}
            for flow in ("DX" if r["CPC"].startswith("1") else "RX", "X"):
                yield r["Year"], flow, r["HS Code"], amounts


def korea(shared):
    for path in sorted(glob.glob(f"{shared}/microdata-declarations/kr-*.csv.gz")):
        for r in rows(path):
            yield r["Date"][:4], "M", r["HS6 Code"], {"value": number(r["Item Price"]),
                                                      "net_mass": number(r["Net Mass"])}


def us(shared):
    for path in sorted(glob.glob(f"{shared}/trade-us-hs10/us-*.csv.gz")):
        for r in rows(path):
            yield os.path.basename(path)[-14:-10], "M", r["hts10"], {"value": number(r["total_value"])}



def generated(path):
    """Synthetic declarations over the TN VED in windows-1251, with semicolons and decimal commas."""
    for r in rows(path, encoding="cp1251", delimiter=";"):
        flow = {"ИМ": "M", "ЭК": "X"}[r["НАПР"]]
        yield r["ДАТА"][-4:], flow, r["ТНВЭД"], {"value": number(r["СТОИМ"]), "value_nat": number(r["СТОИМ_НАЦ"]),
                                                 "net_mass": number(r["НЕТТО"])}


def main():
    kind, shared, folder = sys.argv[1:4]
    source = generated(shared) if kind == "generated" else {"ethiopia": ethiopia, "korea": korea,
                                                            "us": us}[kind](shared)
    records = list(source)
    decimals = dict(argument.split("=") for argument in sys.argv[4:])
    failed = 0
    for table in sorted(glob.glob(f"{folder}/data/hs*.csv")):
        level = int(os.path.basename(table)[2:-4])
        want = defaultdict(lambda: defaultdict(Decimal))
        for year, flow, code, amounts in records:
            if level and len(code) < level:
                continue
            cell = want[(year, flow, code[:level] if level else "TOTAL")]
            for name, amount in amounts.items():
                cell[name] += amount
        got = {}
        for r in rows(table):
            if len(r["period"]) == 4 and r["partner"] == "W00":
                got[(r["period"], r["flow"], r["code"])] = r
        wrong = len(set(want) ^ set(got))
        for key in sorted(set(want) ^ set(got))[:5]:
            print(f"hs{level}: only on one side:", key)
        for key in set(want) & set(got):
            for name, amount in want[key].items():
                if name in decimals:
                    amount = amount.quantize(Decimal(1).scaleb(-int(decimals[name])), ROUND_HALF_EVEN)
                if name in got[key] and Decimal(got[key][name]) != amount:
                    wrong += 1
                    if wrong < 10:
                        print(f"hs{level}: {key} {name}: got {got[key][name]}, expected {amount}")
        print(f"hs{level}: {len(want)} year cells, {wrong} wrong")
        failed += wrong
    sys.exit(1 if failed or not records else 0)


main()
