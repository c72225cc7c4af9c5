#!/bin/sh
# tests/formats.sh - `make check-formats`: validators of others accept every format of four releases, and notice planted faults.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
shared=${T4_SHARED:-$srcdir/../shared/data}
for program in node npm xmllint tidy; do
    command -v $program >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
bad=0
fail() { echo "FAIL - $*"; bad=1; }
good() { echo "ok - $*"; }

# The validators, kept beside the build as long as the list of versions is the same.
tools=$(pwd)/_formats
if ! cmp -s "$srcdir/tests/formats/package-lock.json" "$tools/package-lock.json" || [ ! -d "$tools/node_modules" ]; then
    rm -rf "$tools"
    mkdir -p "$tools"
    cp "$srcdir/tests/formats/package.json" "$srcdir/tests/formats/package-lock.json" "$tools/"
    (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) ||
        { tail -5 "$tools/npm.log"; rm -rf "$tools"; echo "the validators could not be installed"; exit 1; }
fi
cp "$srcdir"/tests/formats/*.mjs "$srcdir/tests/formats/dcat-ap.ttl" "$tools/"

# --- releases -----------------------------------------------------------------
all='outputs=[csv,xlsx,sdmx,csvw,datapackage,dcat,ckan,html]'
release() {
    name=$1
    shift
    "$tenfour" release "$@" -q -o "$work/$name" --set "$all" 2>"$work/$name.err" || { cat "$work/$name.err"; fail "release $name"; exit 1; }
}
# Groups of partners, residual codes, quantities in several units, published without certificate.
release plain "$srcdir/examples/01-first-release/national.yaml" "$srcdir/examples/01-first-release/records.csv"
# Labels with every sign that a format could trip over, a further dimension, no quantity, hidden cells.
cat >"$work/odd.yaml" <<'Y'
tenfour: 1
release:
  {id: odd, reporter: KG, vintage: v1, trade_system: special, valuation: {M: CIF, X: FOB}, source_type: mixed, licence: "Open, but ask",
   partner_concept: {M: origin, X: last_destination}, contact: "Бюро \"А\" <a@example.org>", status: final, url: "https://stat.example/odd/",
   title: {en: "Trade & \"more\" <in> goods", ru: "Торговля", ky: "Соода"}}
input:
  columns: {period: {column: month}, flow: {column: flow}, code: {column: hs, digits: 6}, partner: {column: partner, open: true},
            trader: {column: firm}, value: {column: som, unit: сом, decimals: 2}, net_mass: {column: kg, unit: kg, decimals: 3}}
  dimensions: {office: {column: office, open: true}, measure: {column: mode, open: true}}
publish: {levels: [6, 4, 2, 0], finest: {default: 2}, periods: [month, quarter, year], partners: [each, world], measures: [value, net_mass]}
protect: {method: suppress, rules: {minimum_contributors: 3}, insiders: exact, unions: off}
Y
awk 'BEGIN { print "month,flow,hs,partner,firm,som,kg,office,mode"
    split("Ош \"юг\"|a<b>&c|plain|tab	stop", office, "|"); split("DE|Côte d'\''Ivoire|Kyrgyz, Republic", partner, "|")
    for (month = 1; month <= 12; month++) for (i = 1; i <= 40; i++)
        printf "2023-%02d,%s,%06d,\"%s\",f%d,%d.%02d,%d.5,\"%s\",%s\n", month, i % 3 ? "M" : "X", 10121 + i % 5 * 10000, partner[1 + i % 3],
            i % 7, i * 37 % 911, i, i, gensub_(office[1 + i % 4]), i % 2 ? "sea" : "air" }
    function gensub_(text) { gsub(/"/, "\"\"", text); return text }' >"$work/odd.csv"
release odd "$work/odd.yaml" "$work/odd.csv"
# The vintage after it: a part of the cells is gone, and to be deleted.
awk 'NR == 1 || NR % 12' "$work/odd.csv" >"$work/odd2.csv"
release after "$work/odd.yaml" "$work/odd2.csv" --previous "$work/odd" --set release.vintage=v2
for file in generic structure-specific; do grep -q 'action="Delete"' "$work/after/sdmx/$file.xml" || fail "cells that are gone were meant: $file"; done
# SDMX-CSV 2.1, packed, the global structure of merchandise trade, one measure.
release other "$srcdir/examples/01-first-release/national.yaml" "$srcdir/examples/01-first-release/records.csv" --set sdmx.csv=2.1 \
    --set sdmx.merchandise_trade=true --set 'publish.measures=[value]' --set 'publish.periods=[quarter]' --set release.url=https://stat.example/x/
# No row at all: a quarter of records has no whole year.
release empty "$srcdir/examples/01-first-release/national.yaml" "$srcdir/examples/01-first-release/records.csv" --set 'publish.periods=[year]'
[ "$(wc -l <"$work/odd/data/hs6.csv")" = 1 ] || fail "a table without rows was meant"
grep -q ',,Q,C' "$work/odd/data/hs2.csv" || fail "hidden cells were meant"

# --- SDMX -----------------------------------------------------------------------
schema_of() {
    cat >"$work/driver.xsd" <<X
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" schemaLocation="$work/xsd/SDMXMessage.xsd"/>
<xs:import namespace="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=TENFOUR:DSD_HSTRADE(1.0.0):ObsLevelDim:MEASURE"
           schemaLocation="$1/sdmx/dsd.xsd"/>
</xs:schema>
X
}
valid() { xmllint --nonet --noout --schema "$1" "$2" >"$work/xml.log" 2>&1; }
refuse() {   # refuse WHAT SCHEMA FILE SED-SCRIPT
    sed "$4" "$3" >"$work/spoilt.xml"
    cmp -s "$3" "$work/spoilt.xml" && { fail "$1: no fault was planted"; return; }
    if valid "$2" "$work/spoilt.xml"; then fail "xmllint accepts $1"; else good "xmllint notices $1"; fi
}
if [ -f "$shared/sdmx/sdmx-ml-2.1-schemas.tar.gz" ]; then
    mkdir "$work/xsd" && tar xzf "$shared/sdmx/sdmx-ml-2.1-schemas.tar.gz" -C "$work/xsd"
    for name in plain odd after other empty; do
        sdmx=$work/$name/sdmx
        schema_of "$work/$name"
        for file in structure generic; do
            if valid "$work/xsd/SDMXMessage.xsd" "$sdmx/$file.xml"; then good "xmllint $name $file"; else fail "xmllint $name $file: $(head -3 "$work/xml.log")"; fi
        done
        if valid "$work/driver.xsd" "$sdmx/structure-specific.xml"; then good "xmllint $name structure-specific"; else fail "xmllint $name structure-specific: $(head -3 "$work/xml.log")"; fi
    done
    schema_of "$work/plain"
    sdmx=$work/plain/sdmx
    refuse "an unknown code" "$work/driver.xsd" "$sdmx/structure-specific.xml" '3s/HS_CODE="[^"]*"/HS_CODE="999999"/'
    refuse "an unknown status" "$work/driver.xsd" "$sdmx/structure-specific.xml" '3s/OBS_STATUS="."/OBS_STATUS="9"/'
    refuse "a missing dimension" "$work/driver.xsd" "$sdmx/structure-specific.xml" '3s/ FREQ="."//'
    refuse "a value that is no number" "$work/driver.xsd" "$sdmx/structure-specific.xml" '3s/OBS_VALUE="[^"]*"/OBS_VALUE="much"/'
    refuse "a key without its id" "$work/xsd/SDMXMessage.xsd" "$sdmx/generic.xml" '3s/ id="FREQ"//'
    refuse "a code without an id" "$work/xsd/SDMXMessage.xsd" "$sdmx/structure.xml" 's/<str:Code id="M">/<str:Code>/'
else
    echo "skipped: the official SDMX schemas are in ../shared/data, which is absent"
fi
# SDMX-CSV by its field guide: a suppressed value is empty in 2.0 and NaN in 2.1, and sent so that it replaces.
awk -F, 'NR == 1 { exit !($0 ~ /^STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TRADE_FLOW,HS_CODE,HS_LEVEL,COUNTERPART_AREA,/) }' "$work/odd/sdmx/data.sdmx.csv" ||
    fail "header of SDMX-CSV 2.0"
if grep -q '^dataflow,TENFOUR:DF_HSTRADE(1.0.0),R,.*,,[^,]*,Q,C$' "$work/odd/sdmx/data.sdmx.csv" &&
    ! grep -E '^[^,]*,[^,]*,I,.*,(Q|M),[CF]$' "$work/odd/sdmx/data.sdmx.csv"; then good "hidden values replace"; else fail "hidden values do not replace"; fi
awk -F, 'NR > 1 && ($7 != $8 || $12 != $13) { exit 1 }' "$work/other/sdmx/merchandise-trade.sdmx.csv" || fail "the twins differ from the published code"
grep -q '^dataflow,TENFOUR:DF_HSTRADE(1.0.0),M,' "$work/other/sdmx/data.sdmx.csv" || fail "SDMX-CSV 2.1 merges"

# --- JSON, HTML -------------------------------------------------------------------
mkdir "$work/profiles"
[ ! -f "$shared/sdmx/frictionless-profiles-2.0.tar.gz" ] || tar xzf "$shared/sdmx/frictionless-profiles-2.0.tar.gz" -C "$work/profiles"
for name in plain odd empty; do
    (cd "$tools" && node check.mjs "$work/$name" "$(find "$work/profiles" -name datapackage.json -printf %h)") || fail "$name"
done
tidy_accepts() { tidy -q -e -utf8 --new-inline-tags data --show-warnings no "$1" 2>"$work/tidy.log" || [ $? = 1 ]; }
if tidy_accepts "$work/odd/index.html"; then good tidy; else fail "tidy: $(head -3 "$work/tidy.log")"; fi
sed 's|</main>|<unknown>x</unknown></main>|' "$work/odd/index.html" >"$work/spoilt.html"
if tidy_accepts "$work/spoilt.html"; then fail "tidy accepts a fault"; else good "tidy notices an element that does not exist"; fi

# --- a browser ---------------------------------------------------------------------
if [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    for script in "$srcdir"/tests/formats/browser*.mjs; do
        (cd "$tools" && node "$(basename "$script")" "$work/plain/index.html" "$work/plain") || fail "$(basename "$script")"
    done
    # Hidden cells are seen as hidden.
    "$tenfour" synth -q -n 9000 --months 12 --partners 8 --traders 200 -o "$work/hidden.csv"
    release hidden "$srcdir/tests/data/protected.yaml" "$work/hidden.csv"
    (cd "$tools" && node browser_explorer.mjs "$work/hidden/index.html" "$work/hidden") || fail "the explorer with hidden cells"
    awk 'BEGIN { print "month,flow,hs,partner,firm,usd,kg"; split("DE FR CN KZ", partner)
        n = split("8542310000 8542310001 8542900000 8534000000 8471300000", code)
        for (month = 1; month <= 12; month++) for (c = 1; c <= n; c++) for (p = 1; p <= 4; p++) for (firm = 0; firm < 2 + c * p % 6; firm++)
            printf "2023-%02d,M,%s,%s,f%d,%d.00,1\n", month, code[c], partner[p], (firm + p) % 9,
                (c * 37 + p * 101 + firm * 53 + month * 17) % 400 + 100 }' \
        >"$work/ladder-records.csv"
    sed '/^ *method:/d; /^ *reason:/d; s/^protect:/&\n  rules: {minimum_contributors: 3}\n  insiders: exact\n  unions: off/' \
        "$srcdir/tests/data/small.yaml" >"$work/ladder.yaml"
    printf 'code,tier\n854231,1\n853400,4.A\n' >"$work/list.csv"
    "$tenfour" ladder "$work/ladder.yaml" "$work/ladder-records.csv" -w "$work/list.csv" --simulate 100 --format csv \
        --page "$work/ladder.html" >"$work/ladder.csv" ||
        fail "ladder"
    "$tenfour" ladder "$work/ladder.yaml" "$work/ladder-records.csv" -w "$work/list.csv" --format csv --by heading >"$work/ladder-by.csv" ||
        fail "ladder --by"
    (cd "$tools" && node ladder.mjs "$work/ladder.html" "$work/ladder.csv" "$work/ladder-by.csv") || fail "ladder.mjs"
else
    fail "chromium is not installed"
fi
exit $bad
