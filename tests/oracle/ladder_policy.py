# SPDX-License-Identifier: MIT
"""Granularity policies as designs of the ladder: cells, and the mean width of intervals by linear programs.

Each random policy is placed record by record (granularity.py).  Its cells, and how many are hidden, are those of the
release; where the rule, a minimum of three traders, hides enough by itself, it is known which: the programs then know
the other totals alone.

Usage: ladder_policy.py TENFOUR TEMPLATE FOLDER SEED COUNT
"""
import collections
import csv
import json
import random
import subprocess
import sys

import granularity as policy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

LEVELS = policy.LEVELS
# Thin codes in pairs beside a code that all trade: what they share tells neither.
THIN = ["8542310000", "8542310001", "8471300000", "8471300001"]
FULL = ["8542310002", "8471300002"]
LISTED = ["854231", "847130"]
CODES = THIN + FULL + ["8542900000", "8471500000", "8541100000", "2710190000"]


def records(folder):
    rows = []
    for month in ("2023-01", "2023-02"):
        for flow in "MX":
            for code in CODES:
                for partner in policy.PARTNERS:
                    if code in THIN + FULL or random.random() < 0.7:
                        rows += [(month, flow, code, partner, "%s%s%d" % (code[2:7], partner, firm), random.randrange(500, 1000), 1)
                                 for firm in range(1 if code in THIN else 4)]
    with open(folder + "/records.csv", "w") as out:
        out.write("month,flow,hs,partner,firm,usd,kg\n")
        out.writelines("%s,%s,%s,%s,%s,%d.00,%d\n" % row for row in rows)
    with open(folder + "/list.csv", "w") as out:
        out.write("code,tier\n" + "".join("%s,1\n" % code for code in LISTED))
    with open(folder + "/codes.csv", "w") as out:
        out.write("code,label\n" + "".join("%s,%s\n" % (code, code) for code in CODES))
    return rows


class Tables:
    """The published cells of a policy, and the finest cells that could lie in each."""

    def __init__(self, rows, lines):
        deep = policy.deep_codes(lines, rows)
        place = {(f, c, p): policy.place(lines, deep, c, f, p) for f in "MX" for c in CODES for p in policy.PARTNERS}
        held = collections.defaultdict(list)
        for (flow, code, partner), group in place.items():
            held[flow, group, partner].append(code)
        self.value, self.total = collections.Counter(), collections.Counter()
        self.traders, self.members = collections.defaultdict(set), collections.defaultdict(set)
        for month, flow, code, partner, firm, usd, _ in rows:
            group = place[flow, code, partner]
            self.value[month, flow, code, partner] += usd * 100
            for key in self.above(month, flow, group, partner):
                self.traders[key].add(firm)
                self.total[key] += usd * 100
                self.members[key].update((month, flow, one, partner) for one in held[flow, group, partner])

    @staticmethod
    def above(month, flow, group, partner):
        return [(one, month, flow, group[:one] if one else "TOTAL", who)
                for one in LEVELS if one <= len(group) for who in (partner, "W00")]

    def programs(self, hidden):
        """The least and greatest value of a sum of finest cells, given the published totals that are not hidden."""
        cells = sorted(set().union(*self.members.values()))
        number = {cell: i for i, cell in enumerate(cells)}

        def matrix(keys, sign):
            at = [(r, number[m]) for r, key in enumerate(keys) for m in self.members[key]]
            return csr_matrix(([sign] * len(at), tuple(zip(*at))), shape=(len(keys), len(cells))) if at else None
        shown, rest = sorted(set(self.total) - hidden), sorted(hidden)
        fixed = dict(A_eq=matrix(shown, 1.0), b_eq=[self.total[key] for key in shown], A_ub=matrix(rest, -1.0),
                     b_ub=[-1.0] * len(rest) if rest else None, method="highs")

        def ends(some):
            both = []
            for sign in (1.0, -1.0):
                cost = [0.0] * len(cells)
                for cell in some:
                    if cell in number:
                        cost[number[cell]] = sign
                both.append(sign * linprog(cost, **fixed).fun)
            return both
        return ends

    def width(self, hidden):
        ends, width = self.programs(hidden), 0.0
        for cell, x in self.value.items():
            least, most = ends([cell])
            if not least - 1e-4 <= x <= most + 1e-4:
                sys.exit("%s: %s outside %s .. %s" % (cell, x, least, most))
            width += max(0.0, most - least)
        return width / sum(self.value.values())

    def listed(self):
        """Shares of the listed subheadings' value that are exact, bounded (a tenth of the greatest is certain), gone."""
        ends, shares = self.programs(set()), [0, 0, 0]
        sums = collections.defaultdict(list)
        for month, flow, code, partner in self.value:
            if code[:6] in LISTED:
                sums[month, flow, code[:6], partner].append(code)
        for (month, flow, code, partner), _ in sums.items():
            some = [(month, flow, one, partner) for one in CODES if one[:6] == code]
            x, (least, most) = sum(self.value[cell] for cell in some), ends(some)
            shares[0 if most - least < 1e-4 else 1 if least >= 0.1 * most else 2] += x
        return [share / sum(shares) for share in shares]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s: %s%s" % (" ".join(command), done.stdout, done.stderr))
    return done.stdout


def main():
    tenfour, template, folder, seed, count = sys.argv[1:6]
    random.seed(int(seed))
    suppressed = partial = 0
    for number in range(int(count)):
        rows = records(folder)
        lines, settings = policy.rules(folder, False)
        sets = sum((["--set", one] for one in settings), [])
        out = "%s/policy%d" % (folder, number)
        run(tenfour, "release", template, folder + "/records.csv", "-o", out, "-q", "--force", *sets)
        published = {(level, row["period"], row["flow"], row["code"], row["partner"]): row["value"]
                     for level in LEVELS for row in csv.DictReader(open("%s/data/hs%d.csv" % (out, level)))}
        ladder = json.loads(run(tenfour, "ladder", template, folder + "/records.csv", "--classification", folder + "/codes.csv",
                                "--watchlist", folder + "/list.csv", "--only", "-d", "policy", "-d", "policy/suppress", "--format", "json", *sets))["designs"]
        tables = Tables(rows, lines)
        if set(tables.total) != set(published) or not len(published) == ladder[0]["cells"] == ladder[1]["cells"]:
            sys.exit("%s: %d cells, the release %d, the ladder %d and %d" %
                     (settings, len(tables.total), len(published), ladder[0]["cells"], ladder[1]["cells"]))
        unsafe = {key for key, firms in tables.traders.items() if len(firms) < 3}
        told = [(ladder[0], set())]
        if ladder[1]["hidden_cells"] == len(unsafe) > 0:
            if unsafe != {key for key, value in published.items() if value == ""}:
                sys.exit("%s: the release hides other cells" % settings)
            suppressed += 1
            told.append((ladder[1], unsafe))
        shares = tables.listed()
        if max(abs(ladder[0]["list_" + how] - share) for how, share in zip(("exact", "bounded", "gone"), shares)) > 1e-6:
            sys.exit("%s: the list is shown %s, linear programs %s" % (settings, ladder[0], shares))
        partial += 0 < shares[1]
        for row, hidden in told:
            want = tables.width(hidden)
            if row["intervals"] != "exact" or abs(row["interval_width"] - want) > 1e-6 * max(1.0, want):
                sys.exit("%s: %s has width %s (%s), linear programs %.9f" %
                         (settings, row["design"], row["interval_width"], row["intervals"], want))
    if not partial:
        sys.exit("no policy shows a subheading in part: choose other records")
    if suppressed * 4 < int(count):
        sys.exit("the rule hides enough by itself with %d policies: choose other records" % suppressed)
    print("%s policies as designs: cells as released, widths as linear programs say, truths inside; %d of them suppressed" %
          (count, suppressed))


main()
