#!/usr/bin/env bash
# Builds ephemerd and runs its main job for real: a small GitHub on this machine queues jobs, the daemon makes a sandbox for each, they run
# once and everything is gone again. Needs the .NET SDK of global.json and nothing else.
#
#   bash packaging/try.sh [DEMO ARGUMENTS]                e.g. --jobs 40 --repos 5
#
# As root on a Debian-like machine it installs bubblewrap first. Without root or usable user namespaces it still runs, and says loudly
# what isolation the jobs really had.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

step() { printf '\n── %s\n' "$1" >&2; }

step "tools of this machine"
bash packaging/tools.sh
[ "$(id -u)" = 0 ] || echo "not root: jobs run under your own user, without service users and most limits" >&2
command -v bwrap >/dev/null || echo "NO BUBBLEWRAP HERE: jobs cannot be put in a sandbox" >&2

step "building"
for project in Ephemerd Ephemerd.Forge; do
  dotnet build "src/$project" -c Release -v q -nologo -clp:NoSummary -p:UseSharedCompilation=false >&2
done
bash packaging/practice-runner.sh >/dev/null

step "running jobs"
exec dotnet artifacts/bin/Ephemerd/release/ephemerd.dll demo "$@"
