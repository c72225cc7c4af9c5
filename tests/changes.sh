#!/bin/sh
# tests/changes.sh - Ethiopia's exports as yearly vintages, each told against the last; changes worked out anew by Python.
set -eu
shared=${T4_SHARED:-$srcdir/../shared/data}
[ -d "$shared/trade-et-hs8" ] || { echo "skipped: ../shared/data is not there"; exit 77; }
python=$(command -v /usr/bin/python3 || command -v python3) || { echo "skipped: python3 is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/files" "$dir/vintages"
template=$srcdir/tests/data/ethiopia-exports.yaml

# publish VINTAGE OPTION...: what lies in files/ as the next vintage.
publish() {
    vintage=$1
    shift
    "$TENFOUR" release -q "$template" "$dir"/files/et-export-*.csv -o "$dir/vintages/$vintage" \
        --set "release.vintage=$vintage" --set 'outputs=[csv]' --set 'publish.periods=[year]' "$@"
}

last=
for year in 2010 2011 2013 2014 2015 2016; do
    gzip -dc "$shared/trade-et-hs8/et-export-$year.csv.gz" >"$dir/files/et-export-$year.csv"
    # The years before are revised: every 211th record goes, every 97th is worth ten times as much.
    for file in "$dir"/files/et-export-*.csv; do
        case $file in *"$year.csv") continue ;; esac
        "$python" - "$file" "$year" <<'END'
import csv, sys
path, seed = sys.argv[1], int(sys.argv[2])
with open(path, encoding="utf-8", newline="") as file:
    head, *rows = list(csv.reader(file))
value = head.index("FOB Value (USD)")
kept = []
for i, row in enumerate(rows):
    if (i + seed) % 211 == 0:
        continue
    if (i + seed) % 97 == 0:
        row[value] = row[value] + "0" if "." not in row[value] else "1" + row[value]
    kept.append(row)
with open(path, "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([head] + kept)
END
    done
    case $year in
        2010) publish v2010 ;;
        2016) publish v2016 --previous "$dir/vintages" --set 'publish.levels=[4, 2, 0]' ;;
        *)    publish "v$year" --previous "$dir/vintages" ;;
    esac
    [ -z "$last" ] || "$python" "$srcdir/tests/oracle/changes.py" "$dir/vintages/$last" "$dir/vintages/v$year"
    last=v$year
done

# The last one has lost two levels: an alarm at the top, and no release when that is not wanted.
head -1 "$dir/vintages/v2016/CHANGES.txt" | grep -q '^ALARM' || { echo "no alarm"; exit 1; }
code=0
publish v2017 --previous "$dir/vintages/v2015" --no-coarser --set 'publish.levels=[4, 2, 0]' 2>"$dir/message" || code=$?
[ $code = 5 ] || { cat "$dir/message"; echo "exit $code in place of 5"; exit 1; }
[ ! -e "$dir/vintages/v2017" ] || { echo "a release that was not wanted"; exit 1; }
grep -q 'coarser than release' "$dir/message"
publish v2018 --previous "$dir/vintages/v2015" --no-coarser
head -1 "$dir/vintages/v2018/CHANGES.txt" | grep -q '^Changes of' || { echo "an alarm for nothing"; exit 1; }

# With protection: what is newly hidden is told without its old number.  (With many records gone, what is public
# already may leave a figure that nothing can protect any more: then nothing is published, exit 4.)
protected=$srcdir/tests/data/protected.yaml
"$TENFOUR" synth -q -n 6000 --months 12 --partners 12 --traders 300 --seed 1 -o "$dir/first.csv"
awk 'NR % 200 != 0' "$dir/first.csv" >"$dir/second.csv"
"$TENFOUR" release -q "$protected" "$dir/first.csv" -o "$dir/p1" --set release.vintage=p1
"$TENFOUR" release -q "$protected" "$dir/second.csv" -o "$dir/p2" --set release.vintage=p2 --previous "$dir/p1"
"$python" "$srcdir/tests/oracle/changes.py" "$dir/p1" "$dir/p2" | tee "$dir/told"
grep -q newly_hidden "$dir/told" || { echo "nothing was newly hidden: the test shows nothing"; exit 1; }
