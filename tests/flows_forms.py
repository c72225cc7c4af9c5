"""Small files in the layouts of many offices, made here, and the flows that they hold, written out by hand.

usage: flows_forms.py TENFOUR FOLDER
"""
import csv
import io
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
tenfour, folder = sys.argv[1:3]
bad = 0


def fail(text):
    global bad
    print("FAIL:", text)
    bad += 1


def run(name, *options):
    return subprocess.run([tenfour, "convert", os.path.join(folder, name), "--to", "flows", "-q", *options], capture_output=True,
                          text=True)


def check(name, profile, want, *options):
    """want: rows 'period reporter partner flow code value net_kg quantity unit', - for nothing, in any order."""
    done = run(name, "-o", "-", *options)
    have = []
    for r in csv.DictReader(io.StringIO(done.stdout)):
        value = [r[k] for k in r if k.startswith("value") and k not in ("value_status", "valuation")][0]
        have.append(" ".join(x or "-" for x in (r["period"], r["reporter"], r["partner"], r["flow"], r["code"],
                                                 "Q" if r["value_status"] == "Q" else value, r["net_kg"], r["quantity"], r["unit"])))
    told = run(name, "--format", "csv", *options).stdout
    if done.returncode or sorted(have) != sorted(want):
        fail("%s: exit %d %s\n  have %s\n  want %s" % (name, done.returncode, done.stderr.strip(), sorted(have), sorted(want)))
    elif profile not in told:
        fail("%s: not read as %s: %s" % (name, profile, told))


def refuses(name, code, words, *options):
    done = run(name, *options)
    if done.returncode != code or words not in done.stderr:
        fail("%s: exit %d, expected %d and '%s': %s" % (name, done.returncode, code, words, done.stderr.strip()))


def save(name, text, encoding="utf-8"):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(text.encode(encoding) if isinstance(text, str) else text)


def russia():
    from flows_made import dbf
    fields = [("NAPR", 2), ("PERIOD", 7), ("STRANA", 2), ("TNVED", 10), ("EDIZM", 4), ("STOIM", 12), ("NETTO", 12), ("KOL", 12),
              ("REGION", 8)]
    rows = [["ИМ", "01/2022", "DE", "0101210000", "шт", "1,5", "2,25", "3", "45000"],
            ["ИМ", "01/2022", "DE", "101210000", "шт", "2,5", "0,75", "1", "46000"],   # the zero is lost; another region
            ["ЭК", "01/2022", "CN", "2709009000", "", "7000,25", "8", "", "45000"]]
    want = ["2022-01 RU DE M 0101210000 4 3 4 шт", "2022-01 RU CN X 2709009000 7000.25 8 - -"]
    dbf(os.path.join(folder, "DATTSVT.dbf"), fields, rows, "cp866")
    check("DATTSVT.dbf", "fts-dbf", want)
    lines = ";".join(n.lower() for n, _ in fields) + "\n" + "\n".join(";".join(r) for r in rows) + "\n"
    for name, encoding in (("fts.csv", "utf-8"), ("fts-1251.csv", "cp1251"), ("fts-866.csv", "cp866"), ("fts-16.csv", "utf-16")):
        save(name, lines, encoding)
        check(name, "fts-dbf", want)


def europe():
    save("full_v2_202306.dat", "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
         "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,QUANTITY_KG,QUANTITY_SUPPL_UNIT\n"
         "DE,KG,E,84713000,75220,26.20,26.20,410,.....,16,2,1,NO_SU,202306,1000,1000,10,0\n"
         "DE,KG,E,84713000,75220,26.20,26.20,410,.....,16,2,2,NO_SU,202306,500,500,5,0\n"
         "DE,KG,E,TOTAL,,,,,,,2,1,NO_SU,202306,1500,1500,15,0\n"
         "EU,KG,E,84713000,75220,26.20,26.20,410,.....,16,2,1,NO_SU,202306,1500,1500,15,0\n")
    check("full_v2_202306.dat", "comext-v2", ["2023-06 DE KG X 84713000 1500 15 0 -", "2023-06 DE KG X TOTAL 1500 15 0 -"])
    save("full_v2_202352.dat", "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,QUANTITY_KG,"
         "QUANTITY_SUPPL_UNIT\nFR,AM,E,22042100,1,1,LTR,202352,70,8,9\n")
    check("full_v2_202352.dat", "comext-v2", ["2023 FR AM M 22042100 70 8 9 LTR"])
    for case in ("PRODUCT_cpa2002", "PRODUCT_CPA2002"):
        save("full201506.dat", "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,%s,PRODUCT_cpa2008,"
             "PRODUCT_CPA2_1,PRODUCT_BEC,PRODUCT_SECTION,FLOW,STAT_REGIME,SUPP_UNIT,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG,"
             "SUP_QUANTITY\n004,DE,0083,KG,E,84713000,75220,,,,,16,2,1,A,201506,11,12,13\n"
             "003,NL,,,E,84713000,75220,,,,,16,2,1,A,201506,21,22,23\n" % case)
        check("full201506.dat", "comext-v1", ["2015-06 DE KG X 84713000 11 12 13 A", "2015-06 NL QZ X 84713000 21 22 23 A"])


def america():
    save("EXP_2023.csv", '"CO_ANO";"CO_MES";"CO_NCM";"CO_UNID";"CO_PAIS";"SG_UF_NCM";"CO_VIA";"CO_URF";"QT_ESTAT";"KG_LIQUIDO";'
         '"VL_FOB"\n"2023";"06";"01012100";"11";"160";"SP";"01";"0817800";5;600;7000\n'
         '"2023";"06";"01012100";"11";"160";"RJ";"01";"0817800";1;100;1000\n"2023";"06";"84713012";"11";"249";"SP";"01";"08";2;3;4\n',
         "latin-1")
    check("EXP_2023.csv", "comexstat", ["2023-06 BR CN X 01012100 8000 700 6 11", "2023-06 BR US X 84713012 4 3 2 11"])
    save("IMP_2023_MUN.csv", '"CO_ANO";"CO_MES";"SH4";"CO_PAIS";"SG_UF_MUN";"CO_MUN";"KG_LIQUIDO";"VL_FOB"\n'
         '2023;06;"0101";"023";"SP";3400000;10;20\n2023;06;"0101";"023";"SP";3400001;1;2\n')
    check("IMP_2023_MUN.csv", "comexstat-mun", ["2023-06 BR DE M 0101 22 11 - -"])
    save("us-exports-2025-03.csv", "hts10,cty_code,total_value\n101210010,4280,7\n8471300100,1220,9\n")
    check("us-exports-2025-03.csv", "census-hts10", ["2025-03 US DE X 0101210010 7 - - -", "2025-03 US CA X 8471300100 9 - - -"])


def united_nations():
    """One response holds a total and its breakdowns by mode and by second partner: they are not added to it."""
    line = "C,M,2023,6,202306,417,KGZ,M,{},{},{},{},HS,H6,847130,6,{},{},3,u,{},false,{}\n"
    save("api.csv", "typeCode,freqCode,refYear,refMonth,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,"
         "partner2ISO,classificationSearchCode,classificationCode,cmdCode,aggrLevel,customsCode,motCode,qty,qtyUnitAbbr,netWgt,"
         "isNetWgtEstimated,primaryValue\n" + line.format(276, "DEU", 0, "W00", "C00", 0, 9, 100) +
         line.format(276, "DEU", 0, "W00", "C00", 1000, 4, 40) + line.format(276, "DEU", 0, "W00", "C00", 2100, 5, 60) +
         line.format(276, "DEU", 398, "KAZ", "C00", 0, 9, 100) + line.format(276, "DEU", 0, "W00", "C01", 0, 9, 100) +
         line.format(0, "W00", 0, "W00", "C00", 0, 9, 100))
    check("api.csv", "comtrade", ["2023-06 KG DE M 847130 100 9 3 u", "2023-06 KG W00 M 847130 100 9 3 u"])
    told = run("api.csv", "--format", "csv").stdout
    if ",6,2,0,0,4,0,0,0,0,6,M,each," not in told:
        fail("the breakdowns are not told: " + told)


def britain():
    line = "{}|752|000|728|KG|06/2023|000|ZZZ|000|ZZ|0|0|30|00|000|ZZ|000|00|{}|{}|{}\n"
    save("SMKE19.txt", "000000000|SMKE19|June\n" + line.format("847130000", 1000, 20, 3) + line.format("847130000", 500, 10, 1) +
         line.format("010121000", 7, 8, 9) + "999999999|3\n")
    check("SMKE19.txt", "hmrc-bds-exports", ["2023-06 GB KG X 84713000 1500 30 4 -", "2023-06 GB KG X 01012100 7 8 9 -"])
    save("smki19.txt", "COMCODE|ACCOUNT-DATE|COO-ALPHA|VALUE|QUANTITY-1|QUANTITY-2\n847130000|06/2023|CN|5|6|7\n")
    check("smki19.txt", "hmrc-bds", ["2023-06 GB CN M 84713000 5 6 7 -"])


def kyrgyzstan():
    from flows_made import workbook
    top = [["", "2023 г.", "", "", "2022 г."], ["", "количество", "стоимость", "", "количество", "стоимость"],
           ["", "", "тыс. сом", "тыс. долл. США", "", "тыс. сом", "тыс. долл. США"]]
    names = [["{}", "Наименование товара", "Ед. изм."], ["", "", ""], ["", "", ""]]
    rows = [["", "Всего", "", "", "100", "3,5", "", "90", "3"], ["0101", "Лошади", "шт", "10", "50", "1,5", "9", "45", "-"],
            ["", "Казахстан", "", "6", "30", "1,25", "9", "45", "-"], ["", "Россия", "", "4", "20", "0,25"],
            ["8471", "Машины вычислительные", "шт", "7", "50", "2"], ["", "Китай", "", "7", "50", "2"], ["Примечание: тыс."]]
    want = ["2023 KG W00 M TOTAL 3500 - - -", "2022 KG W00 M TOTAL 3000 - - -", "2023 KG W00 M 0101 1500 - 10 шт",
            "2022 KG W00 M 0101 - - 9 шт", "2023 KG KZ M 0101 1250 - 6 шт", "2022 KG KZ M 0101 - - 9 шт", "2023 KG RU M 0101 250 - 4 шт",
            "2023 KG W00 M 8471 2000 - 7 шт", "2023 KG CN M 8471 2000 - 7 шт"]
    for row, title in ((4, "Код ТН ВЭД"), (5, "Код ТНВЭД")):
        heads = [[c.format(title) for c in n] + t[1:] for n, t in zip(names, top)]
        sheet = [["Импорт товаров"]] + [[]] * (row - 2) + heads + rows
        workbook(os.path.join(folder, "bulletin.xlsx"), {"Содержание": [["таб. 3"]], "таб.3-Импорт (4зн) ": sheet,
                                                          "таб.3-Импорт-ЕАЭС(4зн) ": sheet})
        check("bulletin.xlsx", "kg-bulletin", want)
    told = run("bulletin.xlsx").stdout
    if "ЕАЭС" not in told or "no table of this profile" not in told:
        fail("the sheets that are passed over are not told: " + told)


def georgia():
    from flows_made import workbook
    workbook(os.path.join(folder, "imports.xlsx"), {"Imports": [
        ["Imports by countries"], ["(thousand US dollars)"], [], ["", "2022", "2023*"], ["Total", "30", "40.5"], ["EU countries", "10", ""],
        ["Germany", "10", "11"], ["China", "20", "29.5"]]})
    check("imports.xlsx", "ge-by-country", ["2022 GE W00 M TOTAL 30000 - - -", "2023 GE W00 M TOTAL 40500 - - -",
          "2022 GE DE M TOTAL 10000 - - -", "2023 GE DE M TOTAL 11000 - - -", "2022 GE CN M TOTAL 20000 - - -",
          "2023 GE CN M TOTAL 29500 - - -"])


def sdmx():
    for head, first in (("STRUCTURE,STRUCTURE_ID,ACTION", "dataflow,UNSD:IMTS(1.2),I"), ("DATAFLOW", "UNSD:IMTS(1.2)")):
        save("trade.sdmx.csv", head + ",FREQ,REF_AREA,TRADE_FLOW,HS_CODE,COUNTERPART_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,"
             "UNIT_MULT,OBS_STATUS\n" + "".join(first + r + "\n" for r in (
                 ",M,KG,M,847130,DE,VALUE,2023-06,1.5,USD,3,A", ",M,KG,M,847130,DE,NET_MASS,2023-06,20,KG,0,A",
                 ",M,KG,M,_T,_T,VALUE,2023-06,9,USD,3,A", ",M,KG,X,847130,CN,VALUE,2023-06,,USD,0,Q")))
        check("trade.sdmx.csv", "sdmx", ["2023-06 KG DE M 847130 1500 20 - -", "2023-06 KG W00 M TOTAL 9000 - - -",
                                          "2023-06 KG CN X 847130 Q - - -"])


def own_profiles():
    from flows_made import workbook
    save("own.yaml", "profile: 1\ntitle: mine\nrecognise: {columns: [Ware]}\nread: {encoding: windows-1251, decimal: ','}\ntables:\n"
         "  - columns:\n      period: Monat\n      partner: Land\n      flow: {column: Richtung, map: {Einfuhr: M, Ausfuhr: X}}\n"
         "      code: {column: Ware, zeros: stripped}\n      value: {column: Wert, unit: EUR, scale: thousand}\n"
         "      reporter: {constant: DE}\n    rows: {hidden: '^geheim$', skip: {Land: '^summe'}}\n")
    save("own.csv", "Monat;Land;Richtung;Ware;Wert\nJuni 2023;Россия;Einfuhr;101.21;1,5\n2023M06;China;Ausfuhr;8471 30 00;geheim\n"
         "06.2023;Summe;Einfuhr;8471;99\n".replace("Juni", "June"), "cp1251")
    check("own.csv", "own.yaml", ["2023-06 DE RU M 010121 1500 - - -", "2023-06 DE CN X 84713000 Q - - -"], "--profile",
          os.path.join(folder, "own.yaml"))
    workbook(os.path.join(folder, "dates.xlsx"), {"1": [["Monat", "Land", "Richtung", "Ware", "Wert"],
             [45078, "China", "Einfuhr", 8471, 2.5], [45078, "China", "Einfuhr", 101, "2,5"]]})
    check("dates.xlsx", "own.yaml", ["2023-06 DE CN M 8471 2500 - - -", "2023-06 DE CN M 0101 2500 - - -"], "--profile",
          os.path.join(folder, "own.yaml"))
    workbook(os.path.join(folder, "dates1904.xlsx"), {"1": [["Monat", "Land", "Richtung", "Ware", "Wert"],
             [45078 - 1462, "China", "Einfuhr", 8471, 2.5]]}, date1904=True)
    check("dates1904.xlsx", "own.yaml", ["2023-06 DE CN M 8471 2500 - - -"], "--profile", os.path.join(folder, "own.yaml"))
    refuses("own.csv", 2, "did you mean 'comtrade'?", "--profile", "comtrad")
    refuses("own.csv", 3, "--profile")
    refuses("dates.xlsx", 3, "no profile fits")
    workbook(os.path.join(folder, "near.xlsx"), {"1": [["HSCode", "Description", "Quantity", "Imports Worth"], [1012100, "x", 1, 5]]})
    refuses("near.xlsx", 3, "nearest is 'np-customs', which also wants 'Imports_Value'")
    save("wrong.yaml", "profile: 1\ntables:\n  - columns: {vaule: Wert}\n")
    refuses("own.csv", 2, "wrong.yaml:3:", "--profile", os.path.join(folder, "wrong.yaml"))
    save("expression.yaml", "profile: 1\ntables:\n  - header: '(['\n    columns: {value: Wert}\n")
    refuses("own.csv", 2, "is no extended regular expression", "--profile", os.path.join(folder, "expression.yaml"))


def ties():
    """An office's own copy of a profile wins; two that fit equally well are told, and nothing is guessed."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "templates", "profiles", "comtrade.yaml")
    os.makedirs(os.path.join(folder, "own", "profiles"))
    with open(source, encoding="utf-8") as f, open(os.path.join(folder, "own", "profiles", "baci.yaml"), "w", encoding="utf-8") as g:
        g.write(f.read())
    os.environ["TENFOUR_DATADIR"] = os.path.join(folder, "own")
    refuses("api.csv", 3, "2 profiles fit this file equally well: baci, comtrade; name one with --profile")
    check("api.csv", "baci", ["2023-06 KG DE M 847130 100 9 3 u", "2023-06 KG W00 M 847130 100 9 3 u"], "--profile", "baci")
    del os.environ["TENFOUR_DATADIR"]


def mixed():
    """Totals beside details are never added to them; ambiguous numbers are refused and told; what is written reads back the same."""
    from flows_made import workbook
    save("mixed.csv", "period,reporter,partner,flow,code,value_usd\n2023,KG,DE,M,TOTAL,30\n2023,KG,DE,M,84,30\n2023,KG,DE,M,8471,10\n"
         "2023,KG,DE,M,8472,20\n2023,KG,DE,M,8472,1\n")
    want = ["2023 KG DE M TOTAL 30 - - -", "2023 KG DE M 84 30 - - -", "2023 KG DE M 8471 10 - - -", "2023 KG DE M 8472 20 - - -", "2023 KG DE M 8472 1 - - -"]
    check("mixed.csv", "flows", want)
    check("mixed.csv", "flows", want[2:], "--level", "best")
    check("mixed.csv", "flows", want[1:2], "--level", "2")
    run("mixed.csv", "-o", os.path.join(folder, "again.csv"))
    check("again.csv", "flows", want)
    workbook(os.path.join(folder, "unsure.xlsx"), {"1": [["HSCode", "Description", "Quantity", "Imports_Value", "source_year"]] + [
        [1012100 + 100 * i, "x", 1, 5, "2081/082"] for i in range(150)] + [[99999999, "y", 1, "1,234", "2081/082"]]})
    done = run("unsure.xlsx", "--rejected", os.path.join(folder, "rejected.csv"))
    with open(os.path.join(folder, "rejected.csv"), encoding="utf-8") as f:
        told = f.read()
    if done.returncode or "unsure.xlsx,1,152," not in told or "decimal mark" not in told:
        fail("the refused row is not told: %s %s" % (done.stderr, told))
    save("twice.csv", "Code,Klassifikator,Klassifikator_ru,Klassifikator_en,2022\n1,a,a,Germany,5\n" +
         "".join("9,x,x,Place %d,1\n" % i for i in range(200)) + "2,b,b,Germany,6\n3,c,c,Place 7,1\n")
    told = run("twice.csv", "--format", "csv", "--flow", "M").stdout
    if ",203,203,0,0,0,1,0,1,0,all,M,each,year,201," not in told:
        fail("a second row of one key is neither told nor left out: " + told)


for part in (russia, europe, america, united_nations, britain, kyrgyzstan, georgia, sdmx, own_profiles, ties, mixed):
    part()
sys.exit(1 if bad else 0)
