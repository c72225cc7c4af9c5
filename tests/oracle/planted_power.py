# SPDX-License-Identifier: MIT
"""Diversions planted into replicates of synthetic national records: the shares seen against the power that a ladder told.

Usage: planted_power.py TENFOUR TEMPLATE FOLDER [REPLICATES [small]]

One month of `tenfour synth` says who trades what with whom, scaled so that codes of a kind are equally noisy; every
replicate gives each of them 24 months of normal noise. The ladder of a replicate as it is tells what a diversion of AMOUNT
would have been seen with. Then the same with diversions in it, by 1, 2, 5 and 20 traders and as a switch from another code
of the heading, in the last six months: Student's test on sums of the raw records decides what is seen, never where a
published cell of the series is hidden in the ladder of the planted records. Shares over all replicates, weighted by trade,
lie within three standard errors. small: listed codes have a twelfth of what is diverted, so that one diverter alone breaks
the rule of p % where two do not.
"""
import collections
import csv
import json
import math
import random
import statistics
import subprocess
import sys

from scipy.stats import t as student

tenfour, template, folder = sys.argv[1:4]
replicates = int((sys.argv[4:] or ["4"])[0])
MONTHS = ["%d-%02d" % (2023 + m // 12, m % 12 + 1) for m in range(24)]
BEFORE, NOISE, AMOUNT, SMALL = 18, 0.3, 180000.0, 13000.0
LIMIT = student.isf(0.01, BEFORE - 1) * math.sqrt(1 / BEFORE + 1 / (24 - BEFORE))
CHAPTERS = ["02", "07", "12", "22", "30", "39", "44", "61", "72", "76", "84", "85"]
SCALES = {"01110000": 1.0, "01119000": 0.7, "01900000": 1.5, "02100000": 2.5}   # noise of a code with a partner
CODES = [chapter + ending for chapter in CHAPTERS for ending in SCALES]
LISTED = {chapter + "01110000" for chapter in CHAPTERS}
DESIGNS = {"10 digits, open": (10, True), "6 digits, open": (6, True), "4 digits, open": (4, True), "2 digits, open": (2, True),
           "10:month:world": (10, False), "10/suppress": (10, True), "4/suppress": (4, True), "2/suppress": (2, True)}
OPTIONS = ["--set", "publish.levels=[10, 6, 4, 2, 0]", "--set", "publish.periods=[month]", "--only", "--format", "json"]
for name in ("10", "6", "4", "2", "10:month:world", "10/suppress", "4/suppress", "2/suppress"):
    OPTIONS += ["-d", name]


def base():
    with open(folder + "/codes.csv", "w") as file:
        file.write("code,label\n" + "".join("%s,goods\n" % code for code in CODES))
    with open(folder + "/watch.csv", "w") as file:
        file.write("code\n" + "\n".join(sorted(LISTED)) + "\n")
    subprocess.run([tenfour, "synth", "--list", folder + "/codes.csv", "--rows", "9000", "--months", "1", "--partners", "3",
                    "--traders", "60", "--density", "dense", "--seed", "5", "--surges", "0", "--switches", "0",
                    "--diversions", "0", "-o", folder + "/base.csv", "--force", "-q"], check=True)
    value = collections.Counter()
    with open(folder + "/base.csv") as file:
        for row in csv.DictReader(file):
            if row["flow"] == "M":
                value[row["hs10"], row["partner"], row["declarant_id"]] += float(row["value_usd"])
    return value


def ladder(records, *more):
    with open(folder + "/records.csv", "w") as file:
        file.write("period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd\n")
        for (month, code, partner, trader), x in sorted(records.items()):
            file.write("%s,M,%s,%s,%s,1,,,%.2f\n" % (MONTHS[month], code, partner, trader, x))
    done = subprocess.run([tenfour, "ladder", template, folder + "/records.csv", "-w", folder + "/watch.csv", "--classification",
                           folder + "/codes.csv", *OPTIONS, *more], check=True, capture_output=True, text=True)
    return {row["design"]: row for row in json.loads(done.stdout)["designs"]}


def donor(code, number):
    """Another code of the heading: one of the same subheading, then one of another."""
    return code[:4] + ("119000", "900000")[number % 2]


def planted(records, series, kind):
    """Each series gets its diversion in every month after, by new traders; a switch takes it from the heading's third code."""
    new = collections.Counter(records)
    for number, (code, partner) in enumerate(series):
        traders = 2 if kind == "switch" else int(kind)
        for month in range(BEFORE, 24):
            for who in range(traders):
                new[month, code, partner, "9%05d%02d" % (number, who)] += AMOUNT / traders
            if kind == "switch":
                left = AMOUNT
                for key in sorted(k for k in records if k[:3] == (month, donor(code, number), partner)):
                    part = min(left, new[key] - 0.01)
                    new[key] -= part
                    left -= part
    return new


def sums(records, digits, each):
    by = collections.defaultdict(lambda: [0.0] * 24)
    for (month, code, partner, _), x in records.items():
        by[code[:digits], partner if each else "W00"][month] += round(x, 2)
    return by


def hidden():
    with open(folder + "/intervals.csv") as file:
        return {(row["design"], row["code"], row["partner"]) for row in csv.DictReader(file) if row["cell"] == "hidden"}


def sees(x):
    rise = statistics.mean(x[BEFORE:]) - statistics.mean(x[:BEFORE])
    return rise > 0 and rise >= LIMIT * statistics.stdev(x[:BEFORE])


def scaled(value, small):
    """The noise of a code with a partner is 100,000 times its scale, small ones have a trade of SMALL; shares stay."""
    noise, total = collections.Counter(), collections.Counter()
    for key, x in value.items():
        noise[key[:2]] += (NOISE * x) ** 2
        total[key[:2]] += x
    return {key: x * (SMALL / total[key[:2]] if small and key[0] in LISTED else
                      SCALES[key[0][2:]] * 100000 / math.sqrt(noise[key[:2]])) for key, x in sorted(value.items())}


small = sys.argv[5:] == ["small"]
trade = scaled(base(), small)
rng = random.Random(11)
told, hits, weights = collections.defaultdict(list), collections.Counter(), collections.defaultdict(list)
kinds = ("1", "2", "5", "20", "switch")
for replicate in range(replicates):
    records = {(m, *key): round(max(0.01, x * (1 + NOISE * rng.gauss(0, 1))), 2) for key, x in trade.items()
               for m in range(24)}
    rows = ladder(records, "--diversion", "%.2f" % AMOUNT)
    finest = sums(records, 10, True)
    series = {key: statistics.mean(x[:BEFORE]) for key, x in finest.items() if key[0] in LISTED}
    total = sum(series.values())
    for name in DESIGNS:
        for kind in kinds:
            told[name, kind].append(rows[name]["sees_" + kind])
    for kind in kinds:
        new = planted(records, sorted(series), kind)
        ladder(new, "--intervals", folder + "/intervals.csv")
        gone = hidden()
        for name, (digits, each) in DESIGNS.items():
            by = sums(records, digits, each)
            for number, ((code, partner), weight) in enumerate(sorted(series.items())):
                place = code[:digits], partner if each else "W00"
                # what a switch does not change is seen by chance alone
                moved = kind == "switch" and donor(code, number)[:digits] == code[:digits]
                shows = not moved and (name, *place) not in gone and sees(
                    [x + (AMOUNT if m >= BEFORE else 0) for m, x in enumerate(by[place])])
                hits[name, kind] += shows * weight / total
                weights[name, kind].append(weight / total)
bad = 0
for name in DESIGNS:
    for kind in kinds:
        seen, want = hits[name, kind] / replicates, statistics.mean(told[name, kind])
        p = min(max(want, 0.02), 0.98)
        error = math.sqrt(sum(w * w for w in weights[name, kind]) * p * (1 - p)) / replicates
        off = abs(seen - want) / error
        print("%s, %s: %.3f seen, %.3f told, %.1f standard errors%s" % (name, kind, seen, want, off, "" if off <= 3 else ": NOT SO"))
        bad += off > 3
sys.exit(1 if bad else 0)
