#!/bin/sh
# tests/protect_options.sh - settings of protect, each on a row of partners whose pattern and levels are computed by hand.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/t.yaml" <<'END'
tenfour: 1
release: {id: options, reporter: KG, title: Options, vintage: v1, trade_system: general, valuation: {M: CIF, X: FOB},
  partner_concept: {M: origin, X: last_destination}, source_type: declarations, licence: MIT, contact: nobody@example.org, status: final}
input:
  columns:
    period: {column: month}
    flow: {column: flow}
    code: {column: hs, digits: 10}
    partner: {column: partner}
    trader: {column: firm}
    value: {column: usd, unit: USD, decimals: 0}
    net_mass: {column: kg, unit: kg, decimals: 0}
publish: {levels: [10], periods: [month], partners: [each, world], measures: [value]}
protect: {rules: {minimum_contributors: 3}, method: suppress, insiders: "off", unions: off}
outputs: [csv]
END
header=month,flow,hs,partner,firm,usd,kg,mode
# cell PARTNER KG VALUE...: one record a firm, the mass on the first; MODE when set.
cell() {
    partner=$1 kg=$2 firm=0
    shift 2
    for value; do
        firm=$((firm + 1))
        echo "${month:-2023-01},M,0101210000,$partner,$partner$firm,$value,$kg,${mode:-sea}"
        kg=1
    done
}
# hidden WHAT EXPECTED SETTING...: kind, partner, rule and level of every hidden figure, as the certificate has them.
hidden() {
    what=$1 expected=$2
    shift 2
    settings=
    for setting; do settings="$settings --set $setting"; done
    # shellcheck disable=SC2086
    "$TENFOUR" release "$dir/${template:-t}.yaml" "$dir/records.csv" -o "$dir/out" --force -q ${previous:-} $settings >"$dir/said" 2>&1 ||
        { echo "$what:"; cat "$dir/said"; exit 1; }
    found=$(awk -F'\t' '$1 == "measure" { m = $2 } $1 == "H" && m == "value" { printf "%s%s:%s:%s:%s", sep, $5, $14, $6, $7; sep = " " }' \
        "$dir/out.confidential/certificate.txt")
    # shellcheck disable=SC2254
    case $found in $expected) ;; *) echo "$what: expected '$expected', found '$found'"; exit 1 ;; esac
    echo "$what: $found"
}

# DE is one firm's 1000, level 100. ES and FR can give 59 each, IT 149: two of 60 are 120, one of 150 is dearer but fewer.
{ echo $header; cell DE 9 1000; cell ES 500 20 20 20; cell FR 500 20 20 20; cell IT 40 50 50 50; cell KZ 1 500 500 500; } >"$dir/records.csv"
hidden "cost value" "P:DE:minimum_contributors:100 S:ES:none:0 S:FR:none:0"
hidden "cost count, one of two that do" "P:DE:minimum_contributors:100 S:[IK][TZ]:none:0" protect.cost=count
hidden "cost log" "P:DE:minimum_contributors:100 S:IT:none:0" protect.cost=log
sed 's/measures: \[value\]/measures: [value, net_mass]/' "$dir/t.yaml" >"$dir/mass.yaml"
template=mass
hidden "cost of a column: 3 kg" "P:DE:minimum_contributors:100 S:KZ:none:0" protect.cost=net_mass
template=t
# Two cells of three 1s give 2 each, enough for a level of 3: their logarithms are less than that of 150, their count more.
{ echo $header; cell DE 9 30; cell ES 9 1 1 1; cell FR 9 1 1 1; cell IT 9 50 50 50; } >"$dir/records.csv"
hidden "small cells, cost log" "P:DE:minimum_contributors:3 S:ES:none:0 S:FR:none:0" protect.cost=log
hidden "small cells, cost count: one figure, not two" "P:DE:minimum_contributors:3 S:[IW][T0]*none:0" protect.cost=count

# One column of figures alone: DE and IT, all that rules can say of 1000, 300, 150, 60 beside firms that nothing is wrong with.
row() {
    { echo $header; cell DE 9 "$@"; cell IT 9 400 400 400 400 400 400; cell KZ 9 900 900 900 900 900 900; } >"$dir/records.csv"
}
no="protect.rules.minimum_contributors=1"
# p 10: what is left besides two, 150, is not under 100; who knows all within 50 % is left with 75. Level 10/50 x 1000 - 150.
row 1000 300 150
hidden "pq 10, 50" "P:DE:pq:50 S:IT:none:0" $no protect.rules.pq.p=10 protect.rules.pq.q=50
hidden "p 10" "" $no protect.rules.p_percent=10
# Two firms together leave 60 of 1000 unknown: level 100 - 60. One alone leaves 210.
row 1000 300 150 60
hidden "p 10, coalition of 2" "P:DE:p_percent:40 S:IT:none:0" $no protect.rules.p_percent=10 protect.rules.coalition=2
hidden "p 10, nobody joins" "" $no protect.rules.p_percent=10
# Dominance of one firm over 75 %: 100/75 x 800 - 1000; of three over 90 %: 100/90 x 1450 - 1510, rounded up; 90 % is not over.
sed 's/minimum_contributors: 3/dominance: [{n: 1, k: 75}, {n: 3, k: 90}]/' "$dir/t.yaml" >"$dir/dominance.yaml"
template=dominance
row 800 50 50 50 50
hidden "dominance of one" "P:DE:dominance:67 S:IT:none:0"
row 1000 300 150 60
hidden "dominance of three" "P:DE:dominance:102 S:IT:none:0"
row 700 100 100 50 50
hidden "neither" ""
# Both at once: 100/75 x 900 - 1000 = 200 is more than 100/90 x 960 - 1000 = 66.7.
row 900 30 30 20 20
hidden "the larger of two levels" "P:DE:dominance:200 S:IT:none:0"
# With p 50 as well: 0.5 x 900 - 70 = 380, the largest of three.
hidden "the largest of three rules" "P:DE:p_percent:380 S:IT:none:0" protect.rules.p_percent=50
template=t

# Lists: a safe figure that is never published has the safety margin as its level; an unsafe one that must be stops the build.
printf 'flow,code,partner\nM,0101210000,DE\n' >"$dir/list.csv"
row 100 100 100
sed 's/minimum_contributors: 3/minimum_contributors: 3, never: list.csv/' "$dir/t.yaml" >"$dir/never.yaml"
template=never
hidden "never published" "P:DE:never:30 S:IT:none:0"
sed 's/minimum_contributors: 3/minimum_contributors: 3, must: list.csv/' "$dir/t.yaml" >"$dir/must.yaml"
template=must
hidden "must be published, and is safe" ""
row 300
code=0
"$TENFOUR" release "$dir/must.yaml" "$dir/records.csv" -o "$dir/stopped" -q >"$dir/said" 2>&1 || code=$?
[ $code = 4 ] && [ ! -e "$dir/stopped" ] || { echo "an unsafe figure on the must list: exit $code"; cat "$dir/said"; exit 1; }
grep -q '^give up,2023-01,M,0101210000,DE,300,minimum_contributors$' "$dir/stopped.confidential.refused/protection.csv" ||
    { echo "the unsafe figure is not listed"; exit 1; }
echo "must be published, and is unsafe: exit 4, listed"
template=t

# Further dimensions: the row by sea has one firm's figure; the row by air is another table and loses nothing.
sed 's/^  columns:/  dimensions: {mode: {column: mode}}\n&/' "$dir/t.yaml" >"$dir/modes.yaml"
template=modes
{ echo $header
  mode=sea; cell DE 9 300; cell IT 9 400 400 400; cell KZ 9 900 900 900
  mode=air; cell DE 9 70 70 70; cell IT 9 10 10 10; cell KZ 9 900 900 900; } >"$dir/records.csv"
hidden "a further dimension" "P:DE:minimum_contributors:30 S:IT:none:0"
awk -F'\t' '$1 == "H" && $15 != "sea" { exit 1 }' "$dir/out.confidential/certificate.txt" || { echo "not by sea"; exit 1; }
template=t
mode=

# History: what is cheapest was open the month before, what was hidden then is hidden again although it costs a little more.
month=2023-01
{ echo $header; cell DE 9 300; cell IT 9 400 400 400; cell KZ 9 900 900 900; } >"$dir/records.csv"
hidden "the month before" "P:DE:minimum_contributors:30 S:IT:none:0"
mv "$dir/out" "$dir/january"
month=2023-02
{ echo $header; cell DE 9 300; cell IT 9 400 400 400; cell KZ 9 300 300 300; } >"$dir/records.csv"
hidden "a month without history" "P:DE:minimum_contributors:30 S:KZ:none:0"
previous="--previous $dir/january"
hidden "history: as the month before" "P:DE:minimum_contributors:30 S:IT:none:0"

# A correction that leaves a hidden figure below zero: protected all the same, over months too.
previous=
{ echo $header; for month in 2023-01 2023-02; do cell DE 9 -300; cell IT 9 400 400 400; cell KZ 9 900 900 900; done; } >"$dir/records.csv"
sed 's/periods: \[month\]/periods: [month, year_to_date]/' "$dir/t.yaml" >"$dir/linked.yaml"
"$TENFOUR" release "$dir/linked.yaml" "$dir/records.csv" -o "$dir/negative" -q >"$dir/said" 2>&1 ||
    { echo "a negative figure:"; cat "$dir/said"; exit 1; }
echo "a negative figure: protected"

# A figure is never published although codes of the listed length have no table, and although its only trader waives.
{ echo $header; cell DE 9 300; cell IT 9 400 400 400; } | sed 's/,8542[0-9]*,/,8471500001,/' >"$dir/records.csv"
hs=$(sed -n '2s/^[^,]*,[^,]*,\([0-9]*\),.*/\1/p' "$dir/records.csv")
printf 'code\n%.4s\n' "$hs" >"$dir/never.csv"
printf 'trader,code\n%s,TOTAL\n' "$(sed -n 2p "$dir/records.csv" | cut -d, -f5)" >"$dir/waivers.csv"
sed 's/{minimum_contributors: 3}/{minimum_contributors: 3, never: never.csv, waivers: waivers.csv}/' "$dir/t.yaml" >"$dir/never.yaml"
"$TENFOUR" release "$dir/never.yaml" "$dir/records.csv" -o "$dir/never" -q
! grep '^2023-..,M,.*,[0-9][0-9]*,A,F$' "$dir/never/data/hs10.csv" || { echo "a listed figure is published"; exit 1; }
[ "$(grep -c ',Q,C$' "$dir/never/data/hs10.csv")" = 3 ]
echo "never published: nothing is"
