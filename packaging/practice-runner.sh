#!/bin/bash
# Packs the practice runner in the layout of an actions/runner release. Does nothing when what it would make is there already.
#
#   bash packaging/practice-runner.sh [VERSION]
#
# Makes artifacts/practice-runner/tree/ (the package unpacked, default version) and actions-runner-linux-x64-VERSION.tar.gz beside it,
# and prints the archive's path. The version is only a file in the package, so another one is repacked, not rebuilt.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
project="$root/src/Ephemerd.PracticeRunner"
default=2.999.0
version="${1:-$default}"
out="$root/artifacts/practice-runner"
archive="$out/actions-runner-linux-x64-$version.tar.gz"

mkdir -p "$out"
exec 9>"$out/.lock"
flock 9

sources="$(cd "$root" && find src/Ephemerd.PracticeRunner src/Directory.Build.props src/Directory.Packages.props global.json packaging/practice-runner.sh \
  -type f -not -path '*/obj/*' -not -path '*/bin/*' -not -name '*.md' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)"

if [ "$(cat "$out/.tree-made-of" 2>/dev/null || true)" != "$sources" ]; then
  rm -rf "$out/publish" "$out/tree" "$out/tree.new" "$out"/*.tar.gz "$out/.tree-made-of"
  # Build servers it starts live on: they must not hold the lock.
  dotnet publish "$project" -c Release -r linux-x64 --self-contained -o "$out/publish" -v q -nologo -clp:NoSummary >&2 9>&-
  mkdir -p "$out/tree.new/bin"
  cp -a "$project/Package/." "$out/tree.new/"
  cp -a "$out/publish/." "$out/tree.new/bin/"
  # The apphost carries the name of its dll, not its own: copied under both names, the program asks under which it was started.
  mv "$out/tree.new/bin/Ephemerd.PracticeRunner" "$out/tree.new/bin/Runner.Listener"
  cp -a "$out/tree.new/bin/Runner.Listener" "$out/tree.new/bin/Runner.Worker"
  # Only debuggers and tracers want these.
  rm -f "$out/tree.new/bin/"{*.pdb,createdump,libmscordaccore.so,libmscordbi.so,libclrgc.so,libclrgcexp.so,libcoreclrtraceptprovider.so}
  echo "$default" > "$out/tree.new/bin/runner.version"
  chmod -R u=rwX,go=rX "$out/tree.new"
  chmod 0755 "$out/tree.new/"*.sh "$out/tree.new/bin/Runner."{Listener,Worker}
  rm -rf "$out/publish"
  mv "$out/tree.new" "$out/tree"
  echo "$sources" > "$out/.tree-made-of"
fi

if [ ! -f "$archive" ]; then
  staging="$(mktemp -d "$out/.pack.XXXXXX")"
  trap 'rm -rf "$staging"' EXIT
  cp -a "$out/tree/." "$staging/"
  chmod 0755 "$staging"
  echo "$version" > "$staging/bin/runner.version"
  tar --owner=0 --group=0 --numeric-owner --sort=name --mtime=@0 -C "$staging" -cf - . | gzip -n -6 > "$archive.new"
  mv "$archive.new" "$archive"
fi
echo "$archive"
