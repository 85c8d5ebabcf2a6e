#!/usr/bin/env bash
# Builds ephemerd and runs its main job for real: a small GitHub on this machine queues jobs, the daemon makes a sandbox for each, they run
# once and everything is gone again. Needs the .NET SDK of global.json and nothing else.
#
#   bash packaging/try.sh [DEMO ARGUMENTS]                e.g. --jobs 12 --repos 3
#
# As root on a Debian-like machine it installs bubblewrap first. Without root or usable user namespaces it still runs, and says loudly
# what isolation the jobs really had.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
. packaging/dotnet.sh

step() { printf '\n── %s\n' "$1" >&2; }

step "looking at this machine"
bash packaging/tools.sh
[ "$(id -u)" = 0 ] && echo "   root: jobs get service users of their own" >&2 \
  || echo "   NOT ROOT: jobs run under your own user, without service users and most limits" >&2
command -v bwrap >/dev/null && echo "   bubblewrap: $(command -v bwrap)" >&2 \
  || echo "   NO BUBBLEWRAP: jobs run without a sandbox here; with it (apt-get install bubblewrap) each gets one of its own" >&2

step "building (the first time some minutes on two cores)"
# The daemon's build puts the practice runner beside the program, so it comes first.
patiently "practice runner" artifacts/logs/practice-runner.log bash packaging/practice-runner.sh
# Analyzers guard those who change the code, in packaging/test.sh; nobody here does.
patiently "daemon and forge" artifacts/logs/build.log dotnet build src/Ephemerd -c Release -v q -nologo -p:RunAnalyzers=false
end_compiler_server

step "running jobs"
exec dotnet artifacts/bin/Ephemerd/release/ephemerd.dll demo "$@"
