#!/bin/sh
# tests/watch.sh - states of a watch list by hand: listed, possibly, hidden within bounds, not listed; the tree of HS 2022.
set -u
srcdir=${srcdir:-.}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
bad=0
fail() { echo "FAILED: $*"; bad=1; }
is() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
}
row() { "$TENFOUR" watch "$folder/list.csv" "$@" --format csv | sed 1d; }

printf 'code,tier,since\n854231,1,2023-05-19\n854232,1,2023-05-19\n8534,4.A,2023-09-26\n' >"$folder/list.csv"
# 8542: 100 = 30 (listed) + 20 (not listed) + hidden 854232 and 854233: 50 at most. 8534 is listed from the heading on.
cat >"$folder/flows.csv" <<'END'
period,reporter,partner,flow,code,value,value_status
2024-01,KG,DE,M,8542,100.00,A
2024-01,KG,DE,M,854231,30.00,A
2024-01,KG,DE,M,854232,,Q
2024-01,KG,DE,M,854233,,Q
2024-01,KG,DE,M,854290,20.00,A
2024-01,KG,DE,M,853400,7.50,A
2024-01,KG,FR,M,854232,,Q
2024-01,KG,W00,M,854231,30.00,A
2024,KG,DE,M,854231,30.00,A
END
is 'all in one' 'all,37.50,0.00,50.00,20.00,6,2,1,0.00,0' "$(row "$folder/flows.csv" --by total)"
is 'by tier' '1,30.00,0.00,50.00,0.00,3,2,1,0.00,0
4.A,7.50,0.00,0.00,0.00,1,0,0,0.00,0
not listed,0.00,0.00,0.00,20.00,2,0,0,0.00,0' "$(row "$folder/flows.csv")"
is 'at four digits' 'all,0.00,100.00,0.00,0.00,1,0,0,0.00,0' "$(row "$folder/flows.csv" --by total --level 4)"
is 'before it was listed' 'all,0.00,0.00,0.00,57.50,6,0,0,0.00,0' "$(row "$folder/flows.csv" --by total --as-of 2022-01-01)"
printf 'period,reporter,partner,flow,code,value\n2024,KG,DE,M,8534,9\n2024,KG,DE,M,8542,11\n' >"$folder/coarse.csv"
is 'a heading listed whole' '8534,9.00,0.00,0.00,0.00,1,0,0,0.00,0
8542,0.00,11.00,0.00,0.00,1,0,0,0.00,0' "$(row "$folder/coarse.csv" --by heading)"
# Digits that change within one file: each month as finely as it is told.
printf 'period,reporter,partner,flow,code,value\n2024-01,KG,DE,M,8542310000,5\n2024-01,KG,DE,M,8542900000,4\n2024-01,KG,DE,M,8542,9\n2024-01,KG,DE,M,27,6\n2024-02,KG,DE,M,8542,11\n2024-02,KG,DE,M,85,11\n' >"$folder/mixed.csv"
is 'a file that becomes coarser' '2024-01,5.00,0.00,0.00,10.00,3,0,0,0.00,0
2024-02,0.00,11.00,0.00,0.00,1,0,0,0.00,0' "$(row "$folder/mixed.csv" --by period)"
"$TENFOUR" watch "$folder/list.csv" "$folder/mixed.csv" | grep -q 'rows of 2 to 10 digits' || fail 'digits in words'
# Editions: 854890 of HS 2017 is 854800 of HS 2022 (listed) by a map alone; 0101 of both is not listed.
printf 'hs,tier\n854800,2\n854231,1\n' >"$folder/list22.csv"
printf 'HS2022,HS2017\n854800,854890\n854911,854810\n854921,854890\n010121,010121\n854231,854231\n852581,852580\n' >"$folder/map.csv"
printf 'period,reporter,partner,flow,code,value,edition\n2021,KG,DE,M,854890,5,H5\n2021,KG,DE,M,010121,7,H5\n2022,KG,DE,M,854800,3,H6\n2022,KG,DE,M,010121,2,\n' >"$folder/both.csv"
watch22() { "$TENFOUR" watch "$folder/list22.csv" "$folder/both.csv" "$@" --format csv | sed 1d; }
is 'without a map' '2021,0.00,0.00,0.00,0.00,2,0,0,12.00,0
2022,3.00,0.00,0.00,2.00,2,0,0,0.00,0' "$(watch22 --by period)"
is 'with a map' '2021,5.00,0.00,0.00,7.00,2,0,0,0.00,2
2022,3.00,0.00,0.00,2.00,2,0,0,0.00,0' "$(watch22 --by period --map "$folder/map.csv")"
is 'with every link' '2021,0.00,5.00,0.00,7.00,2,0,0,0.00,2
2022,3.00,0.00,0.00,2.00,2,0,0,0.00,0' "$(watch22 --by period --map "$folder/map.csv" --families strict)"
is 'tiers through the map' '2,8.00,0.00,0.00,0.00,2,0,0,0.00,1
not listed,0.00,0.00,0.00,9.00,2,0,0,0.00,1' "$(watch22 --map "$folder/map.csv")"
"$TENFOUR" watch "$folder/list22.csv" "$folder/both.csv" >"$folder/text"
grep -q 'Codes of HS2017: unmapped' "$folder/text" || fail 'the text does not say that codes are unmapped'
"$TENFOUR" watch "$folder/list22.csv" "$folder/both.csv" --map "$folder/map.csv" >"$folder/text"
grep -q 'Codes of HS2017: mapped' "$folder/text" || fail 'the text does not say that codes are mapped'
grep -q '2 into 8549: electrical' "$folder/text" || fail 'the text does not name what was set aside'
# A file that does not say its edition: a code that HS 2022 has not is unmapped; --edition says the rest.
printf 'period,reporter,partner,flow,code,value\n2021,KG,DE,M,854890,5\n2021,KG,DE,M,854231,1\n' >"$folder/both.csv"
is 'a strange code' 'all,1.00,0.00,0.00,0.00,2,0,0,5.00,0' "$(watch22 --by total)"
is 'the edition is told' 'all,6.00,0.00,0.00,0.00,2,0,0,0.00,2' "$(watch22 --by total --edition HS2017 --map "$folder/map.csv")"
# Headings: all of 8525 became a listed code, of 8548 a part.
printf 'hs\n852581\n854800\n' >"$folder/list22.csv"
printf 'period,reporter,partner,flow,code,value\n2021,KG,DE,M,8548,5\n2021,KG,DE,M,8525,1\n' >"$folder/both.csv"
is 'headings of another edition' 'all,1.00,5.00,0.00,0.00,2,0,0,0.00,2' \
    "$(watch22 --by total --edition HS2017 --families strict --map "$folder/map.csv")"
"$TENFOUR" watch "$folder/list.csv" "$folder/flows.csv" --html "$folder/page.html" >/dev/null || fail 'a page'
grep -q 'not proof of an offence' "$folder/page.html" || fail 'the sentence of the page'
"$TENFOUR" watch "$folder/flows.csv" >/dev/null 2>"$folder/err" && fail 'flows as a list'

shared=$srcdir/../shared/data/watchlists/chpl.csv
[ -f "$shared" ] || { echo "without ../shared/data the known list is left out"; exit $bad; }
"$TENFOUR" watch "$shared" --as-of 2024-03-01 >"$folder/tree"
grep -q '50 codes, 50 of them in the code list, in 24 headings with 152 subheadings' "$folder/tree" || fail "$(tail -2 "$folder/tree")"
grep -q '^21 headings are mixed' "$folder/tree" || fail 'mixed headings'
is 'listed whole' '8529 8534 8548 ' "$(awk 'NR > 1 && $5 == "listed" {printf "%s ", $1}' "$folder/tree")"
for day in 2023-06-01:9 2023-12-31:45 2024-03-01:50; do
    "$TENFOUR" watch "$shared" --as-of "${day%:*}" | grep -q ": ${day#*:} codes" || fail "size of the list on $day"
done
exit $bad
