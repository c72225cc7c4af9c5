#!/bin/sh
# tests/spill_kill.sh - killed at any moment while it spills, the program leaves no temporary file behind; and what it
# makes of spilled records is what it makes of others.
set -eu
[ -d /proc/self/fd ] || { echo "skipped: /proc does not show the files that a program holds"; exit 77; }
dir=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
moments=30
mkdir "$dir/tmp"
template=$srcdir/bench/declarations.yaml
fail() { echo "$*"; ls -laR "$dir/tmp"; exit 1; }
"$TENFOUR" synth --rows 150000 --seed 9 -o "$dir/records.csv" >/dev/null 2>&1
cells() { # cells FOLDER OPTION...: what a kill must hit is the program itself, so `exec` it in a subshell
    folder=$1
    shift
    exec "$TENFOUR" cells -q "$template" "$dir/records.csv" -o "$folder" --force --set checks.duplicate=keep \
        --threads 2 --tmp "$dir/tmp" "$@"
}
empty() { [ -z "$(find "$dir/tmp" -mindepth 1)" ] || fail "$1: a temporary file is left"; }

(cells "$dir/plain" 2>"$dir/said") || fail "$(cat "$dir/said")"
begin=$(date +%s%N)
(cells "$dir/spilled" --memory 2M 2>"$dir/said") || fail "$(cat "$dir/said")"
end=$(date +%s%N)
diff -r "$dir/plain" "$dir/spilled" || fail "spilled records give other cells"
empty "a whole run"

killed=0 spilling=0
for delay in $(awk -v "moments=$moments" -v "run=$((end - begin))" 'BEGIN { srand(20230701)
    for (i = 0; i < moments; i++) printf "%.4f ", rand() * run / 1e9 }'); do
    (cells "$dir/out" --memory 2M) >/dev/null 2>&1 &
    sleep "$delay"
    # shellcheck disable=SC2012
    held=$(ls -l "/proc/$!/fd" 2>/dev/null | grep -c -F "$dir/tmp/" || true)
    if kill -9 $! 2>/dev/null; then
        killed=$((killed + 1))
        [ "$held" = 0 ] || spilling=$((spilling + 1))
    fi
    wait $! 2>/dev/null || true
    empty "killed after $delay s"
done
echo "killed $killed of $moments runs, $spilling of them with temporary files open: none is left"
[ $spilling -ge $((moments / 5)) ] || fail "too few runs were killed while they spilled"
