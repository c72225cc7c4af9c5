# SPDX-License-Identifier: MIT
"""Ledgers by hand for each check of `tenfour trace`, with an innocent twin each; state, order, threads, bad input."""
import csv, io, json, os, random, subprocess, sys, tempfile

TENFOUR = os.environ["TENFOUR"]
HEAD = "event_id date type lot_id from to code quantity unit net_kg value currency origin dest doc_id status due carrier".split()
failures = 0


def row(text):
    """'1 2023-05-10 IMPORT to=A code=8542319010 quantity=5 ...' -> fields"""
    words = text.split()
    fields = dict.fromkeys(HEAD, "")
    fields.update(event_id=words[0], date=words[1], type=words[2], unit="pcs", code="8542319010")
    fields.update(word.split("=", 1) for word in words[3:])
    return [fields[name] for name in HEAD]


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEAD] + rows)
    return out.getvalue()


def run(folder, events, *options, entities=None, watch=None, status=0):
    with open(f"{folder}/events.csv", "w") as f:
        f.write(events)
    command = [TENFOUR, "trace", f"{folder}/events.csv"]
    if entities:
        with open(f"{folder}/entities.csv", "w") as f:
            f.write("entity_id,registered\n" + entities)
        command.append(f"{folder}/entities.csv")
    if watch:
        with open(f"{folder}/watch.csv", "w") as f:
            f.write("code,tier,since\n" + watch)
        command += ["--watchlist", f"{folder}/watch.csv"]
    done = subprocess.run(command + list(options), capture_output=True, text=True)
    if done.returncode != status:
        fail(f"exit {done.returncode}, expected {status}: {' '.join(command)} {options}: {done.stderr}")
    return done


def fail(text):
    global failures
    failures += 1
    print("FAILED", text)


MONTHS = [f"2022-{m:02d}-15" for m in range(1, 13)]


def months(offs, exports):
    """Stock of 10,000, `offs` sold at retail month by month, 10 exported in the months of `exports`."""
    rows = ["0 2021-12-01 IMPORT to=A quantity=10000"]
    for i, off in enumerate(offs):
        rows.append(f"{100 + i} {MONTHS[i]} RETAIL from=A quantity={off}")
        if i in exports:
            rows.append(f"{200 + i} {MONTHS[i]} EXPORT from=A quantity=10 dest=UZ")
    return rows


LISTED = "854231,1,2020-01-01\n"
LOT = "1 2023-05-10 IMPORT to=A lot_id=L1 quantity=100 net_kg=10 value=1000 currency=USD origin=CN doc_id=D1"
# check: (guilty, innocent, options, entities, watch list)
CASES = {
    "T01": (["1 2023-05-10 EXPORT from=A quantity=5"],
            ["1 2023-05-10 EXPORT from=A quantity=5", "2 2023-05-10 IMPORT to=A quantity=5"]),
    "T02": (["1 2023-05-10 IMPORT to=A quantity=5", "2 2023-05-11 RETAIL from=A quantity=6"],
            ["1 2023-05-10 IMPORT to=A quantity=6", "2 2023-05-11 RETAIL from=A quantity=6"]),
    "T03": ([LOT, "2 2023-05-20 IMPORT to=B lot_id=L2 quantity=100", "3 2023-06-01 EXPORT from=B lot_id=L1 quantity=5"],
            [LOT, "2 2023-05-20 TRANSFER from=A to=B lot_id=L1 quantity=10", "3 2023-06-01 EXPORT from=B lot_id=L1 quantity=5"]),
    "T04": ([LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 code=8542900000"],
            [LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5"]),
    "T05": (["1 2023-05-10 TRANSIT_IN lot_id=L1 quantity=10 due=2023-05-20", "2 2023-05-25 TRANSIT_OUT lot_id=L1 quantity=10",
             "3 2023-06-10 IMPORT to=A quantity=1"],
            ["1 2023-05-10 TRANSIT_IN lot_id=L1 quantity=10 due=2023-05-20", "2 2023-05-15 TRANSIT_OUT lot_id=L1 quantity=10",
             "3 2023-06-10 IMPORT to=A quantity=1"]),
    "T06": ([LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 doc_id=X1", "3 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 doc_id=X2"],
            [LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 doc_id=X1", "3 2023-06-02 EXPORT from=A lot_id=L1 quantity=5 doc_id=X2"]),
    "T07": ([LOT, "2 2023-05-09 EXPORT from=A lot_id=L1 quantity=5"], [LOT, "2 2023-05-10 EXPORT from=A lot_id=L1 quantity=5"]),
    "T08": ([LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=10 net_kg=2.1"],
            [LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=10 net_kg=2"]),
    "T09": (["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-06-01 EXPORT from=A quantity=5 unit=kg"],
            ["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-06-01 EXPORT from=A quantity=5"]),
    "T10": (["1 2023-05-10 IMPORT to=A quantity=50"], ["1 2023-05-10 IMPORT to=B quantity=50"], [],
            "A,2022-04-15\nB,2019-01-01\n", LISTED),
    "T11": (["1 2021-01-10 IMPORT to=A quantity=50", "2 2023-05-10 EXPORT from=A quantity=5"],
            ["1 2021-01-10 IMPORT to=A quantity=50", "2 2021-05-10 EXPORT from=A quantity=5", "3 2023-05-10 EXPORT from=A quantity=5"],
            [], "A,2012-01-01\n", LISTED),
    "T12": (["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-05-11 EXPORT from=A to=Z quantity=5 value=900 currency=USD",
             "3 2023-05-15 EXPORT from=A to=Z quantity=5 value=900 currency=USD"],
            ["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-05-11 EXPORT from=A to=Z quantity=5 value=900 currency=USD",
             "3 2023-05-25 EXPORT from=A to=Z quantity=5 value=900 currency=USD"], ["--threshold", "1000"]),
    "T13": ([LOT, "2 2023-05-12 EXPORT from=A lot_id=L1 quantity=10 value=101 currency=USD"],
            [LOT, "2 2023-05-12 EXPORT from=A lot_id=L1 quantity=10 value=130 currency=USD"]),
    "T14": ([LOT, "2 2023-05-12 TRANSFER from=A to=B lot_id=L1 quantity=10", "3 2023-05-20 TRANSFER from=B to=A lot_id=L1 quantity=10"],
            [LOT, "2 2023-05-12 TRANSFER from=A to=B lot_id=L1 quantity=10", "3 2023-05-20 TRANSFER from=B to=C lot_id=L1 quantity=10"]),
    "T15": (["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-05-11 TRANSFER from=A to=B quantity=5"],
            ["1 2023-05-10 IMPORT to=A quantity=50", "2 2023-05-11 TRANSFER from=A to=B quantity=5", "3 2023-05-15 RETAIL from=B quantity=1"],
            [], None, LISTED),
    "T16": (["1 2021-05-10 IMPORT to=A quantity=50", "2 2023-05-10 IMPORT to=B quantity=50"],
            ["1 2021-05-10 IMPORT to=A quantity=50", "2 2023-05-10 RETAIL from=A quantity=1"]),
    "T17": (months([5, 6, 5, 7, 6, 5, 6, 400, 1, 1, 1, 1], range(8)),
            months([5, 6, 5, 7, 6, 5, 6, 7, 6, 5, 6, 5], range(8))),
    "T18": ([LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 origin=KZ"], [LOT, "2 2023-06-01 EXPORT from=A lot_id=L1 quantity=5 origin=CN"]),
    "T19": ([LOT, "2 2023-06-01 EXPORT from=A quantity=5 doc_id=X1", "3 2023-06-05 CANCEL doc_id=X1"],
            [LOT, "2 2023-06-01 EXPORT from=A quantity=5 doc_id=X1", "3 2023-06-01 CANCEL doc_id=X1"]),
    "T20": ([LOT, "2 2023-06-01 EXPORT from=A quantity=5 dest=UZ carrier=RU"], [LOT, "2 2023-06-01 EXPORT from=A quantity=5 dest=RU carrier=RU"]),
}


def check_cases(folder):
    for check, case in CASES.items():
        guilty, innocent, options, entities, watch = (list(case) + [[], None, None])[:5] if len(case) < 5 else case
        for name, ledger, wanted in (("guilty", guilty, True), ("innocent", innocent, False)):
            done = run(folder, table([row(text) for text in ledger]), "--format", "csv", *(options or []),
                       entities=entities, watch=watch)
            found = [line["check"] for line in csv.DictReader(io.StringIO(done.stdout))]
            if (check in found) != wanted:
                fail(f"{check} {name}: found {found}")


def random_events(count, seed):
    rng, rows = random.Random(seed), []
    types = "IMPORT PRODUCE RETURN TRANSFER RETAIL CONSUME LOSS EXPORT EAEU_OUT TRANSIT_IN TRANSIT_OUT CANCEL".split()
    for i in range(1, count + 1):
        kind = rng.choice(types[:-1]) if i < 50 or rng.random() > 0.03 else "CANCEL"
        fields = dict.fromkeys(HEAD, "")
        fields.update(event_id=str(i), date=f"2023-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}", type=kind,
                      code=rng.choice(["8542319010", "8542900000", "8517620003", "8471300000"]), unit=rng.choice(["pcs", "kg"]),
                      quantity=rng.choice(["1", "2.5", "10", "0.125"]), lot_id=rng.choice(["", "L1", "L2", "Л3"]),
                      value=rng.choice(["", "900", "1200.5"]), currency="USD", origin=rng.choice(["", "CN", "KZ"]),
                      dest=rng.choice(["", "RU", "UZ"]), carrier=rng.choice(["", "RU"]), doc_id=f"D{i}")
        fields["from"], fields["to"] = rng.choice("ABCDE"), rng.choice("ABCDE")
        if kind == "CANCEL":
            fields["doc_id"] = f"D{rng.choice([int(r[0]) for r in rows if r[2] != 'CANCEL'])}"
        rows.append([fields[name] for name in HEAD])
    return rows


def results(folder):
    return {name: open(f"{folder}/{name}").read() for name in ("findings.csv", "balances.csv", "switches.csv", "summary.json")}


def check_ways(folder):
    """One result for any order of rows, any number of threads, and day by day with a state."""
    rows = random_events(400, 7)
    options = ["-o", f"{folder}/out", "--force", "--threshold", "1000", "-q"]
    run(folder, table(rows), *options)
    whole = results(f"{folder}/out")
    for threads in "1", "2":
        shuffled = rows[:]
        random.Random(3).shuffle(shuffled)
        run(folder, table(shuffled), *options, "--threads", threads)
        if results(f"{folder}/out") != whole:
            fail(f"another result for shuffled rows and {threads} threads")
    for start in range(0, 400, 100):
        run(folder, table(rows[start:start + 100]), *options, "--state", f"{folder}/state.csv")
    if results(f"{folder}/out") != whole:
        fail("day by day gives another result than all at once")
    if os.stat(f"{folder}/state.csv").st_mode & 0o077 or os.stat(f"{folder}/out").st_mode & 0o077 or \
            os.stat(f"{folder}/out/findings.csv").st_mode & 0o077:
        fail("others may read what names holders")
    again = run(folder, table(rows[:5]), *options, "--state", f"{folder}/state.csv", status=3)
    if "twice" not in again.stderr:
        fail("the same day twice is not refused: " + again.stderr)
    summary = json.loads(whole["summary.json"])
    for unit in summary["identity"].values():
        for level in unit.values():
            if level["holds"] is not True:
                fail("the identity does not hold")
    semicolons = table(rows).replace(",", ";").encode("cp1251")
    with open(f"{folder}/cp1251.csv", "wb") as f:
        f.write(semicolons)
    subprocess.run([TENFOUR, "trace", f"{folder}/cp1251.csv"] + options, check=True, stdout=subprocess.DEVNULL)
    if results(f"{folder}/out") != whole:
        fail("windows-1251 with semicolons gives another result")


def check_cancelled(folder):
    """A document that is cancelled leaves balances as if it had not been."""
    options = ["-o", f"{folder}/out", "--force", "-q"]
    kept = [row(LOT), row("2 2023-06-01 EXPORT from=A quantity=5 doc_id=X1")]
    gone = [row("3 2023-06-02 EXPORT from=A quantity=90 doc_id=X2"), row("4 2023-06-05 CANCEL doc_id=X2")]
    run(folder, table(kept), *options)
    balances = results(f"{folder}/out")["balances.csv"]
    unexplained = json.loads(results(f"{folder}/out")["summary.json"])["unexplained"]
    run(folder, table(kept + gone), *options)
    if results(f"{folder}/out")["balances.csv"] != balances or \
            json.loads(results(f"{folder}/out")["summary.json"])["unexplained"] != unexplained:
        fail("a cancelled event is left in the balances")


def check_fail_on(folder):
    events = table([row(text) for text in CASES["T02"][0]])
    run(folder, events, "--fail-on", "any", status=5)
    run(folder, events, "--fail-on", "T01,T02", status=5)
    run(folder, events, "--fail-on", "T03")
    run(folder, events, "--fail-on", "T99", status=2)
    run(folder, events, "--lot", "L9", "--html", f"{folder}/lot.html", status=3)
    run(folder, table([row(LOT)]), "--lot", "L1", "--html", f"{folder}/lot.html")
    if "way of lot L1" not in open(f"{folder}/lot.html").read():
        fail("no page of the lot")


BAD = [
    ("event_id,date,type,code\n1,2023-05-10,IMPORT,8542\n", "no column 'quantity'"),
    ("event_id,date,type,code,quantity,to\n1,2023-02-30,IMPORT,8542,5,A\n", ":2: column 'date' holds '2023-02-30'"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,BUY,8542,5,A\n", "IMPORT, PRODUCE"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,IMPORT,85x2,5,A\n", "a code of digits"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,IMPORT,8542,0.12345,A\n", "at most 3 digits"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,IMPORT,8542,-5,A\n", "not above zero"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,IMPORT,8542,99999999999999999999,A\n", "2^63"),
    ("event_id,date,type,code,quantity\n1,2023-05-10,IMPORT,8542,5\n", "'to'"),
    ("event_id,date,type,code,quantity,to,doc_id\n1,2023-05-10,CANCEL,,,,D7\n", "no event has as document"),
    ("event_id,date,type,code,quantity,to\n1,2023-05-10,IMPORT,8542,5\n", "found 5 fields"),
    ("event_id,date,type,code,quantity,to\n", "no event"),
    ("", "empty"),
]


def check_bad(folder):
    for text, expected in BAD:
        done = run(folder, text, "-o", f"{folder}/bad", status=3)
        if expected not in done.stderr or os.path.exists(f"{folder}/bad"):
            fail(f"{text!r}: {done.stderr}")


with tempfile.TemporaryDirectory() as folder:
    check_cases(folder)
    check_ways(folder)
    check_cancelled(folder)
    check_fail_on(folder)
    check_bad(folder)
sys.exit(failures > 0)
