#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A proven lower bound on what any pattern must hide, by cutting planes; and the gap of a release to it.

usage: lower_bound.py MICRO [SECONDS [HIDDEN_VALUE]]

The integer program of Fischetti and Salazar (2001) on HS tree x partners: least value of further
hidden cells so that every primary keeps its protection levels (p = 10 %) and is no point for a
single contributor elsewhere.  Cuts are read off minimum cuts; HiGHS (through scipy) solves the
masters.  Every master's bound holds: stopping early only makes it weaker.  Written from the
equations; shares no code with the program.
"""
import collections
import csv
import gzip
import math
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

P = 10


def levels(code):
    return [code, code[:8], code[:6], code[:4], code[:2], "T"]


class Table:
    def __init__(self, path):
        cells = collections.defaultdict(collections.Counter)
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt") as f:
            for hs, partner, _, firm, value in list(csv.reader(f))[1:]:
                for code in levels(hs):
                    for column in (partner, "T"):
                        cells[code, column][firm] += int(value)
        self.keys = sorted(cells)
        self.number = {key: i for i, key in enumerate(self.keys)}
        n = len(self.keys)
        self.value = np.array([sum(cells[key].values()) for key in self.keys], dtype=np.int64)
        self.owner = [next(iter(cells[key])) if len(cells[key]) == 1 else None for key in self.keys]
        self.up = np.zeros(n, dtype=np.int64)
        for i, key in enumerate(self.keys):
            tops = sorted(cells[key].values(), reverse=True) + [0, 0]
            short = P * tops[0] - 100 * (int(self.value[i]) - tops[0] - tops[1])
            if short > 0:
                self.up[i] = max(1, -(-short // 100))
        self.make_network()
        self.merge()

    def make_network(self):
        self.node = {}
        self.tail, self.head = [], []
        for code, column in self.keys:
            up = self.place(levels_above(code), column) if code != "T" else self.nodes("super")
            own = self.nodes(("leaf", code)) if len(code) == 10 else self.place(code, column)
            self.tail.append(own if column == "T" else up)
            self.head.append(up if column == "T" else own)

    def place(self, code, column):
        return self.nodes((code, column))

    def nodes(self, name):
        return self.node.setdefault(name, len(self.node))

    def merge(self):
        """A node with one arc in and one out makes both one variable."""
        into, out = collections.defaultdict(list), collections.defaultdict(list)
        for i in range(len(self.keys)):
            out[self.tail[i]].append(i)
            into[self.head[i]].append(i)
        root = list(range(len(self.keys)))

        def find(i):
            while root[i] != i:
                i = root[i]
            return i
        for node in self.node.values():
            if len(into[node]) == 1 and len(out[node]) == 1:
                root[find(into[node][0])] = find(out[node][0])
        name = {}
        self.variable = np.array([name.setdefault(find(i), len(name)) for i in range(len(self.keys))])
        self.n = len(name)
        self.cost = np.bincount(self.variable, weights=self.value, minlength=self.n)
        self.need = np.zeros(self.n, dtype=np.int64)
        self.amount = np.zeros(self.n, dtype=np.int64)
        self.alone = [None] * self.n
        for i, v in enumerate(self.variable):
            self.need[v] = max(self.need[v], self.up[i])
            self.amount[v] = self.value[i]
            self.alone[v] = self.owner[i]
        self.primary = self.need > 0


def levels_above(code):
    return code[:-2] if len(code) > 2 else "T"


class Master:
    def __init__(self, table):
        self.t = table
        self.free = np.flatnonzero(~table.primary)
        self.column = {v: j for j, v in enumerate(self.free)}
        self.rows, self.rhs, self.seen = [], [], set()
        self.bound, self.best = 0.0, math.inf

    def add(self, coefficients, rhs):
        """sum of coefficients x >= rhs, primaries being 1."""
        row = {}
        for v, c in coefficients.items():
            if self.t.primary[v]:
                rhs -= c
            else:
                row[self.column[v]] = c
        if rhs <= 0:
            return
        row = tuple(sorted((j, min(c, rhs) / rhs) for j, c in row.items() if c > 0))
        if row and row not in self.seen:
            self.seen.add(row)
            self.rows.append(row)

    def solve(self, whole, seconds):
        matrix = csr_matrix((len(self.rows), len(self.free)))
        if self.rows:
            data = [(i, j, c) for i, row in enumerate(self.rows) for j, c in row]
            i, j, c = zip(*data)
            matrix = csr_matrix((c, (i, j)), shape=matrix.shape)
        result = milp(self.t.cost[self.free], constraints=LinearConstraint(matrix, 1, np.inf) if self.rows else None,
                      bounds=Bounds(0, 1), integrality=np.ones(len(self.free)) if whole else None,
                      options={"time_limit": max(5, seconds), "mip_rel_gap": 1e-4})
        x = np.ones(self.t.n)
        if result.x is None:
            return None
        x[self.free] = result.x
        bound = result.mip_dual_bound if whole else result.fun
        self.bound = max(self.bound, bound if bound is not None else 0)
        return x


class Separator:
    def __init__(self, table):
        t = self.t = table
        self.tail, self.head = np.array(t.tail), np.array(t.head)
        self.nodes = len(t.node)

    def cut(self, forward, backward, source, sink, wanted):
        """Least cut between source and sink below `wanted`: the node set of the source, or None."""
        scale = 1e8 / wanted
        f, b = np.floor(forward * scale), np.floor(backward * scale)
        most = 1e8
        rows = np.concatenate([self.tail, self.head])
        cols = np.concatenate([self.head, self.tail])
        caps = np.minimum(np.concatenate([f, b]), most)
        graph = coo_matrix((caps, (rows, cols)), shape=(self.nodes, self.nodes)).tocsr()
        graph.data = np.minimum(graph.data, 1e9).astype(np.int32)
        result = maximum_flow(graph, source, sink)
        if result.flow_value >= most * (1 - 1e-5):
            return None
        rest = graph - result.flow
        rest.data[rest.data < 0] = 0
        rest.eliminate_zeros()
        side = np.zeros(self.nodes, dtype=bool)
        side[breadth_first_order(rest, source, return_predecessors=False)] = True
        return side

    def crossing(self, side, forward, backward):
        coefficients = collections.defaultdict(float)
        for a in np.flatnonzero(side[self.tail] & ~side[self.head]):
            coefficients[self.t.variable[a]] += forward[a]
        for a in np.flatnonzero(~side[self.tail] & side[self.head]):
            coefficients[self.t.variable[a]] += backward[a]
        return coefficients

    def outsiders(self, x, master):
        t, found = self.t, 0
        arc_x = x[t.variable]
        room = t.amount[t.variable] - 1
        for k in np.flatnonzero(t.primary):
            arcs = np.flatnonzero(t.variable == k)
            for up in (True, False):
                need = int(t.need[k] if up else min(t.need[k], t.amount[k] - 1))
                if need <= 0:
                    continue
                forward = np.full(len(arc_x), float(need))
                backward = np.minimum(room, need).astype(float)
                own_f, own_b = forward * arc_x, backward * arc_x
                # The chain's own arcs carry what is asked, in its direction.
                own_f[arcs], own_b[arcs] = (1e12, 0) if up else (0, 1e12)
                first = arcs[0]
                own_f[first] = own_b[first] = 0
                forward[arcs], backward[arcs] = 1e12, 1e12
                forward[first] = backward[first] = 0
                source, sink = (t.head[first], t.tail[first]) if up else (t.tail[first], t.head[first])
                side = self.cut(own_f, own_b, source, sink, need)
                if side is not None:
                    found += 1
                    c = self.crossing(side, forward, backward)
                    c.pop(k, None)
                    master.add(c, need)
        return found

    def insiders(self, x, master):
        t, found = self.t, 0
        firms = collections.defaultdict(set)
        for v in range(t.n):
            if t.alone[v]:
                firms[t.alone[v]].add(v)
        for firm, own in firms.items():
            weight = np.ones(t.n)
            weight[list(own)] = 0
            arc_w = weight[t.variable]
            arc_x = arc_w * x[t.variable]
            for k in np.flatnonzero(t.primary):
                if k in own:
                    continue
                arcs = np.flatnonzero(t.variable == k)
                cap = arc_x.copy()
                cap[arcs] = 1e6
                cap[arcs[0]] = 0
                side = self.cut(cap, cap, t.head[arcs[0]], t.tail[arcs[0]], 1.0)
                if side is not None:
                    found += 1
                    c = self.crossing(side, arc_w, arc_w)
                    c.pop(k, None)
                    master.add(c, 1)
        return found


def main():
    table = Table(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    ours = float(sys.argv[3]) if len(sys.argv) > 3 else None
    end = time.process_time() + seconds
    master, separator = Master(table), Separator(table)
    whole, rounds, feasible = False, 0, False
    while time.process_time() < end:
        x = master.solve(whole, min(end - time.process_time(), 120))
        if x is None:
            break
        found = separator.outsiders(x, master)
        if found < 5:
            found += separator.insiders(x, master)
        rounds += 1
        if rounds % 100 == 0 or whole:
            print(f"# round {rounds}{' whole' if whole else ''}: bound {master.bound / 1e6:.3f} M, {len(master.rows)} "
                  f"cuts, {found} new, {time.process_time() - end + seconds:.0f} s", flush=True)
        if not found:
            if whole:
                feasible = True
                break
            whole = True
    value = master.bound / 1e6
    print(f"lower bound {value:.3f} M{' (optimal)' if feasible else ''}, {len(master.rows)} cuts, {rounds} rounds")
    if ours is not None:
        print(f"gap {100 * (ours - value) / ours:.2f} %")


main()
