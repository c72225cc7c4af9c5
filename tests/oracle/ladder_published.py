# SPDX-License-Identifier: MIT
"""Ladders of publications against numbers that are made here.

Usage: ladder_published.py make DIR              OLD and NEW at random: old.csv new.csv whole.csv ... codes.csv
       ladder_published.py check DIR             same.json, whole.json ... against linear programs and counts
       ladder_published.py data LADDER.json CODE PARTNER VALUE FILE...  sums of real files, by column names
"""
import csv
import gzip
import json
import math
import random
import sys
from collections import defaultdict

CODES = ["8542310000", "8542310001", "8542900000", "8534000000", "8471300000", "8471500000", "2710190000", "2710190001",
         "9306900000", "8541100000", "8541200000", "8536900000", "8473300000"]
QUARTER = "2022-Q1"


def near(what, got, want, least=5e-9):
    if got is None or abs(got - want) > least * max(1, abs(want)):
        sys.exit("%s: the ladder says %s, by hand %.12g" % (what, got, want))


def write(path, rows):
    with open(path, "w") as out:
        out.write("period,flow,code,partner,value_usd,value_status\n")
        out.writelines(",".join(map(str, row)) + "\n" for row in rows)


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def totals(cells):
    """Every sum of four digits and fewer, by partner and for the world, by month and for the quarter."""
    all_of = defaultdict(int)
    for (month, code, partner), value in cells.items():
        for place in (partner, "W00"):
            for key in (code[:4], code[:2], "TOTAL"):
                for period in (month, QUARTER):
                    all_of[period, key, place] += value
    return all_of


def make(folder):
    dice = random.Random(5)
    old = {(m, c, p): int(math.exp(dice.random() * 8)) + 1 for m in ("2022-01", "2022-02", "2022-03")
           for c in CODES for p in ("DE", "FR", "CN") if dice.random() < 0.7}
    rows = [(m, "M", c, p, v, "") for (m, c, p), v in old.items()]
    rows += [(m, "M", c, p, v, "") for (m, c, p), v in totals(old).items() if c != "9306"]
    dice.shuffle(rows)
    write(folder + "/old.csv", rows)
    new = []
    for (m, c, p), v in totals(old).items():
        hide = dice.random() < (0.6 if len(c) == 4 else 0.3 if c != "TOTAL" else 0)
        new.append((m, "M", c, p, "" if hide else v, "Q" if hide else ""))
    write(folder + "/new.csv", new)
    # Another year with four headings: all open, the same without a total, and with one hidden in most months.
    for name in ("whole", "headless", "later"):
        later = []
        for month in range(1, 7):
            for code in ("8542", "8534", "8471", "2710"):
                hide = name == "later" and (code == "8534" and month > 1 or code == "8471" and month == 2)
                later.append(("2023-%02d" % month, "M", code, "DE", "" if hide else 100 + month, "Q" if hide else ""))
            if name != "headless":
                later.append(("2023-%02d" % month, "M", "TOTAL", "DE", 4 * (100 + month), ""))
        write(folder + "/%s.csv" % name, later)
    with open(folder + "/codes.csv", "w") as out:
        out.write("code,label\n" + "".join("%s,%s\n" % (c, c) for c in CODES))


def check(folder):
    from scipy.optimize import linprog
    old = {(r["period"], r["code"], r["partner"]): int(r["value_usd"]) for r in read(folder + "/old.csv") if len(r["code"]) == 10}
    design = json.load(open(folder + "/same.json"))["designs"][-1]
    # Which headings have trade is known, not which codes of them have.
    cells = sorted({(m, other, p) for m, c, p in old for other in CODES if other[:4] == c[:4]})
    number = {key: i for i, key in enumerate(cells)}
    matrix, rest = [], []
    for row in read(folder + "/new.csv"):
        if row["value_usd"]:
            matrix.append([float(row["period"] in (m, QUARTER) and row["partner"] in (p, "W00") and
                                 (c.startswith(row["code"]) or row["code"] == "TOTAL")) for m, c, p in cells])
            rest.append(int(row["value_usd"]))
    width, exact = 0.0, 0
    for key in old:
        i, cost, ends = number[key], [0.0] * len(number), []
        for sign in (1.0, -1.0):
            cost[i] = sign
            ends.append(sign * linprog(cost, A_eq=matrix, b_eq=rest, bounds=(0, None), method="highs").fun)
        width += ends[1] - ends[0]
        exact += old[key] if ends[1] - ends[0] < 1e-6 else 0
    total = sum(old.values())
    near("width", design["interval_width"], width / total, 1e-7)
    near("exact", design["detail_exact"], exact / total)
    hidden = {(r["period"], r["code"], r["partner"]) for r in read(folder + "/new.csv") if not r["value_usd"] and r["partner"] != "W00"}
    print("width %.6f, exact %.6f, of %d hidden cells" % (width / total, exact / total, len(hidden)))
    # Headings without a row: no trade where the total has no room for them, else left out.
    absent = sum(v for (m, c, p), v in old.items() if c[:4] not in ("8542", "8534", "8471", "2710"))
    often = sum(v for (m, c, p), v in old.items() if c[:4] == "8534")
    for name, hidden in (("whole", 0), ("headless", absent), ("later", absent + often)):
        design = json.load(open(folder + "/%s.json" % name))["designs"][-1]
        near("hidden as in " + name, design["hidden_value_share"], hidden / total)


def entropy(values):
    total = sum(values)
    return -sum(v / total * math.log2(v / total) for v in values if v > 0)


def data(ladder, code_name, partner_name, value_name, paths):
    by_code, cells = defaultdict(float), defaultdict(float)
    for at, path in enumerate(paths):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                code, value = row[code_name].strip(), float(row[value_name].replace(",", "") or 0)
                code = code.zfill(8) if len(code) < 8 else code
                by_code[code] += value
                cells[code, row[partner_name].strip(), row.get("Month", at)] += value
    top = json.load(open(ladder))
    total = sum(by_code.values())
    near("value", top["value"], total)
    designs = {d["design"]: d for d in top["designs"]}
    longest = max(map(len, by_code))
    for digits in (6, 4, 2):
        at, members, cell_at = defaultdict(float), defaultdict(int), defaultdict(float)
        for code, value in by_code.items():
            at[code[:digits]] += value
            members[code[:digits]] += 1
        for (code, partner, month), value in cells.items():
            cell_at[code[:digits], partner, month] += value
        h, h_coarse = entropy(by_code.values()), entropy(at.values())
        design = designs["%d digits, open" % digits]
        near("h at %d" % digits, design["h_bits"], h_coarse)
        near("hidden share at %d" % digits, design["hidden_share"], (h - h_coarse) / h)
        kept = sum(min(value, cell_at[code[:digits], partner, month] / members[code[:digits]])
                   for (code, partner, month), value in cells.items())
        near("detail at %d" % digits, design["detail"], kept / total)
        print("%d digits: hidden share %.4f, detail %.4f" % (digits, (h - h_coarse) / h, kept / total))
    worst = sorted(((sum(v for c, v in by_code.items() if c[:4] == heading) / total *
                     entropy([v for c, v in by_code.items() if c[:4] == heading]), heading)
                    for heading in {c[:4] for c in by_code}), reverse=True)[:5]
    if [g["heading"] for g in top["headings"][:5]] != [heading for _, heading in worst]:
        sys.exit("headings that lose most: %s, by hand %s" % ([g["heading"] for g in top["headings"][:5]], worst))
    if longest != designs["%d digits, open" % longest]["level"]:
        sys.exit("the longest code has %d digits" % longest)


if sys.argv[1] == "make":
    make(sys.argv[2])
elif sys.argv[1] == "check":
    check(sys.argv[2])
else:
    data(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5], sys.argv[6:])
