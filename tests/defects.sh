#!/bin/sh
# tests/defects.sh - every defect that synth plants is found by check at its line and kind, and nothing else is.
dir=$(mktemp -d "${TMPDIR:-/tmp}/t4defects.XXXXXX") || exit 99
trap 'rm -rf "$dir"' EXIT
tenfour=${TENFOUR:-./tenfour}
cat >"$dir/list.yaml" <<END
tenfour: 1
release: {id: synth, reporter: KG, from: 2023-01, until: 2024-12}
input:
  encoding: UTF-8
  columns:
    period: {column: date, format: "%d.%m.%Y"}
    flow: {column: flow}
    code: {column: hs10, digits: 10}
    partner: {column: partner}
    trader: {column: declarant_id, digits: 14}
    declaration: {column: declaration_id}
    value: {column: value_usd, unit: USD, decimals: 2}
    value_nat: {column: value_kgs, unit: KGS, decimals: 2}
    net_mass: {column: net_kg, unit: kg, decimals: 3}
    gross_mass: {column: gross_kg, unit: kg, decimals: 3}
    quantity: {column: qty, unit_column: qty_unit, decimals: 3}
  dimensions: {office: {column: office, open: true}}
classification: {file: "$srcdir/templates/hs2022.csv", edition: HS-2022}
checks: {max_rejected: 1, duplicate: keep}
publish: {levels: [10, 4, 0], periods: [month], partners: [world], measures: [value, net_mass]}
protect: {method: none, reason: test}
END
"$tenfour" synth -q -n 30000 --seed 11 --declarations --defects 0.05 -o "$dir/s.csv" \
    --truth "$dir/truth.csv" || exit 1
"$tenfour" check -q "$dir/list.yaml" "$dir/s.csv" --issues "$dir/issues.csv" >/dev/null || exit 1
# Kinds that depend on more than the row: the list's units, other traders, other rows of the code.
loose='^(unit_unknown|trader_similar|unit_value)$'
awk -F, -v loose="$loose" '
FNR == 1 { file++; next }
file == 1 && $1 == "defect" && $14 !~ loose { planted[$2] = $14; kinds[$14]++ }
file == 2 && $2 != "" && $5 !~ loose { found[$2] = found[$2] " " $5 " " }
END {
    for (line in planted) {
        total++
        if (index(found[line], " " planted[line] " ") == 0) {
            printf "line %s: %s was planted, check found%s\n", line, planted[line], found[line]; bad++ }
    }
    for (line in found) if (!(line in planted)) {
        printf "line %s: check found%s, nothing was planted\n", line, found[line]; bad++ }
    for (kind in kinds) different++
    if (total < 1200 || different < 24) { print total " defects of " different " kinds: too few"; bad++ }
    print total " defects of " different " kinds, " bad + 0 " contradictions"
    exit bad > 0
}' "$dir/truth.csv" "$dir/issues.csv"
