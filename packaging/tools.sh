#!/usr/bin/env bash
# Installs the machine's tools that sandboxes and their tests use, where they are missing and this is root on a Debian-like machine.
# Says what is missing otherwise, and ends well all the same: what cannot run without them says so itself.
set -u

# command package
wanted="bwrap bubblewrap
setpriv util-linux
losetup mount
mkfs.ext4 e2fsprogs
useradd passwd
ps procps
curl curl
jq jq
script bsdutils"

PATH="$PATH:/usr/sbin:/sbin"
missing=""
while read -r command package; do
  command -v "$command" >/dev/null || missing="$missing $package"
done <<<"$wanted"
[ "$(uname -s)" = Linux ] || exit 0

# Prometheus is unpacked beside the tests' other fetched things and not installed: its package would start a service on this machine.
unpack_prometheus() {
  local place="${XDG_CACHE_HOME:-$HOME/.cache}/ephemerd-tests/prometheus" here
  command -v prometheus >/dev/null && command -v promtool >/dev/null && return
  [ ! -x "$place/usr/bin/promtool" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 0
  here=$(mktemp -d) && mkdir -p "$(dirname "$place")" || return 0
  echo "tools: unpacking prometheus into $place" >&2
  download() { (cd "$here" && apt-get download -q prometheus </dev/null >&2); }
  if { download 2>/dev/null || { apt-get update -q </dev/null >&2 && download; }; } && dpkg-deb -x "$here"/prometheus_*.deb "$here/tree"; then
    rm -rf "$place" && mv "$here/tree" "$place"
  else
    echo "tools: prometheus could not be fetched; its tests will say that they were not run" >&2
  fi
  rm -rf "$here"
}
unpack_prometheus

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "tools: missing here and not installed, since this is not root on a Debian-like machine:$missing" >&2
  exit 0
fi
echo "tools: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends $missing </dev/null >&2; }
# The lists of a fresh image are empty or old; they are only fetched where the first try shows it.
install 2>/dev/null || { apt-get update -q >&2 && install; } || echo "tools: could not install$missing; going on without" >&2
