# SPDX-License-Identifier: MIT
"""Power and least diversions of a ladder, worked out from the raw records alone; its simulation against the formula.

Usage: power.py RECORDS LADDER.json ALPHA [LISTED-CODE,...]

For every open design: noise of each series from its own months, Student's test of the last quarter of the periods,
power by scipy's noncentral t, diverted is what the finest open table sees 8 times in 10, mean by value.  Then the
simulated shares of every design, suppressed ones too, must lie within three standard errors of the ladder's formula.
"""
import collections
import csv
import json
import functools
import math
import sys

import numpy
from scipy.optimize import brentq
from scipy.stats import nct, t as student

records, ladder, alpha = sys.argv[1], json.load(open(sys.argv[2])), float(sys.argv[3])
listed = tuple(sys.argv[4].split(",")) if len(sys.argv) > 4 else ""
DESIGNS = {"10 digits, open": [(10, 1, True)], "8 digits, open": [(8, 1, True)], "6 digits, open": [(6, 1, True)],
           "4 digits, open": [(4, 1, True)], "2 digits, open": [(2, 1, True)], "10:quarter": [(10, 3, True)],
           "4:quarter": [(4, 3, True)], "10:month:world": [(10, 1, False)], "10:quarter:world": [(10, 3, False)],
           "10:month:world+2:month:each": [(10, 1, False), (2, 1, True)],
           # and with totals of the listed codes: 0 digits of nothing else
           "4/lists": [(4, 1, True), (0, 1, True)], "2:quarter/lists": [(2, 3, True), (0, 3, True)],
           "4:month:world/lists": [(4, 1, False), (0, 1, False)]}
amount, count, months = collections.defaultdict(collections.Counter), collections.Counter(), set()
with open(records) as file:
    for row in csv.DictReader(file):
        amount[row["flow"], row["partner"], row["hs10"]][row["period"]] += round(float(row["value_usd"]) * 100)
        months.add(row["period"])
months = sorted(months)


def split(periods):
    return periods - max(1, periods // 4), max(1, periods // 4)


before = months[:split(len(months))[0]]


def noise(values):
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((x - mean) ** 2 for x in values) / (len(values) - 1))


def added(digits, each):
    table = collections.defaultdict(collections.Counter)
    for (flow, partner, code), by in amount.items():
        if digits == 0 and not code.startswith(listed):
            continue
        table[flow, partner if each else "", code[:digits]].update(by)
    return {key: noise([by[m] for m in before]) for key, by in table.items()}


@functools.lru_cache
def least(periods):
    """Least rise for noise 1, in each period."""
    n0, n1 = split(periods)
    limit = student.isf(alpha, n0 - 1)
    return math.sqrt(1 / n0 + 1 / n1) * brentq(lambda d: nct.sf(limit, n0 - 1, d) - 0.8, 0, 30)


def power(rise, sd, periods):
    n0, n1 = split(periods)
    shift = numpy.minimum(rise / numpy.maximum(sd * math.sqrt(1 / n0 + 1 / n1), 1e-9), 30)
    return nct.sf(student.isf(alpha, n0 - 1), n0 - 1, shift)


def median(pairs):
    pairs, half = sorted(pairs), sum(w for _, w in pairs) / 2
    for value, weight in pairs:
        half -= weight
        if half <= 0:
            return value


own = {key: x for key, x in added(10, True).items() if key[2].startswith(listed) and x[0] > 0 and x[1] > 0}
unit, bad = least(len(months)), 0
tables = {}
for row in ladder["designs"]:
    for table in DESIGNS.get(row["design"], []):
        if table[::2] not in tables:
            tables[table[::2]] = added(table[0], table[2])
    if row["design"] not in DESIGNS or row["failed"]:
        continue
    mean, sd = (numpy.array(x) for x in zip(*own.values()))
    best, need = numpy.zeros(len(own)), numpy.full(len(own), math.inf)
    for digits, joined, each in DESIGNS[row["design"]]:
        wide = numpy.array([tables[digits, each][f, who if each else "", code[:digits]][1] for f, who, code in own])
        wide, periods = wide * math.sqrt(joined), len(months) // joined
        best = numpy.maximum(best, power(unit * sd * joined, wide, periods))
        need = numpy.minimum(need, least(periods) * wide / joined)
    want, need = sum(mean * best) / sum(mean), median(list(zip(need / 100, mean)))
    if abs(row["sees_1"] - want) > 1e-6 or abs(row["least_seen"] - need) > 1e-6 * need:
        print("%s: sees %.9f, least %.2f; expected %.9f, %.2f" % (row["design"], row["sees_1"], row["least_seen"], want, need))
        bad += 1
runs = ladder["simulation"]["diversions"]
worst = 0
for row in ladder["designs"]:
    for kind in ("1", "2", "5", "20", "switch"):
        share, told = row["sees_%s" % kind], row["sees_%s_simulated" % kind]
        if share is None:
            continue
        off = abs(told - share) / max(math.sqrt(share * (1 - share) / runs), 1e-12) if told != share else 0
        worst = max(worst, off)
        if off > 3:
            print("%s, %s: %.4f simulated, %.4f by the formula: %.1f standard errors" % (row["design"], kind, told, share, off))
            bad += 1
print("%d series; simulation at most %.2f standard errors from the formula" % (len(own), worst))
sys.exit(1 if bad else 0)
