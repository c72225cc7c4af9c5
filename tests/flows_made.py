"""Makers of small workbooks and dBASE tables for the tests of flows, by nothing but the standard library."""
import struct
import zipfile
from xml.sax.saxutils import escape

X = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def dbf(path, fields, records, encoding="cp866", count=None):
    """dBASE III: fields are (name, width), all text; no code page is stated."""
    width = 1 + sum(n for _, n in fields)
    head = struct.pack("<BBBBIHH20x", 3, 122, 4, 1, len(records) if count is None else count, 33 + 32 * len(fields), width)
    for name, n in fields:
        head += name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([n, 0]) + bytes(14)
    with open(path, "wb") as f:
        f.write(head + b"\r" + b"".join(b" " + b"".join(v.encode(encoding).ljust(n) for v, (_, n) in zip(r, fields))
                                        for r in records) + b"\x1a")


def workbook(path, sheets, date1904=False):
    """Sheets by name; texts are shared strings, every second one an inline string, numbers stay numbers."""
    shared = {}

    def cell(row, column, value):
        at = "%s%d" % (chr(65 + column), row)
        if not isinstance(value, str):
            return '<c r="%s"><v>%s</v></c>' % (at, value)
        if (row + column) % 2:
            return '<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (at, escape(value))
        return '<c r="%s" t="s"><v>%d</v></c>' % (at, shared.setdefault(value, len(shared)))

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", X + '<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (
            MAIN, REL, '<workbookPr date1904="1"/>' if date1904 else "",
            "".join('<sheet name="%s" sheetId="%d" r:id="r%d"/>' % (escape(n), i, i) for i, n in enumerate(sheets, 1))))
        z.writestr("xl/_rels/workbook.xml.rels", X + "<Relationships>%s<Relationship Id=\"s\" Type=\"%s/sharedStrings\" "
                   "Target=\"sharedStrings.xml\"/></Relationships>" % ("".join(
                       '<Relationship Id="r%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, REL, i)
                       for i in range(1, len(sheets) + 1)), REL))
        for i, rows in enumerate(sheets.values(), 1):
            z.writestr("xl/worksheets/sheet%d.xml" % i, X + '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (
                MAIN, "".join('<row r="%d">%s</row>' % (n, "".join(cell(n, c, v) for c, v in enumerate(row) if v != ""))
                              for n, row in enumerate(rows, 1))))
        z.writestr("xl/sharedStrings.xml", X + '<sst xmlns="%s">%s</sst>' % (
            MAIN, "".join("<si><t>%s</t></si>" % escape(t) for t in shared)))
