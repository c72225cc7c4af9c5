#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""list_attack.py RECORDS RELEASE NAME=CODE+CODE...: list aggregates worked out from the records; checks data/lists.csv
where the release has it, and subtracts the open codes from every aggregate: prints what that gives away exactly."""
import collections
import csv
import gzip
import os
import sys

records, release = sys.argv[1], sys.argv[2]
lists = dict(item.split("=") for item in sys.argv[3:])
totals = collections.Counter()
for row in csv.DictReader(gzip.open(records, "rt", encoding="ascii")):
    for name, codes in lists.items():
        if any(row["hs10"].startswith(code) for code in codes.split("+")):
            for partner in (row["partner"], "W00"):
                for period in ("2020-" + row["period"], "2020"):
                    totals[name, partner, period] += int(row["value"])
seen = 0
path = os.path.join(release, "data", "lists.csv")
public = {}
if os.path.exists(path):
    for row in csv.DictReader(open(path, encoding="utf-8")):
        key = row["code"], row["partner"], row["period"]
        seen += 1
        assert row["value_status"] in "AQ" and (row["value"] == "") == (row["value_status"] == "Q"), row
        if row["value"]:
            assert int(row["value"]) == totals[key], row
            public[key] = int(row["value"])
    periods = {key[2] for key in public}
    expected = {key for key in totals if key[2] in periods}
    assert seen == len(expected), (seen, len(expected))
else:
    public = dict(totals)
cells = collections.defaultdict(dict)
for code in {code for codes in lists.values() for code in codes.split("+")}:
    for row in csv.DictReader(open(os.path.join(release, "data", f"hs{len(code)}.csv"), encoding="utf-8")):
        if row["code"] == code:
            cells[row["partner"], row["period"]][code] = int(row["value"]) if row["value"] else None
recovered = []
for (name, partner, period), total in public.items():
    members = [(code, cells[partner, period][code]) for code in lists[name].split("+") if code in cells[partner, period]]
    hidden = [code for code, value in members if value is None]
    if len(hidden) == 1:
        recovered.append((hidden[0], partner, total - sum(value for _, value in members if value is not None)))
for code, partner, value in recovered[:3]:
    print(f"{code} from {partner} is {value}: a list aggregate less the open codes")
print(f"{seen} rows of lists, {len(recovered)} hidden figures recovered")
sys.exit(1 if recovered else 0)
