#!/bin/sh
# tests/shapes.sh - hostile shapes of records: cells are those of brute force, and the same bytes for every number of
# threads, little memory, many files and many gzip members.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$python" - "$dir" <<'PY'
import gzip, random, sys
folder, r = sys.argv[1], random.Random(23)
HEAD = "period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd\n"
PLACES = ["CN", "RU", "KZ", "TR", "DE", "UZ", "US", "IN"]
UNITS = ["PCE", "KGM", "MTQ", ""]

def code(chapters=90):
    return f"{r.randint(1, chapters):02d}{r.randint(1, 5):02d}{r.randint(1, 3):02d}{r.randint(0, 3):02d}00"

def row(period=None, flow=None, hs=None, place=None, firm=None, mass=None, count=None, unit=None, value=None):
    unit = r.choice(UNITS) if unit is None else unit
    return ",".join([period or f"2023-{r.randint(1, 12):02d}", flow or r.choice("MX"), hs or code(),
                     place or r.choice(PLACES), firm or f"F{r.randint(1, 400)}",
                     mass or f"{r.randint(0, 10**7) / 1000:.3f}", str(r.randint(1, 50) if unit else 0) if count is None else count,
                     unit, value or f"{r.randint(0, 10**8) / 100:.2f}"]) + "\n"

SHAPES = {
    "chapter": lambda i: row(hs=f"27{r.randint(1, 40):02d}{r.randint(1, 9):02d}{r.randint(0, 9):02d}00"),
    "code": lambda i: row(hs="2701110000", unit="KGM"),
    "cell": lambda i: row(None, "M", "2701110000", "KZ", unit="KGM"),
    "trader": lambda i: row(firm="F1"),
    "traders": lambda i: row(firm=f"{i * 7919 % 1000003:013d}"),
    "wide": lambda i: row(value=f"{r.randint(10**16, 10**26)}.{r.randint(0, 99):02d}" if i % 5 == 0 else None,
                          mass=f"-{r.randint(1, 10**9)}.5" if i % 11 == 0 else None),
    "skew": lambda i: row(hs="8703231940" if i % 20 else None, place="CN" if i % 10 else None),
}
for name, shape in SHAPES.items():
    rows = [shape(i) for i in range(2500)]
    with open(f"{folder}/{name}.csv", "w") as file:
        file.write(HEAD + "".join(rows))
    for part in range(20):
        with open(f"{folder}/{name}.part{part:02d}.csv", "w") as file:
            file.write(HEAD + "".join(rows[part::20]))
    text, members = (HEAD + "".join(rows)).encode(), b""
    for at in range(0, len(text), 1009):   # records lie across members
        members += gzip.compress(text[at:at + 1009], 1)
    with open(f"{folder}/{name}.csv.gz", "wb") as file:
        file.write(members)
PY
bad=0
cells() { # cells FOLDER FILE... [OPTION...]
    folder=$1
    shift
    "$TENFOUR" cells -q "$srcdir/bench/declarations.yaml" "$@" -o "$folder" --contributions --tmp "$dir" \
        --set checks.unit_value=off --set 'publish.levels=[10,8,6,4,2,0]' --set 'publish.periods=[month,quarter,year]' \
        --set 'publish.partners=[each,world,{CIS: [RU,KZ,UZ]}]' >"$dir/said" 2>&1 ||
        { echo "$folder: exit $?"; cat "$dir/said"; exit 1; }
}
for shape in chapter code cell trader traders wide skew; do
    cells "$dir/$shape" "$dir/$shape.csv"
    "$python" "$srcdir/tests/oracle/brute.py" "$dir/$shape.csv" "$dir/$shape" levels=10,8,6,4,2,0 periods=month,quarter,year \
        partners=each,world CIS=RU,KZ,UZ >"$dir/said" ||
        { echo "$shape: not the cells of brute force"; cat "$dir/said"; bad=1; }
    cells "$dir/$shape.one" "$dir/$shape.csv" --threads 1
    cells "$dir/$shape.five" "$dir/$shape.csv" --threads 5
    cells "$dir/$shape.files" "$dir/$shape".part*.csv --threads 2 --memory 1M
    cells "$dir/$shape.members" "$dir/$shape.csv.gz"
    for other in one five files members; do
        diff -r "$dir/$shape" "$dir/$shape.$other" >/dev/null || { echo "$shape: other bytes with $other"; bad=1; }
    done
    echo "$shape"
done
exit $bad
