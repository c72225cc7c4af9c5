#!/bin/sh
# tests/hiding.sh - what a release says of how much it hides, worked out anew from its published tables alone.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/template.yaml" <<'END'
tenfour: 1
release:
  id: hiding
  reporter: ZZ
  title: How much is hidden
  vintage: v1
  trade_system: general
  valuation: {M: CIF, X: FOB}
  partner_concept: {M: origin, X: last_destination}
  source_type: declarations
  licence: CC0-1.0
  contact: nobody@example.org
  status: final
input:
  columns:
    period: period
    flow: flow
    code: {column: hs10, digits: 10}
    partner: partner
    trader: declarant_id
    value: {column: value_usd, unit: USD, decimals: 2}
    net_mass: {column: net_kg, unit: kg, decimals: 3}
publish: {levels: [6, 4, 2, 0], periods: [year], partners: [each, world]}
protect: {rules: {minimum_contributors: 3}, method: suppress}
outputs: [csv]
END
"$TENFOUR" synth -q -n 9000 --months 12 --partners 8 --traders 200 -o "$dir/records.csv"
"$TENFOUR" release -q "$dir/template.yaml" "$dir/records.csv" -o "$dir/out"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/out"
