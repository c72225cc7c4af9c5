# SPDX-License-Identifier: MIT
"""Which of the planted diversions a release design reveals, worked out from the records alone.

Usage: planted.py RECORDS TRUTH LADDER.json
"""
import collections
import csv
import json
import math
import statistics
import sys

from scipy.stats import t as student

records, truth, ladder = sys.argv[1:4]
amount = collections.Counter()
months = set()
with open(records) as file:
    for row in csv.DictReader(file):
        amount[row["period"], row["flow"], row["hs10"], row["partner"]] += round(float(row["value_usd"]) * 100)
        months.add(row["period"])
months = sorted(months)
codes = {key[2] for key in amount}


def series(flow, code, digits, partner):
    by = collections.Counter()
    for (month, of, own, who), value in amount.items():
        if of == flow and own[:digits] == code[:digits] and partner in (None, who):
            by[month] += value
    return by


def revealed(fact, digits, world):
    to = fact["to_code"] or fact["code"]
    if to not in codes or (fact["to_code"] and to[:digits] == fact["code"][:digits] and fact["code"] in codes):
        return False
    partner = None if world else (fact["to_partner"] or fact["partner"] or None)
    by = series(fact["flow"], to, digits, partner)
    before = [by[m] for m in months if m < fact["from"]]
    after = [by[m] for m in months if fact["from"] <= m <= fact["until"]]
    if len(before) < 3 or not after:
        return False
    error = statistics.stdev(before) * math.sqrt(1 / len(before) + 1 / len(after))
    rise = statistics.mean(after) - statistics.mean(before)
    return rise > 0 and rise >= student.isf(0.01, len(before) - 1) * error


with open(truth) as file:
    facts = [row for row in csv.DictReader(file) if row["fact"] in ("surge", "switch", "diversion")]
told = {row["design"]: row["revealed"] for row in json.load(open(ladder))["designs"]}
for name, digits, world in (("10 digits, open", 10, False), ("6 digits, open", 6, False), ("4 digits, open", 4, False),
                            ("2 digits, open", 2, False), ("10:month:world", 10, True)):
    want = sum(revealed(fact, digits, world) for fact in facts)
    if told[name] != want:
        sys.exit("%s reveals %s, expected %d of %d" % (name, told[name], want, len(facts)))
hidden = told["10/suppress"]
if hidden > told["10 digits, open"] or not told["10 digits, open"]:
    sys.exit("suppression reveals more than the open table: %s" % told)
print("revealed of %d: %s" % (len(facts), told))
