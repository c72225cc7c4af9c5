#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure tenfour on the bench's jobs beside the engines that are installed: interleaved runs, medians, agreement.

Jobs: J0 sums at 4 digits · J1 five levels with contributors · J2 the full lattice of a release · release · and
J1 in other ways: one thread, packed input, packed output, defects, little memory.
Nothing is written into the project.  Timings on a busy machine mean little; look at the ratios of pairs.
"""
import argparse
import filecmp
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATE = os.path.join(HERE, "declarations.yaml")
LATTICE = ["publish.levels=[10,8,6,4,2,0]", "publish.periods=[month,quarter,year]", "publish.partners=[each,world]"]
JOBS = {  # input, command, settings, other options, engines to compare with
    "J0": ("plain", "cells", ["publish.levels=[4]", "input.columns.trader="], [], ["duckdb", "datatable", "sqlite"]),
    "J1": ("plain", "cells", [], [], ["duckdb", "datatable"]),
    "J2": ("plain", "cells", LATTICE, [], ["duckdb"]),
    "J0-gz": ("gz", "cells", ["publish.levels=[4]", "input.columns.trader="], [], ["duckdb"]),
    "J1-gz": ("gz", "cells", [], [], []),
    "J1-gz-out": ("plain", "cells", [], ["--gz"], []),
    "J1-one-thread": ("plain", "cells", [], ["--threads", "1"], []),
    "J1-64M": ("plain", "cells", [], ["--memory", "64M"], []),
    "J1-2G": ("plain", "cells", [], ["--memory", "2G"], []),
    "J1-defects": ("defects", "cells", ["checks.max_rejected=0.1", "input.encoding=UTF-8"], [], []),
    "release": ("plain", "release", [], [], []),
    "release-xlsx": ("plain", "release", ["outputs=[xlsx]"], [], []),
    "release-xlsx-4": ("plain", "release", ["outputs=[xlsx]", "publish.levels=[4]"], [], []),
}
USUAL = [job for job in JOBS if "xlsx" not in job]   # workbooks of millions of rows take minutes
SAME = {"J1-gz": "J1", "J1-one-thread": "J1", "J1-64M": "J1", "J1-2G": "J1",
        "J0-gz": "J0"}  # must give the bytes of


def run(command, log):
    """Wall seconds, CPU seconds, peak resident bytes, and what it printed."""
    with open(log, "w+b") as out:
        begin = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    if child.returncode:
        sys.exit(f"{' '.join(command)}: exit {child.returncode}\n{text}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024, "text": text}


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.folder = arguments.folder or os.path.join(tempfile.gettempdir(), "tenfour-bench")
        self.tenfour = os.environ.get("TENFOUR", "tenfour")
        self.threads = str(len(os.sched_getaffinity(0)))
        self.log = os.path.join(self.folder, "log")
        self.results = {}
        os.makedirs(self.folder, exist_ok=True)
        self.peers = [p for p in arguments.peers.split(",") if p and self.has(p)]

    def has(self, peer):
        if peer == "duckdb":
            if not shutil.which("node") or not shutil.which("npm"):
                return False
            for name in ("package.json", "package-lock.json", "duckdb.mjs"):
                shutil.copy(os.path.join(HERE, "peers", name), self.folder)
            if not os.path.isdir(os.path.join(self.folder, "node_modules")):
                quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                subprocess.run(["npm", "install", "--no-save", "--silent"], cwd=self.folder, check=False, **quiet)
            return os.path.isdir(os.path.join(self.folder, "node_modules", "@duckdb"))
        if peer == "datatable":
            look = "quit(status = !requireNamespace('data.table', quietly = TRUE))"
            return bool(shutil.which("Rscript")) and not subprocess.run(["Rscript", "-e", look], check=False).returncode
        return bool(shutil.which("sqlite3"))

    def records(self, kind):
        rows = self.arguments.rows
        path = os.path.join(self.folder, f"{'defects' if kind == 'defects' else 'records'}-{rows}.csv")
        if not os.path.exists(path):
            defects = ["--defects", "0.03"] if kind == "defects" else []
            run([self.tenfour, "synth", "--rows", str(rows), "--seed", "1", "-o", path] + defects, self.log)
        if kind != "gz":
            return path
        if not os.path.exists(path + ".gz"):
            with open(path, "rb") as plain, gzip.open(path + ".gz", "wb", 6) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)
        return path + ".gz"

    def command(self, job, engine):
        kind, verb, sets, options, _ = JOBS[job]
        records, out = self.records(kind), os.path.join(self.folder, f"{job}-{engine}")
        for left in (out, out + ".confidential"):
            shutil.rmtree(left, ignore_errors=True)
        base = job.split("-")[0]
        if engine == "duckdb":
            return ["node", os.path.join(self.folder, "duckdb.mjs"), base, records, out, self.threads]
        if engine == "datatable":
            return ["Rscript", os.path.join(HERE, "peers", "datatable.R"), base, records, out, self.threads]
        if engine == "sqlite":
            return ["sh", os.path.join(HERE, "peers", "sqlite.sh"), base, records, out]
        return ([self.tenfour, verb, TEMPLATE, records, "-o", out, "--format", "json"] + options +
                [x for s in sets for x in ("--set", s)])

    def measure(self, job):
        engines = ["tenfour"] + [p for p in JOBS[job][4] if p in self.peers]
        for turn in range(self.arguments.runs):
            for engine in engines if turn % 2 == 0 else reversed(engines):
                result = run(self.command(job, engine), self.log)
                self.results.setdefault((job, engine), []).append(result)
                print(f"{job:15}{engine:10} {result['wall']:8.2f} s", file=sys.stderr)
        for engine in engines[1:]:
            if subprocess.run([sys.executable, os.path.join(HERE, "compare.py"), os.path.join(self.folder, f"{job}-tenfour"),
                               os.path.join(self.folder, f"{job}-{engine}")], check=False).returncode:
                sys.exit(f"{job}: tenfour and {engine} do not agree")
        if job in SAME and (SAME[job], "tenfour") in self.results:
            self.same(job, SAME[job])

    def same(self, job, other):
        one, two = (os.path.join(self.folder, f"{j}-tenfour", "data") for j in (job, other))
        names = sorted(os.listdir(two))
        _, differ, missing = filecmp.cmpfiles(one, two, names, shallow=False)
        if differ or missing:
            sys.exit(f"{job}: other bytes than {other}: {differ + missing}")
        print(f"{job}: the bytes of {other}")

    def median(self, job, engine, key):
        return statistics.median(r[key] for r in self.results[job, engine])

    def ratio(self, one, two, key="wall"):
        """The median of the ratios of the pairs."""
        pairs = zip(self.results[one], self.results[two])
        return statistics.median(a[key] / b[key] for a, b in pairs)

    def size(self, job):
        folder = os.path.join(self.folder, f"{job}-tenfour", "data")
        return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))

    def print(self):
        rows = self.arguments.rows
        print(f"\n{rows:,} records, {self.threads} threads, medians of {self.arguments.runs}\n")
        print(f"{'job':15}{'engine':10} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'M rows/s':>9} {'GB/s in':>8} {'rows out/s':>10}")
        for job, engine in self.results:
            wall, cpu, peak = (self.median(job, engine, k) for k in ("wall", "cpu", "peak"))
            size = os.path.getsize(self.records("defects" if JOBS[job][0] == "defects" else "plain"))
            out = sum(self.told(job)[0]["cells"].values()) / wall if engine == "tenfour" else None
            print(f"{job:15}{engine:10} {wall:8.2f} {cpu:8.2f} {peak / 1e6:8.0f} {rows / wall / 1e6:9.2f} "
                  f"{size / wall / 1e9:8.2f} {f'{out:10,.0f}' if out else '':>10}")
        print(f"\n{'job':15}{'stage':10} {'wall s':>8} {'CPU s':>8} {'RSS MB':>8}")
        for job, engine in self.results:
            if engine == "tenfour":
                self.print_stages(job)
        print()
        self.print_ratios()

    def told(self, job):
        """What tenfour printed as JSON, behind whatever it said on the way."""
        texts = [r["text"] for r in self.results[job, "tenfour"]]
        return [json.loads(t[0 if t.startswith("{") else t.index("\n{\n") + 1:]) for t in texts]

    def print_stages(self, job):
        told = self.told(job)
        for stage in ("read", "cells", "protect", "publish"):
            figures = [statistics.median(t[f"{k}_{stage}"] for t in told) for k in ("seconds", "processor", "resident")]
            if figures[0]:
                print(f"{job:15}{stage:10} {figures[0]:8.2f} {figures[1]:8.2f} {figures[2] / 1e6:8.0f}")

    def print_ratios(self):
        for job, engine in self.results:
            if engine == "tenfour":
                continue
            one, two = (job, "tenfour"), (job, engine)
            print(f"{job}: {self.ratio(one, two):.3f} x {engine}'s wall, {self.ratio(one, two, 'cpu'):.3f} x its CPU, "
                  f"{self.ratio(one, two, 'peak'):.2f} x its memory")
        for job, other in (("J2", "J1"), ("J1-gz", "J1"), ("J1-gz-out", "J1"), ("J1-64M", "J1"), ("J1-2G", "J1"), ("J1-defects", "J1"),
                           ("J1", "J1-one-thread"), ("J0-gz", "J0")):
            if (job, "tenfour") in self.results and (other, "tenfour") in self.results:
                r = self.median(job, "tenfour", "wall") / self.median(other, "tenfour", "wall")
                print(f"{job}: {r:.2f} x {other}'s wall" + (f", {1 / r:.2f} times as fast" if r < 1 else ""))
        if ("J1-gz-out", "tenfour") in self.results and ("J1", "tenfour") in self.results:
            plain, packed = self.size("J1"), self.size("J1-gz-out")
            more = self.median("J1-gz-out", "tenfour", "cpu") - self.median("J1", "tenfour", "cpu")
            print(f"J1-gz-out: packed to {packed / plain:.3f} of {plain / 1e6:.0f} MB, "
                  f"{plain / more / 1e6:.0f} MB per second of CPU that packing adds")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--runs", type=int, default=3, help="interleaved runs of each engine")
    parser.add_argument("--jobs", default=",".join(USUAL), help="which of: " + ", ".join(JOBS))
    parser.add_argument("--peers", default="duckdb,datatable,sqlite", help="as far as they are installed")
    parser.add_argument("--folder", help="for records and results; they stay there [TMPDIR/tenfour-bench]")
    bench = Bench(parser.parse_args())
    for job in bench.arguments.jobs.split(","):
        bench.records(JOBS[job][0])
    for job in bench.arguments.jobs.split(","):
        bench.measure(job)
    bench.print()


main()
