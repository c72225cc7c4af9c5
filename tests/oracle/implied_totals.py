#!/usr/bin/env python3
"""Implied totals of a release, worked out from records and published rows alone.

usage: implied_totals.py RECORDS RELEASE [P]

For every published total over codes, partners or periods: the total minus its open members is known to
everybody.  Prints how many such sums are held by one trader so far that the second could estimate the first
within P percent (10), and the first of them with what it reveals.  Shares nothing with the program.
"""
import collections, csv, gzip, os, sys

def opened(path):
    return gzip.open(path, "rt") if path.endswith(".gz") else open(path)

def main():
    records, release = sys.argv[1], sys.argv[2]
    p = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
    published = {}
    for name in sorted(os.listdir(os.path.join(release, "data"))):
        level = int(name[2:].split(".")[0])
        with opened(os.path.join(release, "data", name)) as file:
            for r in csv.DictReader(file):
                published[r["period"], r["flow"], r["code"], r["partner"]] = (level, r["value"] == "")
    levels = sorted({level for level, _ in published.values()}, reverse=True)
    firms = collections.defaultdict(lambda: collections.defaultdict(int))
    with opened(records) as file:
        for r in csv.DictReader(file):
            code = r["hs10"]
            period = "2020-" + r["period"] if r["period"].startswith("Q") else r["period"]
            quarter = [period[:5] + "Q%d" % ((int(period[5:]) + 2) // 3)] if len(period) == 7 and period[5] != "Q" else []
            for at in {period, period[:4], *quarter}:
                for level in levels:
                    for partner in (r["partner"], "W00"):
                        cell = (at, r.get("flow", "M"), code[:level] if level else "TOTAL", partner)
                        if cell in published:
                            firms[cell][r["firm"]] += int(r["value"])
    def parents(cell):
        at, flow, code, partner = cell
        level = published[cell][0]
        for above in levels:
            if above < level:
                yield "codes", (at, flow, code[:above] if above else "TOTAL", partner)
                break
        if partner != "W00":
            yield "partners", (at, flow, code, "W00")
        up = []
        if len(at) == 7 and at[5] != "Q":
            up.append(at[:5] + "Q%d" % ((int(at[5:]) + 2) // 3))
        if len(at) > 4:
            up.append(at[:4])
        for t in up:
            if (t, flow, code, partner) in published:
                yield "periods", (t, flow, code, partner)
                break
    members = collections.defaultdict(list)
    for cell in published:
        for axis, parent in parents(cell):
            if parent in published:
                members[axis, parent].append(cell)
    implied = unsafe = 0
    first = None
    for (axis, parent), cells in sorted(members.items()):
        closed = [c for c in cells if published[c][1]]
        if published[parent][1] or not closed or len(cells) < 2:
            continue
        implied += 1
        shares = collections.Counter()
        for c in closed:
            shares.update(firms[c])
        largest = sorted(shares.values(), reverse=True)
        rest = sum(largest[2:])
        if rest < p / 100 * largest[0]:
            unsafe += 1
            first = first or (axis, parent, sum(largest), largest[0])
    print("%d implied totals, %d unsafe" % (implied, unsafe))
    if first:
        print("the %s of %s: its hidden members are %d together, of which one firm has %d" % (
            first[0], " ".join(first[1]), first[2], first[3]))
    return 0 if unsafe == 0 else 4

sys.exit(main())
