"""A receiver of SDMX data: loads the messages of releases one after the other, and must then hold what the tables say.

usage: sdmx_receiver.py FILE RELEASE...

FILE is one of a release's SDMX data files, relative to its folder.  Every RELEASE is loaded in turn by the rules of
SDMX: merge and information leave standing what a message has no value for, replace takes an observation out and puts
the new one in, delete takes it out.  What is held then, of periods that the last release has months of, must be the
figures of its tables: no more, no fewer, no value that is hidden there.
"""
import csv
import glob
import gzip
import os
import sys
import xml.etree.ElementTree as tree


def open_text(path):
    if os.path.exists(path + ".gz"):
        path += ".gz"
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def plain(name):
    return name.rsplit("}", 1)[-1]


def messages(path):
    """Action and components of every observation."""
    with open_text(path) as file:
        if ".csv" in path:
            for row in csv.DictReader(file):
                action = {"I": "merge", "M": "merge", "R": "replace", "D": "delete"}[row.get("ACTION", "I")]
                yield action, row
            return
        root = tree.parse(file).getroot()
    for data in (e for e in root if plain(e.tag) == "DataSet"):
        action = next(v for k, v in data.attrib.items() if plain(k) == "action").lower()
        for series in (e for e in data if plain(e.tag) == "Series"):
            key = dict(series.attrib)
            for part in series:
                if plain(part.tag) == "SeriesKey":
                    key.update((v.get("id"), v.get("value")) for v in part)
            for obs in (e for e in series if plain(e.tag) == "Obs"):
                row = dict(key, **obs.attrib)
                for part in obs:
                    if plain(part.tag) == "ObsDimension":
                        row["MEASURE"] = part.get("value")
                    elif plain(part.tag) == "ObsValue":
                        row["OBS_VALUE"] = part.get("value")
                    else:
                        row.update((v.get("id"), v.get("value")) for v in part)
                yield action, row


def key_of(row):
    parts = ["TIME_PERIOD", "TRADE_FLOW", "HS_CODE", "HS_LEVEL", "COUNTERPART_AREA"]
    if "COMMODITY_1" in row:
        parts = ["TIME_PERIOD", "TRADE_FLOW", "COMMODITY_1", None, "COUNTERPART_AREA_1"]
    known = {"STRUCTURE", "STRUCTURE_ID", "ACTION", "DATAFLOW", "FREQ", "REF_AREA", "MEASURE", "OBS_VALUE", "UNIT_MEASURE",
             "OBS_STATUS", "CONF_STATUS", "UNIT_MULT", *[p for p in parts if p]}
    further = [] if "COMMODITY_1" in row else sorted((k, v) for k, v in row.items() if k not in known)
    return tuple(row[p] if p else "" for p in parts) + (row["MEASURE"], *further)


def load(store, path):
    counts = {}
    for action, row in messages(path):
        key = key_of(row)
        value = row.get("OBS_VALUE") or ""
        new = (value if value != "NaN" else "", row.get("OBS_STATUS") or "")
        counts[action] = counts.get(action, 0) + 1
        if action == "delete":
            store.pop(key, None)
        elif action == "replace" or key not in store:
            store[key] = new
        else:
            store[key] = tuple(n or old for n, old in zip(new, store[key]))
    return counts


def tables(folder, trade):
    """The same of data/*.csv."""
    held = {}
    for path in sorted(glob.glob(folder + "/data/hs*.csv*") + glob.glob(folder + "/data/lists.csv*")):
        name = os.path.basename(path).split(".")[0]
        if name == "partition" or path.endswith(".json") or (trade and name == "lists"):
            continue
        with open_text(path) as file:
            reader = csv.reader(file)
            header = next(reader)
            measures = [n[:-7] for n in header if n.endswith("_status")]
            further = header[4:header.index(measures[0])]
            for row in reader:
                row = dict(zip(header, row))
                level = "LIST" if name == "lists" else name[2:]
                code = row["code"].replace(":", "-").replace(".", "_")
                if trade and code == "TOTAL":
                    code = "_T"
                for m in measures:
                    key = (row["period"], row["flow"], code, "" if trade else level, row["partner"], m.upper(),
                           *sorted((d.upper(), row[d]) for d in further))
                    held[key] = (row[m], row[m + "_status"])
    return held


def months(period):
    year = int(period[:4]) * 12
    if len(period) == 4:
        return year, year + 11
    if "Q" in period:
        first = year + 3 * (int(period[-1]) - 1)
        return first, first + 2
    month = year + int(period[5:]) - 1
    return month, month


def main():
    name, releases = sys.argv[1], sys.argv[2:]
    store, counts = {}, {}
    for release in releases:
        counts = load(store, os.path.join(release, name))
    wanted = tables(releases[-1], "merchandise" in name)
    spans = [months(k[0]) for k in wanted]
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    outside = sum(1 for k in store if not (months(k[0])[0] >= first and months(k[0])[1] <= last))
    held = {k: v for k, v in store.items() if months(k[0])[0] >= first and months(k[0])[1] <= last}
    bad = 0
    for key in sorted(set(held) | set(wanted)):
        if held.get(key) != wanted.get(key):
            print(f"{name}: {key} is held as {held.get(key)}, published is {wanted.get(key)}")
            bad += 1
            if bad == 5:
                break
    print(f"{name}: {len(wanted)} figures; {' '.join(f'{k} {v}' for k, v in sorted(counts.items()))}; {outside} outside")
    sys.exit(bad > 0)


main()
