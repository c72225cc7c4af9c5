# SPDX-License-Identifier: MIT
"""Goods that are not known to the last digit, and codes that end early: every table is the sum of the records that reach it.

Records with codes of the list (some end at 4 digits) and with codes that it knows only as far as 0 to 8 digits, published at
several sets of lengths.  Without protection every table is worked out again from the records: a code stands at every length up
to what is known of it, and in a residual of the next longer one; one that ends early only where others of its flow go on.
With rules, policies and adaptive codes the open figures agree with that, and the release holds against its certificate and
the contributions.
Usage: residuals.py TENFOUR TEMPLATE FOLDER SEED
"""
import csv
import random
import subprocess
import sys

LEAVES = ["2710120000", "2710190001", "2710190002", "2715", "8541100000", "8542310000", "8542310001", "85429000",
          "9901100000", "9999"]
UNKNOWN = [("2710199999", 6), ("2710777777", 4), ("2766666666", 2), ("8542310077", 8), ("8542555555", 4), ("8577777777", 2),
           ("9901107777", 6), ("0077777777", 0), ("8566666666", 2)]
LEVELS = [[10, 8, 6, 4, 2, 0], [10, 6, 4, 2, 0], [10, 6, 2, 0], [10, 4, 0], [10, 6], [8, 4, 2, 0], [6, 4, 2, 0], [4, 0]]


def run(*command, good=True):
    done = subprocess.run(command, capture_output=True, text=True)
    if good and done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def write_list(path):
    codes = {leaf[:n] for leaf in LEAVES for n in range(2, len(leaf) + 1, 2)}
    codes -= {code for code in codes if len(code) == 8 and code not in LEAVES and code != "85423100"}
    with open(path, "w") as file:
        print("code,label", file=file)
        for code in sorted(codes):
            print(f"{code},{code}", file=file)


def make_records(path, rng):
    """Returns (month, flow, code, digits known, complete, value)."""
    records = []
    with open(path, "w") as file:
        print("month,flow,hs,partner,firm,usd,kg", file=file)
        for code, known in [(leaf, len(leaf)) for leaf in LEAVES] + UNKNOWN:
            for flow in "MX":
                if rng.random() < 0.2:
                    continue
                for firm in range(rng.randint(1, 6)):
                    month, value = f"2023-{rng.randint(1, 2):02d}", rng.randint(1, 9999)
                    print(f"{month},{flow},{code},DE,f{firm},{value}.00,{value % 97}", file=file)
                    records.append((month, flow, code, known, code in LEAVES, value))
    return records


def place(record, level, levels, records):
    """Where a record stands in the table of a length; None = nowhere."""
    month, flow, code, known, complete, value = record
    shown = max([n for n in levels if n <= known], default=0)
    if level <= known:
        return code[:level] or "TOTAL"
    above = min([n for n in levels if n > (shown if complete else known)], default=None)
    if level != above:
        return None
    if complete and not any(r[1] == flow and r[2][:shown] == code[:shown] and
                            max([n for n in levels if n <= r[3]], default=0) > shown for r in records):
        return None
    kept = shown if complete else known
    return code[:kept] + "X" * (level - kept)


def table_of(path, measure="value"):
    with open(path) as file:
        return {(r["period"], r["flow"], r["code"]): r[measure] for r in csv.DictReader(file) if r["partner"] == "W00"}


def expected(records, level, levels):
    sums = {}
    for r in records:
        code = place(r, level, levels, records)
        if code:
            key = r[0], r[1], code
            sums[key] = sums.get(key, 0) + r[5]
    return {key: f"{total}.00" for key, total in sums.items()}


def certified(tenfour, template, records, out, cells, *sets):
    run(tenfour, "release", template, records, "-o", out, "-q", "--force", *sets)
    run(tenfour, "verify", out, "--certificate", out + ".confidential/certificate.txt", "--contributions", cells)


def main():
    tenfour, template, folder, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    path, out, cells = folder + "/records.csv", folder + "/out", folder + "/cells"
    write_list(folder + "/list.csv")
    records = make_records(path, rng)
    aside = sum(r[5] for r in records if not r[4])
    run(tenfour, "cells", template, path, "-o", cells, "--contributions", "--force", "-q", "--set", "publish.levels=[10, 6, 4, 2, 0]")
    places = hidden = 0
    for levels in LEVELS:
        sets = ["--set", f"publish.levels={levels}"]
        run(tenfour, "release", template, path, "-o", out, "-q", "--force", *sets)
        run(tenfour, "verify", out)
        run(tenfour, "cells", template, path, "-o", cells, "-q", "--contributions", "--force", *sets)
        for level in levels:
            want = expected(records, level, levels)
            for where in (out, cells):
                got = table_of(f"{where}/data/hs{level}.csv")
                assert got == want, (levels, level, where, sorted(set(got.items()) ^ set(want.items()))[:6])
            places += len(want)
        with open(out + ".confidential/control-totals.csv") as file:
            rows = [r for r in csv.DictReader(file) if r["flow"] == "all" and r["measure"] == "value"]
        assert [r["residual"] for r in rows] == [f"{aside}.00"], (levels, rows)
        assert rows[0]["check"] == "exact" or levels[-1] > 0, (levels, rows)
        rules = ["--set", "protect.method=suppress", "--set", "protect.rules.minimum_contributors=3"]
        contributions = cells + "/data/contributions.csv"
        certified(tenfour, template, path, out, contributions, *sets, *rules)
        for level in levels:
            want, got = expected(records, level, levels), table_of(f"{out}/data/hs{level}.csv")
            assert want.keys() == got.keys() and all(got[k] in ("", want[k]) for k in got), (levels, level)
            hidden += sum(not value for value in got.values())
        certified(tenfour, template, path, out, contributions, *sets, *rules, "--set",
                  'publish.finest={default: 10, "2710": 6, "8542": 4, "854231": 10}')
        for least in (1, 3) if 0 in levels else ():
            certified(tenfour, template, path, out, contributions, *sets, *rules[:2], "--set",
                      f"protect.rules.minimum_contributors={least}", "--set", "publish.finest=adaptive", "--set",
                      "publish.partners=[world]", "--set", "protect.unions=off", "--set", "protect.insiders=exact")
            total = sum(float(v) for v in table_of(out + "/data/partition.csv").values())
            assert total == sum(r[5] for r in records), (levels, total)
    assert hidden > 20, hidden
    print(f"{places} cells at {len(LEVELS)} sets of lengths are the sums of the records; {hidden} hidden under rules")


main()
