#!/bin/sh
# tests/crash.sh - killed at any moment, full disks: the release is the old one or the new one, whole.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
awk 'BEGIN { print "period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd"
    srand(3); split("DE CN RU KZ TR", place, " ")
    for (i = 0; i < 4000; i++)
        printf "2023-%02d,%s,%02d%02d%06d,%s,F%04d,%d.%03d,%d,PCE,%d.%02d\n", 1 + i % 12, i % 3 ? "M" : "X",
            1 + i % 40, 1 + i % 7, 100000 + i % 900, place[1 + i % 5], i % 50, i % 977, i % 1000, i % 13, i % 5077, i % 100
    }' >"$dir/records.csv"
template=$srcdir/bench/declarations.yaml
out=$dir/place/out
mkdir "$dir/place"
release() { # release TITLE FOLDER OPTION...
    title=$1
    folder=$2
    shift 2
    "$TENFOUR" release -q "$template" "$dir/records.csv" -o "$folder" --set "release.title={en: $title}" \
        --set 'outputs=[csv,xlsx]' --set checks.unit_value=off "$@"
}
same_key() { mkdir -p "$1.confidential"; chmod 700 "$1.confidential"; cp "$out.confidential/key" "$1.confidential/key"; }

release old "$out"
# The two releases that may be seen, with the same key.
same_key "$dir/old"; release old "$dir/old" --force
same_key "$dir/new"; release new "$dir/new" --force
diff -r "$dir/old" "$out" >/dev/null || { echo "a release is not reproducible"; exit 1; }

whole() { # whole MOMENT: the folder is one of the two
    if diff -r "$dir/old" "$out" >/dev/null 2>&1; then seen=old
    elif diff -r "$dir/new" "$out" >/dev/null 2>&1; then seen=new
    else echo "$1: neither the old release nor the new one"; ls -lR "$dir/place"; exit 1; fi
    for left in "$dir/place"/.[!.]*; do
        [ ! -d "$left" ] || [ "$(stat -c %a "$left")" = 700 ] || { echo "$1: $left is open to others"; exit 1; }
    done
}
clean() { # after a finished run nothing is left but the two folders (and locks)
    find "$dir/place" -mindepth 1 -maxdepth 1 ! -name out ! -name out.confidential ! -name '*lock' >"$dir/left"
    [ ! -s "$dir/left" ] || { echo "$1: left behind:"; cat "$dir/left"; exit 1; }
}

points='after-lock after-open after-write after-sync before-confidential after-confidential before-exchange after-exchange during-remove after-remove'
for point in $points; do
    release old "$out" --force
    clean "$point"
    code=0
    TENFOUR_CRASH_AT=$point release new "$out" --force 2>/dev/null || code=$?
    [ $code = 137 ] || { echo "$point: exit $code, expected a kill"; exit 1; }
    whole "$point"
    case $point in
        after-exchange|during-remove|after-remove) [ $seen = new ] || { echo "$point: still the old one"; exit 1; } ;;
        *) [ $seen = old ] || { echo "$point: already the new one"; exit 1; } ;;
    esac
done
echo "killed at each of $(echo $points | wc -w) points: whole"

# How long a run takes here, so that the kills fall all over it.
begun=$(date +%s%N)
release new "$out" --force
span=$((($(date +%s%N) - begun) / 1000000))
seed=1
old=0 new=0
for i in $(seq 1 50); do
    if [ $((i % 2)) = 0 ]; then title=old; else title=new; fi
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    "$TENFOUR" release -q "$template" "$dir/records.csv" -o "$out" --set "release.title={en: $title}" \
        --set 'outputs=[csv,xlsx]' --set checks.unit_value=off --force 2>/dev/null &
    pid=$!
    pause=$((seed / 65536 % (span + span / 5 + 1)))
    sleep "$((pause / 1000)).$(printf '%03d' $((pause % 1000)))"
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    whole "kill $i"
    if [ $seen = old ]; then old=$((old + 1)); else new=$((new + 1)); fi
done
release new "$out" --force
whole "after all"
[ $seen = new ] || { echo "the last run did not publish"; exit 1; }
clean "after all"
echo "killed at 50 random moments: whole ($old times old, $new times new)"

# Full disks: only where a small file system can be mounted.
mkdir "$dir/small"
if mount -t tmpfs -o size=256k tmpfs "$dir/small" 2>/dev/null; then
    code=0
    release new "$dir/small/out" 2>"$dir/said" || code=$?
    left=$(find "$dir/small" -mindepth 1 ! -name '*lock' | wc -l)
    umount "$dir/small"
    [ $code = 1 ] && [ -s "$dir/said" ] && [ "$left" = 0 ] || { echo "full disk: exit $code, $left files left"; cat "$dir/said"; exit 1; }
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sed "s/F0/F$i/" "$dir/records.csv" | sed "1!b;s/F$i/F0/"; done |
        awk 'NR == 1 || !/^period/' >"$dir/more.csv"
    mount -t tmpfs -o size=16k tmpfs "$dir/small"
    code=0
    release old "$out" --force --memory 1M --tmp "$dir/small" "$dir/more.csv" "$dir/more.csv" 2>"$dir/said" || code=$?
    umount "$dir/small"
    [ $code = 1 ] && [ -s "$dir/said" ] || { echo "full temporary folder: exit $code"; cat "$dir/said"; exit 1; }
    whole "full temporary folder"
    [ $seen = new ] || { echo "a full disk changed the release"; exit 1; }
    echo "full disks: exit 1, the old release untouched"
else
    echo "full disks not tried: no file system can be mounted here"
fi
