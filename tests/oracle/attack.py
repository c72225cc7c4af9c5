#!/usr/bin/env python3
"""What somebody can find out about one figure from published tables and his own books, by linear programs.

usage: attack.py RECORDS "PERIOD FLOW CODE PARTNER" [--as FIRM,FIRM] [--known FILE] [--group G_NAME=A,B]
                 RELEASE...

RECORDS gives the attacker's own contributions alone.  Every number that some RELEASE shows is known (--revised:
a row that a later one hides has changed since and is not), every
row that is hidden is at least 1, at least what the attackers hold in it, and equal to it where they are alone.
--known: CSV period,flow,code,partner,value of further public figures.  --group: members of a partner group.
Years to date ("2023-YTD06") are sums of months, also of months that no table shows.
Prints "LEAST MOST" as whole numbers (or "inf").  With the cell "single" it prints how many figures of one firm
alone, hidden in the last release, are known to within 10 percent, and the first of them.  Shares nothing with
the program.
"""
import argparse, collections, csv, gzip, os, sys
from scipy.optimize import linprog

def opened(path):
    return gzip.open(path, "rt") if path.endswith(".gz") else open(path)

def coarser(period):
    if "YTD" in period:
        return []
    if len(period) == 7 and period[5] != "Q":
        return [period[:5] + "Q%d" % ((int(period[5:]) + 2) // 3), period[:4]]
    return [period[:4]] if len(period) > 4 else []

def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("records"); ask.add_argument("cell")
    ask.add_argument("--as", dest="who", default=""); ask.add_argument("--known", default="")
    ask.add_argument("--revised", action="store_true")
    ask.add_argument("--group", action="append", default=[])
    ask.add_argument("releases", nargs="+")
    a = ask.parse_args()
    target = tuple(a.cell.split(" "))
    who = set(a.who.split(",")) - {""}
    value, level = {}, {}
    for release in a.releases:
        for name in os.listdir(os.path.join(release, "data")):
            with opened(os.path.join(release, "data", name)) as file:
                for r in csv.DictReader(file):
                    cell = (r["period"], r["flow"], r["code"], r["partner"])
                    level[cell] = 0 if r["code"] == "TOTAL" else len(r["code"])
                    if r["value"] != "":
                        value[cell] = float(r["value"])
                    elif a.revised:
                        value.pop(cell, None)
    if a.known:
        with open(a.known) as file:
            for r in csv.DictReader(file):
                value[r["period"], r["flow"], r["code"], r["partner"]] = float(r["value"])
                level.setdefault((r["period"], r["flow"], r["code"], r["partner"]), 0 if r["code"] == "TOTAL" else len(r["code"]))
    groups = {name: members.split(",") for name, members in (g.split("=") for g in a.group)}
    unseen = set()      # months that no table shows
    for at, flow, code, partner in [c for c in level if "YTD" in c[0]]:
        for m in range(1, int(at[8:]) + 1):
            month = ("%s-%02d" % (at[:4], m), flow, code, partner)
            if month not in level:
                unseen.add(month)
    for c in unseen:
        level[c] = 0 if c[2] == "TOTAL" else len(c[2])
    cells = sorted(level)
    number = {c: i for i, c in enumerate(cells)}
    levels = sorted(set(level.values()), reverse=True)
    own, all_ = collections.Counter(), collections.Counter()
    firms = collections.defaultdict(set)
    with opened(a.records) as file:
        for r in csv.DictReader(file):
            for at in [r["period"], *coarser(r["period"])]:
                for l in levels:
                    for partner in [r["partner"], "W00"] + [g for g in groups if r["partner"] in groups[g]]:
                        c = (at, r["flow"], r["hs10"][:l] if l else "TOTAL", partner)
                        if c in number:
                            all_[c] += float(r["value"])
                            firms[c].add(r["firm"])
                            own[c] += float(r["value"]) if r["firm"] in who else 0
    members = collections.defaultdict(list)
    for c in cells:
        at, flow, code, partner = c
        above = [l for l in levels if l < level[c]]
        if above:
            members["code", (at, flow, code[:above[0]] if above[0] else "TOTAL", partner)].append(c)
        if partner != "W00" and partner not in groups:
            members["partner", (at, flow, code, "W00")].append(c)
        for g in groups:
            if partner in groups[g] and (at, flow, code, g) in number:
                members[g, (at, flow, code, g)].append(c)
        if len(at) == 7 and "Q" not in at:
            for m in range(max(2, int(at[5:])), 13):
                to_date = ("%s-YTD%02d" % (at[:4], m), flow, code, partner)
                if to_date in number:
                    members["to date", to_date].append(c)
        for up in coarser(at):
            if (up, flow, code, partner) in number:
                members["period", (up, flow, code, partner)].append(c)
                break
    rows, rest = [], []
    for (axis, parent), parts in members.items():
        if parent not in number:
            continue
        if axis == "period" and len(parts) < {4: 4, 7: 3}[len(parent[0])] and not (
                len(parent[0]) == 4 and len(parts[0][0]) == 7 and len(parts) == 12):
            known = {p[0] for p in cells}
            kind = [p for p in known if (len(p), p[5:6] == "Q") == (len(parts[0][0]), parts[0][0][5:6] == "Q") and
                    parent[0] in [p[:4], *coarser(p)]]
            whole = 12 if len(parent[0]) == 4 and parts[0][0][5:6] != "Q" else 4 if len(parent[0]) == 4 else 3
            if len(kind) < whole:
                continue
        row = [0.0] * len(cells)
        row[number[parent]] = 1.0
        for p in parts:
            row[number[p]] = -1.0
        rows.append(row); rest.append(0.0)
    bounds = []
    for c in cells:
        if c in value:
            bounds.append((value[c], value[c]))
        elif who and all_[c] and own[c] == all_[c]:
            bounds.append((own[c], own[c]))
        else:
            bounds.append((max(0.0 if c in unseen else 1.0, own[c]), None))
    def interval(cell):
        ends = []
        for sign in (1, -1):
            cost = [0.0] * len(cells)
            cost[number[cell]] = sign
            found = linprog(cost, A_eq=rows or None, b_eq=rest or None, bounds=bounds, method="highs")
            ends.append("inf" if found.status == 3 else "none" if found.status else "%d" % round(sign * found.fun))
        return ends
    if a.cell != "single":
        print(*interval(target))
        return
    known, first = 0, None
    for c in cells:
        if c in value or len(firms[c]) != 1 or level[c] != levels[0] or c[3] == "W00":
            continue
        least, most = interval(c)
        if least == "none" or (most != "inf" and int(most) - int(least) < 0.2 * all_[c]):
            known += 1
            first = first or (" ".join(c), least, most)
    print(known, *([] if first is None else ["first: %s is %s to %s" % first]))

main()
