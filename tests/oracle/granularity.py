# SPDX-License-Identifier: MIT
"""Random granularity policies: what a release must show is worked out record by record, and compared.

Usage: granularity.py TENFOUR TEMPLATE FOLDER SEED COUNT
"""
import collections
import csv
import random
import subprocess
import sys

LEVELS = [10, 6, 4, 2, 0]
PARTNERS = ["DE", "FR", "KZ", "RU"]
GROUP = ["KZ", "RU"]
CODES = ["8542310000", "8542310001", "8542390000", "8542900000", "8541100000", "8541210000", "8471300000", "2710190000",
         "2710190001", "2701110000"]


def records(folder):
    with open(folder + "/records.csv", "w") as out:
        out.write("month,flow,hs,partner,firm,usd,kg\n")
        rows = []
        for _ in range(400):
            row = (random.choice(["2023-01", "2023-02"]), random.choice("MX"), random.choice(CODES),
                   random.choice(PARTNERS), "f%d" % random.randrange(9), random.randrange(1, 1000), 1)
            rows.append(row)
            out.write("%s,%s,%s,%s,%s,%d.00,%d\n" % row)
    return rows


def rules(folder, groups=True):
    """(code, flow, partners, level, lid) in the order in which later ones win at the same length, and the settings."""
    lines, by, lids = [], [], []
    default = random.choice([10, 10, 6, 4, 2])
    finest = ["default: %d" % default]
    lines.append(("", None, None, default, False))
    for code in random.sample(["27", "85", "8542", "854231", "2710190001"], random.randrange(3)):
        level = random.choice(LEVELS)
        finest.append('"%s": %d' % (code, level))
        lines.append((code, None, None, level, False))
    listed = random.sample(["854231", "854110", "271019", "8471300000"], 2)
    with open(folder + "/watch.csv", "w") as out:
        out.write("code,tier\n" + "".join("%s,1\n" % code for code in listed))
    for _ in range(random.randrange(4)):
        flow = random.choice([None, None, "M", "X"])
        partners = random.choice([None, None, ["EAEU"] if groups else GROUP, ["DE", "RU"]])
        level = random.choice(LEVELS)
        what = random.choice(["", "list: watch.csv", "85", "8541"])
        text = [what if what.startswith("list") else "code: \"%s\"" % what] if what else []
        text += ["flow: " + flow] if flow else []
        text += ["partners: [%s]" % ", ".join(partners)] if partners else []
        by.append("{%s}" % ", ".join(text + ["level: %d" % level]))
        members = GROUP if partners == ["EAEU"] else partners
        for code in listed if what.startswith("list") else [what]:
            lines.append((code, flow, members, level, False))
    with open(folder + "/lids.csv", "w") as out:
        out.write("code,level,flow,partner\n")
        for _ in range(random.randrange(2)):
            lid = (random.choice(["8542", "27", ""]), random.choice([None, "X"]), random.choice([None, ["RU"]]),
                   random.choice([6, 4, 2]), True)
            out.write("%s,%d,%s,%s\n" % (lid[0] or "*", lid[3], lid[1] or "*", lid[2][0] if lid[2] else ""))
            lines.append(lid)
    return lines, ["publish.finest={%s}" % ", ".join(finest), "publish.finest_by=[%s]" % ", ".join(by),
                   "publish.never_finer=lids.csv"]


def allowed(lines, code, flow, partner):
    best, level, lid = -1, 10, 10
    for prefix, of, who, digits, is_lid in lines:
        if not code.startswith(prefix) or (of and of != flow) or (who and partner not in who):
            continue
        if is_lid:
            lid = min(lid, digits)
        elif len(prefix) >= best:
            best, level = len(prefix), digits
    return max(one for one in LEVELS if one <= min(level, lid))


def place(lines, deep, code, flow, partner):
    """Where the policy publishes goods: deep are the codes (with flow) below which something is shown."""
    shown = allowed(lines, code, flow, partner)
    place = code[:shown]
    if shown < 10 and (flow, place) in deep:
        place = place.ljust(min(one for one in LEVELS if one > shown), "X")
    return place


def deep_codes(lines, rows):
    return {(r[1], r[2][:one]) for r in rows for one in LEVELS if one < allowed(lines, r[2], r[1], r[3])}


def expected(rows, lines):
    deep = deep_codes(lines, rows)
    table = collections.Counter()
    for row in rows:
        code = place(lines, deep, row[2], row[1], row[3])
        for one in LEVELS:
            if one and one > len(code):
                continue
            for partner in [row[3], "W00"] + (["G_EAEU"] if row[3] in GROUP else []):
                table[one, row[0], row[1], code[:one] if one else "TOTAL", partner] += row[5]
    return table


def main():
    tenfour, template, folder, seed, count = sys.argv[1:6]
    random.seed(int(seed))
    for number in range(int(count)):
        rows = records(folder)
        lines, settings = rules(folder)
        out = "%s/out%d" % (folder, number)
        command = [tenfour, "release", template, folder + "/records.csv", "-o", out, "-q"]
        for setting in settings:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit("%s: %s" % (settings, done.stderr))
        table = {}
        for one in LEVELS:
            with open("%s/data/hs%d.csv" % (out, one)) as lines_of:
                for row in csv.DictReader(lines_of):
                    table[one, row["period"], row["flow"], row["code"], row["partner"]] = int(float(row["value"]))
        want = expected(rows, lines)
        if table != dict(want):
            different = [k for k in set(table) | set(want) if table.get(k) != want.get(k)]
            sys.exit("%s: %s" % (settings, [(k, table.get(k), want.get(k)) for k in sorted(different)[:5]]))
        done = subprocess.run([tenfour, "verify", out], capture_output=True, text=True)
        if done.returncode:
            sys.exit("%s: %s" % (settings, done.stdout + done.stderr))
    print("%s policies: every table is what the rules say" % count)


if __name__ == "__main__":
    main()
