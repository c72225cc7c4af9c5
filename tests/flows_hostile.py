"""Workbooks and tables that lie, break off or blow up: each must end in a clear error or a right reading, soon and within memory.

usage: flows_hostile.py TENFOUR FOLDER [XLS...]
"""
import os
import random
import resource
import struct
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from flows_made import dbf

tenfour, folder, *old = sys.argv[1:]
random.seed(8)
bad = 0
X = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path, rows, sheets=1, listed=None, head="", tail="", strings="", targets=None, level=zipfile.ZIP_DEFLATED):
    """A workbook of inline texts; rows are lists of cells."""
    listed = sheets if listed is None else listed
    with zipfile.ZipFile(path, "w", level) as z:
        z.writestr("[Content_Types].xml", X + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        z.writestr("xl/workbook.xml", X + '<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (
            MAIN, REL, "".join('<sheet name="S%d" sheetId="%d" r:id="r%d"/>' % (i, i, i) for i in range(1, listed + 1))))
        z.writestr("xl/_rels/workbook.xml.rels", X + "<Relationships>%s%s</Relationships>" % (
            "".join('<Relationship Id="r%d" Type="%s/worksheet" Target="%s"/>' % (i, REL, (targets or "worksheets/sheet%d.xml") % i)
                    for i in range(1, sheets + 1)),
            '<Relationship Id="s" Type="%s/sharedStrings" Target="sharedStrings.xml"/>' % REL if strings else ""))
        if strings:
            z.writestr("xl/sharedStrings.xml", strings)
        body = []
        for n, row in enumerate(rows, 1):
            body.append('<row r="%d">%s</row>' % (n, "".join(
                c if c.startswith("<c") else '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + k), n, c)
                for k, c in enumerate(row) if c)))
        for i in range(1, sheets + 1):
            z.writestr("xl/worksheets/sheet%d.xml" % i, X + head + '<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (
                MAIN, "".join(body), tail))


GOOD = [["Period", "Flow", "Code", "Partner", "Value (USD)"]] + [["2023-%02d" % m, "M", "8471", "DE", str(m)] for m in range(1, 13)]


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    if not os.environ.get("T4_SANITIZED"):
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))


def run(path, *options):
    begin = time.process_time()
    done = subprocess.run([tenfour, "convert", path, "--to", "flows", "--format", "csv", "-q", *options], capture_output=True,
                          text=True, errors="replace", preexec_fn=limits, timeout=60)
    return done.returncode, done.stdout, done.stderr.strip(), time.process_time() - begin


def expect(name, codes, words="", *options):
    """The file ends with one of these exit codes and says these words."""
    global bad
    code, out, err, _ = run(os.path.join(folder, name), *options)
    if code not in codes or (code and not err.startswith("tenfour: ")) or words not in out + err:
        print("FAIL: %s: exit %d, expected %s and '%s': %s" % (name, code, codes, words, (err or out)[:300]))
        bad += 1


def save(name, content):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(content)


def load(name):
    with open(os.path.join(folder, name), "rb") as f:
        return f.read()


def breakages(name, cuts, changes):
    """Cut a good file anywhere, change bytes of it anywhere: no crash, no hang, no silence."""
    whole = load(name)
    stem, end = os.path.splitext(name)
    for i in range(cuts):
        save("broken" + end, whole[:random.randrange(len(whole))])
        expect("broken" + end, (0, 1, 3))
    for i in range(changes):
        torn = bytearray(whole)
        for _ in range(random.randrange(1, 9)):
            torn[random.randrange(len(torn))] = random.randrange(256)
        save("broken" + end, bytes(torn))
        expect("broken" + end, (0, 1, 2, 3))


def workbooks():
    path = os.path.join(folder, "good.xlsx")
    workbook(path, GOOD)
    expect("good.xlsx", (0,), "tenfour-workbook")
    workbook(os.path.join(folder, "many.xlsx"), GOOD, tail="<mergeCells>%s</mergeCells>" % "".join(
        '<mergeCell ref="A%d:B%d"/>' % (i, i) for i in range(1, 1000001)), level=zipfile.ZIP_STORED)
    expect("many.xlsx", (0,), ",12,2023-01,2023-12,78,")   # a million merged cells change nothing
    workbook(os.path.join(folder, "more.xlsx"), GOOD, listed=3)
    expect("more.xlsx", (3,), "leads to no part")
    workbook(os.path.join(folder, "parts.xlsx"), GOOD, targets="worksheets/missing%d.xml")
    expect("parts.xlsx", (3,), "is missing")
    workbook(os.path.join(folder, "sheets.xlsx"), [], listed=2000)
    expect("sheets.xlsx", (1,), "more than 1024 sheets")
    workbook(os.path.join(folder, "entity.xlsx"), GOOD, head='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
             ']>')
    expect("entity.xlsx", (3,), "refused")
    workbook(os.path.join(folder, "outside.xlsx"), GOOD, head='<!DOCTYPE x SYSTEM "file:///etc/passwd">')
    expect("outside.xlsx", (3,), "refused")
    workbook(os.path.join(folder, "strings.xlsx"), [['<c r="A1" t="s"><v>7</v></c>']], strings=X + "<sst><si><t>a</t></si></sst>")
    expect("strings.xlsx", (3,), "shared text that does not exist")
    workbook(os.path.join(folder, "order.xlsx"), [['<c r="B1"><v>1</v></c>', '<c r="A1"><v>1</v></c>']])
    expect("order.xlsx", (3,), "out of order")
    workbook(os.path.join(folder, "far.xlsx"), [['<c r="XFD1"><v>1</v></c>']])
    expect("far.xlsx", (3,), "more than 4096 columns")
    workbook(os.path.join(folder, "bomb.xlsx"), [["a" * 32000] * 20] * 200)
    expect("bomb.xlsx", (1,), "200 times its size")
    letters = [chr(65 + i // 26 // 26) + chr(65 + i // 26 % 26) + chr(65 + i % 26) for i in range(3000)]   # from AAA on
    workbook(os.path.join(folder, "wide.xlsx"), [['<c r="%s%d"><v>%d</v></c>' % (a, n, n) for a in letters] for n in range(1, 61)])
    expect("wide.xlsx", (3,), "no profile fits")
    save("page.xlsx", b"<!DOCTYPE html><html><body>not found</body></html>")
    expect("page.xlsx", (3,), "HTML page")
    save("other.xlsx", b"PK\x03\x04" + bytes(200))
    expect("other.xlsx", (3,), "not a whole zip")
    save("empty.xlsx", b"")
    expect("empty.xlsx", (3,), "empty")
    breakages("good.xlsx", 12, 12)


def tables():
    fields = [("NAPR", 2), ("PERIOD", 7), ("STRANA", 2), ("TNVED", 10), ("EDIZM", 4), ("STOIM", 12), ("NETTO", 12), ("KOL", 12)]
    rows = [["ИМ", "01/2022", "DE", "0101210000", "шт", "1,5", "2,25", "3"], ["ЭК", "01/2022", "CN", "2709009000", "", "7", "8", ""]]
    dbf(os.path.join(folder, "good.dbf"), fields, rows)
    expect("good.dbf", (0,), "fts-dbf")
    dbf(os.path.join(folder, "lies.dbf"), fields, rows, count=4000000000)
    expect("lies.dbf", (3,), "truncated")
    breakages("good.dbf", 8, 12)


def old_workbooks():
    def record(kind, content):
        return struct.pack("<HH", kind, len(content)) + content

    bare = record(9, struct.pack("<HH", 2, 16)) + record(0, struct.pack("<HHHH", 0, 2, 0, 2)) + b"".join(
        record(4, struct.pack("<HH3sB", 0, c, b"\0\0\0", len(t)) + t) for c, t in enumerate([b"Year", b"Value"])) + record(10, b"")
    save("bare.xls", bare)
    expect("bare.xls", (3,))
    save("huge.xls", record(9, struct.pack("<HH", 2, 16)) + record(0, struct.pack("<HHHH", 0, 65535, 0, 65535)) + record(10, b""))
    expect("huge.xls", (1, 3))
    save("magic.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(random.randrange(256) for _ in range(4096)))
    expect("magic.xls", (3,), "not a readable XLS")
    save("short.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
    expect("short.xls", (3,), "not a readable XLS")
    for path in old[:1]:
        with open(path, "rb") as f:
            save("real.xls", f.read())
        expect("real.xls", (0,))
        breakages("real.xls", 8, 16)


def texts():
    save("deep.csv", b"period,reporter,partner,flow,code,value\n" + b"2023,KG,DE,M,8471," + b"9" * 60 + b"\n")
    expect("deep.csv", (3,), "a number")
    save("mixed.csv", b"Classification,Year,Period,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Partner Code,Partner,Commodity "
         b"Code,Trade Value (US$)\n" + b"H5,2017,2017,1,Import,8,Albania,0,World,871200,12x\n")
    expect("mixed.csv", (3,), "1 of 1 rows are refused")
    save("nothing.csv", b"a,b,c\n1,2,3\n")
    expect("nothing.csv", (3,), "no column")
    save("nul.csv", b"period,flow,value\n2023,M,\0\n")
    expect("nul.csv", (3,), "")


workbooks()
tables()
old_workbooks()
texts()
sys.exit(1 if bad else 0)
