#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Edit a verified release and its certificate in many ways; `verify` must notice each and name what is broken.

usage: tamper.py TENFOUR RELEASE CONTRIBUTIONS SEED
RELEASE.confidential holds certificate and key.  Everything is put back at the end.
"""
import csv
import hashlib
import hmac
import io
import os
import random
import subprocess
import sys

tenfour, release, contributions, seed = sys.argv[1:5]
rng = random.Random(int(seed))
confidential = release + ".confidential"
certificate_path = confidential + "/certificate.txt"
LEVELS = [0, 2, 4, 6, 8, 10]
NAMES = ("add up to", "is not the sum", "keyed digest", "does not know it", "rests on its being hidden",
         "has no row", "SHA256SUMS", "does not match")
failures = 0


def read(path):
    with open(path, newline="") as f:
        return f.read()


def write(path, text):
    with open(path, "w", newline="") as f:
        f.write(text)


tables = {l: read(f"{release}/data/hs{l}.csv") for l in LEVELS}
sums = read(release + "/SHA256SUMS")
certificate = read(certificate_path)
key = open(confidential + "/key", "rb").read()


def recompute_digests():
    """What an attacker can do: the plain digests fit again."""
    lines = []
    for line in sums.splitlines():
        name = line[66:]
        with open(f"{release}/{name}", "rb") as f:
            lines.append(hashlib.sha256(f.read()).hexdigest() + line[64:66] + name)
    write(release + "/SHA256SUMS", "\n".join(lines) + "\n")


def verify(more=()):
    run = subprocess.run([tenfour, "verify", release, "--certificate", certificate_path, *more, "--color", "never"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return run.returncode, run.stderr


def expect_broken(what, more=(), names=NAMES):
    global failures
    code, message = verify(more)
    if code != 3 or not any(name in message for name in names):
        print(f"seed {seed}: {what}: exit {code}: {message}")
        failures += 1


def rows(level):
    return list(csv.reader(io.StringIO(tables[level])))


def put(level, table):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    write(f"{release}/data/hs{level}.csv", out.getvalue())


def restore():
    for level in LEVELS:
        write(f"{release}/data/hs{level}.csv", tables[level])
    write(release + "/SHA256SUMS", sums)
    write(certificate_path, certificate)


def pick(status):
    while True:
        level = rng.choice(LEVELS)
        table = rows(level)
        candidates = [i for i in range(1, len(table)) if table[i][5] == status]
        if candidates:
            return level, table, rng.choice(candidates)


def edit_digit():
    level, table, i = pick("A")
    value = table[i][4]
    at = rng.randrange(len(value))
    table[i][4] = value[:at] + rng.choice([d for d in "0123456789" if d != value[at]]) + value[at + 1:]
    put(level, table)
    recompute_digests()
    expect_broken(f"digit of {table[i][:4]} in hs{level}: {value} -> {table[i][4]}")
    restore()


def edit_consistently():
    """One leaf is changed and with it every open total that holds it."""
    by = rng.randrange(1, 1000)
    leaf = rng.choice([r for r in rows(10)[1:] if r[5] == "A" and r[3] != "W00"])
    for level in LEVELS:
        table = rows(level)
        code = leaf[2][:level] if level else "TOTAL"
        for row in table[1:]:
            if row[2] == code and row[3] in (leaf[3], "W00") and row[0] in (leaf[0], leaf[0][:4]) and row[5] == "A":
                row[4] = str(int(row[4]) + by)
        put(level, table)
    recompute_digests()
    expect_broken(f"{leaf[:4]} and its totals + {by}")
    restore()


def open_cell():
    level, table, i = pick("Q")
    table[i][4:7] = [str(rng.randrange(1, 10**6)), "A", "F"]
    put(level, table)
    recompute_digests()
    expect_broken(f"opened {table[i][:4]} in hs{level}")
    restore()


def hide_cell():
    level, table, i = pick("A")
    table[i][4:7] = ["", "Q", "C"]
    put(level, table)
    recompute_digests()
    expect_broken(f"hid {table[i][:4]} in hs{level}")
    restore()


def drop_row():
    level, table, i = pick(rng.choice("AQ"))
    row = table.pop(i)
    put(level, table)
    recompute_digests()
    expect_broken(f"dropped {row[:4]} from hs{level}")
    restore()


def edit_certificate():
    at = rng.randrange(len(certificate))
    while not certificate[at].isdigit():
        at = rng.randrange(len(certificate))
    digit = rng.choice([d for d in "0123456789" if d != certificate[at]])
    write(certificate_path, certificate[:at] + digit + certificate[at + 1:])
    expect_broken(f"certificate, byte {at}", names=("keyed digest", "expected"))
    restore()


def forge(what, lines, names, more=()):
    """The certificate of someone who has the key and adds up on purpose what is not so."""
    text = "".join(lines)
    digest = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    write(certificate_path, text + f"end\t{digest}\n")
    expect_broken("forged: " + what, more, names)
    restore()


def forgeries():
    lines = certificate.splitlines(keepends=True)[:-1]
    kinds = {kind: [i for i, l in enumerate(lines) if l.startswith(kind + "\t")] for kind in "HWPI"}
    told = ["--contributions", contributions]

    def change(i, field, to):
        fields = lines[i].rstrip("\n").split("\t")
        fields[field] = to(fields[field])
        return lines[:i] + ["\t".join(fields) + "\n"] + lines[i + 1:]

    primaries = [i for i in kinds["H"] if lines[i].split("\t")[4] == "P"]
    secondaries = [i for i in kinds["H"] if lines[i].split("\t")[4] == "S"]
    for i in rng.sample(secondaries, 5):
        forge("a hidden value", change(i, 2, lambda v: str(int(v) + 1)), ("is not the sum", "add up to"))
    for i in rng.sample(primaries, 5):
        fields = lines[i].rstrip("\n").split("\t")
        fields[6] = fields[7] = fields[8] = "1"
        forge("a smaller level", lines[:i] + ["\t".join(fields) + "\n"] + lines[i + 1:],
              ("another rule or level",), told)
    for i in rng.sample(primaries, 5):
        fields = lines[i].rstrip("\n").split("\t")
        fields[4:9] = ["S", "none", "0", "0", "0"]
        forge("an unsafe cell called safe", lines[:i] + ["\t".join(fields) + "\n"] + lines[i + 1:],
              ("another rule or level",), told)
    for i in rng.sample(secondaries, 3):
        forge("a bound", change(i, 3, lambda v: str(-10**6)), ("fall further",), told)
    for i in rng.sample([i for i in kinds["H"] if lines[i].split("\t")[9] != "0"], 3):
        forge("nobody alone", change(i, 9, lambda v: "0"), ("another contributor is alone", "claim", "witness"), told)
    for i in rng.sample(kinds["W"], 10):
        def more(pair):
            variable, delta = pair.split(":")
            return f"{variable}:{int(delta) + 1}"
        forge("a witness", change(i, 2, more), ("add up", "reach"))
    for i in rng.sample(kinds["P"], 5):
        forge("a claim left out", lines[:i] + lines[i + 1:], ("no witness",))
    for i in rng.sample(kinds["I"], min(5, len(kinds["I"]))):
        forge("a claim against insiders left out", lines[:i] + lines[i + 1:], ("no witness that a single",))


code, message = verify(["--contributions", contributions])
if code:
    sys.exit(f"the release does not verify: {message}")
for edit, times in ((edit_digit, 200), (edit_consistently, 20), (open_cell, 20), (hide_cell, 10), (drop_row, 10),
                    (edit_certificate, 40)):
    for _ in range(times // 10 if os.environ.get("T4_SANITIZED") else times):
        edit()
forgeries()
write(contributions + ".other.csv", read(contributions).replace("1", "2", 1))
expect_broken("other contributions", ["--contributions", contributions + ".other.csv"], ("contributions",))
os.unlink(contributions + ".other.csv")
code, message = verify(["--contributions", contributions])
print(f"seed {seed}: {failures} edits not noticed or not named" if failures or code else "every edit was noticed")
sys.exit(1 if failures or code else 0)
