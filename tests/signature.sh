#!/bin/sh
# tests/signature.sh - the program minisign accepts what tenfour signs, and tenfour what minisign signs; neither a change.
srcdir=${srcdir:-.}
tenfour=${TENFOUR:?}
command -v minisign >/dev/null || { echo "minisign is not installed"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $*"; exit 1; }
release() {
    "$tenfour" release "$srcdir/examples/01-first-release/national.yaml" "$srcdir/examples/01-first-release/records.csv" \
        --force -q -o "$work/out" --set outputs=[csv] "$@" 2>"$work/err"
}

minisign -G -W -f -p "$work/a.pub" -s "$work/a.key" >/dev/null || fail "minisign makes no key"
minisign -G -W -f -p "$work/b.pub" -s "$work/b.key" >/dev/null || fail "minisign makes no key"

release --sign "$work/a.key" || { cat "$work/err"; fail "release --sign"; }
minisign -V -q -p "$work/a.pub" -m "$work/out/SHA256SUMS" || fail "minisign does not accept the signature"
(cd "$work/out" && sha256sum -c --quiet SHA256SUMS) || fail "the checksums do not hold"
grep -q 'trusted comment: file:SHA256SUMS	hashed	release:first-release	vintage:2023-Q1_v1$' \
    "$work/out/SHA256SUMS.minisig" || fail "the trusted comment"
"$tenfour" verify "$work/out" --public-key "$work/a.pub" >"$work/said" || { cat "$work/said"; fail "verify refuses a good signature"; }

# Twice the same bytes.
cp "$work/out/SHA256SUMS.minisig" "$work/first"
release --sign "$work/a.key" && cmp "$work/first" "$work/out/SHA256SUMS.minisig" || fail "a second signature differs"

# minisign's own signatures, prehashed and of the older form.
for form in -H -l; do
    minisign -S $form -s "$work/a.key" -m "$work/out/SHA256SUMS" -t 'by hand' >/dev/null 2>&1 || continue
    "$tenfour" verify "$work/out" --public-key "$work/a.pub" >"$work/said" || { cat "$work/said"; fail "verify refuses minisign $form"; }
    grep -q 'by hand' "$work/said" || fail "verify does not tell the trusted comment"
done

# What must be noticed: another key, changed sums, a changed comment, no signature at all.
cp "$work/first" "$work/out/SHA256SUMS.minisig"
"$tenfour" verify "$work/out" --public-key "$work/b.pub" >"$work/said" 2>&1 && fail "another key is accepted"
sed -i 's/vintage:2023/vintage:2024/' "$work/out/SHA256SUMS.minisig"
"$tenfour" verify "$work/out" --public-key "$work/a.pub" >"$work/said" 2>&1 && fail "a changed comment is accepted"
cp "$work/first" "$work/out/SHA256SUMS.minisig"
echo "0000000000000000000000000000000000000000000000000000000000000000  data/none.csv" >>"$work/out/SHA256SUMS"
"$tenfour" verify "$work/out" --public-key "$work/a.pub" >"$work/said" 2>&1 && fail "changed checksums are accepted"
rm "$work/out/SHA256SUMS.minisig"
"$tenfour" verify "$work/out" --public-key "$work/a.pub" >"$work/said" 2>&1 && fail "a missing signature is accepted"

# Keys that cannot be used: exit 2, before anything is read, and no word of the key.
rm -rf "$work/out" "$work/out.confidential"
for key in "$work/a.pub" "$work/none.key"; do
    release --sign "$key"
    code=$?
    [ $code = 2 ] || [ $code = 1 ] || fail "exit $code for a bad key"
    [ ! -e "$work/out" ] || fail "something was written with a bad key"
done
head -c 150 "$work/a.key" >"$work/cut.key"
release --sign "$work/cut.key" && fail "a cut key is accepted"
grep -q "$(sed -n 2p "$work/a.key" | cut -c 60-90)" "$work/err" && fail "the key stands in a message"
exit 0
