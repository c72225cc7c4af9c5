# SPDX-License-Identifier: MIT
"""Records whose noise is known: dilution.py make FILE; dilution.py check CODE LADDER.csv.

Heading 8542: 25 codes whose months before deviate without any correlation, the first with a standard deviation of
10,000, all of them together with 50,000: dilution 5, as in 14.46 against 72.30 of known noise.  Heading 8471: one code
with 6 consignments in the 24 months before among 600 of the heading: 2 and 200 in the 8 months after.
"""
import csv
import math
import sys

MONTHS, BEFORE = 32, 24
# Student's, 23 degrees of freedom: scipy 1.10, brentq of nct.sf - 0.8; Poisson: the published vectors pow-10 and pow-11.
LEAST = {"854231": (13753.505726120185, 5 * 13753.505726120185), "847130": (7.07538528120425 / 8, 47.7950382837265 / 8)}
SEES = {"854231": (0.8, 0.0454095847)}


def contrasts():
    """23 vectors of mean 0 and sample variance 1 without correlation, and one more that repeats none."""
    for wave in range(1, 12):
        for turn in (0, math.pi / 2):
            yield [math.sqrt(2 * 23 / 24) * math.cos(2 * math.pi * wave * m / 24 + turn) for m in range(24)]
    yield [math.sqrt(23 / 24) * (-1) ** m for m in range(24)]


def make(path):
    waves = list(contrasts())
    rest = math.sqrt((25 - 1) / (len(waves) - 1)) * 10000
    with open(path, "w") as file:
        file.write("month,flow,hs,partner,firm,usd,kg\n")
        for m in range(MONTHS):
            month = "%d-%02d" % (2020 + m // 12, m % 12 + 1)
            for k in range(25):
                off = 0 if m >= BEFORE or k >= len(waves) else waves[k][m] * (rest if k else 10000)
                file.write("%s,M,85423100%02d,DE,f%d,%.2f,1\n" % (month, k + 10, k, 1000000 + off))
            for i in range(25):
                file.write("%s,M,%s,DE,f%d,%d.00,1\n" % (month, "8471300000" if i == 0 and m % 4 == 0 else "8471500000", i, 900 + m))


def check(code, path):
    rows = {row["design"]: row for row in csv.DictReader(open(path))}
    column = "least_records" if code == "847130" else "least_seen"
    for design, want in zip(("10 digits, open", "4 digits, open"), LEAST[code]):
        if abs(float(rows[design][column]) - want) > 1e-5 * want:
            sys.exit("%s: %s %s, expected %.6f" % (design, column, rows[design][column], want))
    for design, want in zip(("10 digits, open", "4 digits, open"), SEES.get(code, ())):
        if abs(float(rows[design]["sees_1"]) - want) > 1e-5:
            sys.exit("%s: sees_1 %s, expected %.6f" % (design, rows[design]["sees_1"], want))


make(sys.argv[2]) if sys.argv[1] == "make" else check(sys.argv[2], sys.argv[3])
