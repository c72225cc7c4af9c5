# SPDX-License-Identifier: MIT
"""Every interval behind a ladder: the truth inside, widths as the rows say, ends as linear programs find them.

Usage: ladder_intervals.py RECORDS INTERVALS.csv LADDER.json [MOST [MEMBER,MEMBER...]]

With members a group of partners (G_...) and the rest of them (other) are published beside the partners themselves.

Truths are added up from the raw records, not taken from the file.  Designs with hidden cells get, for each period and
flow of up to MOST hidden cells, a program over the finest published cells: open sums are known, a hidden one is at least
one unit.  Where the ladder calls its intervals exact both ends must be those of the programs, and of every published cell
of a pair of tables too; "at most" may be wider, none may be narrower.
"""
import collections
import csv
import json
import math
import sys

from scipy.optimize import linprog
from scipy.sparse import csr_matrix

records, file, ladder, most = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3])), int((sys.argv[4:] or ["0"])[0])
members = (sys.argv[5:] or [""])[0].split(",")
row_of = {row["design"]: row for row in ladder["designs"]}
value = collections.Counter()
with open(records) as source:
    for row in csv.DictReader(source):
        value[row["period"], row["flow"], row["hs10"], row["partner"]] += round(float(row["value_usd"]) * 100)


def lies_in(partner, who):
    """A single partner in the world, itself, the group or the rest."""
    return who in ("W00", partner) or (who == "other" and partner not in members) or (who[:2] == "G_" and partner in members)


def kind_of(period):
    return "Q" if "Q" in period else "M" if "-" in period else "Y"


def coarsen(month, kind):
    return month if kind == "M" else month[:4] if kind == "Y" else "%s-Q%d" % (month[:4], (int(month[5:]) + 2) // 3)


truth = collections.Counter()
for (month, flow, code, partner), x in value.items():
    for kind in "MQY":
        for digits in (10, 8, 6, 4, 2, 0):
            for who in (partner, "W00", "G_EAEU" if partner in members else "other"):
                truth[coarsen(month, kind), flow, code[:digits] or "TOTAL", who] += x
designs = collections.defaultdict(lambda: {"open": {}, "hidden": {}, "finest": {}})
bad = 0
with open(file) as source:
    for row in csv.DictReader(source):
        key = row["period"], row["flow"], row["code"], row["partner"]
        low, true = round(float(row["lower"]) * 100), round(float(row["value"]) * 100)
        high = round(float(row["upper"]) * 100) if row["upper"] else math.inf
        designs[row["design"]][row["cell"]][key] = low, high
        if "X" not in key[2] and true != truth[key]:
            print("%s %s: %d in the file, %d in the records" % (row["design"], key, true, truth[key]))
            bad += 1
        if row["cell"] == "hidden" and "+" in row["design"] and "lists" not in row["design"] and low == high:
            print("%s %s: hidden, and yet known" % (row["design"], key))
            bad += 1
        if not low <= true <= high:
            print("%s %s: %d is outside %d .. %s" % (row["design"], key, true, low, high))
            bad += 1


def holds(big, small):
    """Is the finest cell a part of the other, of the same period?"""
    return big[:2] == small[:2] and (big[2] == "TOTAL" or small[2].startswith(big[2])) and lies_in(small[3], big[3])


def program(cells, slice_):
    """Least and greatest value of every hidden cell of one period and flow, from the open ones alone."""
    own = {key: bounds for kind in ("open", "hidden") for key, bounds in cells[kind].items() if key[:2] == slice_}
    longest, each = max(len(key[2]) for key in own if key[2] != "TOTAL"), any(len(key[3]) == 2 for key in own)
    leaves = [key for key in own if len(key[2]) == longest and key[2] != "TOTAL" and (len(key[3]) == 2) == each]
    unknown = [key for key in leaves if key in cells["hidden"]]
    number = {key: i for i, key in enumerate(unknown)}
    members = {key: [number[leaf] for leaf in leaves if leaf in number and holds(key, leaf)] for key in own}
    total, rows, columns = [], [], []
    for key in own:
        if key in cells["open"] and members[key]:
            rows += [len(total)] * len(members[key])
            columns += members[key]
            total.append(sum(truth[unknown[i]] for i in members[key]))
    matrix = csr_matrix(([1.0] * len(rows), (rows, columns)), shape=(len(total), len(unknown))) if total else None
    for key in own:
        if key in cells["hidden"]:
            ends = []
            for sign in (1, -1):
                cost = [0.0] * len(unknown)
                for i in members[key]:
                    cost[i] = sign
                done = linprog(cost, A_eq=matrix, b_eq=total or None, bounds=(1, None), method="highs")
                ends.append(math.inf if done.status == 3 else sign * done.fun)
            # what lies below and is open comes on top
            rest = truth[key] - sum(truth[unknown[i]] for i in members[key])
            yield key, ends[0] + rest, ends[1] + rest


def pair(cells, slice_):
    """The same for two tables, codes of the world and chapters of partners: over codes x partners, finest cells too."""
    own = {key: kind for kind in ("open", "hidden") for key in cells[kind] if key[:2] == slice_}
    codes = [key[2] for key in own if key[3] == "W00" and len(key[2]) == 10]
    unknown = [(*slice_, code, key[3]) for code in codes for key in own if len(key[3]) == 2 and key[2] == code[:2]]
    number = {key: i for i, key in enumerate(unknown)}
    rows = {key: [1.0 if holds(key, leaf) else 0.0 for leaf in unknown] for key in own}
    exact, hidden = ([key for key in own if own[key] == kind] for kind in ("open", "hidden"))
    fixed = {"A_eq": [rows[k] for k in exact] or None, "b_eq": [truth[k] for k in exact] or None,
             "A_ub": [[-x for x in rows[k]] for k in hidden] or None, "b_ub": [-1] * len(hidden) or None}
    for key in hidden + [k for k in cells["finest"] if k[:2] == slice_]:
        ends = []
        for sign in (1, -1):
            cost = rows[key] if key in own else [float(i == number[key]) for i in range(len(unknown))]
            done = linprog([sign * x for x in cost], **fixed, bounds=(0, None), method="highs")
            ends.append(math.inf if done.status == 3 else sign * done.fun)
        yield key, ends[0], ends[1]


for name, cells in designs.items():
    width = sum(max(0, high - low) for low, high in cells["finest"].values()) / sum(value.values())
    told = row_of[name]["interval_width"]
    if math.isinf(width) != (told is None) or (told is not None and abs(width - told) > 1e-7 * max(1, told)):
        print("%s: width %s, by its intervals %s" % (name, told, width))
        bad += 1
    slices = collections.Counter(key[:2] for key in cells["hidden"])
    tried = wider = 0
    kinds = {kind_of(key[0]) for kind in ("open", "hidden") for key in cells[kind]}
    for slice_, count in sorted(slices.items()):
        if count > most or len(kinds) > 1:
            continue
        for key, low, high in (pair if "+" in name else program)(cells, slice_):
            tried += 1
            own, told = cells["hidden"].get(key) or cells["finest"][key], row_of[name]["intervals"]
            exact = told == "exact" or ("+" in name and key in cells["hidden"] and not members[0])
            same = all(abs(a - b) <= 1e-6 * max(1, abs(b)) + 0.5 or a == b for a, b in zip(own, (low, high)))
            holds_it = same or (own[0] <= low + 0.5 and own[1] >= high - 0.5 - 1e-6 * high)
            wider += holds_it and not same
            if told not in ("exact", "at most") or not (same if exact else holds_it):
                print("%s %s: %s, programs %s (%s)" % (name, key, own, (low, high), told))
                bad += 1
    print("%s: %d finest cells, %d of %d published hidden, %d against programs%s" %
          (name, len(cells["finest"]), len(cells["hidden"]), len(cells["hidden"]) + len(cells["open"]), tried,
           ", %d wider" % wider if wider else ""))
sys.exit(1 if bad else 0)
