#!/bin/sh
# tests/full_disk.sh - a full disk, for the release or for temporary files: exit 1, a message, the old release untouched.
tenfour=${TENFOUR:-./tenfour}
if ! "$tenfour" release --help >/dev/null 2>&1; then
    echo "tenfour release is not built"
    exit 77
fi
if [ -z "$T4_INSIDE" ]; then
    # Root mounts the small disks; anybody else may in a user namespace, where the system allows one.
    for way in -m -Urm; do
        if unshare $way mount -t tmpfs tmpfs /mnt 2>/dev/null; then
            T4_INSIDE=1 exec unshare $way sh "$0"
        fi
    done
    echo "skipped: a small disk cannot be mounted here"
    exit 77
fi
work=$(mktemp -d) || exit 1
mkdir "$work/disk" "$work/tmp"
trap 'umount "$work/disk" "$work/tmp" 2>/dev/null; rm -rf "$work"' EXIT
mount --make-rprivate / || exit 77
cd "$work" || exit 1
fail() { echo "$*"; exit 1; }

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
records() { # N
    awk -v "n=$1" 'BEGIN { print "month,flow,code,partner,value"; for (i = 0; i < n; i++)
        printf "2023-%02d,%s,%02d%02d%02d0000,%s,%d.%02d\n", i % 12 + 1, i % 2 ? "M" : "X", i % 90 + 1,
            i % 7 + 1, i % 53, i % 3 ? "DE" : "CN", i * 37 % 1000, i % 100 }'
}
records 50 >small.csv
records 8000 >large.csv
records 60000 >huge.csv

for size in 400k 800k 1500k 3m; do
    mount -t tmpfs -o "size=$size" tmpfs disk || exit 77
    "$tenfour" release t.yaml small.csv -o disk/out -q || fail "no release on a disk of $size"
    before=$(find disk -type f -exec sha256sum {} + | sort)
    "$tenfour" release t.yaml large.csv -o disk/out --force -q 2>said
    status=$?
    [ $status = 1 ] || fail "exit $status on a full disk of $size: $(cat said)"
    [ -s said ] || fail "no message on a full disk of $size"
    [ "$before" = "$(find disk -type f -exec sha256sum {} + | sort)" ] ||
        fail "the old release was touched on a full disk of $size"
    (cd disk/out && sha256sum --check --quiet SHA256SUMS) || fail "not whole on a full disk of $size"
    umount disk
done
mount -t tmpfs -o size=60m tmpfs disk || exit 77
"$tenfour" release t.yaml small.csv -o disk/out -q || fail "no release"
"$tenfour" release t.yaml large.csv -o disk/out --force -q || fail "no release on a disk with room"

# Temporary files of the aggregation have their own disk.
mount -t tmpfs -o size=64k tmpfs tmp || exit 77
before=$(find disk -type f -exec sha256sum {} + | sort)
TMPDIR=$work/tmp "$tenfour" release t.yaml huge.csv -o disk/out --force -q --memory 1M 2>said
status=$?
if [ $status = 1 ]; then
    [ -s said ] || fail "no message with a full temporary folder"
    [ "$before" = "$(find disk -type f -exec sha256sum {} + | sort)" ] ||
        fail "the old release was touched with a full temporary folder"
    [ -z "$(find tmp -mindepth 1)" ] || fail "temporary files are left"
else
    fail "exit $status with a full temporary folder: $(cat said)"
fi
