#!/usr/bin/env bash
# Records docs/walk.md anew: types every command of the page at a terminal, on the program as it is, and writes down what the terminal shows.
#
#   bash packaging/walk.sh
#
# Needs root, bubblewrap, curl and the .NET SDK of global.json. Read the difference before you keep it: it is what operators see.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
. packaging/dotnet.sh

bash packaging/tools.sh
patiently "practice runner" artifacts/logs/practice-runner.log bash packaging/practice-runner.sh
patiently "the walk's own test" artifacts/logs/build.log dotnet build tests/Ephemerd.SystemTests -c Release -v q -nologo -p:RunAnalyzers=false
end_compiler_server
EPHEMERD_RECORD_WALK=1 patiently "walking" artifacts/logs/walk.log \
  dotnet test tests/Ephemerd.SystemTests -c Release --no-build --nologo --filter "FullyQualifiedName~WalkTests.Every_step"
git diff --stat -- docs/walk.md
