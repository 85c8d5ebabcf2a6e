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
ps procps"

PATH="$PATH:/usr/sbin:/sbin"
missing=""
while read -r command package; do
  command -v "$command" >/dev/null || missing="$missing $package"
done <<<"$wanted"
[ -n "$missing" ] || exit 0

if [ "$(uname -s)" != Linux ]; then
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "tools: missing here and not installed, since this is not root on a Debian-like machine:$missing" >&2
  exit 0
fi
echo "tools: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -q --no-install-recommends $missing </dev/null >&2; }
# The lists of a fresh image are empty or old; they are only fetched where the first try shows it.
install 2>/dev/null || { apt-get update -q >&2 && install; } || echo "tools: could not install$missing; going on without" >&2
