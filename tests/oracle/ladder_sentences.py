# SPDX-License-Identifier: MIT
"""The sentences of a ladder say what its tables say, and which designs beat which is worked out anew.

Usage: ladder_sentences.py LADDER.json DESIGNS.csv HEADING.csv
"""
import csv
import json
import re
import sys

told = json.load(open(sys.argv[1]))["sentences"]
rows = {row["design"]: row for row in csv.DictReader(open(sys.argv[2]))}
parts = list(csv.DictReader(open(sys.argv[3])))
four, fine = rows["4 digits, open"], rows["10 digits, suppressed"]
checked = 0


def percent(share):
    value = 100 * float(share)
    if 0 < value < 0.05:
        return "< 0.1 %"
    return "99.9 %" if 99.5 <= value < 100 else "%.1f %%" % value if 0 < value < 10 else "%.0f %%" % value


def known(row, who="insider"):
    return int(row[who + "_risk_exact"]) + int(row[who + "_risk_within"])


def beats(a, b):
    if not a["detail"]:
        return False
    axes = [(float(a["detail"]), float(b["detail"]))] + [(-known(a, who), -known(b, who)) for who in ("outsider", "insider")]
    return all(x >= y for x, y in axes) and any(x > y for x, y in axes)


def say(pattern, *wanted):
    """A sentence matches the pattern, and what it says is what is wanted."""
    global checked
    found = [re.search(pattern, sentence) for sentence in told if re.search(pattern, sentence)]
    if len(found) != 1:
        sys.exit("%d sentences for %s in:\n%s" % (len(found), pattern, "\n".join(told)))
    if list(found[0].groups()) != list(wanted):
        sys.exit("%r says %r, the tables %r" % (found[0].group(0), found[0].groups(), wanted))
    checked += 1


number = "{:,}".format
say(r"^4 digits hide (.*) of the detail of codes.*\((.*) codes stand", percent(four["hidden_share"]),
    "%.1f" % 2 ** float(four["h_cond_bits"]))
say(r"^'4 digits, open' lets an insider know (\S+) of (\S+) targets exactly and (\S+) more within", number(int(four["insider_risk_exact"])),
    number(int(four["targets"])), number(int(four["insider_risk_within"])))
better = [name for name, row in rows.items() if beats(row, four)]
if better:
    rival = min(better, key=lambda name: (known(rows[name]), -float(rows[name]["detail"])))
    say(r"^'(.*)' beats '4 digits, open': it keeps (.*) of the detail against (.*) and leaves (\S+) targets .* against (\S+)\.$", rival,
        percent(rows[rival]["detail"]), percent(four["detail"]), number(known(rows[rival])), number(known(four)))
    others = ["'%s' (%s, %s)" % (name, percent(rows[name]["detail"]), number(known(rows[name]))) for name in better if name != rival]
    if others:
        say(r"^So do, .* leave: (.*)\.$", "; ".join(others))
unbeaten = [name for name, row in rows.items() if row["detail"] and not any(beats(other, row) for other in rows.values())]
say(r"^No other design beats: (.*)\.$", "; ".join("'%s'" % name for name in unbeaten))
if float(fine["shown_4"]) < float(four["shown_4"]):
    say(r"^Suppression hides what 4 digits dilute: '10 digits, suppressed' shows (.*) of the value .* '4 digits, open' shows (.*? %)[.,]",
        percent(fine["shown_4"]), percent(four["shown_4"]))
    say(r"by 20 traders is seen (.* %) of the time against (.* %)\.$", percent(fine["sees_20"]), percent(four["sees_20"]))
say(r"^Of the trade in listed goods, '4 digits, open' shows (.* %) exactly, bounds (.* %) .*loses (.* %)\.$",
    *(percent(four[column]) for column in ("list_exact", "list_bounded", "list_gone")))
lists = rows["4 digits + list totals, open"]
held = rows["4 digits + list totals, suppressed"]
say(r"^Totals of the list beside it would show (.* %) of it exactly .* leave (\S+) targets .*; '4 digits \+ list totals, suppressed', "
    r".* shows (.* %) and leaves (\S+)\.$", percent(lists["list_exact"]), number(known(lists)), percent(held["list_exact"]),
    number(known(held)))
mixed = max((p for p in parts if p["heading"] != "(coarser)" and p["listed_lower"] != p["listed_upper"]),
            key=lambda p: float(p["listed_upper"]))
say(r"^(\d{4}) holds listed and other codes: .* between (\S+) and (\S+)\.$", mixed["heading"], number(int(mixed["listed_lower"])),
    number(int(mixed["listed_upper"])))
first = rows["10 digits, open"]
say(r"^A diversion of listed goods by 2 traders .* reveal (.* %) of the time is seen (.* %) of the time in '4 .* and (.* %) in '10 digits, supp.*"
    r"by 20 traders (.* %), (.* %) and (.* %)\.$", *(percent(row["sees_2"]) for row in (first, four, fine)),
    *(percent(row["sees_20"]) for row in (first, four, fine)))
print("%d sentences say what the tables say" % checked)
