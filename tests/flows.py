"""Read the published files of ../shared/data on their own, by what their provenance says, and hold the sums against tenfour's.

usage: flows.py TENFOUR DATA
"""
import csv
import glob
import gzip
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal as D, ROUND_HALF_EVEN

tenfour, data = sys.argv[1:]
N = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
bad = 0


def cells(path, sheet):
    """Rows of a sheet as {row: {column: text}}, by nothing but the standard library."""
    z = zipfile.ZipFile(path)
    shared = []
    if "xl/sharedStrings.xml" in z.namelist():
        for si in ET.fromstring(z.read("xl/sharedStrings.xml")).findall(N + "si"):
            shared.append("".join(t.text or "" for t in si.iter(N + "t")))
    rels = {r.get("Id"): r.get("Target") for r in ET.fromstring(z.read("xl/_rels/workbook.xml.rels"))}
    entry = ET.fromstring(z.read("xl/workbook.xml")).find(N + "sheets")[sheet]
    part = rels[entry.get(R + "id")].lstrip("/")
    rows = {}
    for row in ET.fromstring(z.read(part if part.startswith("xl/") else "xl/" + part)).find(N + "sheetData"):
        out = rows[int(row.get("r"))] = {}
        for c in row:
            v, kind = c.find(N + "v"), c.get("t")
            column = 0
            for letter in re.match("[A-Z]+", c.get("r")).group():
                column = column * 26 + ord(letter) - 64
            if kind == "inlineStr":
                out[column - 1] = "".join(t.text or "" for t in c.iter(N + "t"))
            elif v is not None:
                out[column - 1] = shared[int(v.text)] if kind == "s" else v.text
    return rows


def table(path, encoding="utf-8-sig"):
    file = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    return list(csv.DictReader(io.TextIOWrapper(file, encoding)))


def number(text, scale=1):
    text = (text or "").strip()
    return None if text in ("", "-") else (D(text) * scale).quantize(D("0.0001"), ROUND_HALF_EVEN)


def kind(period):
    return "month" if re.fullmatch(r"\d{4}-\d\d", period) else "quarter" if "Q" in period else "year"


def sums(flows):
    """flows: (period, reporter, partner, flow, code, level, value, net[, edition]); world is the partner W00."""
    keys, out = {}, {}
    for f in flows:
        key = f[:6] + f[8:]
        value, net = f[6], f[7]
        if key in keys:
            old = keys[key]
            value = old[0] if value is None else value if old[0] is None else old[0] + value
            net = None if net is None or old[1] is None else old[1] + net
        keys[key] = (value, net)
    for (period, _, partner, flow, _, level, *_), (value, net) in keys.items():
        at = (level, flow, "world" if partner == "W00" else "each", kind(period))
        n, first, last, v, m = out.get(at, (0, period, period, D(0), D(0)))
        out[at] = (n + 1, min(first, period), max(last, period), v + (value or 0), m + (net or 0))
    return out


# --- one function a layout: rows of flows, number of refused rows ---------------------------------------

def armenia(path):
    out, refused = [], 0
    for r in table(path):
        period = r["year"] if r["timeperiod"] == "Year" else "%s-%02d" % (r["year"], int(r["timeperiod"]))
        values = [("X", number(r["export"], 1000)), ("M", number(r["import_origin"], 1000))]
        if not r["country"]:
            refused += any(v is not None for _, v in values)
            continue
        out += [(period, "AM", r["country"], flow, "TOTAL", "all", v, None) for flow, v in values if v is not None]
    return out, refused


def uzbekistan(path):
    return [(y, "UZ", (r["Klassifikator_en"], r["Code"]), "M", "TOTAL", "all", number(r[y], 1000), None)
            for r in table(path) for y in r if y and y.isdigit() and number(r[y]) is not None], 0


def ethiopia(path):
    exports = "export" in path
    same = {"Korea, Republic Of": "Korea, Republic of", "Great Britain": "United Kingdom", "United Germany": "Germany"}
    out = []
    for r in table(path):
        period = r["Year"] + ("-" + r["Month"] if "Month" in r else "")
        net = r.get("Net.Wt. (Kg)", r.get("Net Mass (Kg)"))
        partner = r["Destination"] if exports else r["Country (Origin)"]
        out.append((period, "ET", same.get(partner, partner), "X" if exports else "M", r["HS Code"], "8",
                    number(r["FOB Value (USD)" if exports else "CIF Value (USD)"]), number(net)))
    return out, 0


def us(path):
    period = re.search(r"\d{4}-\d\d", path).group()
    return [(period, "US", r["cty_code"], "M", r["hts10"], "10", number(r["total_value"]), None) for r in table(path)], 0


def baci(path):
    return [(r["year"], r["exporter_iso3c"], r["importer_iso3c"], "X", r["hs6"], "6", number(r["total_v"], 1000),
             number(r["total_q"], 1000)) for r in table(path)], 0


def china(path):
    return [(r["period_dt"][:7], "CN", r["partner_name"], "X", r["hs6"], "6", number(r["val"]), None) for r in table(path)], 0


def comtrade(path):
    return [(r["period"], r["reporterISO"], r["partnerISO"], r["flowCode"], r["cmdCode"], r["aggrLevel"], number(r["primaryValue"]),
             number(r["netWgt"])) for r in table(path, "latin1")], 0


def comtrade_old(path):
    flows = {"Import": "M", "Export": "X", "Re-Export": "RX", "Re-Import": "RM"}
    return [(r["Period"], r["Reporter"], "W00", flows[r["Trade Flow"]], r["Commodity Code"], r["Aggregate Level"],
             number(r["Trade Value (US$)"]), number(r["Netweight (kg)"])) for r in table(path, "latin1")], 0


def imf(path):
    out = []
    for r in table(path):
        partner = r["COUNTERPART_COUNTRY.ID"]
        if re.fullmatch("GX?[0-9]+", partner) and partner != "G001":
            continue
        for y in range(2016, 2025):
            v = number(r[str(y)], 1000000)
            if v is not None:
                out.append((str(y), "RU", "W00" if partner == "G001" else partner, {"MG": "M", "XG": "X"}[r["TRADE_FLOW.ID"]],
                            "TOTAL", "all", v, None))
    return out, 0


def mirror(path):
    return [(r.get("period") or r["year"], r["reporter"], r["partner"], "X" if "export" in path else "M", "TOTAL", "all",
             number(r["value_eur"]), None) for r in table(path)], 0


def eurostat(path):
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return [("%s-%02d" % (r["PERIOD"][-4:], months.index(r["PERIOD"][:3]) + 1), r["REPORTER"], r["PARTNER"], "X", "TOTAL", "all",
             number(r["VALUE_IN_EUR"]), None) for r in table(path) if not r["REPORTER"].startswith(("Euro area", "European Union"))], 0


def uk(path):
    return [(r["year"], "GB", "W00", {"import": "M", "export": "X"}[r["direction"]], r["HS4"], "4", None, number(r["mass"]))
            for r in table(path) if len(r["HS4"]) == 4 and r["HS4"] != "None"], 0


def nepal(path):
    out = []
    for i, r in cells(path, 0).items():
        v = number(r.get(4), 1000) if i > 1 else None
        if v is not None:
            out.append(("2024", "NP", "W00", "M", r[0].zfill(8) if r.get(0) else "TOTAL", "8" if r.get(0) else "all", v, None))
    return out, 0


def nepal_names(path):
    rows, out, refused = cells(path, 0), [], 0
    for i, r in rows.items():
        for c, head in rows[1].items():
            if i == 1 or not head.endswith("_import"):
                continue
            quantity = [k for k, h in rows[1].items() if h == head.replace("_import", "_quant")][0]
            value = number(r.get(c), 1000)
            if value is None and number(r.get(quantity)) is None:
                continue
            if r.get(0):
                out.append((str(int(head[:4]) - 57), "NP", "W00", "M", r[0].strip(" \t\n\xa0"), "by name", value, None))
            else:
                refused = 1
    return out, refused


def kg_country(path):
    groups = {"ЕС", "СНГ", "ШОС", "ЕАЭС", "Европа", "Азия", "Америка", "Африка", "Австралия и Океания"}
    rows, out = cells(path, 0), []
    for i, r in rows.items():
        for c in range(3, 33):
            if i > 3 and r.get(1) not in groups and number(r.get(c)) is not None:
                out.append((rows[3][c][:4], "KG", "W00" if r[1] == "Всего" else r[1], "M", "TOTAL", "all", number(r[c], 1000), None))
    return out, 0


def kg_region(path):
    rows = cells(path, 0)
    return [(rows[4][c][:4], "KG", "W00", "M", "TOTAL", "all", number(rows[6][c], 1000000), None) for c in range(3, 21)], 0


def ru_goods(path):
    out = []
    for i, r in cells(path, 0).items():
        code = r.get(0, "").strip()
        if i < 19 or number(r.get(7)) is None or "кроме" in code or code == "84-90":  # 72 stands beside its part, 84 and 85 too
            continue
        level = str(len(code.split("-")[0])) if code else "all"
        out.append(("2022-01", "RU", "W00", "M", code, level, number(r[7], 1000000), None))
    return out, 0


def ru_coarse(path):
    out = []
    regions = "regions" in path
    for i, r in cells(path, 0).items():
        for c, period, flow in ((1, "2022", "X"), (2, "2023", "X"), (4, "2022", "M"), (5, "2023", "M")):
            if i > 5 and not r.get(0, "").startswith("в том числе"):
                whole = r[0] in ("Всего", "Весь мир")
                value = (D(r[c]) * 10**9).quantize(D("0.0001"), ROUND_HALF_EVEN)
                out.append((period, "RU", "W00" if whole or not regions else r[0], flow, r[0], "all" if whole or regions else "2",
                            value, None))
    return out, 0


# XLS has no reader here: sums of the sheets as LibreOffice 7.4 turns them into CSV, added up in Decimal, in thousand
# (Kyrgyzstan, Kazakhstan) and million (Russia) USD: {(digits, flow, partners, periods): (rows, first, last, sum)}.
XLS = {
    "kg-40300-12-import-main-goods-1994-2023.xls": {
        ('all', 'M', 'world', 'year'): (30, "1994", "2023", "98770058555.0000"),
        ('by name', 'M', 'world', 'year'): (950, "1994", "2023", "36224166755.0000"),
    },
    "kz-trade-by-country-2019.xls": {
        ('all', 'X', 'world', 'year'): (2, "2018", "2019", "119176810100.0000"),
        ('all', 'M', 'world', 'year'): (2, "2018", "2019", "73367825300.0000"),
        ('all', 'X', 'each', 'year'): (254, "2018", "2019", "119176809360.0200"),
        ('all', 'M', 'each', 'year'): (366, "2018", "2019", "73367825577.0800"),
    },
    "kz-trade-by-country-2020.xls": {
        ('all', 'X', 'world', 'year'): (2, "2019", "2020", "105606361400.0000"),
        ('all', 'M', 'world', 'year'): (2, "2019", "2020", "78638382000.0000"),
        ('all', 'X', 'each', 'year'): (251, "2019", "2020", "105606361475.3800"),
        ('all', 'M', 'each', 'year'): (355, "2019", "2020", "78638381807.9300"),
    },
    "ru-fts-total-2018-release.xls": {
        ('all', 'X', 'world', 'year'): (2, "2017", "2018", "811880965400.0000"),
        ('all', 'M', 'world', 'year'): (2, "2017", "2018", "469396745600.0000"),
        ('all', 'X', 'world', 'month'): (24, "2017-01", "2018-12", "807780265400.0000"),
        ('all', 'M', 'world', 'month'): (24, "2017-01", "2018-12", "465653945600.0000"),
        ('all', 'X', 'world', 'quarter'): (8, "2017-Q1", "2018-Q4", "807780265400.0000"),
        ('all', 'M', 'world', 'quarter'): (8, "2017-Q1", "2018-Q4", "465653945600.0000"),
    },
    "ru-fts-total-2019-release.xls": {
        ('all', 'X', 'world', 'year'): (2, "2018", "2019", "876401829200.0000"),
        ('all', 'M', 'world', 'year'): (2, "2018", "2019", "488234092800.0000"),
        ('all', 'X', 'world', 'month'): (24, "2018-01", "2019-12", "872394429200.0000"),
        ('all', 'M', 'world', 'month'): (24, "2018-01", "2019-12", "482273992800.0000"),
        ('all', 'X', 'world', 'quarter'): (8, "2018-Q1", "2019-Q4", "872394429200.0000"),
        ('all', 'M', 'world', 'quarter'): (8, "2018-Q1", "2019-Q4", "482273992800.0000"),
    },
}

LAYOUTS = [
    ("releases-kg*/am-*.csv", armenia), ("releases-kg*/uz-*.csv", uzbekistan), ("releases-kg*/kg-40300-20*.xlsx", kg_country),
    ("releases-kg*/kg-import-by-region*.xlsx", kg_region), ("releases-np*/np-customs*.xlsx", nepal),
    ("releases-np*/np-imports*.xlsx", nepal_names), ("releases-ru/*main-goods*.xlsx", ru_goods),
    ("releases-ru/*2023-12.xlsx", ru_coarse), ("releases-uk/*.gz", uk), ("trade-et*/*.gz", ethiopia), ("trade-us*/*.gz", us),
    ("comtrade-samples/baci*", baci), ("comtrade-samples/cn-*", china), ("comtrade-samples/comtrade-new*", comtrade),
    ("comtrade-samples/comtrade-old*", comtrade_old), ("comtrade-samples/imf*", imf), ("mirror/*.csv", mirror),
    ("mirror-eurostat/*.gz", eurostat)]


def told(path):
    """What tenfour says of a file: sums by key, refused rows, profile."""
    run = subprocess.run([tenfour, "convert", path, "--to", "flows", "--format", "csv", "-q"], capture_output=True, text=True)
    if run.returncode:
        return {}, 0, run.stderr.strip()
    out, refused, profile = {}, 0, ""
    for r in csv.DictReader(io.StringIO(run.stdout)):
        at = (r["level"], r["flow"], r["partners"], r["periods"])
        n, first, last, v, m = out.get(at, (0, r["from"], r["until"], D(0), D(0)))
        out[at] = (n + int(r["flows"]), min(first, r["from"]), max(last, r["until"]), v + D(r["value"]), m + D(r["net_kg"]))
        refused, profile = int(r["refused"]), r["profile"]
    return out, refused, profile


def show(path, want, refused):
    global bad
    have, left, profile = told(path)
    good = have == want and left == refused
    bad += not good
    for at in sorted(want):
        n, first, last, v, m = want[at]
        print("%-46s %-16s %-7s %-2s %-5s %-7s %7d %s..%s %26s %22s" % (os.path.basename(path), profile[:60], *at, n, first, last, v, m))
    if not good:
        print("  DIFFERS: tenfour has", {k: v for k, v in have.items() if want.get(k) != v} or profile, "refused", left, "not", refused)


def main():
    seen = set()
    for pattern, layout in LAYOUTS:
        for path in sorted(glob.glob(os.path.join(data, pattern))):
            flows, refused = layout(path)
            seen.add(path)
            show(path, sums(flows), refused)
    for name, want in XLS.items():
        path = glob.glob(os.path.join(data, "*", name))[0]
        seen.add(path)
        show(path, {k: (n, a, b, D(v), D(0)) for k, (n, a, b, v) in want.items()}, 0)
    everything = {p for d in ("releases-*", "trade-*", "comtrade-samples", "mirror*") for p in glob.glob(os.path.join(data, d, "*"))
                  if not p.endswith(".md")}
    print("%d of %d files read, %d differ" % (len(seen) - bad, len(everything), bad))
    if everything - seen:
        print("not looked at:", sorted(everything - seen))
    sys.exit(1 if bad or len(seen) < 0.95 * len(everything) else 0)


main()
