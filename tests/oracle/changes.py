# SPDX-License-Identifier: MIT
"""What changed between two release folders, worked out anew from their CSV tables, against changes.json.

usage: changes.py BEFORE NOW
"""
import csv
import glob
import json
import os
import sys
from collections import Counter
from decimal import Decimal

KEYS = ["period", "flow", "code", "partner"]


def table(folder, level):
    with open(os.path.join(folder, "data", level + ".csv"), encoding="utf-8", newline="") as file:
        return {tuple(row[k] for k in KEYS): row for row in csv.DictReader(file)}


def levels(folder):
    return {os.path.basename(p)[:-4] for p in glob.glob(os.path.join(folder, "data", "hs*.csv"))}


def judge(old, new, measures):
    found = set()
    for m in measures:
        a, b = old[m], new[m]
        if a and not b:
            found.add("newly_hidden")
        elif b and not a:
            found.add("newly_opened")
        elif a and b and Decimal(a) != Decimal(b):
            found.add("revised")
        if old[m + "_status"] != new[m + "_status"]:
            found.add("status")
    if old.get("unit") != new.get("unit"):
        found.add("revised")
    for kind in ("newly_hidden", "revised", "newly_opened", "status"):
        if kind in found:
            return kind
    return "same"


def differences(before, now):
    """{(table, key): kind} of all cells in periods that both cover, and the sets of periods."""
    common = levels(before) & levels(now)
    old = {l: table(before, l) for l in levels(before)}
    new = {l: table(now, l) for l in levels(now)}
    was = {k[0] for rows in old.values() for k in rows}
    has = {k[0] for rows in new.values() for k in rows}
    result = {}
    for level in common:
        sample = next(iter(new[level].values()))
        measures = [c for c in sample if c + "_status" in sample]
        for key in old[level].keys() | new[level].keys():
            if key[0] not in was & has:
                continue
            if key not in new[level]:
                kind = "removed"
            elif key not in old[level]:
                kind = "added"
            else:
                kind = judge(old[level][key], new[level][key], measures)
            result[level, key] = kind
    return result, was, has, old, new


def chapters(old, new, result):
    """Sums by chapter and flow over the world's cells at 2 digits, the shortest kind of period, open in both."""
    months = [k for k in new["hs2"] if len(k[0]) == 7 and k[0][5] != "Q"] or list(new["hs2"])
    sums = {}
    for key in months:
        if key[3] != "W00" or ("hs2", key) not in result:
            continue
        row, prior = new["hs2"][key], old["hs2"].get(key)
        if not row["value"] or (prior and not prior["value"]):
            continue
        entry = sums.setdefault((key[2], key[1]), [Decimal(0), Decimal(0)])
        entry[0] += Decimal(prior["value"]) if prior else 0
        entry[1] += Decimal(row["value"])
    return sums


def main():
    before, now = sys.argv[1:]
    with open(os.path.join(now, "changes.json"), encoding="utf-8") as file:
        told = json.load(file)
    result, was, has, old, new = differences(before, now)
    assert sorted(told["periods_added"]) == sorted(has - was), told["periods_added"]
    assert sorted(told["periods_dropped"]) == sorted(was - has), told["periods_dropped"]
    counts = Counter(result.values())
    for kind, count in told["cells_by_change"].items():
        assert counts[kind] == count, (kind, counts[kind], count)
    for level, by in told["tables"].items():
        here = Counter(kind for (l, _), kind in result.items() if l == level)
        assert all(here[kind] == count for kind, count in by.items()), (level, here, by)
    wanted = {where: kind for where, kind in result.items() if kind != "same"}
    listed = {}
    for cell in told["cells"]:
        key = tuple(cell[k] for k in KEYS)
        where = cell["table"], key
        assert where not in listed, where
        listed[where] = cell["change"]
        for m in ("value", "value_nat", "net_mass"):
            if m not in cell:
                continue
            amount = cell[m]
            row, prior = new[where[0]].get(key), old[where[0]].get(key)
            assert amount.get("now", "") == (row[m] if row else ""), (where, amount)
            if "before" in amount:
                assert amount["before"] == prior[m] and amount.get("now"), (where, amount)
            assert ("before" in amount) == bool(prior and prior[m] and row and row[m]), (where, amount)
    assert listed == wanted, (len(listed), len(wanted))
    assert told["coarser"] == bool(told["detail_lost"])
    lost = {"%d digits" % int(l[2:]) for l in levels(before) - levels(now) if l != "hs0"}
    assert {l["was"] for l in told["detail_lost"] if l["what"] == "level"} == lost, told["detail_lost"]
    sums = chapters(old, new, result)
    for entry in told["chapters"]:
        if entry["cells_compared"]:
            mine = sums.pop((entry["chapter"], entry["flow"]))
            assert [Decimal(entry["before"]), Decimal(entry["now"])] == mine, (entry, mine)
    assert not sums, sums
    changed = {k: n for k, n in sorted(counts.items())}
    print("%s against %s: %s" % (told["release"]["vintage"], told["supersedes"]["vintage"], changed))


main()
