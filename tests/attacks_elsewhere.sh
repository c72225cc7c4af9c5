#!/bin/sh
# tests/attacks_elsewhere.sh - sums that lie across publications: each attack succeeds on releases that do not know of
# one another, and fails where --previous or attacker.also_public tells of the other one.
set -eu
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import scipy.optimize' 2>/dev/null && { python=$candidate; break; }
done
[ -n "$python" ] || { echo "skipped: python3-scipy is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() { echo "$1"; exit 1; }
template=$dir/template.yaml
sed 's/partners: \[each\]/partners: [each, world]/' "$srcdir/tests/data/attacks.yaml" >"$template"
header=period,flow,hs10,partner,firm,value
# release NAME RECORDS OPTION...
release() {
    name=$1 records=$2
    shift 2
    "$TENFOUR" release "$template" "$records" -o "$dir/$name" "$@" >"$dir/log" 2>&1 || { cat "$dir/log"; fail "$name: no release"; }
}
# attack CELL OPTION... RELEASE...: least and most
attack() {
    cell=$1
    shift
    "$python" "$srcdir/tests/oracle/attack.py" "$dir/records.csv" "$cell" "$@"
}
# proven NAME: the certificate holds, with the contributions
proven() {
    "$TENFOUR" cells "$template" "$dir/records.csv" -o "$dir/cells" --contributions --force >/dev/null 2>&1
    "$TENFOUR" verify "$dir/$1" --certificate "$dir/$1.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/log" 2>&1 && grep -q '^certificate *protected' "$dir/log" ||
        { cat "$dir/log"; fail "$1: not verified"; }
}
# Four codes from one partner, four firms each; in the month that is named one firm alone trades in 0101.
# The amounts are those of a fixed rule, so that no two figures are alike.
year() {
    echo $header
    awk -v months="$1" -v alone="$2" 'BEGIN {
        n = split(months, month, " "); split("0101 0102 0103 0104", code, " "); split("A B C D", firm, " ")
        for (m = 1; m <= n; m++) for (c = 1; c <= 4; c++) for (f = 1; f <= 4; f++)
            if (!(c == 1 && month[m] == alone && f > 1))
                printf "2023-%s,M,%s000000,DE,%s,%d\n", month[m], code[c], firm[f], 700 + (month[m] * 37 + c * 11 + f * 5) % 90 }'
}

# The twelfth month against the year: months were published one by one, the year comes alone.
months="01 02 03 04 05 06 07 08 09 10 11 12"
year "$months" 12 >"$dir/records.csv"
mkdir "$dir/monthly"
for month in $months; do
    awk -F, -v m="2023-$month" 'NR == 1 || $1 == m' "$dir/records.csv" >"$dir/month.csv"
    if [ "$month" = 01 ]; then
        release "monthly/$month" "$dir/month.csv" --set 'publish.periods=[month]'
    else
        release "monthly/$month" "$dir/month.csv" --set 'publish.periods=[month]' --previous "$dir/monthly"
    fi
done
folders=$(ls -d "$dir"/monthly/??)
truth=$(awk -F, '$1 == "2023-12" && $3 == "0101000000" { s += $6 } END { print s }' "$dir/records.csv")
grep -q '^2023-12,M,0101,DE,,Q,' "$dir/monthly/12/data/hs4.csv" || fail "December is not hidden"
release year-unaware "$dir/records.csv" --set 'publish.periods=[year]'
release year-aware "$dir/records.csv" --set 'publish.periods=[year]' --previous "$dir/monthly"
set -- $(attack "2023-12 M 0101 DE" $folders "$dir/year-unaware")
[ "$1" = "$truth" ] && [ "$2" = "$truth" ] || fail "the year should give December away, found $1 to $2"
echo "a year that does not know of the months: firm A's December is $1, as it was"
set -- $(attack "2023-12 M 0101 DE" $folders "$dir/year-aware")
[ "$2" = inf ] || [ "$2" -ge $((truth + truth / 10)) ] || fail "with the months December is $1 to $2"
proven year-aware
grep -q '^2023,M,0102,DE,[0-9]' "$dir/year-aware/data/hs4.csv" || grep -q '^2023,M,0103,DE,[0-9]' "$dir/year-aware/data/hs4.csv" ||
    fail "no year is open any more"

# The year to date against the one published a month before: no table shows the month between.
year "01 02 03 04 05 06" 06 >"$dir/records.csv"
awk -F, '$1 != "2023-06"' "$dir/records.csv" >"$dir/may.csv"
to_date="--set publish.periods=[year_to_date]"
truth=$(awk -F, '$1 == "2023-06" && $3 == "0101000000" { s += $6 } END { print s }' "$dir/records.csv")
release may "$dir/may.csv" $to_date
release june-aware "$dir/records.csv" $to_date --previous "$dir/may"
set -- $(attack "2023-06 M 0101 DE" "$dir/may" "$dir/june-aware")
[ "$2" = inf ] || [ "$2" -ge $((truth + truth / 10)) ] || fail "between two years to date June is $1 to $2"
proven june-aware
# What an office does that protects each year to date by itself: January to June as one period, safe for itself.
awk -F, 'BEGIN { OFS = "," } NR > 1 { $1 = "2023" } 1' "$dir/records.csv" >"$dir/alone.csv"
release alone "$dir/alone.csv" --set 'publish.periods=[year]'
mkdir -p "$dir/one-table/data"
sed 's/^2023,/2023-YTD06,/' "$dir/alone/data/hs4.csv" >"$dir/one-table/data/hs4.csv"
set -- $(attack "2023-06 M 0101 DE" "$dir/may" "$dir/one-table")
[ "$1" = "$truth" ] && [ "$2" = "$truth" ] || fail "two years to date should give June away, found $1 to $2"
echo "a year to date that does not know of the one before: firm A's June is $1, as it was"

# An outside table at a group of partners that the release does not have.
awk -v header=$header 'BEGIN {
    print header
    split("0101 0102 0103", code, " "); split("FR IT US CN", partner, " "); split("A B C D", firm, " ")
    for (c = 1; c <= 3; c++) for (p = 1; p <= 4; p++) for (f = 1; f <= 4; f++)
        if (!(c == 1 && p == 1 && f > 1))
            printf "2023-01,M,%s000000,%s,%s,%d\n", code[c], partner[p], firm[f],
                c == 1 && p == 1 ? 5000 : p == 2 ? 60000 + c * 7 + f : 2000 + c * 31 + p * 17 + f }' >"$dir/records.csv"
it=$(awk -F, '$3 ~ /^0101/ && $4 == "IT" { s += $6 } END { print s }' "$dir/records.csv")
printf 'period,flow,code,partner,value\n2023-01,M,0101,G_SOUTH,%d\n' $((5000 + it)) >"$dir/south.csv"
release group-unaware "$dir/records.csv" --set publish.periods=[month]
aware="--set attacker.also_public=[$dir/south.csv] --set attacker.groups.SOUTH=[FR,IT]"
release group-aware "$dir/records.csv" --set publish.periods=[month] $aware
known="--known $dir/south.csv --group G_SOUTH=FR,IT"
grep -q '^2023-01,M,0101,FR,,Q,' "$dir/group-aware/data/hs4.csv" || fail "the figure of firm A is open"
if grep -q '^2023-01,M,0101,IT,[0-9]' "$dir/group-unaware/data/hs4.csv"; then
    set -- $(attack "2023-01 M 0101 FR" $known "$dir/group-unaware")
    [ "$1" = 5000 ] && [ "$2" = 5000 ] || fail "the group should give firm A away, found $1 to $2"
    echo "a group of another table that the model leaves out: firm A's figure is $1, as it was"
else
    fail "the unaware release hides the partner that the attack needs: the test proves nothing"
fi
set -- $(attack "2023-01 M 0101 FR" $known "$dir/group-aware")
[ "$2" = inf ] || [ "$2" -ge 5500 ] || fail "with the group firm A's figure is $1 to $2"
proven group-aware
"$TENFOUR" release "$template" "$dir/records.csv" -o "$dir/no" --set "attacker.also_public=[$dir/south.csv]" >"$dir/log" 2>&1 &&
    fail "members of a group that nobody told of are not asked for"
grep -q 'attacker.groups' "$dir/log" || { cat "$dir/log"; fail "the message does not say where to name the members"; }
