#!/bin/sh
# tests/tarball.sh TARBALL - every file of the source that git knows is in the tarball, and nothing that a test or a build
# left: run by `./bootstrap check` after distcheck.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
command -v git >/dev/null && git -C "$srcdir" ls-files >/dev/null 2>&1 || { echo 'skipped: not a git working tree'; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
tar tf "$1" | sed 's|^[^/]*/||; /\/$/d; /^$/d' | LC_ALL=C sort >"$work/packed"
# What serves only whoever works with git.
git -C "$srcdir" ls-files | grep -vE '(^|/)\.(gitignore|gitattributes|clang-format|editorconfig)$' | LC_ALL=C sort >"$work/known"
LC_ALL=C comm -23 "$work/known" "$work/packed" >"$work/missing"
grep -E '\.(log|trs|o|pyc)$' "$work/packed" >"$work/rubbish"
sed 's/^/not in the tarball: /' "$work/missing"
sed 's/^/left by a build, in the tarball: /' "$work/rubbish"
[ -s "$work/packed" ] && [ ! -s "$work/missing" ] && [ ! -s "$work/rubbish" ]
