#!/bin/sh
# tests/holdings_dated.sh - holdings that traders belong to for a time: rules, certificate and recomputation agree.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$TENFOUR" synth -n 1200 --months 4 --traders 30 --partners 8 --density dense --seed 5 -o "$dir/records.csv" -q
sed 1d "$dir/records.csv" | cut -d, -f5 | sort -u >"$dir/ids"
sed -e 's/p_percent: 10}/p_percent: 10, holdings: holdings.csv}/' -e 's/^outputs: .*/outputs: [csv]/' \
    "$srcdir/tests/data/national.yaml" >"$dir/national.yaml"
# Every second trader is in one of three holdings in February and later, or until March; some move from one to another.
awk 'BEGIN { print "trader,holding,from,until" }
     NR % 2 == 0 { print $1 ",H" NR % 3 (NR % 4 ? ",2023-02," : ",,2023-03") }
     NR % 8 == 4 { print $1 ",H" (NR + 1) % 3 ",2023-04," }' "$dir/ids" >"$dir/holdings.csv"
{ echo trader,holding; sed 1d "$dir/holdings.csv" | cut -d, -f1,2 | sort -u -t, -k1,1; } >"$dir/undated.csv"

# release SET...: released, and recomputed from the contributions.
release() {
    "$TENFOUR" release "$dir/national.yaml" "$dir/records.csv" -o "$dir/out" --force "$@" >"$dir/said" 2>&1 ||
        { cat "$dir/said"; exit 1; }
    "$TENFOUR" cells "$dir/national.yaml" "$dir/records.csv" -o "$dir/cells" --contributions --force -q 2>/dev/null
    "$TENFOUR" verify "$dir/out" --certificate "$dir/out.confidential/certificate.txt" \
        --contributions "$dir/cells/data/contributions.csv" >"$dir/verified" 2>&1 || { cat "$dir/verified"; exit 1; }
    [ "$(grep -c 'certificate *protected' "$dir/verified")" = 2 ] || { cat "$dir/verified"; exit 1; }
    sed -n 's/^protect *\([0-9]* cells unsafe\).*/\1/p' "$dir/said"
}
dated=$(release) || { echo "$dated"; exit 1; }
release --set protect.insiders=interval --set protect.unions=on >/dev/null
always=$(release --set protect.rules.holdings=undated.csv) || { echo "$always"; exit 1; }
never=$(release --set 'protect.rules={minimum_contributors: 3, p_percent: 10}')
echo "unsafe: $dated with dates, $always without, $never without holdings"
[ "$dated" != "$always" ] && [ "$dated" != "$never" ] || { echo "dates change nothing: the test proves nothing"; exit 1; }
