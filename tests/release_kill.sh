#!/bin/sh
# tests/release_kill.sh - killed at each named point and at 50 random moments, over an old release: the folder is the old
# or the new one, whole, byte for byte; what a killed run left is closed to others, and the next run removes it.
set -eu
# Not a word is lost when a process is killed, so a file system in memory will do, and is faster.
dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
moments=50
awk 'BEGIN { print "period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd"
    srand(3); split("DE CN RU KZ TR", place, " ")
    for (i = 0; i < 2000; i++)
        printf "2023-%02d,%s,%02d%02d%06d,%s,F%04d,%d.%03d,%d,PCE,%d.%02d\n", 1 + i % 12, i % 3 ? "M" : "X",
            1 + i % 40, 1 + i % 7, 100000 + i % 900, place[1 + i % 5], i % 50, i % 977, i % 1000, i % 13, i % 5077, i % 100
    }' >"$dir/records.csv"
template=$srcdir/bench/declarations.yaml
out=$dir/place/out
mkdir "$dir/place"
release() { # release TITLE FOLDER: what a kill must hit is the program itself, so `exec` it in a subshell
    exec "$TENFOUR" release -q "$template" "$dir/records.csv" -o "$2" --force --set "release.title={en: $1}" \
        --set 'outputs=[csv,xlsx]' --set 'publish.levels=[10,4,0]' --set checks.unit_value=off
}
fail() { echo "$*"; ls -laR "$dir/place"; exit 1; }

# The two releases that may be seen, made with the same key.
(release old "$out")
for name in old new; do
    mkdir -m 700 "$dir/$name.confidential"
    cp "$out.confidential/key" "$dir/$name.confidential/key"
    (release $name "$dir/$name")
done
diff -r "$dir/old" "$out" >"$dir/diff" || fail "a release is not reproducible: $(cat "$dir/diff")"
if diff -r "$dir/old" "$dir/new" >/dev/null; then fail "the two releases are the same: the test is broken"; fi

whole() { # whole MOMENT: the folder is one of the two; sets $seen
    if diff -r "$dir/old" "$out" >/dev/null 2>&1; then seen=old
    elif diff -r "$dir/new" "$out" >/dev/null 2>&1; then seen=new
    else fail "$1: neither the old release nor the new one"; fi
    [ "$(stat -c %a "$out.confidential")" = 700 ] || fail "$1: the confidential folder is open"
    cmp -s "$dir/old.confidential/key" "$out.confidential/key" || fail "$1: the key has changed"
    [ -s "$out.confidential/control-totals.csv" ] || fail "$1: papers are missing"
    for left in "$dir/place"/.[!.]*; do
        [ ! -d "$left" ] || [ "$(stat -c %a "$left")" = 700 ] || fail "$1: $left is open to others"
    done
}
clean() { # after a finished run nothing is left but the two folders
    left=$(find "$dir/place" -mindepth 1 -maxdepth 1 ! -name out ! -name out.confidential)
    [ -z "$left" ] || fail "$1: left behind: $left"
}

points='after-lock after-open after-write after-sync before-confidential after-confidential before-exchange after-exchange
    during-remove after-remove'
for point in $points; do
    (release old "$out")
    whole "before $point"
    clean "before $point"
    code=0
    (TENFOUR_CRASH_AT=$point release new "$out") >/dev/null 2>&1 || code=$?
    [ $code = 137 ] || fail "$point: exit $code, expected a kill"
    whole "$point"
    case $point in after-exchange | during-remove | after-remove) expected=new ;; *) expected=old ;; esac
    [ $seen = $expected ] || fail "$point: the release is the $seen one"
done
echo "killed at each of $(echo $points | wc -w) points: whole"

# Moments over the whole of a run, however long one takes here.
begin=$(date +%s%N)
(release new "$out")
end=$(date +%s%N)
turned=0 killed=0 was=new next=old
for delay in $(awk -v "moments=$moments" -v "run=$((end - begin))" 'BEGIN { srand(20230630)
    for (i = 0; i < moments; i++) printf "%.4f ", rand() * run * 1.1 / 1e9 }'); do
    release $next "$out" 2>/dev/null &
    sleep "$delay"
    ! kill -9 $! 2>/dev/null || killed=$((killed + 1))
    wait $! 2>/dev/null || true
    whole "killed after $delay s"
    [ $seen = $was ] || { turned=$((turned + 1)); next=$was was=$seen; }
done
echo "killed $killed of $moments runs on the way: whole; $turned had come to their end"
[ $killed -ge $((moments / 5)) ] || fail "too few runs were killed"
(release new "$out")
whole "at the end"
[ $seen = new ] || fail "the last run did not publish"
clean "at the end"
