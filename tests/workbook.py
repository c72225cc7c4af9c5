# SPDX-License-Identifier: MIT
"""Compare the sheets of a release's workbook, as another program reads them, with its CSV tables.

usage: workbook.py RELEASE openpyxl            (reads xlsx/*.xlsx itself)
       workbook.py RELEASE FOLDER              (CSV files that LibreOffice made of every sheet)
       workbook.py RELEASE summary [FOLDER]    (the presentation workbooks, read by openpyxl or made to CSV)
       workbook.py RELEASE sums                (those of a release without cells for its totals: sums of its tables)
"""
import csv
import decimal
import glob
import os
import sys

TITLES = 4
SHORTHAND = {"A": "", "M": "[z]", "P": "[p]", "Q": "[c]"}
NAMES = {"hs0": "Total", "hs2": "HS2", "hs4": "HS4", "hs10": "HS10"}


def by_openpyxl(release):
    import openpyxl
    [path] = [p for p in glob.glob(os.path.join(release, "xlsx", "*.xlsx")) if "-summary-" not in p]
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[3:]:
        assert not sheet.merged_cells.ranges, "merged cells in " + sheet.title
        code = [c.value for c in sheet[TITLES + 1]].index("Code")
        for row in sheet.iter_rows(min_row=TITLES + 2):
            assert row[code].data_type == "s", "a code is not text in " + sheet.title
        yield sheet.title, [[("" if v is None else v) for v in row] for row in sheet.values]


def by_libreoffice(folder):
    for path in glob.glob(os.path.join(folder, "*.csv")):
        sheet = os.path.basename(path)[:-4].split("-")[-1]
        if sheet in NAMES.values():
            with open(path, encoding="utf-8", newline="") as file:
                yield sheet, list(csv.reader(file))


def same_number(text, cell):
    if text == "" or cell == "":
        return text == cell
    return "%.15g" % float(text) == "%.15g" % float(cell)


def compare(table, sheet, rows):
    head, rows = rows[TITLES], rows[TITLES + 1:]
    with open(table, encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    assert len(wanted) == len(rows), "%s: %d rows in place of %d" % (sheet, len(rows), len(wanted))
    at = {name: i for i, name in enumerate(head)}
    numbers = {"value": "Value (USD)", "net_mass": "Net mass (kg)", "quantity": "Quantity"}
    texts = {"period": "Period", "flow": "Flow", "code": "Code", "partner": "Partner", "unit": "Unit",
             "office": "office"}
    for number, (want, row) in enumerate(zip(wanted, rows), TITLES + 2):
        for name, heading in texts.items():
            if name in want:
                assert want[name] == str(row[at[heading]]), (sheet, number, name, want[name], row)
        for name, heading in numbers.items():
            cell = row[at[heading]]
            assert same_number(want[name], cell), (sheet, number, name, want[name], cell)
            status = row[at[heading + " status"]]
            assert SHORTHAND[want[name + "_status"]] == status, (sheet, number, name, status)
    return len(rows)


def sheets_of_summaries(release, folder, charts=3):
    """{language: {sheet: rows}} of the presentation workbooks."""
    books = {}
    for path in glob.glob(os.path.join(release, "xlsx", "*-summary-*.xlsx")):
        name = os.path.basename(path)[:-5]
        sheets = books.setdefault(name[-2:], {})
        if folder:
            for made in glob.glob(os.path.join(folder, name + "-Table_*.csv")):
                with open(made, encoding="utf-8", newline="") as file:
                    sheets[made[:-4].split("-")[-1]] = list(csv.reader(file))
            continue
        import openpyxl
        book = openpyxl.load_workbook(path)
        assert sum(len(s._charts) for s in book.worksheets) >= charts, "charts are missing"
        for sheet in book.worksheets[3:]:
            assert not sheet.merged_cells.ranges and sheet.tables, "merged cells or no table in " + sheet.title
            sheets[sheet.title] = [[("" if v is None else v) for v in row] for row in sheet.values]
    return books


def summaries(release, folder):
    """The numbers of the presentation workbooks are those of the CSV tables, in every language the same."""
    world, partners = {}, {}
    for table in ("hs0", "hs2", "hs4"):
        with open(os.path.join(release, "data", table + ".csv"), encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["partner"] == "W00":
                    world[row["period"], row["flow"], row["code"]] = row["value"]
                elif row["code"] == "TOTAL":
                    partners[row["period"], row["flow"], row["partner"]] = row["value"]
    latest = max(p for p, _, _ in world)            # the quarter sorts behind its months
    total, first = 0, None
    books = sheets_of_summaries(release, folder)
    for language, sheets in sorted(books.items()):
        assert sorted(sheets) == ["Table_%d" % i for i in range(1, 6)], sheets.keys()
        numbers = {name: [[c for i, c in enumerate(row) if i != 1 or name == "Table_1"] for row in rows[4:]]
                   for name, rows in sheets.items()}
        first = first or numbers
        assert numbers == first, language
        for name, rows in numbers.items():
            for row in rows:
                key, amounts = str(row[0]), row[1:]
                flows = {"Table_3": "M", "Table_4": "X"}.get(name, "MX")
                for flow, cell in zip(flows, amounts):
                    where = (key, flow, "TOTAL") if name == "Table_1" else (latest, flow, key)
                    wanted = (partners if name == "Table_5" else world).get(where, "")
                    assert same_number(wanted, cell), (language, name, where, wanted, cell)
                    total += wanted != ""
    assert total > 50, "hardly a number was compared"
    print("%d presentation workbooks: %d numbers agree" % (len(books), total))


def add(sums, key, text):
    """None stays None: a sum with a hidden number in it has none."""
    old = sums.get(key, decimal.Decimal(0))
    sums[key] = None if old is None or text == "" else old + decimal.Decimal(text)


def expected_sums(release):
    """What the tables of a presentation workbook must say, worked out from the CSV tables."""
    tables = {}
    for path in glob.glob(os.path.join(release, "data", "hs*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            tables[int(os.path.basename(path)[2:-4])] = (reader.fieldnames, list(reader))
    header = next(iter(tables.values()))[0]
    dimensions = header[4:header.index("value")]
    coarsest = min(level for level in tables if level)
    heading = max([level for level in tables if 0 < level <= 4] or [coarsest])
    total = 0 if 0 in tables else coarsest
    rows = [dict(row, level=level) for level, (_, all_rows) in tables.items() for row in all_rows]
    world = any(row["partner"] == "W00" for row in rows)
    whole = [row for row in rows if (row["partner"] == "W00") == world and not row["partner"].startswith("G_")]
    latest = max({row["period"] for row in rows}, key=lambda p: (len(p) == 4, "Q" in p, p))
    shortest = max(len(row["period"]) - ("Q" in row["period"]) * 0.5 for row in rows)
    wanted = {name: {} for name in ["period", "chapter", "heading", "partner", *dimensions]}
    for row in whole:
        if row["level"] == total and len(row["period"]) - ("Q" in row["period"]) * 0.5 == shortest:
            add(wanted["period"], (row["period"], row["flow"]), row["value"])
        if row["period"] != latest:
            continue
        if row["level"] == coarsest:
            add(wanted["chapter"], (row["code"], row["flow"]), row["value"])
        if row["level"] == heading:
            add(wanted["heading"], (row["code"], row["flow"]), row["value"])
        for dimension in dimensions if row["level"] == total else ():
            add(wanted[dimension], (row[dimension], row["flow"]), row["value"])
    for row in rows:
        if row["level"] == total and row["period"] == latest and row["partner"] != "W00" and row["partner"][:2] != "G_":
            add(wanted["partner"], (row["partner"], row["flow"]), row["value"])
    return wanted, dimensions


def sums(release):
    wanted, dimensions = expected_sums(release)
    kinds = ["period", "chapter", "heading", "heading", "partner", *dimensions]
    total, hidden = 0, 0
    for language, sheets in sorted(sheets_of_summaries(release, None, 0).items()):
        assert len(sheets) == len(kinds), (language, sorted(sheets))
        for number, kind in enumerate(kinds, 1):
            head, *rows = sheets["Table_%d" % number][3:]
            amounts = [i for i, name in enumerate(head) if name.endswith("(USD)")]
            flows = {3: "M", 4: "X"}.get(number, "MX")
            seen = set()
            for row in rows:
                for flow, i in zip(flows, amounts):
                    want = wanted[kind].get((str(row[0]), flow), "")
                    assert (want is None and row[i] == "[c]") or (want is not None and same_number(str(want), row[i])), \
                        (language, number, row, flow, want)
                    seen.add((str(row[0]), flow))
                    total += want not in ("", None)
                    hidden += want is None
            missing = {key for key in wanted[kind] if key[1] in flows} - seen
            assert number in (3, 4) or not missing, (language, number, missing)
    assert total > 50, "hardly a number was compared"
    print("sums in presentation workbooks: %d numbers agree, %d are hidden" % (total, hidden))


def main():
    if sys.argv[2] == "sums":
        return sums(sys.argv[1])
    if sys.argv[2] == "summary":
        return summaries(sys.argv[1], sys.argv[3] if len(sys.argv) > 3 else None)
    release, way = sys.argv[1:]
    sheets = dict(by_openpyxl(release) if way == "openpyxl" else by_libreoffice(way))
    total = 0
    for table, sheet in NAMES.items():
        total += compare(os.path.join(release, "data", table + ".csv"), sheet, sheets.pop(sheet))
    assert not sheets, "more sheets than tables: " + ", ".join(sheets)
    print("%s read by %s: %d rows agree" % (os.path.basename(release),
                                            "openpyxl" if way == "openpyxl" else "LibreOffice", total))


main()
