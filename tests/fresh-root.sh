#!/bin/sh
# tests/fresh-root.sh - ./bootstrap demo in a bare Debian root: exit 0, under 5 minutes without the
# downloads, and every path that it prints is there.  Needs root, debootstrap and a Debian mirror.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
[ "$(id -u)" = 0 ] || { echo 'skipped: needs root'; exit 77; }
command -v debootstrap >/dev/null || { echo 'skipped: debootstrap is not installed'; exit 77; }
mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[.*\] \)\{0,1\}\([^ ]*\) bookworm .*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)
[ -n "$mirror" ] || { echo 'skipped: no Debian mirror in /etc/apt'; exit 77; }
root=$(mktemp -d "${TMPDIR:-/tmp}/t4root.XXXXXX") || exit 99
finish() {
    umount "$root/proc" 2>/dev/null
    mountpoint -q "$root/proc" || rm -rf --one-file-system "$root"
}
trap finish EXIT
trap 'exit 130' INT TERM

debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -5 "$root.log"; echo 'debootstrap failed'; exit 1; }
rm -f "$root.log"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*proxy*; do
    [ ! -f "$file" ] || cp "$file" "$root$file"
done
mount -t proc proc "$root/proc" 2>/dev/null
mkdir "$root/tenfour"
(cd "$srcdir" && tar cf - --exclude=./_build --exclude=./.git --exclude=./autom4te.cache \
    --exclude=./configure --exclude=./Makefile.in --exclude=./build-aux .) | (cd "$root/tenfour" && tar xf -)
chmod -R u+w "$root/tenfour"
chown -R 0:0 "$root/tenfour"

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} chroot "$root" "$@"; }
# Fetch first, so that the clock does not count the network.
packages=$(sed -n "/^build_packages=/,/'\$/p" "$srcdir/bootstrap" | tr -d "'" | sed 's/build_packages=//')
# shellcheck disable=SC2086
inside sh -c "apt-get update -q && apt-get install -y -q --no-install-recommends --download-only $(echo $packages)" \
    >"$root/fetch.log" 2>&1 || { tail -5 "$root/fetch.log"; echo 'fetching packages failed'; exit 1; }

start=$(date +%s)
inside /tenfour/bootstrap demo >"$root/said" 2>&1
code=$?
seconds=$(($(date +%s) - start))
cat "$root/said"
echo "exit $code after $seconds s"
[ $code = 0 ] || { tail -n 20 "$root"/tenfour/_build/*.log; exit 1; }
[ $seconds -lt 300 ] || { echo 'took 5 minutes or more'; exit 1; }
bad=0
for path in $(grep -o '/tenfour/[^ )]*' "$root/said" | sed 's/[.,;:]*$//' | sort -u); do
    [ -e "$root$path" ] || { echo "a path that was printed is not there: $path"; bad=1; }
done
inside /tenfour/bootstrap demo >"$root/again" 2>&1 || { cat "$root/again"; echo 'the second time failed'; bad=1; }
grep -q 'all there' "$root/again" || { echo 'the second time wanted packages'; bad=1; }
exit $bad
