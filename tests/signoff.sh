#!/bin/sh
# tests/signoff.sh - a release staged, looked at, published with the same bytes, withdrawn; its figures stay known.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
command -v minisign >/dev/null || { echo "skipped: minisign is not installed"; exit 77; }
example=$srcdir/examples/01-first-release
minisign -G -W -f -p "$dir/office.pub" -s "$dir/office.key" >/dev/null
stage() {
    "$TENFOUR" release -q "$example/national.yaml" "$example/records.csv" --stage "$dir/out" "$@"
}
refused() {
    wanted=$1
    words=$2
    shift 2
    code=0
    "$@" >"$dir/message" 2>&1 || code=$?
    [ $code = "$wanted" ] && grep -q "$words" "$dir/message" ||
        { cat "$dir/message"; echo "exit $code, wanted $wanted and '$words'"; exit 1; }
}

# Staged: closed to others, and its manifest says so.
stage --embargo 2000-01-01T00:00:00Z
[ "$(stat -c %a "$dir/out" "$dir/out/README.txt" | tr '\n' ' ')" = '700 600 ' ] || { echo 'a staged release is open'; exit 1; }
grep -q '"state": "staged"' "$dir/out/manifest.json"
refused 2 'only a public one' "$TENFOUR" withdraw "$dir/out" --reason none
cp -r "$dir/out" "$dir/staged"

# Published: the same bytes but for the manifest and its sums; open; the sign-off can be checked by anyone.
"$TENFOUR" publish -q "$dir/out" --approve "$dir/office.key"
[ "$(stat -c %a "$dir/out" "$dir/out/README.txt" | tr '\n' ' ')" = '755 644 ' ] || { echo 'a public release is closed'; exit 1; }
diff -r -q "$dir/staged" "$dir/out" >"$dir/differs" || true
grep -vE 'manifest.json|SHA256SUMS' "$dir/differs" && { echo 'other bytes than staged'; exit 1; }
(cd "$dir/out" && sha256sum -c --quiet SHA256SUMS && minisign -V -q -p "$dir/office.pub" -m SHA256SUMS)
grep -v '  manifest.json$' "$dir/out/SHA256SUMS" >"$dir/content"
python3 - "$dir/out/manifest.json" "$dir/content" <<'END'
import hashlib, json, sys
manifest = json.load(open(sys.argv[1], encoding="utf-8"))
content = open(sys.argv[2], "rb").read()
assert manifest["state"] == "public", manifest["state"]
assert manifest["sign_off"]["sha256"] == hashlib.sha256(content).hexdigest()
open(sys.argv[2] + ".minisig", "w", encoding="utf-8").write(manifest["sign_off"]["minisign"])
END
minisign -V -q -p "$dir/office.pub" -m "$dir/content"
refused 2 'not staged' "$TENFOUR" publish "$dir/out" --approve "$dir/office.key"
[ -f "$dir/out.confidential/rejected.csv" ] || { echo 'the confidential papers are gone'; exit 1; }

# Withdrawn: a tombstone is left, and the next release is still compared with what was public.
"$TENFOUR" withdraw -q "$dir/out" --reason 'a wrong chapter' --sign "$dir/office.key"
(cd "$dir/out" && sha256sum -c --quiet SHA256SUMS && minisign -V -q -p "$dir/office.pub" -m SHA256SUMS)
[ "$(cd "$dir/out" && ls | tr '\n' ' ')" = 'README.txt SHA256SUMS SHA256SUMS.minisig manifest.json ' ] ||
    { ls "$dir/out"; echo 'more than a tombstone'; exit 1; }
grep -q 'a wrong chapter' "$dir/out/README.txt"
"$TENFOUR" release -q "$example/national.yaml" "$example/records.csv" -o "$dir/next" --previous "$dir/out" \
    --set release.vintage=2023-Q1_v2
grep -q 'against first-release 2023-Q1_v1 (withdrawn)' "$dir/next/CHANGES.txt"
grep -q '"same": 1660' "$dir/next/changes.json"

# What is touched, under embargo or nothing at all is refused, and stays as it was.
rm -rf "$dir/out" "$dir/out.confidential"
stage --embargo 2999-01-01T00:00:00Z
refused 2 'under embargo until 2999' "$TENFOUR" publish "$dir/out" --approve "$dir/office.key"
rm -rf "$dir/out" "$dir/out.confidential"
stage
echo >>"$dir/out/README.txt"
refused 3 'not the file that was written' "$TENFOUR" publish "$dir/out" --approve "$dir/office.key"
grep -q '"state": "staged"' "$dir/out/manifest.json"
refused 2 'is no time' "$TENFOUR" release "$example/national.yaml" "$example/records.csv" --stage "$dir/x" --embargo soon
