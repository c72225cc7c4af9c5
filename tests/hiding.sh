#!/bin/sh
# tests/hiding.sh - what a release says of how much it hides, worked out anew from its published tables alone.
set -eu
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TENFOUR" synth -q -n 9000 --months 12 --partners 8 --traders 200 -o "$dir/records.csv"
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/out"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/out"
# The same with a watch list, whose codes are counted apart: at its own level and below.
printf 'code,tier\n8471,1\n854231,1\n2710,2\n39,2\n' >"$dir/watch.csv"
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/listed" \
    --set "publish.lists=[{file: $dir/watch.csv, by: [all]}]"
"$python" "$srcdir/tests/oracle/hiding.py" "$dir/listed" 8471 854231 2710 39
# The page has the lists' totals as their table does, and says of the others that they are hidden.
"$TENFOUR" release -q "$srcdir/tests/data/protected.yaml" "$dir/records.csv" -o "$dir/page" \
    --set "publish.lists=[{file: $dir/watch.csv, by: [tier, all]}]" --set 'outputs=[csv, html]'
awk -F, '$4 == "W00" { print $3, $5 }' "$dir/page/data/lists.csv" | sort -u >"$dir/lists"
[ -s "$dir/lists" ] || { echo 'no list: the test shows nothing'; exit 1; }
while read -r code value; do
    line=$(grep "^<tr><th scope=\"row\">$code</th>" "$dir/page/index.html") || { echo "$code is not in the page"; exit 1; }
    case $line in *"value=\"$value\""*) ;; *) [ -z "$value" ] && continue; echo "$code: $value is not in the page"; exit 1 ;; esac
done <"$dir/lists"
