#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""frontier.py - the figures of doc/ladder.md measured anew: one table a set of records, and the ladder's sentences.

Usage: TENFOUR=_build/dev/tenfour bench/frontier.py [SET...]; a set is ethiopia, us, korea (from ../shared/data), or
dense, medium, thin: synthetic national records, ROWS (default 200000) of them.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TENFOUR = os.path.abspath(os.environ.get("TENFOUR", os.path.join(ROOT, "_build/dev/tenfour")))
SHARED = os.path.abspath(os.environ.get("T4_SHARED", os.path.join(ROOT, "../shared/data")))
LIST = os.path.join(SHARED, "watchlists/chpl.csv")
ROWS = os.environ.get("ROWS", "200000")
PROTECTED = ["--set", "protect.insiders=interval", "--set", "protect.unions=on"]
LONGER = ["--set", "publish.periods=[month,quarter,year]"]


def synthetic(density, folder):
    path = os.path.join(folder, density + ".csv")
    subprocess.run([TENFOUR, "synth", "--rows", ROWS, "--density", density, "--months", "12", "--partners", "30", "--traders",
                    str(max(500, int(ROWS) // 20)), "--seed", "1", "-o", path, "-q"], check=True)
    return ["national.yaml", path, *PROTECTED, *LONGER, "-w", LIST]


SETS = {
    "ethiopia": lambda _: ["ethiopia-exports.yaml", SHARED + "/trade-et-hs8/et-export-2016.csv.gz", "--set", "input.columns.value.decimals=2", "-w", LIST],
    "us": lambda _: ["us-imports-hts10.yaml", *sorted(glob.glob(SHARED + "/trade-us-hs10/*.csv.gz")), "-w", LIST],
    "korea": lambda _: ["korea-declarations.yaml", *sorted(glob.glob(SHARED + "/microdata-declarations/*.csv.gz")), *PROTECTED,
                        "--set", "input.columns.value.decimals=2", "--set", "release.from=2020-01", "--set",
                        "release.until=2020-12", "--set", "checks.max_rejected=0.2", *LONGER, "-w", LIST],
    **{density: lambda folder, density=density: synthetic(density, folder) for density in ("dense", "medium", "thin")},
}


def percent(share):
    return "" if share is None else "0 %" if share == 0 else f"{100 * share:.3g} %" if share < 0.995 or share == 1 else "99.9 %"


def measure(name, folder):
    template, *rest = SETS[name](folder)
    out = os.path.join(folder, name + ".json")
    begun = time.time()
    subprocess.run([TENFOUR, "ladder", os.path.join(ROOT, "tests/data", template), *rest, "--format", "json", "-o", out, "-q"],
                   check=True)
    told = json.load(open(out))
    print(f"## {name}: {told['designs'][0]['cells']:,} cells, {told.get('targets')} targets, {time.time() - begun:.0f} s\n")
    print("| design | detail | value hidden | exactly | within | list: exact | in a shown total | sees 1/20/switch | unbeaten |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |")
    for row in told["designs"]:
        if row.get("detail") is None:
            print(f"| {row['design']} | {row.get('failed')} |")
            continue
        sees = "/".join("" if row.get("sees_" + k) is None else f"{100 * row['sees_' + k]:.0f}" for k in ("1", "20", "switch"))
        count = lambda key: "" if row.get(key) is None else f"{int(row[key]):,}"
        print("|", " | ".join([row["design"], percent(row["detail"]), percent(row["hidden_value_share"]), count("risk_exact"),
                              count("risk_within"), percent(row.get("list_exact")), percent(row.get("list_total_shown")), sees,
                              "yes" if row.get("unbeaten") else ""]), "|")
    print()
    for sentence in told.get("sentences", []):
        print("-", sentence)
    print()


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or SETS:
            measure(name, folder)


if __name__ == "__main__":
    main()
