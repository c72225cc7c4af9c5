# SPDX-License-Identifier: MIT
"""Compare the sheets of a release's workbook, as another program reads them, with its CSV tables.

usage: workbook.py RELEASE openpyxl            (reads xlsx/*.xlsx itself)
       workbook.py RELEASE FOLDER              (CSV files that LibreOffice made of every sheet)
"""
import csv
import glob
import os
import sys

TITLES = 4
SHORTHAND = {"A": "", "M": "[z]", "P": "[p]", "Q": "[c]"}
NAMES = {"hs0": "Total", "hs2": "HS2", "hs4": "HS4", "hs10": "HS10"}


def by_openpyxl(release):
    import openpyxl
    [path] = glob.glob(os.path.join(release, "xlsx", "*.xlsx"))
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


def main():
    release, way = sys.argv[1:]
    sheets = dict(by_openpyxl(release) if way == "openpyxl" else by_libreoffice(way))
    total = 0
    for table, sheet in NAMES.items():
        total += compare(os.path.join(release, "data", table + ".csv"), sheet, sheets.pop(sheet))
    assert not sheets, "more sheets than tables: " + ", ".join(sheets)
    print("%s read by %s: %d rows agree" % (os.path.basename(release),
                                            "openpyxl" if way == "openpyxl" else "LibreOffice", total))


main()
