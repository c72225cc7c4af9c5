#!/bin/sh
# tests/residuals.sh - goods not known to the last digit, and codes that end early, at lengths that have tables and that have none.
set -eu
python=$(command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed 's/^publish:/classification: {file: list.csv, edition: test}\nchecks: {max_rejected: 0}\n&/' "$srcdir/tests/data/small.yaml" >"$dir/small.yaml"
for seed in 1 2; do "$python" "$srcdir/tests/oracle/residuals.py" "$TENFOUR" "$dir/small.yaml" "$dir" $seed; done
# With an earlier release at other lengths, which protection reckons with.
rules='--set protect.method=suppress --set protect.rules.minimum_contributors=3'
while read -r before now; do
    "$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/before" -q --force $rules --set "publish.levels=$before"
    "$TENFOUR" cells "$dir/small.yaml" "$dir/records.csv" -o "$dir/cells" --contributions -q --force --set "publish.levels=$now"
    "$TENFOUR" release "$dir/small.yaml" "$dir/records.csv" -o "$dir/now" -q --force $rules --set "publish.levels=$now" \
        --set release.vintage=v2 --previous "$dir/before"
    "$TENFOUR" verify "$dir/now" --certificate "$dir/now.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/said" || { cat "$dir/said"; exit 1; }
    echo "$before, then $now: certified"
done <<'END'
[10,8,6,4,2,0] [10,6,4,2,0]
[10,6,4,2,0] [6,4,2,0]
[6,4,2,0] [10,6,4,2,0]
END
