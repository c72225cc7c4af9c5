#!/bin/sh
# tests/variants.sh - the same records in many forms give the same bytes.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$python" - "$dir" <<'PY'
import codecs, gzip, random, sys
folder = sys.argv[1]
r = random.Random(11)
names = ["Германия", "Китай", "Россия", "Казахстан", "Турция", "Узбекистан", "Польша"]
codes = ["0101210000", "8471300000", "8542310000", "8542319000", "6109100000", "2710124100", "8703231940"]
rows = [["Период", "Направление", "Код", "Страна", "Импортер", "Вес нетто", "Количество", "Единица", "Стоимость"]]
for i in range(6000):
    rows.append([f"2023-{r.randint(1, 12):02d}", r.choice(["ИМ", "ЭК"]), r.choice(codes), r.choice(names),
                 f"0{r.randint(100, 160)}", f"{r.randint(1, 10**7) / 1000:.3f}", str(r.randint(1, 500)), "шт",
                 f"{r.randint(1, 10**8) / 100:.2f}"])

def text(table, separator=",", comma=False, end="\n"):
    out = []
    for n, row in enumerate(table):
        cells = [c.replace(".", ",") if comma and n and i in (5, 8) else c for i, c in enumerate(row)]
        out.append(separator.join(cells))
    return end.join(out) + end

def put(name, data):
    with open(f"{folder}/{name}", "wb") as file:
        file.write(data)

body = rows[1:]
shuffled = body[:]
r.shuffle(shuffled)
put("utf8.csv", text(rows).encode())
put("bom.csv", codecs.BOM_UTF8 + text(rows).encode())
put("crlf.csv", text(rows, end="\r\n").encode())
put("utf16le.csv", codecs.BOM_UTF16_LE + text(rows).encode("utf-16-le"))
put("utf16be.csv", codecs.BOM_UTF16_BE + text(rows).encode("utf-16-be"))
put("utf16le-bare.csv", text(rows).encode("utf-16-le"))
put("cp1251.csv", text(rows).encode("cp1251"))
put("cp866.csv", text(rows).encode("cp866"))
put("koi8.csv", text(rows).encode("koi8-r"))
put("comma.csv", text(rows, ";", True).encode())
put("comma1251.csv", text(rows, ";", True).encode("cp1251"))
put("tab.csv", text(rows, "\t").encode())
put("pipe.csv", text(rows, "|").encode())
put("quoted.csv", "\n".join(",".join(f'"{c}"' for c in row) for row in rows).encode())
put("plain.csv.gz", gzip.compress(text(rows).encode()))
put("two-members.gz", gzip.compress(text(rows[:3000]).encode()) + gzip.compress(text(rows[3000:]).encode()))
put("shuffled.csv", text([rows[0]] + shuffled).encode())
for part in range(3):
    put(f"part{part}.csv", text([rows[0]] + body[part::3]).encode())
PY
cat >"$dir/t.yaml" <<'EOT'
tenfour: 1
release: {id: variants, reporter: KG, title: Variants, vintage: v1, trade_system: general,
  valuation: {M: CIF, X: FOB}, partner_concept: {M: origin, X: last_destination},
  source_type: declarations, licence: CC0-1.0, contact: office, status: final}
input:
  columns:
    period: {column: Период}
    flow: {column: Направление, map: {ИМ: M, ЭК: X}}
    code: {column: Код, digits: 10}
    partner: {column: Страна}
    trader: {column: Импортер}
    net_mass: {column: Вес нетто, unit: kg, decimals: 3}
    quantity: {column: Количество, unit_column: Единица, decimals: 0}
    value: {column: Стоимость, unit: USD, decimals: 2}
publish:
  levels: [10, 8, 6, 4, 2, 0]
  periods: [month, quarter, year]
  partners: [each, world, {EAEU: [RU, KZ]}]
  measures: [value, net_mass, quantity]
protect: {method: none, reason: invented records}
outputs: [csv]
EOT
bad=0
check() { # check NAME FILE... [-- OPTION...]
    name=$1
    shift
    "$TENFOUR" release -q "$dir/t.yaml" "$@" -o "$dir/out-$name" || { echo "$name: exit $?"; bad=1; return; }
    if [ -d "$dir/first" ]; then
        diff -r "$dir/first/data" "$dir/out-$name/data" >/dev/null || { echo "$name: other bytes"; bad=1; }
    else
        mv "$dir/out-$name" "$dir/first"
    fi
    echo "$name"
}
check utf8 "$dir/utf8.csv"
"$python" - "$dir/first/data/hs0.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert len(rows) == 17 * 2 * 9, len(rows)  # 12 months, 4 quarters, a year; 2 flows; 7 partners, world, group
PY
for variant in bom crlf utf16le utf16be utf16le-bare cp1251 cp866 koi8 comma comma1251 tab pipe quoted shuffled; do
    check $variant "$dir/$variant.csv"
done
check gz "$dir/plain.csv.gz"
check members "$dir/two-members.gz"
check parts "$dir/part0.csv" "$dir/part1.csv" "$dir/part2.csv"
check parts-turned "$dir/part2.csv" "$dir/part1.csv" "$dir/part0.csv"
check one "$dir/utf8.csv" --threads 1
check two "$dir/utf8.csv" --threads 2
check five "$dir/utf8.csv" --threads 5
check small "$dir/utf8.csv" --memory 1M
LC_ALL=C.UTF-8 TZ=Asia/Bishkek check locale "$dir/utf8.csv"
"$TENFOUR" release -q "$dir/t.yaml" - -o "$dir/out-stdin" <"$dir/cp1251.csv"
diff -r "$dir/first/data" "$dir/out-stdin/data" || bad=1
# Every file of every format but the commitments to the inputs themselves, and what sums them up.
whole() { # whole NAME FILE OPTION...
    name=$1
    shift
    mkdir -m 700 "$dir/whole-$name.confidential"
    cp "$dir/whole-key" "$dir/whole-$name.confidential/key"
    "$TENFOUR" release -q "$dir/t.yaml" "$@" -o "$dir/whole-$name" --force --set "outputs=[$formats]" || bad=1
    rm -f "$dir/whole-$name/manifest.json" "$dir/whole-$name/SHA256SUMS"
}
formats=$("$TENFOUR" explain --keys | sed -n 's/^| `outputs\[\]` | \([^|]*\) |.*/\1/p' | tr -d '` ')
cp "$dir/out-bom.confidential/key" "$dir/whole-key"
whole first "$dir/utf8.csv"
whole other "$dir/shuffled.csv" --threads 5 --memory 1M
diff -rq "$dir/whole-first" "$dir/whole-other" || { echo "shuffled, in all formats: other bytes"; bad=1; }
exit $bad
