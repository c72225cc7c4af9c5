# SPDX-License-Identifier: MIT
"""Every column of the ladder for random small records, from the records alone.

Usage: ladder_all.py TENFOUR TEMPLATE FOLDER SEED COUNT

Cells are sets of possible finest cells (code that exists x period x partner, by flow and further dimension).  What a
design proves is worked out from these sets: one table is a partition of them, two are a linear program (scipy), hidden
cells are another one where the rules alone hide enough; what a reader would guess is fitted by iterative proportional
fitting of our own.
"""
import collections
import csv
import itertools
import json
import math
import random
import subprocess
import sys
from fractions import Fraction

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

tenfour, template, folder, seed, count = sys.argv[1:6]
WORLD, GROUPS, EACH = 2, 1, 0
KINDS = ["year", "quarter", "month"]


def fail(text):
    sys.exit("seed %s: %s" % (number, text))


# --- scenarios ---------------------------------------------------------------------------------

def months(first, n):
    y, m = first
    return ["%d-%02d" % (y + (m - 1 + i) // 12, (m - 1 + i) % 12 + 1) for i in range(n)]


def scenario():
    s = type("scenario", (), {})()
    s.longest = random.choice([10, 10, 8, 6])
    s.levels = random.choice([[10, 6, 4, 2, 0], [10, 4, 2, 0], [10, 8, 6, 4, 2, 0], [10, 6, 2]])
    s.levels = [one for one in s.levels if one <= s.longest]
    if s.longest not in s.levels:
        s.levels = [s.longest] + s.levels
    stems = ["854231", "854232", "854239", "854110", "847130", "847150", "271019", "271012", "010121"]
    pool = [(random.choice(stems) + random.choice(["0000", "0001", "1000", "9000"]))[:s.longest] for _ in range(random.randrange(2, 7))]
    s.short = random.random() < 0.3
    if s.short:
        pool += [random.choice(stems)[:random.choice([4, 6])] for _ in range(2)]
    s.codes = sorted(set(pool))
    # What exists beside: complete codes below the same stems, headings without any trade, a code of six digits without children.
    more = [(random.choice(stems) + random.choice(["0000", "2000", "3000"]))[:s.longest] for _ in range(random.randrange(4))]
    out = random.sample(s.codes, random.randrange(2))    # of the records, but in no list
    s.exists = sorted((set(s.codes) | set(more) | set(random.sample(stems, random.randrange(2)))) - set(out)) or s.codes
    s.tree = random.random() < 0.4
    finest = random.choice(["month"] * 4 + ["quarter", "year"])
    if finest == "month":
        s.periods = months((random.choice([2022, 2023]), random.choice([1, 1, 1, 4, 11])), random.choice([1, 2, 3, 4, 12]))
    elif finest == "quarter":
        s.periods = ["2022-Q%d" % q for q in range(1, 5)][:random.choice([2, 4])]
    else:
        s.periods = ["2021", "2022"][:random.choice([1, 2])]
    s.finest = finest
    s.partners = random.sample(["DE", "FR", "KZ", "RU", "CN"], random.randrange(1, 4))
    s.group = ["KZ", "RU"] if random.random() < 0.4 else None
    s.dims = ["A", "B"] if random.random() < 0.25 else None
    s.flows = random.choice([["M"], ["M", "X"]])
    s.negative = random.random() < 0.2
    dense = random.choice([0.3, 0.6, 0.9])
    s.rows = []
    places = list(itertools.product(s.periods, s.flows, s.codes, s.partners, s.dims or [""]))
    for place in random.sample(places, max(1, min(int(len(places) * dense), 60))):
        for _ in range(random.choice([1, 1, 2, 3, 4, 6])):
            amount = int(math.exp(random.uniform(0, random.choice([3, 9])))) * random.choice([1, 1, 100])
            if s.negative and random.random() < 0.15:
                amount = -amount
            s.rows.append(place + (random.choice(["", "f1", "f2", "f3", "f4", "f5", "f6", "f7"]) if random.random() < 0.9 else "", amount))
    s.told = s.rows
    s.rows = [r[:2] + (read(s, r[2]),) + r[3:] for r in s.rows]
    s.rules = {}
    if random.random() < 0.7:
        s.rules["minimum_contributors"] = random.choice([2, 3, 4])
    if random.random() < 0.5 or not s.rules:
        s.rules["p_percent"] = random.choice([5, 10, 15])
    if random.random() < 0.3:
        s.rules["dominance"] = [(random.choice([1, 2]), random.choice([60, 75, 90]))]
    agreements(s)
    s.listed = [(c[:random.choice([4, 6, 6])], random.choice(["1", "2.A"])) for c in random.sample(s.codes, min(2, len(s.codes)))] \
        if random.random() < 0.6 else []
    return s


def agreements(s):
    """Holdings, waivers, requests, figures that are never published; each row: firm, code, flow, partner, from, until."""
    def row():
        return (random.choice(["f1", "f2", "f3"]), random.choice([c[:random.choice([2, 4, 6, 10])] for c in s.codes] + ["TOTAL"]), random.choice(["", "", "M", "X"]),
                random.choice(["", ""] + s.partners), random.choice(["", "", s.periods[-1]]), "")
    s.holdings, s.waivers, s.requests, s.never, s.scope = [], [], [], [], "active"
    if random.random() < 0.3:
        s.holdings = [(f, random.choice(["h1", "h2"]), "", "") for f in ("f1", "f2", "f4", "f6")]
    if random.random() < 0.3:
        s.waivers = [row() for _ in range(3)]
    if random.random() < 0.3:
        s.requests, s.scope = [row() for _ in range(3)], random.choice(["passive", "both"])
    if s.holdings and not s.waivers and not s.requests and random.random() < 0.5:
        s.holdings = [(f, h, s.periods[-1], "") for f, h, _, _ in s.holdings]
    if random.random() < 0.2:
        s.never = [row()[1:4] for _ in range(2)]


def in_time(period, since, until):
    def span(p):
        y = int(p[:4]) * 12
        return (y, y + 11) if len(p) == 4 else (y + int(p[6]) * 3 - 3, y + int(p[6]) * 3 - 1) if "Q" in p else (y + int(p[5:]) - 1,) * 2
    return (not since or span(period)[0] >= span(since)[0]) and (not until or span(period)[1] <= span(until)[1])


def holder(s, firm, period):
    for member, holding, since, until in s.holdings:
        if member == firm and in_time(period, since, until):
            return next(m for m, h, _, _ in s.holdings if h == holding)   # a holding goes by the first of its traders
    return firm


def meant(rows, firms, cell, firm):
    p, flow, dim, partner, code = cell
    return any(firms(r[0], p) == firm and (r[1] == "TOTAL" or code.startswith(r[1])) and r[2] in ("", flow) and
               r[3] in ("", partner) and in_time(p, r[4], r[5]) for r in rows)


def read(s, code):
    """The code that a record counts under."""
    if not s.tree:
        return code if len(code) == s.longest else code[:2] + "XX"
    deepest = max(len(c) for c in s.exists)
    leaf = code in s.exists and not any(c != code and c.startswith(code) for c in s.exists)
    if leaf or (len(code) == s.longest and code[:deepest] in s.exists):
        return code
    known = [n for n in range(2, len(code) + 1, 2) if code[:n] in s.exists and n < s.longest]
    return code[:max(known, default=2)] + "XX"


def write(s):
    text = open(template).read()
    text = text.replace("[10, 4, 2, 0]", str(s.levels)).replace("periods: [month]", "periods: [%s]" % s.finest)
    text = text.replace(", digits: 10}", ", digits: %d}" % s.longest)
    if s.group:
        text = text.replace("[each, world]", "[each, world, {EAEU: [%s]}]" % ", ".join(s.group))
    if s.dims:
        text = text.replace("publish:", "  dimensions: {office: {column: post}}\npublish:")
    if s.tree:
        text = text.replace("publish:", "classification: {file: codes.csv}\npublish:")
    rules = ", ".join("dominance: [{n: %d, k: %d}]" % v[0] if k == "dominance" else "%s: %s" % (k, v) for k, v in s.rules.items())
    for name, head in (("holdings", "trader,holding,from,until"), ("waivers", "trader,code,flow,partner,from,until"),
                       ("requests", "trader,code,flow,partner,from,until"), ("never", "code,flow,partner")):
        with open("%s/%s.csv" % (folder, name), "w") as out:
            out.write(head + "\n" + "".join(",".join(r) + "\n" for r in getattr(s, name)))
        if getattr(s, name):
            rules += ", %s: %s.csv" % (name, name)
    rules += "}\n  scope: " + s.scope
    text = text[:text.index("protect:")] + "protect:\n  rules: {%s\n  insiders: off\n  unions: off\noutputs: [csv]\nchecks: {code_length: residual, max_rejected: 1}\n" % rules
    open(folder + "/t.yaml", "w").write(text)
    with open(folder + "/records.csv", "w") as out:
        out.write("month,flow,hs,partner,post,firm,usd,kg\n")
        for p, flow, code, partner, dim, firm, amount in s.told:
            out.write("%s,%s,%s,%s,%s,%s,%s%d.%02d,1\n" % (p, flow, code, partner, dim, firm, "-" if amount < 0 else "",
                                                         abs(amount) // 100, abs(amount) % 100))
    open(folder + "/codes.csv", "w").write("code,label\n" + "".join("%s,%s\n" % (c, c) for c in s.exists))
    open(folder + "/list.csv", "w").write("code,tier\n" + "".join("%s,%s\n" % one for one in s.listed))


# --- axes and cells ------------------------------------------------------------------------------

def period_of(p, kind):
    if kind == "year":
        return p[:4]
    if kind == "quarter" and "Q" not in p:
        return "%s-Q%d" % (p[:4], (int(p[5:]) + 2) // 3)
    return p


def inside(coarse, kind, first, last):
    """Do the months of a quarter or year lie between the first and the last period that there are?"""
    def span(p):
        y = int(p[:4]) * 12
        return (y, y + 11) if len(p) == 4 else (y + int(p[6]) * 3 - 3, y + int(p[6]) * 3 - 1) if "Q" in p else (y + int(p[5:]) - 1,) * 2
    return span(coarse)[0] >= span(first)[0] and span(coarse)[1] <= span(last)[1]


def lift(code, level):
    return code[:level] if level else "TOTAL"


def stands(m, level, code):
    """A code that is shorter than others is published once, in the table of the smallest length that holds it."""
    return level == 0 or level == min(one for one in m.levels if one >= len(code))


class Model:
    def __init__(self, s):
        self.s = s
        self.codes = sorted({r[2] for r in s.rows})
        used = self.codes
        # A code of the list counts as one finest code unless codes of the records lie below it (it is a heading then).
        leaves = [c for c in s.exists if not any(o != c and o.startswith(c) for o in s.exists)]
        self.possible_codes = sorted(set(used) | {c for c in leaves if not any(u.startswith(c) for u in used)})
        self.periods = sorted({r[0] for r in s.rows})
        self.partners = sorted({r[3] for r in s.rows})
        self.kinds = [s.finest]
        for kind in KINDS[:KINDS.index(s.finest)][::-1]:
            if all(inside(period_of(p, kind), kind, self.periods[0], self.periods[-1]) for p in self.periods):
                self.kinds.append(kind)
        self.levels = list(s.levels)
        if s.listed and max(len(c) for c, _ in s.listed) <= s.longest:
            self.levels = sorted(set(self.levels) | {max(len(c) for c, _ in s.listed)}, reverse=True)
        longest = max(len(c) for c in self.codes)
        self.levels = [one for one in self.levels if one <= longest]
        self.partner_kinds = [EACH] + ([GROUPS] if s.group else []) + [WORLD]
        self.share = collections.defaultdict(lambda: collections.defaultdict(int))
        for p, flow, code, partner, dim, firm, amount in s.rows:
            self.share[p, flow, dim, partner, code][firm and holder(s, firm, p)] += amount
        self.total = {cell: sum(v.values()) for cell, v in self.share.items()}
        self.sum = sum(max(0, v) for v in self.total.values())
        self.slices = {(c[1], c[2]) for c in self.total}

    def partner(self, partner, kind):
        return partner if kind == EACH else "W00" if kind == WORLD else "G" if partner in self.s.group else "rest"

    def place(self, finest, level, kind, partners):
        p, flow, dim, partner, code = finest
        return period_of(p, kind), flow, dim, self.partner(partner, partners), lift(code, level)

    def view(self, level, kind, partners):
        """place -> trader -> amount, of what was traded."""
        out = collections.defaultdict(lambda: collections.defaultdict(int))
        for finest, traders in self.share.items():
            for firm, amount in traders.items():
                out[self.place(finest, level, kind, partners)][firm] += amount
        return out

    def possible(self, flow, dim):
        return [(p, flow, dim, partner, code) for p in self.periods for partner in self.partners for code in self.possible_codes]


# --- rules ------------------------------------------------------------------------------------------

def ceil(x):
    return max(1, math.ceil(x))


def judge(rules, traders):
    """(which rule asks most, level) of one cell; None = safe."""
    size = sorted((abs(a) for a in traders.values()), reverse=True)
    x, worst = sum(size), (None, 0)
    p = rules.get("p_percent", 0)
    candidates = []
    if p:
        rest = x - sum(size[:2])
        if Fraction(rest) < Fraction(p, 100) * size[0]:
            candidates.append(("p", ceil(Fraction(p, 100) * size[0] - rest)))
    for n, k in rules.get("dominance", []):
        if Fraction(sum(size[:n])) > Fraction(k, 100) * x:
            candidates.append(("dominance", ceil(Fraction(100 * sum(size[:n]), k) - x)))
    if len([t for t in traders if t]) < rules.get("minimum_contributors", 0):
        candidates.append(("minimum", ceil(Fraction(max(10, p) * x, 100))))
    for rule, level in candidates:
        if level > worst[1]:
            worst = (rule, level)
    return worst


def waived_judge(rules, traders, waived):
    """The largest who has not waived, against the largest others; None = nobody to protect."""
    size = sorted(((abs(a), t in waived) for t, a in traders.items()), key=lambda x: (-x[0], x[1]))
    x, worst = sum(a for a, _ in size), (None, 0)
    at = next((i for i, (_, w) in enumerate(size) if not w), None)
    if at is None:
        return worst
    own = size[at][0]
    rest = [a for i, (a, _) in enumerate(size) if i != at]
    p, candidates = rules.get("p_percent", 0), []
    left = x - own - sum(rest[:1])
    if p and Fraction(left) < Fraction(p, 100) * own:
        candidates.append(("p", ceil(Fraction(p, 100) * own - left)))
    for n, k in rules.get("dominance", []):
        most = own + sum(rest[:n - 1])
        if Fraction(most) > Fraction(k, 100) * x:
            candidates.append(("dominance", ceil(Fraction(100 * most, k) - x)))
    if len([t for t in traders if t]) < rules.get("minimum_contributors", 0):
        candidates.append(("minimum", ceil(Fraction(max(10, p) * x, 100))))
    for rule, level in candidates:
        if level > worst[1]:
            worst = (rule, level)
    return worst


def verdict(m, key, traders):
    """(rule, level, whom the level protects) of a cell with all that was agreed."""
    s, place = m.s, key[3]
    x = sum(abs(a) for a in traders.values())
    safe = ceil(Fraction(max(10, s.rules.get("p_percent", 0) if s.scope != "passive" else 0) * x, 100))
    waived, requested = m.agreed(key)
    rule, level = judge(s.rules, traders) if s.scope != "passive" else (None, 0)
    name = {EACH: place[3], WORLD: "W00", GROUPS: "G_EAEU" if place[3] == "G" else "?"}[key[2]]
    if any((c == "TOTAL" or (place[4] != "TOTAL" and place[4].startswith(c))) and flow in ("", place[1]) and partner in ("", name)
           for c, flow, partner in s.never):
        rule, level = "never", max(level, safe)
    elif waived and s.scope != "passive":
        rule, level = waived_judge(s.rules, traders, waived)
    order = [t for t in sorted(traders) if t not in waived]
    first = {max(order, key=lambda t: abs(traders[t]))} if order else set()
    for firm in requested:
        if s.scope != "active" and abs(traders[firm]) * 100 >= 75 * x:
            first.add(firm)
            if safe > level:
                rule, level = "request", safe
    return rule, level, first, waived


def p_of(rules):
    return Fraction(rules.get("p_percent", 10), 100)


# --- what a design proves ----------------------------------------------------------------------------

class Design:
    """tables: (level, kind, partners); hidden: published places that are."""

    def __init__(self, m, tables, hidden=None):
        self.m, self.tables, self.hidden = m, tables, hidden or set()
        self.published = collections.OrderedDict()
        for level, kind, partners in tables:
            for one in m.levels:
                for who in m.partner_kinds:
                    if one <= level and who >= partners:
                        self.published[one, kind, who] = m.view(one, kind, who)
        self.known, self.cache, self.lp = {}, {}, {}
        self.fitted = {}

    def cells(self):
        n = 0
        for (level, _, _), view in self.published.items():
            n += sum(1 for place in view if stands(self.m, level, place[4]) and place[4] != "X")
        return n

    def at(self, cell, level, kind, who):
        """Where a finest cell is published."""
        return self.m.place(cell, level, kind, who)

    def uppers(self, key, firm, insider):
        """What the tables say of a target at most, less what the strongest other has there."""
        for table in self.tables:
            at = (min(key[0], table[0]), table[1] if KINDS.index(table[1]) <= KINDS.index(key[1]) else key[1], max(key[2], table[2]))
            where = self.m.up(key, at)
            yield self.bounds(*at, where)[1] - (others(self.m.views[at][where], firm) if insider else 0)

    def system(self, flow, dim):
        """Possible finest cells that no published empty cell rules out, and every published total over them."""
        if (flow, dim) in self.lp:
            return self.lp[flow, dim]
        m = self.m
        cells = m.possible(flow, dim)
        rows = {}
        for (level, kind, who), view in self.published.items():
            for i, cell in enumerate(cells):
                rows.setdefault((level, kind, who, self.at(cell, level, kind, who)), []).append(i)
        alive = numpy.ones(len(cells), bool)
        for key, members in rows.items():
            if key[3] not in self.published[key[:3]]:
                alive[members] = False
        number = numpy.cumsum(alive) - 1
        known, floors = [], []
        for key, members in rows.items():
            members = [int(number[i]) for i in members if alive[i]]
            view = self.published[key[:3]]
            if key[3] not in view or not members:
                continue
            if key in self.hidden:
                floors.append((members, 1))
            else:
                known.append((members, sum(view[key[3]].values())))
        left = [cell for cell, a in zip(cells, alive) if a]
        self.lp[flow, dim] = left, known, floors
        return self.lp[flow, dim]

    def bounds(self, level, kind, who, place):
        """Least and greatest value of any cell."""
        key = level, kind, who, place
        if key in self.cache:
            return self.cache[key]
        m = self.m
        left, known, floors = self.system(place[1], place[2])
        target = [i for i, cell in enumerate(left) if m.place(cell, level, kind, who) == place]
        if len(self.tables) == 1 and not self.hidden:
            blocks = collections.defaultdict(list)
            own = self.tables[0]
            for i, cell in enumerate(left):
                blocks[self.at(cell, *own)].append(i)
            view = self.published[own]
            target, low, high = set(target), 0, 0
            for where, members in blocks.items():
                value = sum(view[where].values())
                if target.issuperset(members):
                    low += value
                    high += value
                elif target.intersection(members):
                    high += value
        else:
            low, high = self.program(left, known, floors, target)
        self.cache[key] = low, high
        return low, high

    def program(self, left, known, floors, target):
        def matrix(rows):
            r = [k for k, (members, _) in enumerate(rows) for _ in members]
            c = [i for members, _ in rows for i in members]
            return csr_matrix((numpy.ones(len(r)), (r, c)), shape=(len(rows), len(left)))
        cost = numpy.zeros(len(left))
        cost[target] = 1
        ends = []
        for sign in (1, -1):
            done = linprog(sign * cost, A_eq=matrix(known) if known else None, b_eq=[v for _, v in known] if known else None,
                           A_ub=-matrix(floors) if floors else None, b_ub=[-v for _, v in floors] if floors else None,
                           bounds=(0, None), method="highs")
            if done.status == 3:
                ends.append(-math.inf * sign)
                continue
            if done.status:
                fail("linear program: %s" % done.message)
            ends.append(sign * done.fun)
        return ends[0], ends[1]

    def guess(self):
        """Possible finest cells fitted from even to all open totals."""
        out = {}
        for flow, dim in self.m.slices:
            left, known, _ = self.system(flow, dim)
            x = numpy.ones(len(left))
            index = [numpy.array(members) for members, _ in known]
            total = [max(0, v) for _, v in known]
            for _ in range(3000):
                worst = 0
                for members, value in zip(index, total):
                    now = x[members].sum()
                    if now > 0:
                        worst = max(worst, abs(now - value) / max(1.0, value))
                        x[members] *= value / now
                if worst < 1e-12:
                    break
            out.update(zip(left, x))
        return out


class Placed(Design):
    """A granularity policy: place tells the published code of a flow, code and partner; one open table."""

    def __init__(self, m, table, place):
        self.code = {(flow, code, partner): place(flow, code, partner)
                     for flow, _ in m.slices for code in m.possible_codes for partner in m.partners}
        self.whole = {}
        super().__init__(m, [table])
        for key in self.published:
            self.published[key] = self.view(*key)

    def at(self, cell, level, kind, who):
        p, flow, dim, partner, code = cell
        text = self.code[flow, code, partner]
        return period_of(p, kind), flow, dim, self.m.partner(partner, who), lift(text, level)

    def view(self, level, kind, who):
        if (level, kind, who) not in self.whole:
            view = self.whole[level, kind, who] = collections.defaultdict(lambda: collections.defaultdict(int))
            for finest, traders in self.m.share.items():
                for firm, amount in traders.items():
                    view[self.at(finest, level, kind, who)][firm] += amount
        return self.whole[level, kind, who]

    def uppers(self, key, firm, insider):
        m, (level, kind, who, place), (longest, own, partners) = self.m, key, self.tables[0]
        own = own if KINDS.index(own) <= KINDS.index(kind) else kind
        above = m.partner(next(p for p in m.partners if m.partner(p, who) == place[3]), max(who, partners))
        flow, traded = place[1], {cell[4] for cell in m.share if cell[1] == place[1]}
        texts = {self.code[flow, code, partner] for code in traded if lift(code, level) == place[4]
                 for partner in m.partners if m.partner(partner, who) == place[3]}

        def said(one, text):
            held = self.view(one, own, max(who, partners)).get((period_of(place[0], own), flow, place[2], above, lift(text, one)), {})
            return sum(held.values()), others(held, firm) if insider else 0
        for one in [one for one in m.levels if one <= level]:
            if len({lift(text, one) for text in texts}) == 1:
                yield sum((said(one, next(iter(texts)))[0], -said(one, next(iter(texts)))[1]))
                break
        rest = {text for text in texts if lift(text, level) != place[4]}
        if rest:
            pieces = [said(m.levels[0], text) for text in rest] + [said(level, place[4])]
            yield sum(high for high, _ in pieces) - max(known for _, known in pieces)


def policy(s):
    """Lines of publish.finest and finest_by, as they are set and as (code, flow, partners, digits)."""
    levels = [one for one in s.levels if one] + [0]
    stems = sorted({c[:n] for c in s.codes for n in (2, 4, 6, 8, 10) if "X" not in c[:n]})
    lines = [("", None, None, random.choice(levels))]
    for stem in random.sample(stems, min(len(stems), random.randrange(4))):
        lines.append((stem, None, None, random.choice(levels)))
    finest = ", ".join(["default: %d" % lines[0][3]] + ['"%s": %d' % (c, n) for c, _, _, n in lines[1:]])
    by = []
    for _ in range(random.randrange(3)):
        code, flow = random.choice(["", random.choice(stems or [""])]), random.choice([None, "M"])
        who, n = random.choice([None, random.sample(s.partners, 1)]), random.choice(levels)
        lines.append((code, flow, who, n))
        text = (['code: "%s"' % code] if code else []) + (["flow: M"] if flow else []) + (["partners: [%s]" % who[0]] if who else [])
        by.append("{%s}" % ", ".join(text + ["level: %d" % n]))
    return ["publish.finest={%s}" % finest] + (["publish.finest_by=[%s]" % ", ".join(by)] if by else []), lines


def placing(s, lines):
    def published(n):
        return max([one for one in s.levels if one <= n], default=0)

    def allowed(flow, code, partner):
        best, level = -1, s.longest
        for start, of, who, digits in lines:
            if code.startswith(start) and of in (None, flow) and (not who or partner in who) and len(start) >= best:
                best, level = len(start), digits
        return published(min(level, len(code)))
    deep = {(r[1], r[2][:one]) for r in s.rows for one in s.levels + [0] if one < allowed(r[1], r[2], r[3])}

    def place(flow, code, partner):
        shown = allowed(flow, code, partner)
        longer = min([one for one in s.levels if one > shown], default=0)
        if shown < published(len(code)) and longer and (flow, code[:shown]) in deep:
            return code[:shown].ljust(longer, "X")
        return code[:shown] or "X"
    return place


# --- the columns ------------------------------------------------------------------------------------------

def entropy(values):
    total = sum(values)
    return -sum(v / total * math.log(v / total) for v in values if v > 0)


def pure(m, level):
    """Values of codes, at the finest and at a level; positive parts by flow and dimension, of the coarsest periods."""
    value = collections.Counter()
    for place, traders in m.view(m.levels[0], m.kinds[-1], WORLD).items():
        value[place[4]] += max(0, sum(traders.values()))
    coarse = collections.Counter()
    for code, v in value.items():
        coarse[lift(code, level)] += v
    fine, top = entropy(value.values()), entropy(coarse.values())
    given = fine - top
    return {"hidden_share": given / fine if fine > 1e-15 else 0, "h_cond_bits": given / math.log(2), "h_bits": top / math.log(2),
            "effective_codes": math.exp(top)}


def detail(m, d):
    guess = d.guess()
    kept = exact = near = width = 0
    finest = m.levels[0], m.kinds[0], EACH
    for place, x in m.total.items():
        if x <= 0:
            continue
        low, high = d.bounds(*finest, place)
        wide = max(0, high - low)
        kept += min(x, guess.get(place, 0))
        exact += x if wide <= 1e-9 else 0
        near += x * x / (x + wide)
        width += wide
    return {"detail": kept / m.sum, "detail_exact": exact / m.sum, "detail_close": near / m.sum, "interval_width": width / m.sum}


def others(traders, who):
    return max([abs(a) for t, a in traders.items() if t != who], default=0)


def targets(m, rules):
    out = []
    for level in m.levels:
        for kind in m.kinds:
            for who in m.partner_kinds:
                for place, traders in m.view(level, kind, who).items():
                    if not stands(m, level, place[4]):
                        continue
                    rule, need, first, waived = verdict(m, (level, kind, who, place), traders)
                    if rule:
                        out += [((level, kind, who, place), traders, firm, rule, need, firm in first)
                                for firm, a in traders.items() if a > 0 and firm not in waived]
    return out


def risks(m, d, rules):
    p = p_of(rules if m.s.scope != "passive" else {})
    told = {}
    all_targets = m.targets
    value = sum(t[1][t[2]] for t in all_targets)
    for insider in (False, True):
        n = collections.Counter()
        by_value = collections.Counter()
        widths = []
        for key, traders, firm, rule, need, first in all_targets:
            x, total = traders[firm], sum(traders.values())
            other = others(traders, firm) if insider else 0
            upper = min([d.bounds(*key)[1] - other, *d.uppers(key, firm, insider)])
            lower = d.bounds(*key)[0]
            strongest = others(traders, firm)
            level = math.ceil(p * x - (total - x - strongest))
            if rule in ("minimum", "never") or first:
                level = max(level, need)
            rest = total - x - other
            least = max(0, lower - other - rest)
            widths.append(max(0, upper - least) / x)
            if upper <= x + 1e-6 and lower >= total - 1e-6 and rest <= 0:
                how = "exact"
            elif level > 0 and (upper - x < level + max(0, rest) - 1e-6 or total - lower < min(level, total - 1) - 1e-6):
                how = "within"
            else:
                how = "wider"
            n[how] += 1
            by_value[how] += x
        name = "insider" if insider else "outsider"
        widths.sort()
        half = len(widths) // 2
        told[name] = {"exact": n["exact"], "within": n["within"], "wider": n["wider"],
                      "exact_value_share": by_value["exact"] / value if value else 0,
                      "within_value_share": by_value["within"] / value if value else 0,
                      "median_width": 0 if not widths else widths[half] if len(widths) % 2 else (widths[half - 1] + widths[half]) / 2}
    return told


def watch(m, d):
    s = m.s
    if not s.listed:
        return None
    digits = max(len(c) for c, _ in s.listed)
    level = digits if digits in m.levels else m.levels[0]
    total = exact = bounded = wide = 0

    def listed(code):
        if any(code.startswith(c) for c, _ in s.listed):
            return True
        start = code.split("X")[0]      # a rest is of what it begins with
        n = max(digits, len(start))
        below = {c[:n] for c in s.exists if len(c) >= n and c.startswith(start)}
        return len(start) >= 2 and bool(below) and all(any(c.startswith(one) for one, _ in s.listed) for c in below)

    for place, traders in m.views[level, m.kinds[0], EACH].items():
        x = sum(traders.values())
        if x <= 0 or not listed(place[4]):
            continue
        low, high = d.bounds(level, m.kinds[0], EACH, place)
        total += x
        if high <= low + 1e-9:
            exact += x
        elif low >= 0.1 * high:
            bounded += x
            wide += x * (high - low) / high
    if not total:
        return {"list_exact": 0, "list_bounded": 0, "list_gone": 0, "list_width": 0}
    return {"list_exact": exact / total, "list_bounded": bounded / total, "list_gone": 1 - (exact + bounded) / total,
            "list_width": wide / bounded if bounded else 0}


def prepare(m, rules):
    s = m.s
    m.views = {(level, kind, who): m.view(level, kind, who) for level in m.levels for kind in m.kinds for who in m.partner_kinds}
    m.lifts = {}
    m.inside = collections.defaultdict(list)
    for cell in m.share:
        for view in m.views:
            m.inside[(*view, m.place(cell, *view))].append(cell)
    firms = lambda firm, period: holder(s, firm, period)

    def agreed(key):
        waived, requested = {}, set()
        for cell in m.inside[key]:
            for firm in m.share[cell]:
                if not firm:
                    waived[firm] = False
                    continue
                waived[firm] = waived.get(firm, True) and meant(s.waivers, firms, cell, firm)
                if meant(s.requests, firms, cell, firm):
                    requested.add(firm)
        return {f for f, w in waived.items() if w}, requested
    m.agreed = agreed
    m.targets = targets(m, rules)
    def up(key, at):
        if (key, at) not in m.lifts:
            finest = next(c for c in m.share if m.place(c, *key[:3]) == key[3])
            m.lifts[key, at] = m.place(finest, *at)
        return m.lifts[key, at]
    m.up = up


# --- comparison ---------------------------------------------------------------------------------------------

def close(a, b):
    if b == math.inf:
        return a is None      # JSON knows no infinity
    return a is not None and b is not None and abs(a - b) <= 2e-7 * max(1, abs(a), abs(b))


def compare(name, what, told, want):
    for key, value in want.items():
        if not close(told.get(key), value):
            problems.append("%s: %s%s is %s, the oracle says %s" % (name, what, key, told.get(key), value))


def table_text(t):
    return "%d:%s:%s" % (t[0], t[1], ["each", "groups", "world"][t[2]])


def one(s):
    write(s)
    m = Model(s)
    prepare(m, s.rules)
    finest = m.kinds[0]
    designs = [[(level, finest, EACH)] for level in m.levels] + [[(m.levels[0], kind, EACH)] for kind in m.kinds[1:]] + \
        [[(m.levels[0], kind, who)] for kind in m.kinds[-1:] for who in m.partner_kinds[1:]]
    pairs = [[(m.levels[0], finest, WORLD), (2, finest, EACH)], [(m.levels[0], m.kinds[-1], WORLD), (m.levels[min(1, len(m.levels) - 1)], finest, EACH)],
             [(m.levels[0], m.kinds[-1], EACH), (m.levels[-1], finest, WORLD)]]
    tables = designs + [random.choice(pairs)]
    command = [tenfour, "ladder", folder + "/t.yaml", folder + "/records.csv", "--classification", folder + "/codes.csv",
               "--only", "--format", "json", "-q"]
    if s.listed:
        command += ["--watchlist", folder + "/list.csv"]
    for t in tables:
        for suffix in ("", "/suppress"):
            command += ["-d", "+".join(table_text(one) for one in t) + suffix]
    settings, lines = policy(s)
    if 0 in m.levels:
        command += ["-d", "policy"] + sum((["--set", text] for text in settings), [])
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        if not m.sum and "nothing can be compared" in done.stderr:
            return
        fail("%s\n%s" % (" ".join(command), done.stderr))
    told = json.loads(done.stdout)
    rows = told["designs"]
    if told.get("targets", len(m.targets)) != len(m.targets):
        problems.append("targets: %s, the oracle says %d" % (told["targets"], len(m.targets)))
    for i, t in enumerate(tables):
        row = rows[2 * i]
        d = Design(m, t)
        compare(row["design"], "", row, {"cells": d.cells(), "hidden_cells": 0, "hidden_value_share": 0})
        if len(t) == 1 and t[0][1:] == (finest, EACH):
            compare(row["design"], "", row, pure(m, t[0][0]))
        if s.negative and len(t) == 1 and t[0][0] == m.levels[0] and t[0][1:] == (finest, EACH):
            compare(row["design"], "", row, {"detail": 1, "detail_exact": 1, "detail_close": 1, "interval_width": 0})
        if any(not 0 <= row[k] <= 1 + 1e-9 for k in ("detail", "detail_exact", "detail_close")):
            problems.append("%s: a share lies outside 0 to 1" % row["design"])
        if not s.negative:
            compare(row["design"], "", row, detail(m, d))
            for who, want in risks(m, d, s.rules).items():
                compare(row["design"], who + " ", row["risk"][who], want)
            if s.listed:
                compare(row["design"], "", row, watch(m, d))
        suppressed(s, m, t, rows[2 * i + 1])
    if 0 in m.levels:
        followed(s, m, Placed(m, (m.levels[0], finest, EACH), placing(s, lines)), rows[-1])
    for a in rows:
        beaten = any(beats(b, a) for b in rows if b is not a)
        if not a.get("failed") and a["unbeaten"] == beaten:
            problems.append("%s: unbeaten is %s" % (a["design"], a["unbeaten"]))


def followed(s, m, d, row):
    compare(row["design"], "", row, {"cells": d.cells(), "hidden_cells": 0, "hidden_value_share": 0})
    if s.negative:
        return
    compare(row["design"], "", row, detail(m, d))
    for who, want in risks(m, d, s.rules).items():
        compare(row["design"], who + " ", row["risk"][who], want)
    if s.listed:
        compare(row["design"], "", row, watch(m, d))


def suppressed(s, m, t, row):
    if row.get("failed"):
        problems.append("%s failed: %s" % (row["design"], row["failed"]))
        return
    d = Design(m, t)
    hidden = set()
    for (level, kind, who), view in d.published.items():
        for place, traders in view.items():
            if verdict(m, (level, kind, who, place), traders)[0]:
                hidden.add((level, kind, who, place))
    n = sum(1 for k in hidden if stands(m, k[0], k[3][4]))
    compare(row["design"], "", row, {"cells": d.cells()})
    if row["hidden_cells"] < n:
        problems.append("%s: hides %s cells, unsafe are %d" % (row["design"], row["hidden_cells"], n))
    if row["hidden_cells"] != n or row["intervals"] != "exact" or s.negative or s.short or len(t) > 1:
        stats["other patterns"] += 1
        return
    stats["patterns"] += 1
    d = Design(m, t, hidden)
    lost = sum(x for place, x in m.total.items() if x > 0 and (*t[0], m.place(place, *t[0])) in hidden)
    compare(row["design"], "", row, {"hidden_value_share": lost / m.sum})
    compare(row["design"], "", row, detail(m, d))
    for who, want in risks(m, d, s.rules).items():
        compare(row["design"], who + " ", row["risk"][who], want)
    if s.listed:
        compare(row["design"], "", row, watch(m, d))


def beats(a, b):
    if a["failed"] or b["failed"] or a["detail"] < b["detail"] - 1e-9:
        return False
    of = [[x["risk"][who]["exact"] + x["risk"][who]["within"] for who in ("outsider", "insider")] for x in (a, b)]
    return all(x <= y for x, y in zip(*of)) and (a["detail"] > b["detail"] + 1e-9 or any(x < y for x, y in zip(*of)))


stats = collections.Counter()
bad = 0
for number in range(int(seed), int(seed) + int(count)):
    random.seed(number)
    problems = []
    one(scenario())
    for text in problems[:12]:
        print("seed %d: %s" % (number, text))
    bad += bool(problems)
print("%s random sets of records, %d with differences; %d suppressed designs followed whole, %d in part" %
      (count, bad, stats["patterns"], stats["other patterns"]))
sys.exit(bad > 0)
