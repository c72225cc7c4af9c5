#!/bin/sh
# tests/release_kill.sh - killed at any moment over an old release, the folder is the old or the new one, whole.
tenfour=${TENFOUR:-./tenfour}
moments=${T4_MOMENTS:-16}   # of the random ones; check-long takes 50
if ! "$tenfour" release --help >/dev/null 2>&1; then
    echo "tenfour release is not built"
    exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
fail() { echo "$*"; ls -la; exit 1; }

cat >t.yaml <<'YAML'
tenfour: 1
release: {id: xx, reporter: XX, title: Trade of XX, vintage: old, trade_system: general,
          valuation: {M: CIF, X: FOB}, partner_concept: {M: origin, X: last_destination},
          source_type: declarations, licence: CC0, contact: office, status: final}
input:
  columns:
    period: {column: month}
    flow: {column: flow}
    code: {column: code, digits: 10}
    partner: {column: partner}
    value: {column: value, unit: USD, decimals: 2}
publish: {levels: [10, 4, 2, 0], periods: [month, year], partners: [each, world], measures: [value]}
protect: {method: none, reason: "made-up records"}
outputs: [csv, xlsx]
YAML
awk 'BEGIN { print "month,flow,code,partner,value"; for (i = 0; i < 400; i++)
    printf "2023-%02d,%s,%02d%02d110000,%s,%d.%02d\n", i % 12 + 1, i % 2 ? "M" : "X", i % 90 + 1,
        i % 7 + 1, i % 3 ? "DE" : "CN", i * 37 % 1000, i % 100 }' >records.csv

release() { # VINTAGE
    "$tenfour" release t.yaml records.csv -o out --force --set "release.vintage=$1" -q
}
whole() { # VINTAGE ... - the release is whole and of one of these
    (cd out && sha256sum --check --quiet --strict SHA256SUMS) || fail "not whole: $*"
    listed=$(wc -l <out/SHA256SUMS)
    found=$(find out -type f | wc -l)
    [ "$found" = $((listed + 1)) ] || fail "$found files for $listed checksums"
    now=$(sed -n 's/.*"vintage": "\(.*\)".*/\1/p' out/manifest.json)
    case " $* " in *" $now "*) ;; *) fail "the release is '$now', not one of: $*" ;; esac
    [ "$(stat -c %a out.confidential)" = 700 ] || fail "the confidential folder is open"
    (cd out.confidential && [ -s key ] && [ -s control-totals.csv ]) || fail "papers are missing"
    for rest in .out*; do
        [ -d "$rest" ] || continue
        [ "$(stat -c %a "$rest")" = 700 ] || fail "$rest is open to others"
    done
}
clean() {
    rest=$(find . -mindepth 1 -maxdepth 1 -name '.*')
    [ -z "$rest" ] || fail "left behind: $rest"
}

release old || fail "no first release"
whole old
clean
cp out.confidential/key key

for point in after-lock after-open after-write after-sync before-confidential after-confidential \
    before-exchange after-exchange during-remove after-remove; do
    release old || fail "no release before $point"
    (TENFOUR_CRASH_AT=$point release new) >/dev/null 2>&1
    [ $? = 137 ] || fail "was not killed at $point"
    case $point in after-exchange | during-remove | after-remove) whole new ;; *) whole old ;; esac
    release old || fail "no release after $point"
    whole old
    clean
done

# Moments over the whole of a run, however long one takes here.
begin=$(date +%s%N)
release old
end=$(date +%s%N)
killed=0
was=old
finished=0
for delay in $(awk -v "moments=$moments" -v "run=$((end - begin))" 'BEGIN { srand(20230630)
    for (i = 0; i < moments; i++) printf "%.4f ", rand() * run * 1.1 / 1e9 }'); do
    next=run$delay
    "$tenfour" release t.yaml records.csv -o out --force --set "release.vintage=$next" -q 2>/dev/null &
    child=$!
    sleep "$delay"
    kill -9 $child 2>/dev/null && killed=$((killed + 1))
    wait $child 2>/dev/null
    whole "$was" "$next"
    [ "$now" = "$next" ] && finished=$((finished + 1))
    was=$now
done
echo "killed $killed of $moments runs on the way; $finished had come to the new release"
[ $killed -ge $((moments / 5)) ] || fail "too few runs were killed"
release last || fail "no last release"
whole last
clean
cmp key out.confidential/key || fail "the key has changed"
