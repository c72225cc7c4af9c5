#!/bin/sh
# tests/attacks_measures.sh - one measure against another: what weight tells of a hidden value, and one currency of another.
# Each attack succeeds on tables that were protected each for itself, and fails on the program's release of both.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() { echo "$1"; exit 1; }
template=$dir/template.yaml
sed 's/partners: \[each\]/partners: [each, world]/
     s/    value: {column: value, unit: USD, decimals: 0}/&\n    value_nat: {column: som, unit: KGS, decimals: 0}\n    net_mass: {column: kg, unit: kg, decimals: 0}/
     s/periods: .*/periods: [month]/; s/levels: .*/levels: [4]/' "$srcdir/tests/data/attacks.yaml" >"$template"
# release NAME MEASURES OPTION...: 0, or the exit status
release() {
    name=$1 shown=$2
    shift 2
    status=0
    "$TENFOUR" release "$template" "$dir/records.csv" -o "$dir/$name" --set "publish.measures=[$shown]" "$@" \
        >"$dir/log" 2>&1 || status=$?
}
made() { [ $status = 0 ] || { cat "$dir/log"; fail "$name: no release"; }; }
proven() {
    "$TENFOUR" cells "$template" "$dir/records.csv" -o "$dir/cells" --contributions --force --set "publish.measures=[$shown]" >/dev/null 2>&1
    "$TENFOUR" verify "$dir/$1" --certificate "$dir/$1.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/log" 2>&1 && grep -q '^certificate *protected' "$dir/log" ||
        { cat "$dir/log"; fail "$1: not verified"; }
}
# field FOLDER PARTNER COLUMN
field() {
    awk -F, -v partner="$2" -v column="$3" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $at["partner"] == partner && $at["code"] == "0101" { print $at[column] }' "$dir/$1/data/hs4.csv"
}

# Firm A has nearly all of the value that comes from DE, but not of the weight; every partner sells at 99 to 101 a kilogram.
{ echo period,flow,hs10,partner,firm,value,som,kg
  echo 2023-01,M,0101000000,DE,A,97000,0,400
  echo 2023-01,M,0101000000,DE,B,1500,0,330
  echo 2023-01,M,0101000000,DE,C,1500,0,270
  awk 'BEGIN { split("FR IT US CN", partner, " "); split("A B C D E", firm, " ")
      for (p = 1; p <= 4; p++) for (f = 1; f <= 5; f++) { kg = 500 + (p * 53 + f * 97) % 200; u = 990 + (p * 7 + f * 5) % 20
          printf "2023-01,M,0101000000,%s,%s,%d,0,%d\n", partner[p], firm[f], kg * u / 10, kg } }'; } >"$dir/records.csv"
release value value; made
release mass net_mass; made
[ -z "$(field value DE value)" ] || fail "the value from DE is open"
kg=$(field mass DE net_mass)
[ -n "$kg" ] || fail "the weight from DE is hidden: nothing to attack"
set -- $(for partner in FR IT US CN; do
    value=$(field value $partner value) mass=$(field mass $partner net_mass)
    [ -z "$value" ] || [ -z "$mass" ] || echo "$value $mass"; done | awk -v kg="$kg" '
        { u = $1 / $2; if (NR == 1 || u < low) low = u; if (NR == 1 || u > high) high = u }
        END { printf "%d %d", low * kg, high * kg + 1 }')
[ "$1" -gt 90000 ] && [ "$2" -lt 110000 ] || fail "the weight should give the value away, found $1 to $2"
echo "a table of values and one of weights: firm A's 97000 lies in a total of $1 to $2, which is 100000"
release apart value,net_mass --set protect.measures=apart
[ $status = 4 ] || { cat "$dir/log"; fail "apart: exit $status, expected 4"; }
grep -q 'protect.measures: joint' "$dir/log" || { cat "$dir/log"; fail "apart: the message does not say what to do"; }
[ ! -e "$dir/apart" ] || fail "apart: something was written"
for measures in joint linked; do
    release $measures value,net_mass --set protect.measures=$measures; made
    [ -z "$(field $measures DE value)" ] && [ -z "$(field $measures DE net_mass)" ] || fail "$measures: the weight from DE is open"
    proven $measures
done
# Where unit values differ widely, weights may be open beside hidden values.
awk -F, 'BEGIN { OFS = "," } NR > 1 && $4 != "DE" { $8 = int($8 * (1 + (NR * 7) % 9)) } 1' "$dir/records.csv" >"$dir/wide.csv"
mv "$dir/wide.csv" "$dir/records.csv"
release far value,net_mass --set protect.measures=linked; made
[ -z "$(field far DE value)" ] && [ -n "$(field far DE net_mass)" ] || fail "far: expected an open weight beside a hidden value"
proven far
release far-apart value,net_mass --set protect.measures=apart; made
cmp -s "$dir/far/data/hs4.csv" "$dir/far-apart/data/hs4.csv" || fail "apart and linked differ where nothing stands in the way"

# Dollars against the national currency: the cheapest figure to hide beside firm A's is another one in each.
{ echo period,flow,hs10,partner,firm,value,som,kg
  echo 2023-01,M,0101000000,DE,A,50000,4450000,1
  for firm in A B C D; do
      echo "2023-01,M,0101000000,FR,$firm,15000,1340000,1"
      echo "2023-01,M,0101000000,IT,$firm,15010,1339000,1"
      echo "2023-01,M,0101000000,US,$firm,40000,3560000,1"
      echo "2023-01,M,0101000000,CN,$firm,41000,3650000,1"
  done; } >"$dir/records.csv"
set -- --set protect.insiders=exact --set protect.unions=off
release dollars value "$@"; made
release som value_nat "$@"; made
[ -z "$(field dollars FR value)" ] && [ -n "$(field som FR value_nat)" ] || fail "both hide the same figures: nothing to attack"
open=0
for partner in IT US CN; do open=$((open + $(field dollars $partner value))); done
set -- $(for partner in US CN; do echo "$(field som $partner value_nat) $(field dollars $partner value)"; done | awk \
    -v som="$(field som FR value_nat)" -v rest=$(($(field dollars W00 value) - open)) '
        { r = $1 / $2; if (NR == 1 || r < low) low = r; if (NR == 1 || r > high) high = r }
        END { printf "%d %d", rest - som / low, rest - som / high + 1 }')
[ "$1" -gt 47500 ] && [ "$2" -lt 52500 ] || fail "the other currency should give firm A away, found $1 to $2"
echo "two tables in two currencies: firm A's 50000 is $1 to $2"
for measures in joint apart linked; do
    release both-$measures value,value_nat,net_mass --set protect.insiders=exact --set protect.unions=off \
        --set protect.measures=$measures
    [ $status = 4 ] && [ $measures = apart ] && continue
    made
    awk -F, 'NR > 1 && ($5 == "") != ($8 == "") { print; bad = 1 } END { exit bad }' "$dir/both-$measures/data/hs4.csv" ||
        fail "$measures: one currency is open beside the other"
    proven both-$measures
done
